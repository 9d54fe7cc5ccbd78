"""An invented county with two townships, whose departments deliver small lists."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from tests.ledger.conftest import moment
from tests.linkage.county import code_of
from youju.people.actors import Actor

CLERK = Actor("meng", "孟甲", "statistics", frozenset({"register_clerk"}))
TOWN = Actor("tang", "汤乙", "micheng", frozenset({"clerk"}))
OTHER = Actor("dai", "戴丙", "hongyan", frozenset({"clerk"}))
BUREAU = Actor("lu", "卢丁", "taxes", frozenset({"clerk"}))

MICHENG, HONGYAN = "云南省大理白族自治州弥渡县弥城镇", "云南省大理白族自治州弥渡县红岩镇"
HEADINGS = ("行号", "统一社会信用代码", "单位名称", "负责人", "地址", "联系电话", "登记状态", "行业")


def row(number: int, unit: int | None, name: str, address: str = "", **more: str) -> dict[str, str]:
    """A row of a list."""
    cells = {
        "行号": str(number), "统一社会信用代码": "" if unit is None else code_of(unit),
        "单位名称": name, "地址": address,
    }  # fmt: skip
    return cells | more


MARKET = [
    row(1, 1, "弥渡县恒泽商贸有限公司", f"{MICHENG}建设路1号", 负责人="赵伟"),
    row(2, 2, "弥渡县昊骏建筑工程有限公司", f"{MICHENG}人民路22号", 负责人="钱芳"),
    row(3, 3, "弥渡县腾宏农业开发有限公司", f"{HONGYAN}解放路35号", 负责人="孙娜"),
    row(4, 4, "弥渡县晟瀚机械制造厂", f"{HONGYAN}文化路48号", 负责人="李敏"),
    row(5, 5, "弥渡县铭锐电子科技有限公司", f"{MICHENG}工业路51号", 负责人="周静"),
    row(6, 6, "弥渡县盈祺食品加工有限公司", f"{MICHENG}迎宾路66号", 负责人="吴强"),
]
TAX = [
    row(1, 1, "弥渡县恒泽商贸有限公司", f"{MICHENG}建设路1号", 负责人="赵伟"),
    row(2, 2, "弥渡县昊骏建筑工程有限公司", f"{HONGYAN}新华路9号", 负责人="钱芳"),
    row(3, 3, "弥渡县腾宏农业开发有限公司", f"{HONGYAN}解放路35号", 负责人="孙娜"),
    row(4, 4, "弥渡县晟瀚机械制造厂", f"{HONGYAN}文化路48号", 负责人="李敏"),
]
WALK = [
    row(1, None, "恒泽商贸有限公司", f"{MICHENG}建设路1号", 负责人="赵伟", 联系电话="08728100001"),
    row(2, None, "卓朗餐饮店", f"{HONGYAN}朝阳路77号", 负责人="郑洋", 联系电话="08728100002"),
]
LISTS = {"market": MARKET, "tax": TAX, "walk": WALK}
RULES = """
region: "532925"
lists:
  market: {label: 市场监管登记}
  tax: {label: 税务登记, complete: [法人单位]}
  walk: {label: 实地走访, field: true}
items:
  name: {label: 单位名称, from: [market, tax, walk]}
  address: {label: 经营地址, from: [walk, tax, market]}
  phone: {label: 联系电话, from: [walk]}
  status: {label: 登记状态, from: [market, tax]}
  industry: {label: 行业代码, from: [market]}
closed: [注销, 吊销]
"""


@dataclass
class Office:
    """Whoever loads lists, with few words.

    Attributes:
        folder: Where the files lie.
        today: Day on which things are recorded.
    """

    folder: Path
    today: date = date(2023, 9, 1)
    ticks: int = field(default=0)

    def at(self) -> datetime:
        """The next moment of today."""
        self.ticks += 1
        return moment(self.today, seconds=self.ticks)

    def write(self, lists: dict[str, Sequence[dict[str, str]]], more: str = "") -> Path:
        """The files of a delivery and their configuration."""
        (self.folder / "rules.yaml").write_text(RULES, encoding="utf-8")
        lines = ["rules: rules.yaml", "lists:"]
        for name, rows in lists.items():
            with (self.folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, HEADINGS, restval="")
                writer.writeheader()
                writer.writerows(rows)
            columns = "columns: {row: 行号}, items: {status: 登记状态, industry: 行业}"
            lines.append(f"  {name}: {{file: {name}.csv, {columns}}}")
        path = self.folder / "lists.yaml"
        path.write_text("\n".join(lines) + "\n" + more, encoding="utf-8")
        return path

    def load(
        self, *, on: date | None = None, actor: Actor = CLERK, partial: bool = False, **lists: Any
    ) -> Any:
        """Take lists in; by default all of them as they are."""
        from youju.register import actions

        path = self.write(lists or dict(LISTS))
        return actions.load(path, actor=actor, on=on or self.today, at=self.at(), partial=partial)

    def settle(self, record: Any, finding: str, right: str = "") -> Any:
        """Settle a difference on paper, with a letter as its evidence."""
        from youju.ledger import actions, evidence
        from youju.scenarios.props import made

        letter = evidence.store(io.BytesIO(made("复函.docx", "市场监督管理局复函")), "复函.docx")
        values = {"finding": finding} | ({"right": right} if right else {})
        return actions.perform(
            record.id, "settle_on_paper", actor=CLERK, on=self.today, at=self.at(), values=values,
            evidence=[letter],
        )  # fmt: skip


def changed(rows: Sequence[dict[str, str]], number: int, **cells: str) -> list[dict[str, str]]:
    """A list with one row changed."""
    return [one | cells if one["行号"] == str(number) else one for one in rows]


def without(rows: Sequence[dict[str, str]], number: int) -> list[dict[str, str]]:
    """A list with one row gone."""
    return [one for one in rows if one["行号"] != str(number)]


@pytest.fixture
def office(db: Any, tmp_path: Path) -> Iterator[Office]:
    """The county's people, the pack of the register, nothing loaded."""
    from youju.definitions.load import find_pack
    from youju.ledger.actions import install_pack
    from youju.people import actions

    found = Office(tmp_path)
    known: dict[str, Any] = {"actor": Actor.system(), "on": found.today, "at": found.at()}
    for code, name, parent, division in (
        ("midu", "弥渡县人民政府", None, "532925"),
        ("statistics", "弥渡县统计局", "midu", "532925"),
        ("taxes", "弥渡县税务局", "midu", "532925"),
        ("micheng", "弥渡县弥城镇人民政府", "midu", "532925101"),
        ("hongyan", "弥渡县红岩镇人民政府", "midu", "532925102"),
    ):
        actions.save_organisation(code, name=name, parent=parent, division=division, **known)
    for one in (CLERK, TOWN, OTHER, BUREAU):
        actions.save_person(one.id, name=one.name, **known)
        for role in one.roles:
            actions.grant(one.id, one.organisation or "", role, **known)
    with override_settings(EVIDENCE_ROOT=tmp_path / "evidence", SNAPSHOT_ROOT=tmp_path / "snapshots"):
        install_pack(find_pack("register"), actor=Actor.system(), at=found.at())
        yield found
