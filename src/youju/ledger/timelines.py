"""The history of a record as people read it: what was done, by whom, when, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext, gettext_noop

from youju.events.records import Event
from youju.ledger.fold import known_on
from youju.ledger.rules import Rules

LABELS: Mapping[str, str] = {
    "opened": gettext_noop("登记"),
    "amended": gettext_noop("更正"),
    "voided": gettext_noop("作废"),
    "linked": gettext_noop("关联"),
    "unlinked": gettext_noop("解除关联"),
    "merged": gettext_noop("并案"),
    "migrated": gettext_noop("随业务包升级调整"),
    "recomputed": gettext_noop("重新计算时限"),
}
"""What people call the events that are no acts."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of the history.

    Attributes:
        seq: Number within the record.
        type: Type of the event.
        act: Name of the act or step, for those.
        label: What people call it.
        on: When it happened.
        recorded_at: When we were told.
        late: Whether we were told on a later day than it happened.
        actor: Id of who did it.
        comment: Opinion, remark or reason.
        changes: Fields and their values after it.
        evidence: Attached files.
        state: Label of the state that it led to.
        voids: Number of the entry that this one takes back.
        voided_by: Number of the entry by which this one was taken back.
    """

    seq: int
    type: str
    act: str | None
    label: str
    on: date
    recorded_at: datetime
    late: bool
    actor: str
    comment: str | None
    changes: Mapping[str, Any]
    evidence: Sequence[Mapping[str, Any]]
    state: str | None
    voids: int | None = None
    voided_by: int | None = None


def moments(events: Iterable[Event], rules: Rules) -> list[Moment]:
    """The history of one record in the order of recording.

    Args:
        events: The events of its stream.
        rules: Whose labels are used.
    """
    stream = list(events)
    voided = {event.payload["voids"]: event.seq for event in stream if "voids" in event.payload}
    found = []
    for event in stream:
        payload = event.payload
        state = payload.get("state")
        found.append(
            Moment(
                seq=event.seq,
                type=event.type,
                act=payload.get("act"),
                label=_label(event, rules),
                on=event.business_date,
                recorded_at=event.recorded_at,
                late=event.business_date < known_on(event.recorded_at),
                actor=event.actor,
                comment=payload.get("comment") or payload.get("reason"),
                changes=payload.get("set") or {},
                evidence=payload.get("evidence") or (),
                state=rules.state_label(state) if state else None,
                voids=payload.get("voids"),
                voided_by=voided.get(event.seq),
            )
        )
    return found


def _label(event: Event, rules: Rules) -> str:
    if event.type == "acted":
        act = rules.acts.get(event.payload["act"])
        return act.label if act else str(event.payload["act"])
    if event.type == "escalated":
        return str(event.payload["escalation"]["label"])
    return gettext(LABELS[event.type]) if event.type in LABELS else event.type
