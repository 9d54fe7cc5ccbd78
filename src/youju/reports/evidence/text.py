"""Numbers in a text that are bound to nothing.

Enter at `loose`. What is no number of a statistic: the number of a heading, an item's ordinal in Chinese. All
other digits count, whatever they look like: full width, circled, superscript.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

_HEADING: Final = re.compile(r"\s*(?:\d{1,2}[.．、](?![\d０-９])|[（(]\d{1,2}[）)])")
_TOUCHING: Final = re.compile(r"^\s*[万亿千百十%％‰]")
_BEFORE: Final = re.compile(r"[-−－﹣+＋]\s*$")


def loose(pieces: Sequence[tuple[str, int | None]], *, heading: bool = False) -> Iterator[str]:
    """The numbers of a line that stand in no control, as they are written.

    Args:
        pieces: Text and the control that it stands in.
        heading: Whether the line is a heading, whose number is its own.
    """
    skipped = 0
    if heading:
        first = "".join(text for text, control in pieces if control is None)
        match = _HEADING.match(first)
        skipped = match.end() if match else 0
    for number, (text, control) in enumerate(pieces):
        if control is not None:
            continue
        shown = text[skipped:]
        skipped = max(skipped - len(text), 0)
        yield from _digits(shown)
        before = pieces[number - 1][1] if number else None
        after = pieces[number + 1][1] if number + 1 < len(pieces) else None
        inside = pieces[number - 1][0] if number else ""
        if before is not None and inside[-1:].isdigit() and (match := _TOUCHING.match(shown)):
            yield match[0].strip()
        if after is not None and pieces[number + 1][0][:1].isdigit() and (match := _BEFORE.search(shown)):
            yield match[0].strip()


def _digits(text: str) -> Iterator[str]:
    found = ""
    for one in text:
        if unicodedata.category(one) in ("Nd", "No") or (found and one in ".．,，"):
            found += one
        elif found:
            yield found.rstrip(".．,，")
            found = ""
    if found:
        yield found.rstrip(".．,，")
