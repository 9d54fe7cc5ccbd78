"""Loading stories as sample data: once, wholly, and recorded when it is done."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.scenarios.stories import EXPECTED, ISSUED, OPENED, story
from youju.definitions.load import SHIPPED
from youju.errors import YoujuError
from youju.events.queries import latest_position, of_stream, since
from youju.ledger.models import LedgerRecord
from youju.people.models import Person
from youju.scenarios.actions import load
from youju.scenarios.reading import find

AT = datetime(2026, 1, 5, 2, tzinfo=UTC)


def test_records_carry_the_dates_of_the_story_and_the_time_of_loading(tmp_path, db) -> None:
    (done,) = load([story(tmp_path, OPENED, ISSUED, EXPECTED)], at=AT)
    assert (done.new, done.records) == (True, 3)
    row = LedgerRecord.objects.get(values__document_number="云统〔2023〕1号")
    events = of_stream(row.id)
    assert [event.business_date for event in events] == [date(2023, 3, 1), date(2023, 3, 5)]
    assert {event.recorded_at for event in events} == {AT}
    assert row.state == "issued"


def test_a_story_is_loaded_once(tmp_path, db) -> None:
    one = story(tmp_path, OPENED, ISSUED, EXPECTED)
    load([one], at=AT)
    before = latest_position()
    (again,) = load([one], at=AT)
    assert not again.new
    assert latest_position() == before


def test_a_story_is_loaded_wholly_or_not_at_all(tmp_path, db) -> None:
    broken = ISSUED.replace("    evidence: 制度<n>.docx\n", "")
    with pytest.raises(YoujuError) as raised:
        load([story(tmp_path, OPENED, broken, EXPECTED)], at=AT)
    assert raised.value.code == "C858"
    assert "K715" in str(raised.value)
    assert list(since(0)) == []
    assert not LedgerRecord.objects.exists()
    assert not Person.objects.exists()
    load([story(tmp_path, OPENED, ISSUED, EXPECTED)], at=AT)
    assert LedgerRecord.objects.count() == 3


def test_the_shipped_stories_live_side_by_side(db) -> None:
    done = load(find([SHIPPED / "supervision"]), at=AT)
    assert all(one.new for one in done)
    assert LedgerRecord.objects.count() == sum(one.records for one in done)
    audit = LedgerRecord.objects.filter(ledger="audit_findings")
    assert audit.filter(values__audit_office="yunxi_audit").count() == 182
    assert audit.filter(values__audit_office="yunxi_audit", state="cleared").count() == 146
    assert not LedgerRecord.objects.filter(voided=True).exists()
