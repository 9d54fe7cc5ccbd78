"""Opening and performing: permission, state, guard, fields, comment, evidence; satisfied and violated."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.ledger.conftest import AUDITOR, FINANCE, OFFICE, SCHOOL, Desk, moment
from tests.ledger.files import png
from youju.errors import YoujuError
from youju.events.queries import of_stream
from youju.ledger import actions, evidence
from youju.ledger.fold import fold
from youju.ledger.models import LedgerRecord, UniqueKey


def refused(code: str) -> Any:
    """Expects an error that names a code."""
    return pytest.raises(YoujuError, match=code)


@pytest.fixture
def photo(county: Desk) -> evidence.Evidence:
    return evidence.store(png(), "现场.png")


def submitted(county: Desk, photo: evidence.Evidence, **values: Any) -> Any:
    record = county.open(**values)
    county.do(record.id, "accept")
    return county.do(record.id, "submit", evidence=[photo], values={"returned": "1"})


def test_a_record_opens_in_the_first_state_with_number_clocks_and_defaults(county: Desk) -> None:
    first, second = county.open(area="341802"), county.open()
    assert (first.number, second.number) == ("审改〔2023〕0001", "审改〔2023〕0002")
    assert (first.state, first.values["source"], first.division) == ("dispatched", "audit", "341802")
    assert first.clocks["rectify"]["due"] == "2023-05-05"
    assert (first.organisation, first.parties, first.period) == ("finance", ["audit", "finance"], "2023-03")
    assert LedgerRecord.objects.get(id=first.id).values == first.values


def test_numbers_begin_again_with_the_year(county: Desk) -> None:
    county.open(on=date(2022, 12, 30))
    assert county.open().number == "审改〔2023〕0001"


def test_names_and_labels_are_understood_as_codes(county: Desk) -> None:
    record = county.open(unit="云溪县财政局", source="巡察", amount="1,200.50万元", serious="否")
    assert record.values["unit"] == "finance"
    assert (record.values["source"], record.values["amount"]) == ("inspection", "1200.5")
    assert record.values["serious"] is False


def test_everything_wrong_with_an_opening_is_told_at_once(county: Desk) -> None:
    with pytest.raises(YoujuError) as caught:
        county.open(
            title="",
            unit="nobody",
            source="电话",
            amount="-1",
            given_on="2023-02-30",
            strange="1",
            serious="true",
        )
    codes = sorted(problem.code.id for problem in caught.value.problems)
    assert codes == ["K701", "K702", "K703", "K703", "K703", "K704", "K707"]
    assert not LedgerRecord.objects.exists()


@pytest.mark.parametrize(
    ("source", "on", "wrong"), [("hotline", date(2023, 7, 1), True), ("hotline", date(2023, 6, 30), False)]
)
def test_a_disused_code_is_refused_from_the_day_after_its_last(
    county: Desk, source: str, on: date, wrong: bool
) -> None:
    county.today = date(2023, 7, 10)
    if wrong:
        with refused("K703"):
            county.open(source=source, on=on)
    else:
        assert county.open(source=source, on=on).values["source"] == "hotline"


def test_only_the_roles_of_the_ledger_may_open(county: Desk) -> None:
    with refused("K711"):
        county.open(by=FINANCE)


def test_nothing_is_opened_in_the_future(county: Desk) -> None:
    with refused("K720"):
        county.open(on=county.today + timedelta(1))


def test_an_unknown_ledger_is_named_with_the_nearest(county: Desk) -> None:
    with pytest.raises(YoujuError, match="findings") as caught:
        county.open("finding")
    assert caught.value.code == "K700"


def test_a_unique_key_binds_one_record(county: Desk) -> None:
    first = county.open(code="A-1")
    with pytest.raises(YoujuError, match=first.number) as caught:
        county.open(code="A-1")
    assert caught.value.code == "K705"
    assert county.open(code="A-2") and county.open() and county.open()


def test_a_unique_key_follows_an_amendment(county: Desk) -> None:
    first = county.open(code="A-1")
    actions.amend(
        first.id, {"code": "A-9"}, actor=AUDITOR, on=county.today, at=county.at(), reason="登记有误"
    )
    second = county.open(code="A-1")
    with refused("K705"):
        actions.amend(
            second.id, {"code": "A-9"}, actor=AUDITOR, on=county.today, at=county.at(), reason="更正"
        )
    assert UniqueKey.objects.count() == 2


@pytest.mark.parametrize("by", [FINANCE, OFFICE], ids=["the unit itself", "an office below it"])
def test_the_named_organisation_and_those_below_may_act(county: Desk, by: Any) -> None:
    record = county.open()
    assert county.do(record.id, "accept", by=by).state == "rectifying"


def test_others_may_not_act_and_strangers_do_not_even_learn_of_it(county: Desk) -> None:
    record = county.open()
    with refused("K711"):
        county.do(record.id, "accept", by=AUDITOR)
    with refused("K710"):
        county.do(record.id, "accept", by=SCHOOL)
    with refused("K710"):
        county.do(uuid4(), "accept")


def test_an_act_is_known_by_label_and_others_are_refused(county: Desk) -> None:
    record = county.open()
    with refused("K734"):
        county.do(record.id, "acept")
    assert county.do(record.id, "签收").state == "rectifying"


def test_state_must_allow_the_act(county: Desk, photo: evidence.Evidence) -> None:
    record = county.open()
    with pytest.raises(YoujuError, match="签收") as caught:
        county.do(record.id, "submit", evidence=[photo])
    assert caught.value.code == "K712"


def test_evidence_must_be_enough_of_the_right_kind_and_stored(county: Desk, photo: evidence.Evidence) -> None:
    record = county.open()
    county.do(record.id, "accept")
    with refused("K715"):
        county.do(record.id, "submit")
    sheet = {**photo.as_dict(), "kind": "spreadsheet"}
    with refused("K735"):
        county.do(record.id, "submit", evidence=[sheet])
    with refused("K735"):
        county.do(record.id, "submit", evidence=[{**photo.as_dict(), "sha256": "0" * 64}])
    done = county.do(record.id, "submit", evidence=[photo])
    assert of_stream(done.id)[-1].payload["evidence"] == [photo.as_dict()]


def test_evidence_of_another_kind_does_not_count(county: Desk) -> None:
    record = county.open()
    county.do(record.id, "accept")
    from tests.ledger.files import named_csv

    with refused("K716"):
        county.do(record.id, "submit", evidence=[evidence.store(named_csv(), "清单.csv")])


@pytest.mark.parametrize("amount", [None, "1"], ids=["nothing to judge", "satisfied"])
def test_a_guard_that_holds_lets_pass_and_sets_are_computed(
    county: Desk, photo: evidence.Evidence, amount: str | None
) -> None:
    record = submitted(county, photo, amount=amount, given_on="2023-03-01")
    done = county.do(record.id, "clear", by=AUDITOR)
    assert (done.state, done.final, done.values["days_used"]) == ("cleared", True, "5")
    assert {clock["stopped"] for clock in done.clocks.values()} == {"2023-03-06"}


def test_a_guard_that_does_not_hold_says_the_sentence_of_the_pack(
    county: Desk, photo: evidence.Evidence
) -> None:
    record = submitted(county, photo, amount="2")
    with pytest.raises(YoujuError, match="已收回金额不少于问题金额方可销号") as caught:
        county.do(record.id, "clear", by=AUDITOR)
    assert caught.value.code == "K714"


def test_comments_are_required_optional_or_not_wanted(county: Desk, photo: evidence.Evidence) -> None:
    record = submitted(county, photo)
    with refused("K718"):
        county.do(record.id, "send_back", by=AUDITOR, comment="  ")
    assert county.do(record.id, "send_back", by=AUDITOR, comment="材料不全").state == "rectifying"
    with refused("K719"):
        county.do(record.id, "visit", by=AUDITOR, comment="看过")
    assert county.do(record.id, "visit", by=AUDITOR).state == "rectifying"


def test_only_the_fields_of_the_act_are_taken(county: Desk, photo: evidence.Evidence) -> None:
    record = county.open()
    county.do(record.id, "accept")
    with refused("K706"):
        county.do(record.id, "submit", evidence=[photo], values={"title": "另一个"})


def test_a_stale_reader_is_told(county: Desk) -> None:
    record = county.open()
    county.do(record.id, "visit", by=AUDITOR)
    with refused("K723"):
        county.do(record.id, "accept", expected=record.head_seq)
    assert county.do(record.id, "accept", expected=2).head_seq == 3


@pytest.mark.parametrize(
    ("extend", "code"),
    [
        ("31 days", "K724"),
        ("5 workdays", "K724"),
        ("soon", "K724"),
        ("0 days", "K724"),
        ("30 days", None),
        (None, None),
    ],
)
def test_an_extension_is_bounded(county: Desk, extend: str | None, code: str | None) -> None:
    record = county.open()
    if code:
        with refused(code):
            county.do(record.id, "extend", by=AUDITOR, comment="汛期影响", extend=extend)
        return
    done = county.do(record.id, "extend", by=AUDITOR, comment="汛期影响", extend=extend)
    assert done.clocks["rectify"]["due"] == "2023-06-04"
    with refused("K724"):
        county.do(record.id, "extend", by=AUDITOR, comment="再延一次")


def test_a_pause_shifts_the_due_date(county: Desk) -> None:
    record = county.open()
    county.do(record.id, "accept")
    county.today += timedelta(4)
    waiting = county.do(record.id, "ask", by=AUDITOR)
    assert waiting.next_due == date(2023, 4, 6), "only the rhythm runs on"
    county.today += timedelta(6)
    assert county.do(record.id, "complete").clocks["rectify"]["due"] == "2023-05-11"


def test_a_batch_is_done_wholly_or_not_at_all(county: Desk) -> None:
    records = [county.open().id for _ in range(3)]
    county.do(records[1], "accept")
    with pytest.raises(YoujuError) as caught:
        actions.perform_many(records, "accept", actor=FINANCE, on=county.today, at=county.at())
    (problem,) = caught.value.problems
    assert (problem.code.id, problem.where.path) == ("K712", "审改〔2023〕0002")
    assert LedgerRecord.objects.filter(state="rectifying").count() == 1
    others = [records[2], records[0]]
    done = actions.perform_many(others, "accept", actor=FINANCE, on=county.today, at=county.at())
    assert [(one.id, one.state) for one in done] == [(one, "rectifying") for one in others]


def test_the_projection_is_the_fold_of_the_events(county: Desk, photo: evidence.Evidence) -> None:
    record = submitted(county, photo, amount="1")
    county.do(record.id, "clear", by=AUDITOR)
    row, folded = LedgerRecord.objects.get(id=record.id), fold(of_stream(record.id))
    assert (row.state, row.values, row.clocks) == (folded.state, folded.values, folded.clocks)
    assert (row.head_seq, row.number, row.version) == (4, folded.number, folded.version)


def test_a_failed_act_leaves_nothing_behind(county: Desk) -> None:
    record = county.open()
    before = LedgerRecord.objects.values().get(id=record.id)
    with refused("K720"):
        county.do(record.id, "accept", on=county.today + timedelta(1))
    with refused("K722"):
        county.do(record.id, "accept", on=county.today - timedelta(1))
    assert LedgerRecord.objects.values().get(id=record.id) == before
    assert len(of_stream(record.id)) == 1


def test_table_fields_are_checked_row_by_row(county: Desk) -> None:
    plan = [{"step": "清查", "by": "2023-04-01"}, {"step": "", "by": "2023-13-01"}]
    with pytest.raises(YoujuError, match="第2行") as caught:
        county.open(plan=plan)
    assert caught.value.code == "K703"
    assert county.open(plan=plan[:1]).values["plan"] == [{"step": "清查", "by": "2023-04-01"}]


def test_recorded_time_is_an_argument(county: Desk) -> None:
    record = county.open()
    (event,) = of_stream(record.id)
    assert event.recorded_at == moment(county.today, seconds=county.ticks)


def in_threads(count: int, work: Any) -> list[Any]:
    """Run the same work in several threads, each with its own connection; results or errors."""
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    def one(number: int) -> Any:
        try:
            return work(number)
        except YoujuError as error:
            return error.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_of_several_at_once_one_does_the_act_and_the_others_are_told(county: Desk) -> None:
    record = county.open()
    results = in_threads(6, lambda _: county.do(record.id, "accept").head_seq)
    assert sorted(map(str, results)) == ["2", "K712", "K712", "K712", "K712", "K712"]
    assert len(of_stream(record.id)) == 2


def test_numbers_and_keys_given_out_at_once_are_never_the_same(county: Desk) -> None:
    results = in_threads(
        6, lambda number: [county.open(code=f"A-{n % 3}-{number // 2}").number for n in range(3)]
    )
    given = sorted(number for found in results if isinstance(found, list) for number in found)
    assert given == [f"审改〔2023〕{n:04}" for n in range(1, len(given) + 1)], "no gap by a refused opening"
    codes = list(LedgerRecord.objects.values_list("values__code", flat=True))
    assert len(codes) == len(set(codes)) == len(given) == 9


def test_batches_over_the_same_records_in_any_order_do_not_deadlock(county: Desk) -> None:
    records = [county.open().id for _ in range(6)]

    def visit(number: int) -> int:
        order = records if number % 2 else records[::-1]
        return len(actions.perform_many(order, "visit", actor=AUDITOR, on=county.today, at=county.at()))

    assert in_threads(4, visit) == [6, 6, 6, 6]
    assert {len(of_stream(record)) for record in records} == {5}
