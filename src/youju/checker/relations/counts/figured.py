"""Slogans of figures against what they stand for (N201): “1+3+N”工作体系, “12345”思路, “一二三四”.

What they stand for follows (即1个…、3个…), stands before (…的“1+3”体系), or is said by the headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.counts.listing import count, list_stop, value_of
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.sentences import Items, Range, items_of

_NUMBER: Final = r"\d{1,4}|[一二两三四五六七八九十]{1,3}|[NnXＮ]"
_FIGURED: Final = re.compile(
    rf"[“\"](?:(?P<plus>(?:{_NUMBER})(?:[+＋](?:{_NUMBER})){{1,5}})|(?P<row>123[4-9]{{0,6}}|一二三[四五六七八九]{{0,6}}))[”\"]"
)
_OPEN: Final = re.compile(
    r"[^，。；：、（）()“”\n\r]{0,14}?(?P<open>，?(?:即|也?就是|分别[是为指]|包括|具体[是为]|是?指)[：:]?|[：:（(]|[，。])"
)
_COUNTED: Final = (
    rf"(?P<lead>[“\"]?[^，。；：、（）()“”\d\s等]{{0,6}}?[“\"]?)"
    rf"(?P<n>{_NUMBER}|若干)[”\"]?(?=[一-鿿])"
)
_ITEM: Final = re.compile(rf"(?:[、，；]|以?及|[和与]){_COUNTED}")
_FIRST: Final = re.compile(_COUNTED)
"""Where an item begins that says how many it is: 1个中心, 抓住两个关键, “3”即三支队伍."""
_FAR: Final = 160


class _Term(NamedTuple):
    """A figure of a slogan: where it stands and what it says; N may be any number."""

    start: int
    end: int
    value: int | None


def _value(text: str) -> int | None:
    return None if text in "NnXＮ" or text == "若干" else value_of(text)


def _terms(match: re.Match[str]) -> list[_Term]:
    """The figures of a slogan; none where a row does not count up."""
    if match["row"]:
        places = range(match.start("row"), match.end("row"))
        terms = [_Term(place, place + 1, _value(match.string[place])) for place in places]
        return terms if [one.value for one in terms] == list(range(1, len(terms) + 1)) else []
    found = re.compile(r"[^+＋]+").finditer(match.string, *match.span("plus"))
    return [_Term(one.start(), one.end(), _value(one[0])) for one in found]


def _told(text: str, start: int, end: int) -> list[re.Match[str]]:
    """The items of a list that are counted."""
    first = _FIRST.match(text, start, end)
    rest = _ITEM.finditer(text, first.end() if first else start, end)
    return [first, *rest] if first else list(rest)


def _agree(terms: Sequence[_Term], told: Sequence[re.Match[str]]) -> list[bool]:
    """For each figure whether what is told says the same."""
    pairs = [(term.value, _value(one["n"])) for term, one in zip(terms, told, strict=False)]
    return [a is None or a == b for a, b in pairs]


def _items(told: Sequence[re.Match[str]], end: int) -> Items:
    ends = [*(one.start() for one in told[1:]), end]
    pieces = (Range(one.start("lead"), stop) for one, stop in zip(told, ends, strict=True))
    return Items(len(told), len(told), tuple(pieces))


def _figured(passage: Passage) -> Iterator[Relation]:
    """构建“1+2+3”体系，即1个…、2个…、3个…."""
    text = passage.text
    heads: list[re.Match[str]] | None = None
    for match in _FIGURED.finditer(text, passage.start, passage.end):
        terms = _terms(match)
        if not terms:
            continue
        say = partial(count, passage, match.start() + 1, match.end() - 1, len(terms))
        if (found := _following(passage, match, terms)) is not None:
            yield found
        elif (told := _before(passage, match.start(), terms)) is not None:
            yield say(told, HOLDS)
        elif match["row"]:
            if heads is None:
                heads = list(_HEAD.finditer(text, passage.start, passage.end))
            if (run := _run(heads, terms)) is not None:
                yield say(run, HOLDS)
        elif (told := _unnumbered(passage, match.start(), terms)) is not None:
            yield count(passage, terms[1].start, terms[1].end, terms[1].value or 0, told, HOLDS)


def _following(passage: Passage, match: re.Match[str], terms: list[_Term]) -> Relation | None:
    """What the list after a slogan says of it."""
    text = passage.text
    opening = _OPEN.match(text, match.end(), passage.end)
    if opening is None:
        return None
    bracket = opening["open"] in "（("
    first, most = opening.end(), min(passage.end, opening.end() + 2 * _FAR)
    stop = list_stop(text, first, most, bracket=bracket)
    told = _told(text, first, stop)
    agree = _agree(terms, told)
    size = len(terms)
    say = partial(count, passage, match.start() + 1, match.end() - 1, size)
    sure = opening["open"] not in "，。" and _closed(text, told, stop)
    more = sure and len(told) > size and text[told[size].start()] in "、和与及"
    if len(agree) == size and all(agree):
        if not more:
            return say(_items(told[:size], stop), HOLDS)
        return say(_items(told[: size + 1], stop), FAILS) if len(told) == size + 1 else None
    if not sure or len(agree) < 2 or len(told) > size:
        return None
    if len(told) == size:
        wrong = [place for place, right in enumerate(agree) if not right]
        at = wrong[0]
        stated, listed = terms[at].value, _value(told[at]["n"])
        if len(wrong) > 1 or stated is None or listed is None:
            return None
        found = Items(listed, listed, _items(told, stop).pieces[at : at + 1])
        return count(passage, terms[at].start, terms[at].end, stated, found, FAILS)
    if len(told) == size - 1 and all(agree) and terms[-1].value is not None:
        return say(_items(told, stop), FAILS)
    return None


def _closed(text: str, told: Sequence[re.Match[str]], stop: int) -> bool:
    """Whether every item of a list is counted and none is left open."""
    if not told or re.search(r"[（(等；]", text[told[0].start() : stop]):
        return False
    edges = [*(one.start() for one in told[1:]), stop]
    gaps = [text[one.end() : edge] for one, edge in zip(told, edges, strict=True)]
    return not any(re.search(r"[、，和与及]", gap) for gap in gaps)


def _before(passage: Passage, end: int, terms: list[_Term]) -> Items | None:
    """1个中心、2个平台、3支队伍的“1+2+3”体系."""
    text = passage.text
    low = max(passage.start, end - _FAR)
    low = max(text.rfind(mark, low, end) for mark in "。；\n") + 1 or low
    told = _told(text, low, end)[-len(terms) :]
    agree = _agree(terms, told)
    return _items(told, end) if len(agree) == len(terms) and all(agree) else None


def _unnumbered(passage: Passage, end: int, terms: list[_Term]) -> Items | None:
    """用水、用电、用气“1+3”方案."""
    text, low = passage.text, max(passage.start, end - _FAR)
    stated = terms[1].value
    if len(terms) != 2 or terms[0].value != 1 or stated is None:
        return None
    first = max(text.rfind(mark, low, end) for mark in "。；，：\n") + 1
    listed = items_of(text, max(first, low), end)
    return listed if 2 <= listed.least <= stated <= listed.most else None


_HEAD: Final = re.compile(
    r"[是要、.．）)](?<=[一二三四五六七八九十\d].)[ \t　]*(?P<lead>[^，。；：、“”\d\s]{0,6}?)"
    r"(?P<n>[一二两三四五六七八九]|\d)(?=[个项大条张支场道种类篇件])"
)
"""A heading that counts: （一）聚焦一个目标, 2.抓好两项工程, 三是办好三场活动."""


def _run(heads: list[re.Match[str]], terms: list[_Term]) -> Items | None:
    """The headings that count as a slogan does, one after the other."""
    runs: list[list[re.Match[str]]] = []
    for one in heads:
        value = _value(one["n"])
        run = next((told for told in reversed(runs) if value == len(told) + 1), [])
        if not run and value != 1:
            continue
        if value == 1:
            runs.append(run)  # those before go on: a heading may have headings of its own
        run.append(one)
        if len(run) == len(terms):
            return Items(len(run), len(run), tuple(Range(one.start("lead"), one.end()) for one in run))
    return None


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "figures",
        "N201",
        Kind.COUNT,
        _figured,
        (
            Example(
                "构建“1+6+90”养老网络，即1个县级中心、6个镇级站、90个村级点。",
                HOLDS,
                ("1+6+90", "1个县级中心"),
            ),
            Example("构建“1+6+90”养老网络，即1个县级中心、6个镇级站、80个村级点。", FAILS, (), "写明90"),
            Example("推行“1＋3＋N”治理模式：1个指挥中心、3个片区、N个网格。", HOLDS),
            Example("出台“1+5”政策体系（1个总体方案、5个配套文件）。", HOLDS),
            Example("形成“3+2”格局，“3”即三大主导产业，“2”即两个特色产业。", HOLDS),
            Example("建成1个总馆、8个分馆、60个服务点的“1+8+60”体系。", HOLDS),
            Example("制定用水、用电、用气“1+3”方案。", HOLDS),
            Example("形成“1+2+3”体系，即一个中心、两个平台、三支队伍、四项机制。", FAILS, (), "列出4"),
            Example("落实“1234”思路，即围绕一个目标、抓住两个关键、突出三个重点。", FAILS, (), "列出3"),
            Example("坚持“一二三”工作法：一个中心、两条主线、三项制度。", HOLDS),
            Example("紧扣“一二三”思路，聚焦一个定位，实施两大工程，打造三个样板。", HOLDS),
            Example("（一）建一个队。好。\n（二）抓两项事。好。\n（三）办三场会。做到“一二三”。", HOLDS),
            Example(
                "推进“一二三”工程。\n（一）建一个队。一是办一个点。好。\n（二）抓两项事。好。\n（三）办三场会。好。",
                HOLDS,
            ),
            Example("办理“12345”热线300件，一个口子受理、两级办理。", None),
            Example("推行“1+2+3”体系，即县级统筹、部门协同、镇村落实。", None),
            Example("推行“5+2”工作法，即周末不休息、夜间不停工。", None),
        ),
    ),
)
