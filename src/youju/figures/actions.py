"""Keeping observations. What was observed once stays; counting the same again adds nothing.

Enter at `observe`, which counts figures by name and keeps them, and `keep`, for what was counted already.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

from django.db import transaction

from youju.errors import CODES, Problem, YoujuError
from youju.figures.count import Counter, Observation
from youju.figures.models import ObservationRow, Superseded
from youju.figures.queries import home_of
from youju.figures.wording import terms
from youju.people.actors import Actor

if TYPE_CHECKING:
    from youju.figures.impacts import Moved


def observe(
    names: Iterable[str],
    *,
    as_of: dt.date,
    at: dt.datetime,
    by: Sequence[str] = (),
    division: str = "",
    known_at: dt.date | None = None,
    counted_by: str = "",
    counter: Counter | None = None,
) -> list[ObservationRow]:
    """Count figures as at a date and keep what came out.

    Args:
        names: Codes of figures of the installed packs.
        as_of: Cut-off date.
        at: When it is counted.
        by: Dimensions; none for the totals.
        division: Count only this subtree of divisions.
        known_at: Last day of knowledge that counts; None for everything recorded.
        counted_by: Id of who counts; empty for the system.
        counter: For several calls that are to see the same data; one of its own by default.

    Returns:
        The rows as kept, figure after figure, in each the groups in the order of the definition.

    Raises:
        YoujuError: F801 for a name that no installed pack has; what `Counter.count` and `keep` raise.
    """
    actor = Actor(counted_by, counted_by) if counted_by else Actor.system()
    with nullcontext(counter) if counter else Counter() as used:
        figures = [(home_of(name), name) for name in names]
        counted = used.count_all(figures, as_of=as_of, known_at=known_at, by=by, division=division)
    return keep(counted, actor=actor, at=at)


def keep(observations: Iterable[Observation], *, actor: Actor, at: dt.datetime) -> list[ObservationRow]:
    """Keep observations.

    Args:
        observations: From `youju.figures.count.Counter.count`.
        actor: Who counted.
        at: When.

    Returns:
        The rows as kept, in the order given; earlier ones where the same was observed before.

    Raises:
        YoujuError: F804 when the same inputs once gave another value: data or software was tampered with.
    """
    asked = list(observations)
    fresh = [_row(one, actor=actor, at=at) for one in _with_operands(asked)]
    with transaction.atomic():
        ObservationRow.objects.bulk_create(fresh, ignore_conflicts=True)
        kept = ObservationRow.objects.in_bulk([row.address for row in fresh])
        _compare(fresh, kept)
    return [kept[one.address] for one in asked]


def _with_operands(observations: Iterable[Observation]) -> list[Observation]:
    """Observations and what they are made of, each once, operands first."""
    found: dict[str, Observation] = {}

    def take(one: Observation) -> None:
        if one.address not in found:
            for operand in one.operands:
                take(operand)
            found[one.address] = one

    for one in observations:
        take(one)
    return list(found.values())


def _compare(fresh: Sequence[ObservationRow], kept: dict[str, ObservationRow]) -> None:
    problems = [
        Problem(
            CODES["F804"],
            {"figure": row.label, "as_of": row.as_of, "value": row.value, "former": kept[row.address].value},
        )
        for row in fresh
        if kept[row.address].output != row.output
    ]
    if problems:
        raise YoujuError(problems)


def _row(one: Observation, *, actor: Actor, at: dt.datetime) -> ObservationRow:
    figure, scope, pack = one.definition.figure, one.scope, one.definition.pack.header
    return ObservationRow(
        address=one.address,
        figure=figure.figure,
        label=figure.label,
        pack=pack.pack,
        pack_version=pack.version,
        ledger=figure.of.ledger,
        unit=figure.unit,
        decimals=figure.decimals,
        by=list(scope.by),
        key=dict(one.key),
        key_labels=dict(one.key_labels),
        division=scope.division,
        level=scope.level,
        as_of=scope.as_of,
        known_at=scope.known_at,
        value=one.value,
        numerator=one.numerator,
        denominator=one.denominator,
        reason=one.reason,
        definition_hash=one.definition_hash,
        definition=one.definition.meaning(scope.by),
        pack_digest=one.pack_digest,
        snapshot_digest=one.snapshot_digest,
        engine=one.engine,
        sql=one.sql,
        output=one.output,
        source=figure.of.kind,
        made_of=figure.of.name,
        sources=list(one.definition.sources),
        inputs=[list(pair) for pair in one.inputs],
        terms=terms(one.definition, scope, one.key_labels),
        counted_at=at,
        counted_by=actor.id,
    )


@transaction.atomic
def supersede(moved: Sequence[Moved], *, cause: str, at: dt.datetime, by: str = "system") -> None:
    """Keep what became of observations whose records were corrected, and that they are superseded.

    Args:
        moved: From `youju.figures.impacts.again`.
        cause: What was corrected, in words.
        at: When.
        by: Who.
    """
    keep([one.now for one in moved], actor=Actor(by, by), at=at)
    rows = [
        Superseded(
            address=one.row.address,
            by_address=one.now.address,
            cause=cause[:200],
            changed=one.change,
            at=at,
        )
        for one in moved
    ]
    Superseded.objects.bulk_create(rows, ignore_conflicts=True)
