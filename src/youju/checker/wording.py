"""Wording (T4xx)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from youju.checker.model import Finding


def findings_of(text: str, start: int, end: int, *, terms: Sequence[Path] = ()) -> list[Finding]:
    """What is wrong in the words."""
    return []


def repeated(text: str, reports: Sequence[tuple[int, int]]) -> list[Finding]:
    """Paragraphs that stand twice."""
    return []
