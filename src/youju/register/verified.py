"""What was verified on the spot and settled, as values of a unit; it stands until lists say something new.

Enter at `verdict` (what a settled record says) and `upheld` (what becomes of a unit's values). No database.
A list that goes on saying what it said when the matter was settled does not win again; one that says
something else than then is newer than the settlement, and does; where no list says anything any more, the
settlement stands. Of two settlements of one item the later counts.

A unit that merges brings what was settled of it; what the other's rows had said by then is older than the
settlement and does not win. Only that there was no such unit is not brought: it has been found. A unit that
parts again takes its own with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from youju.register.rules import VERIFIED

ITEMS: Final = {
    "name": "name", "address": "address", "industry": "industry", "status": "status",
    "renamed": "name", "moved": "address", "reclassified": "industry", "closed": "status",
}  # fmt: skip
"""The item that a kind of difference is about; the others are about the whole unit."""
CLOSING: Final = {"closed": "核实已停业、注销", "not_found": "核实查无此单位"}
"""Findings that say that a unit is no more, and what its status is then."""
_NOT_FOUND: Final = CLOSING["not_found"]
STATUS: Final = "status"
MARK: Final = "settled"
"""Key under which a value names the record, and its state, that was looked at last."""
OF: Final = "of"
"""Key under which a value names the unit, now merged into this one, of which it was settled."""

Values = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a settled record says of its unit.

    Attributes:
        record: The record.
        position: Of its last event: a record that is settled anew has another, and it tells the later of two.
        unit: Number of the unit that it names.
        item: Of the unit; empty where the record leaves everything as the lists have it.
        value: What the item is.
        on: Business date of the settlement.
    """

    record: UUID
    position: int
    unit: int
    item: str = ""
    value: str = ""
    on: date = date.min

    @property
    def mark(self) -> str:
        """What a value that took it in names."""
        return f"{self.record}:{self.position}"

    def as_value(self, said: Collection[str], number: int) -> dict[str, Any]:
        """The item's value, over what lists say of it now, for the unit of a number."""
        more: dict[str, Any] = {} if self.unit == number else {OF: self.unit}
        if self.item == STATUS and self.value in CLOSING.values():
            more["closed"] = True
        return {
            "value": self.value, "list": VERIFIED, "row": str(self.record), "on": self.on.isoformat(),
            "against": sorted({text for text in said if text} - {self.value}), MARK: self.mark, **more,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """A row of the unit as far as settlements go: its items, since when it says so, and whether it is known.

    Attributes:
        values: Item to text.
        on: Day from which it says so.
        came: Whether it was of another unit until now.
    """

    values: Mapping[str, str]
    on: date
    came: bool = False


def verdict(record: UUID, position: int, values: Mapping[str, Any], on: date) -> Verdict:
    """What a settled record says.

    Args:
        record: Its id.
        position: Of its last event.
        values: Its fields.
        on: Business date of that event.

    Example:
        >>> said = {"unit": "3", "kind": "address", "finding": "changed", "right": "建设路9号"}
        >>> one = verdict(UUID(int=1), 7, said, date(2023, 9, 1))
        >>> one.unit, one.item, one.value
        (3, 'address', '建设路9号')
    """
    unit = int(values["unit"])
    finding, right = values.get("finding") or "", (values.get("right") or "").strip()
    if finding in CLOSING:
        return Verdict(record, position, unit, STATUS, CLOSING[finding], on)
    item = ITEMS.get(values["kind"], "")
    if item and right:
        return Verdict(record, position, unit, item, right, on)
    return Verdict(record, position, unit)


def counting(verdicts: Iterable[Verdict], number: int) -> tuple[dict[str, Verdict], set[str]]:
    """What settlements say of a unit: the last of each item, and the records that leave all as it is.

    Args:
        verdicts: Of records of the unit, and of units that merged into it, that are settled now.
        number: Of the unit.
    """
    last: dict[str, Verdict] = {}
    lifted: set[str] = set()
    for one in sorted(verdicts, key=lambda each: each.position):
        if not one.item:
            lifted.add(str(one.record))
        elif one.unit == number or one.value != _NOT_FOUND:
            last[one.item] = one
    return last, lifted


def upheld(
    said: Values,
    before: Values,
    verdicts: Iterable[Verdict],
    rows: Collection[Statement],
    *,
    number: int,
    merged: Collection[int] = (),
    brought: Collection[tuple[int, Values]] = (),
) -> dict[str, Any]:
    """Values of a unit, with what was settled in the place of what lists only repeat.

    Args:
        said: Item to value, as the lists have it.
        before: The same as the unit stood before.
        verdicts: Of records of this unit, and of those that merged into it, that are settled now.
        rows: All that lists say of it now.
        number: Of the unit.
        merged: Numbers of the units that have merged into it, also before.
        brought: Number and values of those that merge into it now.
    """
    last, lifted = counting(verdicts, number)
    standing: dict[str, dict[str, Any]] = {}
    for unit, values in ((number, before), *brought):
        for item, one in _standing(values, unit, number, merged):
            holds = one["list"] == VERIFIED or item in said
            if holds and _order(one) > _order(standing.get(item, {})):
                standing[item] = one
    for item, settled in last.items():
        if settled.position > _order(standing.get(item, {})):
            standing[item] = settled.as_value([row.values.get(item, "") for row in rows], number)
    met = bool(brought) or any(row.came for row in rows)
    found: dict[str, Any] = {item: dict(one) for item, one in said.items()}
    for item, kept in standing.items():
        if record_of(kept) in lifted:
            continue
        stands = kept["list"] == VERIFIED
        one = _met(kept, item, rows) if met and stands else kept
        now = found.get(item)
        if stands and (now is None or now["value"] in one["against"]):
            found[item] = one
        else:
            found[item] |= {key: kept[key] for key in (MARK, OF) if key in kept}
    return found


def _standing(
    values: Values, unit: int, number: int, merged: Collection[int]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Values of a unit that name a settlement, as they stand in the unit of a number."""
    for item, one in values.items():
        of = one.get(OF, unit)
        if MARK not in one or (of != number and of not in merged):
            continue
        if of != number and one["value"] == _NOT_FOUND:
            continue
        yield (
            item,
            {key: value for key, value in one.items() if key != OF} | ({} if of == number else {OF: of}),
        )


def _met(kept: Mapping[str, Any], item: str, rows: Collection[Statement]) -> dict[str, Any]:
    """A settlement among rows that it did not know: what they had said by its day is older than it."""
    older = {text for row in rows if row.on.isoformat() <= kept["on"] and (text := row.values.get(item))}
    return {**kept, "against": sorted({*kept["against"], *older} - {kept["value"]})}


def _order(value: Mapping[str, Any]) -> int:
    """Position of the settlement that a value names; below all others for none."""
    return int(str(value[MARK]).partition(":")[2]) if MARK in value else -1


def record_of(value: Mapping[str, Any]) -> str:
    """The record whose settlement was looked at last for a value; empty for none."""
    return str(value.get(MARK, "")).partition(":")[0]


def is_pending(verdicts: Iterable[Verdict], values: Values, *, number: int) -> bool:
    """Whether a unit has not taken in all that was settled of it and of what merged into it."""
    last, lifted = counting(verdicts, number)
    owners = {record_of(one) for one in values.values()} - {""}
    return not lifted.isdisjoint(owners) or any(
        one.position > _order(values.get(item, {})) for item, one in last.items()
    )


def is_settled(value: Mapping[str, Any] | None, texts: Collection[str]) -> bool:
    """Whether an item was settled of a unit that merged into this one, over all that lists say of it.

    Args:
        value: Of the item; None for none.
        texts: What the lists say.
    """
    if value is None or value["list"] != VERIFIED or OF not in value:
        return False
    return set(texts) <= {value["value"], *value["against"]}
