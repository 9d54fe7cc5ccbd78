"""Divisions: the tree against the table, retired codes, and names in addresses."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youju.errors import YoujuError
from youju.standards import addresses, credit_code, division_names, divisions
from youju.standards.divisions import Level

REGISTER = Path(__file__).parents[3] / "shared/data/register/xuancheng"
SOURCE = Path(__file__).parents[3] / "shared/data/standards"

KNOWN = list(divisions.known())
STREETS = list(divisions.streets())
ANY = st.one_of(st.sampled_from([division.code for division in KNOWN]), st.sampled_from(STREETS))
NAMED = [division for division in KNOWN if division.name not in divisions.PLACEHOLDERS]


@given(ANY)
def test_the_tree_holds_together(code: str) -> None:
    division = divisions.require(code)
    assert division.code == code
    assert division.is_current
    assert division.current == division
    assert divisions.get(division.code.ljust(12, "0")) == division
    for upper in division.ancestors:
        assert divisions.within(code, upper.code)
        assert not divisions.within(upper.code, code)
        assert upper.level < division.level
    if division.parent:
        assert division in division.parent.children
        assert division.parent == division.ancestors[-1]
    else:
        assert division.level == Level.PROVINCE
    assert all(child.parent == division for child in division.children)
    assert division.full_name.endswith(division.name) or division.name in divisions.PLACEHOLDERS


def test_every_division_hangs_below_a_province() -> None:
    assert len(divisions.provinces()) == 34
    assert len(KNOWN) > 3300
    assert len(STREETS) > 41000
    assert all(division.parent for division in KNOWN if division.level > Level.PROVINCE)
    assert all(divisions.get(code[:6]) for code in STREETS)


@pytest.mark.parametrize(
    ("code", "name", "level"),
    [
        ("34", "安徽省", "省级"),
        ("3418", "安徽省宣城市", "地级"),
        ("341800", "安徽省宣城市", "地级"),
        ("341800000000", "安徽省宣城市", "地级"),
        ("110101", "北京市东城区", "县级"),
        ("441900003", "广东省东莞市东城街道", "乡级"),
        ("429021", "湖北省神农架林区", "县级"),
        ("500229", "重庆市城口县", "县级"),
        ("820000", "澳门特别行政区", "省级"),
    ],
)
def test_full_names(code: str, name: str, level: str) -> None:
    assert divisions.require(code).full_name == name
    assert divisions.require(code).level.label == level


@pytest.mark.parametrize("code", ["999999", "", "34180", "宣城", "341899", "341899001"])
def test_an_unknown_code_is_none_or_an_error(code: str) -> None:
    assert divisions.get(code) is None
    with pytest.raises(YoujuError) as caught:
        divisions.require(code)
    assert caught.value.code == "S120"


def test_every_change_leads_to_something_that_is() -> None:
    changes = divisions.changes()
    assert len(changes) > 60
    for old in changes:
        assert not old.is_current
        assert old.successors
        for code in old.successors:
            assert divisions.get(code) is not None, f"{old.name} went to {code}"
        if len(old.successors) == 1:
            assert old.current is not None
            assert old.current.is_current
    renamed = [old for old in changes if old.code in old.successors]
    assert all(divisions.require(old.code).name != old.name for old in renamed)
    gone = [old for old in changes if old.code not in old.successors]
    # a code that is still in the table can only stand for something else than the retired name
    assert all(divisions.name_of(old.prefix) != old.name for old in gone)


@pytest.mark.parametrize(
    ("code", "now"),
    [
        ("341822", "安徽省宣城市广德市"),
        ("341422", "安徽省芜湖市无为市"),
        ("340203", "安徽省芜湖市弋江区"),
        ("110104", "北京市西城区"),
        ("370282", "山东省青岛市即墨区"),
        ("341400", None),
    ],
)
def test_what_became_of_it(code: str, now: str | None) -> None:
    current = divisions.require(code).current
    assert (current.full_name if current else None) == now


def test_search() -> None:
    assert [d.code for d in divisions.search("宣州区")] == ["341802"]
    assert [d.code for d in divisions.search("宁国市", level=Level.COUNTY)] == ["341881"]
    assert [d.code for d in divisions.search("港口镇", inside="3418")] == ["341881100"]
    assert {d.code[:4] for d in divisions.search("鼓楼区")} == {"3201", "3203", "3501", "4102"}
    assert divisions.search("鼓楼区", limit=1)[0].code == "320106"
    assert divisions.search("襄樊")[0].current == divisions.get("420600")
    assert divisions.search("") == divisions.search("没有这个地方") == []


@pytest.mark.parametrize(
    ("text", "code", "rest"),
    [
        ("安徽省宣城市宣州区济川街道宣向路7号", "341802004", "宣向路7号"),
        ("宣城宣州区向阳路1号", "341802", "向阳路1号"),
        ("安徽宣城市梅溪路51号", "341800", "梅溪路51号"),
        ("安徽省宁国市中溪镇街道", "341881102", "街道"),
        ("安徽省广德县桃州镇太极大道", "341882100", "太极大道"),
        ("安徽省巢湖市居巢区夏阁镇电厂路", "340181104", "电厂路"),
        ("安徽省六安市寿县堰口镇", "340422108", ""),
        ("安庆市枞阳县枞阳镇湖滨东路", "340722118", "湖滨东路"),
        ("内蒙古呼和浩特市新城区哲里木路", "150102", "哲里木路"),
        ("广西南宁市青秀区民族大道", "450103", "民族大道"),
        ("新疆伊犁州伊宁市", "654002", ""),
        ("湖北恩施土家族苗族自治州恩施市舞阳坝街道", "422801001", ""),
        ("重庆市石柱县西沱镇", "500240101", ""),
        ("北京市市辖区朝阳区建国路88号", "110105", "建国路88号"),
        ("上海市浦东新区陆家嘴街道", "310115005", ""),
        ("东莞市虎门镇", "441900121", ""),
        ("仙桃市沔阳大道", "429004", "沔阳大道"),
        ("江苏省南京市鼓楼区湖南路1号", "320106", "湖南路1号"),
        ("安徽省安徽省宣城市宁国市宁国市港口镇", "341881100", ""),
        ("安徽省 宣城市，宁国市 － 河沥溪办事处", "341881003", ""),
        ("安徽省宣城市区青年路东一层", "341800", "青年路东一层"),
        ("242000 中国安徽省宣城市宣州区", "341802", ""),
        ("宣城经济技术开发区兴隆路", "341871", "兴隆路"),
        ("宁国经济技术开发区创业北路6号", "341881400", "创业北路6号"),
        ("山东省济南市市中区经十路", "370103", "经十路"),
        ("铵徽省宣城市宣州区状元北路", "341802", "状元北路"),
        ("合肥市宁国路12号", "340100", "宁国路12号"),
        ("湖北省襄樊市", "420600", ""),
    ],
)
def test_addresses(text: str, code: str, rest: str) -> None:
    found = addresses.locate(text)
    assert found.division is not None
    assert found.division.full_name == divisions.require(code).full_name
    assert found.rest == rest
    assert found.candidates == ()


@pytest.mark.parametrize(
    "text", ["", "  ", "和平路12号", "宁阳西路3号", "马鞍山路100号", "１２３", "经济技术开发区"]
)
def test_no_division_in_it(text: str) -> None:
    found = addresses.locate(text)
    assert found.division is None
    assert found.level is None


def test_several_are_possible() -> None:
    found = addresses.locate("市中区经十路1号")
    assert found.division is None
    assert {place.code[:2] for place in found.candidates} == {"37", "51"}
    assert addresses.locate("市中区经十路1号", inside="3701").division == divisions.get("370103")
    town = addresses.locate("桃花潭镇厚岸")
    assert town.division is None
    assert [place.full_name for place in town.candidates] == ["安徽省宣城市泾县桃花潭镇"]
    assert addresses.locate("桃花潭镇厚岸", inside="341800").division == town.candidates[0]
    assert addresses.locate("河沥溪街道东津大道", inside="341881").division == divisions.get("341881003")
    assert addresses.locate("滨湖区徽州大道", inside="341800").division is None


@given(st.sampled_from(STREETS))
def test_a_full_name_leads_back(code: str) -> None:
    division = divisions.require(code)
    if len(divisions.search(division.name, inside=division.code[:6])) > 1:
        return
    found = addresses.locate(division.full_name + "人民路1号")
    assert found.division is not None
    assert divisions.within(code, found.division.code)
    if division.name.endswith(("镇", "乡", "街道")):
        assert found.division == division


@given(st.sampled_from(NAMED), st.text(max_size=12))
def test_any_text_after_a_name_is_read_without_a_crash(division: divisions.Division, tail: str) -> None:
    found = addresses.locate(division.full_name + tail)
    assert found.start <= found.end <= len(found.text)
    assert found.division is None or found.division.is_current
    assert addresses.locate(tail).end <= len(addresses.locate(tail).text)


def test_stems_are_never_a_single_character() -> None:
    shorts = [division_names.stem(division.name) for division in NAMED]
    assert len(shorts) > 3000
    assert all(len(short) >= 2 for short in shorts)


@pytest.mark.skipif(not REGISTER.exists(), reason="the real registrations of ../shared are not here")
def test_real_addresses_agree_with_their_credit_codes() -> None:
    seen: Counter[str] = Counter()
    with (REGISTER / "market.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            code = row["统一社会信用代码"]
            office = divisions.get(code[2:8]) if credit_code.is_valid(code) else None
            if office is None or office.current is None or office.current.level != Level.COUNTY:
                continue
            found = addresses.locate(row["住所"], inside="341800").division
            if found is None or found.level < Level.COUNTY:
                seen["open"] += 1
            else:
                seen["right" if divisions.within(found.code, office.current.code) else "other"] += 1
    assert seen.total() > 3000
    assert seen["right"] > 0.93 * seen.total()
    assert seen["other"] < 0.005 * seen.total()


@pytest.mark.skipif(not SOURCE.exists(), reason="the source tables of ../shared are not here")
def test_the_tables_are_those_of_the_source() -> None:
    with (SOURCE / "division_streets.csv").open(encoding="utf-8") as file:
        assert {row["code"]: row["name"] for row in csv.DictReader(file)} == dict(divisions.streets())
    with (SOURCE / "division_areas.csv").open(encoding="utf-8") as file:
        assert all(divisions.name_of(divisions.prefix(r["code"])) == r["name"] for r in csv.DictReader(file))
