"""Questions of a night as files: half the price, answers within hours."""
