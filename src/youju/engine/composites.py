"""Comparing values as sets: now with then, a part with its whole, one with its peers. SQL, and the values.

Enter at `compared` (the query) and `outcome` (value, terms and reason of one row of its answer). An engine
joins, adds, counts and ranks, all of it exact; the one division is done here, as for counted figures
(`youju.engine.aggregates`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from youju.engine.aggregates import quotient
from youju.engine.dialects import Dialect, quoted

AMOUNTS = ("value", "base")
"""Columns of a relation besides its keys; ``base`` is the value of a year before on comparable scope."""


def compared(
    measure: str,
    relations: Mapping[str, str],
    keys: Sequence[str],
    dialect: Dialect,
    *,
    whole_keys: Sequence[str] = (),
    peers: Sequence[str] = (),
    descending: bool = True,
) -> str:
    """SELECT of one row a group: the keys and what the measure needs.

    Args:
        measure: Such as ``growth``.
        relations: SELECT by slot, each with the keys and `AMOUNTS`: ``now``, and as needed ``past``,
            ``whole``, ``whole_past``.
        keys: Columns that tell groups apart.
        dialect: The engine.
        whole_keys: Those of them by which a part finds its whole.
        peers: Those of them within which areas are compared.
        descending: Whether the greatest comes first.
    """
    names = [quoted(one, dialect) for one in keys]
    common = ", ".join(f"r_{slot} AS ({text})" for slot, text in relations.items())
    if measure == "average":
        groups = f" GROUP BY {', '.join(names)}" if names else ""
        chosen = [*names, "SUM(value) AS total", "COUNT(value) AS many"]
        return f"WITH {common} SELECT {', '.join(chosen)} FROM r_now{groups}"  # noqa: S608 - quoted names
    chosen = [f"n.{name} AS {name}" for name in names]
    chosen += ["n.value AS now", "n.base AS told"]
    text = "FROM r_now n"
    for slot, joined in (("past", keys), ("whole", whole_keys), ("whole_past", whole_keys)):
        if slot in relations:
            same = [f"n.{quoted(one, dialect)} = {slot}.{quoted(one, dialect)}" for one in joined]
            text += f" LEFT JOIN r_{slot} {slot} ON {' AND '.join(same) or '1 = 1'}"
            chosen += [f"{slot}.value AS {slot}", f"{slot}.base AS {slot}_told"]
    if measure in ("rank", "distance"):
        part = ", ".join(f"n.{quoted(one, dialect)}" for one in peers)
        over = f"PARTITION BY {part} " if part else ""
        order = "DESC" if descending else "ASC"
        chosen += [
            f"CASE WHEN n.value IS NOT NULL THEN RANK() OVER ({over}ORDER BY n.value {order} NULLS LAST) END"
            " AS place",
            f"COUNT(n.value) OVER ({over}) AS many",
            f"SUM(n.value) OVER ({over}) AS total",
        ]
    return f"WITH {common} SELECT {', '.join(chosen)} {text}"


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
    if measure == "change":
        return Outcome(_scaled(now - past, 1, factor), now, past)
    if measure == "contribution":
        whole = row.get("whole_past")
        if whole is None:
            return Outcome(None, now - past, None, "no_whole_base")
        if whole <= 0:
            return Outcome(None, now - past, whole, "zero_base" if whole == 0 else "negative_base")
        return Outcome(quotient(now - past, whole, times=100), now - past, whole)
    if past <= 0:
        return Outcome(None, now, past, "zero_base" if past == 0 else "negative_base")
    return Outcome(quotient(now - past if measure == "growth" else now, past, times=100), now, past)


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
        return Outcome(_scaled(now - whole, 1, factor), now, whole)
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
