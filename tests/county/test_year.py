"""The year through the real services: small, whole, once, and from where it stood when it is interrupted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from youju.county import lists, stages, world, year
from youju.county.steps import REAL, STEPS, register
from youju.county.steps.counting import counted
from youju.county.year import Step, Year
from youju.errors import YoujuError
from youju.events.models import EventRow
from youju.ledger import catalogue
from youju.ledger.models import LedgerRecord
from youju.linkage import config
from youju.register.models import Unit
from youju.register.queries import DIFFERENCES
from youju.standards import divisions

AT = datetime(2024, 1, 8, 4, tzinfo=UTC)
FACTOR = 0.02
LINKED = STEPS[:4]


@pytest.fixture
def county(db: Any, tmp_path: Path) -> Iterator[Year]:
    found = Year(tmp_path / "home", seed=5, factor=FACTOR)
    with override_settings(EVIDENCE_ROOT=tmp_path / "evidence"):
        year.ready(found)
        yield found
    divisions.supplement([])


def run(county: Year, steps: Any, told: list[Any] | None = None, *, at: datetime = AT) -> list[stages.Done]:
    progress = (lambda *one: told.append(one)) if told is not None else (lambda *_: None)
    return list(stages.run(steps, county, clock=lambda: at, progress=progress))


def records(ledger: str) -> Any:
    return LedgerRecord.objects.filter(ledger=ledger)


def test_lists_become_units_and_differences_which_are_settled(county: Year) -> None:
    told: list[Any] = []
    done = run(county, LINKED, told)
    assert [one.new for one in done] == [True] * 4
    truth = round(register.UNITS * FACTOR)
    assert abs(Unit.objects.filter(merged_into=None).count() - truth) <= truth * 0.03
    of_towns = Unit.objects.filter(division__startswith=world.COUNTY[0])
    assert of_towns.exclude(division=world.COUNTY[0]).count() > truth * 0.9
    found = records(DIFFERENCES)
    assert found.count() > 5
    assert found.filter(state__in=["settled", "agreed"]).count() > found.count() * 0.8
    assert found.filter(organisation__startswith="heyang_town").exists()
    parts = [part for step, _, part in told if step.name == "settle"]
    assert parts == sorted(parts) and parts[-1] == 1.0


def test_the_ledgers_hold_a_year(county: Year) -> None:
    done = run(county, [STEPS[0], STEPS[4]])
    assert "六本台账" in done[-1].said
    for ledger, size in {"orders": 30, "land_patches": 8, "audit_findings": 4, "proposals": 3}.items():
        assert records(ledger).count() == size
    assert records("inspection_feedback").filter(level="detail", parent__isnull=False).count() == 2
    assert records("orders").filter(final=True).exists()
    assert records("land_patches").filter(division__startswith=world.COUNTY[0]).count() == 8
    assert set(EventRow.objects.values_list("recorded_at", flat=True)) == {AT}, (
        "nothing says it was known before"
    )


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
def test_spark_counts_every_figure_of_the_year_the_same(county: Year, tmp_path: Path) -> None:
    spark = pytest.importorskip("youju.engine.backends.spark")
    steps = [one for one in STEPS if one.name in ("set_up", "lists", "link", "ledgers", "series")]
    run(county, steps, at=datetime(2024, 12, 1, 4, tzinfo=UTC))  # the last revisions come in the autumn
    root = tmp_path / "snapshots"
    with spark.Spark() as engine:
        here = counted(lambda *_: None, root=root)
        there = counted(lambda *_: None, root=root, backend=engine)
    assert [_result(one) for one in there] == [_result(one) for one in here]
    figures = {one.figure for one in here}
    assert figures == {
        name for pack in catalogue.installed() for name in catalogue.loaded(pack.digest).pack.figures
    }
    assert len(here) > 400 and sum(one.value is not None for one in here) > 300


def _result(one: Any) -> tuple[Any, ...]:
    return one.figure, one.scope, one.key, one.value, one.numerator, one.denominator, one.reason


def test_a_second_run_finds_all_done(county: Year) -> None:
    first = run(county, LINKED)
    before = EventRow.objects.count()
    second = run(county, LINKED)
    assert [one.new for one in second] == [False] * 4
    assert [(one.said, one.seconds) for one in second] == [(one.said, one.seconds) for one in first]
    assert EventRow.objects.count() == before


@pytest.mark.parametrize("broken", range(2, 5))
def test_an_interrupted_step_leaves_nothing_and_is_done_again(county: Year, broken: int) -> None:
    def cut(of: Year, at: datetime, say: year.Say) -> str:
        STEPS[broken].work(of, at, say)
        raise KeyboardInterrupt

    steps = list(STEPS[:5])
    steps[broken] = Step(steps[broken].name, steps[broken].label, cut)
    with pytest.raises(KeyboardInterrupt):
        run(county, steps)
    kept = (EventRow.objects.count(), LedgerRecord.objects.count(), Unit.objects.count())
    with pytest.raises(KeyboardInterrupt):
        run(county, steps)
    assert (EventRow.objects.count(), LedgerRecord.objects.count(), Unit.objects.count()) == kept
    done = run(county, STEPS[:5])
    assert [one.new for one in done] == [place >= broken for place in range(5)]


def test_progress_counts_from_nothing_to_all(county: Year) -> None:
    told: list[Any] = []
    run(county, STEPS[:1], told)
    assert (told[0][2], told[-1][2]) == (0.0, 1.0)


def test_one_database_holds_one_year(county: Year, tmp_path: Path) -> None:
    run(county, STEPS[:1])
    other = Year(county.home, real=tmp_path)
    with pytest.raises(YoujuError, match="Y103"):
        run(other, STEPS[:1])


def test_real_lists_are_read_where_they_lie(tmp_path: Path) -> None:
    real = tmp_path / "data" / "register" / "xuancheng"
    real.mkdir(parents=True)
    with pytest.raises(YoujuError, match=r"market\.csv、tax\.csv"):
        lists.point_at(tmp_path / "lists", real)
    lists.write(real, seed=1, units=30)
    lists.point_at(tmp_path / "lists", real)
    wanted = config.read(tmp_path / "lists" / "lists.yaml")
    assert {one.name: one.file for one in wanted.sources} == {
        name: real.resolve() / f"{name}.csv" for name in ("market", "tax", "social", "walk")
    }


def test_divisions_of_the_installation_stay(tmp_path: Path) -> None:
    file = tmp_path / "divisions.csv"
    file.write_text("code,name\n990000,某省\n", encoding="utf-8")
    try:
        year.ready(Year(tmp_path))
        text = file.read_text(encoding="utf-8")
        year.ready(Year(tmp_path))
        assert file.read_text(encoding="utf-8") == text
        assert divisions.require("990000").name == "某省"
        assert divisions.require(world.TOWNS[0].code).parent == divisions.require(world.COUNTY[0])
    finally:
        divisions.supplement([])


def test_a_list_that_is_gone_is_said(county: Year) -> None:
    run(county, STEPS[:2])
    (county.folder / "lists" / "tax.csv").unlink()
    with pytest.raises(YoujuError, match="U505"):
        run(county, STEPS[:3])
    assert not Unit.objects.exists()
    assert date(world.YEAR, 1, 1) < register.DELIVERED


def test_rules_watch_the_series_once_and_those_who_answer_for_them_are_told(county: Year) -> None:
    from youju.monitoring.models import Alert, Reading
    from youju.notices.models import Notice

    watching = [step for step in STEPS if step.name in ("set_up", "series", "monitor")]
    late = datetime(2024, 12, 1, 4, tzinfo=UTC)  # the last revisions come in the autumn
    done = run(county, watching, at=late)
    raised, standing = Alert.objects.count(), Alert.objects.filter(ended_on=None)
    assert raised > 0 and standing.exists(), "the planted turning points are found"
    assert f"发出预警{raised}次" in done[-1].said
    assert all(one.label in done[-1].said for one in standing)
    clerk = county.clerk(world.organisation("statistics")).id
    assert set(Notice.objects.values_list("person", flat=True)) == {clerk}
    assert Notice.objects.count() == standing.count()
    judged = Reading.objects.count()
    again = run(county, watching, at=late)
    assert [one.said for one in again] == [one.said for one in done]
    assert (Alert.objects.count(), Reading.objects.count()) == (raised, judged)


def test_what_real_summaries_tell_is_taken_over(county: Year, tmp_path: Path) -> None:
    """Only in a year with real lists; here the summary is made up."""
    reports = tmp_path / "data" / "reports"
    reports.mkdir(parents=True)
    (reports / "某县总结.txt").write_text("全年接收工单120件，办结118件。\n", encoding="utf-8")
    real = Year(county.home, seed=5, factor=FACTOR, real=tmp_path / "data")
    assert REAL[:-1] == STEPS
    done = run(real, [STEPS[0], REAL[-1]])
    assert done[-1].said == "收录1份总结中的2个数，0个与指标对应，其中0个相符。"
    from youju.reports.models import Reported

    assert set(Reported.objects.values_list("sentence", flat=True)) == {"全年接收工单120件，办结118件。"}
