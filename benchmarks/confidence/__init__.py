"""The gate and its confidence under readers of known quality: right, wrong in a share of their values, or blind."""
