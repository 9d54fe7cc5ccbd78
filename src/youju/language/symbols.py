"""The names that an expression may use: fields and clocks, by code or by Chinese label.

`youju.definitions` builds the `Symbols` of a ledger; this module only looks names up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from rapidfuzz import fuzz, process

from youju.language.types import Type


@dataclass(frozen=True, slots=True)
class Symbol:
    """A field.

    Attributes:
        code: Stable name; may be dotted (``source.tax.sales``).
        label: Chinese name.
        type: What it holds.
        codes: For code fields code to label; None when any code is accepted (too many to list).
        scheme: The standard behind the codes, such as ``division`` or ``industry``.
    """

    code: str
    label: str
    type: Type
    codes: Mapping[str, str] | None = None
    scheme: str | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit of the record.

    Attributes:
        code: Stable name.
        label: Chinese name.
        workdays: Whether it counts working days; a reading may say otherwise for one record.
    """

    code: str
    label: str
    workdays: bool = False


class Symbols:
    """All names of one kind of record.

    Args:
        fields: Its fields.
        clocks: Its time limits.
        periods: Whether it is filed period after period, so that `previous` has a meaning.

    Example:
        >>> names = Symbols([Symbol("state", "状态", Type.of("code"), {"cleared": "已销号"})])
        >>> names.field("状态").code
        'state'
    """

    def __init__(
        self, fields: Iterable[Symbol], clocks: Iterable[Clock] = (), *, periods: bool = False
    ) -> None:
        self.fields: tuple[Symbol, ...] = tuple(fields)
        self.clocks: tuple[Clock, ...] = tuple(clocks)
        self.periods = periods
        self._fields = _by_name(self.fields)
        self._clocks = _by_name(self.clocks)

    def field(self, name: str) -> Symbol | None:
        """The field of that code or label; None when there is none or the label is not unique."""
        found = self._fields.get(name) or self._fields.get(name.lower())
        return found[0] if found and len(found) == 1 else None

    def clock(self, name: str) -> Clock | None:
        """The clock of that code or label."""
        found = self._clocks.get(name) or self._clocks.get(name.lower())
        return found[0] if found and len(found) == 1 else None

    def ambiguous(self, name: str) -> tuple[str, ...]:
        """Codes of the fields or clocks that share a label; empty when the name is clear or unknown."""
        found = (*self._fields.get(name, ()), *self._clocks.get(name, ()))
        return tuple(one.code for one in found) if len(found) > 1 else ()

    def nearest_field(self, name: str) -> str | None:
        """The field name most like this one."""
        return nearest(name, self._fields)

    def nearest_clock(self, name: str) -> str | None:
        """The clock name most like this one."""
        return nearest(name, self._clocks)


_Named = TypeVar("_Named", Symbol, Clock)


def _by_name(entries: Iterable[_Named]) -> dict[str, list[_Named]]:
    found: dict[str, list[_Named]] = {}
    entries = tuple(entries)
    for entry in entries:
        found[entry.code] = [entry]
    for entry in entries:  # a code is always clear: a label equal to another's code never hides it
        known = found.setdefault(entry.label, [])
        if not any(one.code in (entry.code, entry.label) for one in known):
            known.append(entry)
    return found


def nearest(name: str, options: Iterable[str]) -> str | None:
    """The option most like a name, or None when none is like it.

    Example:
        >>> nearest("recify", ["rectify", "report"])
        'rectify'
    """
    # Of two Chinese characters one may be wrong; of as few letters that would offer nonsense.
    cutoff = 60 if name.isascii() else 50
    found = process.extractOne(name[:200], list(options), scorer=fuzz.ratio, score_cutoff=cutoff)
    return found[0] if found else None
