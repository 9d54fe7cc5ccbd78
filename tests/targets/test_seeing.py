"""Who sees which target, what a summary is told, and how sheets come about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.ledger.conftest import AUDITOR, FINANCE, SCHOOL
from tests.people.test_scopes_by_sql import read, refused, role, ticket
from tests.targets.conftest import DAY, END, Bureau, plan
from youju.definitions.target_models import Plan
from youju.errors import YoujuError
from youju.people.actors import Actor

HEAD = Actor("sun", "孙八", "county", frozenset({"clerk"}))


@pytest.mark.parametrize(
    ("actor", "wanted"),
    [
        (AUDITOR, {"found", "amounts", "share"}),
        (FINANCE, {"found", "share"}),
        (SCHOOL, {"amounts"}),
        (HEAD, {"found", "amounts", "share"}),
        (Actor("x", "x"), set()),
    ],
    ids=lambda one: getattr(one, "id", ""),
)
def test_the_policy_says_what_the_service_says(
    bureau: Bureau, db: Any, actor: Actor, wanted: set[str]
) -> None:
    from youju.targets import queries

    bureau.load()
    assert {one.name for one in queries.visible_to(actor)} == wanted
    with role(db, ticket(actor)) as connection:
        assert set(read(connection, "SELECT name FROM targets_target")) == wanted
        events = set(read(connection, "SELECT stream FROM events_event WHERE kind = 'targets'"))
        assert events == set(read(connection, "SELECT id FROM targets_target"))
        refused(connection, "UPDATE targets_target SET label = 'x'")
        refused(connection, "DELETE FROM targets_target")
    with role(db, "") as connection:
        assert read(connection, "SELECT name FROM targets_target") == []


def test_progress_is_that_of_the_observations(bureau: Bureau) -> None:
    from youju.targets import queries

    bureau.load()
    bureau.count(DAY)
    found = {
        one.target.name: one for one in queries.standings(queries.visible_to(None), as_of=DAY, actor=None)
    }
    assert found["found"].progress.value == 3
    assert found["found"].progress.completion == 75
    assert found["found"].progress.standing == "on_pace"
    assert found["amounts"].progress.value == 900_000, "万元 as 元"
    assert found["amounts"].progress.standing == "behind", "500,000 until the end of June"
    assert found["share"].progress.standing == "on_pace"
    assert queries.sentence(found["found"]) == "发现问题目标不低于4个，完成3个，完成率75.0%，达到序时进度。"


def test_who_may_not_see_the_figure_sees_no_value(bureau: Bureau) -> None:
    from youju.targets import queries

    bureau.load()
    bureau.count(DAY)
    seen = queries.standings(queries.visible_to(FINANCE), as_of=DAY, actor=FINANCE)
    assert {one.progress.value for one in seen} == {None}


def test_the_season_is_that_of_past_years(bureau: Bureau) -> None:
    from youju.targets import queries

    bureau.load(plan(found={"pace": "seasonal"}))
    bureau.desk.today = date(2023, 1, 6)
    bureau.count(date(2022, 6, 30), date(2022, 12, 31), DAY)
    (one,) = queries.standings(queries.visible_to(None).filter(name="found"), as_of=DAY, actor=None)
    assert one.progress.due is None
    assert "往年同期" in one.progress.why_no_pace


@pytest.mark.parametrize(
    ("day", "same"),
    [
        (date(2024, 2, 29), date(2023, 2, 28)),
        (date(2023, 2, 28), date(2020, 2, 29)),
        (date(2024, 5, 7), date(2021, 5, 7)),
    ],
)
def test_the_end_of_a_month_is_the_end_of_a_month(day: date, same: date) -> None:
    from youju.targets.queries import _same_day

    assert _same_day(day, same.year) == same


def test_next_years_summary_opens_by_comparing(bureau: Bureau) -> None:
    from youju.targets import actions, queries

    bureau.load()
    following = plan(share=None, amounts=None)
    bureau.load(
        Plan.model_validate({**following.model_dump(mode="python"), "plan": "county_2024", "year": 2024})
    )
    bureau.desk.today = END
    bureau.count(END)
    actions.drop("county_2023", "share", "纪要第12号", actor=AUDITOR, on=DAY, at=bureau.desk.at())
    actions.close("county_2023", as_of=END, actor=Actor.system(), at=bureau.desk.at())
    found = queries.compare(2023, as_of=END)
    assert [(one.standing.target.name, one.state) for one in found] == [
        ("found", "missed"),
        ("amounts", "kept"),
        ("share", "dropped"),
    ]
    assert found[0].sentence == "发现问题目标不低于4个，完成3个，完成率75.0%，未完成。"
    assert found[2].sentence == "大额占比目标20—40%，已撤销（纪要第12号）。"
    assert [one.following.year if one.following else None for one in found] == [2024, None, None]


def test_a_value_just_below_is_not_printed_as_kept(bureau: Bureau) -> None:
    from youju.targets.models import Target
    from youju.targets.queries import Standing, goal_of, judge

    target = Target(year=2023, unit="percent", low=Decimal(90), pace="level", label="率")
    value = Decimal("89.96")
    one = Standing(target, judge(goal_of(target), value, as_of=END), "", END, decimals=1)
    assert one.printed(value) == "89.96%"
    assert one.printed(Decimal("90.04")) == "90.04%"
    assert one.printed(Decimal("91.04")) == "91.0%"


def test_sheets_explain_every_point(bureau: Bureau) -> None:
    from youju.targets import sheets

    bureau.load()
    bureau.count(END)
    finance, school = sorted(sheets.score("assessment", as_of=END), key=lambda one: one.organisation)
    assert [one.sentence for one in finance.entries] == [
        "发现问题（20分）：目标不低于4个，完成3个，完成率75.00%；每低于目标1个百分点扣0.2分，扣5分；得15分。",
        "大额占比（5分）：目标20—40%，完成33.3%，完成率100.00%；没有扣分、加分情形；得5分。",
        "问题数：问题数3个；超过2个的每个扣1分，扣1分。",
    ]
    assert (finance.total.base, finance.total.deduction, finance.total.points) == (80, -1, 79)
    assert (school.total.points, school.total.bonus, school.rank, finance.rank) == (101, 1, 1, 2)
    table = sheets.as_table([finance]).to_pylist()
    assert [row["得分"] for row in table] == [15, 5, -1, 79]
    assert table[-1]["说明"] == "基本分80分（按100分制折算），另扣1分，共79分，第2名。"


def test_without_values_nothing_is_scored(bureau: Bureau) -> None:
    from youju.targets import sheets

    bureau.load()
    found = sheets.score("assessment", as_of=END)
    assert {one.total.points for one in found} == {None}
    assert "无法计分" in found[0].entries[0].sentence
    with pytest.raises(YoujuError) as error:
        sheets.score("asessment", as_of=END)
    assert error.value.problems[0].code.id == "O111"
