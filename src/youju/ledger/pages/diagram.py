"""The states of a ledger as a picture, with where a record is and where it has been; and the same as text.

States stand under each other in the order of the pack, so that the picture fits a phone. A step to the next
state is a straight arrow, a step further on bends to the right, a step back to the left. Only classes and
attributes are used: the content security policy allows no styles in the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from youju.ledger.rules import Rules

BOX, GAP, WIDE = 34, 34, 150
LANE = 20
TOP = 6


@dataclass(frozen=True, slots=True)
class Way:
    """A transition: from which states, to which, and what it is called."""

    label: str
    sources: Sequence[str]
    target: str
    possible: bool


@dataclass(frozen=True, slots=True)
class Diagram:
    """The picture and its text.

    Attributes:
        svg: The picture.
        summary: Where the record is, in a sentence.
        ways: Every transition in words.
    """

    svg: SafeString
    summary: str
    ways: Sequence[Way]


def diagram(rules: Rules, state: str, visited: Iterable[str] = ()) -> Diagram:
    """The states of a ledger, with where a record is.

    Args:
        rules: The ledger.
        state: The state in which the record is.
        visited: States in which it has been.
    """
    states = rules.ledger.states
    been = set(visited)
    ways = [
        Way(
            act.label,
            [rules.state_label(one) for one in act.from_ or states if one != act.to],
            rules.state_label(act.to),
            not act.from_ or state in act.from_,
        )
        for act in rules.ledger.transitions.values()
        if act.to is not None
    ]
    place = {name: number for number, name in enumerate(states)}
    edges = _edges(rules, place)
    right = [edge for edge in edges if edge[1] > edge[0] + 1]
    left = [edge for edge in edges if edge[1] < edge[0]]
    lanes_right, lanes_left = _lanes(right), _lanes(left)
    x = 8 + LANE * (1 + max(lanes_left.values(), default=-1)) + 8
    width = x + WIDE + LANE * (1 + max(lanes_right.values(), default=-1)) + 16
    height = TOP * 2 + len(states) * (BOX + GAP) - GAP
    body = [_arrow_head()]
    for edge in edges:
        if edge in lanes_right:
            body.append(_bend(edge, x + WIDE, x + WIDE + 8 + LANE * (lanes_right[edge] + 1), state, place))
        elif edge in lanes_left:
            body.append(_bend(edge, x, x - 8 - LANE * (lanes_left[edge] + 1), state, place))
        else:
            body.append(_straight(edge, x, state, place))
    for name, number in place.items():
        kind = (
            "now" if name == state else "been" if name in been else "final" if states[name].final else "ahead"
        )
        body.append(_box(x, _y(number), states[name].label, kind))
    summary = gettext("共%(count)d个状态，现在是“%(state)s”。") % {
        "count": len(states),
        "state": rules.state_label(state),
    }
    svg = (
        f'<svg class="states" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
        f' aria-label="{escape(summary)}" xmlns="http://www.w3.org/2000/svg">{"".join(body)}</svg>'
    )
    return Diagram(mark_safe(svg), summary, ways)  # noqa: S308 - every text in it is escaped above


Edge = tuple[int, int, str]


def _edges(rules: Rules, place: dict[str, int]) -> list[Edge]:
    """Pairs of states that a transition joins, with what joins them."""
    found: dict[tuple[int, int], list[str]] = {}
    for act in rules.ledger.transitions.values():
        for source in act.from_ or place:
            if act.to is not None and source != act.to:
                found.setdefault((place[source], place[act.to]), []).append(act.label)
    return [(first, last, gettext("、").join(labels)) for (first, last), labels in sorted(found.items())]


def _lanes(edges: Sequence[Edge]) -> dict[Edge, int]:
    """A lane for each bent arrow, short ones inside, so that none lies upon another."""
    lanes: dict[Edge, int] = {}
    for edge in sorted(edges, key=lambda one: (abs(one[1] - one[0]), one)):
        low, high = sorted(edge[:2])
        taken = {lane for other, lane in lanes.items() if min(other[:2]) <= high and low <= max(other[:2])}
        lanes[edge] = next(number for number in range(len(edges) + 1) if number not in taken)
    return lanes


def _y(number: int) -> int:
    return TOP + number * (BOX + GAP)


def _box(x: int, y: int, label: str, kind: str) -> str:
    shown = label if len(label) <= 9 else f"{label[:8]}…"
    mark = "▶ " if kind == "now" else "✓ " if kind == "been" else ""
    return (
        f'<g class="state {kind}"><title>{escape(label)}</title>'
        f'<rect x="{x}" y="{y}" width="{WIDE}" height="{BOX}" rx="4"/>'
        f'<text x="{x + WIDE // 2}" y="{y + BOX // 2 + 5}" text-anchor="middle">'
        f"{mark}{escape(shown)}</text></g>"
    )


def _straight(edge: Edge, x: int, state: str, place: dict[str, int]) -> str:
    first, last, label = edge
    middle, start, end = x + WIDE // 2, _y(first) + BOX, _y(last)
    shown = label if len(label) <= 7 else f"{label[:6]}…"
    return (
        f'<g class="way{_open(first, state, place)}"><title>{escape(label)}</title>'
        f'<path d="M{middle} {start} V{end - 2}" marker-end="url(#state-arrow)"/>'
        f'<text x="{middle + 8}" y="{start + GAP // 2 + 4}">{escape(shown)}</text></g>'
    )


def _bend(edge: Edge, side: int, lane: int, state: str, place: dict[str, int]) -> str:
    first, last, label = edge
    # Forward arrows leave low and arrive high on the right; backward ones the other way on the left.
    leave, arrive = (24, 10) if last > first else (10, 24)
    start, end = _y(first) + leave, _y(last) + arrive
    tip = side + 2 if lane > side else side - 2
    return (
        f'<g class="way{_open(first, state, place)}"><title>{escape(label)}</title>'
        f'<path d="M{side} {start} H{lane} V{end} H{tip}" marker-end="url(#state-arrow)"/></g>'
    )


def _open(first: int, state: str, place: dict[str, int]) -> str:
    return " open" if place.get(state) == first else ""


def _arrow_head() -> str:
    return (
        '<defs><marker id="state-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"'
        ' orient="auto"><path d="M0 0 L8 4 L0 8 z"/></marker></defs>'
    )
