"""Candidates for entry and exit follow from what lists say, by the thresholds of the pack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import override_settings

from tests.linkage.county import code_of
from tests.register.conftest import BUREAU, CLERK, OTHER, TOWN, Office
from tests.register.test_pages import Browser, words
from youju.errors import YoujuError
from youju.people.actors import Actor
from youju.web import database


def given(number: int, **texts: str) -> None:
    """What lists say of a unit besides."""
    from youju.register import queries
    from youju.register.models import Unit

    unit = queries.get_for(CLERK, code_of(number))
    said = {
        item: {"value": text, "list": "tax", "row": "1", "on": "2023-09-01"} for item, text in texts.items()
    }
    Unit.objects.filter(id=unit.id).update(values=unit.values | said)


def listed(office: Office, number: int, category: str) -> None:
    """Put a unit on the reporting list, through all acts."""
    from youju.ledger import actions
    from youju.ledger.models import LedgerRecord
    from youju.register import queries

    unit = queries.get_for(CLERK, code_of(number))
    values = {
        "name": unit.name,
        "code": unit.code,
        "unit": str(unit.number),
        "category": category,
        "town": "micheng",
    }
    opened = actions.open_record("register_entries", values, actor=CLERK, on=office.today, at=office.at())
    LedgerRecord.objects.filter(id=opened.id).update(state="listed")


def test_who_should_be_asked_who_comes_near_and_who_leaves(office: Office) -> None:
    from youju.register import candidates

    office.load()
    given(1, industry="5135", sales="2,500.00")  # wholesale, over 2000
    given(2, industry="4790", qualification="三级")  # construction with a qualification
    given(4, industry="3484", sales="1700")  # industry, near 2000
    given(5, industry="5273", sales="100")  # retail, far from 500
    given(6, industry="1431", sales="900")  # on the list, below 2000
    listed(office, 6, "industry")
    found = candidates.found(CLERK, as_of=office.today).first
    assert [(one.what, one.unit.code, one.category, one.state) for one in found] == [
        ("unasked", code_of(1), "wholesale", ""),
        ("unasked", code_of(2), "construction", ""),
        ("leaving", code_of(6), "industry", "listed"),
        ("near", code_of(4), "industry", ""),
    ]
    largest = candidates.found(CLERK, as_of=office.today, most=1)
    assert (largest.first, largest.total) == (found[:1], 4)
    assert found[0].amount == Decimal("2500.00")
    assert {one.unit.code for one in candidates.found(TOWN, as_of=office.today).first} <= {
        code_of(one) for one in (1, 2, 5, 6)
    }
    given(6, sales="3000")
    assert "leaving" not in {one.what for one in candidates.found(CLERK, as_of=office.today).first}
    listed(office, 1, "wholesale")
    assert code_of(1) not in {one.unit.code for one in candidates.found(CLERK, as_of=office.today).first}


def test_shops_of_one_person_count_in_trade_only(office: Office) -> None:
    from youju.register import candidates
    from youju.register.models import Unit

    office.load()
    for number, industry in ((1, "5273"), (2, "6210"), (4, "3484"), (5, "7211")):
        given(number, industry=industry, sales="5000")
    Unit.objects.filter(code__in=[code_of(number) for number in (1, 2, 4, 5)]).update(kind="个体经营户")
    found = candidates.found(CLERK, as_of=office.today)
    assert [one.unit.code for one in found.first] == [code_of(1), code_of(2)]
    assert candidates.of(CLERK, code_of(4), as_of=office.today) is None
    assert found.counts == {"retail": 1, "catering": 1}


def test_who_left_is_a_candidate_again_and_can_be_looked_at_again(office: Office) -> None:
    from youju.ledger import actions
    from youju.ledger.models import LedgerRecord
    from youju.register import candidates

    office.load()
    given(1, industry="5135", sales="2,500.00")
    listed(office, 1, "wholesale")
    LedgerRecord.objects.filter(ledger="register_entries").update(state="exited")
    (one,) = candidates.found(CLERK, as_of=office.today).first
    assert (one.what, one.state) == ("unasked", "exited")
    assert one.record is not None
    actions.perform(one.record, "again", actor=CLERK, on=office.today, at=office.at(), comment="恢复经营")
    assert LedgerRecord.objects.get(id=one.record).state == "candidate"


@pytest.mark.parametrize("industry", ["5135", "5273", "6110", "3484", "7211", "8010", "4790", "7010", "0111"])
def test_all_are_found_that_would_be_found_one_by_one(office: Office, industry: str) -> None:
    from youju.register import candidates

    office.load()
    steps = ("159.99", "160", "399.99", "400.00", "1,600", "200", "499.99", "500", "799.99", "2000")
    kinds: set[str] = set()
    for amounts in (steps[:5], steps[5:]):
        for number, sales in enumerate(amounts, 1):
            given(number, industry=industry, sales=sales)
        given(6, industry=industry, sales="无", qualification="一级")
        found = {one.unit.code: one for one in candidates.found(CLERK, as_of=office.today).first}
        for number in range(1, 7):
            alone = candidates.of(CLERK, code_of(number), as_of=office.today)
            assert found.get(code_of(number)) == alone
            kinds.add(alone.what if alone else "")
    assert len(kinds) > 1 or industry == "0111"


@pytest.mark.parametrize(
    ("sales", "reach"),
    [
        ("159.01", 160), (" 2,500.00万元", 2500), ("２，", 2), ("１６０", 160), ("-3", -3), ("约200", None),
        ("", None), (",", None), (",,7", 7), ("9" * 300, 10**12), ("1" + "0" * 11 + "9.5", 10**12),
    ],
)  # fmt: skip
def test_the_database_reads_amounts_as_the_rule_does(office: Office, sales: str, reach: int | None) -> None:
    from youju.register import candidates, queries

    office.load()
    given(1, sales=sales)
    assert queries.get_for(CLERK, code_of(1)).reach == reach
    amount = candidates.amount_of(sales)
    assert amount is None or (reach is not None and reach >= min(amount, 10**12))


@pytest.fixture
def browsers(office: Office) -> Iterator[dict[str, Browser]]:
    """Somebody at each desk; one unit over its threshold in each township, one near, one on the list."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        from youju.people import actions

        office.load()
        given(1, industry="5135", sales="2,500.00")
        given(4, industry="3484", sales="1700")
        given(3, industry="4790", qualification="三级")
        given(6, industry="1431", sales="900")
        listed(office, 6, "industry")
        actions.grant(TOWN.id, "micheng", "town_clerk", actor=Actor.system(), on=office.today, at=office.at())
        found = {one.id: Browser(one) for one in (CLERK, TOWN, OTHER, BUREAU)}
        database.take_role("application")
        try:
            yield found
        finally:
            database.take_role("job")


def test_a_candidate_becomes_a_record_with_what_departments_told(browsers: dict[str, Browser]) -> None:
    from youju.ledger.models import LedgerRecord
    from youju.register.models import Unit

    page = words(browsers[CLERK.id].get("/register/entries/"))
    assert "2,500.00" in page
    assert "1,700.00" in page
    for told in ("恒泽", "应统未统", "晟瀚", "接近标准", "腾宏", "盈祺", "在库而不再达标"):
        assert told in page
    town = browsers[TOWN.id]
    assert "腾宏" not in words(town.get("/register/entries/")), "of the other township"
    browsers[BUREAU.id].get("/register/entries/", status=404)
    database.take_role("job")
    ids = {one.code: str(one.id) for one in Unit.objects.all()}
    database.take_role("application")
    done = town.client.post("/register/entries/", {"unit": ids[code_of(1)]}, follow=True)
    shown = words(done.content.decode())
    assert "限额以上批发业" in shown
    assert "销售额“2,500.00”来自税务登记（2023-09-01）" in re.sub(r"本年|万元", "", shown)
    database.take_role("job")
    record = LedgerRecord.objects.get(values__code=code_of(1))
    assert (record.state, record.values["amount"], record.values["town"]) == ("candidate", "2500", "micheng")
    database.take_role("application")
    again = town.client.post("/register/entries/", {"unit": ids[code_of(1)]})
    assert again.status_code == 400
    assert "已经登记过" in again.content.decode()
    for unit, status in ((3, 404), (5, 400)):
        assert town.client.post("/register/entries/", {"unit": ids[code_of(unit)]}).status_code == status
    refused = browsers[OTHER.id].client.post("/register/entries/", {"unit": ids[code_of(3)]})
    assert refused.status_code == 403, "sees it, but may open no records"
    assert str(record.id) in town.get("/register/entries/"), "the way to the record"


def test_all_of_a_heading_are_registered_at_once(browsers: dict[str, Browser]) -> None:
    from youju.ledger.models import LedgerRecord

    clerk = browsers[CLERK.id]
    page = words(clerk.get("/register/entries/"))
    assert "全部（4）" in page
    assert "限额以上批发业（1）" in page
    assert "应统未统的2家都登记摸排" in page
    only = words(clerk.get("/register/entries/?category=construction"))
    assert "恒泽" not in only
    assert "应统未统的1家都登记摸排" in only
    done = clerk.client.post("/register/entries/?category=construction", follow=True)
    assert "已登记1家" in words(done.content.decode())
    clerk.client.post("/register/entries/")
    assert "都登记摸排" not in words(clerk.get("/register/entries/")), "nobody is left"
    database.take_role("job")
    names = LedgerRecord.objects.filter(ledger="register_entries", state="candidate").values_list(
        "values__name"
    )
    assert {name[3:5] for (name,) in names} == {"腾宏", "恒泽"}
    database.take_role("application")


def test_who_may_open_no_records_gets_no_buttons(browsers: dict[str, Browser]) -> None:
    page = words(browsers[OTHER.id].get("/register/entries/"))
    assert "腾宏" in page
    assert "登记摸排" not in page
    done = browsers[OTHER.id].client.post("/register/entries/", follow=True)
    assert "已登记" not in words(done.content.decode()), "and cannot do without"
    assert "腾宏" in words(browsers[OTHER.id].get("/register/entries/"))


def test_the_ledger_must_be_there(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from youju.ledger import catalogue
    from youju.register import candidates

    monkeypatch.setattr(catalogue, "names", list)
    with pytest.raises(YoujuError) as caught:
        candidates.found(CLERK, as_of=Office.today)
    assert caught.value.problems[0].code.id == "K810"


def test_every_category_of_the_standard_is_one_of_the_pack() -> None:
    from youju.definitions.load import find_pack
    from youju.register import candidates

    pack = find_pack("register").pack
    known = set(pack.header.code_lists["entry_categories"].codes)
    assert {category for _, category in candidates._ranges()} < known
    assert candidates.category_of("不是代码") == ""
