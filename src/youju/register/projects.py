"""Investment projects (投资项目): the list that an office keeps of them, as the register reads it.

Enter at `described` and `read`. A list of projects is a list like any other
(`youju.linkage.deliveries`): broken codes, shifted columns, formulas, lost characters hold it. No database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from youju.errors import CODES, Problem, Where, YoujuError
from youju.linkage import deliveries, guessing
from youju.linkage.config import Source
from youju.linkage.deliveries import Delivery, Shape
from youju.register.standardising import standard
from youju.standards import credit_code

PROJECTS: Final = "投资项目清单"
"""What stands in the place of a list's name; no list of units is called so."""
LABELS: Final[Mapping[str, str]] = {
    "row": "项目代码", "name": "项目名称", "owner": "建设单位", "code": "统一社会信用代码",
    "planned": "计划总投资", "address": "建设地点", "began": "开工日期", "ended": "竣工日期",
}  # fmt: skip
"""What a column may mean."""
NEEDED: Final = ("row", "name", "planned")
_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "row": ("项目代码", "投资项目代码", "项目编码", "项目编号"),
    "name": ("项目名称",),
    "owner": ("项目单位", "建设单位", "项目法人单位", "项目法人", "单位名称"),
    "code": ("统一社会信用代码", "信用代码"),
    "planned": ("计划总投资", "总投资", "投资总额"),
    "address": ("建设地点", "建设地址", "项目地址", "地址"),
}
_DAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "began": ("开工日期", "开工时间", "开工年月"),
    "ended": ("竣工日期", "竣工时间", "完工日期", "建成投产时间"),
}
_NOT_YET: Final = ("计划", "拟", "预计")
"""Begins the heading of a day that is only hoped for."""


class Project(NamedTuple):
    """A project.

    Attributes:
        code: The list's own number of it.
        owner: Name of the unit that builds.
        owner_code: Its credit code, or empty.
        planned: Planned investment, in 万元 where that can be read.
        began: Day on which work began; None before.
        ended: Day on which it was completed; None before.
        address: Where it lies, or empty.
    """

    code: str
    name: str
    owner: str
    owner_code: str
    planned: str
    began: date | None
    ended: date | None
    address: str


class Listed(NamedTuple):
    """A list of projects that passed."""

    delivery: Delivery
    projects: list[Project]


def described(path: Path) -> Source:
    """The list in a file, its columns found by their headings.

    Raises:
        YoujuError: K815 for a column that is missing; as for `youju.linkage.guessing.located`.
    """
    located = guessing.located(Source(PROJECTS, path))
    found = guessed(deliveries.sheet_of(located).columns)
    if missing := [LABELS[part] for part in NEEDED if part not in found]:
        where = Where(file=path.name, row=located.header_row)
        raise YoujuError(Problem(CODES["K815"], {"heading": heading}, where) for heading in missing)
    return guessing.described(PROJECTS, path, found)


def guessed(headings: Sequence[str]) -> dict[str, str]:
    """Heading by meaning (`LABELS`); days that are only hoped for are none."""
    found = guessing.headed(_HEADINGS, headings)
    real = [heading for heading in headings if not any(word in heading for word in _NOT_YET)]
    return found | guessing.headed(_DAYS, real, found.values())


def read(source: Source, *, last: Shape | None = None) -> Listed:
    """Read a list whole, or say everything that is wrong with it.

    Args:
        source: The list and its columns, by the meanings of `LABELS`.
        last: What the last delivery looked like.

    Raises:
        YoujuError: K816 for each row whose amount or day cannot be read; what
            `youju.linkage.deliveries.read` raises.
    """
    delivery = deliveries.read(source, last=last)
    return Listed(delivery, _projects(delivery))


def _projects(delivery: Delivery) -> list[Project]:
    cells = {name: delivery.raw.column(name).to_pylist() for name in ("row", "name", "code", "address")}
    cells |= {name: column.to_pylist() for name, column in delivery.items.items()}
    made, problems = [], []
    for place, line in enumerate(delivery.lines.to_pylist()):
        said = {name: (column[place] or "").strip() for name, column in cells.items()}
        planned = standard("planned", said["planned"])
        days = {name: _day(said.get(name, "")) for name in _DAYS}
        wrong = [name for name in _DAYS if said.get(name) and days[name] is None]
        wrong += ["planned"] if said["planned"] and not planned[:1].isdigit() else []
        problems += [
            Problem(CODES["K816"], {"heading": LABELS[name], "text": said[name]}, Where(row=line))
            for name in wrong
        ]
        code = credit_code.normalise(said["code"])
        made.append(
            Project(
                said["row"], said["name"], said.get("owner", ""), code if credit_code.is_valid(code) else "",
                planned, days["began"], days["ended"], said["address"],
            )
        )  # fmt: skip
    if problems:
        raise YoujuError(problems)
    return made


def _day(text: str) -> date | None:
    """A day, or the first of a month; None for none."""
    for written in (text, f"{text.rstrip('月')}-01", f"{text}01"):
        try:
            return date.fromisoformat(standard("began", written))
        except ValueError:
            continue
    return None
