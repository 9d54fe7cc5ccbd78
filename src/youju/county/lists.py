"""The lists that four departments have of the units, with the faults of such lists; and the truth. Pure.

Enter at `write`. The kinds of fault are those of real lists (codes missing or wrong in one digit, names
shortened or misheard, addresses cut, doubles, shops that only the walk found, the dead whom one office
keeps); their rates are of our own making.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from youju.county.dice import dice as dice_of
from youju.county.units import Unit, unit
from youju.county.world import CITY, COUNTY, PROVINCE, TOWNS
from youju.errors import fail

HEADINGS: Final = {
    "market": ("序号", "统一社会信用代码", "企业名称", "法定代表人", "住所", "成立日期", "企业类型",
               "注册资本万元", "行业代码", "登记状态", "经营范围"),
    "tax": ("序号", "纳税人识别号", "纳税人名称", "法定代表人", "生产经营地址", "本年销售额万元",
            "纳税人状态"),
    "social": ("序号", "统一社会信用代码", "参保单位名称", "单位地址", "参保人数"),
    "walk": ("序号", "统一社会信用代码", "招牌或单位名称", "负责人", "实际经营地址", "联系电话", "从业人数",
             "行业代码"),
}  # fmt: skip
"""Columns of each list."""
COVERAGE: Final = {
    # share of units that a list has: firms and branches, cooperatives, shops, stalls
    "market": {"firm": 0.99, "branch": 0.97, "cooperative": 0.97, "shop": 0.97, "stall": 0.0},
    "tax": {"firm": 0.93, "branch": 0.8, "cooperative": 0.6, "shop": 0.68, "stall": 0.0},
    "social": {"firm": 0.78, "branch": 0.45, "cooperative": 0.25, "shop": 0.18, "stall": 0.0},
    "walk": {"firm": 0.72, "branch": 0.7, "cooperative": 0.6, "shop": 0.86, "stall": 1.0},
}
LACKING: Final = {"market": 0.0, "tax": 0.03, "social": 0.38, "walk": 0.64}
"""Share of rows without the code that the unit has."""
_HEARD: Final = str.maketrans("恒宏盛源利建商辰裕达", "衡洪胜原力健尚晨玉大")
CONFIGURATION: Final = """# 四个部门的名录：市场监管登记、税务登记、社会保险参保、实地走访。
lists:
  market:
    file: market.csv
    columns: {row: 序号}
    items: {status: 登记状态, industry: 行业代码, founded: 成立日期, capital: 注册资本万元, scope: 经营范围}
  tax:
    file: tax.csv
    columns: {row: 序号}
    items: {status: 纳税人状态, sales: 本年销售额万元}
  social:
    file: social.csv
    columns: {row: 序号}
    items: {employees: 参保人数}
  walk:
    file: walk.csv
    columns: {row: 序号}
    items: {employees: 从业人数, industry: 行业代码}
rules: rules.yaml
"""


def write(folder: Path, *, seed: int, units: int) -> dict[str, int]:
    """Write the lists, the truth and the configuration for ``youju register load``.

    Memory does not grow with the number of units.

    Args:
        folder: Made when missing; files in it are replaced.
        seed: Of the dice.
        units: How many units there are.

    Returns:
        Rows of each list.
    """
    folder.mkdir(parents=True, exist_ok=True)
    counts = dict.fromkeys(HEADINGS, 0)
    with ExitStack() as stack:
        out = {}
        for name, headings in (*HEADINGS.items(), ("truth", ("list", "row", "unit"))):
            file = stack.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8", newline=""))
            out[name] = csv.writer(file, lineterminator="\n")
            out[name].writerow(headings)
        for number in range(units):
            for name, cells in rows_of(unit(seed, number), seed):
                counts[name] += 1
                out[name].writerow((counts[name], *cells))
                out["truth"].writerow((name, counts[name], number + 1))
    (folder / "rules.yaml").write_text(rules(), encoding="utf-8")
    (folder / "lists.yaml").write_text(CONFIGURATION, encoding="utf-8")
    return counts


def point_at(folder: Path, real: Path) -> None:
    """A configuration for lists of a real place that lie elsewhere; they are read there and not copied.

    Args:
        folder: Where the configuration is written.
        real: Where ``market.csv``, ``tax.csv``, ``social.csv`` and ``walk.csv`` lie.

    Raises:
        YoujuError: Y102 when one of them is not there.
    """
    missing = [name for name in _REAL if not (real / f"{name}.csv").is_file()]
    if missing:
        raise fail("Y102", folder=real, missing="、".join(f"{name}.csv" for name in missing))
    lines = ["lists:"]
    for name, items in _REAL.items():
        lines.append(f"  {name}:")
        lines.append(f'    file: "{(real / name).resolve()}.csv"')
        lines.append("    columns: {row: 序号}")
        lines.append(f"    items: {{{items}}}")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lists.yaml").write_text("\n".join([*lines, "rules: rules.yaml", ""]), encoding="utf-8")
    (folder / "rules.yaml").write_text(rules(region=_REAL_REGION), encoding="utf-8")


_REAL: Final = {
    "market": "founded: 成立日期, capital: 注册资本, scope: 经营范围",
    "tax": "sales: 本年销售额万元",
    "social": "employees: 参保人数",
    "walk": "employees: 从业人数",
}
"""The lists of a real place, and what is kept of each besides what is compared."""
_REAL_REGION: Final = "341800"


def rules(*, region: str = COUNTY[0]) -> str:
    """The rules of the register, with the region of addresses that do not say theirs."""
    return f"""# 名录库规则：地址没有写全的，按本县理解；企业应当在税务登记名录中有。
region: "{region}"
lists:
  market: {{label: 市场监管登记}}
  tax: {{label: 税务登记}}
  social: {{label: 社会保险参保}}
  walk: {{label: 实地走访, field: true}}
items:
  name: {{label: 单位名称, from: [market, tax, social, walk]}}
  person: {{label: 负责人, from: [market, tax, walk]}}
  address: {{label: 经营地址, from: [walk, tax, market, social]}}
  phone: {{label: 联系电话, from: [walk]}}
  industry: {{label: 行业代码, from: [walk, market]}}
  status: {{label: 存续状态, from: [market, tax]}}
  scope: {{label: 经营范围, from: [market]}}
  founded: {{label: 成立日期, from: [market]}}
  capital: {{label: 注册资本, from: [market]}}
  employees: {{label: 从业人数, from: [social, walk]}}
  sales: {{label: 销售额, from: [tax]}}
closed: [注销, 吊销]
"""


def rows_of(one: Unit, seed: int) -> Iterator[tuple[str, list[Any]]]:
    """Rows of a unit in all lists, without their numbers."""
    dice = dice_of(seed, "lists", one.number)
    for name, shares in COVERAGE.items():
        if dice.random() >= shares[one.form] or (one.closed and name in ("walk", "social")):
            continue
        yield name, _cells(name, one, dice)
        if name != "market" and dice.random() < 0.012:
            yield name, _cells(name, one, dice)


def _cells(name: str, one: Unit, dice: random.Random) -> list[Any]:
    if name == "market":
        status = "注销" if one.closed else "存续"
        address = one.address if not one.moved else _within(one, one.moved)
        return [one.code, one.name, one.person, address, one.founded.isoformat(), one.kind, one.capital,
                one.industry, status, one.scope]  # fmt: skip
    code = _code(one, dice, LACKING[name])
    if name == "tax":
        status = "注销" if one.closed and dice.random() < 0.6 else "正常"
        address = _address(one, one.moved or one.detail, dice)
        return [code, _called(one.name, dice, 0.08), one.person, address, f"{one.sales:.2f}", status]
    if name == "social":
        return [code, _called(one.name, dice, 0.2), _address(one, one.detail, dice), one.employees]
    person = one.person if dice.random() < 0.75 else ""
    phone = one.phone if dice.random() < 0.9 else ""
    industry = one.industry if dice.random() < 0.9 else ""
    sign = _called(one.name, dice, 0.35)
    address = _address(one, one.detail, dice)
    return [code, sign, person, address, phone, max(1, one.employees + dice.randrange(-1, 2)), industry]


def _within(one: Unit, detail: str) -> str:
    return f"{PROVINCE[1]}{CITY[1]}{COUNTY[1]}{one.town.name}{detail}"


def _code(one: Unit, dice: random.Random, lacking: float) -> str:
    if not one.code or dice.random() < lacking:
        return ""
    if dice.random() < 0.012:
        spot = dice.randrange(9, 17)
        wrong = dice.choice([digit for digit in "0123456789" if digit != one.code[spot]])
        return one.code[:spot] + wrong + one.code[spot + 1 :]
    return one.code


def _called(name: str, dice: random.Random, rate: float) -> str:
    """The name, perhaps shortened or misspelt."""
    if dice.random() >= rate:
        return name
    slip = dice.randrange(6)
    if slip == 0:
        return name.replace("有限责任公司", "有限公司").replace("专业合作社", "合作社")
    if slip == 1:
        return name.removeprefix(COUNTY[1]).removeprefix(COUNTY[1][:-1])
    if slip == 2:
        return name.replace("有限责任公司", "公司").replace("有限公司", "公司")
    if slip == 3:
        return name.translate(_HEARD)
    spot = dice.randrange(2, max(3, len(name) - 2))
    if slip == 4:
        return name[:spot] + name[spot + 1 :]
    return name[:spot] + name[spot] + name[spot:]


def _address(one: Unit, detail: str, dice: random.Random) -> str:
    """The address, perhaps without its beginning or its end."""
    start = dice.choices(("full", "city", "county", "town", "bare"), (40, 10, 25, 18, 7))[0]
    head = {
        "full": f"{PROVINCE[1]}{CITY[1]}{COUNTY[1]}{one.town.name}",
        "city": f"{CITY[1]}{COUNTY[1]}{one.town.name}",
        "county": f"{COUNTY[1]}{one.town.name}",
        "town": one.town.name,
        "bare": "",
    }[start]
    if dice.random() < 0.12:
        detail = (
            detail.partition("号")[0] + "号" if "幢" in detail else detail[: detail.find("村") + 1 or None]
        )
    return head + detail


def towns() -> dict[str, str]:
    """Name of every township by its code."""
    return {town.code: town.name for town in TOWNS}
