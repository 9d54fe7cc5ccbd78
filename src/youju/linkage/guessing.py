"""What the columns of a list that nobody has described may mean, by headings and by what stands in them.

Enter at `described`, for the list in a file that somebody hands in, and `guess`. Guesses are shown to a
person before anything is taken in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pyarrow.compute as pc

from youju.engine import spreadsheets
from youju.engine.spreadsheets import Sheet
from youju.errors import YoujuError
from youju.linkage import deliveries
from youju.linkage.config import FIELDS, GUESSES, Source
from youju.standards import credit_code

SAMPLES: Final = 5
"""Cells of each column that are shown."""
_LOOKED_AT: Final = 300
_MOST: Final = 0.6
"""Share of the filled cells that must look so."""
_TITLES: Final = 5
"""Rows that may stand above the headings."""
_FEW: Final = 2
"""Filled cells that a row of headings has at least; a title has one."""
_NO_HEADINGS: Final = {"G472", "G474", "G475", "G476"}
"""What is said of a row that holds no headings, or fewer than there are columns."""

NUMBERS: Final = ("序号", "行号", "编号", "登记序号", "记录号", "单位序号")
ITEMS: Final[Mapping[str, tuple[str, ...]]] = {
    "industry": ("行业代码", "国民经济行业代码", "行业"),
    "scope": ("经营范围", "业务范围", "主要业务活动"),
    "status": ("登记状态", "存续状态", "经营状态", "企业状态", "纳税人状态"),
    "founded": ("成立日期", "注册日期", "登记日期", "开业日期"),
    "capital": ("注册资本", "注册资金", "开办资金"),
    "employees": ("从业人数", "参保人数", "职工人数", "从业人员期末人数"),
    "sales": ("本年销售额万元", "销售额", "营业收入", "主营业务收入", "销售收入"),
    "qualification": ("资质等级", "资质", "资质证书"),
}
"""Headings of what the register keeps besides, by item."""

_PLACE: Final = re.compile(r"[省市县区镇乡村街路道号]")
_UNIT: Final = re.compile(r"公司|店|厂|社|部|中心|所|站|行$|馆|学校|医院|超市")


@dataclass(frozen=True, slots=True)
class Guess:
    """What a list seems to be.

    Attributes:
        columns: Heading by meaning (`config.FIELDS`).
        items: Heading by item.
        samples: The first filled cells of each heading.
    """

    columns: Mapping[str, str]
    items: Mapping[str, str]
    samples: Mapping[str, tuple[str, ...]]


def guess(sheet: Sheet) -> Guess:
    """Say what each column may mean; each heading is used once."""
    cells = {heading: _cells(sheet, place) for place, heading in enumerate(sheet.columns)}
    columns = headed({"row": NUMBERS, **GUESSES}, sheet.columns)
    if "row" in columns and len(set(cells[columns["row"]])) < len(cells[columns["row"]]):
        del columns["row"]
    items = headed(ITEMS, sheet.columns, columns.values())
    for meaning in ("code", "phone", "address", "name", "person"):
        if meaning not in columns:
            left = [one for one in sheet.columns if one not in columns.values() and one not in items.values()]
            likely = max(left, key=lambda one: _share(meaning, cells[one]), default=None)
            if likely is not None and _share(meaning, cells[likely]) >= _MOST:
                columns[meaning] = likely
    return Guess(columns, items, {heading: tuple(texts[:SAMPLES]) for heading, texts in cells.items()})


def described(name: str, file: Path, meant: Mapping[str, str]) -> Source:
    """A list in a file, with the meanings that somebody has chosen; what is not chosen means nothing.

    Args:
        name: Of the list.
        file: Where it lies.
        meant: Heading by meaning (`config.FIELDS`, or an item).

    Raises:
        YoujuError: As for `located`.
    """
    columns = {meaning: heading for meaning, heading in meant.items() if meaning in FIELDS}
    items = {meaning: heading for meaning, heading in meant.items() if meaning not in FIELDS}
    return located(Source(name, file, columns, items, guessed=False))


def located(source: Source) -> Source:
    """A list with the sheet and the row in which its headings stand: where one is known to be that of names.

    Above them there is often a title, a date, a unit of measure; before them a sheet that explains. Where no
    row will do it is the first, of the first sheet that holds a table.

    Raises:
        YoujuError: As for `deliveries.read`, for a file that cannot be read whatever row it is.
    """
    tables = []
    for title, rows in spreadsheets.tops(source.file, _TITLES + 1, deliveries.LIMITS):
        for number, cells in enumerate(rows, start=1):
            headings = [heading for cell in cells if (heading := spreadsheets.clean_header(cell))]
            if len(headings) >= _FEW:
                tables.append(title)
                if "name" in headed(GUESSES, headings):
                    return replace(source, sheet=title, header_row=number)
    return replace(source, sheet=tables[0]) if tables else _below_titles(source)


def _below_titles(source: Source) -> Source:
    """The same for a file of text, which is tried row by row."""
    for row in range(1, _TITLES + 2):
        try:
            sheet = deliveries.sheet_of(replace(source, header_row=row))
        except YoujuError as error:
            if not {one.code.id for one in error.problems} <= _NO_HEADINGS:
                raise
            continue
        if "name" in headed(GUESSES, sheet.columns):
            return replace(source, header_row=row)
    return source


def _cells(sheet: Sheet, place: int) -> list[str]:
    """Filled cells at the head of a column."""
    column = pc.drop_null(sheet.data.column(f"c{place}")).slice(0, _LOOKED_AT)
    return [text for cell in column.to_pylist() if (text := cell.strip())]


def headed(
    known: Mapping[str, Sequence[str]], headings: Sequence[str], used: Iterable[str] = ()
) -> dict[str, str]:
    """Meanings whose headings are there, the whole heading first, then a heading that holds one."""
    found: dict[str, str] = {}
    taken = set(used)
    for whole in (True, False):
        for meaning, words in known.items():
            for word in words:
                fitting = (
                    one for one in headings if one not in taken and (one == word if whole else word in one)
                )
                if meaning not in found and (heading := next(fitting, None)):
                    found[meaning] = heading
                    taken.add(heading)
    return found


def _share(meaning: str, texts: Sequence[str]) -> float:
    """Share of cells that look like a meaning."""
    return sum(_looks_like(meaning, text) for text in texts) / len(texts) if texts else 0.0


def _looks_like(meaning: str, text: str) -> bool:
    if meaning == "code":
        return credit_code.is_valid(credit_code.normalise(text))
    if meaning == "phone":
        return bool(re.fullmatch(r"(?:\+?86)?[-\s]?1\d{10}|0\d{2,3}[-\s]?\d{7,8}", text))
    if meaning == "person":
        return bool(re.fullmatch(r"[一-鿿·]{2,4}", text)) and not _UNIT.search(text)
    if meaning == "address":
        return len(_PLACE.findall(text)) >= 2 and len(text) >= 6 and not _UNIT.search(text[-2:])
    return bool(_UNIT.search(text)) and len(text) >= 4
