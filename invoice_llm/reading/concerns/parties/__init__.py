"""Concerns about who the parties of an invoice are."""
