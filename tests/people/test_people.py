"""Organisations in their tree, persons, roles; every change is an event."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from youju.errors import YoujuError
from youju.events import queries as events
from youju.people import actions, queries
from youju.people.actors import Actor
from youju.people.models import Organisation

WHEN = {"actor": Actor.system(), "on": dt.date(2024, 3, 1), "at": dt.datetime(2024, 3, 1, 2, tzinfo=dt.UTC)}


def codes_of(error: pytest.ExceptionInfo[YoujuError]) -> list[str]:
    return [problem.code.id for problem in error.value.problems]


@pytest.fixture
def county(db):
    actions.import_directory(
        {
            "county": {
                "name": "云溪县人民政府",
                "under": {
                    "town": {"name": "青禾镇人民政府", "short_name": "青禾镇", "under": {"village": "东村"}},
                    "audit": "云溪县审计局",
                },
            }
        },
        {"wang": {"name": "王一", "of": "audit", "roles": ["auditor"]}, "li": {"name": "李二", "of": "town"}},
        **WHEN,
    )
    return db


def test_tree_and_actors(county):
    assert queries.subtree("town") == ["town", "village"]
    assert queries.is_within("village", "county")
    assert not queries.is_within("audit", "town")
    assert not queries.is_within("tow", "town")
    assert queries.organisation("village").path == "county/town/village/"
    assert queries.actor("wang") == Actor("wang", "王一", "audit", frozenset({"auditor"}))
    assert queries.actor("li").roles == {actions.MEMBER}
    assert queries.organisation_names(["town", "none"]) == {"town": "青禾镇人民政府"}
    assert queries.person_names(["li"]) == {"li": "李二"}


def test_a_person_in_two_organisations(county):
    actions.grant("wang", "town", "clerk", **WHEN)
    assert queries.actor("wang").organisation == "audit"
    assert queries.actor("wang", organisation="town").roles == {"clerk"}
    actions.revoke("wang", "town", "clerk", **WHEN)
    with pytest.raises(YoujuError) as error:
        queries.actor("wang", organisation="town")
    assert codes_of(error) == ["P601"]


def test_moving_takes_those_below_along_and_importing_again_changes_nothing(county):
    before = events.latest_position()
    actions.save_organisation("town", name="青禾镇人民政府", short_name="青禾镇", parent="county", **WHEN)
    assert events.latest_position() == before
    actions.save_organisation("town", name="青禾镇人民政府", short_name="青禾镇", parent="audit", **WHEN)
    assert queries.organisation("village").path == "county/audit/town/village/"
    assert [event.payload["set"] for event in events.of_stream(actions.organisation_stream("town"))][-1] == {
        "parent": "audit"
    }


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda: actions.save_organisation("county", name="x", parent="village", **WHEN), ["P602"]),
        (lambda: actions.save_organisation("county", name="x", parent="county", **WHEN), ["P602"]),
        (lambda: actions.save_organisation("a/b", name=" ", **WHEN), ["P604", "P605"]),
        (lambda: actions.save_organisation("new", name="x", parent="none", **WHEN), ["P601"]),
        (lambda: actions.grant("none", "town", "clerk", **WHEN), ["P603"]),
        (lambda: actions.grant("li", "none", "clerk", **WHEN), ["P601"]),
        (lambda: actions.grant("li", "town", "", **WHEN), ["P604"]),
        (lambda: actions.revoke("li", "town", "auditor", **WHEN), ["P606"]),
        (lambda: queries.actor("none"), ["P603"]),
        (lambda: queries.organisation("none"), ["P601"]),
        (
            lambda: actions.import_directory({"x": "", "y": "甲"}, {"z": {"name": "乙", "of": "w"}}, **WHEN),
            ["P605", "P601"],
        ),
    ],
)
def test_refusals_change_nothing(county, call, expected):
    before = list(Organisation.objects.order_by("code").values())
    position = events.latest_position()
    with pytest.raises(YoujuError) as error:
        call()
    assert codes_of(error) == expected
    assert list(Organisation.objects.order_by("code").values()) == before
    assert list(events.since(position)) == []


def test_someone_who_left_cannot_act(county):
    actions.save_person("li", name="李二", active=False, **WHEN)
    with pytest.raises(YoujuError) as error:
        queries.actor("li")
    assert codes_of(error) == ["P603"]


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 6), st.none() | st.integers(0, 6)), max_size=20))
def test_paths_follow_any_moves(db, moves):
    """Oracle: the chain of parents, walked by hand."""
    db.clear()
    for number, above in moves:
        parent = None if above is None else f"o{above}"
        try:
            actions.save_organisation(f"o{number}", name=f"机构{number}", parent=parent, **WHEN)
        except YoujuError as error:
            assert error.code in {"P601", "P602"}
    rows = {row.code: row for row in Organisation.objects.all()}
    for row in rows.values():
        chain, node = [], row
        while node is not None:
            chain.append(node.code)
            node = rows.get(node.parent_id) if node.parent_id else None
        assert row.path == "".join(f"{code}/" for code in reversed(chain))
