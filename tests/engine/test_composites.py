"""Values put side by side: exact, whatever the precision of the context, and by the rules of ranking."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from youju.engine.composites import compared, outcome

AMOUNTS = some.none() | some.decimals(
    min_value=Decimal("-1e27"), max_value=Decimal("1e27"), places=10, allow_nan=False
)


def rows(values: dict[str, Any], **key: Any) -> list[dict[str, Any]]:
    return [{"area": area, **key, "value": value, "base": None} for area, value in values.items()]


@given(some.dictionaries(some.text("abcdef", min_size=1, max_size=2), AMOUNTS, min_size=1, max_size=8))
def test_places_among_peers_are_as_counted_by_hand(values: dict[str, Decimal | None]) -> None:
    for descending in (True, False):
        found = compared("rank", {"now": rows(values)}, ("area",), descending=descending)
        there = [value for value in values.values() if value is not None]
        for row in found:
            own = values[row["area"]]
            if own is None:
                assert row["place"] is None
            else:
                assert row["place"] == 1 + sum(v > own if descending else v < own for v in there)
            assert row["many"] == len(there)
            with localcontext(prec=100):
                assert row["total"] == (sum(there) if there else None)


def test_peers_are_ranked_among_themselves() -> None:
    given = [*rows({"a": Decimal(1), "b": Decimal(2)}, sector="x"), *rows({"a": Decimal(9)}, sector="y")]
    found = compared("rank", {"now": given}, ("area", "sector"), peers=("sector",))
    assert [(one["place"], one["many"]) for one in found] == [(2, 2), (1, 2), (1, 1)]


def test_a_part_finds_its_past_and_its_whole() -> None:
    now = rows({"a": Decimal(6), "b": None, "c": Decimal(1)}, sector="x")
    past = rows({"a": Decimal(5)}, sector="x")
    whole = [{"area": None, "sector": "x", "value": Decimal(50), "base": Decimal(40)}]
    relations = {"now": now, "past": past, "whole_past": whole}
    found = compared("contribution", relations, ("area", "sector"), whole_keys=("sector",))
    assert [outcome("contribution", one).value for one in found] == [Decimal(2), None, None]
    assert [outcome("contribution", one).reason for one in found] == ["", "missing", "no_base"]
    assert [one["whole_past_told"] for one in found] == [Decimal(40)] * 3


def test_a_group_without_a_code_is_a_group() -> None:
    now = [{"division": None, "value": Decimal(3), "base": None}]
    past = [{"division": None, "value": Decimal(2), "base": None}]
    (one,) = compared("growth", {"now": now, "past": past}, ("division",))
    assert outcome("growth", one).value == Decimal(50)


def test_long_totals_are_not_rounded() -> None:
    long = Decimal("1234567890123456789012345678.0000000001")
    (one,) = compared("average", {"now": rows({"a": long, "b": long})}, ())
    assert (one["total"], one["many"]) == (Decimal("2469135780246913578024691356.0000000002"), 2)
    found = outcome("change", {"now": long, "past": Decimal("0.0000000001")})
    assert found.value == Decimal("1234567890123456789012345678")
