"""One statement told twice with two values (N202): word by word the same, off by a slip of the pen.

Of a year that both name (去年 is the one before the report's) fewer words are enough.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from youju.checker.mentions import Mention
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern, judge, relation
from youju.checker.relations.sums.summing import one_slip

NO_SUBJECT: Final = re.compile(
    r"占(?!比)|^(?:完成|达到?|实现|同比|环比|比|较|增|降|下降|上升|超|高|低|提高|快|慢|为|全年|其中|分别|约)"
)
"""What is told of something named in the clause before, so that the words do not say of what."""


WHEN: Final = re.compile(
    r"去年|上年|明年|今年|上半年|计划|力争|目标|预计|(?:19|20)\d\d年|"
    r"(?:\d{1,2}\s*[-—－–至~～]\s*)?\d{1,2}月|累计|当月|本月|上月|[一二三四]季度"
)
_CLAUSE_LEAST: Final = 9
"""Characters of a clause that make it say one thing only."""
_LARGE_LEAST: Final = 6
"""The same before a number that does not come twice by chance."""
_WORDS: Final = re.compile(r"[一-鿿“”]+")
SLIP: Final = 3
"""Last places by which a slip of the pen is off at most."""


def _restated(passage: Passage) -> Iterator[Relation]:
    """获批省首批企业研发中心42家 and, word by word the same, 43家."""
    known: dict[tuple[str, str], list[tuple[Mention, int]]] = defaultdict(list)
    for sentence in passage.sentences:
        for mention in sentence.mentions:
            if not mention.measured or mention.hedge or mention.span:
                continue
            head = passage.before(mention, 24)
            lead = _LED.match(head)
            head = _LINK.sub("", head[lead.end() :]) if lead else head
            if len(head) < _LARGE_LEAST:
                continue
            large = (mention.value >= 1000 and mention.half == 0) or lead is not None
            long = sum(one.isdigit() for one in mention.text) > _DIGITS_LEAST
            if len(head) < (_LARGE_LEAST if large or long else _CLAUSE_LEAST) or not _WORDS.fullmatch(head):
                continue
            if mention.percent and NO_SUBJECT.search(head):  # 税务占全部收入的48.51%, 财政占全部收入的51.49%
                continue
            short = not large and len(head) < _CLAUSE_LEAST
            head = head[-_LARGE_LEAST:] if large or short else head
            step = max(Decimal(1), mention.half * 2)
            for other, start in known[mention.dimension, head][-4:]:
                gap = abs(other.base - mention.base)
                slip = 0 < gap <= SLIP * step * mention.scale and mention.base >= 10 * step * mention.scale
                near = slip or (lead is not None and _misread(other, mention))
                told_alike = (near and not short) or _transposed(other, mention)
                when = _when(passage, sentence.start, mention.start) if told_alike else None
                if told_alike and when == _when(passage, start, other.start):
                    yield two_values(other, mention, head[-10:])
                    break
            known[mention.dimension, head].append((mention, sentence.start))


def _reviewed(passage: Passage) -> Iterator[Relation]:
    """硬化通组公路11.6公里 … 回顾一年来的工作，我们硬化通组公路16.1公里: told again at the end."""
    known: dict[tuple[str, str], list[tuple[Mention, int]]] = defaultdict(list)
    for sentence in passage.sentences:
        review = _REVIEW.match(passage.text, sentence.start, sentence.end) is not None
        for mention in sentence.mentions:
            head = _OURS.sub("", passage.before(mention, 24))
            if not mention.measured or mention.hedge or mention.span or not _WORDS.fullmatch(head):
                continue
            told = known[mention.dimension, head]
            if review and len(head) >= _LARGE_LEAST and len({one.base for one, _ in told}) == 1:
                other, start = told[-1]
                when = _when(passage, sentence.start, mention.start)
                alike = _misread(other, mention) and not told_apart(passage, other, mention)
                if alike and when == _when(passage, start, other.start):
                    yield two_values(other, mention, head)
            elif not review:
                told.append((mention, sentence.start))


def told_apart(passage: Passage, a: Mention, b: Mention) -> bool:
    """Whether the text tells what two figures are apart by: 136座，含在建10座."""
    return any(
        other.base == abs(a.base - b.base) and other.unit == one.unit
        for one in (a, b)
        if (other := passage.first_from(one.end)) is not None and other.start - one.end < _CLOSE
        if _PART.search(passage.text, one.end, other.start)
    )


_CLOSE: Final = 24
_PART: Final = re.compile(r"含|其中|包括|新|另")
_REVIEW: Final = re.compile(r"\s*[^，。]{0,6}(?:回顾|一年来|这一年|总的来[看说]|综上|总之)")
_OURS: Final = re.compile(r"^(?:我们|全[县市区镇乡])?(?:共|先后|累计)?")


def _misread(a: Mention, b: Mention) -> bool:
    """Whether one digit is another: 86.2 and 88.2."""
    digits = [re.sub(r"\D", "", one.text) for one in (a, b)]
    return a.unit == b.unit and len(digits[0]) >= _DIGITS_LEAST and one_slip(*digits)


_LED: Final = re.compile(r"(?:20\d\d|[去上])年(?:全年|度)?(?=[一-鿿])")
_LINK: Final = re.compile(r"(?:仅?为|是|达到?|共有?|有)$")


def _when(passage: Passage, start: int, end: int) -> set[str]:
    """The times that a sentence names before a number; 去年 as the year it is, where that is known."""
    named = set(WHEN.findall(passage.text, start, end)) - {"今年"}
    if passage.year and named & {"去年", "上年"}:
        named = named - {"去年", "上年"} | {f"{passage.year - 1}年"}
    return named


def _transposed(a: Mention, b: Mention) -> bool:
    """Whether two neighbouring digits have changed places: 356.8 and 365.8."""
    if len(a.text) != len(b.text) or a.text == b.text:
        return False
    apart = [at for at, (x, y) in enumerate(zip(a.text, b.text, strict=True)) if x != y]
    if len(apart) != 2 or sum(one.isdigit() for one in a.text) < _DIGITS_LEAST:
        return False
    first, second = apart
    swapped = a.text[first] == b.text[second] and a.text[second] == b.text[first]
    return swapped and not a.text[first + 1 : second].strip(".,")


_DIGITS_LEAST: Final = 3


def two_values(a: Mention, b: Mention, what: str) -> Relation:
    verdict, low, high = judge("a == b", {"a": a, "b": b}, scale=a.scale)
    message = f"“{what.strip('“”')}”两处分别为{a.text}和{b.text}"
    message += "，一致" if verdict is HOLDS else "，不一致，请核对"
    return relation(
        "N202", Kind.EQUALITY, "a == b", {"a": a, "b": b}, verdict, low, high, message, scale=a.scale
    )


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "restated",
        "N202",
        Kind.EQUALITY,
        _restated,
        (
            Example(
                "获批全省首批企业研发中心42家。总之，获批全省首批企业研发中心43家。", FAILS, ("42家", "43家")
            ),
            Example("全年新增城镇就业5326人。新增城镇就业5329人。", FAILS, (), "不一致"),
            Example("全年接待游客356.8万人次。总之，全年接待游客365.8万人次。", FAILS, (), "不一致"),
            Example("税务48万元，占全部预算收入的48.5%；财政51万元，占全部预算收入的51.5%。", None),
            Example("2023年总结\n去年新增城镇就业5326人。\n2022年新增城镇就业5362人。", FAILS, (), "不一致"),
            Example("2023年总结\n去年新增城镇就业5326人。\n2023年新增城镇就业5362人。", None),
            Example("去年获批全省首批企业研发中心42家。今年获批全省首批企业研发中心43家。", None),
        ),
    ),
    Pattern(
        "told in a review",
        "N202",
        Kind.EQUALITY,
        _reviewed,
        (
            Example(
                "新修机耕道路11.6公里。\n回顾一年来的工作，我们新修机耕道路16.1公里。",
                FAILS,
                ("11.6公里", "16.1公里"),
            ),
            Example("新修机耕道路11.6公里。\n回顾五年来的工作，累计新修机耕道路96.3公里。", None),
            Example("新修机耕道路126公里。\n总的来看，新修机耕道路162公里，其中续建36公里。", None),
            Example("东片新修机耕道路11.6公里，西片新修机耕道路16.1公里。", None),
            Example("新修机耕道路11.6公里。\n明年计划新修机耕道路16.1公里。", None),
        ),
    ),
)
