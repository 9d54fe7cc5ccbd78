"""Differences become records of the ledger, follow what the lists say, and end when the lists agree.

Enter at `raise_differences`. A difference is known by its unit and kind, which are a unique key of the
ledger; so the next delivery finds the record that is there. The records are opened and changed as by an
import, in bulk.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import transaction

from youju.ledger import actions as acts
from youju.ledger import catalogue, importing
from youju.ledger.mapping import Mapping as FileMapping
from youju.ledger.models import LedgerRecord
from youju.people.actors import Actor
from youju.people.queries import heads
from youju.register import changes, differences, queries, verified
from youju.register.changes import Change
from youju.register.coding import VILLAGE_CODE
from youju.register.differences import Difference
from youju.register.models import Unit
from youju.register.queries import DIFFERENCES
from youju.register.rowsets import Kept, Key, Links
from youju.register.rules import Rules

ROBOT: Final = Actor("system", "系统", roles=frozenset({"system", "register_clerk"}))
"""The platform, which registers differences in the place of the clerk."""
TOGETHER: Final = 2_000
"""Records on which one act is done at once."""
_FIELDS: Final = ("name", "code", "unit", "kind", "detail", "town", "division", "rows")
_NAMED: Final = 6
"""Rows that a record names; a decision needs two."""
_ENDED: Final = ("settled", "agreed")


def raise_differences(
    rows: Mapping[Key, Kept],
    links: Links,
    alive: Mapping[UUID, Sequence[int]],
    rules: Rules,
    *,
    on: date,
    at: datetime,
    changed: Collection[Change] = (),
    lists: Sequence[str] = (),
    gone: Collection[UUID] | None = None,
) -> dict[str, int] | None:
    """Bring the ledger to what the lists say now.

    Args:
        rows: By key.
        links: Rows as they were linked.
        alive: Units with the places of their rows.
        rules: What lists are called, and of which units they should name all.
        on: Business date.
        at: When we were told.
        changed: What this delivery changes of units, beside the differences between lists.
        lists: All lists, where `links` holds a part of the rows only.
        gone: Units without rows that this part had; None where it is not a part.

    Returns:
        How many records were ``opened``, ``updated``, ``reopened`` and ``agreed``; None where the ledger is
        not installed.
    """
    if DIFFERENCES not in catalogue.names():
        return None
    chosen = Unit.objects.all() if gone is None else Unit.objects.filter(id__in=[*alive, *gone])
    units = {unit.id: unit for unit in chosen if unit.merged_into is None or gone is not None}
    now = {
        (str(units[one.unit].number), one.kind): one
        for one in differences.found(rows, links.keys, links.linked, alive, rules, lists)
    }
    news = {
        (str(units[one.unit].number), one.kind): one
        for one in changes.material(changed)
        if one.unit in units
        and (str(units[one.unit].number), changes.SETTLED_AS.get(one.kind, "")) not in now
    }
    now |= news
    records = LedgerRecord.objects.filter(ledger=DIFFERENCES, voided=False, merged_into=None)
    if gone is not None:
        records = queries.work_on([unit.number for unit in units.values()])
    before = {(record.values["unit"], record.values["kind"]): record for record in records}
    now = {
        key: one for key, one in now.items() if key in before or not _is_settled(one, units[one.unit], rows)
    }
    alive_again = {str(unit.number) for unit in units.values() if unit.closed_on is None}
    agreed = [
        one.id
        for key, one in before.items()
        if key not in now and one.state not in _ENDED and _is_over(key, alive_again)
    ]
    says = {key for key, one in now.items() if key not in before or _says(one) != _said(before[key], rules)}
    back = [
        before[key].id
        for key in now.keys() & before.keys()
        if before[key].state == "agreed" or (before[key].state == "settled" and key in says)
    ]
    for some in _batches(agreed):
        acts.perform_many(some, "agree", actor=ROBOT, on=on, at=at)
    for some in _batches(back):
        acts.perform_many(some, "reopen", actor=ROBOT, on=on, at=at, comment="各名录又有不同")
    towns = Towns()
    lines = [_line(now[key], units[now[key].unit], towns, rules) for key in sorted(says)]
    if lines:
        _import(lines, on=on, at=at)
    opened = sum(key not in before for key in says)
    return {
        "opened": opened, "updated": len(says) - opened, "reopened": len(back), "agreed": len(agreed),
    }  # fmt: skip


def _is_settled(one: Difference, unit: Unit, rows: Mapping[Key, Kept]) -> bool:
    """Whether it was settled of a unit that has merged into this one, so that nobody is asked again."""
    if one.kind in changes.KINDS:
        return False
    item = verified.ITEMS.get(one.kind, "")
    texts = {rows[key].values().get(item, "") for key in one.rows} - {""}
    return verified.is_settled(unit.values.get(item), texts)


def _is_over(key: tuple[str, str], alive: Collection[str]) -> bool:
    """Whether nothing is left to settle; a change waits, unless a closed unit is there again."""
    number, kind = key
    return kind not in changes.KINDS or (kind == "closed" and number in alive)


def _batches(ids: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(ids), TOGETHER):
        yield ids[start : start + TOGETHER]


def _says(one: Difference) -> tuple[str, list[Key | None]]:
    return one.detail, list(one.rows[:_NAMED])


def _said(record: LedgerRecord, rules: Rules) -> tuple[str, list[Key | None]]:
    return record.values["detail"], [
        rules.row_of(text) for text in (record.values.get("rows") or "").splitlines()
    ]


class Towns:
    """Organisations at the head of a division, by the beginning of its codes."""

    def __init__(self) -> None:
        self._heads = heads()

    def of(self, division: str) -> str:
        """The organisation at the head of a division or of the nearest one above; empty for none."""
        for length in range(len(division), 5, -1):
            if found := self._heads.get(division[:length]):
                return found
        return ""


def _line(one: Difference, unit: Unit, towns: Towns, rules: Rules) -> tuple[str, ...]:
    name = unit.name or unit.address or f"单位{unit.number}"
    village = unit.values.get(VILLAGE_CODE)
    place = village["value"] if village else unit.division
    rows = "\n".join(map(rules.written, one.rows[:_NAMED]))
    return (
        name, unit.code, str(unit.number), one.kind, one.detail, towns.of(place), unit.division, rows,
    )  # fmt: skip


def _import(lines: Iterable[tuple[str, ...]], *, on: date, at: datetime) -> None:
    """Open and change records as an import does."""
    mapping = FileMapping.model_validate(
        {"ledger": DIFFERENCES, "columns": {name: name for name in _FIELDS}, "update_by": ["unit", "kind"]}
    )
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        path = Path(folder) / "differences.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_FIELDS)
            writer.writerows(lines)
        importing.import_file(DIFFERENCES, path, actor=ROBOT, on=on, at=at, mapping=mapping, name="名录比对")
