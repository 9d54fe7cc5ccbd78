"""Columns of a table that follow from others of their row: 占比, 增长, 增减, 完成率, 位次 (N102, N103, N205).

Which columns a rate is made of is read from their names, or tried where names leave it open; as with totals
a row contradicts only where the other rows bear the reading out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from youju.checker.grid import Grid
from youju.checker.grids import grids_of
from youju.checker.intervals import Interval, decide
from youju.checker.model import Kind, Relation, Verdict
from youju.checker.passage import Passage
from youju.checker.relations.pattern import FAILS, HOLDS, UNKNOWN, Example, Pattern, number
from youju.checker.relations.tables.table_columns import Column, Level, Use, columns_of, rows_of

_YEAR: Final = re.compile(r"((?:19|20)\d\d)年?")
_NOW: Final = re.compile(r"本年|今年|本期|当年|当期|本月|累计|期末|年末|实绩")
_LAST: Final = re.compile(r"上年|去年|同期|上期|上月|期初|年初")
_PLAN: Final = re.compile(r"计划|目标|任务|预算|应")
_ACTUAL: Final = re.compile(r"完成|实际|实绩|执行|支出|到位|已|实")
_REAL: Final = re.compile(r"生产总值|GDP|增加值|总产值|指数|物价|可比|不变价|实际增|工业产值")
"""Rows and columns whose growth is in constant prices, so that printed values do not give it."""
_FEW: Final = 3


@dataclass(frozen=True, slots=True)
class _Reading:
    """A column as a function of others.

    Attributes:
        formula: Over c (the column itself) and the other names.
        words: How a message writes the sum, with the names in braces.
    """

    column: Column
    others: Mapping[str, Column]
    formula: str
    words: str
    rule: str
    kind: Kind
    total_row: int | None = None
    """Row from which the operand ``t`` is taken; None takes the row's own."""


def _rates(passage: Passage) -> Iterator[Relation]:
    for grid in grids_of(passage.text, passage.start, passage.end):
        columns = columns_of(grid)
        for column in columns:
            make = _READINGS.get(column.use)
            readings = list(make(grid, column, columns)) if make else []
            if readings:
                yield from _judged(grid, readings)


_AMOUNTS: Final = frozenset({Use.AMOUNT, Use.TOTAL})
_POINTS: Final = re.compile("百分点")


def _amounts(column: Column, columns: Sequence[Column], uses: frozenset[Use] = _AMOUNTS) -> list[Column]:
    """Columns with amounts, the nearest first; those to the left before those to the right."""
    found = [one for one in columns if one.use in uses]
    same = [one for one in found if one.group == column.group] or found
    return sorted(same, key=lambda one: (one.index > column.index, abs(one.index - column.index)))


def _share(grid: Grid, column: Column, columns: Sequence[Column]) -> Iterator[_Reading]:
    """占比: of the total row, or of the row's own 合计."""
    totals = [row.index for row in rows_of(grid) if row.level is Level.GRAND]
    totals = totals or [
        row
        for row, cells in enumerate(grid.rows)
        if cells[column.index].printed and cells[column.index].value == 100
    ]
    for one in _amounts(column, columns)[:_FEW]:
        if len(totals) == 1:
            yield _Reading(
                column, {"a": one, "t": one}, "c == a / t * 100", "{a}÷{t}", "N102", Kind.SHARE, totals[0]
            )
        for whole in columns:
            if whole.use is Use.TOTAL and whole.index != one.index and whole.unit == one.unit:
                yield _Reading(
                    column, {"a": one, "t": whole}, "c == a / t * 100", "{a}÷{t}", "N102", Kind.SHARE
                )


def _pairs(
    column: Column, columns: Sequence[Column], uses: frozenset[Use] = _AMOUNTS
) -> Iterator[tuple[Column, Column]]:
    """This and last period's columns."""
    found = _amounts(column, columns, uses)
    for now in found:
        for last in found:
            if now.index == last.index or now.unit != last.unit:
                continue
            years = [_YEAR.search(f"{one.group}{one.leaf}") for one in (now, last)]
            if years[0] and years[1]:
                if int(years[0][1]) == int(years[1][1]) + 1 and _rest(now) == _rest(last):
                    yield now, last
            elif (
                _LAST.search(last.leaf)
                and not _LAST.search(now.leaf)
                and (years[0] or _NOW.search(now.leaf) or _rest(now) == _rest(last))
            ):
                yield now, last


def _rest(column: Column) -> str:
    """What a column is called without its period."""
    return _LAST.sub("", _NOW.sub("", _YEAR.sub("", column.leaf))).replace("数", "").replace("度", "")


def _growth(_: Grid, column: Column, columns: Sequence[Column]) -> Iterator[_Reading]:
    if _POINTS.search(column.unit + column.leaf) or _REAL.search(column.leaf):
        return
    for now, last in _pairs(column, columns):
        yield _Reading(
            column, {"a": now, "b": last}, "c == (a - b) / b * 100", "（{a}-{b}）÷{b}", "N103", Kind.GROWTH
        )


def _change(_: Grid, column: Column, columns: Sequence[Column]) -> Iterator[_Reading]:
    points = _POINTS.search(column.unit + column.leaf)
    for now, last in _pairs(column, columns, frozenset({Use.RATE}) if points else _AMOUNTS):
        if points or column.unit in {"", now.unit}:
            yield _Reading(column, {"a": now, "b": last}, "c == a - b", "{a}-{b}", "N103", Kind.DIFFERENCE)


def _completion(_: Grid, column: Column, columns: Sequence[Column]) -> Iterator[_Reading]:
    found = _amounts(column, columns)
    for plan in found:
        for actual in found:
            if plan.index == actual.index or plan.unit != actual.unit:
                continue
            if _PLAN.search(plan.leaf) and not _PLAN.search(actual.leaf) and _ACTUAL.search(actual.leaf):
                yield _Reading(
                    column, {"a": actual, "b": plan}, "c == a / b * 100", "{a}÷{b}", "N102", Kind.COMPLETION
                )


_NAMED_RATE: Final = re.compile(r"(?P<what>[一-鿿]{2,6})率$")
_DENIED: Final = re.compile(r"[未不]")


def _named(_: Grid, column: Column, columns: Sequence[Column]) -> Iterator[_Reading]:
    """办结率 beside 受理 and 办结: of the column that the rate is named after and one before it."""
    match = _NAMED_RATE.search(column.leaf)
    found = _amounts(column, columns)
    part = next((one for one in found if match and match["what"] in one.leaf), None)
    if part is None or _DENIED.search(part.leaf):
        return
    for whole in found:
        if whole.index < part.index and whole.unit == part.unit and not _LAST.search(whole.leaf):
            yield _Reading(column, {"a": part, "b": whole}, "c == a / b * 100", "{a}÷{b}", "N102", Kind.SHARE)


_READINGS: Final[Mapping[Use, Callable[[Grid, Column, Sequence[Column]], Iterator[_Reading]]]] = {
    Use.SHARE: _share,
    Use.GROWTH: _growth,
    Use.CHANGE: _change,
    Use.COMPLETION: _completion,
    Use.RATE: _named,
}


def _judged(grid: Grid, readings: Sequence[_Reading]) -> Iterator[Relation]:
    """The relations of the reading that most rows bear out."""
    best: list[Relation] = []
    score = (-1, 0)
    for reading in readings:
        found = [one for row in range(len(grid.rows)) if (one := _row(grid, reading, row))]
        holds = sum(one.verdict is HOLDS for one in found)
        if (holds, -len(found)) > score:
            best, score = found, (holds, -len(found))
    holds = score[0]
    fails = len(best) - holds
    certain = holds >= max(1, fails) if fails < len(best) else len(best) == 1 and len(readings) == 1
    if holds or certain:
        for one in best:
            yield one if one.verdict is HOLDS or certain else _doubted(one)


def _doubted(one: Relation) -> Relation:
    return one._replace(verdict=UNKNOWN)


def _row(grid: Grid, reading: _Reading, row: int) -> Relation | None:
    """A row under a reading; None where a number is missing or nought stands below the line."""
    if reading.kind is Kind.GROWTH and _REAL.search(grid.names[row]):
        return None
    places = {"c": (row, reading.column.index)}
    for name, one in reading.others.items():
        at = reading.total_row if name == "t" and reading.total_row is not None else row
        places[name] = at, one.index
    cells = {name: grid.rows[r][c] for name, (r, c) in places.items()}
    if not all(cell.printed for cell in cells.values()):
        return None
    below = cells.get("t") or cells.get("b")
    if "/" in reading.formula and (below is None or not below.value or below.value < 0):
        return None
    if len(set(places.values())) < len(places):
        return None  # the total row's own share
    ranges = {name: grid.interval(*place) for name, place in places.items()}
    if reading.kind in {Kind.SHARE, Kind.GROWTH, Kind.COMPLETION}:
        ranges["c"] = _printed_rate(grid, places["c"], cells["c"].places)
    decision = decide(reading.formula, ranges)
    operands = {name: grid.operand(*place) for name, place in places.items()}
    place = operands["c"]
    said = reading.words.format(**{name: cell.text for name, cell in cells.items()})
    message = f"{grid.place(*places['c'])}：{place.text}，{_word(decision.verdict)}{said}"
    message += _result(decision.low, decision.high, percent=reading.kind is not Kind.DIFFERENCE)
    return Relation(
        reading.rule, reading.kind, decision.verdict, place.start, place.end, reading.formula, operands,
        decision.low, decision.high, message,
    )  # fmt: skip


def _printed_rate(grid: Grid, place: tuple[int, int], digits: int) -> Interval:
    """A rate with what its last digit leaves open; one cut off instead of rounded is let pass."""
    value = grid.rows[place[0]][place[1]].value or Decimal(0)
    step = Decimal(1).scaleb(-max(digits, 0))
    return Interval(value - step / 2, value + step * Decimal("0.99"))


def _word(verdict: Verdict) -> str:
    return "与算得的一致：" if verdict is HOLDS else "但"


def _result(low: Decimal | None, high: Decimal | None, *, percent: bool) -> str:
    if low is None or high is None:
        return ""
    middle = round((low + high) / 2, 2)
    mark = "%" if percent else ""
    return f"{'≈' if percent else '='}{number(middle)}{mark}"


_LEAST_RANKED: Final = 4


def _ranks(passage: Passage) -> Iterator[Relation]:
    """位次: the place that a row's number has among those of the other rows."""
    for grid in grids_of(passage.text, passage.start, passage.end):
        rows = [row.index for row in rows_of(grid) if row.level is Level.PART]
        columns = columns_of(grid)
        for column in (one for one in columns if one.use is Use.RANK):
            ranked = [row for row in rows if _is_rank(grid, row, column.index)]
            if len(ranked) < _LEAST_RANKED or len(ranked) != len(rows):
                continue
            if {grid.rows[row][column.index].value for row in ranked} & {Decimal(1)} != {Decimal(1)}:
                continue
            for base in _ranked_by(column, columns):
                found = _best_direction(grid, ranked, column, base)
                if found:
                    yield from found
                    break


def _is_rank(grid: Grid, row: int, column: int) -> bool:
    cell = grid.rows[row][column]
    return cell.printed and cell.places == 0 and cell.value is not None and 1 <= cell.value <= len(grid.rows)


def _ranked_by(column: Column, columns: Sequence[Column]) -> list[Column]:
    """Columns that a rank may be of: the nearest on its left, or that which it names."""
    left = [one for one in columns if one.index < column.index and one.use is not Use.RANK]
    named = [one for one in columns if one.use is not Use.RANK and one.leaf and one.leaf in column.leaf]
    return [*named[:1], *left[-1:]]


def _best_direction(grid: Grid, rows: Sequence[int], column: Column, base: Column) -> list[Relation]:
    """Ranks from the greatest or the least on, whichever nearly all rows agree with."""
    if not all(grid.rows[row][base.index].printed for row in rows):
        return []
    for greatest in (True, False):
        found = [_rank(grid, rows, row, column, base, greatest) for row in rows]
        fails = sum(one.verdict is FAILS for one in found)
        if fails * 4 <= len(found):
            return found
    return []


def _rank(
    grid: Grid, rows: Sequence[int], row: int, column: Column, base: Column, greatest: bool
) -> Relation:
    mine = grid.rows[row][base.index].value or Decimal(0)
    values = [grid.rows[one][base.index].value or Decimal(0) for one in rows]
    before = sum(value > mine if greatest else value < mine for value in values)
    equal = sum(value == mine for value in values)
    low, high = Decimal(before + 1), Decimal(before + equal)
    cell, other = grid.operand(row, column.index), grid.operand(row, base.index)
    verdict = HOLDS if low <= cell.value <= high else FAILS
    said = number(low) if low == high else f"{number(low)}至{number(high)}"
    message = f"{grid.place(row, column.index)}：写第{cell.text}，按“{base.leaf}”{other.text}排第{said}"
    return Relation(
        "N205",
        Kind.BOUND,
        verdict,
        cell.start,
        cell.end,
        "c == rank(a)",
        {"c": cell, "a": other},
        low,
        high,
        message,
    )


_PEOPLE: Final = "人口\t人数（万人）\t比重（%）\n全市\t200.0\t100\n城镇\t120.0\t60.0\n乡村\t80.0\t{}\n"
_GROWN: Final = (
    "表3 收入\n项目\t2023年\t2022年\t增长（%）\n甲\t120\t100\t20.0\n乙\t90\t60\t50.0\n丙\t33\t30\t{}\n"
)
_DONE: Final = "镇\t计划（亩）\t完成（亩）\t完成率（%）\n甲\t200\t150\t75\n乙\t400\t300\t{}\n"
_SHARES: Final = "渠道\t件数\t占比（%）\n网上\t60\t60.0\n窗口\t30\t{}\n电话\t10\t10.0\n合计\t100\t100\n"
_PLACED: Final = "镇\t得分\t位次\n甲\t95\t1\n乙\t93\t2\n丙\t91\t{}\n丁\t88\t4\n戊\t80\t5\n"

PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "rates in tables",
        "N102",
        Kind.SHARE,
        _rates,
        (
            Example(_GROWN.format("10.0"), HOLDS, ("120", "100", "20.0")),
            Example(_DONE.format("75"), HOLDS),
            Example(_SHARES.format("30.0"), HOLDS),
            Example(_PEOPLE.format("40.0"), HOLDS, ("200.0", "120.0", "60.0")),
            Example("局\t受理\t办结\t办结率\n甲\t50\t45\t90%\n乙\t40\t30\t75%\n丙\t10\t8\t80%\n", HOLDS),
            Example("镇\t计划（亩）\t完成率（%）\n甲\t200\t75\n乙\t400\t85\n", None),
        ),
    ),
    Pattern(
        "ranks in tables",
        "N205",
        Kind.BOUND,
        _ranks,
        (
            Example(_PLACED.format(3), HOLDS),
            Example("镇\t得分\t位次\n甲\t95\t1\n乙\t93\t2\n丙\t91\t3\n", None),
        ),
    ),
)
