"""What `test_kill` runs in processes of its own: an office that works on records until it is killed.

``python -m tests.faults.office prepare`` makes the tables and installs the pack, ``work SEED`` works and
acknowledges, ``check FILE`` compares what was acknowledged with what is stored. An acknowledgement is one
line on standard output, written *after* the service has returned, as an answer to a user would be.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

ON = date(2024, 1, 2)
NEXT = {"dispatched": "accept", "rectifying": "submit", "submitted": "clear"}


def prepare() -> None:
    """Tables, organisations, pack."""
    from tests.ledger.conftest import moment, pack_of, sample_files
    from youju.ledger import actions
    from youju.people.actions import import_directory
    from youju.people.actors import Actor
    from youju.web import database

    database.migrate()
    organisations = {
        "county": {"name": "云溪县人民政府", "under": {"audit": "云溪县审计局", "finance": "云溪县财政局"}}
    }
    import_directory(organisations, {}, actor=Actor.system(), on=ON, at=moment(ON))
    actions.install_pack(pack_of(sample_files()), actor=Actor.system(), at=moment(ON))


def work(seed: str) -> None:
    """Open records and take them to the end, for ever; whatever fails is looked at afresh."""
    from django.db import DatabaseError, InterfaceError, connections

    from youju.ledger.models import LedgerRecord

    rng = random.Random(seed)
    mine: list[UUID] = []
    os.write(1, b"ready\n")
    while True:
        try:
            record = rng.choice(mine) if mine and rng.random() < 0.8 else None
            row = LedgerRecord.objects.get(id=record) if record else None
            if row is None or row.state not in NEXT:
                acknowledge(*(opened := open_one()), None)
                mine.append(opened[0])
            else:
                acknowledge(*do(row.id, NEXT[row.state]))
        except (DatabaseError, InterfaceError):
            connections.close_all()  # the server was killed; whether the last act counts, the record will say


def open_one() -> tuple[UUID, int, str]:
    """A new record: its id, the number of its event, the act."""
    from tests.ledger.conftest import AUDITOR
    from youju.ledger import actions

    values = {"title": "账实不符", "unit": "finance", "code": uuid4().hex}
    row = actions.open_record("findings", values, actor=AUDITOR, on=ON, at=datetime.now(UTC))
    return row.id, row.head_seq, "open"


def do(record: UUID, act: str) -> tuple[UUID, int, str, str | None]:
    """One act, with a file where it needs one."""
    from tests.ledger.conftest import AUDITOR, FINANCE
    from youju.ledger import actions, evidence

    files = []
    if act == "submit":
        files = [
            evidence.store(io.BytesIO(b"%PDF-1.4\n%" + uuid4().bytes.hex().encode() + b"\n%%EOF\n"), "a.pdf")
        ]
    actor = AUDITOR if act == "clear" else FINANCE
    row = actions.perform(record, act, actor=actor, on=ON, at=datetime.now(UTC), evidence=files)
    return record, row.head_seq, act, files[0].sha256 if files else None


def acknowledge(record: UUID, seq: int, act: str, sha256: str | None) -> None:
    """Tell that an act is done. One short write, so that a kill cannot cut it."""
    os.write(1, f"{json.dumps([str(record), seq, act, sha256])}\n".encode())


def check(file: str) -> None:
    """Compare everything acknowledged with everything stored; print what is there."""
    from django.conf import settings

    from youju.events.models import StreamRow
    from youju.events.queries import of_streams
    from youju.events.verify import verify
    from youju.ledger import filestore
    from youju.ledger.fold import fold
    from youju.ledger.models import EvidenceFile, LedgerRecord

    acknowledged = [json.loads(line) for line in Path(file).read_text().splitlines()]
    streams = of_streams(UUID(record) for record, *_ in acknowledged)
    for record, seq, act, sha256 in acknowledged:
        event = streams[UUID(record)][seq - 1]
        assert event.seq == seq
        stored: Any = event.payload.get("act") if act != "open" else "open"
        assert stored == act, (record, seq, act, event.payload)
        assert [one["sha256"] for one in event.payload.get("evidence", [])] == ([sha256] if sha256 else [])
    assert len({(record, seq) for record, seq, *_ in acknowledged}) == len(acknowledged), "acknowledged twice"
    report = verify()
    assert report.sound, [problem.sentence() for problem in report.findings]
    _check_records(LedgerRecord, StreamRow, of_streams, fold)
    for one in EvidenceFile.objects.all():
        path = filestore.path_of(Path(settings.EVIDENCE_ROOT), one.sha256)
        assert hashlib.sha256(path.read_bytes()).hexdigest() == one.sha256
    named = {sha256 for *_, sha256 in acknowledged if sha256}
    assert named <= set(EvidenceFile.objects.values_list("sha256", flat=True))
    found = {"events": report.events, "acknowledged": len(acknowledged), "evidence": len(named)}
    sys.stdout.write(json.dumps(found))


def _check_records(records: Any, heads: Any, of_streams: Any, fold: Any) -> None:
    """No half transition: every record is exactly what its events say, and no stream lacks its record."""
    rows = {row.id: row for row in records.objects.all()}
    ledger = dict(heads.objects.filter(kind="ledger").values_list("stream", "head_seq"))
    assert {id_: row.head_seq for id_, row in rows.items()} == {id_: ledger[id_] for id_ in rows}
    for id_, events in of_streams(rows).items():
        folded = fold(events)
        assert (rows[id_].state, rows[id_].clocks) == (folded.state, folded.clocks), id_
        assert rows[id_].head_seq == len(events)
        acts = [event.payload.get("act") for event in events[1:]]
        assert acts == ["accept", "submit", "clear"][: len(acts)], f"done twice: {acts}"


if __name__ == "__main__":
    from youju.web.setup import django_setup

    django_setup()
    {"prepare": prepare, "work": work, "check": check}[sys.argv[1]](*sys.argv[2:])
