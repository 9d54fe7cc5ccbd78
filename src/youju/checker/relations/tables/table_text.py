"""A table and the text about it: one indicator printed in both (N202), whatever the units and precision.

A sentence speaks of a cell when the words right before its number end with what the column is called, and
the sentence names the row; of the total row when it says 全县, 共 or the like and names no other row. A
table and another table are compared where caption, row and column agree. Told apart by year, by 计划 and
完成, by 上半年 and the like; in doubt nothing is said.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import Final, NamedTuple

from youju.checker.grid import Grid, is_counted
from youju.checker.grids import grids_of
from youju.checker.intervals import Interval
from youju.checker.mentions import Mention
from youju.checker.model import Kind, Operand, Relation
from youju.checker.passage import Passage, Sentence
from youju.checker.relations.pattern import FAILS, HOLDS, UNKNOWN, Example, Pattern, number
from youju.checker.relations.tables.table_columns import Column, Level, Use, columns_of, rows_of
from youju.checker.terms import Term, Terms
from youju.errors import YoujuError
from youju.standards import units

_LINK: Final = re.compile(
    r"(?:总[数额量]?|共计|合计|累计|已经?|均|为|是|达到?了?|共有?|有|了|约|完成|实现)*[“”\s]*$"
)
_WHOLE: Final = re.compile(r"全[省市县区旗镇乡]|共|合计|总计|累计")
_PERIOD: Final = re.compile(
    r"[一二三四1-4]季度|[上下]半年|前[一二三四五六七八九十\d]{1,2}个?[月季]|\d{1,2}[-—－至]\d{1,2}月|截至|比上年|较上年|同比|"
    r"新增|净增|增加|减少|增长|下降|其中"
)
_AIM: Final = re.compile(r"计划|目标|任务|力争|预计|预算|将")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_LAST: Final = re.compile(r"去年|上年")
_NOW: Final = re.compile(r"今年|本年|全年")
_SHORTEST_ROW: Final = 2
_SHORTEST_COLUMN: Final = 2
_MANY: Final = 3
"""Columns or rows of the same name beyond which a name says nothing."""


class _Place(NamedTuple):
    """A cell that text may speak of."""

    grid: Grid
    row: int
    column: Column
    total: bool


def _told(passage: Passage) -> Iterator[Relation]:
    """Cells whose value the text prints too."""
    grids = grids_of(passage.text, passage.start, passage.end)
    if not grids:
        return
    rows = _rows(grids)
    finder = Terms([Term(name, "") for name in rows])
    edges = [(grid.start, grid.end) for grid in grids]
    for sentence in passage.sentences:
        if not sentence.mentions or _inside(edges, sentence.start):
            continue
        names = [(term.text, at) for term, at in finder.find(passage.text, sentence.start, sentence.end)]
        for mention in sentence.mentions:
            if mention.measured and not mention.span:
                yield from _compared(passage, sentence, mention, rows, names)


def _rows(grids: Sequence[Grid]) -> dict[str, list[_Place]]:
    """Cells by what their rows are called; those of total rows by 合计."""
    found: dict[str, list[_Place]] = defaultdict(list)
    for grid in grids:
        columns = columns_of(grid)
        for row in rows_of(grid):
            total = row.level is Level.GRAND
            name = "合计" if total else _row_name(grid.names[row.index])
            if row.level in {Level.SUB, Level.OF_WHICH} or len(name) < _SHORTEST_ROW:
                continue
            found[name] += [
                _Place(grid, row.index, column, total)
                for column in columns
                if grid.rows[row.index][column.index].printed
            ]
    return found


def _row_name(name: str) -> str:
    return re.sub(r"^[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|[（(].*$", "", name)


def _inside(edges: Sequence[tuple[int, int]], at: int) -> bool:
    place = bisect_right(edges, (at, 1 << 60)) - 1
    return place >= 0 and edges[place][0] <= at < edges[place][1]


def _compared(
    passage: Passage,
    sentence: Sentence,
    mention: Mention,
    rows: dict[str, list[_Place]],
    names: Sequence[tuple[str, int]],
) -> Iterator[Relation]:
    """The one cell that a number of a sentence repeats."""
    clause = passage.before(mention, 40)
    before = passage.text[sentence.start : mention.start]
    named = [name for name, at in names if at + len(name) <= mention.start and name != "合计"]
    near = [name for name in named if name in clause]
    if near or named:
        wanted = rows[(near or named)[-1]]
        whole = False
    elif _WHOLE.search(before):
        wanted, whole = rows.get("合计", []), True
    else:
        return
    if _PERIOD.search(clause):
        return
    cells = [one for one in wanted if _speaks(passage, before, clause, one, whole)]
    places = {(one.grid.start, one.row, one.column.index) for one in cells}
    if len(places) != 1:
        return
    plain = _PLAIN_COLUMN.fullmatch(cells[0].column.leaf) is not None
    relation = _relation(mention, cells[0], certain=bool(near) or whole, slip=plain)
    if relation:
        yield relation


def _speaks(passage: Passage, before: str, clause: str, place: _Place, whole: bool) -> bool:
    """Whether the words before a number are those of a column, of the same year and the same sort."""
    column = place.column
    label = f"{place.grid.caption}{column.group}{column.leaf}"
    name = _row_name(place.grid.names[place.row])
    words = "" if _PLAIN_COLUMN.fullmatch(column.leaf) else _column_words(column)
    said = _LINK.sub("", clause)
    if column.use in {Use.GROWTH, Use.CHANGE, Use.RANK}:
        return False
    if len(words) >= _SHORTEST_COLUMN:
        if not said.endswith(words):
            return False
    elif whole or not said.endswith(name):
        return False  # a column that is only called 2023年: the row is the indicator
    if bool(_AIM.search(clause)) != bool(_AIM.search(column.leaf + column.group)):
        return False
    return _year_of(passage, label, default=True) == _year_of(passage, before, default=True)


_PLAIN_COLUMN: Final = re.compile(
    r"(?:年末|全年|本年|今年|累计|完成|实际|决算|指标)?(?:绝对|总)?[数值量额]|总量|实绩|指标值|数量|数值|金额"
)
"""Columns that are called no more than numbers: the row is the indicator."""


def _column_words(column: Column) -> str:
    """What a column is called without its period."""
    return re.sub(r"(?:19|20)\d\d年?度?|[今本上去]年(?:同期)?|全年|[数量额]$", "", column.leaf).strip("：:、")


def _year_of(passage: Passage, words: str, *, default: bool) -> int | None:
    """The year that words are about: the last they name, 去年, or the report's own."""
    named = [int(one) for one in _YEAR.findall(words)]
    if _LAST.search(words) and passage.year and not re.search(r"[比较]去年|[比较]上年", words):
        return passage.year - 1
    if named:
        return named[-1]
    return passage.year if default else None


@cache
def _measure(unit: str) -> tuple[str, Decimal]:
    """Dimension and size of a unit."""
    if unit in {"人", "名", "位", "口"}:
        return "人", Decimal(1)
    if unit in {"%", "％"}:
        return "ratio", Decimal(1)
    try:
        known = units.unit(unit)
    except YoujuError:
        return "", Decimal(1)
    return known.dimension, known.factor


def _relation(mention: Mention, place: _Place, *, certain: bool, slip: bool) -> Relation | None:
    """A number of the text and a cell.

    Args:
        certain: Whether the words leave no doubt that one indicator is meant.
        slip: Whether values that are far apart are taken for two indicators of one name.
    """
    grid, cell = place.grid, place.grid.rows[place.row][place.column.index]
    unit = grid.unit(place.row, place.column.index)
    if not unit:
        scale, known = mention.scale, is_counted(mention.unit) and "万" not in mention.text
    else:
        dimension, scale = _measure(unit)
        known = True
        if dimension != mention.dimension:
            return None
    factor = scale / mention.scale
    reach = grid.interval(place.row, place.column.index)
    printed = Interval(reach.low * factor, reach.high * factor)
    told = mention.interval
    holds = told.meets(printed)
    if not holds and not known:
        return None  # 万元 or 元 is not said, so nothing can be concluded
    if not holds and slip and not _near(mention, (cell.value or Decimal(0)) * factor):
        return None
    half = grid.half(place.row, place.column.index) * factor
    operands = {
        "a": mention.operand(),
        "b": Operand(cell.text, cell.start, cell.end, (cell.value or Decimal(0)) * factor, half),
    }
    verdict = HOLDS if holds else FAILS if certain else UNKNOWN
    where = grid.place(place.row, place.column.index)
    message = f"文中{mention.text}与{where}的{cell.text}{unit}{'一致' if holds else '不一致'}"
    if not holds and factor != 1:
        message += f"（即{number((cell.value or Decimal(0)) * factor)}{mention.unit}）"
    return Relation(
        "N202", Kind.EQUALITY, verdict, mention.start, mention.end, "a == b", operands,
        printed.low, printed.high, message,
    )  # fmt: skip


_MISPRINT: Final = Decimal("0.05")
_NEAR_BY: Final = 4000
"""Characters between a number and a table of which it tells the sum."""


def _near(mention: Mention, value: Decimal) -> bool:
    """Whether a number may be a misprint of a value."""
    return abs(mention.value - value) <= abs(value) * _MISPRINT


def _sums(passage: Passage) -> Iterator[Relation]:
    """全县完成投资3630万元 over a table of towns that has no total row: the sum of its column."""
    grids = [one for one in grids_of(passage.text, passage.start, passage.end) if _summable(one)]
    if not grids:
        return
    edges = [(grid.start, grid.end) for grid in grids]
    for sentence in passage.sentences:
        at = bisect_right(edges, (sentence.start, 0))
        near = [one for one in grids[max(0, at - 1) : at + 2] if abs(one.start - sentence.end) < _NEAR_BY]
        if not near or _inside(edges, sentence.start):
            continue
        for mention in sentence.mentions:
            before = passage.text[sentence.start : mention.start]
            told = mention.measured and not mention.percent
            if not told or not _WHOLE.search(before) or _PERIOD.search(passage.before(mention, 40)):
                continue
            found = [
                one
                for grid in near
                for column in columns_of(grid)
                if column.use is Use.AMOUNT
                and _speaks(passage, before, passage.before(mention, 40), _Place(grid, 0, column, True), True)
                and (one := _sum(mention, grid, column))
            ]
            if len(found) == 1:
                yield found[0]


def _summable(grid: Grid) -> bool:
    """Whether the rows of a table are plain ones of one kind, all of which a total would add up."""
    rows = rows_of(grid)
    return len(rows) > 2 and {(row.level, row.depth) for row in rows} == {(Level.PART, rows[0].depth)}


def _sum(mention: Mention, grid: Grid, column: Column) -> Relation | None:
    """A number of the text and the sum of a column: wrong only where it may be a misprint of the sum."""
    unit = grid.unit(0, column.index)
    dimension, scale = _measure(unit) if unit else (mention.dimension, mention.scale)
    cells = [row[column.index] for row in grid.rows]
    if dimension != mention.dimension or not all(cell.printed for cell in cells):
        return None
    factor = scale / mention.scale
    reach = Interval(Decimal(0), Decimal(0))
    for row in range(len(cells)):
        reach = reach + grid.interval(row, column.index)
    printed = Interval(reach.low * factor, reach.high * factor)
    value = sum((cell.value or Decimal(0) for cell in cells), Decimal(0)) * factor
    holds = mention.interval.meets(printed)
    if not holds and (not _near(mention, value) or mention.hedge or mention.span):
        return None
    operands = {"t": mention.operand()}
    for row, cell in enumerate(cells):
        half = grid.half(row, column.index) * factor
        operands[f"a{row}"] = Operand(
            cell.text, cell.start, cell.end, (cell.value or Decimal(0)) * factor, half
        )
    formula = "t == " + " + ".join(name for name in operands if name != "t")
    gap = (mention.value - value) / factor
    message = (
        f"文中{mention.text}，{grid.name}“{column.leaf}”{len(cells)}行之和为{number(value / factor)}{unit}"
    )
    message += "，一致" if holds else f"，{'多' if gap > 0 else '少'}{number(abs(gap))}"
    edges = mention.start, mention.end
    verdict = HOLDS if holds else FAILS
    return Relation("N101", Kind.SUM, verdict, *edges, formula, operands, printed.low, printed.high, message)


def _tables(passage: Passage) -> Iterator[Relation]:
    """One cell in two tables: the same caption but for its number, the same row and column."""
    known: dict[tuple[str, str, str], tuple[Grid, int, Column]] = {}
    for grid in grids_of(passage.text, passage.start, passage.end):
        title = re.sub(r"^\W*[附续]?表\s*[\d一二三四五六七八九十.\-－—]*[：:、.．\s]*", "", grid.caption)
        if len(title) < _SHORTEST_COLUMN * 2:
            continue
        for column in columns_of(grid):
            for row in range(len(grid.rows)):
                key = title, grid.names[row], grid.labels[column.index]
                if not grid.names[row] or not grid.rows[row][column.index].printed:
                    continue
                earlier = known.setdefault(key, (grid, row, column))
                if earlier[0] is not grid:
                    yield _twice(earlier, (grid, row, column))


def _twice(first: tuple[Grid, int, Column], second: tuple[Grid, int, Column]) -> Relation:
    (a, row_a, one), (b, row_b, other) = first, second
    (dimension_a, scale_a), (dimension_b, scale_b) = (
        _measure(a.unit(row_a, one.index)), _measure(b.unit(row_b, other.index)),
    )  # fmt: skip
    same = dimension_a == dimension_b
    factor = scale_b / scale_a if same else Decimal(1)
    reach = b.interval(row_b, other.index)
    there = Interval(reach.low * factor, reach.high * factor)
    holds = a.interval(row_a, one.index).meets(there)
    operands = {"a": a.operand(row_a, one.index), "b": b.operand(row_b, other.index)}
    verdict = HOLDS if holds else FAILS if same else UNKNOWN
    here = operands["b"]
    message = f"{b.place(row_b, other.index)}的{here.text}与{a.place(row_a, one.index)}的{operands['a'].text}"
    message += "一致" if holds else "不一致"
    return Relation(
        "N202",
        Kind.EQUALITY,
        verdict,
        here.start,
        here.end,
        "a == b",
        operands,
        there.low,
        there.high,
        message,
    )


_TABLE: Final = "表1 投资\n镇\t投资（万元）\t企业（家）\n甲镇\t1250\t12\n乙镇\t2380\t15\n合计\t3630\t27\n"
_PARTS: Final = "各镇投资\n镇\t投资（万元）\t企业（家）\n甲镇\t1250\t12\n乙镇\t2380\t15\n丙镇\t1110\t9\n"
_AGAIN: Final = "表1 用水情况\n镇\t户数\n甲\t12\n乙\t15\n\n表3 用水情况\n镇\t户数\n甲\t12\n乙\t{}\n"

PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "table and text",
        "N202",
        Kind.EQUALITY,
        _told,
        (
            Example(f"甲镇完成投资0.125亿元。\n{_TABLE}", HOLDS, ("0.125亿元", "1250")),
            Example(f"甲镇完成投资1350万元。\n{_TABLE}", FAILS, (), "第2列“投资”的1250万元不一致"),
            Example(f"全县完成投资3630万元。\n{_TABLE}", HOLDS),
            Example(f"甲镇一季度完成投资350万元，丙镇投资80万元。\n{_TABLE}", None),
            Example("全年生产总值95.4亿元。\n指标\t绝对数（亿元）\n生产总值\t95.4\n农业\t9.3\n", HOLDS),
        ),
    ),
    Pattern(
        "sum of a table",
        "N101",
        Kind.SUM,
        _sums,
        (
            Example(f"全县完成投资4740万元。\n{_PARTS}", HOLDS, ("4740万元", "1250", "2380", "1110")),
            Example(f"全县完成投资4770万元。\n{_PARTS}", FAILS, (), "3行之和为4740万元，多30"),
            Example(f"全县完成投资9740万元。\n{_PARTS}", None),
            Example(f"甲镇完成投资1250万元。\n{_PARTS}", None),
        ),
    ),
    Pattern(
        "table and table",
        "N202",
        Kind.EQUALITY,
        _tables,
        (
            Example(_AGAIN.format(15), HOLDS),
            Example(_AGAIN.format(16).replace("表3 用水", "表3 用电"), None),
        ),
    ),
)  # fmt: skip
