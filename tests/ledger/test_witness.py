"""Verification names a ledger's record by its number, and misses a record whose events vanished."""

from __future__ import annotations

from youju.events import actions
from youju.events.verify import verify
from youju.ledger.models import LedgerRecord


def test_findings_name_the_record_by_its_number(county, db):
    record = county.open()
    county.do(record.id, "accept")
    assert verify().sound
    with db.tampering() as connection:
        connection.execute("UPDATE events_event SET actor = 'x' WHERE stream = %s AND seq = 2", [record.id])
    (problem,) = verify().findings
    assert problem.fields["record"] == f"{record.number}（{record.id}）"
    assert record.number.startswith("审改〔2023〕")


def test_a_record_whose_events_vanished_with_their_head(county, db):
    record = county.open()
    actions.seal(at=county.at())
    with db.tampering() as connection:
        connection.execute("DELETE FROM events_event WHERE stream = %s", [record.id])
        connection.execute("DELETE FROM events_stream WHERE stream = %s", [record.id])
    found = {problem.code.id: problem for problem in verify().findings}
    assert set(found) == {"E525", "E527"}
    assert record.number in found["E527"].message
    assert LedgerRecord.objects.count() == 1
