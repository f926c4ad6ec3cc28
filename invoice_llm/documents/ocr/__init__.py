"""Pictures of pages into positioned words. The one package that imports OCR engines."""
