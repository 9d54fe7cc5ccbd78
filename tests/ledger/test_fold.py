"""Folding and bitemporal versions, against a naive oracle that re-reads everything for every question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from youju.ledger.fold import FOREVER, acts, fold, known_on, versions

DAY = date(2023, 11, 1)


@dataclass(frozen=True)
class Entry:
    seq: int
    type: str
    business_date: date
    recorded_at: datetime
    payload: dict[str, Any]


def entry(seq: int, on: int, known: int, kind: str = "acted", **payload: Any) -> Entry:
    noon = datetime(2023, 11, 1, 4, tzinfo=UTC) + timedelta(days=known, seconds=seq)
    return Entry(seq, kind, DAY + timedelta(days=on), noon, payload)


def day(number: int) -> date:
    return DAY + timedelta(days=number)


OPENED = entry(
    1, 0, 0, "opened", state="dispatched", set={"title": "账实不符"}, number="1", pack="p", version="1.0.0"
)


def naive(events: list[Entry], as_of: date, known_at: date) -> dict[str, Any] | None:
    """The definition, word for word, on plain dictionaries."""
    known = [e for e in events if (e.recorded_at + timedelta(hours=8)).date() <= known_at]
    gone = [e.payload["voids"] for e in known if "voids" in e.payload]
    state, values, clocks, merged, exists = "", {}, {}, None, False
    for e in sorted(known, key=lambda e: (e.business_date, e.seq)):
        if e.seq in gone or "voids" in e.payload or e.business_date > as_of:
            continue
        if "state" in e.payload:
            state, exists = e.payload["state"], True
        values.update(e.payload.get("set", {}))
        clocks.update(e.payload.get("clocks", {}))
        merged = e.payload.get("merged_into", merged)
    if not exists:
        return None
    kept = {k: v for k, v in values.items() if v is not None}
    running = {k: v for k, v in clocks.items() if v is not None}
    return {"state": state, "values": kept, "clocks": running, "merged": merged}


def plain(folded: Any) -> dict[str, Any] | None:
    if not folded.exists:
        return None
    return {
        "state": folded.state,
        "values": dict(folded.values),
        "clocks": dict(folded.clocks),
        "merged": folded.merged_into,
    }


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    events = [OPENED]
    known = 0
    for seq in range(2, draw(st.integers(2, 12))):
        known += draw(st.integers(0, 3))
        if draw(st.integers(0, 4)) == 0:
            events.append(entry(seq, known, known, "voided", voids=draw(st.integers(1, seq - 1))))
            continue
        payload: dict[str, Any] = {}
        if draw(st.booleans()):
            payload["state"] = draw(st.sampled_from(["rectifying", "submitted", "cleared"]))
        if draw(st.booleans()):
            payload["set"] = {draw(st.sampled_from("ab")): draw(st.sampled_from([None, "1", "2"]))}
        if draw(st.booleans()):
            payload["clocks"] = {
                "rectify": draw(st.sampled_from([None, {"due": "2023-12-01"}, {"due": "x"}]))
            }
        if draw(st.integers(0, 5)) == 0:
            payload["merged_into"] = draw(st.sampled_from([None, "other"]))
        events.append(entry(seq, draw(st.integers(0, known)), known, **payload))
    return events


@given(histories())
@settings(max_examples=200)
def test_fold_and_versions_agree_with_the_definition_everywhere(events: list[Entry]) -> None:
    rectangles = versions(events)
    last = max(e.recorded_at for e in events).date() - DAY
    for k in range(last.days + 2):
        for d in range(k + 1):
            expected = naive(events, day(d), day(k))
            assert plain(fold(events, as_of=day(d), known_at=day(k))) == expected
            found = [
                v
                for v in rectangles
                if v.valid_from <= day(d) < v.valid_to and v.known_from <= day(k) < v.known_to
            ]
            assert [plain(v.content) for v in found] == ([expected] if expected else [])


@given(histories())
@settings(max_examples=100)
def test_acts_are_counted_from_what_was_known(events: list[Entry]) -> None:
    rows = acts(events, types=frozenset({"acted"}))
    last = max(e.recorded_at for e in events).date() - DAY
    for k in range(last.days + 2):
        known = [e for e in events if known_on(e.recorded_at) <= day(k)]
        gone = {e.payload["voids"] for e in known if "voids" in e.payload}
        expected = {}
        for e in known:
            if e.type == "acted" and e.seq not in gone:
                place = (e.business_date, e.seq)
                until = [o for o in known if "voids" in o.payload or (o.business_date, o.seq) <= place]
                content = naive(until, e.business_date, day(k))
                if content:
                    expected[e.seq] = content
        found = {r.event.seq: plain(r.content) for r in rows if r.known_from <= day(k) < r.known_to}
        assert found == expected


def test_two_acts_of_one_day_keep_their_own_values() -> None:
    first, second = {"set": {"interviewed": "2"}}, {"set": {"interviewed": "3"}}
    events = [OPENED, entry(2, 4, 4, act="interview", **first), entry(3, 4, 4, act="interview", **second)]
    assert [row.content.values["interviewed"] for row in acts(events)] == ["2", "3"]


def test_order_of_events_does_not_matter_to_fold() -> None:
    events = [OPENED, entry(2, 3, 3, state="rectifying"), entry(3, 2, 5, state="submitted")]
    assert fold(reversed(events)) == fold(events)


def test_late_entry_changes_the_past_only_for_those_who_ask_later() -> None:
    events = [OPENED, entry(2, 2, 10, state="rectifying")]
    assert fold(events, as_of=day(5), known_at=day(9)).state == "dispatched"
    assert fold(events, as_of=day(5), known_at=day(10)).state == "rectifying"
    assert fold(events, as_of=day(1), known_at=day(10)).state == "dispatched"


def test_ordinary_entry_makes_one_version_each() -> None:
    events = [OPENED, *(entry(i, i, i, state=f"s{i}") for i in range(2, 6))]
    assert len(versions(events)) == len(events)


def test_event_without_effect_makes_no_version() -> None:
    events = [OPENED, entry(2, 3, 3, act="visit", comment="回头看")]
    assert len(versions(events)) == 1
    assert [row.event.seq for row in acts(events)] == [2]


def test_event_dated_between_effect_free_ones_is_ordered_by_date() -> None:
    events = [OPENED, entry(2, 5, 5), entry(3, 3, 6, state="a"), entry(4, 4, 7, state="b")]
    assert fold(events).state == "b"
    assert [plain(v.content) for v in versions(events) if v.valid_to == v.known_to] == [plain(fold(events))]


def test_voided_opening_leaves_nothing() -> None:
    events = [OPENED, entry(2, 4, 4, "voided", voids=1)]
    assert not fold(events).exists
    assert fold(events, known_at=day(3)).exists
    assert [(v.known_from, v.known_to) for v in versions(events)] == [(day(0), day(4))]


def test_links_are_added_and_removed() -> None:
    link = {"link": "source", "record": "r1"}
    events = [
        OPENED,
        entry(2, 1, 1, "linked", links=[{**link, "op": "add"}]),
        entry(3, 2, 2, "unlinked", links=[{**link, "op": "remove"}]),
    ]
    assert fold(events, as_of=day(1)).links == {("source", "r1")}
    assert fold(events).links == frozenset()


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2023, 11, 1, 15, 59, tzinfo=UTC), date(2023, 11, 1)),
        (datetime(2023, 11, 1, 16, 0, tzinfo=UTC), date(2023, 11, 2)),
    ],
)
def test_day_of_knowledge_ends_at_midnight_in_china(moment: datetime, expected: date) -> None:
    assert known_on(moment) == expected


def test_open_ends_are_far_future_constants() -> None:
    (version,) = versions([OPENED])
    assert (version.valid_to, version.known_to) == (FOREVER, FOREVER)
