"""Totals in tables that no row is called (N101): a first row, or one with 其中, and the rows that make it up.

全市人口, then 城镇 and 乡村, then 男 and 女: each run of rows that adds up to the first is a group. Where one
column bears a group out and another one misses it by a slip of the pen, the other one is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from youju.checker.grid import Grid
from youju.checker.grids import grids_of
from youju.checker.intervals import Interval
from youju.checker.model import Kind, Relation, Verdict
from youju.checker.passage import Passage
from youju.checker.relations.pattern import FAILS, HOLDS, UNKNOWN, Example, Pattern, number
from youju.checker.relations.tables.table_columns import Column, Level, Row, Use, columns_of, rows_of

_ADDED: Final = frozenset({Use.AMOUNT, Use.TOTAL, Use.SHARE})
_HUNDRED: Final = Decimal(100)
_SLIP: Final = Decimal("0.05")
"""Part of a total by which a misprint in its rows is off at most."""
_LISTED: Final = 8
"""Parts that a message writes out."""
Group = tuple[Row, ...]


def _groups_of_tables(passage: Passage) -> Iterator[Relation]:
    for grid in grids_of(passage.text, passage.start, passage.end):
        rows = rows_of(grid)
        columns = [one for one in columns_of(grid) if one.use in _ADDED]
        if len(rows) < 3 or not columns:
            continue
        for total, groups in _claims(grid, rows, columns):
            yield from _judged(grid, total, groups, columns)


def _claims(grid: Grid, rows: Sequence[Row], columns: Sequence[Column]) -> Iterator[tuple[Row, list[Group]]]:
    """Rows that may be totals, with the runs of rows that some column adds up to them."""
    first = rows[0]
    if first.level in {Level.PART, Level.GRAND}:
        yield first, _runs(grid, first, rows[1:], columns)
    for row, after in pairwise(rows[1:]):
        if row.level is Level.PART and after.level is Level.OF_WHICH:
            reach = [after, *_until_next(rows[after.index + 1 :])]
            yield row, _runs(grid, row, reach, columns)[:1]


def _until_next(rows: Sequence[Row]) -> list[Row]:
    found = []
    for row in rows:
        if row.level is not Level.PART:
            break
        found.append(row)
    return found


def _runs(grid: Grid, total: Row, rows: Sequence[Row], columns: Sequence[Column]) -> list[Group]:
    """Runs from the first row on, one after another, that add up to the total in some column."""
    found: list[Group] = []
    at = 0
    while at < len(rows):
        ends = [end for one in columns if (end := _reaches(grid, total, rows, at, one))]
        if not ends:
            break
        found.append(tuple(rows[at : min(ends)]))
        at = min(ends)
    return found


def _reaches(grid: Grid, total: Row, rows: Sequence[Row], at: int, column: Column) -> int:
    """Where the run that begins at a place ends, so that it makes up the total; 0 where none does."""
    whole = grid.rows[total.index][column.index]
    if not whole.printed or not whole.value or (column.use is Use.SHARE and whole.value != _HUNDRED):
        return 0
    wanted = grid.interval(total.index, column.index)
    reach = Interval(Decimal(0), Decimal(0))
    for end in range(at, len(rows)):
        row = rows[end]
        cell = grid.rows[row.index][column.index]
        if row.level in {Level.GRAND, Level.SUB} or not cell.printed or cell.value is None or cell.value < 0:
            return 0
        if row.level is Level.OF_WHICH and end > at:
            return 0
        reach = reach + grid.interval(row.index, column.index)
        if end > at and reach.meets(wanted):
            return end + 1
        if reach.low > wanted.high:
            return 0
    return 0


def _judged(grid: Grid, total: Row, groups: Sequence[Group], columns: Sequence[Column]) -> Iterator[Relation]:
    """Each group in each column; what misses it is wrong only where most bear the groups out."""
    found = [one for group in groups for column in columns if (one := _checked(grid, total, group, column))]
    holds = sum(one.verdict is HOLDS for one in found)
    fails = sum(one.verdict is FAILS for one in found)
    for one in found:
        if one.verdict is HOLDS or (one.verdict is FAILS and holds >= 2 * fails and holds > 1):
            yield one


def _checked(grid: Grid, total: Row, group: Group, column: Column) -> Relation | None:
    places = [(row.index, column.index) for row in group]
    cells = [grid.rows[row][at] for row, at in places]
    whole = grid.rows[total.index][column.index]
    share = column.use is Use.SHARE
    if not whole.printed or not all(one.printed for one in cells) or (share and whole.value != _HUNDRED):
        return None
    reach = Interval(Decimal(0), Decimal(0))
    for place in places:
        reach = reach + grid.interval(*place)
    printed = whole.value or Decimal(0)
    gap = printed - sum((one.value or Decimal(0) for one in cells), Decimal(0))
    holds = reach.meets(grid.interval(total.index, column.index))
    verdict: Verdict = HOLDS if holds else FAILS if abs(gap) <= abs(printed) * _SLIP else UNKNOWN
    operands = {"t": grid.operand(total.index, column.index)}
    operands |= {f"a{place}": grid.operand(*one) for place, one in enumerate(places, 1)}
    formula = "t == " + " + ".join(name for name in operands if name != "t")
    written = "+".join(one.text for one in cells) if len(cells) <= _LISTED else f"{len(cells)}个之和"
    message = f"{grid.place(total.index, column.index)}：{whole.text}，分项{written}"
    message += f"={number(printed - gap)}"
    message += "，一致" if verdict is HOLDS else f"，{'多' if gap > 0 else '少'}{number(abs(gap))}"
    rule, kind = ("N102", Kind.SHARE) if share else ("N101", Kind.SUM)
    edges = operands["t"].start, operands["t"].end
    return Relation(rule, kind, verdict, *edges, formula, operands, reach.low, reach.high, message)


_PEOPLE: Final = (
    "指标\t年末数（万人）\t比重（%）\n全市常住人口\t321.3\t100\n城镇\t228.1\t71.0\n乡村\t93.2\t29.0\n"
    "男性\t162.3\t50.5\n女性\t{}\t49.5\n"
)

PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "groups in tables",
        "N101",
        Kind.SUM,
        _groups_of_tables,
        (
            Example(_PEOPLE.format("159.0"), HOLDS, ("321.3", "228.1", "93.2")),
            Example(
                "指标\t绝对数（亿元）\t增长（%）\n生产总值\t295.4\t7.7\n其中：第一产业\t24.4\t3.3\n"
                "第二产业\t210.1\t11.6\n第三产业\t60.9\t-0.2\n",
                HOLDS,
                ("295.4", "24.4", "210.1", "60.9"),
            ),
            Example("镇\t企业\n甲镇\t12\n乙镇\t15\n丙镇\t16\n", None),
        ),
    ),
)
