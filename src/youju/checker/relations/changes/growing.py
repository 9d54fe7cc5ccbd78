"""Relations of a growth rate, a figure, what it was and by how much it changed (N103).

Shared by `growth`, `since`, `aligned` and `differences`, which find them in different wordings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from youju.checker.intervals import Interval
from youju.checker.mentions import Mention
from youju.checker.model import Kind, Relation, Verdict
from youju.checker.relations.pattern import (
    FAILS,
    HOLDS,
    UNKNOWN,
    against,
    cut_off,
    in_scale,
    judge,
    number,
    printed_scale,
    relation,
    unit_of,
)


def change_of(now: Mention, old: Mention) -> Decimal:
    """By how many percent a figure is above what it was; below 0 where it fell."""
    return (now.base / old.base - 1) * 100


def difference(now: Mention, old: Mention, change: Mention, *, falling: bool) -> Relation:
    """T now, B before: D more, or less; both in percent, D in percentage points."""
    parts = {"t": now, "b": old, "d": change}
    formula = "d == b - t" if falling else "d == t - b"
    scale = None if change.unit == "百分点" else change.scale
    verdict, low, high = judge(formula, parts, scale=scale)
    shown = f"{number(abs(now.base - old.base) / printed_scale(change))}{unit_of(change)}"
    message = f"{now.text}与{old.text}相差{shown}，{against(change.text, verdict)}"
    return relation("N103", Kind.DIFFERENCE, formula, parts, verdict, low, high, message, scale=scale)


def grown(now: Mention, old: Mention, rate: Mention, *, falling: bool) -> Relation:
    """T now, B before: growth of R %, or a fall."""
    formula = "r == 100 * (b - t) / b" if falling else "r == 100 * (t - b) / b"
    parts = {"r": rate, "t": now, "b": old}
    verdict, low, high = judge(formula, parts, values={"t": in_scale(now, old.scale)})
    share = change_of(now, old)
    if verdict is FAILS and falling == (share < 0) and cut_off(rate, abs(share)):
        verdict = HOLDS
    message = f"{now.text}比{old.text}{'增长' if share >= 0 else '下降'}{number(abs(round(share, 2)))}%"
    message += f"，{against(rate.text, verdict)}"
    return relation("N103", Kind.GROWTH, formula, parts, verdict, low, high, message)


def of_base(change: Mention, old: Mention, rate: Mention) -> Relation:
    """D more or less than B: R %."""
    formula = "r == 100 * d / b"
    parts = {"r": rate, "d": change, "b": old}
    verdict, low, high = judge(formula, parts, values={"d": in_scale(change, old.scale)})
    if verdict is FAILS and cut_off(rate, change.base / old.base * 100):
        verdict = HOLDS
    message = f"{change.text}÷{old.text}={number(round(change.base / old.base * 100, 2))}%"
    message += f"，{against(rate.text, verdict)}"
    return relation("N103", Kind.GROWTH, formula, parts, verdict, low, high, message)


def by_change(now: Mention, change: Mention, rate: Mention, *, falling: bool) -> Relation:
    """T now, D more than before: growth of R %, or a fall; D is not as much as T where it grew."""
    whole, by, told = in_scale(now, now.scale), in_scale(change, now.scale), rate.interval
    sign = 1 if falling else -1
    ends = [  # T stands twice, so the ends are taken together
        100 * y / (x + sign * y)
        for x in (whole.low, whole.high)
        for y in (by.low, by.high)
        if x + sign * y > 0
    ]
    low, high = (min(ends), max(ends)) if ends else (None, None)
    verdict = UNKNOWN
    if low is not None and high is not None:
        verdict = HOLDS if Interval(low, high).meets(told) else FAILS
    share = change.base / (now.base + sign * change.base) * 100
    message = (
        f"{change.text}÷（{now.text}{'＋' if falling else '－'}{change.text}）={number(round(share, 2))}%"
    )
    message += f"，{against(rate.text, verdict)}"
    formula = f"r == 100 * d / (t {'+' if falling else '-'} d)"
    parts = {"t": now, "d": change, "r": rate}
    return relation("N103", Kind.GROWTH, formula, parts, verdict, low, high, message)


def told_once(relations: Iterable[Relation]) -> Iterator[Relation]:
    """Relations, where those of one growth rate that say the same are one.

    38篇，比去年的33篇增加5篇，增长13.2% has one error, however it is computed.
    """
    of_rate: dict[tuple[int, Verdict], list[Relation]] = defaultdict(list)
    for one in relations:
        if one.kind is Kind.GROWTH and "r" in one.operands:
            of_rate[one.operands["r"].start, one.verdict].append(one)
        else:
            yield one
    for each in of_rate.values():
        first = _as_one(each)
        yield first
        yield from (one for one in each if not one.operands.items() <= first.operands.items())


def _as_one(several: Sequence[Relation]) -> Relation:
    """All operands and readings of a rate that are of the same figures, with the message of the fullest."""
    first = max(several, key=lambda one: len(one.operands))
    operands, formula = dict(first.operands), first.formula
    for other in several:
        if all(operands.get(name, one) == one for name, one in other.operands.items()):
            operands |= other.operands
            reading = other.formula.removeprefix("r ")
            formula += f" {reading}" if reading not in formula else ""
    ends = [one.end for one in operands.values()]
    start = min(one.start for one in operands.values())
    return first._replace(operands=operands, formula=formula, start=start, end=max(ends))
