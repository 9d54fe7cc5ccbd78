"""Files as departments deliver them, as rows of text: Excel, CSV in any encoding, SDMX-CSV and SDMX-ML.

Enter at `read` (a file) and `of_rows` (rows that somebody has already). One row is one value: which series,
of which area and sector, for which period. Headings are those of SDMX or the usual Chinese ones (`HEADINGS`).

Does not belong here: what the texts mean, and whether they may be (`checking`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from youju.engine import spreadsheets
from youju.errors import Where, fail

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "series": ("series", "indicator", "数列", "数列代码", "指标", "指标代码"),
    "area": ("area", "ref_area", "地区", "地区代码", "区划", "区划代码"),
    "sector": ("sector", "activity", "行业", "行业代码", "类别", "类别代码"),
    "period": ("period", "time_period", "时期", "报告期"),
    "value": ("value", "obs_value", "数值", "值"),
    "base": ("base", "comparable_base", "可比基数", "上年可比数"),
    "unit": ("unit", "unit_measure", "计量单位", "单位"),
}
"""Column by meaning, with the headings that stand for it, in lower case."""
NEEDED = ("series", "period", "value")
LIMIT = 64 << 20
"""Bytes of a delivered file."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The rows of a delivery as text.

    Attributes:
        file: Its name; empty for rows without a file.
        sha256: Digest of the file, or of the rows.
        size: Bytes.
        texts: A string column for each meaning, null where blank.
        rows: Number of each row in the file.
    """

    file: str
    sha256: str
    size: int
    texts: pa.Table
    rows: pa.Array


def read(path: Path, *, sha256: str, size: int) -> Delivered:
    """The rows of a file.

    Raises:
        YoujuError: I103 for a file that is no SDMX-ML though it looks so; I102 for a column that is missing;
            G46x, G47x for a file that cannot be read.
    """
    with path.open("rb") as stream:
        head = stream.read(512).lstrip(b"\xef\xbb\xbf \r\n\t")
    if head.startswith(b"<"):
        columns, rows = _sdmx(path)
    else:
        sheet = spreadsheets.read(path, name=path.name)
        columns = {name: sheet.data.column(place) for place, name in enumerate(sheet.columns)}
        rows = sheet.rows
    return Delivered(path.name, sha256, size, _meant(columns, rows, file=path.name), rows)


def of_rows(rows: Iterable[Mapping[str, object]]) -> Delivered:
    """Rows that came without a file: mappings with the keys of `HEADINGS`; numbers as text or Decimal."""
    listed = [{key: None if one is None else str(one) for key, one in row.items()} for row in rows]
    body = orjson.dumps(listed, option=orjson.OPT_SORT_KEYS)
    names = sorted({key for row in listed for key in row})
    columns = {
        name: pa.chunked_array([pa.array([row.get(name) for row in listed], pa.string())]) for name in names
    }
    numbers = pa.array(range(1, len(listed) + 1), pa.int64())
    texts = _meant(columns, numbers, file="")
    return Delivered("", hashlib.sha256(body).hexdigest(), len(body), texts, numbers)


def _meant(columns: Mapping[str, pa.ChunkedArray], rows: pa.Array, *, file: str) -> pa.Table:
    """Columns by what they mean."""
    found: dict[str, pa.ChunkedArray] = {}
    for name, column in columns.items():
        meaning = next((key for key, words in HEADINGS.items() if name.strip().lower() in words), None)
        if meaning is not None and meaning not in found:
            found[meaning] = column
    missing = [HEADINGS[key][2] for key in NEEDED if key not in found]
    if missing:
        raise fail("I102", where=Where(file=file or None), columns="、".join(missing))
    blank = pa.chunked_array([pa.nulls(len(rows), pa.string())])
    return pa.table({key: found.get(key, blank).cast(pa.string()) for key in HEADINGS})


def _sdmx(path: Path) -> tuple[dict[str, pa.ChunkedArray], pa.Array]:
    """Columns of an SDMX-ML message (2.1 or 3.0): structure-specific or generic, flat or by series.

    Entities are not expanded and nothing is fetched.
    """
    rows: list[dict[str, str]] = []
    above: dict[str, str] = {}
    try:
        for event, element in iterparse(path, events=("start", "end"), forbid_dtd=True):
            tag = _name(element)
            if event == "start" and tag in ("Series", "Group"):
                above = dict(element.attrib)
            elif event == "end" and tag in ("SeriesKey", "ObsKey"):
                above = {**(above if tag == "SeriesKey" else {}), **_listed(element)}
            elif event == "end" and tag == "Obs":
                rows.append({**above, **dict(element.attrib), **_observed(element)})
                element.clear()
            elif event == "end" and tag == "Series":
                above = {}
                element.clear()
    except (ParseError, DefusedXmlException) as error:
        raise fail("I103", name=path.name, what=" ".join(str(error).split())[:200]) from error
    if not rows:
        raise fail("I103", name=path.name, what="其中没有数据")
    names = sorted({name for row in rows for name in row})
    columns = {
        name: pa.chunked_array([pa.array([row.get(name) for row in rows], pa.string())]) for name in names
    }
    return columns, pa.array(range(1, len(rows) + 1), pa.int64())


def _name(element: Any) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _listed(element: Any) -> dict[str, str]:
    """Pairs of ``Value`` elements, as generic data has them."""
    return {one.get("id"): one.get("value") for one in element if one.get("id") and one.get("value")}


def _observed(element: Any) -> dict[str, str]:
    """What a generic observation says in its children; nothing for a structure-specific one."""
    found: dict[str, str] = {}
    for child in element:
        tag = _name(child)
        if tag == "ObsDimension":
            found[child.get("id") or "TIME_PERIOD"] = child.get("value")
        elif tag == "ObsValue":
            found["OBS_VALUE"] = child.get("value")
        elif tag in ("ObsKey", "Attributes"):
            found |= _listed(child)
    return found
