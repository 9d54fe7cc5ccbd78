"""Ids stay with rows and codes, whatever linking makes of the groups."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from youju.register.identity import assign

A, B, C = (UUID(int=number) for number in (1, 2, 3))
ORDER = {A: (False, 1), B: (False, 2), C: (False, 3)}


def test_most_rows_decide_and_of_equals_the_older_unit() -> None:
    assert assign(["x", "x", "x"], [B, A, A], {}, {}, ORDER) == {"x": A}
    assert assign(["x", "x"], [B, A], {}, {}, ORDER) == {"x": A}
    assert assign(["x", "y"], [B, B], {}, {}, ORDER) in ({"x": B}, {"y": B})


def test_a_code_counts_more_than_rows() -> None:
    found = assign(["x", "x", "y"], [A, A, A], {"y": "code"}, {"code": A}, ORDER)
    assert found == {"y": A}


def test_a_code_brings_a_unit_back_whose_rows_are_gone() -> None:
    assert assign(["x"], [None], {"x": "code"}, {"code": C}, ORDER) == {"x": C}


def test_new_groups_are_left_out() -> None:
    assert assign(["x"], [None], {"x": "code"}, {}, ORDER) == {}


@given(st.lists(st.tuples(st.sampled_from("uvwx"), st.sampled_from([A, B, C, None]))))
def test_every_unit_goes_to_one_group_that_it_had_rows_in(rows: list[tuple[str, UUID | None]]) -> None:
    groups, former = [one for one, _ in rows], [unit for _, unit in rows]
    found = assign(groups, former, {}, {}, ORDER)
    assert len(set(found.values())) == len(found)
    assert all((group, unit) in rows for group, unit in found.items())
    left = {unit for unit in former if unit} - set(found.values())
    for unit in left:  # only where every group that it had rows in is another unit
        assert all(group in found for group, former_ in rows if former_ == unit)
    assert assign(groups[::-1], former[::-1], {}, {}, ORDER) == found
