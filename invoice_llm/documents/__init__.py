"""Bytes into pages of positioned text and e-invoices: what stands in a file, without a judgement of what it means."""
