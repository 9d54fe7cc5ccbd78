"""Reading the cells of one column of a file as values of a field, as people in offices write them. Pure.

Enter at `reader`. What a cell means beyond `youju.ledger.values` is put into the form that module reads:
Excel's day numbers, the formats of the mapping, amounts in another unit, brackets for negative numbers,
words for "nothing". Whether the value is right is decided there, so that a form and a file agree.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from youju.definitions.models import FieldDef
from youju.engine.tabular import One, Plain, PlainNumber, PlainText, Refused
from youju.errors import CODES, Problem, Where, YoujuError
from youju.language.numbers import FIELD_PLACES
from youju.ledger.mapping import Column
from youju.ledger.values import MAX_TEXT, Reader, plain
from youju.standards import units

_EXCEL_EPOCH = dt.date(1899, 12, 30)
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
_SERIALS = range(18_264, 109_574)
"""1950-01-01 to 2199-12-30: a five-digit number in a date column is Excel's count of days (ECMA-376 part 1,
18.17.4.1); smaller ones would be dates before the republic's statistics, and are taken for slips."""

_DATE_AND_TIME = re.compile(r"(\S*\d\S*?日?)[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?")
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_AMOUNT = re.compile(
    r"(?P<open>\()?(?P<sign>[+-])?¥?(?P<digits>[0-9][0-9,]*(?:\.[0-9]+)?)\s*(?P<unit>[^0-9()]*)\)?"
)


class Wrong(NamedTuple):
    """Why a cell was refused; becomes a `Problem` when its row is known."""

    code: str
    fields: dict[str, Any]

    def problem(self, row: int) -> Problem:
        """The problem at a row of the file."""
        return Problem(CODES[self.code], self.fields, Where(row=row))


class CellReader(NamedTuple):
    """How a column is read: `one` cell, and which cells need no reading."""

    one: One
    plain: Plain | None


def reader(header: str, column: Column, field: FieldDef, values: Reader) -> CellReader:
    """How to read a column.

    Args:
        header: Name of the column, for sentences.
        column: Its line in the mapping.
        field: Definition of the field.
        values: Reader of the ledger's values.
    """
    prepare = _preparer(column, field)
    empty = frozenset(_nothing(column, field)) | {""}

    def one(text: str) -> Any:
        raw = text.strip()
        if raw in empty:
            return None
        raw = column.values.get(raw, raw)
        try:
            ready = prepare(raw)
        except _Unreadable as unreadable:
            return refused(header, text, unreadable.reason, unreadable.expected)
        stored, problems = values.read({column.field: ready})
        if not problems:
            return stored[column.field]
        problem = problems[0]
        if problem.code.id == "K703":
            return refused(header, text, problem.fields["reason"], problem.fields["expected"])
        return Refused(Wrong(problem.code.id, {**problem.fields, "field": header}))

    return CellReader(one, _plain(column, field))


def refused(header: str, text: str, reason: str, expected: str) -> Refused:
    """A cell that does not say what it should, in the words of a problem."""
    shown = text if len(text) <= 40 else text[:39] + "…"
    return Refused(Wrong("K770", {"column": header, "value": shown, "reason": reason, "expected": expected}))


def _nothing(column: Column, field: FieldDef) -> Sequence[str]:
    """Words for "no content"; in a text field 无 may well be the content, so there only the mapping's own."""
    if column.empty is not None:
        return column.empty
    return () if field.type in ("text", "person", "place") else ("—", "-", "/", "无")


def _plain(column: Column, field: FieldDef) -> Plain | None:
    """Cells whose text is the stored value."""
    if column.values:
        return None
    if field.type == "text" and not field.pattern and not column.empty:
        return PlainText(field.max_length or MAX_TEXT)
    if field.type in ("number", "money", "percent") and _same_unit(column, field):
        if any(_AMOUNT.fullmatch(word) for word in column.empty or ()):
            return None
        return PlainNumber(
            FIELD_PLACES if field.decimals is None else field.decimals,
            Decimal(field.min) if field.min is not None else None,
            Decimal(field.max) if field.max is not None else None,
        )
    return None


class _Unreadable(Exception):
    def __init__(self, reason: str, expected: str) -> None:
        super().__init__(reason)
        self.reason, self.expected = reason, expected


def _preparer(column: Column, field: FieldDef) -> Callable[[str], str]:
    if field.type == "date":
        return lambda text: _date(text, column.formats)
    if field.type in ("number", "money", "percent"):
        own = _own_unit(field)
        given = units.unit(column.unit) if column.unit else own
        return lambda text: _number(text, given, own)
    return str


def _own_unit(field: FieldDef) -> units.Unit | None:
    if field.unit:
        return units.unit(field.unit)
    return units.unit("%") if field.type == "percent" else None


def _same_unit(column: Column, field: FieldDef) -> bool:
    own = _own_unit(field)
    return column.unit is None or (own is not None and units.ratio(units.unit(column.unit), own) == 1)


def _date(text: str, formats: list[str]) -> str:
    """A date in a form that `values` reads.

    Raises:
        _Unreadable: A month or day that does not exist, said as such.
    """
    expected = "如2023-12-01"
    normal = unicodedata.normalize("NFKC", text).strip()
    for pattern in formats:
        try:
            return dt.datetime.strptime(normal, pattern).date().isoformat()  # noqa: DTZ007 - a date, no time
        except ValueError:
            continue
    if _SERIAL.fullmatch(normal) and int(float(normal)) in _SERIALS:
        return (_EXCEL_EPOCH + dt.timedelta(days=int(float(normal)))).isoformat()
    clock = _DATE_AND_TIME.fullmatch(normal)
    if clock:
        normal = clock[1]
    match = _DAY.fullmatch(normal)
    if not match:
        return normal
    year, month, day = (int(part) for part in match.groups())
    if not 1 <= month <= 12:
        raise _Unreadable("月份超出1—12", expected)
    if year >= 1 and not 1 <= day <= monthrange(year, month)[1]:
        raise _Unreadable(f"{year}年{month}月没有{day}日", expected)
    return normal


def _number(text: str, given: units.Unit | None, own: units.Unit | None) -> str:
    """A number in the field's unit; what is not understood is handed on as it is and refused there.

    Raises:
        _Unreadable: A unit that cannot be converted into the field's.
    """
    normal = unicodedata.normalize("NFKC", text).strip().replace("￥", "¥").replace(" ", "")
    match = _AMOUNT.fullmatch(normal)
    if not match or bool(match["open"]) != normal.endswith(")"):
        return text
    written = given
    if match["unit"]:
        if own is None:
            return text
        try:
            written = units.unit(match["unit"])
            units.ratio(written, own)
        except YoujuError:
            return text
    number = f"{match['sign'] or ''}{match['digits']}"
    if match["open"]:
        number = f"-{match['digits']}"
    if written is None or own is None or units.ratio(written, own) == 1:
        return number
    if not re.fullmatch(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?", number):
        return text
    return plain(units.convert(Decimal(number.replace(",", "")), written, own))


def day_reader(header: str, field: FieldDef) -> One:
    """How to read a column of dates that is no field, such as the day of opening."""
    from youju.ledger.values import Lookups

    nothing = Lookups(lambda _: None, lambda _: None, lambda _: None)
    values = Reader({"day": field}, {}, nothing)
    return reader(header, Column(field="day"), field, values).one
