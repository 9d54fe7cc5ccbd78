"""The villages and communities of an office: codes and names that no table ships; the office hands them in.

Enter at `read` (a table) and `Villages.of` (the village that an address names). The code of a village is that
of its town and three digits; the urban-rural class (城乡分类代码) follows 《统计用区划代码和城乡划分代码编制
规则》 (国统字〔2009〕91号), see `CLASSES`. No database.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

import pyarrow.compute as pc

from youju.engine import spreadsheets
from youju.errors import CODES, Problem, Where, YoujuError
from youju.register import sites
from youju.standards import divisions, statistical_code
from youju.standards.divisions import Level

HEADINGS: Final = {
    "code": ("统计用区划代码", "区划代码", "代码", "code"),
    "name": ("名称", "单位名称", "村（社区）", "name"),
    "kind": ("城乡分类代码", "城乡分类", "城乡属性", "kind"),
}
"""The columns of a table, by the names that they may have; the class may be missing."""
CLASSES: Final = {
    "111": "主城区", "112": "城乡结合区", "121": "镇中心区", "122": "镇乡结合区", "123": "特殊区域",
    "210": "乡中心区", "220": "村庄",
}  # fmt: skip


class Village(NamedTuple):
    """A village or community.

    Attributes:
        code: Twelve digits.
        name: As the table has it.
        kind: Its urban-rural class, or empty.
    """

    code: str
    name: str
    kind: str = ""


class Villages:
    """All villages, to be found by the division and the name that an address has."""

    def __init__(self, known: Iterable[Village] = ()) -> None:
        self._by: dict[tuple[str, str], list[Village]] = {}
        for one in known:
            for length in (9, 6):
                self._by.setdefault((one.code[:length], sites.village_named(one.name)), []).append(one)

    def of(self, division: str, name: str) -> Village | None:
        """The one village of that name in a town, or in a county where the town is not known.

        Example:
            >>> known = Villages([Village("341881100201", "太平村民委员会", "220")])
            >>> known.of("341881", "太平村").code, known.of("341881101", "太平村")
            ('341881100201', None)
        """
        found = self._by.get((divisions.prefix(division), sites.village_named(name)), ()) if name else ()
        return found[0] if len(found) == 1 else None


def read(path: Path) -> list[Village]:
    """Read a table whole, or say everything that is wrong with it.

    Raises:
        YoujuError: K812 for a column that is missing; K813 for each row that cannot be; what
            `youju.engine.spreadsheets.read` raises.
    """
    sheet = spreadsheets.read(path)
    places = {
        part: next((sheet.columns.index(name) for name in names if name in sheet.columns), None)
        for part, names in HEADINGS.items()
    }
    missing = [part for part in ("code", "name") if places[part] is None]
    if missing:
        where = Where(file=path.name, row=1)
        raise YoujuError(
            Problem(CODES["K812"], {"headings": "或".join(f"“{name}”" for name in HEADINGS[part][:3])}, where)
            for part in missing
        )
    cells = {
        part: [""] * len(sheet.rows) if place is None
        else [text.strip() for text in pc.fill_null(sheet.data.column(f"c{place}"), "").to_pylist()]
        for part, place in places.items()
    }  # fmt: skip
    found: dict[str, Village] = {}
    problems = []
    lines = zip(sheet.rows.to_pylist(), *(cells[part] for part in HEADINGS), strict=True)
    for number, *texts in lines:
        one = Village(*texts)
        if reason := _wrong(one) or ("代码重复" if one.code in found else ""):
            problems.append(Problem(CODES["K813"], {"reason": reason}, Where(file=path.name, row=number)))
        else:
            found[one.code] = one
    if problems:
        raise YoujuError(problems)
    return list(found.values())


def _wrong(one: Village) -> str:
    """What is wrong with a row; empty for nothing."""
    if not statistical_code.is_valid(one.code):
        return f"“{one.code}”不是12位的统计用区划代码"
    code = statistical_code.parse(one.code)
    if code.level != Level.VILLAGE:
        return f"“{one.code}”不是村级代码"
    if code.division is None:
        return f"“{one.code[:9]}”不是已知的乡镇、街道"
    if not one.name:
        return "没有名称"
    if one.kind and one.kind not in CLASSES:
        return f"“{one.kind}”不是城乡分类代码"
    return ""
