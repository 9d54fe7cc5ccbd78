"""Which unit of the register a set of linked rows is: ids stay with their rows, and with their codes. Pure.

Enter at `assign`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

Group = TypeVar("Group", bound=Hashable)


def assign(
    groups: Sequence[Group],
    former: Sequence[UUID | None],
    codes: Mapping[Group, str],
    owners: Mapping[str, UUID],
    order: Mapping[UUID, tuple[bool, int]],
) -> dict[Group, UUID]:
    """The unit of each group, where it had one.

    A unit goes to one group at most: to the one with its credit code, else to the one with most of its
    rows; of equals the unit that was entered first. A group that brings a code of a unit whose rows are all
    gone is that unit again. A unit that had merged comes after those that had not.

    Args:
        groups: For each row the group that linking put it into.
        former: For each row the unit that it was, or the merged one that brought it; None for a new row.
        codes: Credit code of a group, where it has one.
        owners: Unit by credit code.
        order: Whether each unit had merged, and its number.

    Returns:
        Unit by group; groups that are none of the known units are left out.
    """
    votes = Counter((group, unit) for group, unit in zip(groups, former, strict=True) if unit is not None)
    own = {(group, owners[code]) for group, code in codes.items() if code in owners}
    claims = {**dict.fromkeys(own, 0), **votes}
    ranked = sorted(claims, key=lambda one: (one not in own, -claims[one], order[one[1]], str(one[0])))
    found: dict[Group, UUID] = {}
    taken: set[UUID] = set()
    for group, unit in ranked:
        if group not in found and unit not in taken:
            found[group] = unit
            taken.add(unit)
    return found
