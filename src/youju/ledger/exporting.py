"""Lists of records as Excel workbooks or CSV, for people: labels for codes, names for organisations.

Enter at `export`. The database writes the columns as text (COPY), Arrow types them, distinct codes get their
labels, `youju.engine.sheet_writing` writes the files; so there is no Python object for a row before it is
written. Only what the actor may see is exported, and personal data only on request by those who register
records of the ledger.

What a table field holds does not fit in a cell: its number of rows is given.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from youju.definitions.models import FieldDef
from youju.definitions.nearest import hint
from youju.engine import sheet_writing
from youju.engine.sheet_writing import Format, Written
from youju.errors import fail
from youju.events import cursors
from youju.language.numbers import FIELD_DIGITS, FIELD_PLACES
from youju.ledger import catalogue
from youju.ledger.actions.checks import check_role
from youju.ledger.listing.conditions import Part
from youju.ledger.queries import visible_to
from youju.ledger.rules import Rules
from youju.people.actors import Actor
from youju.people.queries import organisation_names
from youju.standards import divisions, industries

ROWS_PER_PART = 500_000
"""Rows of one workbook: two make a million, and each is opened by Excel without complaint."""

_NUMBER = pa.decimal128(FIELD_DIGITS, FIELD_PLACES)
_BLOCK = 1 << 24

Labels = Callable[[Sequence[str]], Mapping[str, str]]
"""Labels of distinct codes; a code without one stays as it is."""


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of the list.

    Attributes:
        label: Header.
        sql: Expression over ``r``, the row of the record.
        kind: Arrow type of its text.
        labels: What codes are called.
    """

    label: str
    sql: str
    kind: pa.DataType
    labels: Labels | None = None


def export(
    ledger: str,
    target: Path,
    *,
    actor: Actor,
    kind: Format = "xlsx",
    states: Sequence[str] = (),
    fields: Sequence[str] = (),
    personal: bool = False,
    chosen: Part | None = None,
    rows_per_part: int = ROWS_PER_PART,
    workers: int = 2,
) -> Written:
    """Write the records of a ledger that an actor may see, in the order of their opening.

    Args:
        ledger: Name of the ledger.
        target: File to write; becomes a ``.zip`` when the rows need several workbooks.
        actor: Who exports.
        kind: ``xlsx`` or ``csv``.
        states: Only these states; empty for all.
        fields: Only these fields, in this order; empty for all.
        personal: Also fields of personal data.
        chosen: Query for the ids of the records that are wanted; None for all that the actor may see.
        rows_per_part: Rows of one workbook.
        workers: Processes that write workbooks.

    Returns:
        The file, its parts and the number of rows. A failed export leaves no file.

    Raises:
        YoujuError: K700 for the ledger, K707 for a field, K711 when personal data is not for the actor.
    """
    rules = catalogue.current(ledger)
    if personal and "system" not in actor.roles:
        check_role(rules, rules.ledger.open_by, actor, "导出个人信息")
    columns = _columns(rules, fields, personal=personal)
    with tempfile.TemporaryDirectory(prefix="youju-export-") as folder:
        raw = Path(folder) / "rows.csv"
        _copy_out(columns, raw, chosen or _visible(ledger, actor, states))
        return sheet_writing.write_parts(
            target,
            rules.ledger.label,
            _headers(columns),
            _batches(raw, columns),
            kind=kind,
            rows_per_part=rows_per_part,
            workers=workers,
        )


def _columns(rules: Rules, fields: Sequence[str], *, personal: bool) -> list[_Column]:
    """What the list shows: number, level, state, day of opening, the fields, due dates."""
    ledger = rules.ledger
    states = {name: state.label for name, state in ledger.states.items()}
    columns = [_Column("编号", "r.number", pa.string())] if ledger.number else []
    if ledger.levels:
        levels = {name: level.label for name, level in ledger.levels.names.items()}
        columns.append(_Column("层级", "nullif(r.level, '')", pa.string(), _listed(levels)))
    columns.append(_Column("状态", "r.state", pa.string(), _listed(states)))
    columns.append(_Column("登记日期", "r.opened_on", pa.date32()))
    for name in fields or ledger.fields:
        one = ledger.fields.get(name)
        if one is None:
            raise fail("K707", name=name, hint=hint(name, ledger.fields))
        if personal or not one.personal:
            columns.append(_field_column(rules, name, one))
    for name, clock in ledger.clocks.items():
        columns.append(_Column(f"{clock.label}到期日", f"r.clocks->'{name}'->>'due'", pa.date32()))
    return columns


def _field_column(rules: Rules, name: str, one: FieldDef) -> _Column:
    # Names of fields are [a-z][a-z0-9_]* by `youju.definitions.scalars.Name`, so they are safe in SQL.
    value = f"r.values->>'{name}'"
    label = f"{one.label}（{one.unit}）" if one.unit else one.label
    if one.type in ("number", "money", "percent"):
        return _Column(f"{label}（%）" if one.type == "percent" else label, value, _NUMBER)
    if one.type == "date":
        return _Column(label, value, pa.date32())
    if one.type == "boolean":
        return _Column(label, value, pa.bool_())
    if one.type == "file":
        return _Column(label, f"r.values->'{name}'->>'name'", pa.string())
    if one.type == "table":
        return _Column(f"{label}行数", f"jsonb_array_length(r.values->'{name}')", pa.int64())
    return _Column(label, value, pa.string(), _field_labels(rules, name, one))


def _field_labels(rules: Rules, name: str, one: FieldDef) -> Labels | None:
    if one.type == "organisation":
        return organisation_names
    if one.codes == "standard:division":
        return lambda codes: {code: found.full_name for code in codes if (found := divisions.get(code))}
    if one.codes == "standard:industry":
        return lambda codes: {code: found.name for code in codes if (found := industries.get(code))}
    symbol = rules.symbols.field(name)
    return _listed(symbol.codes) if symbol and symbol.codes else None


def _listed(labels: Mapping[str, str]) -> Labels:
    return lambda _: labels


def _headers(columns: Sequence[_Column]) -> list[str]:
    """Headers, each different: a field may have the label of what every record has."""
    seen: dict[str, int] = {}
    found = []
    for column in columns:
        seen[column.label] = count = seen.get(column.label, 0) + 1
        found.append(column.label if count == 1 else f"{column.label}（{count}）")
    return found


def _visible(ledger: str, actor: Actor, states: Sequence[str]) -> Part:
    """Query for the ids of what an actor may see."""
    visible = visible_to(actor, ledger)
    if states:
        visible = visible.filter(state__in=states)
    return Part(*visible.order_by().values("id").query.sql_with_params())


def _copy_out(columns: Sequence[_Column], raw: Path, wanted: Part) -> None:
    """Have the database write the columns as CSV."""
    inner, parameters = wanted
    chosen = ", ".join(column.sql for column in columns)
    query = (
        f"COPY (SELECT {chosen} FROM ledger_record r WHERE r.id IN ({inner}) ORDER BY r.id)"  # noqa: S608
        " TO STDOUT (FORMAT csv)"
    )
    with (
        closing(cursors.telling()) as cursor,
        raw.open("wb") as stream,
        cursor.copy(query, parameters) as copy,
    ):
        for block in copy:
            stream.write(block)


def _batches(raw: Path, columns: Sequence[_Column]) -> Iterator[pa.Table]:
    """The rows as typed tables with labels in place of codes."""
    if raw.stat().st_size == 0:
        yield pa.schema([(str(n), column.kind) for n, column in enumerate(columns)]).empty_table()
        return
    names = [str(number) for number in range(len(columns))]
    reader = arrow_csv.open_csv(
        raw,
        read_options=arrow_csv.ReadOptions(column_names=names, block_size=_BLOCK),
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        convert_options=arrow_csv.ConvertOptions(
            column_types={name: column.kind for name, column in zip(names, columns, strict=True)},
            null_values=[""],
            true_values=["true"],
            false_values=["false"],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    for batch in reader:
        table = pa.Table.from_batches([batch])
        arrays = [_labelled(table.column(n), column) for n, column in enumerate(columns)]
        yield pa.table(arrays, names=names)


def _labelled(values: pa.ChunkedArray, column: _Column) -> pa.ChunkedArray:
    """Labels in place of codes, looked up once for each distinct code."""
    if column.labels is None:
        return values
    codes = [code for code in pc.unique(values).to_pylist() if code is not None]
    labels = column.labels(codes)
    encoded = values.combine_chunks().dictionary_encode()
    encoded = pa.concat_arrays(encoded.chunks) if isinstance(encoded, pa.ChunkedArray) else encoded
    named = pa.array([labels.get(code, code) for code in encoded.dictionary.to_pylist()], pa.string())
    return pa.chunked_array([named.take(encoded.indices)])
