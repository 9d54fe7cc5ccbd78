"""Proving a Word document against the database: every number bound, unchanged, and still what is known.

Enter at `check_bytes`. `reading` takes the document apart whatever Word and its users did to it, `rules` are
the findings E5xx, `judging` decides.
"""

from __future__ import annotations

from youju.reports.evidence.judging import Evidence, Finding, check_bytes

__all__ = ["Evidence", "Finding", "check_bytes"]
