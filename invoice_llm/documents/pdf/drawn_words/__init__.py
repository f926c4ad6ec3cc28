"""Words that a page shows without text: as pictures or as outlines of their letters."""
