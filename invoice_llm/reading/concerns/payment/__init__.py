"""Concerns about what a document says of its payment."""
