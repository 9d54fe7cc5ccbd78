"""One thing told twice (N202)."""
