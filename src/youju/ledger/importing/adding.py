"""Opening records by the hundred thousand: events, rows and unique keys by COPY, in one transaction.

Enter at `add`. What is written equals what `youju.ledger.actions.open_record` writes for each row; a test
opens the same records both ways and compares. Work that depends on a few values only (clocks, parties) is
done once for each combination of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any
from uuid import UUID

import orjson
import pyarrow as pa
import pyarrow.compute as pc
from uuid_utils.compat import uuid7

from youju.definitions.models import Ledger
from youju.engine import tabular
from youju.events.actions import Draft, append_bulk
from youju.ledger import openings
from youju.ledger.actions import committing
from youju.ledger.actions.opening import reserve_numbers
from youju.ledger.clocks import Clock
from youju.ledger.fold import Folded
from youju.ledger.importing.matching import Matched
from youju.ledger.importing.planning import Plan, iterate
from youju.ledger.projection import KIND, columns
from youju.ledger.replaying import is_worked, opening_clocks
from youju.ledger.rules import Rules, Situation
from youju.people.actors import Actor

BATCH = 50_000
"""Rows that are written together; bounds the memory."""

_KEYS = "COPY ledger_uniquekey (ledger, key, digest, record) FROM STDIN"
_TEXT_COLUMNS = ", ".join(f'"{name}"' for name in committing.COLUMNS)


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
    opened_on = result.opened_on.take(rows)
    numbers = _numbers(result.rules, opened_on)
    for start in range(0, len(rows), BATCH):
        batch = _Batch(result, filled, rows.slice(start, BATCH), parents, actor=actor, file=file)
        batch.numbers = numbers.slice(start, BATCH) if numbers is not None else None
        batch.write(matched, at=at)
    return len(rows)


def _numbers(rules: Rules, opened_on: pa.Array) -> pa.Array | None:
    """A number for each row, in the order of the file within each scope."""
    pattern = rules.ledger.number
    if pattern is None:
        return None
    days = pc.unique(opened_on).to_pylist()
    scopes = {day: openings.number_scope(pattern, day) for day in days}
    counts: dict[str, int] = dict.fromkeys(sorted(set(scopes.values())), 0)
    listed = opened_on.to_pylist()
    for day in listed:
        counts[scopes[day]] += 1
    sample = {scope: day for day, scope in scopes.items()}
    upcoming = {scope: reserve_numbers(rules, sample[scope], count) for scope, count in counts.items()}
    found = []
    for day in listed:
        scope = scopes[day]
        found.append(openings.numbered(pattern, day, upcoming[scope]))
        upcoming[scope] += 1
    return pa.array(found, pa.string())


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
    ) -> None:
        self.rules = result.rules
        self.actor = actor
        self.file = file
        self.size = len(rows)
        self.rows = rows
        self.lines = [result.problems.number(row) for row in rows.to_pylist()]
        self.filled = {name: column.take(rows) for name, column in filled.items()}
        self.opened_on = result.opened_on.take(rows)
        self.states = _listed(result.states, rows, self.rules.ledger.initial)
        self.levels = _listed(result.levels, rows, None)
        named = _listed(result.parents, rows, None)
        self.parents = [str(parents[one][0]) if one else None for one in named]
        self.numbers: pa.Array | None = None
        self.ids: list[UUID] = [uuid7() for _ in range(self.size)]
        self.values = tabular.json_objects(self.filled) if self.filled else pa.repeat("{}", self.size)

    def write(self, matched: Matched, *, at: dt.datetime) -> None:
        """Events first, then the rows that follow from them."""
        derived = list(self._derived())
        done = append_bulk(self._drafts([clocks for clocks, _ in derived]), recorded_at=at)
        positions = self._positions(done.first_position, done.last_position)
        cursor = committing.cursor()
        with cursor.copy(f"COPY ledger_record ({_TEXT_COLUMNS}) FROM STDIN") as copy:
            copy.write(self._lines([row for _, row in derived], positions, at))
        for key, digests in matched.digests.items():
            with cursor.copy(_KEYS) as copy:
                copy.write(self._key_lines(key, digests))

    def _drafts(self, clocks: list[dict[str, Clock]]) -> Iterator[Draft]:
        """The ``opened`` events; `openings.payload` with the values already in canonical text."""
        fragment = orjson.Fragment
        rules, actor, file = self.rules, self.actor.id, self.file
        numbers = self.numbers.to_pylist() if self.numbers is not None else repeat(None)
        for stream, on, values, state, level, parent, number, clock, line in zip(
            self.ids, self.opened_on.to_pylist(), self.values.to_pylist(), self.states, self.levels,
            self.parents, numbers, clocks, self.lines, strict=False,
        ):  # fmt: skip
            payload: dict[str, Any] = {
                "ledger": rules.name,
                "pack": rules.pack,
                "version": rules.version,
                "state": state,
                "set": fragment(values),
                "clocks": clock,
                "imported": {"file": file, "row": line},
            }
            if number is not None:
                payload["number"] = number
            if level is not None:
                payload["level"] = level
            if parent is not None:
                payload["parent"] = parent
            yield Draft(stream, KIND, "opened", on, actor, payload)

    def _derived(self) -> Iterator[tuple[dict[str, Clock], dict[str, Any]]]:
        """Clocks of each row, and the columns that follow from a few of its values."""
        rules = self.rules
        ledger = rules.ledger
        named = [*_clock_fields(ledger), *rules.party_fields]
        named += [name for name in (ledger.belongs_to, ledger.division) if name]
        needed = [name for name in dict.fromkeys(named) if name in self.filled]
        parts = [self.filled[name].to_pylist() for name in needed]
        known: dict[tuple[Any, ...], tuple[dict[str, Clock], dict[str, Any]]] = {}
        for key in zip(self.opened_on.to_pylist(), self.states, self.levels, *parts, strict=True):
            found = known.get(key)
            if found is None:
                values = {n: v for n, v in zip(needed, key[3:], strict=True) if v is not None}
                found = known[key] = self._derive(key[0], key[1], key[2], values)
            yield found

    def _derive(
        self, on: dt.date, state: str, level: str | None, values: dict[str, Any]
    ) -> tuple[dict[str, Clock], dict[str, Any]]:
        rules = self.rules
        clocks: dict[str, Clock] = {}
        if is_worked(rules.ledger, level):
            started = opening_clocks(rules.ledger, on, values, state=state)
            clocks = {name: clock for name, clock in started.items() if clock is not None}
        folded = Folded(
            True, state, values, clocks, None, level, None, None, frozenset(), rules.pack, rules.version, on
        )
        row = columns(rules, folded, created_organisation=self.actor.organisation, as_of=on)
        return clocks, {name: _copy_text(value) for name, value in row.items()}

    def _positions(self, first: int, last: int) -> Sequence[int]:
        """Position of each row's event; another writer may have taken some in between."""
        if last - first + 1 == self.size:
            return range(first, last + 1)
        query = "SELECT stream, position FROM events_event WHERE stream = ANY (%b)"
        found = dict(committing.cursor().execute(query, [self.ids]).fetchall())
        return [found[stream] for stream in self.ids]

    def _lines(self, derived: list[dict[str, str]], positions: Sequence[int], at: dt.datetime) -> bytes:
        """Rows of ``ledger_record`` in COPY's text format."""
        rules, size = self.rules, self.size
        own: dict[str, Any] = {
            "id": pa.array([str(one) for one in self.ids]),
            "ledger": rules.name,
            "pack": rules.pack,
            "pack_version": rules.version,
            "number": _escaped(self.numbers),
            "parent": pa.array(self.parents, pa.string()),
            "values": _escaped(self.values),
            "opened_on": self.opened_on.cast(pa.string()),
            "period": pc.utf8_slice_codeunits(self.opened_on.cast(pa.string()), 0, 7),
            "head_seq": "1",
            "head_date": self.opened_on.cast(pa.string()),
            "position": pa.array(positions, pa.int64()).cast(pa.string()),
            "created_by": _escape(self.actor.id),
            "created_organisation": _escape(self.actor.organisation or ""),
            "updated_at": at.isoformat(),
        }
        parts = []
        for name in committing.COLUMNS:
            given = own[name] if name in own else pa.array([row[name] for row in derived], pa.string())
            if isinstance(given, str):
                given = pa.repeat(given, size)
            parts.append(pc.fill_null(given, "\\N") if given is not None else pa.repeat("\\N", size))
        return _joined(parts)

    def _key_lines(self, key: str, digests: list[bytes | None]) -> bytes:
        """Rows of ``ledger_uniquekey``."""
        head = f"{self.rules.name}\t{key}\t\\\\x"
        lines = [
            f"{head}{digest.hex()}\t{record}\n"
            for row, record in zip(self.rows.to_pylist(), self.ids, strict=True)
            if (digest := digests[row]) is not None
        ]
        return "".join(lines).encode()


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


def _escape(text: str) -> str:
    """A text for COPY's text format."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _escaped(texts: pa.Array | None) -> pa.Array | None:
    if texts is None or not pc.any(pc.match_substring_regex(texts, r"[\\\t\n\r]")).as_py():
        return texts
    for plain, escaped in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        texts = pc.replace_substring(texts, plain, escaped)
    return texts


def _copy_text(value: Any) -> str | None:
    """A column's value in COPY's text format."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, list):
        items = (str(one).replace("\\", "\\\\").replace('"', '\\"') for one in value)
        return _escape("{" + ",".join(f'"{one}"' for one in items) + "}")
    if isinstance(value, Mapping):
        return _escape(orjson.dumps(value).decode())
    return _escape(str(value))


def _joined(columns_: list[pa.Array]) -> bytes:
    """Tab-separated lines."""
    lines = pc.binary_join_element_wise(*columns_, "\t")
    return ("\n".join(lines.to_pylist()) + "\n").encode()
