"""Administrative divisions of China, province to street: codes, names, the tree, and what they were before.

Enter at `get` (or `require`), `search`, `within`. Codes are those of GB/T 2260 (six digits, to the county)
and of the National Bureau of Statistics (nine digits for streets, towns and townships), in the edition of
2023: ``data/divisions.csv``, ``data/division_streets.csv``. Divisions that were renamed, moved or abolished
since 2000 are in ``data/division_changes.csv`` and stay readable, because registrations keep the code
under which they were made.

Codes may be given in any customary length: ``34``, ``3418``, ``341800``, ``341881001``, ``341800000000``.
They come back with six digits, or nine for a street. Statistical districts that are no divisions in law
(development zones, ``341871``) stand among the counties, as the Bureau lists them.

Finding a division in an address is `youju.standards.addresses`; villages and the twelve digits are
`youju.standards.statistical_code`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property

from youju.errors import CODES, Problem, YoujuError, fail
from youju.standards import tables

PLACEHOLDERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
"""Names of groupings at city level that only hold the code apart; nobody says them."""


class Level(IntEnum):
    """How deep a division lies."""

    PROVINCE = 1
    CITY = 2
    COUNTY = 3
    STREET = 4
    VILLAGE = 5

    @property
    def label(self) -> str:
        """As the Bureau calls it."""
        return ("省级", "地级", "县级", "乡级", "村级")[self - 1]


LENGTHS: Mapping[int, Level] = {
    2: Level.PROVINCE,
    4: Level.CITY,
    6: Level.COUNTY,
    9: Level.STREET,
    12: Level.VILLAGE,
}
"""Level of a prefix by its length."""


@dataclass(frozen=True)
class Division:
    """One division, current or retired.

    Attributes:
        code: Six digits, nine for a street.
        name: In full, such as ``石柱土家族自治县``.
        until: Year of the change that retired it under this name and code; None while it is current.
        successors: Codes to which its area went; empty while it is current.
    """

    code: str
    name: str
    until: str | None = None
    successors: tuple[str, ...] = ()

    @cached_property
    def prefix(self) -> str:
        """The code without its empty levels: every division below begins with it."""
        return prefix(self.code)

    @property
    def level(self) -> Level:
        """How deep it lies."""
        return LENGTHS[len(self.prefix)]

    @property
    def is_current(self) -> bool:
        """Whether it exists in the edition that is shipped."""
        return self.until is None

    @property
    def parent(self) -> Division | None:
        """The division above, of the current tree where there is one; None for a province."""
        above = [code for code in _above(self.prefix) if code in _names() or code in _retired()]
        return get(above[-1]) if above else None

    @property
    def ancestors(self) -> tuple[Division, ...]:
        """The divisions above, from the province down, without itself."""
        found: list[Division] = []
        here = self.parent
        while here is not None:
            found.insert(0, here)
            here = here.parent
        return tuple(found)

    @property
    def children(self) -> tuple[Division, ...]:
        """The current divisions next below, in the order of their codes.

        Placeholders such as 市辖区 are children like any other; a city without counties (东莞市) has
        its streets as children.
        """
        return tuple(Division(_code(child), name_of(child)) for child in _children().get(self.prefix, ()))

    @property
    def full_name(self) -> str:
        """Names from the province down, without placeholders.

        Example:
            >>> require("341881").full_name, require("110101").full_name
            ('安徽省宣城市宁国市', '北京市东城区')
        """
        names = [division.name for division in (*self.ancestors, self)]
        return "".join(name for name in names if name not in PLACEHOLDERS)

    @property
    def current(self) -> Division | None:
        """Itself, or what became of it when its area went to one division as a whole; else None.

        Example:
            >>> require("341422").current.full_name
            '安徽省芜湖市无为市'
        """
        here = self
        while not here.is_current:
            if len(here.successors) != 1:
                return None
            (code,) = here.successors
            key = prefix(code)
            here = Division(code, _names()[key]) if key in _names() else _retired()[key]
        return here

    def __str__(self) -> str:
        return f"{self.full_name}（{self.code}）"


def prefix(code: str) -> str:
    """A code without its empty levels, so that ``startswith`` means *lies within*.

    Not checked against the table. A code that is not 2, 4, 6, 9 or 12 digits comes back as it is.

    Example:
        >>> prefix("340000"), prefix("341800"), prefix("341881"), prefix("341881001000")
        ('34', '3418', '341881', '341881001')
    """
    if len(code) == 12 and code.endswith("000"):
        code = code[:9]
    if len(code) == 9 and code.endswith("000"):
        code = code[:6]
    if len(code) == 6 and code.endswith("00"):
        code = code[:4]
    if len(code) == 4 and code.endswith("00"):
        code = code[:2]
    return code


def get(code: str) -> Division | None:
    """The division of a code: the current one, else the retired one, else None.

    Example:
        >>> get("341882").name, get("341822").name, get("999999")
        ('广德市', '广德县', None)
    """
    key = prefix(code)
    name = name_of(key)
    if name:
        return Division(_code(key), name)
    return _retired().get(key)


def require(code: str) -> Division:
    """`get`, for codes that must exist.

    Raises:
        YoujuError: S120 when nobody knows the code.
    """
    found = get(code)
    if found is None:
        raise fail("S120", division=code)
    return found


def within(code: str, ancestor: str) -> bool:
    """Whether a division lies in another or is it. Decided by the codes alone, without the table.

    Example:
        >>> within("341881", "34"), within("341881", "341800"), within("341881001", "341882")
        (True, True, False)
    """
    return prefix(code).startswith(prefix(ancestor))


def provinces() -> tuple[Division, ...]:
    """The divisions of the first level, in the order of their codes."""
    return tuple(Division(_code(key), name) for key, name in _names().items() if len(key) == 2)


def known() -> Iterator[Division]:
    """All current divisions down to the county, in the order of their codes."""
    return _everything(streets=False, retired=False)


def search(
    name: str, *, level: Level | None = None, inside: str | None = None, limit: int | None = None
) -> list[Division]:
    """Divisions by name: exact ones first, then those that begin with the text, then those that contain it.

    Names that have been given up are found too, after the current ones of the same rank.

    Args:
        name: All or part of a name.
        level: Only this level. Streets are searched only when asked for, or when `inside` is given.
        inside: Code of a division in which the result must lie.
        limit: At most so many.

    Example:
        >>> [division.code for division in search("广德")]
        ['341882', '341822']
        >>> [str(division) for division in search("市中区", inside="37")]
        ['山东省济南市市中区（370103）', '山东省枣庄市市中区（370402）']
    """
    text = name.strip()
    if not text:
        return []
    scored: list[tuple[int, bool, int, str, Division]] = []
    for division in _everything(streets=level == Level.STREET or inside is not None):
        if text not in division.name or (level is not None and division.level != level):
            continue
        if inside is not None and not within(division.code, inside):
            continue
        rank = 0 if division.name == text else 1 if division.name.startswith(text) else 2
        scored.append((rank, not division.is_current, division.level, division.code, division))
    scored.sort(key=lambda entry: entry[:4])
    return [entry[4] for entry in scored[:limit]]


def name_of(key: str) -> str:
    """Name of the current division with this prefix, or an empty text."""
    return _names().get(key) or (_streets().get(key, "") if len(key) == 9 else "")


def streets() -> Mapping[str, str]:
    """Names of all streets, towns and townships by their nine digits."""
    return _streets()


def streets_below(key: str) -> list[str]:
    """Nine-digit codes of the streets that lie in the province, city or county with this prefix."""
    codes = _sorted_streets()
    return codes[bisect_left(codes, key) : bisect_left(codes, key + ":")]


def changes() -> tuple[Division, ...]:
    """The retired divisions, in the order in which they went."""
    return tuple(_changes())


def supplement(local: Iterable[tuple[str, str]]) -> None:
    """Divisions of this installation beside the edition that is shipped, such as a town founded since.

    They hold for this process, in place of those of an earlier call.

    Args:
        local: Codes (six digits to the county, nine for a street) and names, those above first.

    Raises:
        YoujuError: S122 for every code that is malformed, lies in nothing or is taken.
    """
    tables.supplement("divisions.csv", ())
    tables.supplement("division_streets.csv", ())
    rows = [(code.strip(), name.strip()) for code, name in local]
    known = {prefix(code) for code, _ in rows} | set(_names())
    problems = []
    for code, name in rows:
        key = prefix(code)
        shape = code.isascii() and code.isdigit() and len(code) in (6, 9) and bool(name)
        if not shape or name_of(key) or (len(key) > 2 and not set(_above(key)) <= known):
            problems.append(Problem(CODES["S122"], {"division": code, "name": name}))
    if problems:
        raise YoujuError(problems)
    for table, length in (("divisions.csv", 6), ("division_streets.csv", 9)):
        more = [{"code": code, "name": name} for code, name in rows if len(code) == length]
        tables.supplement(table, more)


def _above(key: str) -> list[str]:
    return [key[:length] for length in LENGTHS if length < len(key)]


def _code(key: str) -> str:
    return key.ljust(6, "0")


def _everything(*, streets: bool, retired: bool = True) -> Iterator[Division]:
    for key, name in _names().items():
        yield Division(_code(key), name)
    if streets:
        for key, name in _streets().items():
            yield Division(key, name)
    if retired:
        yield from _changes()


@cache
def _names() -> Mapping[str, str]:
    """Names of provinces, cities and counties by prefix."""
    return {prefix(row["code"]): row["name"] for row in tables.rows("divisions.csv")}


@cache
def _streets() -> Mapping[str, str]:
    """Names of streets by their nine digits."""
    return {row["code"]: row["name"] for row in tables.rows("division_streets.csv")}


@cache
def _sorted_streets() -> list[str]:
    return sorted(_streets())


@cache
def _children() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for keys in (_names(), _streets()):
        for key in keys:
            above = [code for code in _above(key) if code in _names()]
            if above:
                found.setdefault(above[-1], []).append(key)
    return {key: tuple(children) for key, children in found.items()}


@cache
def _changes() -> tuple[Division, ...]:
    return tuple(
        Division(row["code"], row["name"], row["date"], tuple(row["successor"].split(" ")))
        for row in tables.rows("division_changes.csv")
    )


@cache
def _retired() -> Mapping[str, Division]:
    """Retired divisions by prefix; the latest name where a code had several. Codes in use are left out."""
    return {division.prefix: division for division in _changes() if division.prefix not in _names()}


tables.keeps(_names, _streets, _sorted_streets, _children, _changes, _retired)
