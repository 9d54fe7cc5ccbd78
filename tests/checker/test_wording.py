"""Wording rules find what they are for and leave good Chinese alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youju.checker import names, tables, wording
from youju.checker.terms import Term, Terms
from youju.errors import YoujuError


def found(text: str, **options: object) -> list[tuple[str, str]]:
    return [
        (one.rule, text[one.start : one.end])
        for one in wording.findings_of(text, 0, len(text), **options)  # type: ignore[arg-type]
    ]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("宣传《中华人民共和黄河保护法》。", "《中华人民共和国黄河保护法》"),
        ("学习《中华人民共和国乡村振兴促法》。", "《中华人民共和国乡村振兴促进法》"),
        ("贯彻《固体废物污染环境防法》。", "《固体废物污染环境防治法》"),
        ("贯彻中华人民共和水法。", "“中华人民共和国”"),
        ("到人力资源与社会保障局办理。", "“人力资源和社会保障局”"),
    ],
)
def test_wrong_names(text: str, right: str) -> None:
    [finding] = wording.findings_of(text, 0, len(text))
    assert finding.rule == "T401"
    assert right in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "宣传《中华人民共和国黄河保护法》《水法》《安全生产法》。",
        "贯彻《某省湿地保护条例》《关于加强管理的办法》。",
        "《土地保护法》不是湿地的法。",
        "中华人有志气。",
        "国家税务总局局长到会讲话。",
        "原国土资源局档案移交完毕。",
    ],
)
def test_right_names(text: str) -> None:
    assert found(text) == []


def test_old_names_are_right_in_their_time() -> None:
    assert found("2017年工作总结：报国土资源局备案。") == []
    assert found("2023年工作总结：报国土资源局备案。") == [("T401", "国土资源局")]
    assert found("2023年工作总结：宣传《合同法》。") == [("T401", "《合同法》")]
    assert found("2019年工作总结：宣传《合同法》。") == []


def test_every_listed_name_is_right_by_itself() -> None:
    rows = list(tables.rows(tables.DATA / "laws.csv"))
    assert len(rows) > 200
    assert len({row["name"] for row in rows}) == len(rows)
    for row in rows:
        if not row["until"]:
            for name in (row["name"], row["short"]):
                text = f"《{name}》"
                assert not list(names.findings_of(text, 0, len(text))), name
    for row in tables.rows(tables.DATA / "bodies.csv"):
        assert row["wrong"] and row["right"] and row["wrong"] not in row["right"].split("（")[0], row


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("按进度完成完成任务。", "完成完成"),
        ("取得了了成效。", "了了"),
        ("采取会议、走访、、电话等途径。", "、、"),
        ("工作有序推进。。", "。。"),
        ("完成产值43294万元元。", "元元"),
    ],
)
def test_doubled(text: str, piece: str) -> None:
    assert found(text) == [("T402", piece)]


@pytest.mark.parametrize(
    "text",
    [
        "一户一户走访，家家户户受益，自查自纠，自查自查不可少？不了了之不行。",
        "整治5户棚改户棚改项目。",
        "目的的实现。",
        "构建共建共治共享格局，推进共建共享。",
        "提出建议86条，均被被审计单位采纳。",
        "实实在在办事，让群众暖暖和和过冬，打开了了解民情的窗口，维护稳定和和谐，反对对立。",
        "交警支队支队长介绍根据根据地旧址建馆的经过，参观的人越来越多，路边的花开得很多很多，带来越来越多的游客。",
    ],
)
def test_real_doubles(text: str) -> None:
    assert found(text) == []


def test_letters_for_characters_are_told_once_a_report() -> None:
    assert found("加强D建工作，发展D员12名，学习A总书记讲话。") == [("T403", "D")]
    assert found("A级景区、D级危房、B超、4A景区。") == []


def test_placeholders() -> None:
    assert found("深##paidbegin##入总结。") == [("T404", "##paidbegin##")]
    assert found("共（待补充）家，见{{ total }}。") == [("T404", "{{ total }}"), ("T404", "（待补充）")]
    assert found("XX县建成XX座。") == [("T404", "XX")]
    assert found("面积3×4米，X光机2台，型号XX9。")[:1] in ([], [("T404", "XX")])


def test_pairs() -> None:
    assert found("印发《用水办法，施行。\n印发《用电办法》。") == [("T407", "《")]
    assert found("坚持“放管服“改革”。") == [("T407", "“")]
    assert found("打造“东湖\n·\n西湖”示范带。") == []


def test_an_office_keeps_its_own_terms(tmp_path: Path) -> None:
    path = tmp_path / "用语.csv"
    path.write_text("term,instead,level,except\n一把手,主要负责人,warning,一把手工程\n", encoding="utf-8")
    assert found("一把手负责，推进一把手工程。", terms=(path,)) == [("T406", "一把手")]
    (tmp_path / "坏.csv").write_text("词\n甲\n", encoding="utf-8")
    with pytest.raises(YoujuError, match="H110"):
        found("正文", terms=(tmp_path / "坏.csv",))


@given(
    st.sets(st.text("甲乙丙", min_size=1, max_size=4), min_size=1, max_size=12),
    st.text("甲乙丙丁", max_size=30),
)
def test_terms_are_found_as_by_looking_for_each(listed: set[str], text: str) -> None:
    """Oracle: from left to right the longest term at each place, which is then passed over."""
    expected = []
    at = 0
    while at < len(text):
        here = [one for one in listed if text.startswith(one, at)]
        if here:
            longest = max(here, key=len)
            expected.append((longest, at))
            at += len(longest)
        else:
            at += 1
    matcher = Terms([Term(one, "") for one in sorted(listed)])
    assert [(term.text, start) for term, start in matcher.find(text, 0, len(text))] == expected


@pytest.mark.parametrize(
    ("exception", "right"),
    [
        ("工程", ["一把手工程"]),
        (">工程", ["一把手工程"]),
        ("原<", ["原一把手"]),
        ("^<", ["一把手", "一把手工程", "上文。\n一把手"]),
    ],
)
def test_exceptions_in_context(exception: str, right: list[str]) -> None:
    matcher = Terms([Term("一把手", "", exceptions=(exception,))])
    for text in (
        "工作由一把手负责",
        "原定由一把手负责",
        "一把手工程",
        "原一把手",
        "一把手",
        "上文。\n一把手",
    ):
        hits = [start for _, start in matcher.find(text, 0, len(text))]
        assert bool(hits) is not any(text == one for one in right), (exception, text)


def test_the_shipped_sample_is_sound() -> None:
    rows = list(tables.rows(tables.DATA / "terms.csv"))
    assert len(rows) > 20
    assert all(row["level"] in {"error", "warning"} for row in rows)
    assert len({row["term"] for row in rows}) == len(rows)


def test_dates_of_the_lists_name_their_source() -> None:
    bodies = list(tables.rows(tables.DATA / "bodies.csv"))
    assert {row["source"] for row in bodies} == {"2018", "2021", "2023", "misspelling"}
    for row in bodies:
        assert bool(row["until"]) is (row["source"] != "misspelling"), row
        assert not row["until"] or row["source"] <= row["until"] <= "2023", row
    laws = list(tables.rows(tables.DATA / "laws.csv"))
    listed = {row["name"] for row in laws}
    assert sum(bool(row["until"]) for row in laws) > 5
    for row in laws:
        assert bool(row["until"]) is bool(row["now"]) is bool(row["source"]), row
        assert not row["now"] or row["now"] in listed, row
