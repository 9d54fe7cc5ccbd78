"""What a correction moves: which kept observations, by how much, and which of them were published.

Enter at `impact` (before a corrected value is saved) and `again` (after it; `youju.figures.actions.supersede`
keeps it). Every kept observation that could have read a corrected value is computed again as it was asked
for; nothing else is touched.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa
from django.db.models import Q, QuerySet

from youju.definitions.series_models import Period
from youju.engine.aggregates import quotient
from youju.errors import YoujuError
from youju.figures.composed import Composed
from youju.figures.count import Counter, Observation, definition_of
from youju.figures.models import ObservationRow
from youju.figures.plan import Scope
from youju.figures.queries import home_of
from youju.ledger import catalogue
from youju.series import snapshots
from youju.series.vintages import Change

Rule = Callable[[Sequence[str]], Iterable[str]]
_PUBLISHED: list[Rule] = []


def published_by(rule: Rule) -> None:
    """Let a room say which of some addresses stand in documents that were signed; when Django starts."""
    if rule not in _PUBLISHED:
        _PUBLISHED.append(rule)


@dataclass(frozen=True, slots=True)
class Moved:
    """An observation that a correction moves.

    Attributes:
        row: As it was kept.
        now: What it is with the correction.
        published: Whether it stands in a signed document.
        before: What it is without the correction, where that may differ from what was kept.
    """

    row: ObservationRow
    now: Observation
    published: bool
    before: Observation | None = None

    @property
    def was(self) -> Decimal | None:
        """Its value without the correction."""
        return self.row.value if self.before is None else self.before.value

    @property
    def change(self) -> Decimal | None:
        """New value less old one; None where one of them has none."""
        if self.was is None or self.now.value is None:
            return None
        return self.now.value - self.was

    @property
    def relative(self) -> Decimal | None:
        """The change in per cent of the old value."""
        return (
            None
            if self.change is None or self.was is None
            else quotient(self.change, abs(self.was), times=100)
        )


def impact(changes: Sequence[Change]) -> list[Moved]:
    """What corrected values of series would move; nothing is saved.

    Args:
        changes: From `youju.series.actions.compared`.
    """
    with Counter() as counter:
        for name in sorted({one.series for one in changes}):
            counter.tell(name, _corrected(name, [one for one in changes if one.series == name]))
        return _moved(counter, _touched_by_series(changes))


def again(rows: Sequence[ObservationRow]) -> list[Moved]:
    """Compute observations from `of_series` or `of_ledger` again; those that came out otherwise."""
    with Counter() as counter:
        return _moved(counter, rows)


def of_series(changes: Sequence[Change]) -> list[ObservationRow]:
    """The latest kept observations that can have read some corrected values."""
    return _touched_by_series(changes)


def of_ledger(
    ledger: str, *, since: dt.date | None = None, among: QuerySet[ObservationRow] | None = None
) -> list[ObservationRow]:
    """The latest kept observations that count a ledger, or are made of some that do.

    Args:
        ledger: Its name.
        since: Only cut-offs from this day on.
        among: Of which observations; None for all.
    """
    wanted = Q(sources__contains=[ledger]) | Q(sources=[], ledger=ledger)
    return _latest(wanted if since is None else wanted & Q(as_of__gte=since), among)


def published(rows: Sequence[ObservationRow]) -> set[str]:
    """Addresses of those that stand in signed documents."""
    return {one for rule in _PUBLISHED for one in rule([row.address for row in rows])}


def sentence(moved: Sequence[Moved]) -> str:
    """What a correction moves, in one sentence: 影响3个指标，其中1个已公布，变动最大的为−0.2%。"""
    if not moved:
        return "不影响已存的指标。"
    names = {one.row.figure for one in moved}
    published = {one.row.figure for one in moved if one.published}
    parts = [f"影响{len(names)}个指标的{len(moved)}个数"]
    if published:
        parts.append(f"其中{len(published)}个指标已公布")
    shares = [one.relative for one in moved if one.relative is not None]
    if shares:
        most = max(shares, key=abs)
        sign = "−" if most < 0 else "+"
        parts.append(f"变动最大的为{sign}{abs(most):.1f}%")
    return "，".join(parts) + "。"


def _touched_by_series(changes: Sequence[Change]) -> list[ObservationRow]:
    names = {one.series for one in changes}
    figures = [name for name in _figures() if _reads(name, names)]
    ends = [period.end for one in changes if (period := Period.parse(one.period)) is not None]
    if not figures or not ends:
        return []
    return _latest(Q(figure__in=figures, as_of__gte=min(ends)))


def _figures() -> list[str]:
    return [name for pack in catalogue.installed() for name in catalogue.loaded(pack.digest).pack.figures]


def _reads(name: str, series: set[str]) -> bool:
    """Whether a figure reads one of some series, itself or by what it is made of."""
    found = definition_of(home_of(name), name)
    if not isinstance(found, Composed):
        return False
    own = {one.series.series for one in (found.series, found.over) if one is not None}
    return bool(own & series) or any(_reads(one, series) for one in found.operands)


def _latest(wanted: Q, among: QuerySet[ObservationRow] | None = None) -> list[ObservationRow]:
    """Of each figure, group and cut-off the observation that was kept last; those as known on a day stay."""
    known = ObservationRow.objects.all() if among is None else among
    found: dict[tuple[object, ...], ObservationRow] = {}
    for row in known.filter(wanted, known_at=None).order_by("-counted_at", "address"):
        key = (row.figure, row.as_of, row.division, row.level, tuple(row.by), tuple(sorted(row.key.items())))
        found.setdefault(key, row)
    return list(found.values())


def anew(counter: Counter, rows: Sequence[ObservationRow]) -> dict[str, Observation]:
    """Observations computed again as they were asked for, by the address of the kept ones.

    What no longer comes out is left out: a figure that is no longer defined, a group that is empty now.
    """
    again: dict[str, Observation] = {}
    for row in rows:
        scope = Scope(row.as_of, row.known_at, tuple(row.by), row.division, row.level)
        try:
            found = counter.observed(home_of(row.figure), row.figure, scope)
        except YoujuError:  # the figure is no longer defined, and what was said of it stays
            continue
        now = next((one for one in found if dict(one.key) == row.key), None)
        if now is not None:
            again[row.address] = now
    return again


def _moved(counter: Counter, rows: Sequence[ObservationRow]) -> list[Moved]:
    """Those of some observations that have another value now."""
    known = published(rows)
    now = anew(counter, rows)
    return [
        Moved(row, now[row.address], row.address in known)
        for row in rows
        if row.address in now and now[row.address].value != row.value
    ]


def _corrected(name: str, changes: Sequence[Change]) -> pa.Table:
    """The rows of a series as they would be: corrected values in the place of the latest ones."""
    rows = snapshots.read(*snapshots.refresh([name])[name])
    keys = {(one.area, one.sector, one.period) for one in changes}
    listed = zip(*(rows.column(key).to_pylist() for key in ("area", "sector", "period")), strict=True)
    kept = rows.filter(pa.array([key not in keys for key in listed], pa.bool_()))
    fresh = pa.table(
        {
            "series": pa.array([name] * len(changes), pa.string()),
            "id": pa.array(range(-1, -len(changes) - 1, -1), pa.int64()),
            "area": [one.area for one in changes],
            "sector": [one.sector for one in changes],
            "period": [one.period for one in changes],
            "vintage": pa.array([one.vintage for one in changes], pa.int32()),
            "value": pa.array([one.value for one in changes], snapshots.NUMBER),
            "base": pa.array([one.base for one in changes], snapshots.NUMBER),
            "known_from": pa.array([dt.date(1900, 1, 1)] * len(changes), pa.date32()),
            "known_to": pa.array([snapshots.FOREVER] * len(changes), pa.date32()),
        }
    )
    return pa.concat_tables([kept, snapshots.table(fresh)])
