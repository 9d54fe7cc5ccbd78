"""A snapshot holds for every date and day of knowledge what folding the events gives, and only that."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pytest

from tests.ledger.conftest import AUDITOR, FINANCE, Desk
from youju.definitions.models import Ledger
from youju.engine import snapshots as files
from youju.errors import YoujuError
from youju.events.queries import of_stream
from youju.ledger import actions, catalogue, snapshots
from youju.ledger.fold import FOREVER, fold
from youju.ledger.models import LedgerRecord
from youju.ledger.version_rows import ACTS, RECORDS, Layout


def rows(done: snapshots.Refreshed, dataset: str = RECORDS) -> list[dict[str, Any]]:
    parts = done.manifest.parts.get(dataset, {}).values()
    tables = [done.store.read(part) for part in parts]
    return pa.concat_tables(tables).to_pylist() if tables else []


def history(county: Desk, tmp: Path, *, seed: int = 1, count: int = 12) -> list[UUID]:
    """Records with acts, late entries, amendments and voided events, over some months."""
    choice = random.Random(seed)
    made = []
    for number in range(count):
        county.today = dt.date(2023, 1 + number % 3, 5)
        area = choice.choice(["341802", "341821", None])
        more = {"area": area} if area else {}
        made.append(county.open(code=f"{seed}-{number}", amount=str(choice.randrange(100)), **more).id)
    for step in range(6 * count):
        county.today = dt.date(2023, 4, 1) + dt.timedelta(days=step // 2)
        record = choice.choice(made)
        late = county.today - dt.timedelta(days=choice.choice([0, 0, 0, 3, 20]))
        try:
            match choice.randrange(5):
                case 0:
                    county.do(record, "accept", on=late)
                case 1:
                    county.do(record, "visit", on=late)
                case 2:
                    county.do(record, "ask", by=AUDITOR, on=late)
                case 3:
                    amount = {"amount": str(choice.randrange(1000)), "plan": [{"step": f"第{step}步"}]}
                    actions.amend(record, amount, actor=AUDITOR, on=late, at=county.at(), reason="核对")
                case 4:
                    seq = choice.randrange(2, 6)
                    actions.void(record, seq, actor=AUDITOR, at=county.at(), reason="误录")
        except YoujuError:
            continue  # not every act is allowed; those that are make the history
    return made


def as_row(record: UUID, folded: Any) -> dict[str, Any]:
    values = folded.values
    clock = folded.clocks.get("rectify", {})
    return {
        "record": str(record), "number": folded.number, "state": folded.state,
        "f_code": values.get("code"), "f_title": values.get("title"),
        "f_amount": Decimal(values["amount"]) if "amount" in values else None,
        "division": values.get("area"), "opened_on": folded.opened_on,
        "clock_rectify_due": dt.date.fromisoformat(clock["due"]) if clock.get("due") else None,
        "clock_rectify_paused_since": (
            dt.date.fromisoformat(clock["paused_since"]) if clock.get("paused_since") else None
        ),
    }  # fmt: skip


def test_every_date_and_day_of_knowledge(county: Desk, tmp_path: Path) -> None:
    made = history(county, tmp_path)
    found = rows(snapshots.refresh("findings", root=tmp_path))
    events = {record: of_stream(record) for record in made}
    assert sum(map(len, events.values())) > 40, "the history has happened"
    compared = 0
    for known in (dt.date(2023, 1, 10), dt.date(2023, 4, 5), dt.date(2023, 4, 20), dt.date(2023, 6, 1)):
        for day in (dt.date(2023, 1, 4), dt.date(2023, 3, 5), dt.date(2023, 4, 2), dt.date(2023, 4, 20)):
            if day > known:
                continue
            wanted = [as_row(record, fold(events[record], as_of=day, known_at=known)) for record in made]
            wanted = [row for row in wanted if row["opened_on"]]
            got = [
                {name: row[name] for name in as_row(made[0], fold(events[made[0]]))}
                for row in found
                if row["valid_from"] <= day < row["valid_to"] and row["known_from"] <= known < row["known_to"]
            ]
            key = lambda row: row["record"]  # noqa: E731
            assert sorted(got, key=key) == sorted(wanted, key=key)
            compared += len(wanted)
    assert compared > 50


def test_incremental_equals_rebuilt(county: Desk, tmp_path: Path) -> None:
    history(county, tmp_path, seed=2)
    first = snapshots.refresh("findings", root=tmp_path / "a")
    assert first.rebuilt
    history(county, tmp_path, seed=3, count=6)
    second = snapshots.refresh("findings", root=tmp_path / "a")
    assert not second.rebuilt
    assert second.manifest.digest != first.manifest.digest
    whole = snapshots.refresh("findings", root=tmp_path / "b")
    assert whole.rebuilt
    assert whole.manifest == second.manifest
    assert rows(whole, "table_plan"), "rows of tables are among what was compared"
    assert snapshots.refresh("findings", root=tmp_path / "a", rebuild=True).manifest == whole.manifest


def test_only_touched_partitions_are_written(county: Desk, tmp_path: Path) -> None:
    county.today = dt.date(2023, 1, 5)
    one = county.open(area="341802")
    county.today = dt.date(2023, 2, 5)
    county.open(area="341821")
    before = snapshots.refresh("findings", root=tmp_path).manifest.parts[RECORDS]
    assert sorted(before) == ["period=2023-01/division=341802", "period=2023-02/division=341821"]
    county.do(one.id, "accept")
    done = snapshots.refresh("findings", root=tmp_path)
    assert (done.records, done.events, done.rebuilt) == (1, 2, False)
    assert done.partitions == {
        RECORDS: ("period=2023-01/division=341802",), ACTS: ("period=2023-01/division=341802",),
    }  # fmt: skip
    after = done.manifest.parts[RECORDS]
    assert after["period=2023-02/division=341821"] == before["period=2023-02/division=341821"]
    again = snapshots.refresh("findings", root=tmp_path)
    assert (again.partitions, again.events) == ({}, 0)
    assert again.manifest == done.manifest


def test_a_record_stays_in_its_partition(county: Desk, tmp_path: Path) -> None:
    one = county.open(area="341802")
    snapshots.refresh("findings", root=tmp_path)
    actions.amend(one.id, {"area": "341821"}, actor=AUDITOR, on=county.today, at=county.at(), reason="误录")
    done = snapshots.refresh("findings", root=tmp_path)
    assert list(done.manifest.parts[RECORDS]) == ["period=2023-03/division=341802"]
    assert {row["division"] for row in rows(done) if row["known_to"] == FOREVER} == {"341821"}
    assert done.manifest == snapshots.refresh("findings", root=tmp_path / "b").manifest


def test_events_of_other_ledgers_touch_nothing(county: Desk, tmp_path: Path) -> None:
    county.open()
    before = snapshots.refresh("findings", root=tmp_path).manifest
    county.open("feedback", level="aspect")
    done = snapshots.refresh("findings", root=tmp_path)
    assert done.partitions == {}
    assert done.manifest.digest == before.digest
    assert done.manifest.watermark > before.watermark


def test_acts_and_voided_ones(county: Desk, tmp_path: Path) -> None:
    record = county.open(amount="5").id
    county.do(record, "accept")
    county.today = dt.date(2023, 3, 10)
    actions.void(record, 2, actor=FINANCE, at=county.at(), reason="误点")
    (act,) = rows(snapshots.refresh("findings", root=tmp_path), ACTS)
    assert (act["act"], act["seq"], act["type"], act["actor"]) == ("accept", 2, "acted", FINANCE.id)
    assert (act["valid_from"], act["known_from"], act["known_to"]) == (
        dt.date(2023, 3, 6), dt.date(2023, 3, 6), dt.date(2023, 3, 10),
    )  # fmt: skip
    assert (act["state"], act["f_amount"]) == ("rectifying", Decimal(5))


def test_rows_of_a_table(county: Desk, tmp_path: Path) -> None:
    county.open(plan=[{"step": "查账", "by": "2023-04-01"}, {"step": "追缴"}], amount="7")
    found = rows(snapshots.refresh("findings", root=tmp_path), "table_plan")
    assert [(row["line"], row["f_step"], row["f_by"], row["f_amount"]) for row in found] == [
        (1, "查账", dt.date(2023, 4, 1), Decimal(7)), (2, "追缴", None, Decimal(7)),
    ]  # fmt: skip
    assert rows(snapshots.refresh("findings", root=tmp_path))[0]["f_plan"] == "2"


def test_crash_in_the_middle_leaves_the_former_snapshot(
    county: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = county.open()
    before = snapshots.refresh("findings", root=tmp_path)
    county.do(one.id, "accept")
    with monkeypatch.context() as broken:
        broken.setattr(files.Store, "publish", lambda *_: (_ for _ in ()).throw(OSError("power cut")))
        with pytest.raises(OSError, match="power cut"):
            snapshots.refresh("findings", root=tmp_path)
    store = snapshots.store_of("findings", root=tmp_path)
    assert store.manifest() == before.manifest
    assert store.verify(before.manifest) == []
    done = snapshots.refresh("findings", root=tmp_path)
    assert done.manifest == snapshots.refresh("findings", root=tmp_path / "b").manifest


def test_lost_file_or_other_fields_build_anew(county: Desk, tmp_path: Path) -> None:
    county.open()
    done = snapshots.refresh("findings", root=tmp_path)
    (tmp_path / "findings" / next(iter(done.manifest.parts[RECORDS].values())).file).unlink()
    again = snapshots.refresh("findings", root=tmp_path)
    assert again.rebuilt
    assert again.manifest == done.manifest
    definition = catalogue.current("findings").ledger
    more = Ledger.model_validate(
        {
            **definition.model_dump(by_alias=True),
            "fields": {**definition.fields, "x": {"label": "新", "type": "text"}},
        }
    )
    assert Layout(more).digest != Layout(definition).digest
    assert Layout(definition).digest == Layout(definition).digest


def test_a_voided_opening_takes_the_record_out(county: Desk, tmp_path: Path) -> None:
    one = county.open()
    snapshots.refresh("findings", root=tmp_path)
    county.today += dt.timedelta(days=1)
    actions.void(one.id, 1, actor=AUDITOR, at=county.at(), reason="重复登记")
    (row,) = rows(snapshots.refresh("findings", root=tmp_path))
    assert row["known_to"] == county.today
    assert LedgerRecord.objects.get(id=one.id).voided


def test_a_ledger_without_records(county: Desk, tmp_path: Path) -> None:
    done = snapshots.refresh("findings", root=tmp_path)
    assert done.manifest.parts == {}
    assert rows(snapshots.refresh("findings", root=tmp_path)) == []
    with pytest.raises(YoujuError) as caught:
        snapshots.refresh("nothing", root=tmp_path)
    assert caught.value.code == "K700"
