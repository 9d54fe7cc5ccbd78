"""One page of a list, by its key: no page costs more than the first.

Enter at `page`. A key is the value by which the list is sorted and the id, so that records that come or go
meanwhile neither repeat nor hide others. Records without a value (no due date) stand behind all others.

Two bounds keep a page quick whatever is asked: SQL looks at `EXAMINED` records, Python judges `JUDGED`. A
page that ends on a bound says where to go on (`Page.resume`).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import orjson
import psycopg

from youju.events import cursors
from youju.ledger import lights, queries
from youju.ledger.listing import reach, searching
from youju.ledger.listing.asking import Asked
from youju.ledger.listing.conditions import Compiled, Part, among, compiled, joined
from youju.ledger.models import LedgerRecord
from youju.people.actors import Actor
from youju.people.holding import once

SIZE = 50
"""Records of a page."""
EXAMINED = 10_000
"""Records at which SQL looks for one page when a condition has no index."""
JUDGED = 2_000
"""Records that Python judges for one page."""

_FIELDS = (
    *("id", "ledger", "number", "level", "state", "final", "values", "clocks", "organisation", "division"),
    *("opened_on", "merged_into", "position", "next_due", "light", "light_until"),
)
_JSON = frozenset({"values", "clocks"})
_SORTED = {"id": None, "number": "r.number", "opened": "r.opened_on", "due": "r.next_due"}
_TYPES = {"number": "varchar", "opened": "date", "due": "date"}


class Key(NamedTuple):
    """The place of a record in a list: what it is sorted by (None when it has none) and its id."""

    value: Any
    id: UUID

    def text(self) -> str:
        """As it stands in an address."""
        value = self.value.isoformat() if isinstance(self.value, date) else self.value
        return base64.urlsafe_b64encode(orjson.dumps([value, str(self.id)])).decode().rstrip("=")


def key_of(text: str, sort: str) -> Key | None:
    """A key out of an address; None when it is none, so that one begins at the first page."""
    try:
        value, id_ = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if sort == "id":
            return Key(None, UUID(id_))
        if value is not None:
            value = date.fromisoformat(value) if sort in ("opened", "due") else str(value)
        return Key(value, UUID(id_))
    except (binascii.Error, ValueError, TypeError, AttributeError):
        return None


@dataclass(frozen=True, slots=True)
class Page:
    """Some records of a list.

    Attributes:
        records: In the order of the list; only what a list needs is loaded.
        before: Key by which the page before is found; None on the first.
        after: Key by which the next page is found; None on the last.
        resume: Key from which to go on where a bound ended the search; None when it did not.
    """

    records: list[LedgerRecord]
    before: Key | None
    after: Key | None
    resume: Key | None

    @property
    def is_all(self) -> bool:
        """Whether there is nothing before, behind, or not looked at."""
        return self.before is None and self.after is None and self.resume is None


@dataclass(frozen=True, slots=True)
class Search:
    """A list made ready to be searched.

    Attributes:
        source: FROM clause with its conditions on scope.
        scope: Conditions of the source.
        small: Whether an index of what the actor sees leads to the records.
        parts: Conditions on the records.
        judge: What only Python can judge, or None.
    """

    source: str
    scope: Part
    small: bool
    parts: Compiled
    judge: Callable[[LedgerRecord], bool] | None


def prepare(actor: Actor, asked: Asked) -> Search:
    """Where and how to look for what somebody asks."""
    parts = compiled(asked)
    found = reach.reached(actor, asked.rules)
    if asked.words:
        parts.indexed.append(searching.candidates(actor, asked.rules, asked.words))
    judge = _light(asked, parts)
    if asked.where is not None:
        judge = _both(judge, lambda row: _holds(asked, row))
    return Search(found.source, found.scope, found.small, parts, judge)


def _holds(asked: Asked, row: LedgerRecord) -> bool:
    where = asked.where
    return where is not None and where.holds(queries.situation_of(row), as_of=asked.as_of)


def _both(
    one: Callable[[LedgerRecord], bool] | None, other: Callable[[LedgerRecord], bool]
) -> Callable[[LedgerRecord], bool]:
    return other if one is None else lambda row: one(row) and other(row)


def _light(asked: Asked, parts: Compiled) -> Callable[[LedgerRecord], bool] | None:
    """Condition on the light: by its column, unless the day may have changed some."""
    condition = asked.asked_for("light")
    if condition is None:
        return None
    wanted = among("r.light", condition.values)
    if not may_differ(asked):
        parts.indexed.append(wanted)
        return None
    maybe = "r.light_until <= %s OR %s" if _is_past(asked) else "r.light_until <= %s"
    given = (asked.as_of, True) if _is_past(asked) else (asked.as_of,)
    parts.others.append(Part(f"{wanted.sql} OR {maybe}", (*wanted.given, *given)))
    return lambda row: light_of(asked, row) in condition.values


def _is_past(asked: Asked) -> bool:
    """Whether lights are asked as at a day before the one on which they were worked out."""
    return asked.as_of < asked.today


def may_differ(asked: Asked) -> bool:
    """Whether the light of some record may be another than the one beside it."""
    if _is_past(asked):
        return True
    return _some_end(asked.rules.name, asked.as_of)


@once
def _some_end(ledger: str, upto: date) -> bool:
    """Whether the light of some record beside it holds no longer."""
    found = LedgerRecord.objects.filter(ledger=ledger, light_until__lte=upto)
    return found.order_by().values("light_until")[:1].exists()


def light_of(asked: Asked, row: LedgerRecord) -> str | None:
    """The light of a record as at the date of the list."""
    if asked.as_of < row.light_until and not _is_past(asked):
        return row.light or None
    if not queries.is_live(asked.rules, row):
        return None
    return lights.light(asked.rules, queries.situation_of(row), as_of=asked.as_of)


def page(
    actor: Actor, asked: Asked, *, after: Key | None = None, before: Key | None = None, size: int = SIZE
) -> Page:
    """One page of a list.

    Args:
        actor: Who looks.
        asked: What is asked.
        after: Key of the record behind which the page begins.
        before: Key of the record before which it ends, instead.
        size: Records of a page.
    """
    search = prepare(actor, asked)
    backwards = before is not None
    rows, resume = _walk(search, asked, before if backwards else after, backwards, size + 1)
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    keys = [_key(asked.sort, row) for row in rows[:1] + rows[-1:]]
    if not rows:
        return Page([], None, None, resume)
    leads, follows = (more or resume is not None, True) if backwards else (after is not None, more)
    return Page(
        rows,
        keys[0] if leads else None,
        keys[-1] if follows else None,
        None if backwards or more else resume,
    )


def every(actor: Actor, asked: Asked, *, most: int) -> Iterator[LedgerRecord]:
    """All records of a list up to a number, page by page."""
    search, key, left = prepare(actor, asked), None, most
    while left > 0:
        rows, resume = _walk(search, asked, key, False, min(left, 500))
        yield from rows
        left -= len(rows)
        key = resume if resume is not None else _key(asked.sort, rows[-1]) if rows else None
        if key is None:
            return


def _key(sort: str, row: LedgerRecord) -> Key:
    values = {"id": None, "number": row.number, "opened": row.opened_on, "due": row.next_due}
    return Key(values[sort], row.id)


def _walk(
    search: Search, asked: Asked, key: Key | None, backwards: bool, wanted: int
) -> tuple[list[LedgerRecord], Key | None]:
    """Records behind a key in the direction of reading, and where to go on if a bound was met."""
    rows: list[LedgerRecord] = []
    for phase in _phases(asked, key, backwards):
        resume = _fill(rows, search, asked, phase, wanted)
        key = None
        if resume is not None or len(rows) >= wanted:
            return rows[:wanted], resume
    return rows, None


class _Phase(NamedTuple):
    """A stretch of a list: the records with a value, or those without."""

    key: Key | None
    valued: bool
    descending: bool


def _phases(asked: Asked, key: Key | None, backwards: bool) -> Iterator[_Phase]:
    """Records with a value come first; backwards, those without."""
    descending = asked.descending is not backwards
    if asked.sort in ("id", "opened"):
        yield _Phase(key, asked.sort == "opened", descending)
        return
    order = [False, True] if backwards else [True, False]
    if key is not None and (key.value is not None) is not order[0]:
        order = order[1:]
    for place, valued in enumerate(order):
        yield _Phase(key if place == 0 else None, valued, descending)


def _fill(rows: list[LedgerRecord], search: Search, asked: Asked, phase: _Phase, wanted: int) -> Key | None:
    """Add the records of a phase up to a number; a key to go on from when a bound was met."""
    if search.judge is None:
        found, resume = _select(search, asked, phase, wanted - len(rows))
        rows += found
        return resume
    judged = 0
    while judged < JUDGED:
        found, resume = _select(search, asked, phase, min(500, JUDGED - judged))
        judged += len(found)
        for row in found:
            if search.judge(row):
                rows.append(row)
                if len(rows) >= wanted:
                    return None
        if not found:
            return resume
        last = resume or _key(asked.sort, found[-1])
        if resume is not None:
            return resume
        phase = phase._replace(key=last)
    return phase.key


def _select(search: Search, asked: Asked, phase: _Phase, limit: int) -> tuple[list[LedgerRecord], Key | None]:
    """Records in order by SQL, and where to go on when it looked at as many as it may."""
    column = _SORTED[asked.sort] if phase.valued else None
    own = [search.scope, *search.parts.indexed, *_stretch(asked, phase, column)]
    order = _order(column, phase.descending)
    names = ", ".join(f'r."{name}"' + ("::text" if name in _JSON else "") for name in _FIELDS)
    others = joined(search.parts.others)
    if search.small or not search.parts.others:
        condition = joined([*own, others])
        text = f"SELECT {names} FROM {search.source} WHERE {condition.sql} ORDER BY {order} LIMIT {limit}"  # noqa: S608
        return _rows(text, condition.given), None
    condition = joined(own)
    inner = f"SELECT r.* FROM {search.source} WHERE {condition.sql} ORDER BY {order} LIMIT {EXAMINED}"  # noqa: S608
    text = f"SELECT {names} FROM ({inner}) r WHERE {others.sql} ORDER BY {order} LIMIT {limit}"  # noqa: S608
    rows = _rows(text, (*condition.given, *others.given))
    if len(rows) >= limit:
        return rows, None
    last = (
        f"SELECT {column or 'NULL'}, r.id FROM {search.source} WHERE {condition.sql}"  # noqa: S608
        f" ORDER BY {order} OFFSET {EXAMINED - 1} LIMIT 1"
    )
    with closing(run(last, condition.given)) as cursor:
        end = cursor.fetchone()
    return rows, Key(*end) if end is not None else None


def _stretch(asked: Asked, phase: _Phase, column: str | None) -> list[Part]:
    """Conditions that a record lies in a phase, behind its key."""
    sign = "<" if phase.descending else ">"
    parts = []
    if asked.sort in ("number", "due"):
        parts.append(Part(f"{_SORTED[asked.sort]} IS {'NOT ' if phase.valued else ''}NULL"))
    if phase.key is not None and column is None:
        parts.append(Part(f"r.id {sign} %s", (phase.key.id,)))
    elif phase.key is not None:
        type_ = _TYPES[asked.sort]
        parts.append(Part(f"({column}, r.id) {sign} (%s::{type_}, %s)", tuple(phase.key)))
    return parts


def _order(column: str | None, descending: bool) -> str:
    direction = "DESC" if descending else "ASC"
    return ", ".join(f"{one} {direction}" for one in (column, "r.id") if one)


def _rows(text: str, given: Sequence[Any]) -> list[LedgerRecord]:
    with closing(run(text, given)) as cursor:
        found = cursor.fetchall()
    rows = []
    for one in found:
        values = [
            orjson.loads(value) if name in _JSON else value for name, value in zip(_FIELDS, one, strict=True)
        ]
        rows.append(LedgerRecord.from_db("default", _FIELDS, values))
    return rows


def run(text: str, given: Sequence[Any]) -> psycopg.Cursor[Any]:
    """Run a query whose values are told to the planner, which must see how much a scope holds."""
    return cursors.telling().execute(text, given)
