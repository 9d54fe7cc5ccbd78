"""The plan of a unit: where each list says that it is, in which part of the county, and who else is there.

Enter at `drawn`. Nothing comes from a map: the parts of a county stand in the order of their codes, the
houses of a road in that of their numbers, odd ones on one side and even ones on the other, as they are given
out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from youju.people.actors import Actor
from youju.register import neighbours, queries, sites
from youju.register.models import Row, Unit
from youju.register.neighbours import Around
from youju.register.pages import words
from youju.register.pages.comparing import Part, marked
from youju.register.rules import Rules
from youju.register.sites import Site
from youju.standards import divisions

SHOWN: Final = 20
"""Units of one house that are shown."""
ALONG: Final = 6
"""Houses of either side of a road that are shown, the nearest."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one list says.

    Attributes:
        source: What the list is called.
        parts: The address, with what differs where it is another place than that of the address that counts.
        place: Division and village that it names; empty for none.
        on: Since when it says so.
        verdict: How it stands to the address that counts.
        differs: Whether it says another place.
    """

    source: str
    parts: Sequence[Part]
    place: str
    on: date
    verdict: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of the county: how many units it has, whether this one is there, and which lists say so."""

    code: str
    name: str
    many: int
    here: bool
    lists: Sequence[str]


@dataclass(frozen=True, slots=True)
class House:
    """A house at the road: its number, how many units are in it, and whether this one is."""

    number: int
    many: int
    here: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """All of it.

    Attributes:
        said: List by list, the one that counts first.
        differs: How many lists say another place.
        county: Name of what the cells are parts of; empty without cells.
        cells: Its parts.
        vague: Units of the county whose address names none of its parts.
        site: Where the unit is.
        house: Units in the same house, each with what it is to this one.
        more: How many of them are not shown.
        odd: Houses on the side of the odd numbers.
        even: Houses on the other.
        way: Units along the road or in the village.
        cut: Whether there are more than were counted.
    """

    said: Sequence[Said]
    differs: int
    county: str
    cells: Sequence[Cell]
    vague: int
    site: Site
    house: Sequence[tuple[Unit, str]]
    more: int
    odd: Sequence[House]
    even: Sequence[House]
    way: int
    cut: bool


def drawn(unit: Unit, rows: Sequence[Row], actor: Actor, rules: Rules) -> Plan:
    """The plan of a unit as it stands.

    Args:
        unit: The unit.
        rows: Its rows.
        actor: Who looks; he sees units only where he may.
        rules: What lists are called, and the region in which addresses are taken to lie.
    """
    inside = divisions.prefix(unit.division)[:6] or rules.region or None
    site = sites.read(unit.address, inside=inside)
    placed = [
        (row, sites.read(row.address, inside=inside)) for row in rows if row.address and row.gone_on is None
    ]
    said = list(_said(unit, site, placed, rules))
    frame = "" if queries.area(actor) is None else _frame(unit)
    near = neighbours.around(actor, unit, site)
    odd, even = _sides(site, near)
    many = neighbours.counted(actor, frame) if frame else Counter()
    place = divisions.get(frame) if frame else None
    return Plan(
        said,
        sum(one.differs for one in said),
        place.name if place else "",
        list(_cells(unit, frame, placed, many, actor, rules)) if frame else [],
        many[divisions.prefix(frame).ljust(6, "0")] if frame else 0,
        site,
        [(one, _relation(one, unit)) for one in near.house[:SHOWN]],
        max(len(near.house) - SHOWN, 0),
        odd,
        even,
        len(near.way),
        near.cut,
    )


def _said(unit: Unit, site: Site, placed: Sequence[tuple[Row, Site]], rules: Rules) -> Iterator[Said]:
    """What each list says, that whose address counts first."""
    winner = unit.values.get("address", {})
    key = (winner.get("list"), winner.get("row"))
    for row, there in sorted(placed, key=lambda one: (one[0].source, one[0].row) != key):
        counts = (row.source, row.row) == key
        verdict = _("以此为准") if counts else _verdict(site, there)
        differs = not counts and bool(verdict)
        parts = marked(unit.address, row.address)[1] if differs else [(row.address, False)]
        yield Said(
            rules.label(row.source), parts, _place(there), row.changed_on, verdict or _("相符"), differs
        )


def _verdict(site: Site, there: Site) -> str:
    """In what an address says another place than the one that counts; empty for nothing."""
    if site.division and there.division:
        one, other = divisions.prefix(site.division), divisions.prefix(there.division)
        if not (one.startswith(other) or other.startswith(one)):
            return _("区划不同")
    for name, verdict in (("village", _("村或社区不同")), ("road", _("道路不同")), ("spot", _("门牌不同"))):
        mine, its = getattr(site, name), getattr(there, name)
        if mine and its and mine != its:
            return verdict
    return ""


def _place(site: Site) -> str:
    """Division and village in words, from the county down."""
    found = divisions.get(site.division) if site.division else None
    if found is None:
        return site.village
    names = [one.name for one in (*found.ancestors, found) if one.name not in divisions.PLACEHOLDERS]
    return "".join(names[-2:]) + site.village


def _frame(unit: Unit) -> str:
    """The county, or the city where the address names no more; empty where it names neither."""
    key = divisions.prefix(unit.division)
    return key[:6] if len(key) >= 6 else key if len(key) == 4 else ""


def _cells(
    unit: Unit,
    frame: str,
    placed: Sequence[tuple[Row, Site]],
    many: Counter[str],
    actor: Actor,
    rules: Rules,
) -> Iterator[Cell]:
    """The parts of the county that the reader sees."""
    county, sight = divisions.get(frame), queries.area(actor) or ""
    for part in county.children if county else ():
        if part.prefix.startswith(sight):
            named = {rules.label(row.source) for row, there in placed if _in(there.division, part.prefix)}
            yield Cell(part.code, part.name, many[part.code], _in(unit.division, part.prefix), sorted(named))


def _in(code: str, prefix: str) -> bool:
    return divisions.prefix(code).startswith(prefix)


def _sides(site: Site, near: Around) -> tuple[list[House], list[House]]:
    """Houses with odd and with even numbers, those nearest to the unit's own."""
    if not site.number:
        return [], []
    many = Counter(one.site.number for one in near.way if one.site.number)
    many[site.number] += 1
    if len(many) == 1:
        return [], []
    sides: list[list[House]] = []
    for odd in (1, 0):
        nearest = sorted((n for n in many if n % 2 == odd), key=lambda n: (abs(n - site.number), n))[:ALONG]
        sides.append([House(n, many[n], n == site.number) for n in sorted(nearest)])
    return sides[0], sides[1]


def _relation(other: Unit, unit: Unit) -> str:
    """What a unit in the same house is to this one, or of what kind it is."""
    if other.head == unit.id:
        return _("分支机构")
    if other.id == unit.head:
        return _("总部")
    if unit.head is not None and other.head == unit.head:
        return _("同一总部")
    return words.word(other.kind)
