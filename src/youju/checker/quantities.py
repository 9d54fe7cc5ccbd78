"""What a report tells, quantity by quantity: value, unit, subject, period or cut-off, hedge, precision.

Enter at `told`. Patterns read of the words what each of them needs; here they are read for whoever takes a
report's figures further (``--format json``). A subject is what the report calls a quantity by, not what a
statistician would: nothing is judged by it.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from youju.checker.mentions import Mention, Role
from youju.checker.passage import Passage, Sentence
from youju.standards import periods
from youju.standards.period_model import Kind, Period
from youju.standards.periods import Found

_LEAD: Final = re.compile(r"^(?:其中|另外?|以及|并|和|与|的|则|还|也|了)+")
_END: Final = re.compile(
    r"(?:合计|共计|总计|累计|分别|全部|达到|达|共|均|仅|只|已|为|是|有|约|近|超过?|逾|不足|完成|实现|占|了|的)+$"
)
_CHANGE: Final = re.compile(
    r"(?:同比|环比)?(?:净增加?|增加|增长|增幅|提高|提升|上升|上涨|扩大|减少|下降|降低|回落|收窄|压减|节约)(?:了|为|达)?$"
)
_BASE: Final = re.compile(r"(?:比|较|与|和|同)$")
"""Before a period that something is only measured against."""
_WORDS: Final = re.compile(r"[一-鿿]{2,}")
_NOUN: Final = re.compile(r"[一-鿿]{2,8}")
_SHORT: Final = 4
"""Characters of words that may be a verb or a place alone: 新增20家企业, 全区95个行政村."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity as the report tells it.

    Attributes:
        mention: The number with its unit, hedge and precision.
        subject: What it is of, in the report's words; empty when it is not named in its sentence.
        period: When it is of, as the sentence says or else the year of the report; None when neither does.
    """

    mention: Mention
    subject: str
    period: Period | None

    def as_dict(self) -> dict[str, Any]:
        """The machine shape: ``period`` or ``cut_off`` in ISO 8601; an open end of ``range`` is null."""
        one, period = self.mention, self.period
        low, high = (float(end) if end.is_finite() else None for end in (one.interval.low, one.interval.high))
        point = period is not None and period.kind is Kind.POINT
        return {
            "text": one.text,
            "start": one.start,
            "end": one.end,
            "value": float(one.value),
            "half": float(one.half),
            "range": [low, high],
            "unit": one.unit,
            "hedge": one.hedge,
            "subject": self.subject,
            "period": f"{period.start}/{period.end}" if period and not point else None,
            "cut_off": str(period.end) if period and point else None,
        }


def told(passage: Passage) -> Iterator[Quantity]:
    """The quantities of a report, in order."""
    on = dt.date(passage.year, 12, 31) if passage.year else None
    year = Period(dt.date(on.year, 1, 1), on) if on else None
    for sentence in passage.sentences:
        said = periods.find(passage.text[sentence.start : sentence.end], on=on)
        said = [one for one in said if not _BASE.search(passage.text[: sentence.start + one.start][-1:])]
        yield from _of_sentence(passage, sentence, said, year)


def _of_sentence(
    passage: Passage, sentence: Sentence, said: Sequence[Found], year: Period | None
) -> Iterator[Quantity]:
    starts = [sentence.start + one.start for one in said]
    last, subject = sentence.start, ""
    for mention in sentence.mentions:
        if mention.role is Role.QUANTITY:
            subject = _subject(passage, mention, last) or subject
            place = bisect_right(starts, mention.start) - 1
            yield Quantity(mention, subject, said[place].period if place >= 0 else year)
        last = mention.end


def _subject(passage: Passage, mention: Mention, last: int) -> str:
    """What a quantity is of; empty when it goes on with what was told before it.

    Args:
        passage: The report.
        mention: The quantity.
        last: Where the number before it ends.
    """
    before = passage.before(mention, 40)
    before = before[-max(0, mention.start - last) :] if mention.start > last else ""
    before = re.split("[、（(]", before)[-1]
    for start, end in reversed(periods.places(before)):
        before = before[:start] + before[end:]
    words = _END.sub("", _LEAD.sub("", before))
    change = _CHANGE.search(words)
    if change:
        words = _END.sub("", words[: change.start()].removesuffix("比").removesuffix("较"))
    if change and not _WORDS.search(words):
        return ""
    words = words.strip(' \t\u3000“”"（）()') if _WORDS.search(words) else ""
    noun = _NOUN.match(passage.after(mention, 8)) if mention.unit and not mention.percent else None
    return words + noun[0] if noun and len(words) <= _SHORT else words
