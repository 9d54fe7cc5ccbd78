"""Mending a unified social credit code of which one character was misread, when only one mending is possible.

Enter at `repair`; `candidates` lists what is possible when there are several. A repair has to satisfy the
check character of GB 32100-2015 (18), the check character of GB 11714-1997 inside it (17), an existing
department and a known city in the division. For any one place at most one character satisfies the first,
so a code whose misread place is known (it holds I, O, S, V or Z, or a letter in the division) is mended with
certainty, and others only when the two checks leave one place.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

from youju.standards import credit_code, divisions, organisation_code, tables

_CONFUSED: Final = frozenset(
    frozenset(pair)
    for pair in (
        "0D", "0Q", "0O", "0C", "0U", "1I", "1L", "1T", "17", "1J", "2Z", "38", "3B", "3E", "4A", "5S", "56",
        "58", "6G", "6B", "68", "7T", "7Y", "8B", "89", "9G", "9P", "9Q", "CG", "CD", "CE", "DP", "DQ", "EF",
        "FP", "GQ", "HN", "HM", "KX", "MN", "NW", "PR", "QR", "TY", "UV", "VY", "UJ", "MW", "XY", "AR",
    )
)  # fmt: skip
"""Pairs of characters that look alike in print or handwriting. They order candidates, they never decide."""

_DIVISION_LOOKALIKES: Final = {
    **credit_code.LOOKALIKES,
    "B": "8",
    "D": "0",
    "G": "6",
    "L": "1",
    "Q": "0",
    "T": "7",
}
"""Letters in the place of a digit of the division."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A code that the text may have been.

    Attributes:
        code: The mended code.
        places: Positions that differ, from 1.
        alike: Whether every character that differs looks like the one that was read.
    """

    code: credit_code.CreditCode
    places: tuple[int, ...]
    alike: bool


def repair(
    text: str, *, transpositions: bool = False, known: Container[str] | None = None
) -> credit_code.CreditCode | None:
    """The one code that the text can have been, or None when there is none or more than one.

    Args:
        text: As people wrote it. A correct code comes back as it is.
        transpositions: Whether two neighbours may also have changed places.
        known: Codes of a register; only these are thought possible.

    Example:
        >>> str(repair("9134I881754879509Y")), str(repair("913418817548795O9Y"))
        ('91341881754879509Y', '91341881754879509Y')
        >>> repair("91341881754879509T") is None  # the last character, or one of the division
        True
        >>> str(repair("91341881754879509T", known={"91341881754879509Y"}))
        '91341881754879509Y'
    """
    code = credit_code.normalise(text)
    if credit_code.is_valid(code):
        usable = code[0] in credit_code.departments() and (known is None or code in known)
        return credit_code.CreditCode(code) if usable else None
    found = candidates(code, transpositions=transpositions)
    if known is not None:
        found = [candidate for candidate in found if candidate.code.text in known]
    return found[0].code if len(found) == 1 else None


def candidates(text: str, *, transpositions: bool = False) -> list[Candidate]:
    """All codes from which the text differs by one character, those that look like it first.

    A text with several impossible letters is read as their lookalikes when that gives a correct code. A
    correct code has no candidates.

    Args:
        text: As people wrote it.
        transpositions: Whether two neighbours may also have changed places.
    """
    code = credit_code.normalise(text)
    if len(code) != 18 or credit_code.is_valid(code):
        return []
    wrong = credit_code.illegal(code)
    if len(wrong) > 1:
        changed = [_folded(code, wrong)]
    else:
        changed = [
            code[:place] + character + code[place + 1 :]
            for place in (wrong or range(18))
            for character in credit_code.ALPHABET
        ]
        if transpositions and not wrong:
            changed += [code[:i] + code[j] + code[i] + code[j + 1 :] for i, j in pairwise(range(18))]
    found = [_candidate(code, text) for text in dict.fromkeys(changed) if _plausible(text)]
    return sorted(found, key=lambda candidate: (not candidate.alike, candidate.places))


def _folded(code: str, wrong: list[int]) -> str:
    characters = list(code)
    for place in wrong:
        table = _DIVISION_LOOKALIKES if 2 <= place < 8 else credit_code.LOOKALIKES
        characters[place] = table.get(characters[place], characters[place])
    return "".join(characters)


def _plausible(code: str) -> bool:
    return (
        credit_code.is_valid(code)
        and organisation_code.is_valid(code[8:17])
        and code[:2] in credit_code.heads()
        and code[2:6] in _cities()
    )


def _candidate(before: str, after: str) -> Candidate:
    places = tuple(place + 1 for place in range(18) if before[place] != after[place])
    alike = all(frozenset((before[place - 1], after[place - 1])) in _CONFUSED for place in places)
    return Candidate(credit_code.CreditCode(after), places, alike)


@cache
def _cities() -> frozenset[str]:
    """First four digits of every division that is or was, and of the state itself (100000)."""
    codes = [division.code for division in (*divisions.known(), *divisions.changes())]
    return frozenset(code[:4] for code in codes) | {"1000"}


tables.keeps(_cities)
