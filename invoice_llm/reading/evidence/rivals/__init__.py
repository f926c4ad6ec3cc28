"""Values that stand beside a label in place of the one that was read."""
