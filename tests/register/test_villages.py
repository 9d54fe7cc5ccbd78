"""Villages get the codes of the table that the office hands in, by the names in addresses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from tests.register.conftest import CLERK, MARKET, MICHENG, TAX, TOWN, Office, changed
from youju.errors import YoujuError

HEAD = "统计用区划代码,城乡分类代码,名称\n"
TABLE = HEAD + (
    "532925101201,121,太平村民委员会\n"
    "532925101001,111,长虹社区居民委员会\n"
    "532925102201,220,双河村委会\n"
    "532925102202,220,新庄村民委员会\n"
    "532925101202,220,新庄村民委员会\n"
)
LISTED = [
    *changed(
        changed(changed(MARKET, 1, 地址=f"{MICHENG}太平村5号"), 2, 地址="弥渡县双河村8号"),
        5,
        地址="弥渡县新庄村9号",
    )
]


def take(office: Office, text: str, actor: Any = CLERK) -> int:
    from youju.register import actions

    file = office.folder / "villages.csv"
    file.write_text(text, encoding="utf-8")
    return actions.take_villages(file, actor=actor)


def placed(name: str) -> tuple[str, str, str, str]:
    """Division of a unit, its village, the village's code and class."""
    from youju.register.models import Unit

    unit = Unit.objects.get(name=f"弥渡县{name}")
    said = [
        unit.values.get(item, {}).get("value", "") for item in ("village", "village_code", "village_class")
    ]
    return unit.division, said[0], said[1], said[2]


def test_villages_of_addresses_get_their_codes(office: Office) -> None:
    from youju.register import actions, queries
    from youju.register.models import Unit

    assert take(office, TABLE) == 5
    tax = changed(TAX, 2, 地址="")
    office.load(market=LISTED, tax=tax)
    assert placed("恒泽商贸有限公司") == ("532925101", "", "", ""), (
        "the tax list has another address, and wins"
    )
    assert placed("昊骏建筑工程有限公司") == ("532925102", "双河村", "532925102201", "220"), (
        "one village of the county has the name, so the town is known"
    )
    assert placed("铭锐电子科技有限公司") == ("532925", "新庄村", "", ""), "two have it"
    unit = Unit.objects.get(name="弥渡县昊骏建筑工程有限公司")
    assert queries.offer(CLERK, str(unit.number), "village_code") == {
        "value": "532925102201", "list": "market", "row": "2", "on": "2023-09-01",
    }  # fmt: skip
    assert take(office, TABLE.replace("532925101202,220,新庄", "532925101202,220,后庄")) == 5
    actions.relink(actor=CLERK, on=office.today, at=office.at())
    assert placed("铭锐电子科技有限公司") == ("532925102", "新庄村", "532925102202", "220"), (
        "as the table is now"
    )
    assert office.load(market=LISTED, tax=tax).units == {}, "and stays"


def test_differences_go_to_the_grid_of_the_village(office: Office) -> None:
    from tests.register.test_differences import records
    from youju.people import actions
    from youju.people.actors import Actor

    known = {"actor": Actor.system(), "on": office.today, "at": office.at()}
    actions.save_organisation(
        "shuanghe", name="双河村网格", parent="hongyan", division="532925102201", **known
    )
    take(office, TABLE)
    office.load(market=LISTED, tax=changed(TAX, 2, 地址="", 单位名称="弥渡县红光服装厂"))
    found = {key: one.organisation for key, one in records().items()}
    assert found["弥渡县昊骏建筑工程有限公司", "name"] == "shuanghe"
    assert found["弥渡县盈祺食品加工有限公司", "missing"] == "micheng", "no grid, so the township"


def test_without_a_table_names_alone_are_known(office: Office) -> None:
    office.load(market=LISTED)
    assert placed("恒泽商贸有限公司") == ("532925101", "太平村", "", "")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("代码,村\n532925101201,太平村\n", [("K812", 1)]),
        (
            HEAD + "53292510120,121,太平村\n532925101000,,弥城镇\n532925999201,,甲村\n532925101201,999,乙村\n"
            "532925101202,220,\n532925101203,220,丙村\n532925101203,220,丁村\n",
            [("K813", row) for row in (2, 3, 4, 5, 6, 8)],
        ),
    ],
)
def test_a_table_is_taken_whole_or_not(office: Office, text: str, told: list[tuple[str, int]]) -> None:
    from youju.register.models import VillageRow

    take(office, TABLE)
    with pytest.raises(YoujuError) as raised:
        take(office, text)
    assert [(one.code.id, one.where.row) for one in raised.value.problems] == told
    assert VillageRow.objects.count() == 5, "that of before"


def test_who_may_not(office: Office) -> None:
    with pytest.raises(YoujuError) as raised:
        take(office, TABLE, actor=TOWN)
    assert raised.value.problems[0].code.id == "K804"


def test_the_command_takes_a_workbook(office: Office, tmp_path: Path) -> None:
    from youju.register.commands import app

    book = openpyxl.Workbook()
    for line in TABLE.splitlines():
        book.active.append(line.split(","))
    book.save(tmp_path / "村级代码.xlsx")
    result = CliRunner().invoke(app, ["villages", str(tmp_path / "村级代码.xlsx")])
    assert result.exit_code == 0 and "已采用5个村、社区" in result.stderr
