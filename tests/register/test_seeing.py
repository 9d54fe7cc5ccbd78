"""Who sees which unit: the service and the policies of the database say the same; and finding units."""

from __future__ import annotations

from typing import Any

import pytest

from tests.linkage.county import code_of
from tests.people.test_scopes_by_sql import read, refused, role, ticket
from tests.register.conftest import BUREAU, CLERK, OTHER, TOWN, Office
from youju.errors import YoujuError
from youju.people.actors import Actor


def names(actor: Actor) -> set[str]:
    """Trade names of the units that somebody sees."""
    from youju.register import queries

    return {one.name.removeprefix("弥渡县")[:2] for one in queries.visible_to(actor)}


def test_towns_see_their_units_and_the_clerk_all(office: Office) -> None:
    from youju.register import queries

    office.load()
    assert names(TOWN) == {"恒泽", "昊骏", "铭锐", "盈祺"} - {"昊骏"}
    assert names(OTHER) == {"昊骏", "腾宏", "晟瀚", "卓朗"}
    assert names(CLERK) == names(TOWN) | names(OTHER)
    assert names(BUREAU) == set(), "a bureau is not at the head of the county"
    assert names(Actor("x", "x", "midu", frozenset({"clerk"}))) == names(CLERK)
    with pytest.raises(YoujuError) as raised:
        queries.get_for(OTHER, code_of(1))
    assert raised.value.problems[0].code.id == "K805"


@pytest.mark.parametrize("actor", [CLERK, TOWN, OTHER, BUREAU], ids=lambda one: one.organisation)
def test_the_policies_say_what_the_service_says(office: Office, db: Any, actor: Actor) -> None:
    from youju.register import actions, queries
    from youju.register.models import Row

    office.load()
    actions.decide(("walk", "1"), ("market", "1"), "same", actor=CLERK, at=office.at())
    seen = {one.id for one in queries.visible_to(actor)}
    rows = set(Row.objects.filter(unit__in=seen).values_list("source", "row"))
    decided = queries.sees_rows(actor, [("walk", "1"), ("market", "1")])
    with role(db, ticket(actor)) as connection:
        assert set(read(connection, "SELECT id FROM register_unit")) == seen
        assert set(connection.execute("SELECT list, row FROM register_row").fetchall()) == rows
        assert set(read(connection, "SELECT unit FROM register_search")) == seen
        assert bool(read(connection, "SELECT id FROM register_delivery")) is (actor is CLERK)
        assert bool(read(connection, "SELECT id FROM register_load")) is (actor is CLERK)
        assert bool(read(connection, "SELECT id FROM register_decision")) is decided
        streams = set(read(connection, "SELECT DISTINCT stream FROM events_event WHERE kind = 'register'"))
        assert streams - set(read(connection, "SELECT id FROM register_decision")) == seen
        refused(connection, "UPDATE register_unit SET name = 'x'")
        refused(connection, "DELETE FROM register_decision")
        refused(connection, "UPDATE register_decision SET verdict = 'same'")


def test_the_search_looks_only_where_one_may(office: Office, db: Any) -> None:
    from youju.ledger.listing.searching import pieces

    office.load()
    find = "SELECT register_find(%s::bigint[], '{}', 9)"
    for given, many in ((ticket(TOWN), 1), (ticket(OTHER), 0), (ticket(BUREAU), 0), ("", 0)):
        with role(db, given) as connection:
            assert len(read(connection, find, pieces("恒泽"))) == many


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("恒泽", "恒泽"),
        ("弥渡县恒泽", "恒泽"),
        (" 建设路 恒 ", "恒泽"),
        ("mdxhz", "恒泽"),
        ("HZSM", "恒泽"),
        (code_of(4), "晟瀚"),
        (code_of(4)[3:9].lower(), "恒泽"),
        ("朝阳路７７号", "卓朗"),
    ],
)
def test_finding(office: Office, text: str, first: str) -> None:
    from youju.register import searching

    office.load()
    found = searching.find(CLERK, text)
    assert first in {one.name.removeprefix("弥渡县")[:2] for one in found.units}
    if text != code_of(4)[3:9].lower():
        assert found.units[0].name.removeprefix("弥渡县").startswith(first)
    assert {one.id for one in searching.find(TOWN, text).units} <= {one.id for one in found.units}


def test_nothing_is_found_for_too_little(office: Office) -> None:
    from youju.register import searching

    office.load()
    assert searching.find(CLERK, "恒").short
    assert searching.find(CLERK, "  ") == searching.Found([], False)
    assert searching.find(CLERK, "没有的单位").units == []
    assert searching.find(CLERK, "08728100001").units == [], "telephones are not searched"
    assert searching.find(CLERK, "赵伟").units == [], "nor persons"
