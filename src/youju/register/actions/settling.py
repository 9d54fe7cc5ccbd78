"""Decisions from everywhere as linkage wants them: those of the review page, of the ledger, of a file."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from youju.errors import YoujuError
from youju.ledger.models import LedgerRecord
from youju.linkage.decisions import Decisions
from youju.people.actors import Actor
from youju.register.actions.deciding import decide
from youju.register.models import Decision
from youju.register.queries import DIFFERENCES
from youju.register.rowsets import Key

FINDINGS: Final = {"same_unit": "same", "different_unit": "different"}
"""What the finding of a settled record says of the two rows that it names."""


def decisions(brought: Decisions, *, actor: Actor, at: datetime) -> Decisions:
    """Everything that was decided, the last word on each pair.

    What a file brings and what was settled in the ledger is kept as well, once.

    Args:
        brought: From the file of the configuration.
        actor: Who loads.
        at: When.
    """
    said = {_pair(one): one.verdict for one in Decision.objects.order_by("id")}
    for verdict, pairs in (("same", brought.same), ("different", brought.different)):
        for one, two in pairs:
            pair = tuple(sorted((one, two)))
            if pair not in said:
                _keep(one, two, verdict, actor, at)
                said[pair[0], pair[1]] = verdict
    known = set(Decision.objects.exclude(record=None).values_list("record", flat=True))
    settled = LedgerRecord.objects.filter(ledger=DIFFERENCES, voided=False, state="settled")
    for record in settled.filter(values__finding__in=list(FINDINGS)).order_by("id"):
        if record.id in known:
            continue
        keys = [key for text in (record.values.get("rows") or "").split("\n") if (key := _key(text))]
        if len(keys) == 2:
            verdict = FINDINGS[record.values["finding"]]
            decide(keys[0], keys[1], verdict, actor=actor, at=at, record=record.id)
            one, two = sorted(keys)
            said[one, two] = verdict
    by = {
        verdict: tuple(pair for pair, one in said.items() if one == verdict)
        for verdict in ("same", "different")
    }
    return Decisions(by["same"], by["different"])


def _keep(one: Key, two: Key, verdict: str, actor: Actor, at: datetime) -> None:
    """Keep what a file says; rows that are not there yet are asked for again at the next load."""
    try:
        decide(one, two, verdict, actor=actor, at=at)
    except YoujuError as error:
        if error.problems[0].code.id != "K806":
            raise


def _pair(one: Decision) -> tuple[Key, Key]:
    return (one.one_list, one.one_row), (one.two_list, one.two_row)


def _key(text: str) -> Key | None:
    name, colon, number = text.strip().partition(":")
    return (name, number) if colon and name and number else None
