"""The runner itself: what it reports, what it refuses to believe, and that it touches nothing real."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection, connections

from tests.scenarios.stories import EXPECTED, ISSUED, OPENED, line_of, story
from youju.errors import YoujuError
from youju.events.queries import latest_position
from youju.ledger.models import LedgerRecord
from youju.scenarios.running import Result, run, run_all
from youju.scenarios.scratch import PREFIX, scratch


def told(folder, *pieces: str) -> Result:
    (result,) = run_all([story(folder, *pieces)])
    return result


def schemas() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE %s", [PREFIX + "%"])
        return [row[0] for row in cursor.fetchall()]


def test_a_true_story(tmp_path, db) -> None:
    result = told(tmp_path, OPENED, ISSUED, EXPECTED)
    assert result.differences == []
    assert (result.steps, result.checks) == (3, 11)
    assert result.sentence() == "小情景（small）：3步，5条记载，核对11处，全部相符。"


@pytest.mark.parametrize(
    ("right", "wrong", "what", "expected", "got"),
    [
        ("{rules_made: 3}", "{rules_made: 4}", "制度机制台账的记录数", "4", "3"),
        ("r<1-2>: 已印发", "r<1-3>: 已印发", "r<1-3> 的状态", "已印发", "起草中（r3）"),
        (
            "issued: 2, 起草中: 1",
            "issued: 3",
            "制度机制台账的各状态件数",
            "已印发 3",
            "起草中 1、已印发 2",
        ),
        (
            "issued_on: 2023-03-05",
            "issued_on: 2023-03-06",
            "r1 的“印发日期”",
            "2023-03-06",
            "2023-03-05（r1）",
        ),
        ("issued_on: 无", "document_number: 云统1号", "r3 的“文号”", "云统1号", "无（r3）"),
        ("issue: 1", "issue: 2", "r1 的“issue”次数", "2", "1（r1）"),
        ("r3: 1}", "r3: 2}", "r3 的办理记录条数", "2", "1（r3）"),
    ],
)
def test_a_wrong_expectation(tmp_path, db, right, wrong, what, expected, got) -> None:
    assert right in EXPECTED
    result = told(tmp_path, OPENED, ISSUED, EXPECTED.replace(right, wrong))
    (difference,) = result.differences
    assert (difference.what, difference.expected, difference.got) == (what, expected, got)
    assert difference.line == line_of(tmp_path / "small.yaml", wrong.split(",")[0])
    assert difference.step == 3
    place = f"{tmp_path / 'small.yaml'}:{difference.line}：第3步，2023-03-31，{what}"
    assert str(difference) == f"{place}\n    应为：{expected}\n    实为：{got}"


def test_all_wrong_expectations_are_reported(tmp_path, db) -> None:
    wrong = EXPECTED.replace("rules_made: 3", "rules_made: 4").replace("r3: drafting", "r3: issued")
    assert len(told(tmp_path, OPENED, ISSUED, wrong).differences) == 2


def test_an_expectation_looks_at_its_own_day(tmp_path, db) -> None:
    early = EXPECTED.replace("2023-03-31", "2023-03-04")
    whats = {difference.what for difference in told(tmp_path, OPENED, ISSUED, early).differences}
    assert "r<1-2> 的状态" in whats
    assert "制度机制台账的记录数" not in whats


def test_known_at_leaves_out_what_was_entered_later(tmp_path, db) -> None:
    late = ISSUED.replace("- on: 2023-03-05", "- on: 2023-03-05\n    recorded: 2023-03-20")
    then = """\
  - on: 2023-03-10
    known_at: 2023-03-10
    expect:
      states: {r<1-3>: drafting}
  - on: 2023-03-10
    expect:
      states: {r<1-2>: issued, r3: drafting}
"""
    assert told(tmp_path, OPENED, late, then).differences == []
    wrong = told(tmp_path, OPENED, late, then.replace("r<1-3>: drafting", "r1: issued"))
    assert "只看2023-03-10已知" in wrong.differences[0].what


def test_a_step_that_cannot_be_done_ends_the_story(tmp_path, db) -> None:
    without = ISSUED.replace("    evidence: 制度<n>.docx\n", "")
    result = told(tmp_path, OPENED, without, EXPECTED)
    (difference,) = result.differences
    assert result.steps == 2
    assert difference.line == line_of(tmp_path / "small.yaml", "do: issue")
    assert difference.what == "issue（印发） r<n>"
    assert difference.expected == "办成"
    assert "〔K715〕" in difference.got


@pytest.mark.parametrize(
    ("change", "got"),
    [
        (("evidence: 制度<n>.docx", "refused: K715"), None),
        (("evidence: 制度<n>.docx", "refused: K711"), "〔K715〕"),
        (("evidence: 制度<n>.docx", "evidence: 制度<n>.docx\n    refused: K715"), "办成了"),
    ],
)
def test_refused(tmp_path, db, change, got) -> None:
    after = """\
  - on: 2023-03-31
    expect:
      states: {r<1-3>: drafting}
      timeline: {r<1-3>: 1}
"""
    result = told(tmp_path, OPENED, ISSUED.replace(*change), after)
    if got is None:
        assert result.differences == []
        assert result.checks == 2 + 6
    else:
        (difference,) = result.differences
        assert got in difference.got
        assert difference.expected.startswith("以 K71")


def test_nobody_at_the_organisation(tmp_path, db) -> None:
    opened = OPENED.replace("unit: office", "unit: county")
    (difference,) = told(tmp_path, opened, ISSUED, EXPECTED).differences
    assert "〔C857〕" in difference.got


def test_the_real_database_is_left_alone(tmp_path, db) -> None:
    folders = (settings.EVIDENCE_ROOT, settings.SNAPSHOT_ROOT)
    assert told(tmp_path, OPENED, ISSUED, EXPECTED).events > 0
    assert latest_position() == 0
    assert not LedgerRecord.objects.exists()
    assert folders == (settings.EVIDENCE_ROOT, settings.SNAPSHOT_ROOT)
    assert schemas() == []
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        assert cursor.fetchone() == ("public",)


def test_the_schema_goes_also_after_a_failure(db) -> None:
    with pytest.raises(RuntimeError, match="in the middle"), scratch() as place:
        assert schemas() == [place.schema]
        assert not place.files.joinpath("evidence").exists()
        raise RuntimeError("in the middle")
    assert schemas() == []
    assert not place.files.exists()


def test_what_a_killed_run_left_is_dropped(db) -> None:
    left, ours = PREFIX + "0123456789ab", PREFIX + "of_somebody"
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {left}; CREATE SCHEMA {ours}")
    try:
        with scratch() as open_one:
            assert sorted(schemas()) == sorted([open_one.schema, ours])
            with scratch() as second:  # one that is in use is not
                assert sorted(schemas()) == sorted([open_one.schema, second.schema, ours])
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"DROP SCHEMA {ours}")


def test_each_story_begins_with_nothing(tmp_path, db) -> None:
    one = story(tmp_path, OPENED, ISSUED, EXPECTED)
    with scratch() as place:
        results = [run(one, place) for _ in range(2)]
    assert [result.differences for result in results] == [[], []]
    assert results[0].events == results[1].events


def test_without_an_owner(tmp_path, db, monkeypatch) -> None:
    monkeypatch.delitem(connections.settings, "owner")
    with pytest.raises(YoujuError) as raised, scratch():
        pass
    assert raised.value.code == "C856"
