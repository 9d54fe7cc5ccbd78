"""Which bracket each quantity of a paragraph stands in."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from youju.checker.mentions import Mention
from youju.checker.passage import Paragraph, Passage

_BRACKETS: Final = re.compile(r"[（()）]")


class Placed(NamedTuple):
    """A quantity and the bracket that it stands in."""

    mention: Mention
    bracket: int


def placed_in(passage: Passage, paragraph: Paragraph) -> list[Placed]:
    """Quantities of a paragraph with the place of the innermost open bracket, -1 outside."""
    text, stack, found = passage.text, [], []
    marks = _BRACKETS.finditer(text, paragraph.start, paragraph.end)
    mark = next(marks, None)
    for mention in paragraph.mentions:
        while mark is not None and mark.start() < mention.start:
            if mark[0] in "（(":
                stack.append(mark.start())
            elif stack:
                stack.pop()
            mark = next(marks, None)
        found.append(Placed(mention, stack[-1] if stack else -1))
    return found
