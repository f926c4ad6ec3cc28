"""Differences between endpoints that speak Chat Completions, learned from their refusals once each and kept."""
