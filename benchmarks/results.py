"""Write what a benchmark found into ``benchmarks/RESULTS.md``: one section each, replaced by each run."""

from __future__ import annotations

import re
from pathlib import Path

RESULTS = Path(__file__).parent / "RESULTS.md"
_HEAD = "# What was measured\n\nEach section is written by its script and says how to repeat it.\n"


def write(section: str, markdown: str, command: str) -> None:
    """Replace or add a section.

    Args:
        section: Its heading.
        markdown: The figures, with the machine they were taken on.
        command: How to take them again.
    """
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else _HEAD
    fresh = f"\n## {section}\n\n{markdown.strip()}\n\n    {command}\n"
    pattern = re.compile(rf"\n## {re.escape(section)}\n.*?(?=\n## |\Z)", re.DOTALL)
    text = pattern.sub(lambda _: fresh, text) if pattern.search(text) else text.rstrip("\n") + "\n" + fresh
    RESULTS.write_text(text, encoding="utf-8")
