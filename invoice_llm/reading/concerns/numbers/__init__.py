"""Concerns about the numbers of an invoice."""
