"""Numbers that an author typed by hand, and the observations that they may be.

Enter at `typed` (the numbers of a text that are bound to nothing, with offers) and `bind` (one of them
becomes a link). Offered is what has the same value as printed, in the same unit; what is called by words of
the sentence comes first. A number without an offer is unproved.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from youju.checker.mentions import Mention, Role
from youju.checker.numbers import mentions_of
from youju.errors import YoujuError
from youju.figures.models import ObservationRow
from youju.reports.actions.keeping import sentence_at
from youju.reports.document import Bound, Kind
from youju.reports.fields import label_of
from youju.reports.markdown import link
from youju.reports.periods import ref_of, said
from youju.reports.printing import CHANGE, Style, printed, shown_unit

MOST_OFFERS: Final = 5
_BOUND: Final = re.compile(r"\[(?:\\.|[^\]\\])*\]\([ocdntrg]:[^)\s]*\)")
_FENCED: Final = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_ROLE: Final = re.compile(r"^\{(?:to|sign|date|note|caption)\}", re.MULTILINE)
_NUMBER: Final = re.compile(r"\d+(?:\.(\d+))?(.*)$")
_DIGIT: Final = re.compile(r"[0-9０-９]")
_CHANGED: Final = re.compile(r"(增长|下降|提高|降低|回落|增加|减少|上升)(?:了)?$")
_OPPOSITE: Final = {"增长": "下降", "提高": "回落", "增加": "减少", "上升": "下降"}


@dataclass(frozen=True, slots=True)
class Offer:
    """What a typed number may be.

    Attributes:
        what: In words.
        bound: What it becomes.
        start: Offset in the text where what is replaced begins; a word of direction is taken in.
    """

    what: str
    bound: Bound
    start: int
    row: ObservationRow | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """A number that is bound to nothing.

    Attributes:
        start: Offset of its first character in the text.
        end: Offset after its unit.
        sentence: Around it.
    """

    start: int
    end: int
    text: str
    sentence: str
    offers: tuple[Offer, ...]


def typed(source: str, rows: Sequence[ObservationRow], *, as_of: dt.date) -> list[Typed]:
    """The numbers of a text that are bound to nothing, in order, each with what it may be.

    Args:
        source: Markdown.
        rows: Observations that the author may take.
        as_of: Cut-off of the document.
    """
    bare = _blanked(source)
    found: list[Typed] = []
    place = 0
    for line in bare.split("\n"):
        for one in mentions_of(bare, place, place + len(line)):
            if not _DIGIT.search(one.text) or one.role is Role.MARKER:
                continue
            offers = tuple(_offers(one, bare, rows, as_of))
            found.append(
                Typed(one.start, one.end, source[one.start : one.end], _around(source, one.start), offers)
            )
        place += len(line) + 1
    return found


def bind(source: str, start: int, end: int, bound: Bound) -> str:
    """The text with a typed number made a link."""
    return source[:start] + link(bound) + source[end:]


def name_of(text: str) -> Bound:
    """A number that is part of a name."""
    return Bound(Kind.NAME, "", text, label="名称")


def _blanked(source: str) -> str:
    """The text with what is bound, and what is not text, blanked; offsets stay."""
    bare = source
    for pattern in (_FENCED, _BOUND, _ROLE):
        bare = pattern.sub(lambda match: re.sub(r"[^\n]", "　", match[0]), bare)
    return bare


def _around(source: str, place: int) -> str:
    start = source.rfind("\n", 0, place) + 1
    end = source.find("\n", place)
    line = source[start : end if end >= 0 else len(source)]
    return _shown(sentence_at(line, place - start))


def _shown(text: str) -> str:
    return re.sub(r"\[((?:\\.|[^\]\\])*)\]\([^)\s]*\)", r"\1", text).strip()


def _offers(one: Mention, text: str, rows: Iterable[ObservationRow], as_of: dt.date) -> list[Offer]:
    if one.role is Role.DATE:
        return _dates(one, as_of)
    if one.role not in (Role.QUANTITY, Role.RANK):
        return []
    sentence = sentence_at(text, one.start)
    fitting: list[tuple[int, str, Offer]] = []
    for row in rows:
        offer = _fits(one, text, row)
        if offer is not None:
            fitting.append((-_common(label_of(row), sentence), row.address, offer))
    return [offer for _, _, offer in sorted(fitting, key=lambda each: each[:2])[:MOST_OFFERS]]


def _dates(one: Mention, as_of: dt.date) -> list[Offer]:
    found = []
    for form in ("day", "month", "year", "only_month"):
        ref = ref_of(form, as_of)
        if said(ref) == one.text.replace(" ", ""):
            found.append(Offer("截止日期", Bound(Kind.DATE, ref, said(ref) or "", label="日期"), one.start))
    return found


def _fits(one: Mention, text: str, row: ObservationRow) -> Offer | None:
    """An observation as an offer, when it prints as what was typed."""
    if row.value is None:
        return None
    before = _CHANGED.search(text[max(one.start - 4, 0) : one.start])
    words: tuple[str, str, str] | None = None
    start = one.start
    if before is not None and row.value != 0 and "percent" in row.unit:
        word = before[1]
        more = next((up for up, down in _OPPOSITE.items() if word in (up, down)), CHANGE[0])
        words = (more, _OPPOSITE.get(more, CHANGE[1]), CHANGE[2])
        start = one.start - (len(before[0]))
    wanted = text[start : one.end].replace(" ", "").replace(",", "")
    try:
        style = _style(row, words, wanted)
        shown = printed(row.value, row.unit, row.decimals, style, label=row.label)
    except YoujuError:
        return None
    if shown != wanted:
        return None
    label = label_of(row)
    return Offer(label, Bound(Kind.FIGURE, row.address, shown, style.query(), label), start, row)


def _style(row: ObservationRow, words: tuple[str, str, str] | None, text: str) -> Style:
    """The style in which an observation would be printed like a text, decimals and unit as in it."""
    match = _NUMBER.search(text)
    decimals, unit = (len(match[1] or ""), match[2]) if match else (0, "")
    return Style(
        decimals=None if decimals == row.decimals else decimals,
        unit=None if unit == shown_unit(row.unit) else unit,
        words=words,
    )


def _common(label: str, sentence: str) -> int:
    """How many pairs of characters of a label stand in a sentence."""
    pairs = {label[place : place + 2] for place in range(len(label) - 1)}
    return sum(1 for pair in pairs if pair in sentence)
