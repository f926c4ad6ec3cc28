"""Written records: a document's outcome in the store, the files of a run, and their update after a decision."""
