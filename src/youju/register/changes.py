"""What a delivery changes of the units that are there: new, closed, renamed, moved, in another industry.

Enter at `of` (one unit) and `material` (leaves out other ways to write the same). No database. Unlike the
differences between lists (`differences`), a change is told once, by the delivery that brings it, and waits
until somebody has settled it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

import numpy as np
import pyarrow as pa

from youju.linkage.rows import RAW, standardise
from youju.register.differences import Difference, are_other, division_of
from youju.register.rowsets import Kept
from youju.register.rules import CODED, VERIFIED, Rules
from youju.register.verified import OF, STATUS

KINDS: Final = ("new", "closed", "renamed", "moved", "reclassified")
"""As in the code list of the pack."""
SETTLED_AS: Final = {"closed": "status", "renamed": "name", "moved": "address", "reclassified": "industry"}
"""The difference between lists under which the same is settled, where they do not agree."""
_ITEMS: Final = {"name": "renamed", "address": "moved", "industry": "reclassified"}


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    Attributes:
        told: As a difference is told.
        item: What changed; empty for a unit that is new or closed.
        before: What it was.
        after: What it is.
    """

    told: Difference
    item: str = ""
    before: str = ""
    after: str = ""


def of(
    unit: UUID,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
    rows: Sequence[Kept],
    rules: Rules,
    *,
    closes: bool,
    on: date,
) -> Iterator[Change]:
    """The changes of one unit.

    Args:
        unit: Its id.
        before: Its values before this delivery; None where it was not there.
        after: Its values now.
        rows: Its rows now; none where all lists have let go of it.
        rules: What lists are called, and which of them are field walks.
        closes: Whether it is no more from now on.
        on: Day of the delivery.
    """
    keys = tuple(row.key for row in rows)
    lists = sorted({row.list for row in rows})
    named = "、".join(rules.label(name) for name in lists)
    if before is None:
        is_field = all(name in rules.lists and rules.lists[name].field for name in lists)
        if not is_field and all(row.first_on == on for row in rows):
            yield Change(Difference(unit, "new", f"{named}：{on}起有。", keys))
        return
    status = after.get(STATUS, {})
    if closes and (OF in status or not status.get("closed")):
        said = f"各名录都不再有（{on}）。"
        if OF in status:
            said = f"{status['value']}（并入的单位{status[OF]}，{status['on']}）。"
        elif rows:
            said = f"{status['value']}（{named}，{on}）。"
        yield Change(Difference(unit, "closed", said, keys))
        return
    for item, kind in _ITEMS.items():
        was, now = before.get(item), after.get(item)
        if was is None or now is None or {was["list"], now["list"]} & {CODED}:
            continue
        if now["list"] == VERIFIED or now["on"] != on.isoformat() or now["value"] == was["value"]:
            continue
        if any(row.changed_on < on and row.values().get(item) == now["value"] for row in rows):
            continue  # one list comes round to what another said
        told = f"“{was['value']}”改为“{now['value']}”（{rules.label(now['list'])}，{on}）。"
        yield Change(Difference(unit, kind, told[:900], keys), item, was["value"], now["value"])


def material(changes: Collection[Change]) -> list[Difference]:
    """The changes that are more than another way to write the same."""
    found = [one.told for one in changes if not one.item]
    found += [
        one.told
        for one in changes
        if one.item == "industry" and division_of(one.before) != division_of(one.after)
    ]
    for item in ("name", "address"):
        some = [one for one in changes if one.item == item]
        if some:
            texts = [text for one in some for text in (one.before, one.after)]
            rows = standardise(_table(item, texts))
            other = are_other(rows, item, np.arange(0, len(texts), 2), np.arange(1, len(texts), 2))
            found += [one.told for one, differs in zip(some, other.tolist(), strict=True) if differs]
    return found


def _table(item: str, texts: Sequence[str]) -> pa.Table:
    blank = pa.nulls(len(texts), pa.string())
    columns = dict.fromkeys(RAW.names, blank)
    columns |= {
        "list": pa.array(["unit"] * len(texts)), "row": pa.array([str(place) for place in range(len(texts))]),
        item: pa.array(texts),
    }  # fmt: skip
    return pa.table(columns, schema=RAW)
