"""Addresses taken apart, and what stands near a unit."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.people.test_scopes_by_sql import read, role, ticket
from tests.register.conftest import BUREAU, CLERK, HONGYAN, MARKET, MICHENG, OTHER, TAX, TOWN, Office, row
from tests.register.test_pages import Browser, words
from youju.register import sites
from youju.register.neighbours import together
from youju.web import database

STREET = [
    row(11, 11, "弥渡县安和百货有限公司", f"{MICHENG}建设路1号二楼"),
    row(12, 12, "弥渡县柏原饭店", f"{MICHENG}建设路3号"),
    row(13, 13, "弥渡县承远药店", f"{MICHENG}建设路12号"),
    row(14, 14, "弥渡县德润茶行", f"{HONGYAN}建设路1号"),
    row(15, 15, "弥渡县恩泰农资店", f"{HONGYAN}太极村三组8号"),
    row(16, 16, "弥渡县丰禾农资店", f"{HONGYAN}太极村委会五组2号"),
]


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("", sites.NOWHERE),
        ("太平村", sites.Site("", "太平村", "", 0, "")),
        ("宁国市河沥办事处滨口村12号", sites.Site("341881003", "滨口村", "", 0, "滨口村12号")),
        ("宁国市港口镇太平行政村", sites.Site("341881100", "太平村", "", 0, "")),
        ("宣城市宣州区双桥街道办事处双溪路73号", sites.Site("341802006", "", "双溪路", 73, "双溪路73号")),
        ("宣城市区梅溪路215号", sites.Site("341800", "", "梅溪路", 215, "梅溪路215号")),
        ("宁国市青龙东路2幢1011号", sites.Site("341881", "", "青龙东路", 0, "青龙东路2栋1011号")),
        ("宣州区农村信用社", sites.Site("341802", "", "", 0, "")),
        ("宣州区龙首新村3幢", sites.Site("341802", "", "", 0, "")),
        ("宁国市宁国大道潘村", sites.Site("341881", "", "宁国大道", 0, "")),
    ],
)
def test_what_an_address_says(address: str, site: sites.Site) -> None:
    assert sites.read(address, inside="341800") == site
    assert sites.area(address, inside="341800") == site[:2]


@given(st.text("安徽省宣城市宁国港口镇太平村委会社区路街12345号栋-一二 办事处行政", max_size=30))
def test_any_text_is_read(text: str) -> None:
    found = sites.read(text, inside="341881")
    assert found[:2] == sites.area(text, inside="341881")
    assert re.fullmatch(r"|.+(村|社区)", found.village)
    assert not found.number or found.spot.endswith(f"{found.number}号")


@given(st.sampled_from(["34", "3418", "341802", "341802001", "341881", "341881100"]), st.data())
def test_together_is_mutual(one: str, data: st.DataObject) -> None:
    other = data.draw(st.sampled_from(["34", "3418", "341802", "341802002", "341881", "340100"]))
    assert together(one, other) is together(other, one)
    assert together(one, one)


@pytest.fixture
def page(office: Office) -> Any:
    """The page of a unit for somebody, by a word of its name."""
    from youju.register.models import Unit

    office.load(market=[*MARKET, *STREET], tax=TAX)
    ids = {one.name: one.id for one in Unit.objects.all()}
    browsers = {actor.id: Browser(actor) for actor in (CLERK, TOWN, OTHER)}

    def found(actor: Any, name: str) -> str:
        (id_,) = (id_ for label, id_ in ids.items() if name in label)
        html: str = browsers[actor.id].get(f"/register/units/{id_}/")
        return html.partition('<section class="plan"')[2].partition("</section>")[0]

    found.browsers = browsers  # type: ignore[attr-defined]
    database.take_role("application")
    try:
        yield found
    finally:
        database.take_role("job")


def test_the_plan_of_a_street(page: Any) -> None:
    html = page(CLERK, "恒泽")
    street = words(html.partition('class="street"')[2].partition("</div>")[0])
    assert street.replace(" ", "").endswith("1号2户●本单位3号1户建设路12号1户")
    house = words(html.partition("同一门牌的单位")[2].partition("</ul>")[0])
    assert "安和百货" in house
    assert "德润茶行" not in house, "the other township has a 建设路 of its own"
    assert "柏原" not in house
    assert "建设路的其他单位，3 户" in words(html)


def test_the_plan_keeps_to_what_one_sees(page: Any) -> None:
    html = page(TOWN, "恒泽")
    assert "安和百货" in html
    assert "德润茶行" not in html
    grid = re.findall(r'division=(\d+)"', html)
    assert len(grid) == 1, "only its own township"
    assert len(re.findall(r'division=(\d+)"', page(CLERK, "恒泽"))) > 5


def test_where_lists_differ_is_said(page: Any) -> None:
    html = page(CLERK, "昊骏")
    assert "有 1 份名录写的地方与采用的不同" in html
    text = words(html)
    assert "税务登记" in text
    assert "区划不同" in text
    cells = {
        re.sub(r"<[^>]+>", "", name): mark
        for mark, name in re.findall(r'<li(?: class="(here|said)")?>(<a[^>]+>[^<]+)</a>', html)
    }
    assert sorted(mark for mark in cells.values() if mark) == ["here", "said"]
    assert "不同" not in words(page(CLERK, "腾宏").partition("</tbody>")[0])


def test_villages_are_coded_and_shared(page: Any) -> None:
    from youju.register.models import Unit

    html = page(CLERK, "恩泰")
    assert "太极村的其他单位，1 户" in words(html)
    assert "没有其他单位" in words(html), "nobody else has its number"
    database.take_role("job")
    unit = Unit.objects.get(name__contains="丰禾")
    assert unit.values["village"] == unit.values["address"] | {"value": "太极村"}


def test_units_of_a_division_are_listed(page: Any) -> None:
    listed = page.browsers[CLERK.id].get("/register/?division=532925102")
    assert "红岩镇" in words(listed)
    assert "腾宏" in listed
    assert "铭锐" not in listed
    assert "铭锐" in page.browsers[CLERK.id].get("/register/?division=9999")
    assert "腾宏" not in words(page.browsers[TOWN.id].get("/register/?division=532925102"))


def test_the_database_looks_only_where_one_may(office: Office, db: Any) -> None:
    from youju.ledger.listing.searching import pieces

    office.load(market=STREET)
    near = "SELECT register_near(%s, %s::bigint[], %s::text[], 9)"
    asked = [("5329", 4), ("532925101", 3), ("5301", 0)]
    for division, many in asked:
        with role(db, ticket(CLERK)) as connection:
            assert len(read(connection, near, division, pieces("建设路"), ["建设路"])) == many
    for given_, many in ((ticket(TOWN), 3), (ticket(OTHER), 1), (ticket(BUREAU), 0), ("", 0)):
        with role(db, given_) as connection:
            assert len(read(connection, near, "5329", pieces("建设路"), ["建设路"])) == many
