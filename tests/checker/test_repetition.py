"""Repeated paragraphs are told with where the other one is, and what only looks alike is not."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youju.checker.check import check_files, check_text, check_texts
from youju.checker.config import DEFAULT, Config
from youju.checker.model import Finding

LINE = "全面落实各项惠民政策，坚持问题导向，聚焦群众关切，扎实开展专项行动，取得明显成效。"
LONG = (
    "健全联系服务群众机制，组织干部走村入户，围绕就业、住房、就医、上学等事项听取意见，全年走访群众120户，"
    "解决困难问题35个，建立台账逐项销号，群众满意度明显提高。"
)


def repeats(text: str, config: Config = DEFAULT) -> list[Finding]:
    document = check_text(text, config=config)
    return [one for report in document.reports for one in report.findings if one.rule in {"T405", "T408"}]


def test_equal_paragraphs_whatever_their_markers() -> None:
    text = f"一、{LINE}\n二、{LINE}\n三、其他。\n"
    [finding] = repeats(text)
    assert (finding.rule, text[finding.start : finding.end]) == ("T405", f"二、{LINE}")
    assert "本篇前文（第1行）" in finding.message


def test_a_paragraph_with_other_figures() -> None:
    [finding] = repeats(f"{LONG}\n其他。\n{LONG.replace('120', '98').replace('35', '41')}\n")
    assert finding.rule == "T408"
    assert "第1行" in finding.message
    assert "漏改" in finding.message


def test_the_same_told_of_two_periods_is_no_copy() -> None:
    month = (
        "10月，完成营业性货运量48.3亿吨，同比增长11.6%，其中完成公路货运量35.5亿吨，同比增长12.7%；"
        "完成水路货运量8.4亿吨，同比增长11.1%。"
    )
    year = (
        "1—10月，完成营业性货运量451.4亿吨，同比增长7.5%，其中完成公路货运量333.0亿吨，同比增长8.2%；"
        "完成水路货运量76.6亿吨，同比增长8.8%。"
    )
    assert repeats(f"{month}\n{year}\n") == []
    assert [one.rule for one in repeats(f"{month}\n{month.replace('10月', '11月')}\n")] == ["T408"]


def test_sentences_of_a_repeated_paragraph_are_not_told_again() -> None:
    assert (
        len(
            repeats(f"{LONG}{LONG.replace('群众', '企业')}\n另一段。\n{LONG}{LONG.replace('群众', '企业')}\n")
        )
        <= 2
    )


def test_two_reports_of_one_file() -> None:
    filler = "各项工作按照计划推进，责任落实到人。\n" * 20
    text = f"甲局2023年工作总结\n{filler}{LONG}\n乙局2023年工作总结\n{filler}{LONG}\n"
    messages = [one.message for one in repeats(text)]
    assert any("前面另一篇报告“甲局2023年工作总结”" in one for one in messages)


def test_two_files(tmp_path: Path) -> None:
    first, second = tmp_path / "甲.txt", tmp_path / "乙.txt"
    first.write_text(f"开头。\n{LONG}\n", encoding="utf-8")
    second.write_text(f"{LONG.replace('120', '130')}\n", encoding="utf-8")
    one, two = check_files([first, second])
    assert not one.reports[0].findings
    [finding] = two.reports[0].findings
    assert finding.rule == "T408"
    assert "甲.txt”第2行" in finding.message


def test_each_document_has_its_own_settings() -> None:
    quiet = Config(ignore=("T405",))
    one, two = check_texts([("a", f"{LINE}\n{LINE}"), ("b", LINE)], configs=[quiet, DEFAULT])
    assert not one.reports[0].findings
    assert [each.rule for each in two.reports[0].findings] == ["T405"]


@pytest.mark.parametrize(
    "other",
    [
        "严格落实安全生产责任，坚持预防为主，排查整治重点领域隐患，督促企业逐项整改，全年没有发生较大以上生产安全事故。",
        "健全联系服务群众机制，组织干部走村入户。围绕产业发展引进项目，落实用地、用工、融资保障，新建厂房，投产企业，"
        "增加税收，带动周边农户增收，产业结构不断优化。",
    ],
)
def test_what_is_not_alike(other: str) -> None:
    assert repeats(f"{LONG}\n{other}\n") == []


def test_tables_may_repeat() -> None:
    row = "项目一\t" + "\t".join(str(place) for place in range(30))
    assert repeats(f"{row}\n{row}\n") == []


@given(st.integers(0, 2**32), st.integers(1, 4))
def test_a_copy_with_a_few_changes_is_found(seed: int, changes: int) -> None:
    dice = random.Random(seed)
    letters = [chr(dice.randrange(0x4E00, 0x9FA5)) for _ in range(120)]
    copy = list(letters)
    for _ in range(changes):
        copy[dice.randrange(len(copy))] = chr(dice.randrange(0x4E00, 0x9FA5))
    found = repeats(f"{''.join(letters)}\n{''.join(copy)}\n", Config(select=("T405", "T408")))
    assert len(found) == 1


@given(st.lists(st.text(alphabet="甲乙丙丁。，\n一二1230 \ud800", max_size=90), max_size=6))
def test_any_text(lines: list[str]) -> None:
    text = "\n".join(lines)
    for one in repeats(text):
        assert 0 <= one.start < one.end <= len(text)
