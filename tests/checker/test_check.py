"""From files to documents: compilations, settings, suppressions, plan against summary."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from youju.checker import comparison, config
from youju.checker.check import check_files, check_text
from youju.checker.config import Config
from youju.checker.model import Verdict
from youju.checker.splitting import split
from youju.errors import YoujuError

WRONG = "发布解读5篇，其中图片3篇、文字1篇、视频2篇。"
FILLER = "一、工作情况\n" + "围绕中心工作，扎实推进各项任务。" * 20 + "\n"


def rules_of(text: str, settings: Config = config.DEFAULT) -> list[str]:
    return [one.rule for report in check_text(text, config=settings).reports for one in report.findings]


# compilations

TITLES = ("甲局2023年工作总结和2024年工作计划", "乙局2023年度工作总结", "丙镇2023年工作总结及2024年工作打算")


@pytest.mark.parametrize(
    "contents",
    [
        "目录\n" + "".join(f"{title}\t{page}\n" for page, title in enumerate(TITLES, 3)),
        "目 录\n" + "".join(f"{number}.{title}\n" for number, title in enumerate(TITLES, 1)),
        "",
    ],
)
def test_a_compilation_is_split(contents: str) -> None:
    text = f"2023年工作总结汇编（3篇）\n{contents}\n" + "".join(f"{title}\n\n{FILLER}" for title in TITLES)
    pieces = split(text)
    assert [one.title for one in pieces] == ["2023年工作总结汇编（3篇）", *TITLES]
    for one in pieces[1:]:
        assert text[one.start : one.end].startswith(one.title)


def test_headings_inside_a_report_do_not_split_it() -> None:
    text = f"{TITLES[0]}\n{FILLER}二、2024年工作计划\n{FILLER}（一）2024年重点工作安排\n{FILLER}"
    assert [one.title for one in split(text)] == [TITLES[0]]


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from([*TITLES, "目录", FILLER, "（3篇）", "", "一、总结", "1.甲局工作总结"]), max_size=12
    )
)
def test_pieces_cover_the_text(lines: list[str]) -> None:
    text = "\n".join(lines)
    pieces = split(text)
    assert pieces[0].start == 0
    assert pieces[-1].end == len(text)
    assert all(a.end == b.start for a, b in pairwise(pieces))


def test_relations_and_findings_lie_in_their_report() -> None:
    text = "".join(f"{title}\n{FILLER}{WRONG}登记商户XX户，比上年增加500户，增长25%。\n" for title in TITLES)
    document = check_text(text)
    assert len(document.reports) == 3
    for report in document.reports:
        assert {one.rule for one in report.findings} >= {"N101", "R301"}
        for one in (*report.findings, *report.relations):
            assert report.start <= one.start < one.end <= report.end
        for relation in report.relations:
            for operand in relation.operands.values():
                assert text[operand.start : operand.end] == operand.text


@settings(max_examples=80, deadline=None)
@given(st.text("甲乙0123456789XX%，。；、：（）《》“”\n万亿户家个其中比上年增加增长占为共的", max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    document = check_text(text)
    assert document.reports[-1].end == len(text)
    document.as_dict()


# settings


def test_rules_are_chosen() -> None:
    text = f"{WRONG}按进度完成完成任务。"
    assert rules_of(text) == ["N101", "T402"]
    assert rules_of(text, Config(select=("T",))) == ["T402"]
    assert rules_of(text, Config(ignore=("N1", "T402"))) == []


def test_settings_are_found_above_the_report(tmp_path: Path) -> None:
    (tmp_path / "youju.toml").write_text('[check]\nignore = ["N101"]\nterms = ["t.csv"]\n')
    (tmp_path / "t.csv").write_text("term,instead,level,except\n图片,照片,warning,\n", encoding="utf-8")
    (tmp_path / "下级").mkdir()
    report = tmp_path / "下级" / "总结.txt"
    report.write_text(WRONG, encoding="utf-8")
    [document] = check_files([report])
    assert [one.rule for one in document.reports[0].findings] == ["T406"]
    narrowed = config.load(report).narrowed(["N"], [])
    assert (narrowed.wants("N202"), narrowed.wants("N101"), narrowed.wants("T402")) == (True, False, False)


@pytest.mark.parametrize(
    "text",
    ["[check]\nselekt = []", "[check]\nselect = 'N'", "check = 3", "[check", '[check]\nterms = ["无.csv"]'],
)
def test_wrong_settings_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "youju.toml").write_text(text)
    with pytest.raises(YoujuError, match="H110"):
        config.load(tmp_path / "总结.txt")


def test_all_unreadable_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(YoujuError) as caught:
        check_files([tmp_path / "甲.txt", tmp_path / "乙.txt"])
    assert [one.code.id for one in caught.value.problems] == ["H101", "H101"]


# suppressions


def test_a_finding_is_suppressed_by_rule_and_quotation(tmp_path: Path) -> None:
    report = tmp_path / "总结.txt"
    report.write_text(f"{WRONG}\n按进度完成完成任务。", encoding="utf-8")
    sidecar = tmp_path / "总结.txt.youju-ignore"
    sidecar.write_text('# 已核\nN101 "解读5篇"  # 属两类\nT4 “完成 完成”\n', encoding="utf-8")
    [document] = check_files([report])
    assert list(document.reports[0].findings) == []
    sidecar.write_text('N101 "解读6篇"\nN2 "解读5篇"\n', encoding="utf-8")
    [document] = check_files([report])
    assert [one.rule for one in document.reports[0].findings] == ["T490", "T490", "N101", "T402"]


def test_each_file_has_the_settings_of_its_folder(tmp_path: Path) -> None:
    paths = []
    for name, wanted in (("甲", 'select = ["N"]'), ("乙", 'ignore = ["N101"]')):
        (tmp_path / name).mkdir()
        (tmp_path / name / "youju.toml").write_text(f"[check]\n{wanted}\n", encoding="utf-8")
        paths.append(tmp_path / name / "总结.txt")
        paths[-1].write_text(f"{WRONG}\n按进度完成完成{name}任务。", encoding="utf-8")
    found = [[one.rule for one in document.reports[0].findings] for document in check_files(paths)]
    assert found == [["N101"], ["T402"]]
    narrowed = check_files(paths, select=("N", "T"), ignore=("T402",))
    assert [[one.rule for one in document.reports[0].findings] for document in narrowed] == [["N101"], []]


def test_entries_for_rules_that_were_not_wanted_are_not_stale(tmp_path: Path) -> None:
    report = tmp_path / "总结.txt"
    report.write_text(f"{WRONG}\n按进度完成完成任务。", encoding="utf-8")
    (tmp_path / "总结.txt.youju-ignore").write_text('T402 "完成完成"\nN101 "没有这句"\n', encoding="utf-8")
    for select, rules in (("N", ["N101"]), ("T", []), ("N101,T490", ["T490", "N101"])):
        [document] = check_files([report], config=config.Config(select=tuple(select.split(","))))
        assert [one.rule for one in document.reports[0].findings] == rules, select


def test_a_sidecar_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    report = tmp_path / "总结.txt"
    report.write_text(WRONG, encoding="utf-8")
    (tmp_path / "总结.txt.youju-ignore").write_text("\nN101 解读5篇\n", encoding="utf-8")
    with pytest.raises(YoujuError, match="第2行"):
        check_files([report])


# plan against summary

PLAN = "某局2023年工作计划\n新建充电桩500个。改造管网12公里。力争发展会员200名。\n"


def verdicts(plan: str, summary: str) -> dict[str, Verdict]:
    documents = comparison.compared([check_text(plan), check_text(summary)])
    return {
        one.message.partition("：")[0]: one.verdict
        for one in documents[1].reports[-1].relations
        if one.rule == "N206"
    }


def test_targets_are_compared_with_results() -> None:
    summary = "某局2023年工作总结\n全面完成目标，新建充电桩420个。改造管网10公里。发展会员230名。\n"
    assert verdicts(PLAN, summary) == {
        "新建充电桩": Verdict.FAILS,
        "改造管网": Verdict.UNKNOWN,
        "发展会员": Verdict.HOLDS,
    }


def test_an_aim_that_is_told_again_is_that_of_the_plan() -> None:
    for said, verdict in (("500", Verdict.HOLDS), ("530", Verdict.FAILS)):
        summary = f"某局2023年工作总结\n全年计划新建充电桩{said}个。新建充电桩510个。\n"
        found = comparison.compared([check_text(PLAN), check_text(summary)])[1].reports[0].relations
        mine = [one for one in found if one.rule == "N206"]
        assert [one.verdict for one in mine] == [verdict, Verdict.HOLDS], said


def test_verbs_before_what_is_counted_do_not_matter() -> None:
    plan = "某局2023年工作计划\n完成规上企业入库30家。开展统计执法检查120家。\n"
    summary = "某局2023年工作总结\n规上企业入库25家，完成年初目标任务。共统计执法检查110家。\n"
    assert verdicts(plan, summary) == {"规上企业入库": Verdict.FAILS, "统计执法检查": Verdict.UNKNOWN}


def test_a_share_of_the_aim_claims_nothing_but_all_of_it_does() -> None:
    for share, verdict in (("84%", Verdict.UNKNOWN), ("100%", Verdict.FAILS)):
        summary = f"某局2023年工作总结\n新建充电桩420个，完成全年计划的{share}。\n"
        assert verdicts(PLAN, summary) == {"新建充电桩": verdict}


def test_the_plan_part_of_last_year_s_summary() -> None:
    aims = PLAN.partition("\n")[2]
    last = f"某局2022年工作总结和2023年工作计划\n新建充电桩300个。\n二、2023年工作计划\n{aims}"
    summary = (
        "某局2023年工作总结和2024年工作计划\n完成目标任务，新建充电桩420个。\n"
        "三、2024年工作计划\n新建充电桩900个。\n"
    )
    assert verdicts(last, summary) == {"新建充电桩": Verdict.FAILS}


def test_other_years_offices_and_units_are_not_compared() -> None:
    assert verdicts(PLAN, "某局2024年工作总结\n全面完成目标，新建充电桩420个。\n") == {}
    assert verdicts(PLAN, "某局2023年工作总结\n全面完成目标，新建充电桩420万元。\n") == {}
    several = comparison.compared(
        [
            check_text(PLAN),
            check_text(PLAN.replace("某局", "他局")),
            check_text("某局2023年工作总结\n新建充电桩420个。\n"),
        ]
    )
    assert [one.rule for one in several[2].reports[0].relations] == ["N206"]
