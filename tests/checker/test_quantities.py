"""What a report tells, quantity by quantity: subjects, periods, precision."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from youju.checker import quantities
from youju.checker.check import check_text
from youju.checker.mentions import Role
from youju.checker.output import Format, render
from youju.checker.passage import read

TITLE = "2023年某县工作总结\n"
YEAR = "2023-01-01/2023-12-31"


def told(text: str) -> list[dict[str, object]]:
    return [one.as_dict() for one in quantities.told(read(text, 0, len(text)))]


@pytest.mark.parametrize(
    ("sentence", "subjects"),
    [
        ("一般公共预算收入12.3亿元，同比增长5.2%，比上年增加6000万元。", ["一般公共预算收入"] * 3),
        ("其中税收9亿元、非税3.3亿元。", ["税收", "非税"]),
        ("组织培训3场500人次。", ["组织培训", "组织培训"]),
        ("新增20家企业。", ["新增企业"]),
        ("全区95个行政村全部通车。", ["全区行政村全部通车"]),
        ("95个行政村。", ["行政村"]),
        ("受理案件120件，办结率达98.5%。", ["受理案件", "办结率"]),
        ("增长5%。", [""]),
    ],
)
def test_subjects_are_what_the_report_says(sentence: str, subjects: list[str]) -> None:
    assert [one["subject"] for one in told(TITLE + sentence)] == subjects


@pytest.mark.parametrize(
    ("sentence", "period", "cut_off"),
    [
        ("受理案件120件。", YEAR, None),
        ("去年同期受理案件120件。", "2022-01-01/2022-12-31", None),
        ("上半年受理案件120件。", "2023-01-01/2023-06-30", None),
        ("截至9月底，共有企业85家。", None, "2023-09-30"),
        ("比上年多受理案件20件。", YEAR, None),
        ("2020年有企业85家。", "2020-01-01/2020-12-31", None),
    ],
)
def test_periods_are_those_of_the_sentence_or_the_report(
    sentence: str, period: str | None, cut_off: str | None
) -> None:
    [one] = told(TITLE + sentence)
    assert (one["period"], one["cut_off"]) == (period, cut_off)


def test_without_a_year_nothing_is_assumed() -> None:
    [one] = told("受理案件120件。")
    assert (one["period"], one["cut_off"]) == (None, None)


def test_precision_and_hedges() -> None:
    first, second = told("投资约3.5亿元，惠及超过200户。")
    assert (first["range"], first["hedge"], first["unit"]) == ([332.5e6, 367.5e6], "约", "元")
    assert (second["hedge"], second["range"][1]) == ("超过", None)  # type: ignore[index]


def test_they_are_in_the_json_and_nothing_else_changes() -> None:
    document = check_text(TITLE + "发布解读5篇，其中图片3篇、文字1篇、视频2篇。", path="a.txt")
    [one] = json.loads(render([document], Format.JSON))["documents"]
    [report] = one["reports"]
    assert [(each["text"], each["subject"]) for each in report["quantities"]] == [
        ("5篇", "发布解读"), ("3篇", "图片"), ("1篇", "文字"), ("2篇", "视频"),
    ]  # fmt: skip
    assert {name: part for name, part in report.items() if name != "quantities"} == document.as_dict()[
        "reports"
    ][0]


@settings(max_examples=80, deadline=None)
@given(st.text("甲乙0123456789XX%，。；、：（）“”\n万亿户家个其中比去上年增长占为共的截至月底", max_size=200))
def test_every_quantity_is_told_once(text: str) -> None:
    passage = read(text, 0, len(text))
    found = list(quantities.told(passage))
    wanted = [one for each in passage.sentences for one in each.mentions if one.role is Role.QUANTITY]
    assert [one.mention for one in found] == wanted
    for one in found:
        assert json.dumps(one.as_dict(), allow_nan=False)
