"""Totals in tables (N101): rows and columns called 合计, 小计, 总计, numbered parents, 其中.

Which rows or columns a total adds up is not printed. So every reading that its place allows is tried (all
rows above, all below, the subtotals only, the rows of the outermost numbering), and the one that the numbers
bear out is taken; what disagrees with it is a contradiction only where the reading is borne out elsewhere in
the table, or where the table is too plain for another one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from youju.checker.grid import Grid
from youju.checker.grids import grids_of
from youju.checker.intervals import Interval
from youju.checker.model import Kind, Relation, Verdict
from youju.checker.passage import Passage
from youju.checker.relations.pattern import FAILS, HOLDS, UNKNOWN, Example, Pattern, number
from youju.checker.relations.tables.table_columns import Column, Level, Row, Use, alike, columns_of, rows_of

_PARTIAL: Final = re.compile(r"主要|部分|重点|前十|节选|续表|不完全")
_LISTED: Final = 8
"""Parts that a message writes out."""
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Check:
    """One total and what it would add up under one reading.

    Attributes:
        shape: Name of the reading, the same for totals of the same kind.
        difference: Printed total less the sum of the printed parts.
    """

    shape: str
    total: Place
    parts: tuple[Place, ...]
    verdict: Verdict
    low: Decimal
    high: Decimal
    difference: Decimal
    trivial: bool
    share: bool = False


def _totals(passage: Passage) -> Iterator[Relation]:
    """Totals of columns and rows of all tables."""
    for grid in grids_of(passage.text, passage.start, passage.end):
        columns, rows = columns_of(grid), rows_of(grid)
        down = list(_chosen(list(_downwards(grid, columns, rows)), _plain(grid, rows)))
        across = list(_chosen(list(_across(grid, columns)), plain=False))
        for check in (*down, *across):
            yield _relation(grid, check, _culprit(check, across if check in down else down))


def _plain(grid: Grid, rows: Sequence[Row]) -> bool:
    """Whether a total can only mean all rows."""
    levels = {row.level for row in rows}
    return (
        levels <= {Level.PART, Level.GRAND}
        and len({row.depth for row in rows if row.level is Level.PART}) == 1
        and sum(row.level is Level.GRAND for row in rows) == 1
        and rows[-1].level is Level.GRAND
        and not _PARTIAL.search(grid.caption)
    )


def _downwards(grid: Grid, columns: Sequence[Column], rows: Sequence[Row]) -> Iterator[_Check]:
    """Totals of columns under every reading."""
    for total, readings in _claims(rows):
        for shape, parts in readings.items():
            if len(parts) < 2:
                continue
            for column in columns:
                place = total.index, column.index
                share = column.use is Use.SHARE and grid.rows[place[0]][place[1]].value == 100
                if column.use in {Use.AMOUNT, Use.TOTAL} or share:
                    check = _check(grid, shape, place, [(row.index, column.index) for row in parts])
                    if check:
                        yield replace(check, share=share, shape=shape + ("%" if share else ""))


def _claims(rows: Sequence[Row]) -> Iterator[tuple[Row, dict[str, list[Row]]]]:
    """Rows that are totals, each with the rows that it may add up."""
    for place, row in enumerate(rows):
        if row.level is Level.GRAND:
            edges = {Level.GRAND}
        elif row.level is Level.SUB:
            edges = {Level.GRAND, Level.SUB}
        else:
            if row.level is Level.PART and row.depth >= 0 and (children := _children(rows, place)):
                yield row, {"numbered": children}
            continue
        readings: dict[str, list[Row]] = {}
        above = _until(rows[:place][::-1], edges)[::-1]
        below = _until(rows[place + 1 :], edges)
        for side, reach in (("above", above), ("below", below)):
            readings |= {f"{row.level.value} {side} {name}": parts for name, parts in _readings(reach)}
        yield row, readings


def _until(rows: Sequence[Row], edges: set[Level]) -> list[Row]:
    found = []
    for row in rows:
        if row.level in edges:
            break
        found.append(row)
    return found


def _children(rows: Sequence[Row], place: int) -> list[Row]:
    """Rows numbered one step deeper that follow a numbered row."""
    parent = rows[place]
    inside = []
    for row in rows[place + 1 :]:
        if row.level is not Level.OF_WHICH and (row.level is not Level.PART or row.depth <= parent.depth):
            break
        inside.append(row)
    depth = min((row.depth for row in inside if row.level is Level.PART), default=-1)
    return [row for row in inside if row.level is Level.PART and row.depth == depth]


def _readings(reach: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    """What a total over these rows may add up."""
    parts = [row for row in reach if row.level is Level.PART]
    yield "all", parts
    if subs := [row for row in reach if row.level is Level.SUB]:
        yield "subtotals", subs
        if loose := _loose(reach):
            yield "subtotals and others", [*subs, *loose]
    depths = {row.depth for row in parts}
    if len(depths) > 1:
        yield "outermost", [row for row in parts if row.depth == min(depths)]
        if -1 in depths:
            outer = min(depths - {-1})
            yield "numbered only", [row for row in parts if row.depth == outer]
    if any(row.level is Level.OF_WHICH for row in reach):
        yield "before 其中", _until(reach, {Level.OF_WHICH})


def _loose(reach: Sequence[Row]) -> list[Row]:
    """Rows after the last subtotal, which belong to none."""
    last = max(place for place, row in enumerate(reach) if row.level is Level.SUB)
    return [row for row in reach[last + 1 :] if row.level is Level.PART]


def _across(grid: Grid, columns: Sequence[Column]) -> Iterator[_Check]:
    """Totals of rows under every reading."""
    for total in (column for column in columns if column.use is Use.TOTAL):
        others = alike(columns, total)
        for shape, parts in _column_readings(total, others).items():
            if len(parts) < 2:
                continue
            for row in range(len(grid.rows)):
                place = row, total.index
                if check := _check(grid, shape, place, [(row, one.index) for one in parts]):
                    yield check


def _column_readings(total: Column, others: Sequence[Column]) -> dict[str, list[Column]]:
    """The columns that a total may add up: to its right or left, up to the next total, in its group."""
    right = [one for one in others if one.index > total.index]
    left = [one for one in others if one.index < total.index]
    readings = {
        "right": _columns_until_total(right),
        "left": _columns_until_total(left[::-1])[::-1],
        "all right": [one for one in right if one.use is Use.AMOUNT],
        "all left": [one for one in left if one.use is Use.AMOUNT],
        "totals": [one for one in others if one.use is Use.TOTAL],
    }
    if total.group:
        readings["group"] = [one for one in others if one.group == total.group and one.use is Use.AMOUNT]
    return {f"{name} {total.index}": parts for name, parts in readings.items()}


def _columns_until_total(columns: Sequence[Column]) -> list[Column]:
    found = []
    for one in columns:
        if one.use is Use.TOTAL:
            break
        found.append(one)
    return found


def _check(grid: Grid, shape: str, total: Place, parts: Sequence[Place]) -> _Check | None:
    """A total against its parts; None where one of them is no number or the total is absent."""
    cells = [grid.rows[row][column] for row, column in parts]
    whole = grid.rows[total[0]][total[1]]
    if not whole.printed or any(cell.value is None for cell in cells):
        return None
    if sum(cell.printed for cell in cells) < 2:
        return None
    reach = Interval(Decimal(0), Decimal(0))
    for row, column in parts:
        reach = reach + grid.interval(row, column)
    middle = sum((cell.value for cell in cells if cell.value is not None), Decimal(0))
    holds = reach.meets(grid.interval(*total))
    trivial = sum(1 for cell in cells if cell.value) < 2
    difference = (whole.value or Decimal(0)) - middle
    return _Check(
        shape, total, tuple(parts), HOLDS if holds else FAILS, reach.low, reach.high, difference, trivial
    )


def _chosen(checks: Sequence[_Check], plain: bool) -> Iterator[_Check]:
    """For each total the reading that its table bears out, its failures doubted where it hardly does."""
    by_shape: dict[str, list[_Check]] = defaultdict(list)
    by_line: dict[tuple[str, int], list[_Check]] = defaultdict(list)
    for check in checks:
        by_shape[check.shape].append(check)
        by_line[check.shape, check.total[0]].append(check)
    taken: dict[Place, _Check] = {}
    for check in sorted(
        checks, key=lambda one: (-_score(by_line[one.shape, one.total[0]]), -_score(by_shape[one.shape]))
    ):
        taken.setdefault(check.total, check)
    for check in taken.values():
        pool = by_shape[check.shape]
        holds = sum(one.verdict is HOLDS and not one.trivial for one in pool)
        fails = sum(one.verdict is FAILS for one in pool)
        if check.verdict is HOLDS:
            if holds:
                yield check
        elif (holds >= max(1, fails) and (holds >= 2 * fails or "numbered" not in check.shape)) or (
            plain and len(pool) == 1
        ):
            yield check
        elif holds:
            yield replace(check, verdict=UNKNOWN)


def _score(pool: Sequence[_Check]) -> int:
    return sum((1 if one.verdict is HOLDS else -1) for one in pool if not one.trivial)


def _culprit(check: _Check, crossing: Sequence[_Check]) -> tuple[Place, Decimal] | None:
    """The one cell that puts both a row and a column out, and by how much it is too great."""
    if check.verdict is not FAILS:
        return None
    found = set()
    for other in crossing:
        if other.verdict is not FAILS:
            continue
        common = set(check.parts) & set(other.parts)
        if common and check.difference == other.difference:
            found.add((common.pop(), -check.difference))
        elif check.total in other.parts and check.difference == -other.difference:
            found.add((check.total, check.difference))
        elif other.total in check.parts and check.difference == -other.difference:
            found.add((other.total, other.difference))
        elif other.total == check.total and check.difference == other.difference:
            found.add((check.total, check.difference))
    return found.pop() if len(found) == 1 else None


def _relation(grid: Grid, check: _Check, culprit: tuple[Place, Decimal] | None) -> Relation:
    total = grid.operand(*check.total)
    operands = {"t": total}
    operands |= {f"a{place}": grid.operand(*one) for place, one in enumerate(check.parts, 1)}
    formula = "t == " + " + ".join(name for name in operands if name != "t")
    message = f"{grid.place(*check.total)}：{'' if check.share else '合计'}{total.text}，{_sum(grid, check)}"
    if check.verdict is not HOLDS:
        much = abs(check.difference)
        message += f"，{'多' if check.difference > 0 else '少'}{number(much)}"
    if culprit:
        (row, column), excess = culprit
        right = (grid.rows[row][column].value or Decimal(0)) - excess
        message += f"；横向、纵向都差{number(abs(excess))}，疑为{grid.place(row, column)}应为{number(right)}"
    rule, kind = ("N102", Kind.SHARE) if check.share else ("N101", Kind.SUM)
    return Relation(
        rule, kind, check.verdict, total.start, total.end, formula, operands, check.low, check.high, message
    )


def _sum(grid: Grid, check: _Check) -> str:
    parts = [grid.rows[row][column] for row, column in check.parts]
    shown = [cell for cell in parts if cell.printed]
    result = sum((cell.value for cell in parts if cell.value is not None), Decimal(0))
    if len(shown) > _LISTED:
        return f"分项{len(shown)}个之和为{number(result)}"
    written = "+".join(
        f"（{cell.text}）" if cell.text.startswith(("-", "−", "－")) else cell.text for cell in shown
    )
    return f"分项{written}={number(result)}"


def _of_which(passage: Passage) -> Iterator[Relation]:
    """其中 in a table: the part is not greater than the whole, the nearest row above that is none."""
    for grid in grids_of(passage.text, passage.start, passage.end):
        rows = rows_of(grid)
        columns = [one for one in columns_of(grid) if one.use in {Use.AMOUNT, Use.TOTAL}]
        whole: Row | None = None
        outer: Row | None = None  # 人口，其中城镇，乡村，其中男，女: both 其中 are of the first
        for row in rows:
            if row.level is not Level.OF_WHICH:
                whole = row
            elif whole is not None:
                outer = outer or whole
                for column in columns:
                    place = row.index, column.index
                    found = [_part(grid, place, (one.index, column.index)) for one in (whole, outer)]
                    told = [one for one in found if one is not None]
                    if told:
                        yield next((one for one in told if one.verdict is HOLDS), told[0])


def _part(grid: Grid, part: Place, whole: Place) -> Relation | None:
    cells = grid.rows[part[0]][part[1]], grid.rows[whole[0]][whole[1]]
    if not all(cell.printed and cell.value is not None and cell.value >= 0 for cell in cells):
        return None
    if grid.unit(*part) != grid.unit(*whole):
        return None
    reach = grid.interval(*whole)
    verdict = HOLDS if grid.interval(*part).low <= reach.high else FAILS
    operands = {"a": grid.operand(*part), "t": grid.operand(*whole)}
    word = "不大于" if verdict is HOLDS else "大于"
    message = f"{grid.place(*part)}：其中{cells[0].text}{word}它所属的{cells[1].text}"
    return Relation(
        "N205",
        Kind.BOUND,
        verdict,
        operands["a"].start,
        operands["a"].end,
        "a <= t",
        operands,
        reach.low,
        reach.high,
        message,
    )


_SMALL: Final = "镇\t企业\n甲镇\t12\n乙镇\t15\n合计\t{}\n"
_WIDE: Final = "| 镇 | 合计 | 网上 | 窗口 |\n|---|---|---|---|\n| 甲镇 | 9 | 4 | 5 |\n| 乙镇 | 8 | 6 | 2 |\n"

PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "totals in tables",
        "N101",
        Kind.SUM,
        _totals,
        (
            Example(_SMALL.format(27), HOLDS, ("12", "15", "27")),
            Example(_SMALL.format(29), FAILS, (), "第4行“合计”第2列“企业”：合计29，分项12+15=27，多2"),
            Example(_WIDE, HOLDS),
            Example("镇\t得分\n甲镇\t12\n乙镇\t15\n平均\t13.5\n", None),
        ),
    ),
    Pattern(
        "parts in tables",
        "N205",
        Kind.BOUND,
        _of_which,
        (
            Example("项目\t户数\n登记\t120\n其中：新增\t30\n", HOLDS),
            Example("项目\t户数\n登记\t120\n其中：新增\t130\n", FAILS, ("120", "130"), "大于"),
            Example("项目\t户数\n登记\t120\n其中：城镇\t80\n乡村\t40\n其中：低保\t60\n", HOLDS),
            Example("项目\t户数\n登记\t120\n注销\t130\n", None),
        ),
    ),
)
