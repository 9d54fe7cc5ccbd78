"""One table of records for an engine, and the comparison of its answers with the one-record evaluator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from tests.language.expressions import AS_OF, RECORDS, SYMBOLS
from youju.engine import dialects
from youju.engine.backends.base import Backend
from youju.engine.dialects import Columns, quoted
from youju.language import ClockReading, Expression, Symbol, evaluate, explain, parse
from youju.language.numbers import FIELD_DIGITS, FIELD_PLACES
from youju.language.types import Kind

COLUMNS = Columns(AS_OF)
_PARTS = ("started", "due", "stopped", "paused_since")


def _arrow_type(symbol: Symbol) -> pa.DataType:
    if symbol.type.numeric:
        return pa.decimal128(FIELD_DIGITS, FIELD_PLACES)
    return {Kind.DATE: pa.date32(), Kind.BOOLEAN: pa.bool_()}.get(symbol.type.kind, pa.string())


def table() -> pa.Table:
    """The records as an engine reads them."""
    columns: dict[str, pa.Array] = {"row": pa.array(range(len(RECORDS)))}
    for symbol in SYMBOLS.fields:
        name, type_ = COLUMNS.names.get(symbol.code, "f_" + symbol.code), _arrow_type(symbol)
        for prefix, source in (("", None), ("previous__", "previous"), ("last_year__", "last_year")):
            rows = RECORDS if source is None else [record[source] for record in RECORDS]
            columns[prefix + name] = pa.array([row.get(symbol.code) for row in rows], type_)
    for clock in SYMBOLS.clocks:
        readings = [record["clocks"][clock.code] or ClockReading() for record in RECORDS]
        for part in _PARTS:
            dates = [getattr(reading, part) for reading in readings]
            columns[f"clock_{clock.code}_{part}"] = pa.array(dates, pa.date32())
        columns[f"clock_{clock.code}_workdays"] = pa.array([one.workdays for one in readings])
    return pa.table(columns)


def connect(engine: Backend) -> Backend:
    """The engine with the records in it."""
    engine.register("records", table())
    return engine


def answers(engine: Backend, expressions: Sequence[Expression]) -> list[list[Any]]:
    """What the engine says to each expression, for every record."""
    named = ", ".join(
        f"{dialects.compile(expression, engine.dialect, COLUMNS)} AS {quoted(f'e{place}', engine.dialect)}"
        for place, expression in enumerate(expressions)
    )
    result = engine.sql(f"SELECT {quoted('row', engine.dialect)}, {named} FROM records")
    result = result.sort_by("row")
    assert result.num_rows == len(RECORDS)
    return [result.column(f"e{place}").to_pylist() for place in range(len(expressions))]


def differences(engine: Backend, texts: Sequence[str]) -> list[str]:
    """Every record to which the engine and the evaluator give another answer, in words."""
    parsed = [parse(text, SYMBOLS) for text in texts]
    found = []
    for expression, column in zip(parsed, answers(engine, parsed), strict=True):
        for record, theirs in zip(RECORDS, column, strict=True):
            ours = evaluate(expression, record, as_of=AS_OF)
            if not same(ours, theirs):
                values = {code: record[code] for code in sorted(expression.fields)}
                clocks = {code: record["clocks"][code] for code in sorted(expression.clocks)}
                found.append(
                    f"{expression.text}\n  {explain(expression)}\n  {values} {clocks}\n"
                    f"  evaluated {ours!r}, {engine.version} {theirs!r}\n"
                    f"  {dialects.compile(expression, engine.dialect, COLUMNS)[:2000]}"
                )
    return found


def same(ours: Any, theirs: Any) -> bool:
    """Equal, and of one kind: 1 is not true."""
    if ours is None or theirs is None:
        return ours is theirs
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return ours is theirs
    if isinstance(ours, Decimal):
        return isinstance(theirs, (Decimal, int)) and ours == theirs
    return type(ours) is type(theirs) and isinstance(ours, (str, dt.date)) and bool(ours == theirs)
