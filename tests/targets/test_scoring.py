"""Points: what is taken and added, its limits, and that everything printed adds up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from youju.definitions.target_models import Manner, Scoring, Step
from youju.targets.scoring import Scored, score_item, total

D = Decimal
DAY = date(2023, 12, 31)
SLOPE = Step(when="completion < 100", points="(100 - completion) * 0.5", because="每低于目标1个百分点扣0.5分")
PRAISE = Step(when="completion > 100", points="completion - 100", most=D(2), because="每高于1个百分点加1分")
USUAL = Manner(deduct=[SLOPE], bonus=[PRAISE])


def _facts(completion: object, value: object = D(1)) -> dict[str, object]:
    return {"completion": completion, "value": value, "target": D(1), "pace": None, "gap": D(0), "kept": None}


def test_every_point_has_its_line() -> None:
    found = score_item(USUAL, D(20), _facts(D("92.307692")), as_of=DAY)
    assert found.points == D("16.15")
    assert [(one.points, one.because) for one in found.lines] == [(D("-3.85"), SLOPE.because)]
    more = score_item(USUAL, D(20), _facts(D(150)), as_of=DAY)
    assert (more.points, more.bonus) == (20, 2)


def test_no_more_is_taken_than_it_is_worth() -> None:
    found = score_item(Manner(deduct=[SLOPE, SLOPE]), D(10), _facts(D(90)), as_of=DAY)
    assert (found.points, [one.points for one in found.lines]) == (0, [-5, -5])
    found = score_item(Manner(deduct=[SLOPE, SLOPE, SLOPE]), D(7), _facts(D(90)), as_of=DAY)
    assert [one.points for one in found.lines] == [-5, -2]
    only = score_item(Manner(deduct=[SLOPE]), D(0), _facts(D(90)), as_of=DAY)
    assert only.points == -5


def test_what_cannot_be_decided_gives_no_points() -> None:
    found = score_item(USUAL, D(20), _facts(None), as_of=DAY)
    assert (found.points, found.missing) == (None, (SLOPE.because, PRAISE.because))
    assert score_item(Manner(), D(20), _facts(D(100), None), as_of=DAY).points is None


def test_totals_have_their_limits_and_their_scale() -> None:
    table = Scoring(scoring="s", label="s", plan="p", scale=D(100), most_bonus=D(3), most_deduction=D(4))
    items = [
        Scored(D(20), D(15), D(2), ()),
        Scored(D(10), D(10), D(2), ()),
        Scored(D(10), None, D(0), (), ("x",)),
        Scored(D(0), D(-9), D(0), ()),
    ]
    found = total(table, items)
    assert (found.worth, found.base, found.bonus, found.deduction) == (30, D("83.33"), 3, -4)
    assert (found.points, found.unscored) == (D("82.33"), 1)
    assert total(table, [items[2]]).points is None


@given(
    st.lists(st.tuples(st.decimals(0, 200, places=3), st.decimals(0, 50, places=1)), min_size=1, max_size=8)
)
def test_what_is_printed_adds_up(pairs: list[tuple[Decimal, Decimal]]) -> None:
    items = [score_item(USUAL, worth, _facts(completion), as_of=DAY) for completion, worth in pairs]
    for one in items:
        assert one.points is not None
        taken = sum((line.points for line in one.lines if line.points < 0), D(0))
        assert one.points == one.worth + taken
        assert one.worth == 0 or 0 <= one.points <= one.worth
        assert all(line.points == round(line.points, 2) != 0 for line in one.lines)
    found = total(Scoring(scoring="s", label="s", plan="p"), items)
    every = sum((line.points for one in items for line in one.lines), D(0))
    assert found.points == sum((one.worth for one in items), D(0)) + every
