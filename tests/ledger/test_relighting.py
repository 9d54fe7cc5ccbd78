"""Rows carry their light and the day on which it may change; a new day works out the others again."""

from __future__ import annotations

from datetime import date, timedelta

from tests.ledger.conftest import AUDITOR, Desk, moment, pack_of, sample_files
from youju.ledger import actions, catalogue, lights, queries
from youju.ledger.models import NEVER, LedgerRecord
from youju.people.actors import Actor


def test_a_row_says_its_light_and_until_when(county: Desk) -> None:
    record = county.open(on=date(2023, 3, 6))
    assert (record.light, record.light_until) == ("green", date(2023, 5, 6))
    moved = county.do(record.id, "accept")
    assert (moved.light, moved.light_until) == ("green", date(2023, 5, 6))


def test_a_new_day_changes_the_lights_that_it_turns(county: Desk) -> None:
    old, young = county.open(on=date(2023, 3, 6)), None
    county.today = date(2023, 4, 20)
    young = county.open(on=county.today)
    day = date(2023, 5, 6)
    assert actions.relight(at=moment(day)) == 1
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.light, young.light) == ("yellow", "green")
    assert actions.relight(at=moment(day)) == 0, "nothing is left to do"
    actions.relight(at=moment(day + timedelta(days=400)))
    for record in LedgerRecord.objects.all():
        situation = queries.situation_of(record)
        rules = catalogue.current("findings")
        assert record.light == lights.light(rules, situation, as_of=day + timedelta(days=400))
        assert record.light_until > day + timedelta(days=400)


def test_duplicates_and_headings_show_no_light(county: Desk) -> None:
    kept, gone = county.open(), county.open(title="重复")
    actions.merge(gone.id, kept.id, actor=AUDITOR, on=county.today, at=county.at())
    gone.refresh_from_db()
    heading = county.open("feedback", level="aspect")
    assert (gone.light, heading.light) == ("", "")
    assert gone.light_until == heading.light_until == date.max


def test_other_lights_of_a_new_version_are_worked_out_again(county: Desk) -> None:
    record = county.open()
    files = sample_files()
    files["pack.yaml"]["version"] = "1.1.0"
    files["ledgers/findings.yaml"]["lights"] = {"blue": "state = 'dispatched'", "green": "true"}
    actions.install_pack(pack_of(files), actor=Actor.system(), at=county.at())
    record.refresh_from_db()
    assert record.light_until == NEVER
    actions.relight(at=county.at())
    record.refresh_from_db()
    assert record.light == "blue"
