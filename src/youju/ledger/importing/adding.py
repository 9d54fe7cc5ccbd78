"""Opening records by the hundred thousand: events, rows and unique keys by COPY, in one transaction.

Enter at `add`. What is written equals what `youju.ledger.actions.open_record` writes for each row; a test
opens the same records both ways and compares. Work that depends on a few values only (clocks, parties) is
done once for each combination of them.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count, islice, repeat
from typing import Any, NamedTuple
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
from uuid_utils import uuid7

from youju.definitions.models import Ledger
from youju.engine import tabular
from youju.events import bulk, cursors
from youju.events.chain import canonical
from youju.events.loading import load
from youju.events.records import Openings
from youju.ledger import openings
from youju.ledger.actions import committing
from youju.ledger.actions.opening import reserve_numbers
from youju.ledger.clocks import Clock
from youju.ledger.fold import Folded, known_on
from youju.ledger.importing import copying
from youju.ledger.importing.keys import COLUMNS as KEY_COLUMNS
from youju.ledger.importing.keys import key_rows
from youju.ledger.importing.matching import Matched
from youju.ledger.importing.planning import Plan, iterate
from youju.ledger.models import NEVER
from youju.ledger.projection import KIND, columns, light_columns
from youju.ledger.replaying import is_worked, opening_clocks
from youju.ledger.rules import Rules, Situation
from youju.people.actors import Actor

BATCH = 20_000
"""Rows that are written together; bounds the memory."""
_SWITCH = 0.0002
"""Seconds after which a busy thread lets another in. Sending to the database is a thousand small waits, and
with Python's five milliseconds after each of them the database would idle half of its time."""

_BY_CLOCK = (
    "version",
    "state",
    "final",
    "level",
    "clocks",
    "merged_into",
    "voided",
    "next_due",
    "next_step_on",
)
"""Columns that follow from date, state, level and the fields on which clocks hang."""
_LIGHT = ("light", "light_until")
_ROW_COLUMNS = ", ".join(f'"{name}"' for name in committing.COLUMNS)


def with_defaults(result: Plan, name: str) -> pa.Array | None:
    """Stored values of a field of new records: blank ones get the default."""
    one = result.rules.ledger.fields[name]
    values = result.stored.get(name)
    if one.default is None:
        return values
    read, _ = result.rules.reader.read({name: one.default})
    default = pa.scalar(read[name], pa.bool_() if one.type == "boolean" else pa.string())
    return pa.repeat(default, result.size) if values is None else pc.fill_null(values, default)


def check_conditions(result: Plan, adds: pa.Array, filled: Mapping[str, pa.Array]) -> None:
    """Fields required under circumstances: each distinct combination of circumstances is judged once."""
    rules = result.rules
    for name, formula in rules.required_when.items():
        values = filled.get(name)
        empty = adds if values is None else pc.and_(adds, pc.is_null(values))
        needed = [one for one in formula.expression.fields if one in filled]
        judged: dict[tuple[Any, ...], bool] = {}
        rows = pc.indices_nonzero(empty).to_pylist()
        parts = {one: filled[one] for one in needed}
        for row, given in zip(rows, iterate(rows, parts), strict=True):
            on, state, level = _circumstances(result, row)
            key = (on, state, level, *(given.get(one) for one in needed))
            if key not in judged:
                judged[key] = formula.holds(Situation(given, {}, state, level), as_of=on)
            if judged[key] and not result.problems.has(row, result.order.get(name, 0)):
                situation = Situation(given, {}, state, level)
                for problem in rules.lacking(situation, on=on):
                    if problem.fields["field"] == rules.ledger.fields[name].label:
                        result.problems.add_problem(row, problem, column=result.order.get(name, 0))


def _circumstances(result: Plan, row: int) -> tuple[dt.date, str, str | None]:
    state = result.states[row].as_py() if result.states is not None else None
    level = result.levels[row].as_py() if result.levels is not None else None
    return result.opened_on[row].as_py(), state or result.rules.ledger.initial, level


def check_levels(result: Plan, adds: pa.Array, parents: Mapping[str, tuple[UUID, str]]) -> None:
    """Levels and the records above them, each combination judged once."""
    judged: dict[tuple[str | None, str | None], Any] = {}
    levels = result.levels.to_pylist() if result.levels is not None else repeat(None, result.size)
    above = result.parents.to_pylist() if result.parents is not None else repeat(None, result.size)
    for row, (level, parent, is_new) in enumerate(zip(levels, above, adds.to_pylist(), strict=True)):
        if not is_new:
            continue
        found = parents.get(parent or "")
        key = (level, found[1] if found else parent)
        if key not in judged:
            judged[key] = openings.level_problems(
                result.rules, level, found[1] if found else None, has_parent=parent is not None
            )
        for problem in judged[key]:
            result.problems.add_problem(row, problem)


def add(
    result: Plan,
    matched: Matched,
    filled: Mapping[str, pa.Array],
    parents: Mapping[str, tuple[UUID, str]],
    *,
    actor: Actor,
    at: dt.datetime,
    file: str,
) -> int:
    """Open a record for every row of `Matched.adds`. The plan must be free of problems.

    Args:
        result: The plan.
        matched: Which rows are new, and the digests of their keys.
        filled: Stored values with defaults, by field.
        parents: Number of a record above to its id and level.
        actor: Who imports.
        at: When we were told.
        file: Name of the file, kept with each event together with the row.

    Returns:
        Number of records opened.
    """
    rows = pc.indices_nonzero(matched.adds)
    numbers = _numbers(result.rules, result.opened_on.take(rows))
    positions = bulk.reserve(len(rows))
    # The trigger that keeps who reaches a record gets all rows of a batch at once.
    cursors.writing().execute("SET LOCAL work_mem = '64MB'")
    memo: _Derived = {}
    opened: list[bytes] = []

    def prepared() -> Iterator[_Written]:
        for start, some in zip(count(step=BATCH), _slices(rows), strict=False):
            batch = _Batch(result, filled, some, parents, actor=actor, file=file, memo=memo)
            if numbers is not None:
                batch.numbers = pa.array(islice(numbers, len(some)), pa.string())
            batch.positions = positions[start : start + BATCH]
            opened.extend(batch.streams)
            yield batch.prepare(at=at)
        yield _Written(None, None, list(_keys(result.rules.name, matched, rows, opened)))

    _write(prepared())
    return len(rows)


class _Written(NamedTuple):
    """What the database takes at a time.

    Attributes:
        events: The ``opened`` events of a batch.
        rows: Its rows of ``ledger_record`` in COPY's text format.
        keys: Blocks of ``ledger_uniquekey`` in COPY's binary format; of all batches, after the last.
    """

    events: bulk.Block | None
    rows: bytes | None
    keys: Sequence[bytes] = ()


def _write(prepared: Iterator[_Written]) -> None:
    """Write batch after batch, events first, and prepare the next meanwhile."""
    cursor = cursors.writing()
    before = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH)
    try:
        with ThreadPoolExecutor(1, "import-ahead") as pool:
            coming = pool.submit(next, prepared, None)
            while (batch := coming.result()) is not None:
                coming = pool.submit(next, prepared, None)
                if batch.events is not None:
                    bulk.store(batch.events)
                if batch.rows is not None:
                    load(cursor, "ledger_record", _ROW_COLUMNS, batch.rows)
                for keys in batch.keys:
                    load(cursor, "ledger_uniquekey", KEY_COLUMNS, keys, binary=True)
    finally:
        sys.setswitchinterval(before)


def _keys(ledger: str, matched: Matched, rows: pa.Array, records: Sequence[bytes]) -> Iterator[bytes]:
    """The unique keys of the records opened for some rows."""
    places = rows.to_pylist()
    for key, digests in matched.digests.items():
        yield from key_rows(ledger, key, [digests[row] for row in places], records)


def _numbers(rules: Rules, opened_on: pa.Array) -> Iterator[str] | None:
    """A number for each row, in the order of the file within each scope; asks the database at once."""
    pattern = rules.ledger.number
    if pattern is None:
        return None
    days = pc.value_counts(opened_on).to_pylist()
    scopes = {one["values"]: openings.number_scope(pattern, one["values"]) for one in days}
    counts: Counter[str] = Counter()
    for one in days:
        counts[scopes[one["values"]]] += one["counts"]
    sample = {scope: day for day, scope in scopes.items()}
    numbers = {
        scope: _running(pattern, sample[scope], reserve_numbers(rules, sample[scope], counts[scope]))
        for scope in sorted(counts)
    }
    by_day = {day: numbers[scope] for day, scope in scopes.items()}
    return (next(by_day[day]) for some in _slices(opened_on) for day in some.to_pylist())


def _slices(rows: pa.Array) -> Iterator[pa.Array]:
    for start in range(0, len(rows), BATCH):
        yield rows.slice(start, BATCH)


def _running(pattern: str, on: dt.date, first: int) -> Iterator[str]:
    """The numbers of one scope from the first on: `openings.numbered`, with the pattern read once."""
    head, *rest = openings.number_scope(pattern, on).split("{seq}")
    width = len(openings.numbered(pattern, on, 1)) - len(head) - len("".join(rest))
    for seq in count(first):
        if len(rest) == 1:
            yield f"{head}{seq:0{width}}{rest[0]}"
        else:  # a pattern that says the number twice, or never
            yield openings.numbered(pattern, on, seq)


_Derived = dict[tuple[Any, ...], tuple[dict[str, Clock], dict[str, Any]]]
_MOST_KEPT = 30_000
"""Combinations that are kept from batch to batch, as dates and states come again; bounds the memory."""


class _Combinations(NamedTuple):
    """What follows from each distinct combination: clocks, and columns of the row.

    Attributes:
        places: For every row, the place of its combination.
        found: What follows from each combination.
    """

    places: pa.Array
    found: list[tuple[dict[str, Clock], dict[str, Any]]]


class _Batch:
    """Rows that are written together."""

    def __init__(
        self,
        result: Plan,
        filled: Mapping[str, pa.Array],
        rows: pa.Array,
        parents: Mapping[str, tuple[UUID, str]],
        *,
        actor: Actor,
        file: str,
        memo: _Derived,
    ) -> None:
        self.memo = memo
        self.rules = result.rules
        self.actor = actor
        self.file = file
        self.size = len(rows)
        self.lines = result.problems.numbers(rows)
        self.filled = {name: column.take(rows) for name, column in filled.items()}
        self.opened_on = result.opened_on.take(rows)
        self.states = _listed(result.states, rows, self.rules.ledger.initial)
        self.levels = _listed(result.levels, rows, None)
        named = _listed(result.parents, rows, None)
        self.parents = [str(parents[one][0]) if one else None for one in named]
        self.numbers: pa.Array | None = None
        self.positions: Sequence[int] = ()
        ids = [uuid7() for _ in range(self.size)]
        self.streams = [one.bytes for one in ids]
        self.texts = [str(one) for one in ids]
        self.values = tabular.json_objects(self.filled) if self.filled else pa.repeat("{}", self.size)

    def prepare(self, *, at: dt.datetime) -> _Written:
        """Everything that needs no database; done while it stores the batch before."""
        clocks, derived = self._derived(known_on(at))
        opened = Openings(
            self.streams, KIND, "opened", self.actor.id, self.opened_on.to_pylist(), self._payloads(clocks)
        )
        events = bulk.opening_block(opened, self.positions, recorded_at=at)
        return _Written(events, self._lines(derived, at))

    def _payloads(self, clocks: pa.Array) -> list[bytes]:
        """What the events say: the canonical text of `openings.payload`, for all rows at once."""
        rules = self.rules
        own = {"ledger": rules.name, "pack": rules.pack, "version": rules.version}
        members = {
            name: pa.repeat(tabular.json_text(pa.array([text]))[0], self.size) for name, text in own.items()
        }
        listed = {"state": self.states, "level": self.levels, "parent": self.parents}
        members |= {name: tabular.json_text(pa.array(texts, pa.string())) for name, texts in listed.items()}
        if self.numbers is not None:
            members["number"] = tabular.json_text(self.numbers)
        file = pa.repeat(tabular.json_text(pa.array([self.file]))[0], self.size)
        rows = pa.array(self.lines, pa.int64()).cast(pa.string())
        members |= {
            "set": self.values,
            "clocks": clocks,
            "imported": tabular.json_members({"file": file, "row": rows}),
        }
        return tabular.json_members(members).cast(pa.binary()).to_pylist()  # type: ignore[no-any-return]

    def _derived(self, today: dt.date) -> tuple[pa.Array, dict[str, pa.Array]]:
        """Clocks of each row in canonical JSON, and the columns that follow from its values, for COPY.

        `projection.columns` is asked once for each combination of what a group of columns depends on.
        """
        ledger, party_fields = self.rules.ledger, self.rules.party_fields
        parties = [*party_fields, *([ledger.belongs_to] if ledger.belongs_to else [])]
        lights = _light_fields(self.rules) or []
        groups: tuple[tuple[tuple[str, ...], list[str], bool], ...] = (
            ((*_BY_CLOCK, *_LIGHT), [*_clock_fields(ledger), *lights], True),
            (("organisation", "parties"), parties, False),
            (("division",), [ledger.division] if ledger.division else [], False),
        )
        clocks = pa.nulls(0, pa.string())
        found: dict[str, pa.Array] = {}
        for names, fields, with_clocks in groups:
            places, derived = self._combinations(fields, with_clocks=with_clocks, today=today)
            for name in names:
                texts = pa.array([copying.text_of(row[name]) for _, row in derived], pa.string())
                found[name] = texts.take(places)
            if with_clocks:
                clocks = pa.array([canonical(clock).decode() for clock, _ in derived]).take(places)
        return clocks, found

    def _combinations(self, fields: list[str], *, with_clocks: bool, today: dt.date) -> _Combinations:
        """Each distinct combination of some fields (and of date, state and level), worked out once."""
        needed = [name for name in dict.fromkeys(fields) if name in self.filled]
        parts = [self.filled[name].to_pylist() for name in needed]
        heads: list[Any] = [repeat(None), repeat(self.rules.ledger.initial), repeat(None)]
        if with_clocks:
            heads = [self.opened_on.to_pylist(), self.states, self.levels]
        elif not parts:
            parts = [[None] * self.size]
        kept = self.memo if with_clocks and len(self.memo) < _MOST_KEPT else {}
        places: dict[tuple[Any, ...], int] = {}
        of_rows = [places.setdefault(key, len(places)) for key in zip(*parts, *heads, strict=False)]
        found = []
        for key in places:
            if key not in kept:
                values = {name: value for name, value in zip(needed, key, strict=False) if value is not None}
                on = key[-3] or dt.date.min
                kept[key] = self._derive(on, key[-2], key[-1], values, today if with_clocks else None)
            found.append(kept[key])
        return _Combinations(pa.array(of_rows, pa.int32()), found)

    def _derive(
        self, on: dt.date, state: str, level: str | None, values: dict[str, Any], today: dt.date | None
    ) -> tuple[dict[str, Clock], dict[str, Any]]:
        rules = self.rules
        clocks: dict[str, Clock] = {}
        if today is not None and is_worked(rules.ledger, level):
            started = opening_clocks(rules.ledger, on, values, state=state)
            clocks = {name: clock for name, clock in started.items() if clock is not None}
        folded = Folded(
            True, state, values, clocks, None, level, None, None, frozenset(), rules.pack, rules.version, on
        )
        row = columns(rules, folded, created_organisation=self.actor.organisation, as_of=on)
        if today is not None:
            row |= self._light(folded, max(on, today))
        return clocks, row

    def _light(self, folded: Folded, today: dt.date) -> dict[str, Any]:
        """Its light; left to `relight` where nearly every row would be a case of its own."""
        if _light_fields(self.rules) is None:
            return {"light": "", "light_until": NEVER.isoformat()}
        return light_columns(self.rules, folded, today=today)

    def _lines(self, derived: Mapping[str, pa.Array], at: dt.datetime) -> bytes:
        """Rows of ``ledger_record`` in COPY's text format."""
        rules, size = self.rules, self.size
        day = self.opened_on.cast(pa.string())
        own: dict[str, Any] = {
            "id": pa.array(self.texts),
            "ledger": rules.name,
            "pack": rules.pack,
            "pack_version": rules.version,
            "number": copying.escaped(self.numbers),
            "parent": pa.array(self.parents, pa.string()),
            "values": copying.escaped(self.values),
            "opened_on": day,
            "period": pc.utf8_slice_codeunits(day, 0, 7),
            "head_seq": "1",
            "head_date": day,
            "position": pa.array(self.positions, pa.int64()).cast(pa.string()),
            "created_by": copying.escape(self.actor.id),
            "created_organisation": copying.escape(self.actor.organisation or ""),
            "updated_at": at.isoformat(),
        }

        texts = []
        for name in committing.COLUMNS:
            given = own[name] if name in own else derived[name]
            if isinstance(given, str):
                given = pa.repeat(given, size)
            texts.append(pc.fill_null(given, "\\N") if given is not None else pa.repeat("\\N", size))
        texts[-1] = pc.binary_join_element_wise(texts[-1], "\n", "")
        return copying.joined(pc.binary_join_element_wise(*texts, "\t"))


def _listed(column: pa.Array | None, rows: pa.Array, default: str | None) -> list[Any]:
    if column is None:
        return [default] * len(rows)
    return [default if value is None else value for value in column.take(rows).to_pylist()]


def _clock_fields(ledger: Ledger) -> list[str]:
    """Fields on which the clocks of a new record depend."""
    names = []
    for clock in ledger.clocks.values():
        names += [*clock.starts, *clock.stops, *([clock.due.field] if clock.due.field else [])]
    return [name for name in dict.fromkeys(names) if name in ledger.fields]


_FEW = frozenset({"code", "boolean", "organisation"})
"""Types of fields that have few values, so that a light is worked out for few combinations of them."""


def _light_fields(rules: Rules) -> list[str] | None:
    """Fields on which the lights of a ledger depend; None when some of them have a value of its own a row."""
    fields = rules.ledger.fields
    names = {name for one in rules.lights.values() for name in one.expression.fields if name in fields}
    clocks = _clock_fields(rules.ledger)
    return sorted(names) if all(one in clocks or fields[one].type in _FEW for one in names) else None
