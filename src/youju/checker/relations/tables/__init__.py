"""Relations within tables, and between tables and text."""
