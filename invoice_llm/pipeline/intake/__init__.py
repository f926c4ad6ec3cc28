"""The documents of a run: the files in the inbox, their chunks, and their registration."""
