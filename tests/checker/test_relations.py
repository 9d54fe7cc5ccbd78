"""Every pattern is held to the examples that stand beside it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youju.checker.model import Kind, Verdict
from youju.checker.passage import read
from youju.checker.relate import findings_of, relations_of
from youju.checker.relations import PATTERNS
from youju.checker.relations.pattern import Example, Pattern

EXAMPLES = [(pattern, example) for pattern in PATTERNS for example in pattern.examples]


@pytest.mark.parametrize(
    ("pattern", "example"), EXAMPLES, ids=[f"{p.name}: {e.text[:24]}" for p, e in EXAMPLES]
)
def test_example(pattern: Pattern, example: Example) -> None:
    found = list(pattern.find(read(example.text, 0, len(example.text))))
    if example.verdict is None:
        assert not [one for one in found if one.verdict in {Verdict.FAILS, Verdict.HOLDS}]
        return
    assert found, "nothing found"
    first = found[0]
    assert first.verdict is example.verdict, first.message
    assert example.message in first.message
    if example.operands:
        printed = sorted(first.operands.values(), key=lambda one: one.start)
        assert [one.text for one in printed] == list(example.operands)
    for operand in first.operands.values():
        assert example.text[operand.start : operand.end] == operand.text


def test_every_pattern_has_a_positive_and_a_negative_example() -> None:
    assert PATTERNS
    for pattern in PATTERNS:
        verdicts = {example.verdict for example in pattern.examples}
        assert Verdict.HOLDS in verdicts or Verdict.FAILS in verdicts, pattern.name
        assert None in verdicts, pattern.name
    assert len({pattern.name for pattern in PATTERNS}) == len(PATTERNS)


_CONTRADICTED = re.compile(
    r"不符|不一致|不同|多\d|少\d|[多少]列|相差|应|超过|不能|没有|颠倒|大于|晚于|请核对|空档|重叠|但|不在"
)


@pytest.mark.parametrize("pattern", PATTERNS, ids=[pattern.name for pattern in PATTERNS])
def test_what_fails_says_what_was_computed(pattern: Pattern) -> None:
    """Every message has the figures, and words that say in which way they cannot all be true."""
    wrong = [example for example in pattern.examples if example.verdict is Verdict.FAILS]
    for example in wrong:
        found = pattern.find(read(example.text, 0, len(example.text)))
        for one in found:
            if one.verdict is Verdict.FAILS:
                assert re.search(r"\d|[一二三四五六七八九十]", one.message), one.message
                assert _CONTRADICTED.search(one.message), one.message
                assert not re.search(r"[A-Za-z]{3}", one.message), one.message


def test_one_wrong_rate_is_one_contradiction() -> None:
    text = "编发专报38篇，比去年的33篇增加5篇，增长13.2%。"
    wrong = [one for one in relations_of(text, 0, len(text))[0] if one.verdict is Verdict.FAILS]
    assert [sorted(one.text for one in each.operands.values()) for each in wrong] == [
        ["13.2%", "33篇", "38篇", "5篇"]
    ]
    assert wrong[0].formula == "r == 100 * d / (t - d) == 100 * (t - b) / b == 100 * d / b"


@pytest.mark.parametrize(
    ("text", "fails"),
    [
        ("低保412户763人，其中A类58户、B类201户、C类143户。", True),
        ("低保412户763人，其中残疾58户、重病201户、单亲143户。", False),
        ("职工226人，其中男性126人，女性98人。", True),
        ("男性126人，女性98人，共计226人（含未登记性别2人）。", False),
        ("职工56人，其中公务员32人、参公18人，工勤8人（含借调2人）。", False),
        ("网格员236名，其中专职132名、兼职114名（部分人员身兼两职）。", False),
        ("贷款12.6亿元，其中涉农贷款8.6亿元、小微企业贷款6.8亿元。", False),
        ("全县128个村，其中118个村收入超10万元，12个村超50万元。", False),
    ],
)
def test_parts_that_need_not_make_up_their_total(text: str, fails: bool) -> None:
    found = relations_of(text, 0, len(text))[0]
    assert any(one.verdict is Verdict.FAILS for one in found) is fails


def test_offsets_are_those_of_the_whole_text() -> None:
    lead = "前一份报告，共9件。\n"
    text = lead + "受理申请30件（网上18件、窗口11件）。"
    found, coverage = relations_of(text, len(lead), len(text))
    (relation,) = [one for one in found if one.kind is Kind.SUM]
    assert [text[one.start : one.end] for one in relation.operands.values()] == ["30件", "18件", "11件"]
    assert (coverage.seen, coverage.understood, coverage.related, list(coverage.skipped)) == (3, 3, 3, [])
    (finding,) = findings_of(found)
    assert (finding.rule, finding.severity) == ("N101", "error")


def test_what_is_in_no_relation_is_said() -> None:
    text = "走访企业12家，发放手册300份。"
    found, coverage = relations_of(text, 0, len(text))
    assert not found
    assert [text[start:end] for start, end in coverage.skipped] == ["12家", "300份"]


@given(
    st.text(
        alphabet="0123456789.%万余约一二三X第年月日全共其中分别占率增长（）个件户人、，。：；\n“”和等级大是",
        max_size=120,
    )
)
def test_any_text_is_checked(text: str) -> None:
    found, coverage = relations_of(text, 0, len(text))
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        for operand in one.operands.values():
            assert text[operand.start : operand.end] == operand.text
    assert coverage.related + len(coverage.skipped) <= coverage.seen
