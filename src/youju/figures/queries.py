"""Reading observations, and following one back to its records.

Enter at `reading` (the value of a figure as at a cut-off), `latest`, `find` and `records_behind`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from youju.definitions.load import Loaded
from youju.definitions.nearest import hint
from youju.errors import fail
from youju.figures.count import Counter, Observation, definition_of
from youju.figures.models import ObservationRow, Superseded
from youju.figures.plan import Scope
from youju.ledger import catalogue
from youju.ledger.models import LedgerPack
from youju.ledger.queries import seen_whole
from youju.people.actors import Actor
from youju.people.queries import area_of
from youju.series import queries as series_queries


@dataclass(frozen=True, slots=True)
class Behind:
    """A record, or an act on one, that an observation counted.

    Attributes:
        record: Id of the record.
        number: Its number, where the ledger gives numbers.
        on: Business date of the act; None for records.
        act: Name of the act; None for records.
        seq: Number of the act's event in the record's stream; None for records.
    """

    record: str
    number: str | None
    on: dt.date | None = None
    act: str | None = None
    seq: int | None = None


def visible_to(actor: Actor | None) -> QuerySet[ObservationRow]:
    """The observations that somebody may see; the policy of the table says the same.

    They count records that he need not see. So they are for those who see the ledger whole, and for the
    organisation at the head of the division for which they were counted (docs/decisions/0014).

    Args:
        actor: Who looks; None for commands, which see all.
    """
    found = ObservationRow.objects.all()
    if actor is None:
        return found
    whole = [*seen_whole(actor), *series_queries.seen_whole(actor)]
    allowed = Q(sources=[], ledger__in=whole) | (~Q(sources=[]) & Q(sources__contained_by=whole))
    area = area_of(actor.organisation) if actor.organisation else None
    if area is not None:
        allowed |= Q(division__startswith=area) | Q(key__division__startswith=area)
    return found.filter(allowed)


def latest(
    *, figure: str | None = None, limit: int = 200, actor: Actor | None = None
) -> list[ObservationRow]:
    """What was observed last, newest first, as far as somebody may see it (`visible_to`)."""
    rows = visible_to(actor)
    if figure is not None:
        rows = rows.filter(figure=figure)
    return list(rows.order_by("-counted_at", "figure", "address")[:limit])


def totals(figures: Sequence[str], *, actor: Actor, as_of: dt.date) -> list[ObservationRow]:
    """The newest observation of each figure as a whole, not by groups, as at a date, in the given order."""
    if not figures:
        return []
    seen = visible_to(actor).filter(by=[], as_of__lte=as_of).order_by("-as_of", "-counted_at")
    # One statement for the first, repeated for the others: Django takes ten times as long to join them.
    text, given = seen.filter(figure=figures[0])[:1].query.sql_with_params()
    place = given.index(figures[0])
    rows = ObservationRow.objects.raw(
        " UNION ALL ".join([f"({text})"] * len(figures)),
        [value for one in figures for value in (*given[:place], one, *given[place + 1 :])],
    )
    found = {row.figure: row for row in rows}
    return [found[one] for one in figures if one in found]


def home_of(name: str) -> Loaded:
    """The installed pack that defines a figure.

    Raises:
        YoujuError: F801 when none does.
    """
    packs = [catalogue.loaded(pack.digest) for pack in catalogue.installed()]
    known = {figure: loaded for loaded in packs for figure in loaded.pack.figures}
    if name not in known:
        labels = "、".join(loaded.pack.header.label for loaded in packs) or "（无）"
        raise fail("F801", name=name, pack=labels, hint=hint(name, known))
    return known[name]


def reading(
    name: str,
    *,
    as_of: dt.date,
    key: Mapping[str, str | None] | None = None,
    division: str = "",
    known_at: dt.date | None = None,
    actor: Actor | None = None,
) -> ObservationRow:
    """The observation of a figure as at a cut-off, the one that was kept last.

    Args:
        name: Code of the figure.
        as_of: Cut-off date, exactly.
        key: Dimension to code, for the value of a group; None for the total.
        division: Subtree for which it was counted; empty for everything.
        known_at: Last day of knowledge that counted; None for everything recorded.
        actor: Who reads; None for commands.

    Raises:
        YoujuError: F801 when no installed pack has the figure; F808 when it has not been counted so, or
            not for who reads.
    """
    found = (
        visible_to(actor)
        .filter(figure=name, as_of=as_of, key=dict(key or {}), division=division)
        .filter(known_at=known_at)
        .order_by("-counted_at", "address")
        .first()
    )
    if found is None:
        figure = home_of(name).pack.figures[name]
        raise fail("F808", figure=figure.label, name=name, as_of=as_of)
    return found


def find(address: str, *, actor: Actor | None = None) -> ObservationRow:
    """An observation by its address or the first characters of it.

    Raises:
        YoujuError: F805 when none or several fit, or none that the actor may see.
    """
    found = list(visible_to(actor).filter(address__startswith=address.lower())[:2])
    if len(found) != 1 or len(address) < 8:
        raise fail("F805", address=address)
    return found[0]


def observation_of(row: ObservationRow) -> Observation:
    """The observation that a row keeps, with the definition as it was.

    Raises:
        YoujuError: F806 when the pack's text of that time is no longer there.
    """
    if not LedgerPack.objects.filter(digest=row.pack_digest).exists():
        raise fail("F806", figure=row.label, version=row.pack_version)
    loaded = catalogue.loaded(row.pack_digest)
    return Observation(
        definition=definition_of(loaded, row.figure),
        scope=Scope(row.as_of, row.known_at, tuple(row.by), row.division, row.level),
        key=row.key,
        key_labels=row.key_labels,
        value=row.value,
        numerator=row.numerator,
        denominator=row.denominator,
        reason=row.reason,
        definition_hash=row.definition_hash,
        pack_digest=row.pack_digest,
        snapshot_digest=row.snapshot_digest,
        engine=row.engine,
        sql=row.sql,
        inputs=tuple((role, address) for role, address in row.inputs),
    )


def touched(addresses: Sequence[str]) -> dict[str, list[Superseded]]:
    """Which of some observations are no longer what we know, with what took their place, the latest last."""
    found: dict[str, list[Superseded]] = {}
    for one in Superseded.objects.filter(address__in=list(addresses)).order_by("at", "id"):
        found.setdefault(one.address, []).append(one)
    return found


def records_behind(
    row: ObservationRow, *, numerator: bool = False, counter: Counter | None = None
) -> Sequence[Behind]:
    """The records (or acts) that an observation counted, from the snapshot that it cites.

    Args:
        row: The observation.
        numerator: Of a share: only what counts in the numerator.
        counter: Where the snapshots are; the configured folder by default.

    Raises:
        YoujuError: F806, or G490 when the snapshot has been removed.
    """
    if counter is None:
        with Counter(refresh=False) as own:
            return records_behind(row, numerator=numerator, counter=own)
    rows = counter.rows_behind(observation_of(row), numerator=numerator).to_pylist()
    return [
        Behind(one["record"], one["number"], one.get("on"), one.get("act"), one.get("seq")) for one in rows
    ]
