"""Figures that somebody else's report tells, taken over with document and sentence, beside those of ours.

Enter at `extracted` (what the checker reads out of a text), `match` (the observation that tells the same),
`near` (those that may, which a person decides) and `compared`. A number is matched by words only, never by
its value: what is called as a figure is called, in the clause before the number, in a unit that can be
converted. What nothing here tells of is kept without a match.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import QuerySet

from youju.checker.mentions import Mention, Role
from youju.checker.passage import Passage
from youju.checker.passage import read as read_passage
from youju.engine.aggregates import rounded
from youju.errors import YoujuError
from youju.figures.models import ObservationRow
from youju.figures.queries import visible_to
from youju.people.actors import Actor
from youju.reports.models import Reported
from youju.reports.printing import SCALES, shown_unit
from youju.reports.printing import factor as between

GROWTH: Final = re.compile(r"(?:同比|比上年|比去年|较上年|增速)?(增长|下降|提高|回落|增加|减少|上升)(?:了)?$")
FALLING: Final = frozenset({"下降", "回落", "减少"})
RATES: Final = ("增速", "增长率", "增幅")
"""How labels of figures end that tell a growth; a report says it with a verb."""
NEAR: Final = 0.5
"""Share of a name's pairs of characters that a clause must have to be offered it."""
MOST_NEAR: Final = 5
_PRINTED: Final = re.compile(r"\d[\d,]*(?:\.\d+)?")
_DIGITS: Final = re.compile(r"\.(\d+)")


@dataclass(frozen=True, slots=True)
class Said:
    """A number that a report tells.

    Attributes:
        place: Offset of its first character.
        text: As printed, with its unit.
        value: With the sign of its verb: 下降3.2% is -3.2.
        low: Least value that would be printed so; None for no end.
        high: Greatest one; None for no end.
        unit: As in packs: ``percent`` for %.
        growth: Whether a verb of growth stands before it.
        before: Its clause before it, without that verb.
        sentence: Around it.
    """

    place: int
    text: str
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    unit: str
    growth: bool
    before: str
    sentence: str


def extracted(text: str) -> list[Said]:
    """The quantities that a text tells, in order; dates, names, ranks and what is masked are none."""
    passage = read_passage(text, 0, len(text))
    return [
        _said(passage, one, " ".join(text[sentence.start : sentence.end].split()))
        for sentence in passage.sentences
        for one in sentence.mentions
        if one.role is Role.QUANTITY
    ]


def _said(passage: Passage, one: Mention, sentence: str) -> Said:
    start = max(passage.text.rfind(end, 0, one.start) for end in "\n。；！？") + 1
    before = passage.text[start : one.start]
    verb = GROWTH.search(before)
    text = passage.text[one.start : one.end]
    name, scale = _multiplier(one, text)
    factor = (-1 if verb is not None and verb[1] in FALLING else 1) / Decimal(scale)
    low, high = (
        end if end.is_finite() else None
        for end in sorted((factor * one.interval.low, factor * one.interval.high))
    )
    return Said(
        one.start, text, factor * one.value, low, high,
        "percent" if one.percent else f"{name}{one.unit}", verb is not None,
        before[: verb.start()] if verb else before, sentence[:2000],
    )  # fmt: skip


def _multiplier(one: Mention, text: str) -> tuple[str, int]:
    """What multiplies the unit as printed: 0.34亿元 is told in 亿元."""
    digits = _PRINTED.match(text)
    if digits is None:
        return "", 1
    printed = Decimal(digits[0].replace(",", ""))
    return next(
        ((name, scale) for name, scale in SCALES.items() if printed * scale == one.value != 0), ("", 1)
    )


def match(said: Said, rows: Iterable[ObservationRow]) -> ObservationRow | None:
    """The observation that tells what a number tells; the one of the longest name that fits.

    Args:
        said: The number.
        rows: Observations of one cut-off.
    """
    fitting = [
        (len(name), -len(row.key), row.address, row)
        for row in rows
        if row.value is not None and (name := _name(row, said)) and _comparable(row, said)
    ]
    return max(fitting, key=lambda one: one[:3])[3] if fitting else None


def _name(row: ObservationRow, said: Said) -> str:
    """What of the words before a number names an observation; empty when they do not."""
    rate = next((one for one in RATES if row.label.endswith(one)), "")
    if bool(rate) != said.growth:
        return ""
    name = row.label.removesuffix(rate)
    groups = "".join(label for label in row.key_labels.values() if label)
    if not all(label in said.before for label in row.key_labels.values() if label):
        return ""
    return name + groups if name and name in _clause(said) else ""


def _clause(said: Said) -> str:
    """Where a number is named: growth may be told of something named clauses before."""
    return said.before if said.growth else re.split(r"[，,、：:]", said.before)[-1]


def near(reported: Reported, rows: Iterable[ObservationRow]) -> list[ObservationRow]:
    """Observations that a number may tell, the nearest name first; a person says which.

    Args:
        reported: A number that no name matched.
        rows: Observations of its cut-off.
    """
    said = next((one for one in extracted(reported.sentence) if one.text == reported.text), None)
    if said is None:
        return []
    pairs = _pairs(_clause(said))
    found = []
    for row in rows:
        rate = next((one for one in RATES if row.label.endswith(one)), "")
        if row.value is None or bool(rate) != said.growth or not _comparable(row, said):
            continue
        named = row.label.removesuffix(rate) + "".join(label for label in row.key_labels.values() if label)
        share = len(_pairs(named) & pairs) / max(len(_pairs(named)), 1)
        if share >= NEAR:
            found.append((-share, len(named), row.address, row))
    return [one[3] for one in sorted(found, key=lambda one: one[:3])[:MOST_NEAR]]


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}


def _comparable(row: ObservationRow, said: Said) -> bool:
    try:
        between(row.unit, said.unit, row.label)
    except YoujuError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Compared:
    """A reported number beside the derived one.

    Attributes:
        reported: As it was taken over.
        row: What was derived; None where nothing here tells of it, or for who asks.
        shown: The derived value in the unit and with the decimals of the report.
        same: Whether it would be printed as it was; None without one.
        gap: Reported less derived, in the report's unit.
    """

    reported: Reported
    row: ObservationRow | None
    shown: str = ""
    same: bool | None = None
    gap: Decimal | None = None


def compared(reported: Sequence[Reported], *, as_of: dt.date, actor: Actor | None = None) -> list[Compared]:
    """Reported numbers beside the latest observations of a cut-off that somebody may see.

    Args:
        reported: From `youju.reports.queries.reported`.
        as_of: Cut-off.
        actor: Who asks; None for commands.
    """
    wanted = {one.figure for one in reported if one.figure}
    latest = {
        (row.figure, _key(row.key)): row for row in observed(actor, as_of=as_of).filter(figure__in=wanted)
    }
    return [_beside(one, latest.get((one.figure, _key(one.key)))) for one in reported]


def observed(actor: Actor | None, *, as_of: dt.date) -> QuerySet[ObservationRow]:
    """Observations that reported numbers of a cut-off are held against, the latest of each last."""
    rows = visible_to(actor).filter(as_of=as_of, known_at=None, division="", value__isnull=False)
    return rows.order_by("counted_at", "address")


def _key(key: dict[str, str | None]) -> str:
    return repr(sorted(key.items()))


def _beside(one: Reported, row: ObservationRow | None) -> Compared:
    if row is None or row.value is None:
        return Compared(one, row)
    digits = _DIGITS.search(one.text)
    places = len(digits[1]) if digits else 0
    value = row.value * between(row.unit, one.unit, row.label)
    near = rounded(value, places)
    within = (one.low is None or one.low <= value) and (one.high is None or value <= one.high)
    same = within or near == one.value
    return Compared(one, row, f"{near:f}{shown_unit(one.unit)}", same, one.value - near)
