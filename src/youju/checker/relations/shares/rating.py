"""A rate and the quantities from which it may come: what the patterns of rates share.

Enter at `rates_in`; `rated` decides a rate, `rate_of` makes its relation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from youju.checker.intervals import Interval
from youju.checker.mentions import PERCENT, Mention, Role, exact, similar
from youju.checker.model import Kind, Relation, Verdict
from youju.checker.passage import Paragraph, Passage, Sentence
from youju.checker.relations.pattern import (
    FAILS,
    HOLDS,
    UNKNOWN,
    against,
    cut_off,
    in_scale,
    judge,
    number,
    relation,
)

RATE: Final = re.compile(
    r"(?P<stem>[一-鿿]{0,8}?)(?:率|(?<=[奖益惠盖])面|比例|比重|占比|进度|存贷比|(?<=投入)强度)(?P<tail>[^，。；、\d]{0,6})$|"
    r"占(?P<whole>[^，。；\d]{0,16})$|(?P<done>完成[^，。；\d]{0,16})$"
)
CHANGE: Final = re.compile(
    r"增长|增幅|增速|下降|提高|提升|降低|减少|增加|上升|回落|增$|降$|[高低快慢]于|(?:预计|力争|确保)[^，。；]{0,6}$"
)
_NAMING, _CHANGING = frozenset("率面比进占完强"), frozenset("增降提减上回高低快慢预力确")
"""Characters of which `RATE` and `CHANGE` have one."""
_LOOSE: Final = 2
"""How many times a share may be what a rate says where one of them is hedged."""
_SLACK: Final = Decimal("1.02")
_NO_AMOUNT: Final = frozenset({"百分点", "岁", "周岁", "年", "月"})
"""Points and what dates or tells ages: 60岁及以上人口占18.9%."""
_ROUND: Final = 500
"""Half of the last place of 1万: targets are set in round numbers."""
_HERE, _BEFORE, _FAR = 7, 5, 12
"""Numbers looked at before a rate, in its sentence, in the one before, and further back."""


class Around(NamedTuple):
    """A rate and the quantities from which it may come.

    Attributes:
        here: Those before it in its sentence.
        earlier: Those of the sentence before.
        after: The next one after it.
        far: Those of the sentences before that one, in its paragraph.
        sentence: The one in which it stands.
    """

    rate: Mention
    match: re.Match[str] | None
    here: list[Mention]
    earlier: list[Mention]
    after: list[Mention]
    far: list[Mention]
    sentence: Sentence

    @property
    def kind(self) -> Kind:
        """Completion where the words say so, else a share."""
        return Kind.COMPLETION if self.said("done") else Kind.SHARE

    def said(self, group: str) -> str:
        """The words of a group that stand before the rate; empty when there are none."""
        return (self.match[group] or "") if self.match else ""


def common_ending(words: str, head: str) -> int:
    """How many characters at their ends two have in common."""
    length = 0
    while length < min(len(words), len(head)) and words[-length - 1] == head[-length - 1]:
        length += 1
    return length


def quantity(mention: Mention) -> bool:
    """Whether a figure may be a part or a whole: no rate, no span, no mean of what has no parts (3.71个)."""
    usable = mention.measured and not (mention.percent or mention.span)
    broken = mention.scale == 1 and mention.unit in _WHOLE and mention.value % 1 != 0
    return usable and mention.unit not in _NO_AMOUNT and mention.value > 0 and not broken


_WHOLE: Final = frozenset("个人名户家件项条所座处张次")


def rates_in(passage: Passage) -> Iterator[Around]:
    for paragraph in passage.paragraphs:
        yield from _in(passage, paragraph)


def _in(passage: Passage, paragraph: Paragraph) -> Iterator[Around]:
    last: list[Mention] = []
    far: list[Mention] = []
    for sentence in paragraph.sentences:
        quantities = [one for one in sentence.mentions if quantity(one)]
        at = 0
        for rate in sentence.mentions if not sentence.characters.isdisjoint(PERCENT) else ():
            if not rate.percent or rate.role is not Role.QUANTITY:
                continue
            while at < len(quantities) and quantities[at].start < rate.start:
                at += 1
            head = passage.before(rate, 20)
            if not _CHANGING.isdisjoint(head) and CHANGE.search(head):
                continue
            match = None if _NAMING.isdisjoint(head) else RATE.search(head)
            if match or (at and quantities[at - 1].end > rate.start - 12):
                here = quantities[max(0, at - _HERE) : at]
                yield Around(rate, match, here, last, quantities[at : at + 1], far, sentence)
        if quantities:
            far = (far + last)[-_FAR:]
        last = quantities[-_BEFORE:] if quantities else last


def told_of(passage: Passage, whole: Mention, part: Mention, rate: Mention, stem: str) -> bool:
    """Whether both have a rate of one name, so that neither is of the other.

    投资137亿元、完成率20.8%，其中重大项目67亿元、完成率22.3%: each of its own plan.
    """
    own = _OWN.match(passage.text, whole.end, part.start)
    share = None if stem else _OWN_SHARE.match(passage.text, whole.end, part.start)
    if share is not None:  # 来信292件占73%，来电8件占2%: both of the letters and calls together
        return share.end() != rate.end
    return own is not None and own["stem"] == stem[-2:] and own.end() != rate.end


_OWN: Final = re.compile(
    r"[、，（][^、，。；\d]{0,6}?(?P<stem>[一-鿿]{2})(?:率|比例|进度)[^、，。；\d]{0,4}\d[\d.]*%"
)


_OWN_SHARE: Final = re.compile(r"[、，（]?占[^，。；\d]{0,14}\d[\d.]*%")


def near(rate: Mention, part: Mention, whole: Mention) -> bool:
    """Whether a part is about so many percent of a whole, so that computing with intervals is worth it."""
    if not part.value or whole.half * 3 > whole.value:
        return True
    same = similar(part, whole)
    share = 100 * float(part.base if same else part.value) / float(whole.base if same else whole.value)
    if part.hedge and part.interval.high.is_infinite() and whole.interval.high.is_infinite():
        return False
    if not exact(rate, part, whole):  # 10万元以上的…，50万元以上的有34个，占比16.7%
        return float(rate.value) <= _LOOSE * share <= _LOOSE * _LOOSE * float(rate.value)
    reach = 1.5 * share * float(part.half / part.value + whole.half / whole.value)
    return abs(share - float(rate.value)) <= reach + 1.1 * float(rate.half) + 0.1


def rated(
    rate: Mention, part: Mention, whole: Mention, *, aimed: bool = False
) -> tuple[Verdict, Decimal | None, Decimal | None]:
    """Whether a part is so many percent of a whole, which is exact where it is `aimed` at."""
    if whole.value == 0:
        return UNKNOWN, None, None
    scale = whole.scale
    values = {"a": in_scale(part, scale), "t": in_scale(whole, scale)} if similar(part, whole) else None
    if values and aimed and whole.half >= _ROUND:  # a target of 1万人 is not 9600
        values["t"] = Interval(whole.value, whole.value)
    if rate.value == 100 and rate.half:  # 100 % of things is all of them
        values = {**(values or {}), "r": Interval(Decimal("99.95"), Decimal("100.05"))}
    elif not (
        rate.hedge or rate.span
    ):  # 10.85003 is printed as 10.8 by those who compute from unrounded figures
        slack = rate.half * _SLACK
        values = {**(values or {}), "r": Interval(rate.value - slack, rate.value + slack)}
    return judge("r == 100 * a / t", {"r": rate, "a": part, "t": whole}, values=values)


def rate_of(rate: Mention, part: Mention, whole: Mention, kind: Kind, verdict: Verdict) -> Relation:
    _, low, high = rated(rate, part, whole)
    computed = part.base / whole.base * 100 if similar(part, whole) else part.value / whole.value * 100
    if verdict is FAILS and cut_off(rate, computed):
        verdict = HOLDS
    message = f"{part.text}÷{whole.text}={number(round(computed, 2))}%"
    message += f"，{against(rate.text, verdict)}"
    return relation(
        "N102", kind, "r == 100 * a / t", {"r": rate, "a": part, "t": whole}, verdict, low, high, message
    )
