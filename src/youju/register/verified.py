"""What was verified on the spot and settled, as values of a unit; it stands until lists say something new.

Enter at `verdict` (what a settled record says) and `upheld` (what becomes of a unit's values). No database.
A list that goes on saying what it said when the matter was settled does not win again; one that says
something else than then is newer than the settlement, and does; where no list says anything any more, the
settlement stands.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from youju.register.rules import VERIFIED

ITEMS: Final = {
    "name": "name", "address": "address", "industry": "industry", "status": "status",
    "renamed": "name", "moved": "address", "reclassified": "industry",
}  # fmt: skip
"""The item that a kind of difference is about; the others are about the whole unit."""
CLOSING: Final = {"closed": "核实已停业、注销", "not_found": "核实查无此单位"}
"""Findings that say that a unit is no more, and what its status is then."""
STATUS: Final = "status"
MARK: Final = "settled"
"""Key under which a value names the record, and its state, that was looked at last."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a settled record says of its unit.

    Attributes:
        record: The record.
        mark: The record and its last event: a record that is settled anew has another.
        item: Of the unit; empty where the record leaves everything as the lists have it.
        value: What the item is.
        on: Business date of the settlement.
    """

    record: UUID
    mark: str
    item: str = ""
    value: str = ""
    on: date = date.min

    def as_value(self, said: Collection[str]) -> dict[str, Any]:
        """The item's value, over what lists say of it now."""
        closed = {"closed": True} if self.item == STATUS and self.value in CLOSING.values() else {}
        return {
            "value": self.value, "list": VERIFIED, "row": str(self.record), "on": self.on.isoformat(),
            "against": sorted({text for text in said if text} - {self.value}), MARK: self.mark, **closed,
        }  # fmt: skip


def verdict(record: UUID, position: int, values: Mapping[str, Any], on: date) -> Verdict:
    """What a settled record says.

    Args:
        record: Its id.
        position: Of its last event.
        values: Its fields.
        on: Business date of that event.

    Example:
        >>> said = {"kind": "address", "finding": "changed", "right": "建设路9号"}
        >>> one = verdict(UUID(int=1), 7, said, date(2023, 9, 1))
        >>> one.item, one.value
        ('address', '建设路9号')
    """
    mark = f"{record}:{position}"
    finding, right = values.get("finding") or "", (values.get("right") or "").strip()
    if finding in CLOSING:
        return Verdict(record, mark, STATUS, CLOSING[finding], on)
    item = ITEMS.get(values["kind"], "")
    return Verdict(record, mark, item, right, on) if item and right else Verdict(record, mark)


def upheld(
    said: Mapping[str, Mapping[str, Any]],
    before: Mapping[str, Mapping[str, Any]],
    verdicts: Collection[Verdict],
    texts: Callable[[str], Collection[str]],
) -> dict[str, Any]:
    """Values of a unit, with what was settled in the place of what lists only repeat.

    Args:
        said: Item to value, as the lists have it.
        before: The same as the unit stood before.
        verdicts: Of records of this unit that are settled now.
        texts: All that lists say of an item now.
    """
    lifted = {str(one.record) for one in verdicts if not one.item}
    standing = {
        item: dict(one)
        for item, one in before.items()
        if MARK in one and record_of(one) not in lifted and (one["list"] == VERIFIED or item in said)
    }
    for one in sorted(verdicts, key=lambda each: each.mark):
        if one.item and standing.get(one.item, {}).get(MARK) != one.mark:
            standing[one.item] = one.as_value(texts(one.item))
    found: dict[str, Any] = dict(said)
    for item, kept in standing.items():
        now = found.get(item)
        if kept["list"] == VERIFIED and (now is None or now["value"] in kept["against"]):
            found[item] = kept
        else:
            found[item] = {**found[item], MARK: kept[MARK]}
    return found


def record_of(value: Mapping[str, Any]) -> str:
    """The record whose settlement was looked at last for a value; empty for none."""
    return str(value.get(MARK, "")).partition(":")[0]


def is_pending(verdicts: Collection[Verdict], values: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether the values of a unit have not taken in all that was settled of it."""
    marks = {item: one.get(MARK) for item, one in values.items()}
    owners = {record_of(one) for one in values.values()} - {""}
    return any(marks.get(one.item) != one.mark if one.item else str(one.record) in owners for one in verdicts)
