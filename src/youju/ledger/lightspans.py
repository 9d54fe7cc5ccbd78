"""How long a light stays as it is, so that lists can filter by it without asking every record. Pure.

Enter at `span`. A light follows from values, state, clocks and the day. Between two acts only the day moves,
and nearly every condition on the day turns on one day: a clock passes its due date by so many days. These
days are found by halving; where a condition is of another form, the light is promised for one day only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from youju.language.functions import CLOCK_FUNCTIONS
from youju.language.nodes import COMPARISONS, Expression, Node, Op
from youju.language.symbols import Clock
from youju.ledger import lights
from youju.ledger.rules import Formula, Rules, Situation
from youju.standards.calendar import workday_table

YEARS = 10
"""How far ahead a light is promised; it is looked at again then."""
MOST = 6
"""Days on which conditions turn without turning the light that are passed over."""

_ONE_DAY = timedelta(days=1)
_MOVING = CLOCK_FUNCTIONS | {"as_of"}
_GROWING = frozenset({"overdue", "remaining", "as_of"})
"""Of these, those that change from day to day; the others only on days that the clock itself knows."""
_COUNTS = frozenset({"days_between", "workdays_between"})


class Span(NamedTuple):
    """A light and how long it holds.

    Attributes:
        light: Its name; None when no condition is true.
        start: The day as at which it was worked out.
        until: The first day on which it may be another.
    """

    light: str | None
    start: date
    until: date


def span(rules: Rules, situation: Situation, *, start: date) -> Span:
    """The light of a record from a day on, provided that nothing happens to the record."""
    shown = lights.light(rules, situation, as_of=start)
    last = _years_after(start)
    day = start
    for _ in range(MOST):
        turn = min((_turn(rules, one, situation, day, last) for one in rules.lights.values()), default=last)
        if turn >= last:
            return Span(shown, start, last)
        if turn <= day + _ONE_DAY and not _all_plain(rules):
            return Span(shown, start, day + _ONE_DAY)
        if lights.light(rules, situation, as_of=turn) != shown:
            return Span(shown, start, turn)
        day = turn
    return Span(shown, start, day)


def _years_after(start: date) -> date:
    return start.replace(year=min(start.year + YEARS, date.max.year), day=min(start.day, 28))


def _all_plain(rules: Rules) -> bool:
    """Whether every condition turns on days that can be found."""
    return all(_is_turning(part) for one in rules.lights.values() for part in moving(one.expression.root))


def moving(root: Node) -> Iterator[Node]:
    """The smallest conditions of an expression whose truth can change with the day alone."""
    for node in root.walk():
        if _is_condition(node) and _moves_itself(node):
            yield node


def _moves_itself(node: Node) -> bool:
    """Whether the day enters a condition otherwise than through a smaller condition."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if here.op is Op.CALL and here.value.name in _MOVING:
            return True
        waiting += [one for one in here.args if not _is_condition(one)]
    return False


def _is_condition(node: Node) -> bool:
    return node.op not in (Op.FIELD, Op.LITERAL, Op.CASE) and node.type.kind.value == "boolean"


def _grows(node: Node) -> bool:
    return any(one.op is Op.CALL and one.value.name in _GROWING for one in node.walk())


def _is_turning(node: Node) -> bool:
    """Whether a moving condition is of a form whose turning days can be found."""
    if node.op in COMPARISONS:
        left, right = node.args
        return (_is_steady(left) and not _grows(right)) or (_is_steady(right) and not _grows(left))
    if node.op is Op.BETWEEN:
        return _is_steady(node.args[0]) and not any(map(_grows, node.args[1:]))
    if node.op is Op.IS_NULL:
        return _is_clock(node.args[0])
    return _is_clock(node)


def _is_clock(node: Node) -> bool:
    """A reading of a clock that only changes on the clock's own days, or on one side of them."""
    return node.op is Op.CALL and node.value.name in CLOCK_FUNCTIONS


def _is_steady(node: Node) -> bool:
    """Whether a value only grows, or only falls, as the days go by."""
    if node.op in (Op.CONVERT, Op.NEG):
        return _is_steady(node.args[0])
    if node.op is not Op.CALL:
        return False
    if node.value.name in _MOVING:
        return True
    if node.value.name == "coalesce":
        return _is_steady(node.args[0]) and not any(map(_grows, node.args[1:]))
    return (
        node.value.name in _COUNTS
        and sum(map(_grows, node.args)) == 1
        and all(_is_steady(one) for one in node.args if _grows(one))
    )


def _turn(rules: Rules, formula: Formula, situation: Situation, day: date, last: date) -> date:
    """The first day after one on which a part of a condition turns; the next day where that is unknown."""
    found = last
    for part in moving(formula.expression.root):
        if not _is_turning(part):
            return day + _ONE_DAY
        for value in _values(part):
            asked = Formula(Expression("", value, formula.expression.tree), rules.ledger.fields)
            found = min(found, _first_change(asked, situation, day, found))
    return found


def _values(part: Node) -> Iterable[Node]:
    """What to watch of a condition: the order of both sides, or the condition itself."""
    if part.op in COMPARISONS:
        return [_order(part, op) for op in (Op.LT, Op.GT)]
    if part.op is Op.BETWEEN:
        value, low, high = part.args
        pairs = [Node(Op.EQ, part.type, (value, bound)) for bound in (low, high)]
        return [_order(pair, op) for pair in pairs for op in (Op.LT, Op.GT)]
    return [part]


def _order(part: Node, op: Op) -> Node:
    return Node(op, part.type, part.args)


def _first_change(asked: Formula, situation: Situation, day: date, last: date) -> date:
    """The first day after one, before another, on which a value that turns once per stretch differs."""
    before = asked.value(situation, as_of=day)
    stretch = day
    for end in [*_own_days(asked.expression, situation, day, last), last]:
        if end - _ONE_DAY > stretch and asked.value(situation, as_of=end - _ONE_DAY) != before:
            return _halved(asked, situation, before, stretch, end - _ONE_DAY)
        if asked.value(situation, as_of=end) != before:
            return end
        stretch = end
    return last


def _halved(asked: Formula, situation: Situation, before: Any, low: date, high: date) -> date:
    """The first day on which a value differs that is as before on ``low`` and differs on ``high``."""
    while high - low > _ONE_DAY:
        middle = low + (high - low) // 2
        if asked.value(situation, as_of=middle) == before:
            low = middle
        else:
            high = middle
    return high


def _own_days(expression: Expression, situation: Situation, day: date, last: date) -> list[date]:
    """Days between which an expression is steady: what its clocks know, and the end of the known calendar."""
    first, known = workday_table()
    days = {first, first + len(known) * _ONE_DAY}
    for name in {node.value.code for node in expression.root.walk() if isinstance(node.value, Clock)}:
        clock = situation.clocks.get(name)
        if clock is None:
            continue
        for text in (clock["started"], clock["due"], clock["stopped"], clock["paused_since"]):
            if text:
                days |= {date.fromisoformat(text), date.fromisoformat(text) + _ONE_DAY}
    return sorted(one for one in days if day < one < last)
