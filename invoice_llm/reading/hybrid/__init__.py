"""An e-invoice's data against the page they travel with, value by value."""
