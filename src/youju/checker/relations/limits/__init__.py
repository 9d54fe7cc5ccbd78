"""Bounds, ranks, dates and periods (N203, N205)."""
