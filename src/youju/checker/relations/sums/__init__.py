"""Totals and their parts, stocks and what came and went (N101)."""
