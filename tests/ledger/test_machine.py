"""A record under random acts, late entries, corrections and voids, beside a naive model of the same ledger.

The model keeps a plain list of what counts and works everything out from the beginning for every question:
states by a table, due dates by arithmetic. After every step the projection, the fold of the events and the
model must agree, and whatever the model does not allow must be refused without a trace.
"""

from __future__ import annotations

import random
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.ledger.conftest import AUDITOR, FINANCE, Desk
from tests.ledger.files import png
from youju.errors import YoujuError
from youju.events.queries import of_stream
from youju.ledger import actions, evidence
from youju.ledger.fold import effective, fold, versions
from youju.ledger.models import LedgerRecord
from youju.standards import calendar

OPENED = date(2023, 3, 6)
WAYS = {
    "accept": (("dispatched",), "rectifying"),
    "ask": (("rectifying",), "waiting"),
    "complete": (("waiting",), "rectifying"),
    "submit": (("rectifying",), "submitted"),
    "send_back": (("submitted",), "rectifying"),
    "clear": (("submitted",), "cleared"),
    "visit": (("dispatched", "rectifying", "submitted"), None),
    "extend": (("dispatched", "rectifying"), None),
}
BY_UNIT = {"accept", "complete", "submit"}
DAYS = [None, "2023-03-10", "2023-04-01", "2023-04-29"]


class Illegal(Exception):
    """The model does not allow it."""


@dataclass
class World:
    """What the model holds about a record: worked out from nothing each time."""

    state: str = "dispatched"
    values: dict[str, Any] = field(default_factory=dict)
    paused: date | None = None
    shift: int = 0
    extended: int = 0
    cleared: date | None = None
    visited: date = OPENED
    promise: str | None = None
    promise_stopped: date | None = None


def play(ops: list[tuple[date, int, str, dict[str, Any]]], upto: date | None = None) -> World:
    """The record after the operations, by date and then by order."""
    world = World(values={"title": "账实不符", "unit": "finance", "source": "audit"})
    for on, _, what, changes in sorted(ops, key=lambda op: op[:2]):
        if upto is not None and on > upto:
            break
        if what == "amend":
            amended(world, changes)
        else:
            acted(world, what, on, changes)
    return world


def amended(world: World, changes: dict[str, Any]) -> None:
    """A correction of values, and what hangs on the date of handing over."""
    for name, value in changes.items():
        world.values.pop(name, None)
        if value is not None:
            world.values[name] = value
    if "given_on" in changes:
        if changes["given_on"] is None:
            world.promise = world.promise_stopped = None
        elif world.promise is not None or world.state != "cleared":
            world.promise = changes["given_on"]


def acted(world: World, what: str, on: date, changes: dict[str, Any]) -> None:
    """An act, when the table of ways has it."""
    sources, target = WAYS[what]
    world.extended += what == "extend"
    if world.state not in sources or world.extended > 1:
        raise Illegal
    if what == "visit":
        world.visited = on
    elif what == "ask":
        world.paused = on
    elif what == "complete" and world.paused:
        world.shift += (on - world.paused).days
        world.paused = None
    elif what == "clear":
        world.values["days_used"] = changes.get("days_used")
        world.cleared = on
        world.promise_stopped = on if world.promise else None
    world.state = target or world.state


def dues(world: World) -> dict[str, Any]:
    """Due date and stop of every clock, by arithmetic."""
    stopped = world.cleared.isoformat() if world.cleared else None
    rectify = OPENED + timedelta(days=60 + world.shift + 30 * world.extended)
    later = world.visited.month % 12 + 1
    monthly = world.visited.replace(month=later, day=min(world.visited.day, monthrange(2023, later)[1]))
    found = {
        "rectify": (rectify.isoformat(), stopped, world.paused.isoformat() if world.paused else None),
        "monthly": (monthly.isoformat(), stopped, None),
    }
    if world.promise:
        promised = world.values.get("promised_on")
        due = (
            calendar.next_workday(date.fromisoformat(promised), included=True).isoformat()
            if promised
            else None
        )
        ended = world.promise_stopped.isoformat() if world.promise_stopped else None
        found["promise"] = (due, ended, None)
    return found


class Machine(RuleBasedStateMachine):
    """One record and its model."""

    photo: Any = None

    @initialize()
    def begin(self) -> None:
        self.desk = Desk(today=OPENED)
        self.record = self.desk.open()
        self.ops: list[tuple[date, int, str, dict[str, Any]]] = []
        self.moments = [OPENED]

    @rule(days=st.integers(1, 4))
    def pass_days(self, days: int) -> None:
        if self.desk.today < date(2023, 4, 20):
            self.desk.today += timedelta(days)
            self.moments.append(self.desk.today)

    def on(self, back: int) -> date:
        return max(OPENED, self.desk.today - timedelta(back))

    @rule(act=st.sampled_from(sorted(WAYS)), back=st.sampled_from([0, 0, 0, 0, 1, 3, 6]))
    def act(self, act: str, back: int) -> None:
        on = self.on(back)
        before = LedgerRecord.objects.values().get(id=self.record.id)
        changes: dict[str, Any] = {}
        try:
            play([*self.ops, (on, 10**6, act, changes)])
            if act == "clear":
                values = play(self.ops, on).values
                given = date.fromisoformat(values["given_on"]) if "given_on" in values else on
                changes["days_used"] = str((on - given).days)
            allowed = True
        except Illegal:
            allowed = False
        more: dict[str, Any] = {}
        if act in ("send_back", "extend"):
            more["comment"] = "说明"
        if act == "submit":
            more["evidence"] = [self.photo]
        by = FINANCE if act in BY_UNIT else AUDITOR
        try:
            done = self.desk.do(self.record.id, act, by=by, on=on, **more)
        except YoujuError as error:
            assert not allowed, error
            assert error.code in ("K712", "K721", "K724")
            assert LedgerRecord.objects.values().get(id=self.record.id) == before
            return
        assert allowed, f"{act} on {on} should have been refused"
        seq = next(e.seq for e in reversed(of_stream(done.id)) if e.type == "acted")
        self.ops.append((on, seq, act, changes))

    @rule(
        name=st.sampled_from(["given_on", "promised_on", "title"]),
        value=st.sampled_from(DAYS),
        back=st.sampled_from([0, 0, 2, 5]),
    )
    def amend(self, name: str, value: str | None, back: int) -> None:
        on = self.on(back)
        if name == "title":
            value = f"改为{value}"
        same = play(self.ops, on).values.get(name) == value
        try:
            actions.amend(
                self.record.id, {name: value}, actor=AUDITOR, on=on, at=self.desk.at(), reason="核对"
            )
        except YoujuError as error:
            assert same and error.code == "K733", error
            return
        assert not same
        seq = next(e.seq for e in reversed(of_stream(self.record.id)) if e.type == "amended")
        self.ops.append((on, seq, "amend", {name: value}))

    @rule(choice=st.randoms(use_true_random=False))
    def void(self, choice: random.Random) -> None:
        if not self.ops:
            return
        op = choice.choice(self.ops)
        rest = [one for one in self.ops if one != op]
        try:
            play(rest)
            allowed = True
        except Illegal:
            allowed = False
        try:
            actions.void(self.record.id, op[1], actor=AUDITOR, at=self.desk.at(), reason="误录")
        except YoujuError as error:
            assert not allowed, error
            assert error.code in ("K721", "K724")
            return
        assert allowed
        self.ops = rest

    @invariant()
    def agree(self) -> None:
        if not hasattr(self, "record"):
            return
        row = LedgerRecord.objects.get(id=self.record.id)
        events = of_stream(row.id)
        folded = fold(events)
        world = play(self.ops)
        assert (row.state, row.values, row.clocks) == (folded.state, folded.values, folded.clocks)
        assert row.state == world.state
        assert row.values == world.values
        assert row.head_seq == len(events)
        found = {name: (c["due"], c["stopped"], c["paused_since"]) for name, c in row.clocks.items()}
        assert found == dues(world)
        assert row.head_date == max(e.business_date for e in effective(events))

    def teardown(self) -> None:
        if not hasattr(self, "record"):
            return
        events = of_stream(self.record.id)
        rectangles = versions(events)
        for known in self.moments[-4:]:
            for back in (0, 1, 3, 7):
                day = max(OPENED, known - timedelta(back))
                expected = fold(events, as_of=day, known_at=known)
                found = [
                    v.content
                    for v in rectangles
                    if v.valid_from <= day < v.valid_to and v.known_from <= known < v.known_to
                ]
                assert found == ([expected] if expected.exists else [])
        for day in self.moments:  # as everything is known now, the past follows the model too
            assert fold(events, as_of=day).state == play(self.ops, day).state


def test_projection_events_and_model_agree_whatever_is_done(county: Desk) -> None:
    Machine.photo = evidence.store(png(), "现场.png")
    run_state_machine_as_test(Machine, settings=settings(max_examples=40, stateful_step_count=20))
