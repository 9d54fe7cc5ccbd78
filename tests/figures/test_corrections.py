"""The correction of a record says what it moves before it is saved; afterwards what it moved lights up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client, override_settings

from tests import logins, scopes
from tests.figures.conftest import bureau, county
from tests.ledger.browsing import inputs
from tests.ledger.conftest import AUDITOR, Desk
from youju.definitions.load import Loaded
from youju.figures import corrections, queries
from youju.figures.actions import observe
from youju.figures.models import ObservationRow, Superseded
from youju.web import database

__all__ = ["bureau", "county"]

AS_OF = date(2023, 3, 31)
FIGURES = ["amount_sum", "amount_average", "amount_most", "findings_all"]


@pytest.fixture
def record(bureau: tuple[Desk, Loaded], tmp_path: Path) -> Iterator[Any]:
    """One of three findings over 10, 20 and 40; the figures are counted at the end of the quarter."""
    desk = bureau[0]
    scopes.people(desk)
    with override_settings(HOME=tmp_path, SNAPSHOT_ROOT=tmp_path / "snapshots"):
        rows = [desk.open(amount=amount, code=f"c{amount}") for amount in ("10", "20", "40")]
        observe(FIGURES, as_of=AS_OF, at=desk.at())
        observe(["findings_all"], as_of=date(2023, 2, 28), at=desk.at())
        yield rows[0]
    database.take_role("job")


def signed(address: str, text: str) -> Any:
    """A signed document that tells an observation."""
    from youju.reports.models import SIGNED, Binding, Report, Version

    at = datetime(2023, 4, 1, tzinfo=UTC)
    made = Report.objects.create(
        id=uuid4(), report="summary", kind="other", title="季度总结", pack="sample", pack_digest="0",
        template_digest="0", organisation="audit", ledgers=["findings"], as_of=AS_OF, state=SIGNED,
        created_at=at, created_by="wang",
    )  # fmt: skip
    version = Version.objects.create(
        id=uuid4(), report=made, number=1, source="# 季度总结", digest="0", made_at=at, made_by="wang"
    )
    Binding.objects.create(
        id=uuid4(), version=version, report=made, address=address, figure="amount_sum", text=text,
        sentence=f"涉及金额{text}。",
    )  # fmt: skip
    return made


def browser() -> Client:
    """The auditor's, under the role of the pages."""
    made = Client(headers={"host": "localhost"})
    logins.log_in(made, AUDITOR.id)
    database.take_role("application")
    return made


def amount(record: Any) -> str:
    """What is kept of the record."""
    from youju.ledger.models import LedgerRecord

    database.take_role("job")
    try:
        return str(LedgerRecord.objects.get(id=record.id).values["amount"])
    finally:
        database.take_role("application")


def send(client: Client, path: str, form: str, **changed: str) -> Any:
    """Fill in and send a form as it is on a page."""
    given = {name: values for name, values in inputs(form).items() if values}
    return client.post(path, {**given, **{name.replace("__", "."): value for name, value in changed.items()}})


def test_a_correction_is_saved_only_after_its_effect_was_shown(record: Any) -> None:
    total = queries.reading("amount_sum", as_of=AS_OF)
    signed(total.address, "70.00万元")
    client, path = browser(), f"/records/{record.id}/amend/"
    shown = send(client, path, client.get(path).text, f__amount="3", reason="多记了")
    assert shown.status_code == 200
    assert "将影响2个指标，其中1个已公布，变动最大的为−10.0%。" in shown.text
    assert "70.00万元 → 63.00万元" in shown.text and "23.33万元 → 21.00万元" in shown.text
    assert amount(record) == "10", "nothing was saved"
    done = send(client, path, shown.text)
    assert (done.status_code, done["Location"]) == (302, f"/records/{record.id}/?done={record.id}")
    assert amount(record) == "3"


def test_another_value_is_weighed_again(record: Any) -> None:
    client, path = browser(), f"/records/{record.id}/amend/"
    first = send(client, path, client.get(path).text, f__amount="3", reason="多记了")
    second = send(client, path, first.text, f__amount="100")
    assert second.status_code == 200
    assert "70.00万元 → 160.00万元" in second.text


def test_what_moves_nothing_is_saved_at_once(record: Any) -> None:
    client, path = browser(), f"/records/{record.id}/amend/"
    answer = send(client, path, client.get(path).text, f__title="账实不相符", reason="笔误")
    assert answer.status_code == 302


def test_taking_a_record_back_is_weighed_too(record: Any) -> None:
    client, path = browser(), f"/records/{record.id}/void/1/"
    shown = send(client, path, client.get(path).text, reason="重复登记")
    assert "将影响3个指标" in shown.text and "3个 → 2个" in shown.text


def test_what_others_did_since_is_not_laid_at_its_door(record: Any) -> None:
    """The count of findings is stale by one, which this correction has nothing to do with."""
    desk = Desk(ticks=100)
    desk.open(amount="500", code="later")
    client, path = browser(), f"/records/{record.id}/amend/"
    shown = send(client, path, client.get(path).text, f__amount="3", reason="多记了").text
    assert "70.00万元 → 63.00万元" in shown
    assert "将影响2个指标" in shown


def test_afterwards_figures_and_documents_light_up(record: Any) -> None:
    from youju.ledger import actions
    from youju.reports.queries import touched_documents

    total = queries.reading("amount_sum", as_of=AS_OF)
    report = signed(total.address, "70.00万元")
    at = datetime(2023, 4, 10, 2, tzinfo=UTC)
    assert corrections.follow(at=at) == 0
    actions.amend(
        record.id, {"amount": "3"}, actor=AUDITOR, on=record.opened_on, at=at, reason="多记了",
    )  # fmt: skip
    assert corrections.follow(at=at + timedelta(minutes=1)) == 2
    assert corrections.follow(at=at + timedelta(minutes=2)) == 0
    (mark,) = queries.touched([total.address])[total.address]
    assert (mark.changed, mark.cause) == (-7, f"更正{record.number}")
    assert ObservationRow.objects.get(address=mark.by_address).value == 63
    assert Superseded.objects.count() == 2
    ((bound, newer),) = touched_documents(report)
    assert (bound.sentence, newer.value) == ("涉及金额70.00万元。", 63)


def test_an_act_entered_late_is_weighed_and_one_of_today_is_not(record: Any) -> None:
    observe(["visits"], as_of=AS_OF, at=datetime(2023, 4, 1, tzinfo=UTC))
    client, path = browser(), f"/records/{record.id}/act/visit/"
    page = client.get(path).text
    shown = send(client, path, page, on="2023-03-20")
    assert shown.status_code == 200
    assert "将影响1个指标" in shown.text and "0次 → 1次" in shown.text
    assert send(client, path, shown.text).status_code == 302
    assert send(client, path, client.get(path).text).status_code == 302, "it cannot move what was counted"


def test_a_merge_is_weighed(record: Any) -> None:
    from youju.ledger.models import LedgerRecord

    into = LedgerRecord.objects.get(values__code="c20")
    client, path = browser(), f"/records/{record.id}/merge/"
    shown = send(client, path, client.get(path).text, other=into.number, on="2023-03-20")
    assert "将影响3个指标" in shown.text and "3个 → 2个" in shown.text
    assert send(client, path, shown.text).status_code == 302


def test_what_was_entered_late_lights_up_afterwards(record: Any) -> None:
    from youju.ledger import actions

    observe(["visits"], as_of=AS_OF, at=datetime(2023, 4, 1, tzinfo=UTC))
    at = datetime(2023, 4, 10, 2, tzinfo=UTC)
    corrections.follow(at=at)
    actions.perform(record.id, "visit", actor=AUDITOR, on=date(2023, 4, 10), at=at)
    assert corrections.follow(at=at) == 0
    actions.perform(record.id, "visit", actor=AUDITOR, on=date(2023, 3, 20), at=at + timedelta(minutes=1))
    assert corrections.follow(at=at + timedelta(minutes=2)) == 1
    (mark,) = Superseded.objects.all()
    assert (mark.changed, mark.cause) == (1, f"补录{record.number}的办理")
