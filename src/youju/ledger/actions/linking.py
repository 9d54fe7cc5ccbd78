"""Connect records: links between ledgers, and duplicates merged into the record that goes on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from youju.definitions.nearest import hint
from youju.errors import fail
from youju.ledger.actions import committing
from youju.ledger.actions.checks import can_see, check_allowed, check_date, workers
from youju.ledger.actions.committing import Change
from youju.ledger.fold import apply
from youju.ledger.models import LedgerRecord, RecordLink
from youju.ledger.replaying import Entry, clock_effects
from youju.ledger.rules import Rules
from youju.people.actors import Actor


@transaction.atomic
def link(record: UUID, link: str, other: UUID, *, actor: Actor, on: date, at: datetime) -> LedgerRecord:
    """Connect a record to one of another ledger (关联); both ends show it.

    Args:
        record: Id of the record whose ledger defines the link.
        link: Name of the link.
        other: Id of the record at the other end.
        actor: Anybody who works on records of the ledger.
        on: Business date, not before the record's last one.
        at: When we were told.

    Raises:
        YoujuError: K710, K711, K720, K727.
    """
    row, rules, target = _ends(record, link, other, actor=actor, on=on, at=at)
    definition = rules.ledger.links[link]
    if target.ledger != definition.to:
        raise _refused(rules, link, f"{target}不在相应的台账中", "请选择该台账的记录")
    if target.id == row.id:
        raise _refused(rules, link, "不能与自己关联", "请选择另一件记录")
    existing = list(RecordLink.objects.filter(record=row.id, link=link).values_list("other", flat=True))
    if target.id in existing:
        raise _refused(rules, link, f"已经关联{target}", "不必再次关联")
    if existing and not definition.many:
        raise _refused(rules, link, "只能关联一件", "请先解除原有的关联")
    _record(row, rules, "linked", link, target, actor=actor, on=on, at=at)
    RecordLink.objects.create(record=row.id, link=link, other=target.id)
    return row


@transaction.atomic
def unlink(record: UUID, link: str, other: UUID, *, actor: Actor, on: date, at: datetime) -> LedgerRecord:
    """Take a connection away again (解除关联); the arguments are those of `link`.

    Raises:
        YoujuError: K710, K711, K720, K727.
    """
    row, rules, target = _ends(record, link, other, actor=actor, on=on, at=at)
    if not RecordLink.objects.filter(record=row.id, link=link, other=target.id).exists():
        raise _refused(rules, link, f"没有关联{target}", "请核对后重试")
    _record(row, rules, "unlinked", link, target, actor=actor, on=on, at=at)
    RecordLink.objects.filter(record=row.id, link=link, other=target.id).delete()
    return row


def _ends(
    record: UUID, link: str, other: UUID, *, actor: Actor, on: date, at: datetime
) -> tuple[LedgerRecord, Rules, LedgerRecord]:
    """Lock both ends and check what linking and unlinking share."""
    both = committing.locked(dict.fromkeys([record, other]))
    (row, rules), (target, target_rules) = both[0], both[-1]
    check_allowed(row, rules, workers(rules), actor, "关联记录")
    if not can_see(target, target_rules, actor):
        raise fail("K710", record=other)
    if link not in rules.ledger.links:
        raise fail(
            "K727", link=link, reason="台账没有这种关联", expected=hint(link, rules.ledger.links).rstrip("。")
        )
    check_date(on, at=at)
    _check_not_late(row, on)
    return row, rules, target


def _check_not_late(row: LedgerRecord, on: date) -> None:
    """Connections are facts of the register, not of the work: they are never entered into the past.

    Raises:
        YoujuError: K720.
    """
    if on < row.head_date:
        raise fail("K720", on=on, reason="早于最近的办理", expected=f"{row.head_date}或以后的日期")


def _refused(rules: Rules, link: str, reason: str, expected: str) -> Exception:
    return fail("K727", link=rules.ledger.links[link].label, reason=reason, expected=expected)


def _record(
    row: LedgerRecord,
    rules: Rules,
    kind: str,
    link: str,
    target: LedgerRecord,
    *,
    actor: Actor,
    on: date,
    at: datetime,
) -> None:
    op = "add" if kind == "linked" else "remove"
    payload: dict[str, Any] = {
        "links": [{"link": link, "record": str(target.id), "op": op}],
        "version": rules.version,
    }
    draft = committing.draft(row, kind, on=on, actor=actor.id, payload=payload)
    folded = apply(committing.folded_of(row), payload, on=on)
    committing.commit([Change(row, rules, [draft], folded, on)], at=at)


def restore_links(row: LedgerRecord, links: Iterable[tuple[str, str]]) -> None:
    """Make the table of links agree with the folded record, after an event was voided."""
    wanted = {(name, UUID(other)) for name, other in links}
    present = {(one.link, one.other): one for one in RecordLink.objects.filter(record=row.id)}
    for pair in present.keys() - wanted:
        present[pair].delete()
    RecordLink.objects.bulk_create(
        RecordLink(record=row.id, link=name, other=other) for name, other in sorted(wanted - present.keys())
    )


@transaction.atomic
def merge(
    duplicate: UUID, into: UUID, *, actor: Actor, on: date, at: datetime, reason: str | None = None
) -> LedgerRecord:
    """Merge a duplicate into the record that goes on (并案).

    The duplicate keeps its number and its events, its clocks stop, and it no longer counts; its evidence
    and links are visible from the record that goes on. Voiding the event undoes it.

    Args:
        duplicate: Id of the record that ends.
        into: Id of the record that goes on, of the same ledger and level.
        actor: Must hold a role that may open records of the ledger.
        on: Business date, not before the duplicate's last one.
        at: When we were told.
        reason: Remark kept with the event.

    Raises:
        YoujuError: K710, K711, K717, K720, K728.
    """
    both = committing.locked(dict.fromkeys([duplicate, into]))
    (row, rules), (kept, _) = both[0], both[-1]
    check_allowed(row, rules, rules.ledger.open_by, actor, "合并重复件")
    check_date(on, at=at)
    _check_not_late(row, on)
    _check_mergeable(row, kept, on)
    before = committing.folded_of(row)
    payload: dict[str, Any] = {"merged_into": str(kept.id), "version": rules.version}
    if reason:
        payload["comment"] = reason.strip()
    clocks = clock_effects(
        rules.ledger,
        before.clocks,
        Entry(0, "merged", on, payload),
        state=before.state,
        values=before.values,
        changed=frozenset(),
    )
    if clocks:
        payload["clocks"] = clocks
    draft = committing.draft(row, "merged", on=on, actor=actor.id, payload=payload)
    committing.commit([Change(row, rules, [draft], apply(before, payload, on=on), on)], at=at)
    return row


def _check_mergeable(row: LedgerRecord, kept: LedgerRecord, on: date) -> None:
    """Refuse what would make a chain, a circle or nonsense.

    Raises:
        YoujuError: K717, K728.
    """
    if row.merged_into is not None:
        raise fail("K717", number=row, other=LedgerRecord.objects.filter(id=row.merged_into).first())
    reason = None
    if kept.id == row.id:
        reason, expected = "两件是同一件", "请选择另一件记录"
    elif kept.merged_into is not None:
        reason, expected = "后者自己已并入他件", "请并入最终的那一件"
    elif kept.ledger != row.ledger or kept.level != row.level:
        reason, expected = "两件不在同一台账的同一层级", "请选择同类的记录"
    elif kept.opened_on > on:
        reason, expected = "后者那时还没有登记", "请填写以后的日期"
    elif LedgerRecord.objects.filter(merged_into=row.id).exists():
        reason, expected = "已有他件并入前者", "请反过来合并"
    elif LedgerRecord.objects.filter(parent=row.id, voided=False).exists():
        reason, expected = "前者还有下级", "请先处理下级"
    if reason:
        raise fail("K728", number=row, other=kept, reason=reason, expected=expected)
