"""Finding scenarios, and every mistake that can be seen before a story is told, with its line."""

from __future__ import annotations

import pytest

from tests.scenarios.stories import EXPECTED, ISSUED, OPENED, line_of, written
from youju.definitions.load import SHIPPED
from youju.errors import YoujuError
from youju.scenarios.reading import find

SUPERVISION = SHIPPED / "supervision"


def test_a_pack_a_folder_and_a_file_lead_to_the_same_stories() -> None:
    all_of = [one.path.name for one in find([SUPERVISION])]
    assert len(all_of) >= 7
    assert [one.path.name for one in find([SUPERVISION / "scenarios"])] == all_of
    one = find([SUPERVISION / "scenarios" / "four_colours.yaml"])
    assert [story.path.name for story in one] == ["four_colours.yaml"]
    twice = find([SUPERVISION, SUPERVISION / "scenarios" / "four_colours.yaml"])
    assert [story.path.name for story in twice] == all_of


def test_a_loose_file_finds_its_pack(tmp_path) -> None:
    written(tmp_path, OPENED, EXPECTED)
    (story,) = find([tmp_path])
    assert story.loaded.name == "supervision"
    assert story.line("story", 0, "do") == line_of(story.path, "do: open")


def test_a_path_without_stories(tmp_path) -> None:
    for path in (tmp_path, tmp_path / "none.yaml"):
        with pytest.raises(YoujuError) as raised:
            find([path])
        assert raised.value.code == "C850"


WRONG = [
    ("    by: jia\n    do: open", "    by: jai\n    do: open", "D340", "by: jai"),
    ("of: other}", "of: others}", "D340", "of: others}"),
    ("roles: rectifier", "roles: rectifyer", "D340", "roles: rectifyer"),
    ("ledger: rules_made", "ledger: rules", "D340", "ledger: rules"),
    ("do: issue", "do: issues", "D340", "do: issues"),
    ("{document_number:", "{document:", "D340", "{document:"),
    ("record: r<n>\n    repeat: 1-2", "record: s<n>\n    repeat: 1-2", "D340", "record: s<n>"),
    ("by: of unit", "by: of name", "D340", "by: of name"),
    ("r3: drafting}", "r3: drafts}", "D340", "r3: drafts}"),
    ("r3: drafting}", "r4: drafting}", "D340", "r4: drafting}"),
    ("{rules_made: 3}", "{rules: 3}", "D340", "{rules: 3}"),
    ("issued: 2, 起草中: 1", "issued: 2, 起草: 1", "D340", "起草: 1"),
    ("repeal: 0", "repel: 0", "D340", "repel: 0"),
    ("      timeline:", "      figures: {rules_count: 3}\n      timeline:", "D340", "rules_count"),
    ("      timeline:", "      figures: {inspection_rules by leve: {a: 1}}\n      timeline:", "D340", "leve"),
    ("on: 2023-03-05", "on: 2023-02-05", "C852", "on: 2023-02-05"),
    ("on: 2023-03-05", "on: 2023-03-05\n    recorded: 2023-03-04", "C859", "recorded: 2023-03-04"),
    ("name: 制度<n>,", "name: {split: {甲: 1, 乙: 1}},", "C854", "split"),
    ("name: 制度<n>, unit: office}\n", "name: 制度<n>, unit: office}\n" + OPENED, "C855", None),
    ("      other: 云下县档案馆", "      other: 云下县档案馆\n      county: 又一个", "C855", None),
    ("on: 2023-03-05", "on: 三月五日", "D327", "三月五日"),
    ("document_number: 云统", "document_number: {cycle: []", "D308", None),
    ("    repeat: 3", "    repeat: 3\n    repeats: 4", "D320", "repeats: 4"),
    ("pack: supervision", "pack: supervison", "D391", None),
]


@pytest.mark.parametrize(
    ("old", "new", "code", "place"), WRONG, ids=[f"{w[2]}-{n}" for n, w in enumerate(WRONG)]
)
def test_mistake(tmp_path, old, new, code, place) -> None:
    path = written(tmp_path, OPENED, ISSUED, EXPECTED)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(YoujuError) as raised:
        find([path])
    problems = raised.value.problems
    assert code in {problem.code.id for problem in problems}
    if place is not None:
        lines = {problem.where.line for problem in problems if problem.code.id == code}
        assert line_of(path, place) in lines
        assert all(problem.where.file == str(path) for problem in problems)


def test_all_mistakes_at_once(tmp_path) -> None:
    path = written(tmp_path, OPENED, ISSUED, EXPECTED)
    text = (
        path.read_text(encoding="utf-8")
        .replace("do: issue", "do: issues")
        .replace("r3: drafting", "r9: drafting")
    )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(YoujuError) as raised:
        find([path])
    assert len(raised.value.problems) == 2
