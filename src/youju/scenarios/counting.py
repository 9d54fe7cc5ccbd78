"""Compare the figures that a story expects with those that are counted from the snapshots.

Enter at `figure_differences`. Values are compared as they are printed, numerators and denominators exactly,
and groups must be all there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from uuid import UUID

from youju.definitions.scenario_models import NOTHING, FigureExpectation, FigureValue, figure_key
from youju.definitions.scenario_values import expand
from youju.engine.aggregates import rounded
from youju.figures.count import Counter, Observation
from youju.scenarios.stage import Stage
from youju.scenarios.world import World

Differ = Callable[[tuple[str | int, ...], str, str, str], None]
"""Notes a difference: path in the expectation, what, expected, got."""

_BETWEEN = " / "
"""Between the codes or labels of a group by several dimensions."""


def figure_differences(
    stage: Stage, wanted: dict[str, FigureExpectation], world: World, differ: Differ
) -> int:
    """Note every figure that is not as expected.

    Args:
        stage: The story so far.
        wanted: Expected figures by ``figure`` or ``figure by dimension, dimension``.
        world: Gives the day and the day of knowledge.
        differ: Notes a difference.

    Returns:
        How many values were compared.
    """
    checks = 0
    with Counter() as counter:
        for key, expectation in wanted.items():
            name, by = figure_key(key)
            found = counter.count(
                stage.story.loaded,
                name,
                as_of=world.as_of,
                known_at=world.known_at,
                by=by,
                division=expectation.division or "",
            )
            what = f"指标 {key}（{stage.story.loaded.pack.figures[name].label}）"
            path = ("figures", key)
            if expectation.total is not None:
                checks += 1
                got = found[0] if found else None
                if not _equal(expectation.total, got):
                    differ(path, what, str(expectation.total), _said(got))
            for row, value, one in _rows(expectation, found):
                checks += 1
                if value is None or not _equal(value, one):
                    differ(path, f"{what} {row}", str(value) if value else "没有这一组", _said(one))
            if expectation.behind is not None:
                checks += 1
                rows = [row for one in found for row in counter.rows_behind(one)["record"].to_pylist()]
                said = _records_said(stage, expectation.behind, rows)
                if said:
                    differ(path, f"{what}背后的记录", "、".join(expectation.behind), said)
    return checks


def _rows(
    expectation: FigureExpectation, found: Sequence[Observation]
) -> Iterable[tuple[str, FigureValue | None, Observation | None]]:
    """Expected and counted groups side by side; either may be missing."""
    if expectation.rows is None:
        return
    left = list(found)
    for row, value in expectation.rows.items():
        one = next((one for one in left if row in _names(one)), None)
        if one is not None:
            left.remove(one)
        yield row, value, one
    for one in left:
        yield _names(one)[0], None, one


def _names(one: Observation) -> tuple[str, str]:
    """A group by its labels and by its codes."""
    codes = _BETWEEN.join(code or NOTHING for code in one.key.values())
    return _BETWEEN.join(one.key_labels[name] for name in one.key), codes


def _equal(wanted: FigureValue, got: Observation | None) -> bool:
    if got is None or got.value is None:
        if wanted.value is not None:
            return False
    elif wanted.value != rounded(got.value, got.definition.figure.decimals):
        return False
    if not wanted.parts:
        return True
    return got is not None and (wanted.numerator, wanted.denominator) == (got.numerator, got.denominator)


def _said(got: Observation | None) -> str:
    """A counted value as scenarios write it."""
    if got is None:
        return "没有这一组"
    value = NOTHING if got.value is None else f"{rounded(got.value, got.definition.figure.decimals):f}"
    if got.numerator is None or got.denominator is None:
        return value
    return f"{value} = {_plain(got.numerator)}/{_plain(got.denominator)}"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _records_said(stage: Stage, patterns: Sequence[str], rows: Iterable[object]) -> str:
    """How the records behind a figure differ from those expected, by alias; empty when they are the same."""
    aliases = stage.aliases
    got = {aliases.get(UUID(str(row)), str(row)) for row in rows}
    wanted = {alias for pattern in patterns for alias in expand(pattern)}
    more, fewer = "、".join(sorted(got - wanted)), "、".join(sorted(wanted - got))
    return "；".join([f"多了 {more}"] * bool(more) + [f"少了 {fewer}"] * bool(fewer))
