"""Memory of a supplier: what people's decisions on its invoices teach about the next one."""
