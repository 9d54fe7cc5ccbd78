"""How many records a list holds, how many of which, and what their figures add up to.

Enter at `total`, `groups` and `sums`. Counting looks at every record, so it stops at a bound unless somebody
asks for the exact number; then a number is said to be at least so many (500余).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from youju.ledger.listing.asking import Asked
from youju.ledger.listing.conditions import Part, joined, number
from youju.ledger.listing.finding import EXAMINED, Page, Search, every, light_of, may_differ, prepare, run
from youju.people.actors import Actor

BOUND = 500
"""Up to which a list is counted without being asked."""
JUDGED = 50_000
"""Records that Python judges when a number is asked for exactly."""
GROUPED = 20_000
"""Records that are grouped without being asked for more."""
SHOWN = 200
"""Groups that are shown, the largest first."""


@dataclass(frozen=True, slots=True)
class Total:
    """A number of records.

    Attributes:
        count: How many were counted; None when counting would take long and nobody asked for it.
        exact: Whether there are no more.
        sums: By field, what its numbers add up to; None unless asked for.
    """

    count: int | None
    exact: bool
    sums: dict[str, Decimal] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Records that share something.

    Attributes:
        value: State, light, organisation, code; None for those without.
        count: How many.
    """

    value: str | None
    count: int


def total(
    actor: Actor,
    asked: Asked,
    *,
    page: Page | None = None,
    exactly: bool = False,
    add_up: Sequence[str] = (),
) -> Total:
    """How many records a list holds.

    Args:
        actor: Who looks.
        asked: What is asked.
        page: The first page of the list, if that is at hand: it may already say all.
        exactly: Whether to count on beyond `BOUND`.
        add_up: Number fields that are added up as well.
    """
    if page is not None and page.is_all and not add_up:
        return Total(len(page.records), exact=True)
    search = prepare(actor, asked)
    if search.judge is not None:
        return _judged(actor, asked, add_up) if exactly else Total(None, exact=False)
    most = None if exactly else BOUND
    limit = f" LIMIT {most + 1}" if most is not None else ""
    sums = ", ".join(["count(*)", *(f"sum({number(name)})" for name in add_up)])
    inner, given = _inner(search, "r.values" if add_up else "r.id", bounded=not exactly)
    text = f"SELECT {sums} FROM ({inner}{limit}) r"  # noqa: S608
    with closing(run(text, given)) as cursor:
        (count, *added) = cursor.fetchone() or (0,)
    if most is not None and count > most:
        return Total(most, exact=False)
    if most is not None and _is_bounded(search):
        return Total(count, exact=page is not None and page.resume is None and page.is_all)
    return Total(count, exact=True, sums=_sums(add_up, added) if add_up else None)


def _is_bounded(search: Search) -> bool:
    """Whether a count that nobody asked for exactly looks at some of the records only."""
    return not search.small and bool(search.parts.others)


def _sums(names: Sequence[str], added: Sequence[Decimal | None]) -> dict[str, Decimal]:
    return {name: value or Decimal(0) for name, value in zip(names, added, strict=True)}


def _judged(actor: Actor, asked: Asked, add_up: Sequence[str]) -> Total:
    """A list that Python must judge record by record."""
    count, sums = 0, dict.fromkeys(add_up, Decimal(0))
    for row in every(actor, asked, most=JUDGED + 1):
        count += 1
        for name in add_up:
            sums[name] += Decimal(row.values.get(name) or 0)
    exact = count <= JUDGED
    return Total(min(count, JUDGED), exact, sums if add_up and exact else None)


def _inner(search: Search, columns: str, *, bounded: bool = False) -> tuple[str, tuple[Any, ...]]:
    """All records of a list, in no order; or those among the first that SQL may look at for a page."""
    if bounded and _is_bounded(search):
        own, others = joined([search.scope, *search.parts.indexed]), joined(search.parts.others)
        some = f"SELECT r.* FROM {search.source} WHERE {own.sql} LIMIT {EXAMINED}"  # noqa: S608
        return f"SELECT {columns} FROM ({some}) r WHERE {others.sql}", (*own.given, *others.given)  # noqa: S608
    condition = joined([search.scope, *search.parts.indexed, *search.parts.others])
    return f"SELECT {columns} FROM {search.source} WHERE {condition.sql}", condition.given  # noqa: S608


def more_than(actor: Actor, asked: Asked, most: int) -> bool:
    """Whether a list holds more records than a number; one that Python judges does not, being bounded."""
    search = prepare(actor, asked)
    if search.judge is not None:
        return False
    inner, given = _inner(search, "r.id")
    with closing(run(f"SELECT count(*) FROM ({inner} LIMIT {most + 1}) r", given)) as cursor:  # noqa: S608
        (count,) = cursor.fetchone() or (0,)
    return int(count) > most


def ids(actor: Actor, asked: Asked) -> Part:
    """A query for the ids of all records of a list; of one that Python judges, of the first `JUDGED`."""
    search = prepare(actor, asked)
    if search.judge is not None:
        return Part("SELECT unnest(%s::uuid[])", ([row.id for row in every(actor, asked, most=JUDGED)],))
    return Part(*_inner(search, "r.id"))


def groups(actor: Actor, asked: Asked, by: str, *, exactly: bool = False) -> tuple[list[Group], bool]:
    """How many records of a list share what.

    Args:
        actor: Who looks.
        asked: What is asked.
        by: ``state``, ``light``, ``org``, ``div``, ``level`` or ``f.NAME`` of a field with codes.
        exactly: Whether to look at more than `GROUPED` records.

    Returns:
        The groups, the largest first, and whether all records were looked at.
    """
    search = prepare(actor, asked)
    most = None if exactly else GROUPED
    if search.judge is not None or (by == "light" and may_differ(asked)):
        return _grouped(actor, asked, by, most)
    column = _COLUMNS[by] if by in _COLUMNS else f"r.values->>'{by.removeprefix('f.')}'"
    limit = f" LIMIT {most + 1}" if most is not None else ""
    inner, given = _inner(search, f"{column} AS value")
    text = f"SELECT value, count(*) FROM ({inner}{limit}) r GROUP BY value"  # noqa: S608
    with closing(run(text, given)) as cursor:
        found = Counter({row[0] or None: row[1] for row in cursor.fetchall()})
    return _listed(found), most is None or found.total() <= most


_COLUMNS = {
    "state": "r.state",
    "light": "r.light",
    "org": "r.organisation",
    "div": "r.division",
    "level": "r.level",
}


def _grouped(actor: Actor, asked: Asked, by: str, most: int | None) -> tuple[list[Group], bool]:
    """Groups of a list of which some lights must be judged here."""
    bound = JUDGED if most is None else min(most, JUDGED)
    found: Counter[str | None] = Counter()
    for row in every(actor, asked, most=bound + 1):
        values = {"state": row.state, "org": row.organisation, "div": row.division, "level": row.level}
        value = (
            light_of(asked, row) if by == "light" else values.get(by, row.values.get(by.removeprefix("f.")))
        )
        found[value or None] += 1
    return _listed(found), found.total() <= bound


def _listed(found: Counter[str | None]) -> list[Group]:
    ordered = sorted(found.items(), key=lambda one: (-one[1], one[0] or ""))
    return [Group(value, count) for value, count in ordered[:SHOWN]]
