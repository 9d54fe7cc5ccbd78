"""Levels of alerts: against a reading of the rules word by word, and what hysteresis is for."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from youju.monitoring.analysis.levels import Level, Watch, moved, step
from youju.monitoring.analysis.track import replay

LOW = Watch(
    levels=(
        Level(Decimal(60), Decimal(65)),
        Level(Decimal(40), Decimal(45)),
        Level(Decimal(20), Decimal(30)),
    ),
    above=False,
    duration=2,
    settle=2,
)
MEASURES = st.lists(st.one_of(st.none(), st.integers(0, 100).map(Decimal)), max_size=30)


def _levels(watch: Watch, values: list[Decimal | None]) -> list[int]:
    return replay(watch, [values[: at + 1] for at in range(len(values))])


def _numbers(text: str) -> list[Decimal | None]:
    return [None if word == "-" else Decimal(word) for word in text.split()]


def test_a_story() -> None:
    values = _numbers("70 58 59 63 64 66 50 66 67 39 38 19 18 32 44 31 46 46 70 70")
    wanted = [0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 2, 2, 3, 3, 2, 2, 2, 1, 1, 0]
    assert _levels(LOW, values) == wanted


def test_a_missing_month_neither_enters_nor_leaves() -> None:
    assert _levels(LOW, _numbers("50 - 50 50 - 70 - 70 70")) == [0, 0, 0, 1, 1, 1, 1, 1, 0]


def test_a_value_on_the_edge_does_not_come_and_go() -> None:
    """Between enter and leave nothing changes, however often it crosses the threshold that entered."""
    values = _numbers("59 59 " + "61 59 64 60 " * 6)
    assert set(_levels(LOW, values)[1:]) == {1}
    without = Watch((Level(Decimal(60), Decimal(60)),), above=False)
    assert len(set(_levels(without, values))) == 2


def _naive(watch: Watch, values: list[Decimal | None]) -> list[int]:
    """Word by word: the highest level whose entry is met, or that stands and is not left."""
    out: list[int] = []
    for at in range(len(values)):
        before = out[-1] if out else 0
        now = 0
        for number, level in enumerate(watch.levels, 1):
            last = [values[i] for i in range(at - watch.duration + 1, at + 1) if i >= 0]
            back = [values[i] for i in range(at - watch.settle + 1, at + 1) if i >= 0]
            sign = 1 if watch.above else -1
            enters = len(last) == watch.duration and not any(
                one is None or sign * one < sign * level.enter for one in last
            )
            stays = number <= before and (
                len(back) < watch.settle
                or any(
                    one is None or sign * one > sign * level.leave or sign * one >= sign * level.enter
                    for one in back
                )
            )
            if enters or stays:
                now = number
        out.append(now)
    return out


@given(MEASURES, st.integers(1, 3), st.integers(1, 3), st.booleans())
def test_it_is_what_the_rules_say(
    values: list[Decimal | None], duration: int, settle: int, above: bool
) -> None:
    levels = LOW.levels
    if above:
        levels = tuple(Level(100 - one.enter, 100 - one.leave) for one in levels)
    watch = Watch(levels, above, duration, settle)
    assert _levels(watch, values) == _naive(watch, values)


@given(MEASURES)
def test_high_and_low_are_mirror_images(values: list[Decimal | None]) -> None:
    mirrored = Watch(
        tuple(Level(-one.enter, -one.leave) for one in LOW.levels), above=True, duration=2, settle=2
    )
    assert _levels(LOW, values) == _levels(mirrored, [None if one is None else -one for one in values])


def test_what_happened_has_a_name() -> None:
    pairs = {(0, 0): None, (0, 2): "raised", (1, 2): "risen", (3, 1): "fallen", (2, 0): "ended"}
    assert {pair: moved(*pair) for pair in pairs} == pairs
    assert step(LOW, 0, []) == 0
