"""The organisation code of GB 11714-1997 (《全国组织机构代码编制规则》): eight characters and a check.

Enter at `parse` or `is_valid`. Since 2015 the code is no longer given out alone, it is characters 9 to
17 of the unified social credit code (`youju.standards.credit_code`); old registers still carry it, often
written with a hyphen before the check character.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from youju.errors import fail

WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
"""Weights of the eight characters, GB 11714-1997, 3.3."""

_FORM: Final = re.compile(r"[0-9A-Z]{8}[0-9X]")
_SEPARATORS: Final = str.maketrans("", "", "-‐‑–—_·. \t\r\n\u3000\u200b\ufeff")


@dataclass(frozen=True, slots=True)
class OrganisationCode:
    """A correct organisation code.

    Attributes:
        text: Nine characters without hyphen.
    """

    text: str

    @property
    def body(self) -> str:
        """The eight characters that identify."""
        return self.text[:8]

    @property
    def check(self) -> str:
        """The check character, a digit or X."""
        return self.text[8]

    def __str__(self) -> str:
        """As it was printed on certificates, with a hyphen."""
        return f"{self.body}-{self.check}"


def normalise(text: str) -> str:
    """Full-width forms, lower case, spaces and hyphens away; nothing is guessed.

    Example:
        >>> normalise("ｄ２１４３５６９－x")
        'D2143569X'
    """
    return unicodedata.normalize("NFKC", text).upper().translate(_SEPARATORS)


def check_character(body: str) -> str:
    """The ninth character that belongs to eight.

    The digits count for themselves, A to Z as 10 to 35; C9 = 11 - (sum of value times weight mod 11),
    where 10 is written X and 11 is written 0 (GB 11714-1997, 3.3).

    Args:
        body: Eight digits or capitals.

    Example:
        >>> check_character("D2143569")
        'X'
    """
    total = sum(int(character, 36) * weight for character, weight in zip(body, WEIGHTS, strict=True))
    return "0X987654321"[total % 11]


def is_valid(text: str) -> bool:
    """Whether the text is an organisation code in canonical form (nine characters, no hyphen).

    Example:
        >>> is_valid("D2143569X"), is_valid("D21435690"), is_valid("D2143569-X")
        (True, False, False)
    """
    return _FORM.fullmatch(text) is not None and check_character(text[:8]) == text[8]


def parse(text: str) -> OrganisationCode:
    """Read an organisation code.

    Raises:
        YoujuError: S114 when the form is wrong, S115 when the check character is.

    Example:
        >>> str(parse(" d2143569-x "))
        'D2143569-X'
    """
    code = normalise(text)
    if not _FORM.fullmatch(code):
        raise fail("S114", text=text)
    expected = check_character(code[:8])
    if expected != code[8]:
        raise fail("S115", text=text, expected=expected)
    return OrganisationCode(code)
