"""The names of provinces, cities and counties at the beginning of a name or an address, quickly.

Enter at `strip`. `youju.standards.addresses.locate` reads one address thoroughly; here nine million are read
and only two things are wanted: what is left after the names, and in which county and city it lies. A place
is named by its current short name (广德县 and 广德市 are both 广德), so that reforms do not part a unit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from youju.standards import division_names, divisions, tables
from youju.standards.division_names import SHORT
from youju.standards.divisions import Division, Level

_OTHER: Final = re.compile(
    r"[东西南北中新大小]{0,2}(?:路|街|巷|道|桥|村|湖|河|山|站|苑|城|园|大厦|广场)|镇|乡"
)
"""What follows a word that is part of the name of a road, an estate or a town: many a county has a 城关镇,
and 城关 is a district elsewhere."""
_BETWEEN: Final = re.compile(r"市辖区|市区|(?<=市)区")
_GAPS: Final = frozenset("市区")
"""What such a word begins with."""


class Stripped(NamedTuple):
    """What the beginning of a text says.

    Attributes:
        rest: What follows the names.
        city: Short name of the city, or empty.
        county: Short name of the county, or empty.
    """

    rest: str
    city: str
    county: str


class _Place(NamedTuple):
    """What a spelling means; empty where it may mean several things."""

    level: int
    city: str
    county: str
    short: bool


def strip(text: str, *, keep: int = 0) -> Stripped:
    """Take names of divisions from the beginning.

    Args:
        text: Folded text.
        keep: How many characters have to be left.

    Example:
        >>> strip("安徽省宣城市广德县桃州镇横山南路213号")
        Stripped(rest='桃州镇横山南路213号', city='宣城', county='广德')
        >>> strip("宁国路12号").rest
        '宁国路12号'
    """
    starts = _starts()
    at = deepest = 0
    last = len(text) - keep
    city = county = ""
    while True:
        for spelling, level, its_city, its_county, short in starts.get(text[at : at + 2], ()):
            if level > deepest and text.startswith(spelling, at):
                end = at + len(spelling)
                if end <= last and not (short and _OTHER.match(text, end)):
                    deepest, at = level, end
                    city, county = its_city or city, its_county or county
                    break
        else:
            return Stripped(text[at:], city, county)
        if text[at : at + 1] in _GAPS and (gap := _BETWEEN.match(text, at)) and gap.end() <= last:
            at = gap.end()


@cache
def _places() -> Mapping[str, _Place]:
    found: dict[str, set[_Place]] = {"中国": {_Place(0, "", "", short=True)}}
    for division in (*divisions.known(), *divisions.changes()):
        if division.name in divisions.PLACEHOLDERS or division.level > Level.COUNTY:
            continue
        if division.prefix[4:5] == "7":  # development zones are no counties; they stay in the address
            continue
        city, county = _names(division)
        for spelling, rank in division_names.spellings(division.name, division.level):
            place = _Place(len(division.prefix), city, county, rank == SHORT)
            found.setdefault(spelling, set()).add(place)
    return {spelling: _common(places) for spelling, places in found.items()}


def _names(division: Division) -> tuple[str, str]:
    now = division.current or division
    if now.level == Level.PROVINCE:
        return "", ""
    if now.level == Level.CITY:
        return division_names.stem(now.name), ""
    return _city(now.parent), division_names.stem(now.name)


@cache
def _city(above: Division | None) -> str:
    """The name of the city that a division is, or lies in; empty for none."""
    if above is None or above.level < Level.CITY:
        return ""
    if above.level > Level.CITY:
        return _city(above.parent)
    city = division_names.stem(above.name)
    return "" if city in divisions.PLACEHOLDERS else city


def _common(places: set[_Place]) -> _Place:
    """One place of all that a spelling may mean: the highest level, and what they agree on."""
    level = min(place.level for place in places)
    kept = [place for place in places if place.level == level] if level < 6 else list(places)
    cities = {place.city for place in kept}
    counties = {place.county for place in kept}
    return _Place(
        level,
        cities.pop() if len(cities) == 1 else "",
        counties.pop() if len(counties) == 1 else "",
        all(place.short for place in places),
    )


@cache
def _starts() -> Mapping[str, Sequence[tuple[str, int, str, str, bool]]]:
    """The spellings that begin with two characters and what they mean, the longest first."""
    found: dict[str, list[tuple[str, int, str, str, bool]]] = {}
    for spelling, place in sorted(_places().items(), key=lambda entry: -len(entry[0])):
        found.setdefault(spelling[:2], []).append((spelling, *place))
    return found


tables.keeps(_places, _starts, _city)
