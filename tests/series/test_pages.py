"""The pages of series, under the role of the pages: what became of a value, for whom, and as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

from tests import logins
from tests.ledger.conftest import Desk
from tests.series.conftest import STATISTICIAN, TOWNS, deliver, months, rows
from youju.people.actors import Actor
from youju.web import database

READER = Actor("bao", "包旁人", "school", frozenset({"reader"}))
HEAD = Actor("mei", "梅镇长", "town", frozenset({"reader"}))


@pytest.fixture
def people(office: Any, tmp_path: Path) -> Iterator[Desk]:
    """A series by town, revised in part; a statistician, the head of a town, and a reader."""
    from youju.people import actions

    desk: Desk = office[0]
    known: dict[str, Any] = {"actor": Actor.system(), "on": desk.today, "at": desk.at()}
    actions.save_organisation("town", name="云溪镇", parent="county", division=TOWNS[0], **known)
    for one in (STATISTICIAN, HEAD, READER):
        actions.save_person(one.id, name=one.name, **known)
        for role in one.roles:
            actions.grant(one.id, one.organisation or "", role, **known)
    with override_settings(HOME=tmp_path, EVIDENCE_ROOT=tmp_path / "evidence"):
        deliver(rows("tax", months(2023, [100, 110, 120]), area=TOWNS[0]), date(2023, 4, 10))
        deliver(rows("tax", [("2023-02", 99)], area=TOWNS[0]), date(2023, 5, 10))
        deliver(rows("tax", [("2023-02", "104.5")], area=TOWNS[0]), date(2023, 6, 10))
        deliver(rows("tax", months(2023, [7, 8, 9]), area=TOWNS[1]), date(2023, 6, 10))
        yield desk


def client(who: Actor) -> Client:
    """Whose browser asks, under the role of the pages."""
    made = Client(headers={"host": "localhost"})
    logins.log_in(made, who.id)
    database.take_role("application")
    return made


@pytest.fixture(autouse=True)
def _back() -> Iterator[None]:
    yield
    database.take_role("job")


def test_a_series_tells_what_became_of_its_values(people: Desk) -> None:
    browser = client(STATISTICIAN)
    listed = browser.get("/series/").text
    assert "税务局" in listed and '/series/tax/"' in listed
    page = browser.get("/series/tax/", {"area": TOWNS[0]}).text
    for text in ("110", "99", "104.5", "2023-04-10", "2023-05-10", "最终数", "−5.5", "−5.00"):
        assert text in page, text
    assert "平均修订" in page and "1个" in page
    assert '"labels": ["2023-01", "2023-02", "2023-03"]' in page, "the chart has the same periods"


def test_who_heads_an_area_sees_its_values_only(people: Desk) -> None:
    head = client(HEAD)
    page = head.get("/series/tax/").text
    assert "104.5" in page and TOWNS[1] not in page
    assert head.get("/series/tax/", {"area": TOWNS[1]}).status_code == 404
    assert head.get("/series/tax.csv", {"area": TOWNS[1]}).status_code == 404


def test_others_see_none(people: Desk) -> None:
    reader = client(READER)
    assert "税收" not in reader.get("/series/").text
    assert reader.get("/series/tax/").status_code == 404
    assert reader.get("/series/nothing/").status_code == 404


def test_a_file_holds_every_vintage(people: Desk) -> None:
    answer = client(STATISTICIAN).get("/series/tax.csv", {"area": TOWNS[0]})
    assert answer["Content-Disposition"] == 'attachment; filename="tax.csv"'
    found = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(one["时期"], one["第几次"], float(one["数值"])) for one in found] == [
        ("2023-01", "1", 100.0),
        ("2023-02", "1", 110.0),
        ("2023-02", "2", 99.0),
        ("2023-02", "3", 104.5),
        ("2023-03", "1", 120.0),
    ]


def test_no_text_of_a_file_is_a_formula(people: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from youju.series import pages

    monkeypatch.setattr(pages, "label", lambda _known, _vintage: "=HYPERLINK(1)")
    text = client(STATISTICIAN).get("/series/tax.csv", {"area": TOWNS[0]}).content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text and ",=HYPERLINK" not in text
