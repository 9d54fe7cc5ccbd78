"""Industries that no list reports are coded from name and scope, below what a list says, and only once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.linkage.county import code_of
from tests.register.conftest import CLERK, MARKET, TAX, WALK, Office, changed
from youju.register import coding
from youju.register.rules import CODED, Rules
from youju.standards import industry_coding


def said(**texts: str) -> dict[str, Any]:
    return {
        item: {"value": text, "list": "market", "row": "1", "on": "2023-09-01"}
        for item, text in texts.items()
    }


def test_a_reported_code_is_never_replaced() -> None:
    values = said(name="云溪县华强水泥有限公司", scope="水泥制造、销售", industry="5165")
    assert coding.with_industry(values, {}) == values
    assert coding.is_sure(values["industry"])


def test_what_is_not_reported_is_coded_with_a_confidence_and_alternatives() -> None:
    found = coding.with_industry(said(name="云溪县华强水泥有限公司", scope="水泥制造、销售"), {})["industry"]
    assert (found["value"], found["list"], found["on"]) == ("3011", CODED, "2023-09-01")
    assert 0.5 < found["confidence"] <= 1
    assert coding.is_sure(found) == (found["confidence"] >= industry_coding.SURE)
    assert all(code != "3011" and sure <= found["confidence"] for code, sure in found["others"])
    assert coding.with_industry(said(address="建设路1号"), {}) == said(address="建设路1号")
    assert coding.with_industry(said(name="甲"), {}).keys() == {"name"}
    assert Rules().label(CODED) == "按名称和经营范围推定"


def test_the_same_words_are_not_coded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    before = coding.with_industry(said(name="云溪县小学", scope="小学教育"), {})
    monkeypatch.setattr(industry_coding, "code", lambda *_: pytest.fail("coded again"))
    now = {
        item: {**value, "on": "2023-10-01"}
        for item, value in said(name="云溪县小学", scope="小学教育").items()
    }
    assert coding.with_industry(now, before)["industry"] == before["industry"]


def test_units_are_coded_at_a_load_and_a_report_comes_first(office: Office) -> None:
    from youju.register import queries

    office.load()
    unit = queries.get_for(CLERK, code_of(6))
    assert unit.values["industry"]["list"] == CODED
    assert unit.values["industry"]["value"][:2] in ("13", "14")
    office.load(market=changed(MARKET, 6, 行业="1431"), tax=TAX, walk=WALK)
    told = queries.get_for(CLERK, code_of(6)).values["industry"]
    assert told == {"value": "1431", "list": "market", "row": "6", "on": "2023-09-01"}
