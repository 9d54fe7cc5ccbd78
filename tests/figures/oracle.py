"""Counts figures the slow way: fold every record, evaluate every expression, add up in Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from youju.definitions.models import Figure
from youju.engine.aggregates import quotient
from youju.events.queries import of_stream
from youju.figures.definition import Definition
from youju.language import Expression, evaluate
from youju.ledger import catalogue
from youju.ledger.fold import Folded, effective, fold
from youju.ledger.lights import light, situation_of
from youju.ledger.rules import reading
from youju.ledger.values import typed

Row = dict[str, Any]


def _row(definition: Definition, folded: Folded) -> Row:
    fields = definition.ledger.fields
    values = {
        name: typed(one, folded.values.get(name)) for name, one in fields.items() if one.type != "table"
    }
    clocks = {name: reading(clock) for name, clock in folded.clocks.items() if clock}
    own = {"state": folded.state, "level": folded.level, "number": folded.number, "clocks": clocks}
    return {**values, **own, "_folded": folded}


def rows(
    definition: Definition, records: Sequence[UUID], as_of: date, known_at: date | None
) -> Iterator[Row]:
    """What takes part: records, acts or rows of tables, as the figure says, before `where`."""
    day = min(as_of, known_at or as_of)
    source = definition.figure.of
    for record in records:
        events = of_stream(record)
        folded = fold(events, as_of=day, known_at=known_at)
        if source.rows == "acts":
            for event in effective(events, as_of=day, known_at=known_at):
                if event.type == "acted":
                    then = fold(events, as_of=event.business_date, known_at=known_at)
                    row = _row(definition, then)
                    yield {**row, "act": event.payload["act"], "_on": event.business_date}
        elif not folded.exists or (folded.merged_into and not source.merged):
            continue
        elif source.rows == "table":
            row = _row(definition, folded)
            columns = definition.ledger.fields[source.table or ""].columns or {}
            for line in folded.values.get(source.table or "") or ():
                yield {**row, **{name: typed(one, line.get(name)) for name, one in columns.items()}}
        else:
            yield _row(definition, folded)


def _true(expression: Expression | None, row: Row, as_of: date) -> bool:
    return expression is None or evaluate(expression, row, as_of=as_of) is True


def _key(definition: Definition, row: Row, by: Sequence[str], as_of: date, digits: int) -> tuple[Any, ...]:
    found: list[Any] = []
    for name in by:
        if name == "light":
            rules = catalogue.current(definition.figure.of.ledger)
            found.append(light(rules, situation_of(row["_folded"]), as_of=as_of))
        elif name == "division":
            area = row[definition.ledger.division or ""]
            found.append(area[:digits] if area else None)
        else:
            found.append(row[name])
    return tuple(found)


def count(
    definition: Definition,
    records: Sequence[UUID],
    *,
    as_of: date,
    known_at: date | None = None,
    by: Sequence[str] = (),
    division: str = "",
    digits: int = 6,
) -> dict[tuple[Any, ...], Decimal | None]:
    """Value by key."""
    figure = definition.figure
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    if not by:
        groups[()] = []
    for row in rows(definition, records, as_of, known_at):
        area = row[definition.ledger.division or ""] or ""
        inside = not division or area.startswith(division)
        if inside and _in_period(figure, row, as_of) and _true(definition.where, row, as_of):
            groups[_key(definition, row, by, as_of, digits)].append(row)
    return {key: _value(definition, found, as_of) for key, found in groups.items()}


def _in_period(figure: Figure, row: Row, as_of: date) -> bool:
    if figure.period == "all":
        return True
    on: date = row["_on"]
    same_quarter = (on.year, (on.month - 1) // 3) == (as_of.year, (as_of.month - 1) // 3)
    return {"year": on.year == as_of.year, "quarter": same_quarter, "month": on.month == as_of.month}[
        figure.period
    ]


def _value(definition: Definition, found: list[Row], as_of: date) -> Decimal | None:
    measure = definition.figure.measure
    if measure == "count":
        return Decimal(len(found))
    if measure == "share":
        whole = [row for row in found if _true(definition.denominator, row, as_of)]
        part = [row for row in whole if _true(definition.numerator, row, as_of)]
        return quotient(len(part), len(whole), times=100)
    assert definition.value is not None
    values = [evaluate(definition.value, row, as_of=as_of) for row in found]
    known = [value for value in values if value is not None]
    if measure == "distinct":
        return Decimal(len(set(known)))
    if measure == "sum":
        return sum(known, Decimal(0))
    if measure == "average":
        return quotient(sum(known, Decimal(0)), len(known))
    return (max if measure == "max" else min)(known, default=None)
