"""The same invoice in another file: seen before, sent again, or replaced by a later one."""
