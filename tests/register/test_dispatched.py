"""Who is sent a difference opens the unit that it is about, and no other; each page leads to the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings

from tests.people.test_scopes_by_sql import read, refused, role, ticket
from tests.register.conftest import BUREAU, CLERK, OTHER, TAX, TOWN, Office, changed
from tests.register.test_differences import records
from tests.register.test_pages import Browser, words
from tests.register.test_villages import LISTED, TABLE, take
from youju.people.actors import Actor
from youju.web import database

GRID = Actor("gao", "高戊", "shuanghe", frozenset({"clerk"}))
HAOJUN = "弥渡县昊骏建筑工程有限公司"


@pytest.fixture
def dispatched(office: Office) -> Office:
    """A grid of a village that was sent one difference; the unit's address names its township only."""
    from youju.people import actions

    known: dict[str, Any] = {"actor": Actor.system(), "on": office.today, "at": office.at()}
    actions.save_organisation(
        "shuanghe", name="双河村网格", parent="hongyan", division="532925102201", **known
    )
    actions.save_person(GRID.id, name=GRID.name, **known)
    actions.grant(GRID.id, "shuanghe", "clerk", **known)
    take(office, TABLE)
    office.load(market=LISTED, tax=changed(TAX, 2, 地址="", 单位名称="弥渡县红光服装厂"))
    assert records()[HAOJUN, "name"].organisation == "shuanghe"
    return office


def test_a_grid_sees_the_units_that_it_was_sent_and_no_others(dispatched: Office, db: Any) -> None:
    from youju.register import queries
    from youju.register.models import Row

    (sent,) = queries.visible_to(GRID)
    assert sent.name == HAOJUN
    assert queries.get_for(GRID, sent.code).id == sent.id
    rows = set(Row.objects.filter(unit=sent.id).values_list("source", "row"))
    assert len(rows) == 2
    assert not queries.sees_rows(GRID, sorted(rows)), "to decide of rows is for the head of the division"
    with role(db, ticket(GRID)) as connection:
        assert read(connection, "SELECT id FROM register_unit") == [sent.id]
        assert set(connection.execute("SELECT list, row FROM register_row").fetchall()) == rows
        assert set(read(connection, "SELECT stream FROM events_event WHERE kind = 'register'")) == {sent.id}
        assert read(connection, "SELECT unit FROM register_search") == []
        some = [str(number) for number in range(1, 9)]
        assert len(read(connection, "SELECT register_work(%s::text[])", some)) == 1
        refused(
            connection,
            "INSERT INTO register_decision (id, one_list, one_row, two_list, two_row, verdict, by, at)"
            " VALUES (gen_random_uuid(), 'market', '2', 'tax', '2', 'same', 'gao', now())",
        )
    with role(db, ticket(BUREAU)) as connection:
        assert read(connection, "SELECT register_work(%s::text[])", some) == []
    with role(db, "") as connection:
        assert read(connection, "SELECT register_work(%s::text[])", some) == []


@pytest.fixture
def browsers(dispatched: Office) -> Iterator[dict[str, Browser]]:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        found = {actor.id: Browser(actor) for actor in (CLERK, TOWN, OTHER, GRID)}
        database.take_role("application")
        try:
            yield found
        finally:
            database.take_role("job")


def test_a_record_leads_to_its_unit_and_back(browsers: dict[str, Browser]) -> None:
    database.take_role("job")
    record = records()[HAOJUN, "name"]
    database.take_role("application")
    for who in (GRID, CLERK, OTHER):
        html = browsers[who.id].get(f"/records/{record.id}/")
        links = set(re.findall(r'href="(/register/units/[^"]+)"', html))
        assert len(links) == 1, who
        page = browsers[who.id].get(links.pop())
        assert f'href="/records/{record.id}/"' in page
        assert "名称不同" in words(page) and "待核实" in words(page)
    assert 'href="/register/"' in browsers[GRID.id].get("/").split("<main")[0]
    listed = words(browsers[GRID.id].get("/register/"))
    assert "昊骏" in listed and "恒泽" not in listed
    browsers[GRID.id].get("/register/review/", status=404)
    browsers[TOWN.id].get(f"/records/{record.id}/", status=404)


def test_a_settled_value_names_its_record(browsers: dict[str, Browser], dispatched: Office) -> None:
    from youju.register.models import Unit

    database.take_role("job")
    record = records()[HAOJUN, "name"]
    dispatched.settle(record, "changed", "弥渡县红光服装厂")
    dispatched.load(market=LISTED, tax=changed(TAX, 2, 地址="", 单位名称="弥渡县红光服装厂"))
    unit = Unit.objects.get(name="弥渡县红光服装厂")
    database.take_role("application")
    page = browsers[CLERK.id].get(f"/register/units/{unit.id}/")
    assert re.search(rf'<a href="/records/{record.id}/"[^>]*>核实认定</a>', page)


def test_the_heads_of_divisions_are_those_of_each_organisation(dispatched: Office) -> None:
    from youju.people.models import Organisation
    from youju.people.queries import area_of, heads

    known = {code: area_of(code) for code in Organisation.objects.values_list("code", flat=True)}
    assert {code: area for area, code in heads().items()} == {c: area for c, area in known.items() if area}
    assert "shuanghe" in heads().values() and "statistics" not in heads().values()
