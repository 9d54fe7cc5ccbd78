"""Parts, wholes and their rates, ratios (N102)."""
