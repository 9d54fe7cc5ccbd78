"""Stated numbers against what is listed (N201)."""
