"""What went wrong, in the reader's language: the sentences of the registry, without their codes.

The registry is Chinese; its English stands in the catalogues of the rooms that raise the errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext

from youju.errors import Problem, YoujuError

_WORDS = frozenset({"reason", "expected", "hint", "what", "condition", "stage"})
"""Fields that hold words of ours rather than data."""
_NUMBER = re.compile(r"\d{4}-\d{2}-\d{2}|\d+(?:\.\d+)?")
"""What changes from one sentence to the next: in the catalogues ``{}`` stands for it."""


def sentence(problem: Problem) -> str:
    """What is wrong and how to mend it."""
    fields = {
        name: _said(value) if name in _WORDS and isinstance(value, str) and value else value
        for name, value in problem.fields.items()
    }
    code = problem.code
    what, mend = gettext(code.sentence).format(**fields), gettext(code.mend).format(**fields)
    return what + mend if what.endswith("。") else f"{what} {mend}"


def _said(words: str) -> str:
    """Words of ours in the reader's language, with the numbers and days that they have."""
    known = gettext(words)
    pattern = _NUMBER.sub("{}", words)
    if known != words or pattern == words:
        return known
    found = gettext(pattern)
    return words if found == pattern else found.format(*_NUMBER.findall(words))


def sentences(error: YoujuError | Iterable[Problem]) -> list[str]:
    """One sentence for each problem."""
    problems = error.problems if isinstance(error, YoujuError) else error
    return [sentence(one) for one in problems]
