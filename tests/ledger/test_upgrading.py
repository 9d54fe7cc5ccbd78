"""Installing packs and newer versions: what would be orphaned is listed; migrations work by events."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.ledger.conftest import AUDITOR, Desk, moment, pack_of, sample_files
from tests.ledger.test_performing import refused
from youju.errors import YoujuError
from youju.events.queries import of_stream
from youju.ledger import actions, catalogue, queries
from youju.ledger.fold import fold
from youju.ledger.models import LedgerPack, LedgerRecord
from youju.people.actors import Actor


def version(number: str, **changes: Any) -> dict[str, Any]:
    """The files of the sample pack in another version, to be changed by the test."""
    files = sample_files()
    files["pack.yaml"].update(version=number, **changes)
    return files


def install(county: Desk, files: dict[str, Any]) -> LedgerPack:
    return actions.install_pack(pack_of(files), actor=Actor.system(), at=county.at())


def problems_of(county: Desk, files: dict[str, Any]) -> list[tuple[str, str, str]]:
    with pytest.raises(YoujuError) as caught:
        install(county, files)
    return [(one.code.id, one.fields["number"], one.fields["what"]) for one in caught.value.problems]


def test_installing_again_changes_nothing(county: Desk) -> None:
    first = LedgerPack.objects.get()
    assert install(county, sample_files()).id == first.id
    assert LedgerPack.objects.count() == 1


def test_the_same_version_with_other_content_and_an_older_one_are_refused(county: Desk) -> None:
    changed = sample_files()
    changed["pack.yaml"]["label"] = "另一个"
    with refused("D382"):
        install(county, changed)
    with refused("D381"):
        install(county, version("0.9.0"))


def test_two_packs_cannot_have_a_ledger_of_one_name(county: Desk) -> None:
    with refused("K732"):
        install(county, version("1.0.0", pack="other"))


def test_a_record_remembers_its_version_and_is_worked_under_the_new_one(county: Desk) -> None:
    record = county.open()
    files = version("1.1.0")
    files["ledgers/findings.yaml"]["transitions"]["accept"]["label"] = "签收件"
    install(county, files)
    done = county.do(record.id, "签收件")
    assert (done.pack_version, done.version) == ("1.0.0", "1.1.0")
    assert [event.payload["version"] for event in of_stream(record.id)] == ["1.0.0", "1.1.0"]
    assert county.open().pack_version == "1.1.0"


def without_waiting(number: str) -> dict[str, Any]:
    """The state 待补正 is gone."""
    files = version(number)
    ledger = files["ledgers/findings.yaml"]
    del ledger["states"]["waiting"], ledger["transitions"]["ask"], ledger["transitions"]["complete"]
    del ledger["clocks"]["rectify"]["pauses"]
    return files


def test_an_orphaned_state_is_refused_with_the_list_of_records(county: Desk) -> None:
    records = [county.open() for _ in range(3)]
    for record in records[:2]:
        county.do(record.id, "accept")
        county.do(record.id, "ask", by=AUDITOR)
    found = problems_of(county, without_waiting("2.0.0"))
    assert found == [("K731", one.number, "状态“waiting”") for one in records[:2]]
    assert catalogue.current("findings").version == "1.0.0"
    for record in records[:2]:
        county.do(record.id, "complete")
    assert install(county, without_waiting("2.0.0")).version == "2.0.0"


def test_a_migration_moves_records_by_events_and_pauses_end_as_they_were(county: Desk) -> None:
    record = county.open()
    county.do(record.id, "accept")
    county.do(record.id, "ask", by=AUDITOR)
    county.today += timedelta(9)
    files = without_waiting("2.0.0")
    files["pack.yaml"]["migrations"] = [
        {"from": "1.0.0", "ledgers": [{"ledger": "findings", "states": {"waiting": "rectifying"}}]}
    ]
    install(county, files)
    row = LedgerRecord.objects.get(id=record.id)
    assert (row.state, row.version, row.pack_version) == ("rectifying", "2.0.0", "1.0.0")
    event = of_stream(record.id)[-1]
    assert (event.type, event.payload["from_version"]) == ("migrated", "1.0.0")
    assert queries.as_at(record.id, as_of=county.today - timedelta(1)).state == "waiting"


def test_a_field_with_data_is_not_dropped_silently(county: Desk) -> None:
    full, empty = county.open(amount="5"), county.open()
    files = version("1.1.0")
    ledger = files["ledgers/findings.yaml"]
    del ledger["fields"]["amount"], ledger["transitions"]["clear"]["guard"]
    del ledger["transitions"]["clear"]["otherwise"]
    assert problems_of(county, files) == [("K731", full.number, "字段“amount”")]
    files["pack.yaml"]["migrations"] = [
        {"from": "1.0.0", "ledgers": [{"ledger": "findings", "drop": ["amount"]}]}
    ]
    install(county, files)
    assert "amount" not in LedgerRecord.objects.get(id=full.id).values
    assert len(of_stream(empty.id)) == 1, "only records that change are touched"
    assert fold(of_stream(full.id), known_at=county.today - timedelta(1)).exists is False


def test_a_renamed_field_keeps_its_values(county: Desk) -> None:
    record = county.open(amount="5")
    files = version("1.1.0")
    ledger = files["ledgers/findings.yaml"]
    ledger["fields"]["sum"] = ledger["fields"].pop("amount")
    ledger["transitions"]["clear"]["guard"] = "sum is null or coalesce(returned >= sum, false)"
    files["pack.yaml"]["migrations"] = [
        {"from": "1.0.0", "ledgers": [{"ledger": "findings", "fields": {"amount": "sum"}}]}
    ]
    install(county, files)
    values = LedgerRecord.objects.get(id=record.id).values
    assert values["sum"] == "5" and "amount" not in values


@pytest.mark.parametrize("change", ["unit", "code", "level", "link", "ledger"])
def test_other_losses_are_listed_too(county: Desk, change: str) -> None:
    record = county.open(amount="5", source="inspection")
    aspect = county.open("feedback", level="aspect")
    actions.link(record.id, "shared", aspect.id, actor=AUDITOR, on=county.today, at=county.at())
    files = version("2.0.0")
    findings = files["ledgers/findings.yaml"]
    if change == "unit":
        findings["fields"]["amount"]["unit"] = "元"
    elif change == "code":
        del files["pack.yaml"]["code_lists"]["sources"]["codes"]["inspection"]
    elif change == "level":
        del files["ledgers/feedback.yaml"]["levels"]["names"]["aspect"]
    elif change == "link":
        del findings["links"]
    else:
        del files["ledgers/feedback.yaml"], findings["links"]
    (found, *_) = problems_of(county, files)
    assert found[0] == "K731"
    assert found[1] == (str(aspect.id) if change in ("level", "ledger") else record.number)


def test_what_follows_from_the_definition_is_worked_out_again(county: Desk) -> None:
    record = county.open()
    county.do(record.id, "accept")
    files = version("1.1.0")
    ledger = files["ledgers/findings.yaml"]
    ledger["states"]["rectifying"] = {"label": "整改中", "final": "true"}
    for act in ("ask", "submit"):
        ledger["transitions"][act]["by"] = ["auditor"]
    ledger["belongs_to"] = "unit"
    install(county, files)
    assert LedgerRecord.objects.get(id=record.id).final


def test_a_new_unique_key_must_hold_for_the_records_that_there_are(county: Desk) -> None:
    files = version("1.1.0")
    files["ledgers/findings.yaml"]["unique"] = [["code"], ["title", "unit"]]
    county.open(title="甲"), county.open(title="乙")
    install(county, files)
    with refused("K705"):
        county.open(title="甲")
    files["pack.yaml"]["version"] = "1.2.0"
    files["ledgers/findings.yaml"]["unique"] = [["unit"]]
    with refused("K705"):
        install(county, files)
    assert catalogue.current("findings").version == "1.1.0"


def test_a_late_entry_before_a_migration_is_judged_by_the_version_of_then(county: Desk) -> None:
    record = county.open()
    county.do(record.id, "accept")
    county.today += timedelta(5)
    files = version("2.0.0")
    ledger = files["ledgers/findings.yaml"]
    ledger["states"] = {
        name if name != "rectifying" else "working": one for name, one in ledger["states"].items()
    }
    for act in (*ledger["transitions"].values(), *ledger["activities"].values()):
        for key in ("from", "to"):
            if act.get(key) == "rectifying":
                act[key] = "working"
            elif isinstance(act.get(key), list):
                act[key] = ["working" if one == "rectifying" else one for one in act[key]]
    files["pack.yaml"]["migrations"] = [
        {"from": "1.0.0", "ledgers": [{"ledger": "findings", "states": {"rectifying": "working"}}]}
    ]
    install(county, files)
    late = county.today - timedelta(2)
    county.do(record.id, "visit", on=late)
    row = LedgerRecord.objects.get(id=record.id)
    assert (row.state, row.clocks["monthly"]["due"]) == ("working", "2023-04-09")
    with refused("K712"):
        county.do(record.id, "send_back", by=AUDITOR, comment="退回", on=late)
    done = county.do(record.id, "submit", on=late, evidence=[_photo()])
    assert done.state == "submitted", "what the migration did follows what is known now"
    assert queries.as_at(record.id, as_of=late).state == "submitted"
    assert county.do(record.id, "send_back", by=AUDITOR, comment="退回").state == "working"


def _photo() -> Any:
    from tests.ledger.files import png
    from youju.ledger import evidence

    return evidence.store(png(), "现场.png")


def test_a_clock_that_is_gone_no_longer_runs(county: Desk) -> None:
    record = county.open()
    files = version("1.1.0")
    ledger = files["ledgers/findings.yaml"]
    del ledger["clocks"]["monthly"], ledger["activities"]["visit"]["restarts"]
    install(county, files)
    row = LedgerRecord.objects.get(id=record.id)
    assert set(row.clocks) == {"rectify"}
    assert moment(date(2023, 3, 6)) < row.updated_at


def test_an_upgrade_waits_for_those_at_work_and_keeps_them_out(county: Desk) -> None:
    from tests.ledger.test_performing import in_threads

    records = [county.open().id for _ in range(12)]

    def work(number: int) -> list[str]:
        if number == 0:
            return [install(county, version("1.1.0")).version]
        mine = records[number * 3 - 3 : number * 3]
        return [str(county.do(one, "accept").version) for one in mine]

    found = in_threads(5, work)
    assert found[0] == ["1.1.0"]
    assert {one for versions in found[1:] for one in versions} <= {"1.0.0", "1.1.0"}
    for record in records:
        _, accepted = of_stream(record)
        assert accepted.type == "acted"
        installed = LedgerPack.objects.get(version=accepted.payload["version"])
        assert installed.name == "sample"
    assert county.do(records[0], "visit").version == "1.1.0"
