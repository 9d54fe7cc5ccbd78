"""Checks between the parts of a pack: each mistake is found where it is written, and only there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.definitions.packs import copied, edited, found, read

LEDGER = "ledgers/findings.yaml"
FIGURES = "figures/findings.yaml"
ACTS = "figures/acts.yaml"


def place(pack: Path) -> list[tuple[str, str]]:
    """Code and ``line:column`` of what is wrong."""
    _, problems = read(pack)
    return [(one.code.id, f"{one.where.line}:{one.where.column}") for one in problems]


EXPRESSIONS = [
    # a plain scalar, a quoted one, inside a flow mapping, folded over lines, in a list item
    (LEDGER, "white: state = 'cleared'", "white: state = 'cleard'", "L211", "cleard"),
    (LEDGER, "when: overdue(rectify) > 30", "when: overdue(rectfy) > 30", "L202", "rectfy"),
    (LEDGER, "sets: {people: \"0\", ", "sets: {people: \"'one'\", ", "L215", "'one'"),
    (LEDGER, "and deadline is not null", "and deadlin is not null", "L201", "deadlin is"),
    (LEDGER, "guard: fixed >= amount", "guard: fixed >= people", "L209", ">= people"),
    (LEDGER, "guard: fixed >= amount", "guard: fixed + amount", "L215", "fixed + amount"),
    (LEDGER, "required_when: 费用 > 100", "required_when: 涉及金额 > 100", "L201", "涉及金额 > 100"),
    (LEDGER, "priority: overdue(rectify) + 1", "priority: title", "L215", "title"),
    (LEDGER, "source: \"'上级交办'\"", "source: \"'上级交代'\"", "L211", "上级交代"),
    (FIGURES, "    value: amount\n", "    value: people\n", "L209", "people"),
    (FIGURES, "    value: amount\n", "    value: title\n", "L215", "title"),
    (FIGURES, "    numerator: state = 'cleared'", "    numerator: amount", "L215", "amount"),
    (FIGURES, "alert: value < target", "alert: value < targets", "L201", "targets"),
    (FIGURES, "value: cost", "value: costs", "L201", "costs"),
    (ACTS, "where: act = 'send_back'", "where: act = 'send_bak'", "L211", "send_bak"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "at"), EXPRESSIONS, ids=[row[2] for row in EXPRESSIONS]
)
def test_a_mistake_in_an_expression_is_placed_at_its_character(
    file: str, old: str, new: str, code: str, at: str, tmp_path: Path
) -> None:
    pack = copied(tmp_path)
    edited(pack, file, old, new)
    text = (pack / file).read_text(encoding="utf-8")
    index = text.index(new.strip()) + new.strip().index(at)
    line = text[:index].count("\n") + 1
    column = index - text.rfind("\n", 0, index)
    quoted = "'" if text[index - 1] == "'" else ""
    allowed = {(code, f"{line}:{column}"), (code, f"{line}:{column - len(quoted)}")}
    problems = place(pack)
    assert len(problems) == 1
    assert problems[0] in allowed or (
        code == "L209" and problems[0][0] == code and problems[0][1].startswith(f"{line}:")
    )


UNKNOWN = [
    (LEDGER, "open_by: clerk", "open_by: clark", "角色"),
    (LEDGER, "belongs_to: unit", "belongs_to: unti", "字段"),
    (LEDGER, "division: area", "division: aera", "字段"),
    (LEDGER, "codes: sources", "codes: source", "代码表"),
    (LEDGER, "kinds: [photo, document]", "kinds: [photo, documents]", "文件种类"),
    (LEDGER, "- [title, unit]", "- [title, units]", "字段"),
    (LEDGER, "worked: detail", "worked: details", "层级"),
    (LEDGER, "from: dispatched, to: rectifying", "from: dispatched, to: rectifyng", "状态"),
    (LEDGER, "fields: fixed", "fields: fixd", "字段"),
    (LEDGER, "required: fixed", "required: fixd", "字段"),
    (LEDGER, "restarts: look_back", "restarts: look_bak", "时钟"),
    (LEDGER, "extends: {clock: rectify", "extends: {clock: rectfy", "时钟"),
    (LEDGER, "stops: [cleared]", "stops: [cleard]", "状态、动作或日期字段"),
    (LEDGER, "pauses: submitted", "pauses: submited", "状态"),
    (LEDGER, "due: {field: deadline}", "due: {field: deadlines}", "字段"),
    (LEDGER, "to: [unit, leader]", "to: [unit, leder]", "角色或机构字段"),
    (LEDGER, "  red: {label", "  rod: {label", "灯色"),
    (LEDGER, "to: findings}", "to: finding}", "台账"),
    (LEDGER, "sets: {people:", "sets: {peple:", "字段"),
    (LEDGER, "codes: sources, default: \"011\"", "codes: sources, default: \"11\"", "代码"),
    (FIGURES, "measure: sum\n    where", "measure: sum\n    by: [sorce]\n    where", "分组"),
    (FIGURES, "table: steps}", "table: step}", "字段"),
    (ACTS, "of: acts findings", "of: acts finding", "台账"),
    ("pack.yaml", "parent: \"011\"", "parent: \"11\"", "代码"),
    ("pack.yaml", "states: {doing: rectifying}", "states: {doing: rectify}", "状态"),
    ("pack.yaml", "fields: {money: amount}", "fields: {money: amounts}", "字段"),
    ("reports/monthly.md", "{{ findings }}", "{{ finding.numerator }}", "指标"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "kind"), UNKNOWN, ids=[row[2] for row in UNKNOWN])
def test_a_name_that_does_not_exist_is_said_with_the_nearest(
    file: str, old: str, new: str, kind: str, tmp_path: Path
) -> None:
    pack = copied(tmp_path)
    line = edited(pack, file, old, new) + new.count("\n") - new.endswith("\n")
    line -= "\n    where" in new
    _, problems = read(pack)
    assert [(one.code.id, one.where.line) for one in problems] == [("D340", line)]
    assert f"的{kind}。" in problems[0].message
    assert "最接近的是" in problems[0].mend


MORE = [
    (LEDGER, "type: money, unit: 万元", "type: money, unit: 人", "D349"),
    (LEDGER, "type: number, unit: 人", "type: number, unit: 万元", "D349"),
    (LEDGER, "min: 2020-01-01", "min: 2020-02-30", "D349"),
    (LEDGER, "min: 0, max: 1000", "min: 2000, max: 1000", "D354"),
    (LEDGER, "min: 0, max: 1000", "min: 0, max: 1000, default: 1001", "D354"),
    (LEDGER, "due: {date_of_year: 01-31}", "due: {date_of_year: 02-29}", "D349"),
    (LEDGER, "stops: [cleared]", "stops: [amount]", "D360"),
    (LEDGER, "due: {field: deadline}", "due: {field: amount}", "D360"),
    (LEDGER, "belongs_to: unit", "belongs_to: title", "D360"),
    (LEDGER, "division: area", "division: source", "D360"),
    (LEDGER, "- [title, unit]", "- [title, proof]", "D360"),
    (LEDGER, "by: unit}", "by: title}", "D360"),
    (LEDGER, "sets: {people: \"0\"", "sets: {proof: \"0\"", "D360"),
    (LEDGER, "title: {label: 问题", "title: {label: 状态", "D356"),
    (LEDGER, "label: 回头看时限", "label: 涉及金额", "D356"),
    (LEDGER, "cost: {label: 费用", "cost: {label: 措施", "D356"),
    (LEDGER, "label: 延期, by", "label: 回头看, by", "D356"),
    (LEDGER, "urge: {label: 催办函", "urge: {label: 提醒函", "D356"),
    (LEDGER, "people: {label", "case: {label", "D358"),
    (LEDGER, "number: 督〔{year}〕{seq:4}", "number: 督〔{yaer}〕{seq:4}", "D369"),
    (LEDGER, "number: 督〔{year}〕{seq:4}", "number: 督{seq}{seq}", "D369"),
    (FIGURES, "unit: 亿元", "unit: 件", "L209"),
    (FIGURES, "unit: percent", "unit: 件", "D377"),
    (FIGURES, "target: 90", "target: 九十", "D349"),
    (FIGURES, "rows: table, table: steps}", "rows: table, table: title}", "D360"),
    (FIGURES, "by: [state, light, level, division, source]", "by: [state, state]", "D376"),
    ("pack.yaml", "until: 2020-12-31", "until: 2020-12-32", "D349"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "code"), MORE, ids=[row[2] for row in MORE])
def test_what_does_not_fit_is_said_once(file: str, old: str, new: str, code: str, tmp_path: Path) -> None:
    pack = copied(tmp_path)
    line = edited(pack, file, old, new)
    problems = [problem for problem in found(pack) if problem[0] == code]
    assert problems, found(pack)
    assert problems[0][1] == file
    assert abs((problems[0][2] or 0) - line) <= 1


def test_units_convert_within_their_dimension_only(tmp_path: Path) -> None:
    """万元 and 亿元 fit, 万元 and 人 do not: said when the pack is checked, not when it runs."""
    pack = copied(tmp_path)
    edited(pack, LEDGER, "priority: overdue(rectify) + 1", "priority: coalesce(amount, fixed) / 1万元")
    line = edited(pack, LEDGER, "guard: fixed >= amount", "guard: fixed + people > 3")
    codes = {(code, where) for code, _, where in found(pack)}
    assert any(code.startswith("L") and where == line for code, where in codes)


def test_ways_through_the_states(tmp_path: Path) -> None:
    """Without 退回 all is well; without 销号 the end is out of reach; a state of its own is found."""
    pack = copied(tmp_path / "a")
    edited(
        pack,
        LEDGER,
        "send_back: {label: 退回, from: submitted, to: rectifying",
        "again: {label: 退回, from: submitted, to: rectifying",
    )
    assert [code for code, _, _ in found(pack)] == ["L211"], "only the figure that counts it is wrong"
    pack = copied(tmp_path / "b")
    edited(
        pack, LEDGER, "    from: submitted\n    to: cleared\n", "    from: submitted\n    to: rectifying\n"
    )
    assert [code for code, _, _ in found(pack)] == ["D367"] * 3 + ["D366"]
    pack = copied(tmp_path / "c")
    edited(
        pack,
        LEDGER,
        "  cleared: {label: 已销号, final: true}",
        "  cleared: {label: 已销号, final: true}\n  lost: 遗失",
    )
    assert sorted(code for code, _, _ in found(pack)) == ["D366", "D367"]


def test_an_act_without_from_starts_anywhere_but_the_end(tmp_path: Path) -> None:
    pack = copied(tmp_path)
    edited(pack, LEDGER, "accept: {label: 签收, from: dispatched, to", "accept: {label: 签收, to")
    assert found(pack) == []


def test_dependencies_in_a_circle_of_three(tmp_path: Path) -> None:
    for name, other in (("one", "two"), ("two", "three"), ("three", "one")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.yaml").write_text(
            f"pack: {name}\nlabel: 包\nversion: 1.0.0\ndepends:\n  {other}: 1.0.0\n", encoding="utf-8"
        )
    _, problems = read(tmp_path / "one")
    assert [problem.code.id for problem in problems] == ["D343"]
    assert "one → two → three → one" in problems[0].message
