"""The passport of a figure: from its value down to records and events, or to deliveries, and computed again.

Enter at `chain` (a tree that one can open) and `recomputed` (from scratch, to the same digits or said so).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from youju.engine.backends.base import Backend
from youju.figures.composed import Composed
from youju.figures.composing import values_behind
from youju.figures.count import Counter
from youju.figures.models import ObservationRow
from youju.figures.queries import observation_of
from youju.ledger import catalogue
from youju.series.models import Value

MOST = 200
"""Records, units or values that are named; the number of all is told beside them."""


@dataclass(frozen=True, slots=True)
class Step:
    """An observation in the chain.

    Attributes:
        row: As it was kept.
        role: What it is to the one above: ``now``, ``past``, ``whole``; empty for the top.
        below: The observations that it is made of.
        behind: Records, acts or units: ``record``, ``number``, and of acts ``on`` and ``act``.
        values: Values of series: period, area, sector, vintage, value, and the delivery they came with.
        count: How many stand behind it; `behind` and `values` name the first of them.
    """

    row: ObservationRow
    role: str = ""
    below: Sequence[Step] = ()
    behind: Sequence[dict[str, Any]] = ()
    values: Sequence[dict[str, Any]] = ()
    count: int = 0


def chain(row: ObservationRow, *, role: str = "", counter: Counter | None = None) -> Step:
    """An observation with what stands behind it, down to the bottom.

    Raises:
        YoujuError: F806, or G490 when a snapshot has been removed.
    """
    with counter or Counter(refresh=False) as own:
        return _step(row, role, own)


def _step(row: ObservationRow, role: str, counter: Counter) -> Step:
    if row.inputs:
        kept = ObservationRow.objects.in_bulk([address for _, address in row.inputs])
        below = [_step(kept[address], name, counter) for name, address in row.inputs if address in kept]
        return Step(row, role, below, count=len(below))
    observation = observation_of(row)
    if isinstance(observation.definition, Composed):
        if observation.definition.kind == "figure":
            return Step(row, role)
        found = values_behind(counter, observation.definition, observation.scope, observation.key)
        known = Value.objects.in_bulk([one["id"] for one in found[:MOST]])
        values = [
            {**one, "delivery": known[one["id"]].delivery} for one in found[:MOST] if one["id"] in known
        ]
        return Step(row, role, values=values, count=len(found))
    rows = counter.rows_behind(observation)
    return Step(row, role, behind=rows.slice(0, MOST).to_pylist(), count=rows.num_rows)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@dataclass(frozen=True, slots=True)
class Proof:
    """What computing again gave.

    Attributes:
        value: Now, from the same snapshots' records; None for none.
        same: Whether value, numerator and denominator have the same digits.
        fresh: Whether it was computed from the data of today instead of the cited snapshot, because something
            was recorded since.
    """

    value: Decimal | None
    same: bool
    fresh: bool
    reason: str = ""


def recomputed(row: ObservationRow, *, root: Path | None = None, backend: Backend | None = None) -> Proof:
    """Compute an observation again from scratch: snapshots built anew from events and values.

    Args:
        row: The observation.
        root: Folder for the new snapshots; a temporary one by default.
        backend: Engine; DuckDB by default.
    """
    observation = observation_of(row)
    scope = observation.scope
    with TemporaryDirectory(dir=root or _made(Path(settings.SNAPSHOT_ROOT))) as folder:
        with Counter(root=Path(folder), backend=backend) as counter:
            found = counter.observed(catalogue.loaded(row.pack_digest), row.figure, scope)
        again = next((one for one in found if dict(one.key) == row.key), None)
    if again is None:
        return Proof(None, row.value is None, fresh=True)
    now = (again.value, again.numerator, again.denominator)
    return Proof(
        again.value,
        now == (row.value, row.numerator, row.denominator),
        fresh=again.snapshot_digest != row.snapshot_digest,
        reason=again.reason,
    )
