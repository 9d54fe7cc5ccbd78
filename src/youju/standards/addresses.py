"""Finding the division in an address as people write it: levels left out, suffixes left out, old names.

Enter at `locate`. From the left the longest chain of names is sought in which each lies within the one
before; levels may be missing (安徽省宁国市), suffixes may (宣城宣州区), and names from before a reform
lead to what the place is now (广德县, 巢湖市居巢区). Among chains of one length official names count before
short ones. When several places remain (鼓楼区 is in four cities) none is taken: they are
`Located.candidates`, and `Located.division` is the last division that all of them lie in, if any.

Short names are no evidence before 路, 街, 村 and the like: 合肥市宁国路 is not in 宁国. Where nothing else is
said, a short name of a city or county counts only when a part of it or its development zone follows, and a
bare town (桃花潭镇) never: it is a candidate. `inside` names a home region, in which both are good evidence,
while a bare 滨湖区 elsewhere is none; a province as home only decides between equals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from youju.standards import division_names, divisions, tables
from youju.standards.division_names import EXACT, SHORT
from youju.standards.divisions import Division, Level

_LEAD: Final = re.compile(r"(?:中华人民共和国|中国|[\W\d_])+")
_BETWEEN: Final = re.compile(
    r"[\s,，、.。·\-—/|]*(?:市辖区|省直辖县级行政区划|自治区直辖县级行政区划|(?<=市)区(?!域)|市区)?"
)
_NOT_A_PLACE: Final = re.compile(
    r"[东西南北中新老大小上下内外前后一二三四五六]{0,2}"
    r"(?:路|街|巷|弄|道(?!观)|办事处|镇|乡|里|桥|村|湖|河|山|站|庄|苑|城|庭|府|园|号|楼|寓|坊|馆|厂|店|院|校|场|大厦|小区|花园|广场|公寓|社区|居委|佳苑|国际|名|商|酒|宾|集团|公司)"
)
"""What follows a word that is the name of a road, an estate or a firm and not of the place itself."""
_ZONE: Final = re.compile(r"(?:国家级|省级)?(?:经济|高新)[技术产业]{0,6}开发区|经开区|高新区")
_FARTHEST: Final = 8
"""How many characters of rubbish before the first name are tolerated."""


@dataclass(frozen=True, slots=True)
class Located:
    """What an address says about its division.

    Attributes:
        text: The address, full-width forms made plain.
        division: The current division, or None when there is none or several are possible.
        named: The division by the name that was written, perhaps a retired one.
        candidates: When several are possible, or one that is too little to believe: all of them, by code.
        start: Where the names begin in `text`.
        end: Where they end.
    """

    text: str
    division: Division | None
    named: Division | None
    candidates: tuple[Division, ...]
    start: int
    end: int

    @property
    def level(self) -> Level | None:
        """Level down to which the address is certain."""
        return self.division.level if self.division else None

    @property
    def rest(self) -> str:
        """What follows the names: road, house, village."""
        gap = _BETWEEN.match(self.text, self.end)
        return self.text[gap.end() if gap else self.end :].strip(" ,，、")


@dataclass(frozen=True, slots=True)
class _Place:
    """A division in the search: `prefixes` are those under which its parts stand, old and new."""

    division: Division
    prefixes: tuple[str, ...]

    @property
    def length(self) -> int:
        return len(self.prefixes[0])

    def holds(self, key: str) -> bool:
        """Whether a division with this prefix lies below."""
        return any(len(key) > len(prefix) and key.startswith(prefix) for prefix in self.prefixes)


@dataclass(frozen=True, slots=True)
class _Chain:
    """Names read so far.

    Attributes:
        place: What the last of them means; None before the first.
        end: Where they end in the text.
        length: How many characters they are together.
        shorts: How many of them were short.
        home: Whether they were read as standing in the home region.
        weak: Whether they are too little to believe.
    """

    place: _Place | None
    end: int
    length: int
    shorts: int
    home: bool
    weak: bool = False

    @property
    def merit(self) -> tuple[int, int, bool]:
        return (self.length, -self.shorts, self.home)


def locate(address: str, *, inside: str | None = None) -> Located:
    """The division that an address names.

    Args:
        address: Free text that begins with the names of divisions.
        inside: Code of the region where the address is most likely, such as the city of the office that
            reads it. It decides between equals, and makes short and bare names good evidence.

    Example:
        >>> found = locate("安徽省宣城市广德县桃州镇横山南路213号")
        >>> str(found.division), found.level.label, found.rest
        ('安徽省宣城市广德市桃州镇（341882100）', '乡级', '横山南路213号')
        >>> [place.full_name for place in locate("市中区经十路").candidates][:2]
        ['山东省济南市市中区', '山东省枣庄市市中区']
    """
    text = unicodedata.normalize("NFKC", address).strip()
    lead = _LEAD.match(text)
    first = lead.end() if lead else 0
    homes = _homes(inside)
    for start in range(first, min(first + _FARTHEST, len(text))):
        chains = _chains(text, start, homes if start == first else (), exact=start > first)
        if chains:
            return _decide(text, start, chains, inside)
    return Located(text, None, None, (), first, first)


def _chains(text: str, start: int, homes: tuple[_Place, ...], *, exact: bool) -> list[_Chain]:
    """All chains that begin at a position."""
    done: list[_Chain] = []
    open_: list[_Chain] = [_Chain(None, start, 0, 0, False)]
    open_ += [_Chain(home, start, 0, 0, True) for home in homes]
    while open_:
        chain = open_.pop()
        gap = _BETWEEN.match(text, chain.end) if chain.length else None
        further = list(_extend(chain, text, gap.end() if gap else chain.end, exact=exact))
        open_ += further
        if chain.length:
            done.append(chain)  # also when it goes on: the longest wins
    return done


def _extend(chain: _Chain, text: str, at: int, *, exact: bool) -> Iterator[_Chain]:
    """Chains with one name more."""
    for spelling, places in _names_at(text, at, chain.place):
        end = at + len(spelling)
        length = chain.length + len(spelling)
        blocked = exact or _NOT_A_PLACE.match(text, end) is not None
        shared = sum(place.division.is_current for place, _ in places) > 1
        for place, rank in places:
            key = place.prefixes[0]
            if rank == SHORT and (blocked or (chain.place is None and len(key) > 4 and shared)):
                continue
            if chain.place is None:
                weak = len(key) > 6 or (rank == SHORT and len(key) > 2 and not _ZONE.match(text, end))
                yield _Chain(place, end, length, rank, home=False, weak=weak or (exact and len(key) > 4))
            elif chain.place.holds(key):
                weak = chain.weak and chain.place.length > 6
                yield _Chain(place, end, length, chain.shorts + rank, chain.home, weak)
            elif rank == EXACT and chain.length and chain.place.prefixes[0].startswith(key):
                # a name said twice, or one of a higher level after a lower one
                yield _Chain(chain.place, end, length, chain.shorts, chain.home, chain.weak)


def _names_at(
    text: str, at: int, place: _Place | None
) -> Iterator[tuple[str, tuple[tuple[_Place, int], ...]]]:
    """Spellings that stand at a position, with the places that they may mean below `place`."""
    if at >= len(text):
        return
    index = _index()
    for length in _lengths().get(text[at], ()):
        if found := index.get(text[at : at + length]):
            yield text[at : at + length], found
    if place is None or place.length < 4:
        for length in range(3, 9):
            if streets := _full_streets().get(text[at : at + length]):
                yield text[at : at + length], tuple((_street(key), EXACT) for key in streets)
    elif place.length < 9:
        table, longest = _below(place.prefixes)
        for length in range(2, longest + 1):
            if below := table.get(text[at : at + length]):
                yield text[at : at + length], tuple((_street(key), rank) for key, rank in below)


def _decide(text: str, start: int, chains: list[_Chain], inside: str | None) -> Located:
    """The best chain, or what the best ones have in common."""
    best = max(chain.merit for chain in chains)
    found = {chain.place.division: chain for chain in chains if chain.merit == best and chain.place}
    if inside is not None:
        near = {place: chain for place, chain in found.items() if divisions.within(_now(place), inside)}
        found = near or found
    if len({_now(place) for place in found}) > 1:
        kept = [place for place in found if place.is_current] or list(found)
        top = [place for place in kept if place.level == Level.PROVINCE]
        found = {place: found[place] for place in (top if len(top) == 1 else kept)}
    places = sorted(found, key=lambda place: place.code)
    codes = sorted({_now(place) for place in places})
    end = max(chain.end for chain in found.values())
    weak = all(chain.weak for chain in found.values())
    if inside is not None:
        near_by = all(divisions.within(code, inside) for code in codes)
        bare = all(place.name.endswith("区") and end - start == len(place.name) for place in places)
        weak = not near_by and (weak or bare)
    if len(codes) == 1 and not weak:
        return Located(text, divisions.get(codes[0]), places[0], (), start, end)
    candidates = tuple(divisions.require(code) for code in codes)
    return Located(text, None if weak else _common(codes), None, candidates, start, end)


def _common(codes: list[str]) -> Division | None:
    """The deepest division in which all lie."""
    keys = [divisions.prefix(code) for code in codes]
    for length in (9, 6, 4, 2):
        heads = {key[:length] for key in keys}
        if len(heads) == 1 and len(head := heads.pop()) == length and divisions.get(head):
            return divisions.get(head)
    return None


def _now(division: Division) -> str:
    """Code of what the division is today; its own when it was divided."""
    current = division.current
    return current.code if current else division.code


def _homes(inside: str | None) -> tuple[_Place, ...]:
    """The home region, and its city when it is smaller."""
    if inside is None or (home := divisions.get(inside)) is None:
        return ()
    # a province is too wide to believe short names in
    near = [division for division in (*home.ancestors, home) if division.level >= Level.CITY]
    return tuple(_place(division) for division in near)


@lru_cache(maxsize=65536)
def _street(key: str) -> _Place:
    return _place(divisions.require(key))


@cache
def _place(division: Division) -> _Place:
    own = division.prefix
    current = division.current
    now = (own,) if current is None or current.prefix == own else (own, current.prefix)
    return _Place(division, now)


@cache
def _index() -> Mapping[str, tuple[tuple[_Place, int], ...]]:
    """Spellings of provinces, cities and counties, current and retired."""
    found: dict[str, list[tuple[_Place, int]]] = {}
    for division in (*divisions.known(), *divisions.changes()):
        if division.name in divisions.PLACEHOLDERS:
            continue
        for text, rank in division_names.spellings(division.name, division.level):
            found.setdefault(text, []).append((_place(division), rank))
        if division.prefix[4:5] == "7":
            above = tuple(upper.name for upper in division.ancestors)
            for text in division_names.zone_spellings(division.name, above):
                if text != division.name:
                    found.setdefault(text, []).append((_place(division), SHORT))
    return {text: tuple(places) for text, places in found.items()}


@cache
def _lengths() -> Mapping[str, tuple[int, ...]]:
    """Lengths of the spellings in `_index` by their first character."""
    found: dict[str, set[int]] = {}
    for text in _index():
        found.setdefault(text[0], set()).add(len(text))
    return {character: tuple(sorted(lengths)) for character, lengths in found.items()}


@cache
def _full_streets() -> Mapping[str, tuple[str, ...]]:
    """Official names of towns and streets anywhere, of three characters or more."""
    found: dict[str, list[str]] = {}
    for key, name in divisions.streets().items():
        if 3 <= len(name) <= 8 and name.endswith(("镇", "乡", "街道")):
            found.setdefault(name, []).append(key)
    return {name: tuple(keys) for name, keys in found.items()}


@lru_cache(maxsize=4096)
def _below(prefixes: tuple[str, ...]) -> tuple[Mapping[str, tuple[tuple[str, int], ...]], int]:
    """Spellings of the towns and streets below a city or county, and the longest of them."""
    found: dict[str, dict[str, int]] = {}
    for prefix in prefixes:
        for key in divisions.streets_below(prefix):
            name = divisions.name_of(key)
            if len(prefix) == 4 and not name.endswith(("镇", "乡", "街道")):
                continue  # 经济开发区 and the like: every county has one
            for text, rank in division_names.spellings(name, Level.STREET):
                entry = found.setdefault(text, {})
                entry[key] = min(rank, entry.get(key, rank))
    # a bare short name that several towns of the city share says nothing
    table = {
        text: tuple(keys.items())
        for text, keys in found.items()
        if len(prefixes[0]) == 6 or len(keys) == 1 or min(keys.values()) == EXACT
    }
    return table, max(map(len, table), default=0)


tables.keeps(_street, _place, _index, _lengths, _full_streets, _below)
