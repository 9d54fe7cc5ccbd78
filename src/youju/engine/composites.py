"""Comparing values: now with then, a part with its whole, one with its peers.

Enter at `compared` (groups with what a measure needs) and `outcome` (value, terms and reason of one of them).
An engine has found and added up the values before; what is left are the few that one figure tells, and they
are put side by side here, exactly, whatever the engine was. The one division follows the rule of counted
figures (`youju.engine.aggregates`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any, Final, TypeAlias, TypeVar

from youju.engine.aggregates import quotient

Row: TypeAlias = Mapping[str, Any]
"""Keys, and the amounts ``value`` and ``base``; a base is the value of a year before on comparable scope."""
_Any = TypeVar("_Any", bound=Mapping[str, Any])
_NOTHING: Final[Row] = {"value": None, "base": None}
_EXACT: Final = Context(prec=200)
"""Adds and subtracts totals of 38 digits without rounding."""


def compared(
    measure: str,
    relations: Mapping[str, Sequence[Row]],
    keys: Sequence[str],
    *,
    whole_keys: Sequence[str] = (),
    peers: Sequence[str] = (),
    descending: bool = True,
) -> list[dict[str, Any]]:
    """One row a group: the keys and what the measure needs.

    Args:
        measure: Such as ``growth``.
        relations: Rows by slot: ``now``, and as needed ``past``, ``whole``, ``whole_past``.
        keys: What tells groups apart.
        whole_keys: Those of them by which a part finds its whole.
        peers: Those of them within which areas are compared.
        descending: Whether the greatest comes first.
    """
    now = relations["now"]
    if measure == "average":
        return [
            _averaged(dict(zip(keys, key, strict=True)), rows) for key, rows in _grouped(now, keys).items()
        ]
    found = [{**{key: row[key] for key in keys}, "now": row["value"], "told": row["base"]} for row in now]
    for slot, joined in (("past", keys), ("whole", whole_keys), ("whole_past", whole_keys)):
        if slot in relations:
            others = {tuple(row[key] for key in joined): row for row in relations[slot]}
            for row in found:
                other = others.get(tuple(row[key] for key in joined), _NOTHING)
                row[slot], row[f"{slot}_told"] = other["value"], other["base"]
    if measure in ("rank", "distance"):
        for rows in _grouped(found, peers).values():
            _rank(rows, descending=descending)
    return found


def _averaged(key: dict[str, Any], rows: Iterable[Row]) -> dict[str, Any]:
    values = [row["value"] for row in rows if row["value"] is not None]
    return {**key, "total": _sum(values), "many": len(values)}


def _rank(rows: Sequence[dict[str, Any]], *, descending: bool) -> None:
    """Say of each among its peers its place, how many have a value, and what these add up to."""
    values = sorted((row["now"] for row in rows if row["now"] is not None), reverse=descending)
    places = {value: place for place, value in reversed(list(enumerate(values, 1)))}
    many, total = len(values), _sum(values)
    for row in rows:
        row |= {"place": places.get(row["now"]), "many": many, "total": total}


def _sum(values: Iterable[Decimal]) -> Decimal | None:
    """Exact, whatever the context says of precision; None of none."""
    found = None
    for value in values:
        found = value if found is None else _EXACT.add(found, value)
    return found


def _grouped(rows: Iterable[_Any], keys: Sequence[str]) -> dict[tuple[Any, ...], list[_Any]]:
    found: dict[tuple[Any, ...], list[_Any]] = {}
    for row in rows:
        found.setdefault(tuple(row[key] for key in keys), []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class Outcome:
    """A value with the terms that it is made of, or why there is none.

    Attributes:
        reason: Name of the reason, as `youju.figures.reasons` tells it; empty with a value.
    """

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    reason: str = ""


def outcome(
    measure: str, row: Mapping[str, Any], *, factor: Fraction = Fraction(1), periods: int = 0
) -> Outcome:
    """The value of one row of `compared`.

    Args:
        measure: Such as ``growth``.
        row: Its columns.
        factor: What one unit of the operand is in the unit of the figure.
        periods: Of an average: how many there must be.
    """
    if measure == "average":
        total, many = row.get("total"), int(row.get("many") or 0)
        if many == 0 or many < periods:
            return Outcome(None, total, Decimal(many), "incomplete" if many else "missing")
        return Outcome(_scaled(Decimal(total or 0), many, factor), total, Decimal(many))
    now = row.get("now")
    if now is None:
        return Outcome(None, None, None, "missing")
    if measure == "value":
        return Outcome(_scaled(now, 1, factor), now, None)
    if measure == "rank":
        place = Decimal(int(row["place"]))
        return Outcome(place, place, Decimal(int(row["many"])))
    if measure == "distance":
        return _distance(row, now, factor)
    if measure in ("structure", "share", "ratio"):
        return _part(measure, now, row.get("whole"), factor)
    return _moved(measure, row, now, factor)


def _moved(measure: str, row: Mapping[str, Any], now: Decimal, factor: Fraction) -> Outcome:
    """Growth, change, index and contribution: now against then."""
    past = row.get("past")
    if past is None:
        return Outcome(None, now, None, "no_base")
    more = _EXACT.subtract(now, past)
    if measure == "change":
        return Outcome(_scaled(more, 1, factor), now, past)
    if measure == "contribution":
        whole = row.get("whole_past")
        if whole is None:
            return Outcome(None, more, None, "no_whole_base")
        if whole <= 0:
            return Outcome(None, more, whole, "zero_base" if whole == 0 else "negative_base")
        return Outcome(quotient(more, whole, times=100), more, whole)
    if past <= 0:
        return Outcome(None, now, past, "zero_base" if past == 0 else "negative_base")
    return Outcome(quotient(more if measure == "growth" else now, past, times=100), now, past)


def _part(measure: str, now: Decimal, whole: Decimal | None, factor: Fraction) -> Outcome:
    if whole is None:
        return Outcome(None, now, None, "no_whole")
    if whole == 0 or (whole < 0 and measure != "ratio"):
        return Outcome(None, now, whole, "zero_whole" if whole == 0 else "negative_whole")
    if measure == "ratio":
        exact = Fraction(now) / Fraction(whole) * factor
        return Outcome(_placed(exact), now, whole)
    return Outcome(quotient(now, whole, times=100), now, whole)


def _distance(row: Mapping[str, Any], now: Decimal, factor: Fraction) -> Outcome:
    if "whole" in row:
        whole = row["whole"]
        if whole is None:
            return Outcome(None, now, None, "no_whole")
        return Outcome(_scaled(_EXACT.subtract(now, whole), 1, factor), now, whole)
    many = int(row["many"])
    gap = Fraction(now) - Fraction(row["total"]) / many
    return Outcome(_placed(gap * factor), now, quotient(row["total"], many))


def _scaled(value: Decimal, many: int, factor: Fraction) -> Decimal:
    return _placed(Fraction(value) / many * factor)


def _placed(exact: Fraction) -> Decimal:
    """A fraction rounded once, half away from zero, to the places of numbers."""
    # The quotient of two integers, which `Decimal` holds without rounding however long they are.
    found = quotient(Decimal(exact.numerator), Decimal(exact.denominator))
    assert found is not None  # noqa: S101 - a denominator is never zero
    return found
