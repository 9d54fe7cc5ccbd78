"""A form of a ledger offers what departments hold, with source and date, to those who may see the unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.linkage.county import code_of
from tests.register.conftest import CLERK, OTHER, TOWN, Office
from tests.register.test_candidates import given
from tests.register.test_pages import Browser, words
from youju.definitions.models import FieldDef
from youju.people.actors import Actor
from youju.register import offering
from youju.web import database

NEW = "/ledgers/register_entries/new/"


@pytest.fixture
def desks(office: Office) -> Iterator[dict[str, Browser]]:
    """Two townships and the clerk before the form of the ledger of entries."""
    from youju.people import actions

    office.load()
    given(1, industry="5135", sales="2,500.005", qualification="三级")
    for one in (TOWN, OTHER):
        actions.grant(
            one.id,
            one.organisation or "",
            "town_clerk",
            actor=Actor.system(),
            on=office.today,
            at=office.at(),
        )
    found = {one.id: Browser(one) for one in (CLERK, TOWN, OTHER)}
    database.take_role("application")
    try:
        yield found
    finally:
        database.take_role("job")


def posted(browser: Browser, take: str, path: str = NEW, **typed: str) -> str:
    """The form after a button that takes something."""
    data = {f"f.{name}": text for name, text in typed.items()} | {"take": take}
    answer = browser.client.post(path, data)
    assert answer.status_code == 200
    return str(answer.content.decode())


def value(html: str, name: str) -> str:
    """What an input of the form shows."""
    found = re.search(rf'name="f\.{name}" value="([^"]*)"', html)
    if found is None:
        found = re.search(rf'name="f\.{name}"[^>]*>\n([^<]*)</textarea>', html)
    assert found is not None, name
    return found[1]


def test_what_departments_hold_is_offered_and_taken(desks: dict[str, Browser]) -> None:
    town = desks[TOWN.id]
    blank = town.get(NEW)
    assert "查部门已有的内容" in blank
    assert "填入" not in words(blank)
    html = posted(town, "", code=code_of(1))
    told = words(html)
    assert "税务登记（2023年9月1日）已有：2500.00 填入" in told or "已有：2500.01 填入" in told
    assert "实地走访（2023年9月1日）已有：恒泽" not in told, "the market list counts for names"
    assert "市场监管登记（2023年9月1日）已有：弥渡县恒泽商贸有限公司" in told
    assert value(html, "code") == code_of(1)
    assert value(html, "amount") == "", "nothing is filled in by itself"
    html = posted(town, "qualification", code=code_of(1), name="某商行")
    assert value(html, "qualification") == "三级"
    assert value(html, "name") == "某商行", "what was typed stays"
    assert "已有：三级" not in words(html), "it has been taken"
    html = posted(town, "industry", code=code_of(1).lower())
    assert value(html, "industry").endswith("（5135）")


def test_nothing_is_offered_of_units_that_one_does_not_see(desks: dict[str, Browser]) -> None:
    html = posted(desks[OTHER.id], "name", code=code_of(1))
    assert "填入" not in words(html)
    assert value(html, "name") == ""
    for typed in ("", "123", code_of(1)[:-1] + "?"):
        assert "填入" not in words(posted(desks[CLERK.id], "", code=typed))


def test_the_form_of_an_act_knows_its_unit(desks: dict[str, Browser], office: Office) -> None:
    from youju.ledger import actions

    values = {"name": "恒泽", "code": code_of(1), "category": "wholesale", "town": "micheng"}
    database.take_role("job")
    record = actions.open_record("register_entries", values, actor=CLERK, on=office.today, at=office.at())
    database.take_role("application")
    html = desks[TOWN.id].get(f"/records/{record.id}/act/ask/")
    assert re.search(r"已有：2500\.0[01] 填入", words(html))
    taken = posted(desks[TOWN.id], "amount", f"/records/{record.id}/act/ask/")
    assert re.fullmatch(r"2500\.0[01]", value(taken, "amount"))


@pytest.mark.parametrize(
    ("field", "item"),
    [
        ({"label": "注册资本（万元）", "type": "money", "unit": "万元"}, "capital"),
        ({"label": "单位名称", "type": "text"}, "name"),
        ({"label": "名称", "type": "text"}, ""),
        ({"label": "经营地址", "type": "place"}, "address"),
        ({"label": "负责人", "type": "text"}, ""),
        ({"label": "经营地址", "type": "text", "personal": True}, ""),
        ({"label": "所属行业", "type": "code", "codes": "standard:industry"}, "industry"),
        ({"label": "单位类别", "type": "code", "codes": "kinds"}, ""),
    ],
)
def test_labels_say_what_is_asked(field: dict[str, Any], item: str) -> None:
    assert offering.item_of(FieldDef(**field)) == item


@pytest.mark.parametrize(
    ("field", "text", "written"),
    [
        ({"type": "money", "unit": "元"}, "2.5", "25000"),
        ({"type": "money", "unit": "亿元", "decimals": 2}, "25,000", "2.50"),
        ({"type": "money", "unit": "万元"}, "60(万元)", "60"),
        ({"type": "money", "unit": "美元"}, "60", ""),
        ({"type": "number", "unit": "人"}, "不详", ""),
        ({"type": "date"}, "2011-07-18", "2011-07-18"),
        ({"type": "date"}, "2011年", ""),
        ({"type": "text", "max_length": 3}, "很长的名称", ""),
        ({"type": "code", "codes": "standard:division"}, "000000", ""),
    ],
)
def test_values_are_written_as_the_field_takes_them(field: dict[str, Any], text: str, written: str) -> None:
    assert offering._written(FieldDef(label="项", **field), text) == written
