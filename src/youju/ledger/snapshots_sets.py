"""Folding many records at once into the columns of a snapshot. Pure: no database, no files.

Enter at `tables`. Nearly every record has only events that were entered in the order of their business
dates, none of them voided. Its versions then follow from the events without a timeline: each event that
changes something begins one, and what a field is in it is what was last said of it. So an event is taken
apart once, what it says is kept by field with the row that said it, and every column is filled forward as a
whole. Records with late or voided events are folded one by one (`version_rows`), as is what an expression
tells of one record (`fold`); tests hold that both ways give the same rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from youju.definitions.models import FieldDef
from youju.ledger.fold import ACT_TYPES, CHINA, FOREVER
from youju.ledger.version_rows import ACTS, RECORDS, Layout, Partitioned, clock_part, clock_values, typed

EVENTS = pa.schema(
    [
        ("stream", pa.string()), ("seq", pa.int32()), ("type", pa.string()), ("on", pa.date32()),
        ("recorded", pa.int64()), ("actor", pa.string()), ("payload", pa.string()),
    ]
)  # fmt: skip
"""Columns of events, in the order of stream and seq; ``recorded`` counts microseconds from 1970 (UTC)."""

_DAY = 86_400_000_000
_CHINA = CHINA.utcoffset(None) // timedelta(microseconds=1)
_EPOCH = date(1970, 1, 1)
_FOREVER = (FOREVER - _EPOCH).days
_HEADS = ("number", "level", "parent", "merged_into")
Numbers = np.ndarray[Any, np.dtype[np.int64]]


class Entered(NamedTuple):
    """An event of a record that is folded by itself."""

    seq: int
    type: str
    business_date: date
    recorded_at: datetime
    actor: str
    payload: dict[str, Any]


class _Said:
    """What the events say of one thing: values with the rows of the events, in their order."""

    __slots__ = ("rows", "values")

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.values: list[Any] = []

    def say(self, row: int, value: Any) -> None:
        self.rows.append(row)
        self.values.append(value)

    def last(self, first: Numbers) -> Numbers:
        """Place of the value that holds after each event, -1 where the record has none.

        Args:
            first: Row of the first event of each event's record.
        """
        found = np.full(len(first), -1, np.int64)
        rows = np.asarray(self.rows, np.int64)
        found[rows] = np.arange(len(rows))
        found = np.maximum.accumulate(found)
        if len(rows):
            found[rows[found] < first] = -1
        return found


class _Picked(NamedTuple):
    """Rows of a data set: events, and the ranges of days for which they hold (days from 1970)."""

    rows: Numbers
    valid_from: Numbers
    valid_to: Numbers
    known_from: Numbers
    known_to: Numbers

    def where(self, chosen: np.ndarray[Any, Any]) -> _Picked:
        return _Picked(*(one[chosen] for one in self))


def tables(layout: Layout, events: pa.Table) -> Partitioned:
    """Rows of some records.

    Args:
        layout: Of their ledger.
        events: All events of the records, with the columns of `EVENTS`.

    Returns:
        For every data set and every partition in which a record lies a table, empty or not.
    """
    if not events.num_rows:
        return {}
    folding = _Folding(layout, events)
    found = folding.tables()
    if folding.single:
        for dataset, parts in layout.tables(folding.one_by_one()).items():
            own = found.setdefault(dataset, {})
            for partition, table in parts.items():
                own[partition] = pa.concat_tables([own[partition], table]) if partition in own else table
    return found


class _Folding:
    """The events of some records, taken apart."""

    def __init__(self, layout: Layout, events: pa.Table) -> None:
        self.layout = layout
        self.streams = events.column("stream").to_pylist()
        self.types = events.column("type").to_pylist()
        self.payloads = events.column("payload").to_pylist()
        self.actors = events.column("actor").to_pylist()
        self.seqs = _numbers(events.column("seq"))
        self.on = _numbers(events.column("on").cast(pa.int32()))
        self.recorded = _numbers(events.column("recorded"))
        self.known = (self.recorded + _CHINA) // _DAY
        self.first = _first_rows(events.column("stream"))
        self.single = self._disordered()
        self.fields: defaultdict[str, _Said] = defaultdict(_Said)
        self.clocks: defaultdict[str, _Said] = defaultdict(_Said)
        self.heads: defaultdict[str, _Said] = defaultdict(_Said)
        self.partitions: dict[int, str] = {}
        self.changed = np.zeros(len(self.streams), bool)
        self._take_apart()
        self.plain = ~np.isin(self.first, np.fromiter(self.single, np.int64, len(self.single)))
        self._lasts: dict[int, Numbers] = {}
        self._typed: dict[str, pa.Array] = {}

    def _disordered(self) -> set[int]:
        """First rows of the records that have an event entered late; voids are found on the way."""
        same = self.first[1:] == self.first[:-1]
        back = (self.on[1:] < self.on[:-1]) | (self.known[1:] < self.known[:-1])
        return set(self.first[1:][same & back].tolist())

    def _take_apart(self) -> None:
        """Read every event once, and keep what it says by what it says it of."""
        fields, clocks, heads, changed = self.fields, self.clocks, self.heads, self.changed
        firsts, single, version = self.first.tolist(), self.single, None
        for row, (first, text) in enumerate(zip(firsts, self.payloads, strict=True)):
            if first in single:
                continue
            payload = orjson.loads(text)
            if row == first:
                if not payload.get("state"):
                    single.add(first)  # nothing exists before an event that gives a state
                    continue
                self.partitions[first] = self.layout.partition(self._date(row), payload)
                version = payload.get("version")
            elif "voids" in payload:
                single.add(first)
                continue
            elif _is_nothing(payload, version):
                continue
            changed[row] = True
            version = payload.get("version", version)
            for name, value in (payload.get("set") or {}).items():
                fields[name].say(row, value)
            for name, clock in (payload.get("clocks") or {}).items():
                clocks[name].say(row, clock)
            if payload.get("state"):
                heads["state"].say(row, payload["state"])
            for name in _HEADS:
                if name in payload:
                    heads[name].say(row, payload[name])

    def one_by_one(self) -> Iterator[tuple[str, list[Entered]]]:
        """The records whose events have to be read one after the other."""
        starts = np.flatnonzero(self.first == np.arange(len(self.first)))
        ends = np.append(starts[1:], len(self.first))
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            if start in self.single:
                yield self.streams[start], [self._entered(row) for row in range(start, end)]

    def _entered(self, row: int) -> Entered:
        recorded = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(self.recorded[row]))
        payload = orjson.loads(self.payloads[row])
        seq, kind, actor = int(self.seqs[row]), self.types[row], self.actors[row]
        return Entered(seq, kind, self._date(row), recorded, actor, payload)

    def _date(self, row: int) -> date:
        return _EPOCH + timedelta(days=int(self.on[row]))

    def tables(self) -> Partitioned:
        """The rows of the records that are folded together."""
        versions = self._versions()
        found: Partitioned = {}
        for dataset in self.layout.schemas:
            if dataset == ACTS:
                found[dataset] = self._partitioned(*self._acts())
            elif dataset == RECORDS:
                found[dataset] = self._partitioned(versions, self._table(RECORDS, versions, {}))
            else:
                found[dataset] = self._partitioned(*self._lines(dataset, versions))
        return found

    def _versions(self) -> _Picked:
        """The versions: each as what was believed last, and as what was until the next was known."""
        rows = np.flatnonzero(self.changed & self.plain)
        followed = np.append(self.first[rows[1:]] == self.first[rows[:-1]], False)[: len(rows)]
        after = np.append(rows[1:], 0)[: len(rows)]
        forever = np.full(len(rows), _FOREVER, np.int64)
        until = np.where(followed, self.on[after], forever)
        last = _Picked(rows, self.on[rows], until, self.known[rows], forever)
        before = _Picked(rows, until, forever, self.known[rows], self.known[after]).where(followed)
        both = _Picked(*(np.concatenate(pair) for pair in zip(last, before, strict=True)))
        # As in `fold`: what begins to be valid after it stopped being believed can never be asked for.
        return both.where(
            (both.valid_from < both.valid_to)
            & (both.known_from < both.known_to)
            & (both.valid_from < both.known_to)
        )

    def _acts(self) -> tuple[_Picked, pa.Table]:
        is_act = np.fromiter((one in ACT_TYPES for one in self.types), bool, len(self.types))
        rows = np.flatnonzero(is_act & self.plain)
        forever = np.full(len(rows), _FOREVER, np.int64)
        picked = _Picked(rows, self.on[rows], forever, self.known[rows], forever)
        listed = rows.tolist()
        extra = {
            "act": pa.array([orjson.loads(self.payloads[row]).get("act") for row in listed], pa.string()),
            "seq": pa.array(self.seqs[rows].astype(np.int32)),
            "type": pa.array([self.types[row] for row in listed], pa.string()),
            "actor": pa.array([self.actors[row] for row in listed], pa.string()),
            "on": _days(self.on[rows]),
        }
        return picked, self._table(ACTS, picked, extra)

    def _lines(self, dataset: str, versions: _Picked) -> tuple[_Picked, pa.Table]:
        """A row for each row of a table in each version."""
        said = self.fields.get(dataset.removeprefix("table_"), _Said())
        places = self._last(said)[versions.rows]
        lengths = np.fromiter((len(one or ()) for one in said.values), np.int64, len(said.values))
        many = np.where(places < 0, 0, np.append(lengths, 0)[places])
        picked = _Picked(*(np.repeat(one, many) for one in versions))
        inner = [row for place in places[many > 0].tolist() for row in said.values[place]]
        lines = [line for count in many.tolist() for line in range(1, count + 1)]
        return picked, self._table(dataset, picked, {"line": pa.array(lines, pa.int32())}, inner)

    def _table(
        self,
        dataset: str,
        picked: _Picked,
        extra: Mapping[str, pa.Array],
        inner: Sequence[Mapping[str, Any]] = (),
    ) -> pa.Table:
        """The columns of a data set for the chosen rows."""
        layout, own = self.layout, dataset.removeprefix("table_")
        columns = (layout.fields[own].columns or {}) if dataset.startswith("table_") else {}
        found = {**self._head(picked), **extra}
        arrays = []
        for column in layout.schemas[dataset]:
            name, field = column.name, column.name.removeprefix("f_")
            if name in found:
                arrays.append(found[name])
            elif name.startswith("clock_"):
                arrays.append(self._clock(name, column.type, picked))
            elif field in columns:
                arrays.append(typed([row.get(field) for row in inner], columns[field], column.type))
            else:
                arrays.append(self._field(name, layout.fields[field], column.type, picked))
        return pa.table(arrays, schema=layout.schemas[dataset])

    def _head(self, picked: _Picked) -> dict[str, pa.Array]:
        """The columns that every data set has."""
        text = pa.string()
        found = {
            name: self._taken(self.heads[name], pa.array(self.heads[name].values, text), picked)
            for name in ("state", *_HEADS)
        }
        said = self.fields.get(self.layout.ledger.division or "", _Said())
        opened = self.first[picked.rows]
        return found | {
            "record": pa.array(self.streams, text).take(pa.array(picked.rows)),
            "merged": pc.is_valid(found["merged_into"]),
            "division": self._taken(said, pa.array(said.values, text), picked),
            "opened_on": _days(self.on[opened]),
            "valid_from": _days(picked.valid_from),
            "valid_to": _days(picked.valid_to),
            "known_from": _days(picked.known_from),
            "known_to": _days(picked.known_to),
        }

    def _field(self, name: str, one: FieldDef, kind: pa.DataType, picked: _Picked) -> pa.Array:
        said = self.fields.get(name.removeprefix("f_"), _Said())
        if name not in self._typed:
            self._typed[name] = typed(said.values, one, kind)
        return self._taken(said, self._typed[name], picked)

    def _clock(self, name: str, kind: pa.DataType, picked: _Picked) -> pa.Array:
        clock, part = clock_part(name)
        said = self.clocks.get(clock, _Said())
        if name not in self._typed:
            self._typed[name] = clock_values(said.values, part, kind)
        return self._taken(said, self._typed[name], picked)

    def _taken(self, said: _Said, values: pa.Array, picked: _Picked) -> pa.Array:
        """For each chosen row the value that holds in it."""
        places = self._last(said)[picked.rows]
        return values.take(pa.array(places, mask=places < 0))

    def _last(self, said: _Said) -> Numbers:
        if id(said) not in self._lasts:
            found = said.last(self.first)
            if not said.rows:
                return found
            self._lasts[id(said)] = found
        return self._lasts[id(said)]

    def _partitioned(self, picked: _Picked, table: pa.Table) -> dict[str, pa.Table]:
        names = sorted({name for row, name in self.partitions.items() if row not in self.single})
        if len(names) == 1:
            return {names[0]: table}
        places = {name: place for place, name in enumerate(names)}
        of_first = np.zeros(len(self.first), np.int64)
        for row, name in self.partitions.items():
            of_first[row] = places.get(name, 0)
        own = of_first[self.first[picked.rows]]
        return {name: table.take(pa.array(np.flatnonzero(own == place))) for name, place in places.items()}


def _is_nothing(payload: Mapping[str, Any], version: Any) -> bool:
    """Whether an event after the opening changes nothing that is folded, as `fold.apply` has it."""
    return (
        not (payload.get("set") or payload.get("clocks") or payload.get("state"))
        and "merged_into" not in payload
        and "links" not in payload
        and payload.get("version", version) == version
    )


def _numbers(column: pa.ChunkedArray) -> Numbers:
    found: Numbers = column.to_numpy().astype(np.int64)
    return found


def _days(numbers: Numbers) -> pa.Array:
    return pa.array(numbers.astype(np.int32)).cast(pa.date32())


def _first_rows(streams: pa.ChunkedArray) -> Numbers:
    """For each event the row of the first event of its stream."""
    codes = _numbers(streams.dictionary_encode().unify_dictionaries().combine_chunks().indices)
    starts = np.flatnonzero(np.append(True, codes[1:] != codes[:-1]))
    return np.repeat(starts, np.diff(np.append(starts, len(codes))))
