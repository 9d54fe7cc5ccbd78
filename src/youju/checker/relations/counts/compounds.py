"""Slogans of several words in turn (N201): “三清一改”, “两代表一委员”, “两确保、三提升、两强化”.

So many items of each word stand in the list, the sentence or the headings that the slogan announces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.counts.listing import count, value_of
from youju.checker.relations.counts.nearby import WIDE, surroundings_of
from youju.checker.relations.counts.pieces import places_of
from youju.checker.relations.counts.shared_words import CLAUSE, FIGURE, INTRO, JOINT, LINK, REACH
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.sentences import Items, Range, items_of

_COMPOUND: Final = re.compile(rf"[“\"](?P<terms>(?:[{FIGURE}]个?[^\W{FIGURE}\d]{{1,3}}、?){{2,4}})[”\"]")
_TERM: Final = re.compile(rf"(?P<n>[{FIGURE}])个?(?P<word>[^\W{FIGURE}\d]{{1,3}})")
_TOTAL: Final = re.compile(r"[一-鿿]{0,4}\d+[一-鿿]，")
"""How many there are in all: “一书三证”共计39件，具体为…."""
_OWN_FIGURE: Final = re.compile(r"(?:XX|[\d.,]+)万?[一-鿿]{1,2}$")
_ORDER: Final = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．]?[是要]?")
_HEAD: Final = re.compile(r"[^。；\n\r]{1,60}")


def _compounds(passage: Passage) -> Iterator[Relation]:
    """“三清一改”，即清垃圾、清沟渠、清杂草、改习惯: so many items of each word."""
    text = passage.text
    for match in _COMPOUND.finditer(text, passage.start, passage.end):
        terms = list(_TERM.finditer(text, *match.span("terms")))
        numbers = [value_of(one["n"]) for one in terms]
        words = [one["word"] for one in terms]
        if len(set(words)) < len(terms) or max(numbers) < 2:
            continue  # “一村一品” is the name of something
        after = _told_after(text, match, passage.end, words, numbers)
        of_each = after or _told_before(text, match, passage.start, words, numbers)
        of_each = of_each or _told_far(passage, match.end(), words, numbers) or []
        for one, number, own in zip(terms, numbers, of_each, strict=False):
            if number > 1 or len(own) != number:
                verdict = HOLDS if len(own) == number else FAILS
                yield count(passage, *one.span(), number, Items(len(own), len(own), tuple(own)), verdict)


_PIECE: Final = re.compile(r"[^，。；、：（）()\n\r]+")
_SENTENCE: Final = re.compile(r"[^。\n\r]+")


def _told_after(
    text: str, match: re.Match[str], high: int, words: Sequence[str], numbers: Sequence[int]
) -> list[list[Range]] | None:
    """What the list, or the sentence, after a slogan has of each word; a list that misses one is an error."""
    total = _TOTAL.match(text, match.end(), high)
    intro = INTRO.match(text, total.end() if total else match.end(), high)
    clause = CLAUSE.match(text, intro.end(), high) if intro else None
    sentence = _SENTENCE.match(text, intro.end(), min(high, intro.end() + 2 * REACH)) if intro else None
    if intro is None or clause is None or sentence is None:
        return None
    for told in (clause, sentence):
        pieces = [Range(*one.span()) for one in _PIECE.finditer(text, *told.span())]
        for within in (False, True) if told is clause else (False,):
            of_each = _each(text, pieces, words, within=within)
            if of_each and [len(own) for own in of_each] == list(numbers):
                return of_each
    following = text[clause.end() : clause.end() + 1]
    if intro["open"] == "，" or "等" in clause[0] or following in "；（(" or JOINT.search(clause[0]):
        return None
    own = _each(text, items_of(text, *clause.span()).pieces, words)
    if own is None or sum(map(len, own)) != clause[0].count("、") + 1 or not all(own):
        return None
    return own if sum(abs(len(one) - number) for one, number in zip(own, numbers, strict=True)) == 1 else None


def _told_before(
    text: str, match: re.Match[str], low: int, words: Sequence[str], numbers: Sequence[int]
) -> list[list[Range]] | None:
    """党代表、人大代表、政协委员“两代表一委员”."""
    low = max(low, match.start() - REACH)
    link = LINK.search(text, max(low, match.start() - 4), match.start())
    stop = link.start() if link else match.start()
    first = max(low, *(text.rfind(mark, low, stop) + 1 for mark in "。；：\n"))
    pieces = [Range(*one.span()) for one in _PIECE.finditer(text, first, stop)][-sum(numbers) :]
    own = _each(text, pieces, words)
    agree = own is not None and [len(one) for one in own] == list(numbers)
    return own if agree and len(pieces) == sum(numbers) else None


def _told_far(
    passage: Passage, start: int, words: Sequence[str], numbers: Sequence[int]
) -> list[list[Range]] | None:
    """一要确保…，二要确保…，三要提升…: the headings that follow, each with a word or all with all of them."""
    text, near = passage.text, Range(start, min(start + WIDE, passage.end))
    begun = sorted(at for word in words for at in places_of(text, word, near) if text[at - 1] in "。；\n")
    lengths = sorted({sum(numbers), *numbers} - {1})
    told = (one for length in lengths for one in surroundings_of(passage).ordered(length, near))
    runs = list(told)
    runs.append(tuple(Range(at, near.end) for at in begun))
    for run in runs:
        if len(run) not in {sum(numbers), *numbers}:
            continue
        heads = [one.span() for a, b in run if (one := _HEAD.match(text, a, b))]
        clauses = [[*CLAUSE.finditer(text, *head)] for head in heads]
        own = [
            [Range(*head) for head, told in zip(heads, clauses, strict=True) if _begun(told, word)]
            for word in words
        ]
        if [len(one) for one in own] == list(numbers):
            return own
    return None


def _begun(clauses: Sequence[re.Match[str]], word: str) -> bool:
    """Whether a clause of a heading begins with a word, its mark of order left off."""
    return any(_ORDER.sub("", one[0], count=1).startswith(word) for one in clauses)


def _each(
    text: str, pieces: Sequence[Range], words: Sequence[str], *, within: bool = False
) -> list[list[Range]] | None:
    """The pieces of each word, where none is of two.

    Args:
        within: Whether the word may stand anywhere in a piece.
    """
    own = [
        [one for one in pieces if word[0] in text[slice(*one)]] if within else _of(text, pieces, word)
        for word in words
    ]
    return own if len({one for some in own for one in some}) == sum(map(len, own)) else None


def _of(text: str, pieces: Sequence[Range], word: str) -> list[Range]:
    """The pieces that begin with the first character of a word, or end with the word."""
    first = pieces[:1]
    return [
        one
        for one in pieces
        if text.startswith(word[0], one.start)
        or _OWN_FIGURE.sub("", text[slice(*one)]).endswith(word)
        or (one in first and word[0] in text[slice(*one)])
    ]


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "words in turn",
        "N201",
        Kind.COUNT,
        _compounds,
        (
            Example(
                "开展“三清一改”行动，重点是清理垃圾、清理沟渠、清理杂草、改变陋习。",
                HOLDS,
                ("三清", "清理垃圾"),
            ),
            Example("开展“三清一改”行动，即清理垃圾、清理沟渠、改变陋习。", FAILS, (), "写明3，列出2"),
            Example("推进“三清一改”，清理垃圾、清理沟渠、清理杂草、改变陋习，清运垃圾9吨。", HOLDS),
            Example("推进“一拆两建”，拆除旧房20栋；建渠3公里、建桥1座。", HOLDS),
            Example("邀请党代表、人大代表、政协委员“两代表一委员”座谈。", HOLDS),
            Example("落实“两不愁一保障”，不愁吃、不愁穿，住房有保障。", HOLDS),
            Example(
                "核发“一书三证”共计12件，具体为：选址意见书2件、用地许可证3件、工程许可证4件、乡村许可证3件。",
                HOLDS,
            ),
            Example(
                "突出“两确保、一提升”，抓好工作。一要确保安全，查隐患。二要确保供水，修管网。三要提升服务，建窗口。",
                HOLDS,
                ("两确保", "一要确保安全，查隐患"),
            ),
            Example("突出“两个聚焦、两个全力”。\n聚焦项目，全力招商。快。\n聚焦民生，全力办学。好。", HOLDS),
            Example("突出“两个聚焦、两个全力”，好。聚焦项目，全力招商。快。聚焦民生，全力办学。好。", HOLDS),
            Example("突出“两确保、两提升”。一要确保安全。二要确保供水。三要提升服务。", None),
            Example("开展“三清一改”行动，清理垃圾20吨。", None),
            Example("东村获评“一村一品”示范村、一镇一业示范镇。", None),
            Example("“两客一危”即长途客车、旅游客车、危险品运输车。", HOLDS),
            Example("落实“三会一课”制度，召开支委会12次。", None),
        ),
    ),
)
