"""Generated invoices whose values are known by construction, made to mislead: what is accepted wrongly, and how much is
accepted at all."""
