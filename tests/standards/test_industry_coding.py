"""Coding industries: the sample is sound, and what is learned holds on what was not seen."""

from __future__ import annotations

import csv
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.house.source import ROOT
from youju.standards import business_scopes, industries, industry_coding, tables
from youju.standards.industries import Level
from youju.standards.industry_coding import Coder, Sample


@pytest.mark.parametrize(
    ("name", "scope", "code"),
    [
        ("云溪县某某村股份经济合作社", "集体资产经营与管理", "7215"),
        ("白水县恒康大药房", "中成药、化学药制剂、保健食品零售", "5251"),
        ("云溪县顺风加油站", "汽油、柴油、润滑油零售；便利店经营", "5265"),
        ("云溪县鸿基房地产开发有限公司", "房地产开发、销售；建筑材料销售", "7010"),
        ("云溪县利民生猪养殖专业合作社", "生猪养殖、销售；为成员提供技术服务", "0313"),
        ("云溪县华强水泥有限公司", "水泥制造、销售", "3011"),
        ("云溪县光明中心小学", "小学义务教育", "8321"),
    ],
)
def test_plain_cases(name: str, scope: str, code: str) -> None:
    found = industry_coding.code(name, scope)
    assert found[0].code == code
    assert len(found) <= industry_coding.SHOWN
    assert [one.confidence for one in found] == sorted((one.confidence for one in found), reverse=True)
    assert 0 < sum(one.confidence for one in found) <= 1.001


def test_what_is_done_decides_between_making_selling_and_mending() -> None:
    def first(scope: str, name: str = "") -> str:
        return industry_coding.code(name, scope)[0].code

    assert first("水泵制造")[:2] == "34"
    assert first("图书批发") == "5143"
    assert first("图书零售") == "5243"
    assert first("汽车零部件制造") == "3670"
    assert first("汽车修理") == "8111"


def test_the_sample_is_sound() -> None:
    rows = list(tables.rows("industry_scopes.csv"))
    assert len(rows) >= 500
    assert len({(row["name"], row["scope"]) for row in rows}) == len(rows)
    for row in rows:
        assert industries.require(row["code"]).level == Level.CLASS
        assert row["code"] in (row["first"], row["second"])
    assert {industries.require(row["code"]).section for row in rows} == set("ABCDEFGHIJKLMNOPQRS")


def test_real_rows_were_labelled_twice_and_lie_here_without_their_words() -> None:
    lines = (ROOT / "benchmarks" / "data" / "xuancheng_industries.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(line for line in lines.splitlines() if not line.startswith("#")))
    assert len({row["row"] for row in rows}) == len(rows) >= 500
    for row in rows:
        assert row["code"] in (row["first"], row["second"])
        assert {industries.require(row[one]).level for one in ("first", "second")} == {Level.CLASS}
        assert "".join(row.values()).isascii(), "numbers and codes only"
    apart = [row for row in rows if not row["shown"]]
    assert sum(row["first"] == row["second"] for row in apart) / len(apart) > 0.8


def test_what_was_not_seen_is_coded_well_enough() -> None:
    known = list(industry_coding.samples())
    random.Random(3).shuffle(known)
    coder = Coder(known[150:])
    found = [coder.code(one.name, one.scope) for one in known[:150]]
    right = sum(bool(one) and one[0].code == own.code for one, own in zip(found, known, strict=False))
    among = sum(own.code in [c.code for c in one[:3]] for one, own in zip(found, known, strict=False))
    assert right / 150 > 0.55
    assert among / 150 > 0.7


def test_without_a_sample_the_standard_alone_codes() -> None:
    coder = Coder([])
    for name in ("稻谷加工", "小学教育", "水力发电"):
        assert any(name[:4] in industries.require(one.code).name for one in coder.code("", name)[:3]), name
    taught = Coder([Sample("", "玄黄之物", "0111")])
    assert taught.code("", "玄黄之物")[0].code == "0111"


@given(st.text(max_size=200), st.text(max_size=400))
def test_anything_can_be_asked(name: str, scope: str) -> None:
    found = industry_coding.code(name, scope)
    assert all(industries.get(one.code) and 0 <= one.confidence <= 1 for one in found)
    assert found == industry_coding.code(name, scope)


@given(st.text(alphabet="生产销售、；，。（）()水泥加工:：", max_size=60))
def test_parts_are_bounded_and_say_something(scope: str) -> None:
    parts = business_scopes.read(scope * 20)
    assert len(parts) <= business_scopes.MOST
    assert all(len(part.text) >= 2 for part in parts)


def test_set_phrases_are_not_activities() -> None:
    parts = business_scopes.read(
        "许可项目：水泥生产（依法须经批准的项目，经相关部门批准后方可开展经营活动）。一般项目：普通货运；"
        "自营本公司产品的进出口业务。"
    )
    assert [part.text for part in parts][:2] == ["水泥生产", "普通货运"]
