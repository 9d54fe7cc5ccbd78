"""What a record was, as at any business date, from what was known on any day. Pure; needs no definition.

Events carry their effects. The payload keys that fold reads (all optional):

====================  =====================================================================================
``set``               ``{field: value}``; ``null`` clears the field
``state``             the new state
``clocks``            ``{clock: object | null}``; a clock object is replaced whole (`youju.ledger.clocks`)
``number``, ``level``, ``parent``, ``pack``, ``version``
                      identity; given at opening, ``version`` again by every later act and by a migration
``links``             ``[{"link": name, "record": uuid, "op": "add" | "remove"}]``
``merged_into``       the record (uuid) that this duplicate was merged into
``voids``             the seq of the event that this one takes back
====================  =====================================================================================

The fold as at (D, K) takes the events recorded on or before day K (Asia/Shanghai), leaves out those voided
by an event recorded on or before K and those with a business date after D, orders the rest by business date
and then by seq, and applies their effects. So a late entry has an old business date and a new recorded
date, and what had been said before stays available under the earlier K.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any, NamedTuple, Protocol, TypeVar

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Legal time of the whole country since 1991-09-15; a day of knowledge ends at its midnight."""

FOREVER = date(9999, 12, 31)
"""End of what is still valid, or still believed."""

ACT_TYPES = frozenset({"acted", "escalated"})
"""Event types that count as something done to a record: a person's act, or a step that came due."""


class EventLike(Protocol):
    """What folding needs of `youju.events.actions.Event`."""

    @property
    def seq(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def business_date(self) -> date: ...
    @property
    def recorded_at(self) -> datetime: ...
    @property
    def payload(self) -> dict[str, Any]: ...


AnyEvent = TypeVar("AnyEvent", bound=EventLike)


class Folded(NamedTuple):
    """A record as at some date. Its mappings are shared between versions: never change them.

    Attributes:
        exists: False before the opening, and when the opening itself has been voided.
        values: Field code to the value as stored (decimals and dates as text); empty fields are absent.
        clocks: Clock name to clock object.
        links: Pairs of link name and the other record's id.
        opened_on: Business date of the opening.
    """

    exists: bool
    state: str
    values: Mapping[str, Any]
    clocks: Mapping[str, dict[str, Any]]
    number: str | None
    level: str | None
    parent: str | None
    merged_into: str | None
    links: frozenset[tuple[str, str]]
    pack: str | None
    version: str | None
    opened_on: date | None


NOTHING = Folded(False, "", {}, {}, None, None, None, None, frozenset(), None, None, None)


class Version(NamedTuple):
    """A rectangle of the plane business date × day of knowledge over which the record did not change.

    Both ranges are half open and `FOREVER` closes what is still open.
    """

    content: Folded
    valid_from: date
    valid_to: date
    known_from: date
    known_to: date


def known_on(recorded_at: datetime) -> date:
    """The day (Asia/Shanghai) from which an event counts as known."""
    return recorded_at.astimezone(CHINA).date()


def apply(before: Folded, payload: Mapping[str, Any], *, on: date) -> Folded:
    """The record after one event; the same object when the event changes nothing that is folded."""
    get = payload.get
    changes, clocks, state = get("set"), get("clocks"), get("state")
    if (
        before.exists
        and not (changes or clocks or state)
        and not ("merged_into" in payload or "links" in payload)
        and get("version", before.version) == before.version
    ):
        return before
    return Folded(
        before.exists or bool(state),  # every opening gives a state
        state or before.state,
        _merged(before.values, changes) if changes else before.values,
        _merged(before.clocks, clocks) if clocks else before.clocks,
        get("number", before.number),
        get("level", before.level),
        get("parent", before.parent),
        get("merged_into", before.merged_into),
        _relinked(before.links, payload["links"]) if "links" in payload else before.links,
        get("pack", before.pack),
        get("version", before.version),
        before.opened_on or on,
    )


def _merged(old: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**old, **changes}
    if None in changes.values():
        return {name: value for name, value in merged.items() if value is not None}
    return merged


def _relinked(
    links: frozenset[tuple[str, str]], changes: Sequence[Mapping[str, str]]
) -> frozenset[tuple[str, str]]:
    result = set(links)
    for change in changes:
        pair = (change["link"], change["record"])
        if change["op"] == "add":
            result.add(pair)
        else:
            result.discard(pair)
    return frozenset(result)


def effective(
    events: Iterable[AnyEvent], *, as_of: date | None = None, known_at: date | None = None
) -> list[AnyEvent]:
    """The events that count as at (``as_of``, ``known_at``), in the order in which they take effect.

    Args:
        events: The events of one stream, in any order.
        as_of: Last business date that counts; None for all.
        known_at: Last day of knowledge that counts; None for all.
    """
    known = [event for event in events if known_at is None or known_on(event.recorded_at) <= known_at]
    voided = {event.payload["voids"] for event in known if "voids" in event.payload}
    counted = [
        event
        for event in known
        if event.seq not in voided
        and "voids" not in event.payload
        and (as_of is None or event.business_date <= as_of)
    ]
    counted.sort(key=lambda event: (event.business_date, event.seq))
    return counted


def fold(events: Iterable[EventLike], *, as_of: date | None = None, known_at: date | None = None) -> Folded:
    """The record as at a business date, from what was known at the end of a day.

    Args:
        events: The events of one stream, in any order.
        as_of: Business date D; None for the latest.
        known_at: Day of knowledge K (Asia/Shanghai); None for everything recorded.
    """
    folded = NOTHING
    for event in effective(events, as_of=as_of, known_at=known_at):
        folded = apply(folded, event.payload, on=event.business_date)
    return folded


class _Timeline:
    """What is believed about one record while its events are read in the order of recording.

    ``segments`` hold (valid_from, content, known_from), each valid until the next one begins; ``closed``
    collects the rectangles that later knowledge has ended.
    """

    __slots__ = ("closed", "order", "segments")

    def __init__(self) -> None:
        self.order: list[tuple[date, int, dict[str, Any]]] = []
        self.segments: list[tuple[date, Folded, date]] = []
        self.closed: list[Version] = []

    def close(self, content: Folded, valid: tuple[date, date], known: tuple[date, date]) -> None:
        # A rectangle that begins to be valid after it stopped being believed can never be asked for,
        # because nobody knows of a business date before it has come.
        if content.exists and valid[0] < valid[1] and known[0] < known[1] and valid[0] < known[1]:
            self.closed.append(Version(content, *valid, *known))

    def ends_by(self, on: date) -> bool:
        """Whether an event of this business date comes after everything that is known."""
        return (not self.order or self.order[-1][0] <= on) and (
            not self.segments or self.segments[-1][0] <= on
        )

    def append(self, event: EventLike, known: date) -> None:
        """An event at or after the last segment: the ordinary case, without folding again."""
        on, segments = event.business_date, self.segments
        self.order.append((on, event.seq, event.payload))
        if not segments:
            segments.append((on, apply(NOTHING, event.payload, on=on), known))
            return
        start, content, since = segments[-1]
        after = apply(content, event.payload, on=on)
        if after is content:
            return
        if start == on:
            if since < known:
                self.close(content, (start, FOREVER), (since, known))
            segments[-1] = (on, after, known)
        else:
            if on < known:
                self.close(content, (on, FOREVER), (since, known))
            segments.append((on, after, known))

    def rewrite(self, on: date, known: date) -> None:
        """Fold again from business date ``on``: ``order`` has changed from there."""
        segments = self.segments
        first = bisect_left(segments, on, key=lambda segment: segment[0])
        before = segments[first - 1] if first else None
        ends = [segment[0] for segment in segments[first:]] + [FOREVER]
        if before is not None:
            self.close(before[1], (on, ends[0]), (before[2], known))
        for (start, content, since), end in zip(segments[first:], ends[1:], strict=True):
            self.close(content, (start, end), (since, known))
        del segments[first:]
        content = before[1] if before else NOTHING
        for start, _, payload in self.order[bisect_left(self.order, on, key=lambda entry: entry[0]) :]:
            content = apply(content, payload, on=start)
            if segments and segments[-1][0] == start:
                segments[-1] = (start, content, known)
            else:
                segments.append((start, content, known))
        if before is not None and (not segments[first:] or segments[first][0] > on):
            segments.insert(first, (on, before[1], known))

    def finish(self) -> list[Version]:
        end = FOREVER
        for start, content, since in reversed(self.segments):
            self.close(content, (start, end), (since, FOREVER))
            end = start
        return self.closed


def versions(events: Iterable[EventLike]) -> list[Version]:
    """Everything a record ever was, as rectangles that do not overlap.

    For every K and D ≤ K the one version with ``valid_from <= D < valid_to`` and
    ``known_from <= K < known_to`` is ``fold(events, as_of=D, known_at=K)``; there is none when the record
    did not exist. For D > K ask for D = K: nothing later was known.

    Args:
        events: The events of one stream in the order of seq, their recorded days not decreasing.
    """
    timeline = _Timeline()
    entries: dict[int, tuple[date, int, dict[str, Any]]] = {}
    last_recorded: datetime | None = None
    known = FOREVER
    for event in events:
        recorded = event.recorded_at
        if recorded is not last_recorded:
            known, last_recorded = known_on(recorded), recorded
        payload = event.payload
        voids = payload.get("voids")
        if voids is not None:
            entry = entries.pop(voids, None)
            if entry is not None:
                del timeline.order[timeline.order.index(entry)]
                timeline.rewrite(entry[0], known)
            continue
        on = event.business_date
        entries[event.seq] = (on, event.seq, payload)
        if timeline.ends_by(on):
            timeline.append(event, known)
        else:
            insort(timeline.order, (on, event.seq, payload), key=lambda entry: entry[:2])
            timeline.rewrite(on, known)
    return timeline.finish()


class ActVersion(NamedTuple):
    """An act with what the record was just after it, and the days of knowledge on which that was believed."""

    event: EventLike
    content: Folded
    known_from: date
    known_to: date


def acts(events: Iterable[EventLike], *, types: frozenset[str] = ACT_TYPES) -> list[ActVersion]:
    """The acts done on a record, each with the record as it was after the act.

    An act that was voided, or before which something was entered late, gives rows with a limited
    ``known_to``, so that acts can be counted from what was known on any day.

    Args:
        events: The events of one stream in the order of seq, their recorded days not decreasing.
        types: Event types that count.
    """
    stream = list(events)
    last: dict[int, ActVersion] = {}
    closed: list[ActVersion] = []
    in_order = all(
        "voids" not in event.payload and before.business_date <= event.business_date
        for before, event in pairwise(stream)
    )
    for known in [FOREVER] if in_order else sorted({known_on(event.recorded_at) for event in stream}):
        believed = _believed_acts(stream, types, known)
        gone = [seq for seq in last if seq not in believed]
        closed.extend(last.pop(seq)._replace(known_to=known) for seq in gone)
        for seq, (event, content) in believed.items():
            before = last.get(seq)
            since = known_on(event.recorded_at) if in_order else known
            if before is None:
                last[seq] = ActVersion(event, content, since, FOREVER)
            elif before.content != content:
                closed.append(before._replace(known_to=known))
                last[seq] = ActVersion(event, content, known, FOREVER)
    return closed + list(last.values())


def _believed_acts(
    stream: Sequence[EventLike], types: frozenset[str], known: date
) -> dict[int, tuple[EventLike, Folded]]:
    """The acts that counted on a day of knowledge, by seq, with the record after each."""
    found = {}
    folded = NOTHING
    for event in effective(stream, known_at=known):
        folded = apply(folded, event.payload, on=event.business_date)
        if event.type in types and folded.exists:
            found[event.seq] = (event, folded)
    return found
