"""Units that no list has: estimated for each group from how the lists overlap."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import override_settings
from typer.testing import CliRunner

from tests.register.conftest import CLERK, OTHER, TOWN, Office
from youju.linkage.coverage import estimate

TOWNS = {
    "532925101": {("market",): 30, ("market", "tax"): 60, ("tax",): 20},
    "532925102": {("market",): 40, ("market", "tax"): 40, ("tax",): 40},
    "532925103": {("market",): 25},
    "532925104": {("market", "tax"): 3},
    "532925105": {("market",): 40, ("market", "tax"): 1, ("tax",): 40},
}


@pytest.fixture
def units(office: Office) -> Office:
    """Units of four townships, in one list or in two."""
    from uuid import uuid4

    from youju.register.models import Unit

    made: list[Any] = []
    for town, lists in TOWNS.items():
        for names, many in lists.items():
            for _ in range(many):
                values = {"industry": {"value": "5211" if town == "532925102" else "1711"}}
                made.append(
                    Unit(
                        id=uuid4(), number=len(made), kind="法人单位", division=f"{town}001", values=values,
                        lists=list(names), on=office.today, head_seq=1,
                    )
                )  # fmt: skip
    made[0].closed_on = office.today
    Unit.objects.bulk_create(made)
    return office


def test_groups_are_estimated_apart_and_the_worst_comes_first(units: Office) -> None:
    from youju.register.missing import missing

    found = missing(CLERK, "town")
    assert [one.keys[0] for one in found] == ["532925102", "532925101", "532925105", "532925103", "532925104"]
    worst = found[0]
    assert worst.estimate == estimate({(True, False): 40, (True, True): 40, (False, True): 40})
    assert worst.missed == pytest.approx(81 * 81 / 41 - 1 - 120)
    assert found[1].seen == 109, "a closed unit does not count"
    assert [one.estimate for one in found[2:]] == [None, None, None], "hardly shared; one list only; too few"
    assert [one.keys for one in missing(CLERK, "industry")] == [("17",), ("52",)]
    assert [one.seen for one in missing(CLERK, "county")] == [338]
    first = missing(CLERK, "town", most=1)
    assert [one.keys[0] for one in first] == ["532925102", "532925101", "532925105", "532925103", "532925104"]
    assert [one.estimate is not None for one in first] == [True, False, False, False, False], "the largest"
    assert [one.keys for one in missing(CLERK, "kind")] == [("法人单位",)]
    assert [one.keys for one in missing(TOWN, "town")] == [("532925101",)], "one sees one's own"


def test_an_industry_of_a_township_is_estimated_by_itself(units: Office) -> None:
    from youju.register.missing import missing
    from youju.register.models import Unit

    Unit.objects.filter(division__startswith="532925102", number__gte=200).update(
        values={"industry": {"value": "6110"}}
    )
    both, towns = missing(CLERK, "town", "industry"), missing(CLERK, "town")
    assert {one.keys for one in both} == {
        *((f"53292510{n}", "17") for n in (1, 3, 4, 5)), ("532925102", "52"), ("532925102", "61"),
    }  # fmt: skip
    for town in towns:
        inside = [one for one in both if one.keys[0] == town.keys[0]]
        assert sum(one.seen for one in inside) == town.seen
    alone = next(one for one in both if one.keys == ("532925101", "17"))
    assert alone.estimate == next(one for one in towns if one.keys == ("532925101",)).estimate


def test_the_command(units: Office) -> None:
    from youju.register.commands import app

    text = CliRunner().invoke(app, ["missing"]).stdout.splitlines()
    assert text[0].startswith("红岩镇\t在库120\t约缺39（")
    assert text[3].endswith("在库25\t不能估计")
    text = CliRunner().invoke(app, ["missing", "--by", "town", "--by", "industry"]).stdout.splitlines()
    assert text[0].startswith("红岩镇，零售业\t在库120\t约缺39（")
    found = json.loads(CliRunner().invoke(app, ["missing", "--by", "kind", "--format", "json"]).stdout)
    assert found[0]["seen"] == 338
    assert found[0]["estimate"]["low"] <= found[0]["estimate"]["total"] <= found[0]["estimate"]["high"]


def test_the_page(units: Office) -> None:
    from tests.register.test_pages import Browser, words
    from youju.web import database

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        clerk, town, other = (Browser(one) for one in (CLERK, TOWN, OTHER))
    database.take_role("application")
    try:
        both = clerk.get("/register/missing/?by=both")
        assert 'href="/register/?division=532925102">红岩镇</a>' in both
        worst = estimate({(True, False): 40, (True, True): 40, (False, True): 40})
        assert f"零售业12039{worst.low - 120:.0f}—{worst.high - 120:.0f}75.5" in words(both)
        assert "约缺 49 个单位" in words(both), "39 and 10 of the two that can be estimated"
        assert "法人单位338" in words(clerk.get("/register/missing/?by=kind"))
        assert "532925102" not in (page := town.get("/register/missing/")) and "532925101" in page
        assert "532925101" not in other.get("/register/missing/")
        clerk.get("/register/missing/?by=weather", 400)
    finally:
        database.take_role("job")
