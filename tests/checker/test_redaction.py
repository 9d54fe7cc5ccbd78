"""Masked values that can be solved are solved rightly; personal data is found by its own checks."""

from __future__ import annotations

import doctest
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from youju.checker import leaks, redaction
from youju.checker.model import Kind, Verdict
from youju.checker.redaction import findings_of, is_identity_number, is_luhn, leaks_of

IDENTITY = "11010519491231" + "002X"  # the sample of the standard's annex


@pytest.mark.parametrize(
    ("text", "low", "high", "operands"),
    [
        ("登记商户XX户，比上年增加500户，增长25%。", 2460, 2541, ("XX户", "500户", "25%")),
        ("登记商户XX户，同比增长25.0%，增加500户。", 2494, 2506, ("XX户", "500户", "25.0%")),
        ("在册车辆XX辆，比上年减少20辆，下降10.0%。", 178.9, 181.1, ("XX辆", "20辆", "10.0%")),
        ("示范户由120户增加到XX户，增长25.0%。", 149.9, 150.1, ("120户", "XX户", "25.0%")),
        ("示范户由120户增加到XX户，增加30户。", 150, 150, ("120户", "XX户", "30户")),
        (
            "下达改造任务2000户，已完成XX户，占总任务的64.5%。",
            1288.9,
            1291.1,
            ("2000户", "XX户", "64.5%"),
        ),
        ("已完成XX户，占任务2000户的64.5%。", 1288.9, 1291.1, ("XX户", "2000户", "64.5%")),
        ("到位资金800万元，已使用XX万元，使用率95.0%。", 7591000, 7609000, ("800万元", "XX万元", "95.0%")),
        ("补助农户200户，共发放XX万元，户均500元。", 99900, 100100, ("200户", "XX万元", "500元")),
        ("补助农户200户，共发放10万元，户均XX元。", 475, 525, ("200户", "10万元", "XX元")),
        ("在校生500人，其中男生300人、女生XX人。", 200, 200, ("500人", "300人", "XX人")),
        ("在校生XX人，其中男生300人、女生200人。", 500, 500, ("XX人", "300人", "200人")),
        (
            "秸秆利用量约XX万吨，其中能源化利用50万吨，占总利用量的40.0%。",
            1235900,
            1264100,
            ("XX万吨", "50万吨", "40.0%"),
        ),
    ],
)
def test_solved(text: str, low: float, high: float, operands: tuple[str, ...]) -> None:
    found = leaks_of(text, 0, len(text))
    assert len(found) == 1, found
    leak = found[0]
    assert (leak.rule, leak.kind, leak.verdict) == ("R301", Kind.LEAK, Verdict.LEAK)
    assert leak.low is not None and leak.high is not None
    assert low <= leak.low <= leak.high <= high, (leak.low, leak.high)
    assert {one.text for one in leak.operands.values()} == set(operands)
    assert all(text[one.start : one.end] == one.text for one in leak.operands.values())
    assert "可以算出" in leak.message


@pytest.mark.parametrize(
    "text",
    [
        "登记商户XX户，比上年增长25%。",
        "登记商户XX户，比上年增加500户。",
        "到位资金XX万元，已使用XX万元，使用率95%。",
        "关注量达XX万人，占全区人口数的40%。",
        "城区建成XX县级示范点3个，增加1个，增长50%。",
        "发放救助金XX万元，其中低保金XX万元，临时救助20万元。",
        "在校生500人，其中寄宿生300人、走读生XX人以及其他。",
        "产值XX亿元，增长6.6%；投资增加3亿元，增长5%。",
        "登记商户2000户，比上年增加500户，增长25%。",
    ],
)
def test_not_solved(text: str) -> None:
    assert leaks_of(text, 0, len(text)) == []


def test_one_solved_value_solves_the_next() -> None:
    text = "秸秆可收集量约XX万吨，综合利用量约XX万吨，综合利用率98.0%。能源化利用50万吨，占总利用量的40.0%。"
    low, high = sorted(one.low for one in leaks_of(text, 0, len(text)) if one.low)
    assert low < 1250000 < high < 1280000


def test_told_elsewhere_in_the_report() -> None:
    text = "对年产值X亿元以上无研发机构的企业逐户走访。\n计划：年产值5亿元以上无研发机构的企业清零。"
    [leak] = leaks_of(text, 0, len(text))
    assert leak.operands["x"].value == Decimal(500_000_000)
    assert "另一处写明" in leak.message


def test_a_plan_does_not_give_away_a_result() -> None:
    text = "建设用地周转指标XX亩。\n争取城镇建设用地周转指标约200亩。"
    assert leaks_of(text, 0, len(text)) == []


@given(base=st.integers(100, 10**6), rise=st.integers(10, 10**5))
def test_the_masked_value_is_within_what_was_solved(base: int, rise: int) -> None:
    rate = Decimal(rise * 1000) / base
    assume(rate >= 10)
    text = f"登记商户XX户，比上年增加{rise}户，增长{round(rate) / 10}%。"
    for leak in leaks_of(text, 0, len(text)):
        assert leak.low is not None and leak.high is not None
        assert leak.low <= base + rise <= leak.high
    assert round(rate) == 0 or leaks_of(text, 0, len(text))


# personal data


def rules_in(text: str) -> list[str]:
    return [one.rule for one in findings_of(text, 0, len(text))]


def test_identity_numbers_by_check_digit() -> None:
    assert rules_in(f"身份证号{IDENTITY}。") == ["R302"]
    assert rules_in(f"身份证号{IDENTITY[:-1]}1。") == []
    [found] = findings_of(f"身份证号{IDENTITY}。", 0, 30)
    assert IDENTITY not in found.message


@pytest.mark.parametrize("number", ["91341800MA2N" + "12345K", "110105194912310021", "123456789012345678"])
def test_other_long_numbers_are_no_persons(number: str) -> None:
    assert not is_identity_number(number)


@given(st.text("0123456789", min_size=12, max_size=18))
def test_luhn_finds_every_single_wrong_digit(body: str) -> None:
    assume(len(set(body)) > 3)
    good = [body + digit for digit in "0123456789" if is_luhn(body + digit)]
    assert len(good) == 1


def test_numbers_of_persons() -> None:
    assert rules_in("联系电话13912345678。") == ["R303"]
    assert rules_in("账号6222 0212 3456 7894。") == ["R304"]
    assert rules_in("账号6222021234567895。") == []
    assert rules_in("投资13912345678.50元，编号A13912345678。") == []


@pytest.mark.parametrize(
    "text",
    [
        "走访低保户周大山，送去米油。",
        "村民郑小河，患有尿毒症。",
        "帮助困难学生吴小满的家庭。",
        "村民王强，因病重住院。",
    ],
)
def test_private_persons(text: str) -> None:
    assert rules_in(text) == ["R305"]


@pytest.mark.parametrize(
    "text",
    [
        "低保对象应保尽保。",
        "村民郑小河，种植能手。",
        "困难群众安居工程。",
        "局长周大山，主持工作。",
        "走访低保户周某某，送去米油。",
        "患者满意度提升，医疗保障全覆盖。",
        "居民马上办，因病致贫的优先。",
        "居民康养，慢病患者随访。",
        "患者张先生，已痊愈。",
        "群众高度评价，患病率下降。",
    ],
)
def test_others_are_no_private_persons(text: str) -> None:
    assert rules_in(text) == []


def test_half_masked_names() -> None:
    assert rules_in("帮扶对象李某英，住院治疗。") == ["R306"]
    assert rules_in("帮扶对象张*强、王×，住院治疗。") == ["R306"]
    assert rules_in("帮扶对象李某某、张某，住院治疗。") == []


def test_documented_examples() -> None:
    for module in (leaks, redaction):
        assert doctest.testmod(module).attempted > 0
        assert doctest.testmod(module).failed == 0
