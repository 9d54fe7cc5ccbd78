"""From folded events to the columns of a snapshot: one row for each version, each act, each row of a table.

Enter at `Layout` (which datasets and columns a ledger has) and `Layout.tables` (rows of some records). Pure:
no database, no files.

Columns of all datasets: ``record``, ``number``, ``level``, ``parent``, ``state``, ``merged_into``,
``merged`` (whether it was merged into another), ``opened_on``, ``division`` (12 digits or fewer), the two
half-open ranges ``valid_from … valid_to`` (business dates) and ``known_from … known_to`` (days of knowledge),
``f_<field>`` typed, and for each clock ``clock_<name>_started``, ``_due``, ``_stopped``, ``_paused_since``,
``_workdays``. The dataset ``acts`` adds ``act``, ``seq``, ``type``, ``actor`` and ``on``, the business date
of the act, which ``valid_from`` is too. The datasets ``table_<field>`` have one row for each row of the table
in each version, with ``line``; its columns hide fields of the same name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from youju.definitions.models import FieldDef, Ledger
from youju.engine.snapshots import partition_of, schema_digest
from youju.language.numbers import FIELD_DIGITS, FIELD_PLACES
from youju.ledger.fold import EventLike, Folded, acts, versions

RECORDS, ACTS = "records", "acts"
COLUMN_PREFIX = "f_"
"""What the columns of fields begin with."""
VIEW_COLUMNS: Mapping[str, str] = {name: name for name in ("state", "level", "number", "act")}
"""Names of expressions that are no fields, with their columns."""
NUMBER = pa.decimal128(FIELD_DIGITS, FIELD_PLACES)
_CLOCK_DAYS = ("started", "due", "stopped", "paused_since")
_RANGES = ("valid_from", "valid_to", "known_from", "known_to")
_HEAD = ("record", "number", "level", "parent", "state", "merged_into", "division")

SORT: Mapping[str, tuple[str, ...]] = {
    RECORDS: ("record", "known_from", "valid_from"),
    ACTS: ("record", "seq", "known_from"),
}
_SORT_TABLE = ("record", "known_from", "valid_from", "line")

Partitioned = dict[str, dict[str, pa.Table]]
"""Rows by partition, by dataset."""


def _arrow_type(one: FieldDef) -> pa.DataType:
    if one.type in ("number", "money", "percent"):
        return NUMBER
    if one.type == "date":
        return pa.date32()
    return pa.bool_() if one.type == "boolean" else pa.string()


class Layout:
    """Datasets and columns of one ledger.

    Attributes:
        ledger: The definition in force; fields that it no longer has are not in the snapshot.
        schemas: Columns by dataset.
        digest: Digest of the schemas and of what else decides on rows; another one means to build anew.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.fields = dict(ledger.fields)
        self.table_fields = [name for name, one in ledger.fields.items() if one.type == "table"]
        common = [(name, pa.string()) for name in _HEAD]
        common += [
            ("merged", pa.bool_()),
            ("opened_on", pa.date32()),
            *((name, pa.date32()) for name in _RANGES),
        ]
        clocks = [
            (f"clock_{name}_{part}", pa.bool_() if part == "workdays" else pa.date32())
            for name in ledger.clocks
            for part in (*_CLOCK_DAYS, "workdays")
        ]
        own = [(f"{COLUMN_PREFIX}{name}", _arrow_type(one)) for name, one in self.fields.items()]
        act = [("act", pa.string()), ("seq", pa.int32()), ("type", pa.string()), ("actor", pa.string())]
        act.append(("on", pa.date32()))
        self.schemas = {
            RECORDS: pa.schema([*common, *own, *clocks]),
            ACTS: pa.schema([*common, *act, *own, *clocks]),
        }
        for table in self.table_fields:
            columns = ledger.fields[table].columns or {}
            rest = [(name, kind) for name, kind in own if name.removeprefix("f_") not in columns]
            inner = [(f"f_{name}", _arrow_type(one)) for name, one in columns.items()]
            self.schemas[f"table_{table}"] = pa.schema(
                [*common, ("line", pa.int32()), *inner, *rest, *clocks]
            )
        deciding = f"{schema_digest(self.schemas)}\ndivision={ledger.division}"
        self.digest = hashlib.sha256(deciding.encode()).hexdigest()

    def sort(self, dataset: str) -> tuple[str, ...]:
        """Columns that order the rows of a dataset completely."""
        return SORT.get(dataset, _SORT_TABLE)

    def partition(self, on: date, opening: Mapping[str, Any]) -> str:
        """The partition of a record, by the day and the payload of its first event; it never changes."""
        return partition_of(on, (opening.get("set") or {}).get(self.ledger.division or ""))

    def tables(self, streams: Iterable[tuple[str, Sequence[EventLike]]]) -> Partitioned:
        """Rows of some records.

        Args:
            streams: Id of a record and its events in the order of seq.
        """
        heaps: dict[str, dict[str, _Heap]] = {}
        for record, events in streams:
            partition = self.partition(events[0].business_date, events[0].payload)
            for dataset in self.schemas:
                heap = heaps.setdefault(dataset, {}).get(partition)
                if heap is None:
                    heap = heaps[dataset][partition] = _Heap(self, dataset)
                heap.take(record, events)
        return {
            dataset: {partition: heap.table() for partition, heap in parts.items()}
            for dataset, parts in heaps.items()
        }


class _Heap:
    """Rows of one partition of one dataset, gathered as lists and turned into columns at the end."""

    def __init__(self, layout: Layout, dataset: str) -> None:
        self.layout = layout
        self.schema = layout.schemas[dataset]
        self.contents: list[Folded] = []
        self.records: list[str] = []
        self.ranges: tuple[list[date], list[date], list[date], list[date]] = ([], [], [], [])
        self.extra: dict[str, list[Any]] = {}
        self.inner: list[Mapping[str, Any]] = []
        self.table_field = dataset.removeprefix("table_") if dataset.startswith("table_") else None
        self.take: Callable[[str, Sequence[EventLike]], None] = {
            RECORDS: self._take_versions,
            ACTS: self._take_acts,
        }.get(dataset, self._take_rows)

    def _add(self, record: str, content: Folded, ranges: tuple[date, date, date, date]) -> None:
        self.records.append(record)
        self.contents.append(content)
        for column, day in zip(self.ranges, ranges, strict=True):
            column.append(day)

    def _take_versions(self, record: str, events: Sequence[EventLike]) -> None:
        for content, *ranges in versions(events):
            self._add(record, content, tuple(ranges))  # type: ignore[arg-type]

    def _take_acts(self, record: str, events: Sequence[EventLike]) -> None:
        from youju.ledger.fold import ACT_TYPES, FOREVER

        if not any(event.type in ACT_TYPES for event in events):
            return
        extra = self.extra
        for found, content, since, until in acts(events):
            event: Any = found
            self._add(record, content, (event.business_date, FOREVER, since, until))
            extra.setdefault("act", []).append(event.payload.get("act"))
            extra.setdefault("seq", []).append(event.seq)
            extra.setdefault("type", []).append(event.type)
            extra.setdefault("actor", []).append(event.actor)
            extra.setdefault("on", []).append(event.business_date)

    def _take_rows(self, record: str, events: Sequence[EventLike]) -> None:
        name = self.table_field
        if not any(name in (event.payload.get("set") or ()) for event in events):
            return
        for content, *ranges in versions(events):
            for line, row in enumerate(content.values.get(name or "") or (), 1):
                self._add(record, content, tuple(ranges))  # type: ignore[arg-type]
                self.extra.setdefault("line", []).append(line)
                self.inner.append(row)

    def table(self) -> pa.Table:
        """The rows as typed columns."""
        contents = self.contents
        division = self.layout.ledger.division
        found: dict[str, list[Any]] = {
            "record": self.records,
            "number": [one.number for one in contents],
            "level": [one.level for one in contents],
            "parent": [one.parent for one in contents],
            "state": [one.state for one in contents],
            "merged_into": [one.merged_into for one in contents],
            "merged": [one.merged_into is not None for one in contents],
            "division": [one.values.get(division) for one in contents]
            if division
            else [None] * len(contents),
            "opened_on": [one.opened_on for one in contents],
            **dict(zip(_RANGES, self.ranges, strict=True)),
            **self.extra,
        }
        values = [one.values for one in contents]
        clocks = [one.clocks for one in contents]
        columns = self.layout.fields[self.table_field].columns or {} if self.table_field else {}
        arrays = []
        for column in self.schema:
            name = column.name
            if name in found:
                arrays.append(pa.array(found[name], column.type))
            elif name.startswith("f_"):
                field = name.removeprefix("f_")
                if field in columns:
                    arrays.append(typed([row.get(field) for row in self.inner], columns[field], column.type))
                else:
                    one = self.layout.fields[field]
                    arrays.append(typed([row.get(field) for row in values], one, column.type))
            elif name.startswith("clock_"):
                clock, part = clock_part(name)
                arrays.append(clock_values([one.get(clock) for one in clocks], part, column.type))
            else:  # a dataset without rows has no extra columns gathered
                arrays.append(pa.nulls(len(contents), column.type))
        return pa.table(arrays, schema=self.schema)


def clock_part(name: str) -> tuple[str, str]:
    """Clock and part of a column's name; a part may hold an underscore, and so may a clock."""
    rest = name.removeprefix("clock_")
    part = next(one for one in (*_CLOCK_DAYS, "workdays") if rest.endswith(f"_{one}"))
    return rest.removesuffix(f"_{part}"), part


def clock_values(clocks: Sequence[Mapping[str, Any] | None], part: str, kind: pa.DataType) -> pa.Array:
    """A part of clock objects as a typed column."""
    values = [None if one is None else one.get(part) for one in clocks]
    return pa.array(values, kind) if part == "workdays" else _days(values)


def typed(values: list[Any], one: FieldDef, kind: pa.DataType) -> pa.Array:
    """Stored values as a typed column; texts are parsed by the column, not one by one."""
    if one.type == "date":
        return _days(values)
    if one.type in ("number", "money", "percent"):
        return pa.array(values, pa.string()).cast(kind)
    if one.type == "boolean":
        return pa.array(values, kind)
    if one.type == "file":
        values = [value and value["sha256"] for value in values]
    elif one.type == "table":
        values = [str(len(value)) if value else None for value in values]
    return pa.array(values, kind)


def _days(values: list[Any]) -> pa.Array:
    return pa.array(values, pa.string()).cast(pa.date32())
