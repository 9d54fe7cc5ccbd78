"""Links between ledgers, duplicates, sub-items and their roll-up, and who sees what."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.ledger.conftest import AUDITOR, FINANCE, OFFICE, SCHOOL, Desk
from tests.ledger.files import png
from tests.ledger.test_performing import refused
from youju.ledger import actions, evidence, queries
from youju.ledger.models import LedgerRecord, RecordLink
from youju.people.actors import Actor


def pairs(record: Any) -> list[tuple[str, Any, bool]]:
    return [(one.link, one.record.id, one.outgoing) for one in queries.links_of(record, actor=AUDITOR)]


def link(county: Desk, record: Any, other: Any, do: Any = actions.link, **more: Any) -> Any:
    given = {"actor": AUDITOR, "on": county.today, "at": county.at(), **more}
    return do(record.id, "shared", other.id, **given)


@pytest.fixture
def feedback(county: Desk) -> Any:
    return county.open("feedback", level="aspect")


def test_a_link_is_seen_from_both_ends(county: Desk, feedback: Any) -> None:
    record = county.open()
    link(county, record, feedback)
    assert pairs(record) == [("shared", feedback.id, True)]
    assert pairs(feedback) == [("shared", record.id, False)]
    link(county, record, feedback, actions.unlink)
    assert pairs(record) == []


def test_links_that_make_no_sense_are_refused(county: Desk, feedback: Any) -> None:
    record = county.open()
    with refused("K727"):
        link(county, record, record)
    with refused("K727"):
        link(county, record, county.open())
    with refused("K727"):
        link(county, record, feedback, actions.unlink)
    with refused("K727"):
        actions.link(feedback.id, "other", record.id, actor=AUDITOR, on=county.today, at=county.at())
    link(county, record, feedback)
    with refused("K727"):
        link(county, record, feedback)
    with refused("K727"):
        link(county, record, county.open("feedback", level="aspect"))
    with refused("K720"):
        link(county, record, feedback, actions.unlink, on=county.today - timedelta(1))
    with refused("K710"):
        link(county, record, feedback, actor=SCHOOL)


def test_a_voided_link_is_gone_and_a_voided_unlinking_brings_it_back(county: Desk, feedback: Any) -> None:
    record = county.open()
    link(county, record, feedback)
    link(county, record, feedback, actions.unlink)
    actions.void(record.id, 3, actor=AUDITOR, at=county.at(), reason="误操作")
    assert pairs(record) == [("shared", feedback.id, True)]
    actions.void(record.id, 2, actor=AUDITOR, at=county.at(), reason="误操作")
    assert not RecordLink.objects.exists()


def test_a_merged_duplicate_ends_and_gives_what_it_has_to_the_kept_one(county: Desk, feedback: Any) -> None:
    photo = evidence.store(png(), "现场.png")
    kept, duplicate = county.open(), county.open(evidence=[photo])
    link(county, duplicate, feedback)
    row = actions.merge(
        duplicate.id, kept.id, actor=AUDITOR, on=county.today, at=county.at(), reason="同一件事"
    )
    assert row.merged_into == kept.id and {c["stopped"] for c in row.clocks.values()} == {"2023-03-06"}
    assert [one.sha256 for one in queries.evidence_of(kept)] == [photo.sha256]
    (seen,) = queries.links_of(kept, actor=AUDITOR)
    assert (seen.record.id, seen.via.id if seen.via else None) == (feedback.id, duplicate.id)
    (line,) = queries.lines([row], as_of=county.today)
    assert (line.light, line.status) == (None, f"已并入{kept.number}")
    with refused("K717"):
        county.do(duplicate.id, "accept")
    assert queries.state_counts(AUDITOR, "findings")["dispatched"] == 1


def test_voiding_the_merge_brings_the_duplicate_back(county: Desk) -> None:
    kept, duplicate = county.open(), county.open()
    county.today += timedelta(3)
    actions.merge(duplicate.id, kept.id, actor=AUDITOR, on=county.today, at=county.at())
    row = actions.void(duplicate.id, 2, actor=AUDITOR, at=county.at(), reason="不是同一件事")
    assert row.merged_into is None and row.clocks["rectify"]["stopped"] is None
    assert county.do(duplicate.id, "accept").state == "rectifying"
    assert queries.duplicates_of(kept) == ()


def test_merges_that_make_chains_or_nonsense_are_refused(county: Desk, feedback: Any) -> None:
    first, second, third = county.open(), county.open(), county.open()

    def merge(a: Any, b: Any, **more: Any) -> Any:
        return actions.merge(a.id, b.id, **{"actor": AUDITOR, "on": county.today, "at": county.at(), **more})

    with refused("K728"):
        merge(first, first)
    with refused("K728"):
        merge(first, feedback)
    with refused("K711"):
        merge(first, second, actor=FINANCE)
    merge(first, second)
    with refused("K717"):
        merge(first, third)
    with refused("K728"):
        merge(third, first)
    with refused("K728"):
        merge(second, third)


def build_tree(county: Desk) -> tuple[Any, list[Any]]:
    """One aspect with two items, of three and one details."""
    aspect = county.open("feedback", level="aspect")
    items = [county.open("feedback", level="item", parent=aspect.id) for _ in range(2)]
    details = [county.open("feedback", level="detail", parent=items[i].id) for i in (0, 0, 0, 1)]
    return aspect, details


def test_sub_items_roll_up_to_those_above(county: Desk) -> None:
    aspect, details = build_tree(county)
    assert queries.progress(aspect) == (0, 4)
    for detail in details[:3]:
        county.do(detail.id, "finish", by=AUDITOR)
    node = queries.tree(aspect)
    assert (node.done, node.total, node.is_done) == (3, 4, False)
    assert [(child.done, child.total, child.is_done) for child in node.children] == [
        (3, 3, True),
        (0, 1, False),
    ]
    county.today += timedelta(5)
    county.do(details[3].id, "finish", by=AUDITOR)
    assert queries.tree(aspect).is_done
    assert queries.progress(aspect, as_of=county.today - timedelta(1)) == (3, 4)
    assert queries.progress(aspect, as_of=county.today, known_at=county.today) == (4, 4)


def test_a_merged_sub_item_does_not_count_twice(county: Desk) -> None:
    aspect, details = build_tree(county)
    actions.merge(details[0].id, details[1].id, actor=AUDITOR, on=county.today, at=county.at())
    assert queries.progress(aspect) == (0, 3)


def test_only_the_worked_level_is_worked_and_has_clocks(county: Desk) -> None:
    aspect, details = build_tree(county)
    with refused("K713"):
        county.do(aspect.id, "finish", by=AUDITOR)
    amended = {"deadline": "2023-05-01"}
    given = {"actor": AUDITOR, "on": county.today, "at": county.at(), "reason": "定了日期"}
    assert actions.amend(aspect.id, amended, **given).clocks == {}
    assert actions.amend(details[0].id, amended, **given).clocks["limit"]["due"] == "2023-05-01"
    (line,) = queries.lines([LedgerRecord.objects.get(id=aspect.id)], as_of=county.today)
    assert line.light is None


def test_levels_must_fit(county: Desk, feedback: Any) -> None:
    for given in (
        {"level": "item"},
        {"level": "detail", "parent": feedback.id},
        {"level": "aspect", "parent": feedback.id},
        {"level": "chapter"},
        {},
        {"level": "item", "parent": county.open().id},
    ):
        with refused("K729"):
            county.open("feedback", **given)
    with refused("K729"):
        county.open(parent=feedback.id)


def test_who_holds_a_role_of_the_ledger_sees_all_of_it(county: Desk) -> None:
    county.open(), county.open(unit="school")
    assert queries.visible_to(AUDITOR).count() == 2
    assert queries.visible_to(Actor("x", "某人", "school", frozenset({"auditor"}))).count() == 2


def test_others_see_what_concerns_their_organisation_or_one_below(county: Desk) -> None:
    mine, other, below = county.open(), county.open(unit="school"), county.open(unit="treasury")
    assert {one.id for one in queries.visible_to(FINANCE)} == {mine.id, below.id}
    assert {one.id for one in queries.visible_to(OFFICE)} == {below.id}
    assert queries.get_for(SCHOOL, other.id).id == other.id
    with refused("K710"):
        queries.get_for(SCHOOL, mine.id)
    with refused("K710"):
        queries.find_for(SCHOOL, mine.number)
    assert not queries.visible_to(Actor("x", "某人")).exists()


def test_a_page_is_in_order_and_continues_after_the_last(county: Desk) -> None:
    records = [county.open(unit=unit) for unit in ("finance", "school", "treasury", "finance")]
    first = queries.page(AUDITOR, "findings", as_of=county.today, limit=3)
    rest = queries.page(AUDITOR, "findings", as_of=county.today, after=first[-1].record.id)
    assert [line.record.id for line in [*first, *rest]] == [one.id for one in records]
    finance = queries.page(AUDITOR, "findings", as_of=county.today, organisation="finance")
    assert len(finance) == 3
    assert queries.page(AUDITOR, "findings", as_of=county.today, states=["cleared"]) == []


@pytest.mark.parametrize(
    ("day", "light"),
    [
        (date(2023, 5, 5), "green"),
        (date(2023, 5, 6), "yellow"),
        (date(2023, 6, 4), "yellow"),
        (date(2023, 6, 5), "red"),
    ],
)
def test_lights_follow_the_date_and_nobody_touches_the_record(county: Desk, day: date, light: str) -> None:
    record = county.open()
    (line,) = queries.lines([record], as_of=day)
    assert (line.light, queries.light_at(record, as_of=day)) == (light, light)
    assert line.priority == max(0, (day - date(2023, 5, 5)).days)


def test_a_due_calendar_lists_running_clocks_between_two_days(county: Desk) -> None:
    record = county.open()
    found = queries.due_between(AUDITOR, date(2023, 4, 1), date(2023, 5, 5))
    assert [(one.clock, one.due, one.record.id) for one in found] == [
        ("monthly", date(2023, 4, 6), record.id),
        ("rectify", date(2023, 5, 5), record.id),
    ]
    assert queries.due_between(AUDITOR, date(2023, 4, 7), date(2023, 5, 4)) == []
    assert queries.due_between(SCHOOL, date(2023, 4, 1), date(2023, 5, 5)) == []
