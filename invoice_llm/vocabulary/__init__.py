"""The words of each language that invoices are read in: one file a language, read once and checked."""
