"""A figure, what it was before, and by how much it changed (N103)."""
