"""Totals, numbers and what comes to each (N104)."""
