"""Concerns about a document as a whole: what it says of itself, what nobody understands, and who is to be paid."""
