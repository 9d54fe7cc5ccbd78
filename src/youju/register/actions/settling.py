"""What people settled, as linkage and units want it.

Enter at `decisions` (two rows are one unit, or two: from the review page, the ledger, a file) and `verdicts`
(what an item of a unit is, or that there is no such unit: from the ledger).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from youju.errors import YoujuError
from youju.ledger.models import LedgerRecord
from youju.linkage.decisions import Decisions
from youju.people.actors import Actor
from youju.register import queries
from youju.register.actions.deciding import decide
from youju.register.models import Decision
from youju.register.queries import DIFFERENCES
from youju.register.rowsets import Key
from youju.register.verified import Verdict
from youju.register.verified import verdict as verdict_of

FINDINGS: Final = {"same_unit": "same", "different_unit": "different"}
"""What the finding of a settled record says of the two rows that it names."""
_BOTH: Final = ("same", "different")


def decisions(
    brought: Decisions,
    *,
    actor: Actor,
    at: datetime,
    before: Decisions | None = None,
    since: datetime | None = None,
) -> Decisions:
    """Everything that was decided, the last word on each pair.

    What a file brings and what was settled in the ledger is kept as well, once.

    Args:
        brought: From the file of the configuration.
        actor: Who loads.
        at: When.
        before: What is applied already, if only what came later is to be read.
        since: From when on that is.
    """
    made = Decision.objects.order_by("id")
    made = made if since is None else made.filter(at__gte=since)
    said = _verdicts(before or Decisions()) | {_pair(one): one.verdict for one in made}
    for pair, verdict in _verdicts(brought).items():
        if pair not in said:
            _keep(*pair, verdict, actor, at)
            said[pair] = verdict
    for record, pair in _settled(since):
        verdict = FINDINGS[record.values["finding"]]
        decide(*pair, verdict, actor=actor, at=at, record=record.id)
        said[pair] = verdict
    by = {verdict: tuple(pair for pair, one in said.items() if one == verdict) for verdict in _BOTH}
    return Decisions(by["same"], by["different"])


def _verdicts(said: Decisions) -> dict[tuple[Key, Key], str]:
    """Verdict by pair, the smaller row first."""
    found = {}
    for verdict in _BOTH:
        for one, two in getattr(said, verdict):
            first, second = sorted((one, two))
            found[first, second] = verdict
    return found


def _settled(since: datetime | None) -> list[tuple[LedgerRecord, tuple[Key, Key]]]:
    """Records that say of two rows what was not decided in their name yet, with the rows."""
    records = LedgerRecord.objects.filter(ledger=DIFFERENCES, voided=False, state="settled")
    records = records if since is None else records.filter(updated_at__gte=since)
    rules = queries.rules_in_force()
    found = []
    for record in records.filter(values__finding__in=list(FINDINGS)).order_by("id"):
        keys = [key for text in (record.values.get("rows") or "").splitlines() if (key := rules.row_of(text))]
        if len(keys) == 2:
            one, two = sorted(keys)
            found.append((record, (one, two)))
    ids = [record.id for record, _ in found]
    known = dict(Decision.objects.filter(record__in=ids).order_by("id").values_list("record", "verdict"))
    return [one for one in found if known.get(one[0].id) != FINDINGS[one[0].values["finding"]]]


def is_new(*, since: datetime) -> bool:
    """Whether anything was decided or settled since a moment."""
    settled = LedgerRecord.objects.filter(ledger=DIFFERENCES, state="settled", updated_at__gte=since)
    return Decision.objects.filter(at__gte=since).exists() or settled.exists()


def differs(before: Decisions, *, since: datetime, actor: Actor, at: datetime) -> bool:
    """Whether decisions are others than those that were applied; keeps those of the ledger on the way."""
    now = decisions(Decisions(), actor=actor, at=at, before=before, since=since)
    return _verdicts(now) != _verdicts(before)


def verdicts(
    *, units: Collection[int] | None = None, since: datetime | None = None
) -> dict[int, list[Verdict]]:
    """What is settled of units, by their number.

    Args:
        units: Numbers of the units wanted; all by default.
        since: Only what was recorded from then on.
    """
    records = LedgerRecord.objects.filter(ledger=DIFFERENCES, voided=False, merged_into=None)
    if units is not None:
        records = queries.work_on(units)
    records = records.filter(state="settled").order_by("id")
    if since is not None:
        records = records.filter(updated_at__gte=since)
    found: dict[int, list[Verdict]] = {}
    for id_, position, values, on in records.values_list("id", "position", "values", "head_date"):
        if values["unit"].isdecimal():
            one = verdict_of(id_, position, values, on)
            found.setdefault(one.unit, []).append(one)
    return found


def _keep(one: Key, two: Key, verdict: str, actor: Actor, at: datetime) -> None:
    """Keep what a file says; rows that are not there yet are asked for again at the next load."""
    try:
        decide(one, two, verdict, actor=actor, at=at)
    except YoujuError as error:
        if error.problems[0].code.id != "K806":
            raise


def _pair(one: Decision) -> tuple[Key, Key]:
    return (one.one_list, one.one_row), (one.two_list, one.two_row)
