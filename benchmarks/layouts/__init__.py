"""Pages as the invoice programs of many countries and kinds of business print them, with invented names."""
