"""Alerts as they are raised, rise, fall and end; acknowledged; seen; and the rule's own record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from tests.monitoring.conftest import OTHER, STATISTICIAN, TOWNS, Bureau
from tests.people.test_scopes_by_sql import read, refused, role, ticket
from tests.series.conftest import deliver
from youju.errors import YoujuError
from youju.people.actors import Actor

NOW = datetime(2024, 6, 1, 2, tzinfo=UTC)
TODAY = date(2024, 6, 1)
HEAD = Actor("sun", "孙八", "county", frozenset({"clerk"}))


def _code(call: Callable[[], Any]) -> str:
    with pytest.raises(YoujuError) as error:
        call()
    (problem,) = error.value.problems
    assert "None" not in problem.sentence()
    return problem.code.id


def test_an_alert_is_raised_rises_falls_and_ends(bureau: Bureau) -> None:
    from youju.events.queries import of_stream
    from youju.monitoring.models import Alert, Reading

    bureau.deliver()
    ran = bureau.run(TODAY)
    assert ran.judged == 48
    assert [(what, level, alert.label) for alert, what, level in ran.moves] == [
        ("raised", "黄色", "税收增速回落"),
        ("risen", "红色", "税收增速回落"),
        ("fallen", "黄色", "税收增速回落"),
        ("ended", "黄色", "税收增速回落"),
    ]
    alert = Alert.objects.get()
    assert (alert.period, alert.raised_on, alert.ended_on) == (
        "2022-04",
        date(2022, 5, 12),
        date(2022, 11, 12),
    )
    assert (alert.highest, alert.level, alert.due_on) == (2, 0, date(2022, 7, 19))
    events = of_stream(alert.id)
    assert [one.type for one in events] == ["raised", "risen", "fallen", "ended"]
    assert [one.payload["period"] for one in events] == ["2022-04", "2022-06", "2022-09", "2022-10"]
    assert bureau.run(TODAY).judged == 0
    assert Reading.objects.get(period="2022-06").level == 2


def test_running_every_month_says_what_running_once_says(bureau: Bureau) -> None:
    from youju.monitoring.models import Reading

    bureau.deliver(upto="2022-12")
    moves = []
    for month in range(1, 13):
        moves += [(what, level) for _, what, level in bureau.run(date(2022, month, 28)).moves]
    moves += [(what, level) for _, what, level in bureau.run(TODAY).moves]
    monthly = list(Reading.objects.order_by("ordinal").values_list("period", "level"))
    assert moves == [("raised", "黄色"), ("risen", "红色"), ("fallen", "黄色"), ("ended", "黄色")]
    assert len(monthly) == 36
    assert [level for _, level in monthly[-12:]] == [0, 0, 0, 1, 1, 2, 2, 2, 1, 0, 0, 0]


def test_a_revision_changes_no_alert_of_the_past(bureau: Bureau) -> None:
    from youju.monitoring.models import Alert

    bureau.deliver(upto="2022-06")
    bureau.run(TODAY)
    before = Alert.objects.get().head_seq
    deliver([{"series": "tax", "period": "2022-05", "value": "999999"}], date(2022, 8, 1))
    assert bureau.run(TODAY).moves == []
    assert Alert.objects.get().head_seq == before


def test_those_who_acknowledge_are_told_once_of_each_level_that_stands(bureau: Bureau) -> None:
    from youju.notices.models import Notice

    bureau.deliver(upto="2022-04")
    bureau.run(TODAY)
    bureau.run(TODAY)
    bureau.deliver(upto="2022-06")
    bureau.run(TODAY)
    told = Notice.objects.order_by("id")
    assert [(one.person, one.text) for one in told] == [
        ("li", "税收增速回落（黄色）：2022-04监测值2.0，请在5月19日前确认。"),
        ("li", "税收增速回落（红色）：2022-06监测值-7.0，请在7月19日前确认。"),
    ]
    assert all(one.link.startswith("/monitoring/alerts/") for one in told)


def test_the_periodic_work_judges_once_a_day(bureau: Bureau) -> None:
    from youju.monitoring import actions

    bureau.deliver(upto="2022-06")
    at = datetime(2022, 7, 20, 2, tzinfo=UTC)
    assert actions.run_daily(at=at).judged == 30
    bureau.deliver(upto="2022-07")
    assert actions.run_daily(at=at.replace(hour=9)).judged == 0
    assert actions.run_daily(at=at.replace(month=9)).judged == 1


def test_an_alert_of_the_past_is_told_to_nobody(bureau: Bureau) -> None:
    from youju.notices.models import Notice

    bureau.deliver()
    assert bureau.run(TODAY).moves
    assert not Notice.objects.exists()


def test_who_has_seen_it_says_what_follows(bureau: Bureau) -> None:
    from youju.monitoring import actions
    from youju.monitoring.models import Alert

    bureau.deliver()
    bureau.run(TODAY)
    alert = Alert.objects.get().id
    known: dict[str, Any] = {"on": TODAY, "at": NOW}
    assert _code(lambda: actions.acknowledge(alert, " ", actor=STATISTICIAN, **known)) == "M110"
    assert _code(lambda: actions.acknowledge(alert, "阅", actor=OTHER, **known)) == "M108"
    assert _code(lambda: actions.acknowledge(alert, "阅", actor=HEAD, **known)) == "M109"
    assert _code(lambda: actions.acknowledge(uuid4(), "阅", actor=STATISTICIAN, **known)) == "M108"
    made = actions.acknowledge(alert, "已会商", actor=STATISTICIAN, **known)
    assert (made.level, made.by) == (2, "li")
    assert _code(lambda: actions.acknowledge(alert, "再", actor=STATISTICIAN, **known)) == "M111"


@pytest.mark.parametrize(("actor", "sees"), [(STATISTICIAN, True), (OTHER, False), (HEAD, True)])
def test_the_policies_say_what_the_service_says(bureau: Bureau, db: Any, actor: Actor, sees: bool) -> None:
    from youju.monitoring import actions, queries
    from youju.monitoring.models import Alert

    bureau.deliver()
    bureau.run(TODAY)
    actions.acknowledge(Alert.objects.get().id, "已会商", actor=STATISTICIAN, on=TODAY, at=NOW)
    assert queries.visible_to(actor).exists() is sees
    with role(db, ticket(actor)) as connection:
        for table in ("alert", "reading", "acknowledgement"):
            assert bool(read(connection, f"SELECT id FROM monitoring_{table}")) is sees
        events = "SELECT stream FROM events_event WHERE kind = 'monitoring'"
        assert len(read(connection, events)) == (5 if sees else 0)
        refused(connection, "UPDATE monitoring_alert SET level = 0")
        refused(connection, "DELETE FROM monitoring_acknowledgement")
        refused(connection, "INSERT INTO monitoring_reading (rule) VALUES ('x')")


def test_the_record_of_a_rule(bureau: Bureau) -> None:
    from youju.monitoring import queries

    bureau.deliver()
    track = queries.record_of("tax_slow")
    assert (len(track.alerts), len(track.events), track.false) == (1, 1, ())
    assert track.foreseen == {30: 3}
    assert "命中率100.0%；提前期中位数3期" in queries.sentence_of("tax_slow", track)
    assert queries.record_of("tax_slow", until=date(2022, 1, 31)).alerts == ()
    assert _code(lambda: queries.record_of("tax_slwo")) == "M107"


def test_areas_run_by_their_growth(bureau: Bureau) -> None:
    from youju.monitoring import races

    for town, growth in zip(TOWNS, ("110", "105", "100"), strict=True):
        rows = [
            {"series": "tax", "area": town, "period": "2022-12", "value": "100"},
            {"series": "tax", "area": town, "period": "2023-12", "value": growth},
        ]
        assert not deliver(rows, date(2024, 1, 12)).problems
    found = races.of_series("tax", period="2023-12")
    assert [one.value and Decimal(repr(one.value)).quantize(Decimal("0.1")) for one in found.places] == [
        10,
        5,
        0,
    ]
    assert [one.rank for one in found.places] in ([1, 2, 3], [1, 1, 1])
    assert races.of_series("tax", period="2023-12", actor=OTHER).places == []


def test_what_holds_the_others_does_not_run_against_them(bureau: Bureau) -> None:
    """The installation's own area runs beside its equals, not beside its parts; nor does what is above it."""
    from youju.monitoring import races

    def growing(*areas: str) -> list[str]:
        for area in areas:
            for period, value in (("2022-12", "100"), ("2023-12", "105")):
                deliver(
                    [{"series": "tax", "area": area, "period": period, "value": value}], date(2024, 1, 12)
                )
        return sorted(one.area for one in races.of_series("tax", period="2023-12").places)

    equals = growing("341800", "341802", "341821")
    assert [one[-3:] for one in equals] == ["宣州区", "郎溪县"]
    assert len(growing(*TOWNS)) == len(TOWNS) + 1, "its towns run; it does not"
