"""The unified social credit code of GB 32100-2015, 《法人和其他组织统一社会信用代码编码规则》.

Enter at `parse` for one code, at `is_valid` and `valid_many` for columns of them; a code that was misread is
mended in `youju.standards.credit_code_repair`. Eighteen characters: who registers (1), what kind of
organisation (2), the division of the registering office (3-8, GB/T 2260), the subject, which is the
organisation code of GB 11714-1997 (9-17), and a check character (18). The letters I, O, S, V and Z are not
used.

Known disputes: the table of kinds is open, since departments assign new ones, so a kind that the standard
does not list is read and has no name. A division that has been abolished stays in the code for ever.
Some offices have issued subjects whose own check character (17) does not hold, so that is reported by
`CreditCode.subject_holds` and is no error.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from youju.errors import CODES, Problem, YoujuError, fail
from youju.standards import divisions, organisation_code, tables

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters in the order of their values (GB 32100-2015, table of 代码字符集)."""

LOOKALIKES: Final[Mapping[str, str]] = {"I": "1", "O": "0", "S": "5", "Z": "2", "V": "U"}
"""Letters that the code never has, and the character they are misread from."""

_FORM: Final = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_SEPARATORS: Final = str.maketrans("", "", "-‐‑–—_·. \t\r\n\u3000\u200b\ufeff")

# The weights are 3**(i-1) mod 31, and 34 leaves 3 when divided by 31. So a reversed code, its characters
# renamed to the digits of base 34, read as one number, is the weighted sum mod 31: one call of int()
# where a loop would cost ten times as much.
_BASE: Final = 34
_DIGITS: Final = str.maketrans(ALPHABET, "0123456789abcdefghijklmnopqrstu")
_CHECKS: Final = ALPHABET[0] + ALPHABET[:0:-1]


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A correct unified social credit code.

    Attributes:
        text: Eighteen characters.
    """

    text: str

    @property
    def department(self) -> str:
        """Character 1, the department in charge of registration."""
        return self.text[0]

    @property
    def category(self) -> str:
        """Character 2, the kind of organisation, to be read with the department."""
        return self.text[1]

    @property
    def division_code(self) -> str:
        """Characters 3-8, the division of the registering office when the code was given out."""
        return self.text[2:8]

    @property
    def subject(self) -> str:
        """Characters 9-17, the organisation code of GB 11714-1997."""
        return self.text[8:17]

    @property
    def check(self) -> str:
        """Character 18."""
        return self.text[17]

    @property
    def department_name(self) -> str:
        """Name of the department in the standard, such as 工商."""
        return departments()[self.department]

    @property
    def category_name(self) -> str | None:
        """Name of the kind in the standard, such as 企业; None for one that it does not list."""
        return _categories().get(self.text[:2])

    @property
    def division(self) -> divisions.Division | None:
        """The division, current or retired; None when nobody knows the code."""
        return divisions.get(self.division_code)

    @property
    def subject_holds(self) -> bool:
        """Whether the check character inside the subject (17) is right by GB 11714-1997."""
        return organisation_code.is_valid(self.subject)

    def authority(self, *, on: dt.date) -> str:
        """The office that registers such organisations on a date, with its division where that is known.

        Example:
            >>> code = parse("91341881754879509Y")
            >>> code.authority(on=dt.date(2017, 1, 1)), code.authority(on=dt.date(2024, 1, 1))
            ('安徽省宣城市宁国市工商行政管理部门', '安徽省宣城市宁国市市场监督管理部门')
        """
        place = self.division
        names = [name for since, name in _authorities()[self.department] if since <= on.isoformat()]
        name = names[-1] if names else _authorities()[self.department][0][1]
        return (place.full_name if place else "") + name

    def __str__(self) -> str:
        return self.text


def normalise(text: str) -> str:
    """Full-width forms, lower case, spaces and hyphens away; nothing is guessed.

    Example:
        >>> normalise(" ９1341881-754879509y ")
        '91341881754879509Y'
    """
    return unicodedata.normalize("NFKC", text).upper().translate(_SEPARATORS)


def check_character(body: str) -> str:
    """The eighteenth character that belongs to seventeen.

    C18 = 31 - (sum of value times weight mod 31), 31 written 0; weights 3**(i-1) mod 31 (GB 32100-2015,
    after GB/T 17710).

    Args:
        body: Seventeen characters of `ALPHABET`.

    Raises:
        ValueError: A character does not belong to the alphabet.

    Example:
        >>> check_character("91341881754879509")
        'Y'
    """
    if len(body) != 17:
        raise ValueError("seventeen characters are needed")
    return _CHECKS[int(body[::-1].translate(_DIGITS), _BASE) % 31]


def is_valid(text: str) -> bool:
    """Whether the text is a credit code in canonical form; `normalise` first what people typed.

    About a microsecond. The form and the check character are judged, not the tables.

    Example:
        >>> is_valid("91341881754879509Y"), is_valid("91341881754879509X"), is_valid("9134I881754879509Y")
        (True, False, False)
    """
    return (
        _FORM.fullmatch(text) is not None
        and _CHECKS[int(text[16::-1].translate(_DIGITS), _BASE) % 31] == text[17]
    )


def valid_many(texts: Iterable[str]) -> list[bool]:
    """`is_valid` for a column, in its order.

    Example:
        >>> valid_many(["91341881754879509Y", ""])
        [True, False]
    """
    form, digits, checks = _FORM.fullmatch, _DIGITS, _CHECKS
    return [
        form(text) is not None and checks[int(text[16::-1].translate(digits), _BASE) % 31] == text[17]
        for text in texts
    ]


def parse(text: str) -> CreditCode:
    """Read a credit code as people write it.

    Raises:
        YoujuError: S110 when the length is wrong; else S111 for each character that may not stand where
            it does; else S113 when no such department exists, and S112 when the check character is wrong.

    Example:
        >>> code = parse("９１341881 754879509y")
        >>> code.department_name, code.category_name, code.division.name, code.subject, code.check
        ('工商', '企业', '宁国市', '754879509', 'Y')
    """
    code = normalise(text)
    if len(code) != 18:
        raise fail("S110", text=text, length=len(code))
    wrong = [
        Problem(CODES["S111"], {"text": text, "position": place + 1, "character": code[place]})
        for place in illegal(code)
    ]
    if wrong:
        raise YoujuError(wrong)
    if code[0] not in departments():
        wrong.append(Problem(CODES["S113"], {"text": text, "head": code[:2]}))
    expected = check_character(code[:17])
    if expected != code[17]:
        wrong.append(Problem(CODES["S112"], {"text": text, "expected": expected}))
    if wrong:
        raise YoujuError(wrong)
    return CreditCode(code)


def illegal(code: str) -> list[int]:
    """Places (from 0) of a text of eighteen characters that hold what may not stand there."""
    return [place for place, character in enumerate(code) if character not in _allowed(place)]


def heads() -> frozenset[str]:
    """Characters 1 and 2 that the standard lists, department and kind.

    Example:
        >>> "91" in heads(), "97" in heads()
        (True, False)
    """
    return frozenset(_categories())


def of_organisation(code: str, *, head: str) -> CreditCode:
    """The credit code that an organisation code gets when its department, kind and division are known.

    Args:
        code: Organisation code, as people write it.
        head: Characters 1-8.

    Raises:
        YoujuError: What `organisation_code.parse` and `parse` raise.

    Example:
        >>> of_organisation("75487950-9", head="91341881").text
        '91341881754879509Y'
    """
    body = head + organisation_code.parse(code).text
    if len(body) == 17 and not illegal(body):
        body += check_character(body)
    return parse(body)


def _allowed(place: int) -> str:
    """Characters that may stand at a place, from 0."""
    return "0123456789" if 2 <= place < 8 else ALPHABET


@cache
def departments() -> Mapping[str, str]:
    """Departments of the standard by the first character."""
    return {row["department"]: row["department_name"] for row in tables.rows("credit_code_categories.csv")}


@cache
def _categories() -> Mapping[str, str]:
    return {
        row["department"] + row["category"]: row["category_name"]
        for row in tables.rows("credit_code_categories.csv")
    }


@cache
def _authorities() -> Mapping[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for row in tables.rows("credit_code_authorities.csv"):
        found.setdefault(row["department"], []).append((row["since"], row["authority"]))
    return {department: sorted(entries) for department, entries in found.items()}
