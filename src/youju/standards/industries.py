"""Industries of GB/T 4754-2017, 《国民经济行业分类》: 20 sections, 97 divisions, 473 groups, 1,380 classes.

Enter at `get` (or `require`), `parse_range` and `search`. Codes are a letter for a section (门类), two
digits for a division (大类), three for a group (中类), four for a class (小类); the section may stand before
the digits (``C1311``) and is then checked. Ranges such as ``13-43,46`` name both ends, which are included.

The table with the notes is ``data/industries.csv``; ranges that have a name (工业, 第三产业) are in
``data/industry_ranges.csv``.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property

from youju.errors import Problem, YoujuError, fail
from youju.standards import tables


class Level(IntEnum):
    """How fine an industry is."""

    SECTION = 1
    DIVISION = 2
    GROUP = 3
    CLASS = 4

    @property
    def label(self) -> str:
        """As the standard calls it."""
        return ("门类", "大类", "中类", "小类")[self - 1]


@dataclass(frozen=True, slots=True)
class Industry:
    """One industry.

    Attributes:
        code: ``C``, ``13``, ``131`` or ``1311``.
        section: Letter of its section.
        name: As the standard prints it.
        note: What the standard says of it; often empty.
    """

    code: str
    section: str
    name: str
    note: str

    @property
    def level(self) -> Level:
        """How fine it is."""
        return _level(self.code)

    @property
    def full_code(self) -> str:
        """With the section before the digits, as returns print it: ``C1311``."""
        return self.code if self.level == Level.SECTION else self.section + self.code

    @property
    def parent(self) -> Industry | None:
        """The industry above; None for a section."""
        above = _above(self.code, self.section)
        return _table()[above] if above else None

    @property
    def ancestors(self) -> tuple[Industry, ...]:
        """The industries above, from the section down, without itself.

        Example:
            >>> [above.name for above in require("1311").ancestors]
            ['制造业', '农副食品加工业', '谷物磨制']
        """
        return (*self.parent.ancestors, self.parent) if self.parent else ()

    @property
    def children(self) -> tuple[Industry, ...]:
        """The industries next below, in the order of their codes."""
        return tuple(_table()[code] for code in _children().get(self.code, ()))

    def __str__(self) -> str:
        return f"{self.full_code} {self.name}"


@dataclass(frozen=True)
class Range:
    """Some industries, named by codes and ranges of codes.

    Attributes:
        text: As it was written.
        codes: The codes that were named, ranges written out, in order.
    """

    text: str
    codes: tuple[str, ...]

    @cached_property
    def prefixes(self) -> tuple[str, ...]:
        """Digits with which every code in the range begins; for ``LIKE`` and ``startswith`` in sets.

        Example:
            >>> parse_range("D,131").prefixes
            ('131', '44', '45', '46')
        """
        digits = {
            each.code
            for code in self.codes
            for each in (_table()[code].children if len(code) == 1 else (_table()[code],))
        }
        return tuple(
            sorted(code for code in digits if not any(code[:n] in digits for n in range(2, len(code))))
        )

    @property
    def divisions(self) -> tuple[str, ...]:
        """Codes of the divisions that lie in the range as a whole or in part."""
        return tuple(sorted({code[:2] for code in self.prefixes}))

    def __contains__(self, code: object) -> bool:
        """Whether an industry lies in the range with all its parts.

        Example:
            >>> "C1311" in parse_range("13-43"), "44" in parse_range("13-43"), "C" in parse_range("13-43")
            (True, False, True)
        """
        industry = get(code) if isinstance(code, str) else None
        if industry is None:
            return False
        if industry.level == Level.SECTION or not industry.code.startswith(self.prefixes):
            return bool(industry.children) and all(child.code in self for child in industry.children)
        return True


def normalise(code: str) -> str:
    """Full-width forms, lower case and spaces away.

    Example:
        >>> normalise(" ｃ1311 ")
        'C1311'
    """
    return "".join(unicodedata.normalize("NFKC", code).upper().split())


def get(code: str) -> Industry | None:
    """The industry of a code, or None. A section before the digits must be the right one.

    Example:
        >>> get("c1311").name, get("A1311"), get("1319").name
        ('稻谷加工', None, '其他谷物磨制')
    """
    text = normalise(code)
    if len(text) > 1 and text[0].isalpha():
        found = _table().get(text[1:])
        return found if found and found.section == text[0] and found.level != Level.SECTION else None
    return _table().get(text)


def require(code: str) -> Industry:
    """`get`, for codes that must exist.

    Raises:
        YoujuError: S130, with the nearest code, when there is none.
    """
    found = get(code)
    if found is None:
        raise fail("S130", industry=code, nearest=str(_nearest(normalise(code))))
    return found


def sections() -> tuple[Industry, ...]:
    """The twenty sections, A to T."""
    return tuple(industry for industry in _table().values() if industry.level == Level.SECTION)


def everything() -> Iterator[Industry]:
    """All industries in the order of the standard."""
    return iter(_table().values())


def parse_range(text: str) -> Range:
    """Read a range of industries.

    Args:
        text: Codes and ranges with commas between them (``13-43,46``, ``C``, ``B—D``, ``06~46大类``), or a
            name such as 工业. Both ends of a range are of one level and included.

    Raises:
        YoujuError: S131 for every part that cannot be read, S130 for every code that does not exist.

    Example:
        >>> parse_range("13-43").divisions[:3], len(parse_range("13-43").divisions)
        (('13', '14', '15'), 31)
        >>> parse_range("工业").codes
        ('B', 'C', 'D')
    """
    codes: list[str] = []
    problems: list[Problem] = []
    for part in re.split(r"[,，、;；]", unicodedata.normalize("NFKC", text)):
        try:
            codes += _part(part.strip(), text)
        except YoujuError as error:
            problems += error.problems
    if problems:
        raise YoujuError(problems)
    return Range(text, tuple(dict.fromkeys(codes)))


def search(
    name: str, *, level: Level | None = None, notes: bool = False, limit: int | None = 20
) -> list[Industry]:
    """Industries by name: exact ones, then those that begin with the text, contain it, or are near it.

    Args:
        name: All or part of a name.
        level: Only this level.
        notes: Whether to look into the notes as well, after the names.
        limit: At most so many; None for all.

    Example:
        >>> [str(found) for found in search("稻谷加工")]
        ['C1311 稻谷加工']
        >>> search("稻谷的加工")[0].code
        '1311'
    """
    text = name.strip()
    if not text:
        return []
    chosen = [industry for industry in everything() if level is None or industry.level == level]
    ranked = [(rank, industry) for industry in chosen if (rank := _rank(text, industry, notes=notes)) < 4]
    if not ranked:
        names = difflib.get_close_matches(
            text, [industry.name for industry in chosen], n=limit or 20, cutoff=0.5
        )
        ranked = [(names.index(industry.name), industry) for industry in chosen if industry.name in names]
    ranked.sort(key=lambda pair: (pair[0], pair[1].level, pair[1].code))
    return [industry for _, industry in ranked][:limit]


def _rank(text: str, industry: Industry, *, notes: bool) -> int:
    if industry.name == text:
        return 0
    if industry.name.startswith(text):
        return 1
    if text in industry.name:
        return 2
    return 3 if notes and text in industry.note else 4


def _part(part: str, text: str) -> list[str]:
    """Codes of one part of a range."""
    if named := _named().get(part):
        return [code for piece in named.split(",") for code in _part(piece, text)]
    match = re.fullmatch(r"([A-Za-z]?\d{0,4})(?:[-–—~～至]([A-Za-z]?\d{0,4}))?(?:[门大中小]?类)?", part)
    if match is None or not match[1] or match[2] == "":
        raise fail("S131", text=text, part=part)
    first = require(match[1])
    if match[2] is None:
        return [first.code]
    last = require(match[2])
    if first.level != last.level or first.code > last.code:
        raise fail("S131", text=text, part=part)
    return [
        industry.code
        for industry in everything()
        if industry.level == first.level and first.code <= industry.code <= last.code
    ]


def _nearest(code: str) -> Industry:
    """The industry that a wrong code most likely means."""
    digits = code[1:] if len(code) > 1 and code[0].isalpha() else code
    for length in range(len(digits), 0, -1):
        if found := _table().get(digits[:length]):
            return found
    close = difflib.get_close_matches(digits, list(_table()), n=1, cutoff=0.0)
    return _table()[close[0]] if close else sections()[0]


def _level(code: str) -> Level:
    return Level(len(code))


def _above(code: str, section: str) -> str:
    return "" if len(code) == 1 else section if len(code) == 2 else code[:-1]


@cache
def _table() -> Mapping[str, Industry]:
    return {row["code"]: Industry(**row) for row in tables.rows("industries.csv")}


@cache
def _children() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for code, industry in _table().items():
        if above := _above(code, industry.section):
            found.setdefault(above, []).append(code)
    return {code: tuple(children) for code, children in found.items()}


@cache
def _named() -> Mapping[str, str]:
    return {row["name"]: row["range"] for row in tables.rows("industry_ranges.csv")}
