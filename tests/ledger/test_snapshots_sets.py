"""Folding many records at once gives the rows that folding them one by one gives."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import orjson
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from youju.definitions.models import Ledger
from youju.ledger import snapshots_sets
from youju.ledger.snapshots_sets import EVENTS, Entered
from youju.ledger.version_rows import ACTS, RECORDS, Layout

LEDGER = Ledger.model_validate(
    {
        "ledger": "findings", "label": "台账", "record_label": "问题", "number": "{seq:3}",
        "open_by": ["auditor"], "division": "area",
        "fields": {
            "title": {"label": "问题", "type": "text"},
            "area": {"label": "区划", "type": "code", "codes": "standard:division"},
            "amount": {"label": "金额", "type": "money", "unit": "万元", "decimals": "2"},
            "on": {"label": "日期", "type": "date"},
            "serious": {"label": "重大", "type": "boolean"},
            "plan": {
                "label": "计划", "type": "table",
                "columns": {
                    "step": {"label": "措施", "type": "text"}, "cost": {"label": "金额", "type": "number"},
                },
            },
        },
        "states": {"open": "未办", "done": {"label": "办结", "final": "true"}},
        "transitions": {"finish": {"label": "办结", "from": "open", "to": "done", "by": "auditor"}},
        "clocks": {"rectify": {"label": "期限", "starts": "open", "stops": "done", "due": "60 days"}},
    }
)  # fmt: skip
LAYOUT = Layout(LEDGER)
START = dt.date(2023, 1, 5)
MIDNIGHT = dt.datetime(2023, 1, 5, 15, 59, 58, 7, tzinfo=dt.UTC)
"""Of China, less two seconds."""
VALUES: dict[str, list[Any]] = {
    "title": ["账实不符", '逾期,“未”"报"'],
    "area": ["341802001000", "341821", None],
    "amount": ["1.50", "2", None],
    "on": ["2023-02-01", None],
    "serious": [True, False, None],
    "plan": [[{"step": "一", "cost": "1"}, {"step": "二"}], [], None],
    "former": ["不再有的字段"],
}
CLOCK = {
    "started": "2023-01-05",
    "due": "2023-03-06",
    "stopped": None,
    "paused_since": None,
    "workdays": False,
}


def told(draw: st.DrawFn, *, opening: bool) -> dict[str, Any]:
    names = draw(st.sets(st.sampled_from(sorted(VALUES)), max_size=4))
    payload: dict[str, Any] = {}
    if names or draw(st.booleans()):
        payload["set"] = {name: draw(st.sampled_from(VALUES[name])) for name in sorted(names)}
    if opening or draw(st.integers(0, 3)) == 0:
        payload["state"] = draw(st.sampled_from(["open", "done"]))
    if draw(st.integers(0, 2)) == 0:
        stopped = draw(st.sampled_from([None, "2023-02-02"]))
        payload["clocks"] = {"rectify": draw(st.sampled_from([None, {**CLOCK, "stopped": stopped}]))}
    if opening or draw(st.integers(0, 4)) == 0:
        payload["version"] = draw(st.sampled_from(["1.0.0", "1.1.0"]))
    if draw(st.integers(0, 5)) == 0:
        payload["number"] = draw(st.sampled_from(["甲1", "甲2"]))
    if draw(st.integers(0, 6)) == 0:
        payload["merged_into"] = draw(st.sampled_from([None, "another"]))
    if draw(st.integers(0, 6)) == 0:
        payload["links"] = [{"link": "about", "record": "another", "op": "add"}]
    return payload


@st.composite
def histories(draw: st.DrawFn) -> list[Entered]:
    """The events of a record: mostly in their order, now and then one entered late, or taken back."""
    orderly = draw(st.integers(0, 3)) > 0
    on, known, events = START + dt.timedelta(days=draw(st.integers(0, 40))), 0, []
    for seq in range(1, draw(st.integers(2, 8))):
        on += dt.timedelta(days=draw(st.sampled_from([0, 0, 1, 4])))
        known = max(known, (on - START).days) + draw(st.sampled_from([0, 0, 2, 9]))
        late = 0 if orderly or seq == 1 else draw(st.sampled_from([0, 0, 3]))
        kind = "opened" if seq == 1 else draw(st.sampled_from(["acted", "amended", "escalated", "noted"]))
        payload = told(draw, opening=seq == 1 and (orderly or draw(st.integers(0, 5)) > 0))
        if kind == "acted":
            payload["act"] = "finish"
        if not orderly and seq > 1 and draw(st.integers(0, 4)) == 0:
            kind, payload = "voided", {"voids": draw(st.integers(1, seq - 1))}
        moment = dt.datetime(2023, 1, 5, 15, 59, 59, 7, tzinfo=dt.UTC) + dt.timedelta(
            days=known, seconds=seq % 3
        )
        events.append(Entered(seq, kind, on - dt.timedelta(days=late), moment, "wang", payload))
    return events


def as_table(streams: list[tuple[str, list[Entered]]]) -> pa.Table:
    epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    rows = [
        {
            "stream": stream, "seq": one.seq, "type": one.type, "on": one.business_date, "actor": one.actor,
            "recorded": (one.recorded_at - epoch) // dt.timedelta(microseconds=1),
            "payload": orjson.dumps(one.payload).decode(),
        }
        for stream, events in streams
        for one in events
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=EVENTS)


@given(st.lists(histories(), min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_together_as_one_by_one(found: list[list[Entered]]) -> None:
    streams = [(str(UUID(int=place)), events) for place, events in enumerate(found)]
    together = snapshots_sets.tables(LAYOUT, as_table(streams))
    alone = LAYOUT.tables(streams)
    assert together.keys() == alone.keys() == {RECORDS, ACTS, "table_plan"}
    for dataset, parts in alone.items():
        assert together[dataset].keys() == parts.keys()
        for partition, table in parts.items():
            order = [(name, "ascending") for name in LAYOUT.sort(dataset)]
            assert together[dataset][partition].sort_by(order).equals(table.sort_by(order))


def test_most_records_are_folded_together() -> None:
    """Else the test above would compare a way with itself."""
    opening = {"state": "open", "set": {"title": "账实不符", "area": "341802"}}
    moment = dt.datetime(2023, 1, 5, 4, tzinfo=dt.UTC)
    first = Entered(1, "opened", START, moment, "wang", opening)
    second = Entered(2, "acted", START, moment, "wang", {"act": "finish", "state": "done"})
    void = Entered(3, "voided", START, moment, "wang", {"voids": 2})
    streams = [("a", [first, second]), ("b", [first, second, void]), ("c", [first])]
    folding = snapshots_sets._Folding(LAYOUT, as_table(streams))
    assert [name for name, _ in folding.one_by_one()] == ["b"]
    assert folding.tables()[RECORDS]["period=2023-01/division=341802"].column("record").to_pylist() == [
        "a",
        "c",
    ]


def test_no_events_no_rows() -> None:
    assert snapshots_sets.tables(LAYOUT, EVENTS.empty_table()) == {}
