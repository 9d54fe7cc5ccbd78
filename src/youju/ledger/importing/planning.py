"""From the cells of a file to stored values by column, with everything that is wrong. No database here.

Enter at `plan`. Columns stay columns: a million rows are checked by distinct values and by masks, and a
Python object for a row is made only where something is wrong with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from youju.definitions.models import FieldDef, Labelled
from youju.definitions.nearest import hint
from youju.engine import tabular
from youju.engine.spreadsheets import Sheet, clean_header
from youju.engine.tabular import Converted, Refused
from youju.errors import CODES, Problem, Where, YoujuError
from youju.ledger import cells
from youju.ledger.cells import Wrong
from youju.ledger.mapping import Column
from youju.ledger.mapping import Mapping as FileMapping
from youju.ledger.rules import Rules

MOST_PROBLEMS = 10_000
"""Problems that are listed one by one; beyond them only rows are counted, as nobody reads on."""


_WIDTH = 4096
"""More than a file may have columns, so that a cell is one number."""


class Problems:
    """Everything wrong with a file: rows are counted all, problems are listed up to a limit."""

    def __init__(self, rows: pa.Array) -> None:
        self._numbers = rows
        self._rows: set[int] = set()
        self._cells: set[int] = set()
        self._listed: list[tuple[int, int, Problem]] = []
        self.general: list[Problem] = []

    def add(self, row: int, wrong: Wrong, *, column: int = 0) -> None:
        """Note what is wrong with a row (from 0)."""
        self._rows.add(row)
        self._cells.add(row * _WIDTH + column)
        if len(self._listed) < MOST_PROBLEMS:
            self._listed.append((row, column, wrong.problem(self._numbers[row].as_py())))

    def add_problem(self, row: int, problem: Problem, *, column: int = 0) -> None:
        """Note a problem that another part has phrased."""
        where = Where(row=self._numbers[row].as_py())
        self._rows.add(row)
        self._cells.add(row * _WIDTH + column)
        if len(self._listed) < MOST_PROBLEMS:
            self._listed.append((row, column, Problem(problem.code, problem.fields, where)))

    def has(self, row: int, column: int) -> bool:
        """Whether something is wrong with a cell (row and column from 0)."""
        return row * _WIDTH + column in self._cells

    @property
    def rows(self) -> int:
        """Number of rows with something wrong."""
        return len(self._rows)

    def number(self, row: int) -> int:
        """Row number in the file."""
        return int(self._numbers[row].as_py())

    def numbers(self, rows: pa.Array) -> list[int]:
        """Row numbers in the file of several rows."""
        return self._numbers.take(rows).to_pylist()  # type: ignore[no-any-return]

    def listed(self) -> list[Problem]:
        """What is wrong with the file, then with its rows from top to bottom and left to right."""
        ordered = sorted(self._listed, key=lambda entry: entry[:2])
        return [*self.general, *(problem for _, _, problem in ordered)]

    def __bool__(self) -> bool:
        return bool(self.general or self._rows)


@dataclass(slots=True)
class Plan:
    """A file understood.

    Attributes:
        rules: Definition of the ledger in force.
        mapping: How its columns are read.
        size: Number of rows.
        stored: Stored values by field, one array of `size` for each field that the file fills.
        cleared: For each of these, where the cell says in words that there is nothing; a blank cell says
            nothing at all and leaves an existing record as it is.
        headers: What the file calls a field, for sentences.
        opened_on: Business dates, date32.
        levels: Level of each row, or None in a ledger without levels.
        states: State in which each row opens, or None for the first one.
        parents: Number of the record above, or None.
        problems: What is wrong.
    """

    rules: Rules
    mapping: FileMapping
    size: int
    stored: dict[str, pa.Array]
    cleared: dict[str, pa.Array]
    headers: dict[str, str]
    opened_on: pa.Array
    problems: Problems
    levels: pa.Array | None = None
    states: pa.Array | None = None
    parents: pa.Array | None = None
    notes: tuple[str, ...] = ()
    order: dict[str, int] = field(default_factory=dict)

    def label(self, name: str) -> str:
        """What the file calls a field, else its label."""
        return self.headers.get(name) or self.rules.ledger.fields[name].label


def plan(rules: Rules, sheet: Sheet, mapping: FileMapping, *, on: dt.date, today: dt.date) -> Plan:
    """Read every cell and check what can be checked without the records that exist.

    Args:
        rules: The ledger.
        sheet: The cells.
        mapping: What the columns are; already checked against the ledger.
        on: Business date of rows that give none.
        today: The day of recording; a later opening is refused.
    """
    problems = Problems(sheet.rows)
    places = {header: index for index, header in enumerate(sheet.columns)}
    chosen = {clean_header(header): column for header, column in mapping.columns.items()}
    _check_headers(mapping, chosen, places, problems)
    size = len(sheet)
    result = Plan(
        rules=rules,
        mapping=mapping,
        size=size,
        stored={},
        cleared={},
        headers={column.field: header for header, column in chosen.items()},
        opened_on=pa.nulls(0, pa.date32()),
        problems=problems,
        notes=sheet.notes,
        order={column.field: places.get(header, 0) for header, column in chosen.items()},
    )
    for header, column in chosen.items():
        if header in places:
            _read_column(result, sheet, header, places[header], column)
    for name, text in mapping.constants.items():
        _read_constant(result, name, text)
    result.opened_on = _opened_on(result, sheet, places, on=on, today=today)
    result.levels = _chosen(result, sheet, places, mapping.level, _levels(rules), "层级")
    result.states = _chosen(result, sheet, places, mapping.state, rules.ledger.states, "状态")
    if mapping.parent is not None:
        index = _place(result, mapping.parent, places)
        result.parents = None if index is None else _texts(sheet, index)
    _check_disused(result)
    _check_columns_of_required(result)
    _check_repeated(result)
    return result


def _levels(rules: Rules) -> Mapping[str, Labelled]:
    return rules.ledger.levels.names if rules.ledger.levels else {}


def _texts(sheet: Sheet, index: int) -> pa.Array:
    column = sheet.data.column(index).combine_chunks()
    return pa.concat_arrays(column.chunks) if isinstance(column, pa.ChunkedArray) else column


def _check_headers(
    mapping: FileMapping, chosen: Mapping[str, Column], places: Mapping[str, int], problems: Problems
) -> None:
    """Every column of the mapping is in the file, every column of the file is in the mapping."""
    for header in chosen:
        if header not in places:
            problems.general.append(Problem(CODES["K767"], {"header": header, "hint": hint(header, places)}))
    if mapping.others == "ignore":
        return
    special = (mapping.opened_on, mapping.level, mapping.parent, mapping.state)
    known = {*chosen, *map(clean_header, mapping.ignore), *(clean_header(one) for one in special if one)}
    for header in places:
        if header not in known:
            problems.general.append(Problem(CODES["K768"], {"header": header, "hint": hint(header, chosen)}))


def _place(result: Plan, header: str, places: Mapping[str, int]) -> int | None:
    index = places.get(clean_header(header))
    if index is None:
        found = {"header": header, "hint": hint(header, places)}
        result.problems.general.append(Problem(CODES["K767"], found))
    return index


def _note_refused(result: Plan, converted: Converted, index: int) -> pa.Array:
    for row, wrong in converted.refused:
        result.problems.add(row, wrong, column=index)
    return converted.values


def _read_column(result: Plan, sheet: Sheet, header: str, index: int, column: Column) -> None:
    definition = result.rules.ledger.fields[column.field]
    reader = cells.reader(header, column, definition, result.rules.reader)
    texts = _texts(sheet, index)
    converted = tabular.convert(texts, reader.one, plain=reader.plain)
    values = _note_refused(result, converted, index)
    if definition.type == "boolean" and not pa.types.is_boolean(values.type):
        values = values.cast(pa.bool_())  # a column without any value
    result.stored[column.field] = values
    cleared = pc.and_(pc.is_valid(texts), pc.is_null(values))
    if converted.refused:
        bad = pa.array([row for row, _ in converted.refused], pa.int64())
        cleared = pc.and_(cleared, pc.invert(_mask(bad, result.size)))
    result.cleared[column.field] = cleared
    _check_lost_digits(result, sheet, header, index, definition, texts)


def _mask(rows: pa.Array, size: int) -> pa.Array:
    """True at the given rows."""
    return pc.is_in(pa.array(range(size), pa.int64()), value_set=rows)


def _check_lost_digits(
    result: Plan, sheet: Sheet, header: str, index: int, definition: FieldDef, texts: pa.Array
) -> None:
    """A long number in a field of text was an identity number before Excel made it a number."""
    if definition.type in ("number", "money", "percent"):
        return
    rows = {number: row for row, number in enumerate(sheet.rows.to_pylist())} if sheet.lossy else {}
    for number, column in sheet.lossy:
        if column == index:
            row = rows[number]
            wrong = Wrong("K775", {"column": header, "value": texts[row].as_py()})
            result.problems.add(row, wrong, column=index)


def _read_constant(result: Plan, name: str, text: str) -> None:
    values, problems = result.rules.reader.read({name: text})
    result.problems.general += problems
    kind = pa.bool_() if result.rules.ledger.fields[name].type == "boolean" else pa.string()
    result.stored[name] = pa.repeat(pa.scalar(values.get(name), kind), result.size)
    result.cleared[name] = pa.repeat(pa.scalar(False), result.size)


def _opened_on(
    result: Plan, sheet: Sheet, places: Mapping[str, int], *, on: dt.date, today: dt.date
) -> pa.Array:
    """Business date of each row's opening."""
    wanted = result.mapping.opened_on
    if wanted is None:
        return pa.repeat(pa.scalar(on, pa.date32()), result.size)
    definition = FieldDef.model_validate({"label": "登记日期", "type": "date"})
    index = places.get(clean_header(wanted))
    header = clean_header(wanted)
    texts = _texts(sheet, index) if index is not None else pa.repeat(pa.scalar(wanted), result.size)
    one = cells.day_reader(header, definition)

    def not_later(text: str) -> Any:
        day = one(text)
        if isinstance(day, str) and day > today.isoformat():
            return Refused(Wrong("K778", {"column": header, "value": text, "day": today.isoformat()}))
        return day

    converted = tabular.convert(texts, not_later)
    if index is None and converted.refused:  # a constant that is wrong is wrong once
        result.problems.general.append(
            Problem(CODES["K767"], {"header": wanted, "hint": hint(wanted, places)})
        )
        return pa.repeat(pa.scalar(on, pa.date32()), result.size)
    values = _note_refused(result, converted, index or 0)
    return pc.fill_null(values.cast(pa.date32()), pa.scalar(on, pa.date32()))


def _chosen(
    result: Plan,
    sheet: Sheet,
    places: Mapping[str, int],
    wanted: str | None,
    options: Mapping[str, Labelled],
    what: str,
) -> pa.Array | None:
    """Level or state of each row: from a column, or one for all; by code or by label."""
    if wanted is None:
        return None
    labels = {option.label: name for name, option in options.items()}
    index = places.get(clean_header(wanted))

    def one(text: str) -> Any:
        name = text.strip()
        found = name if name in options else labels.get(name)
        if found is None:
            return Refused(Wrong("K704", {"field": what, "value": name, "hint": hint(name, labels)}))
        return found

    if index is not None:
        return _note_refused(result, tabular.convert(_texts(sheet, index), one), index)
    found = one(wanted)
    if isinstance(found, Refused):
        result.problems.general.append(found.reason.problem(0))
        found = None
    return pa.repeat(pa.scalar(found, pa.string()), result.size)


def _check_disused(result: Plan) -> None:
    """Codes that were no longer in use when the record was opened."""
    for name, ends in result.rules.reader.until.items():
        values = result.stored.get(name)
        if values is None:
            continue
        for code, until in ends.items():
            late = pc.and_(
                pc.equal(values, code), pc.greater(result.opened_on, pa.scalar(until, pa.date32()))
            )
            for row in pc.indices_nonzero(pc.fill_null(late, False)).to_pylist():
                shown = cells.refused(result.label(name), code, f"已于{until}停用", "现行的代码")
                result.problems.add(row, shown.reason, column=result.order.get(name, 0))


def _check_columns_of_required(result: Plan) -> None:
    """A required field that nothing fills can never be filled: said once, not for every row."""
    if result.mapping.update_by:
        return  # rows that update need not bring them; those that open are checked one by one
    for name, one in result.rules.ledger.fields.items():
        if one.required and one.default is None and name not in result.stored:
            result.problems.general.append(Problem(CODES["K769"], {"field": one.label}))


def unique_columns(result: Plan) -> dict[str, list[pa.Array]]:
    """Columns of every unique key of which the file fills all fields (defaults included)."""
    found = {}
    for names in result.rules.ledger.unique:
        if all(name in result.stored for name in names):
            found[",".join(names)] = [result.stored[name] for name in names]
    return found


def _check_repeated(result: Plan) -> None:
    """The same key twice in the file."""
    for key, columns in unique_columns(result).items():
        labels = "、".join(result.label(name) for name in key.split(","))
        for row, first in tabular.duplicates(columns):
            value = "、".join(str(column[row].as_py()) for column in columns)
            fields = {"columns": labels, "first": result.problems.number(first), "value": value}
            result.problems.add(row, Wrong("K772", fields), column=result.order.get(key.split(",")[0], 0))


def check_required(
    result: Plan, rows: pa.Array, merged: Callable[[str], pa.Array | None] | None = None
) -> None:
    """Required fields of the rows that are to be opened.

    Args:
        result: The plan; problems are added to it.
        rows: Mask of the rows that open a record.
        merged: Values of a field with defaults filled in; the plan's own by default.
    """
    for name, one in result.rules.ledger.fields.items():
        if not one.required:
            continue
        values = merged(name) if merged else result.stored.get(name)
        if values is None:
            if result.mapping.update_by and one.default is None and pc.any(rows).as_py():
                result.problems.general.append(Problem(CODES["K769"], {"field": one.label}))
            continue
        for row in pc.indices_nonzero(pc.and_(rows, pc.is_null(values))).to_pylist():
            column = result.order.get(name, 0)
            if not result.problems.has(row, column):
                result.problems.add(row, Wrong("K771", {"column": result.label(name)}), column=column)


def summary(problems: Problems, size: int) -> Problem:
    """The last sentence: how many rows are wrong, and that nothing was imported."""
    return Problem(CODES["K777"], {"wrong": problems.rows, "right": size - problems.rows})


def raise_if_wrong(result: Plan) -> None:
    """Refuse the file.

    Raises:
        YoujuError: Everything that is wrong, and the summary as the last problem.
    """
    if result.problems:
        raise YoujuError([*result.problems.listed(), summary(result.problems, result.size)])


def iterate(rows: Iterable[int], columns: Mapping[str, pa.Array]) -> Iterable[dict[str, Any]]:
    """Values of some rows as records, empty fields left out."""
    taken = list(rows)
    indices = pa.array(taken, pa.int64())
    lists = {name: column.take(indices).to_pylist() for name, column in columns.items()}
    for place in range(len(taken)):
        yield {name: values[place] for name, values in lists.items() if values[place] is not None}
