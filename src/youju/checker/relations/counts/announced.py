"""What a heading announces, against what follows it word for word (N201): 强化两项保障。强化甲保障，…；强化….

The verb and the noun of the heading are those of what it announces, so that no marks of order are needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Final, NamedTuple

from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.counts.listing import count, measure_length, range_of, statements
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.sentences import Items, Range, items_of

_NOUN: Final = re.compile(r"(?P<noun>[一-鿿]{1,8})[”\"]?(?P<mark>[。：，；]\n?|\n)\s*")
_VERB: Final = re.compile(r"(?P<open>^|[\s。；：，、．.）)是])(?P<verb>[一-鿿]{1,6}?)[“\"]?$")
_REACH: Final = 600
"""Characters in which all that is announced is said."""
_CLAUSE: Final = re.compile(r"[^，。；\n\r]+")
_LEAD: Final = re.compile(r"分别(?:是|为)?|即|就是|包括|具体[是为]")
_NEXT: Final = re.compile(
    r"[\n\r]\s*(?:[（(][一二三四五六七八九十\d]|[一二三四五六七八九十]{1,2}、|\d{1,2}[.．、])"
)
_ORDERED: Final = re.compile(r"一[是要]|首先|[一1][、.．]|[（(][一1][)）]")
_JOINT: Final = re.compile(r"[、和与及]")
_MOST: Final = 12
_MOST_OFF: Final = 2
_SURE: Final = 3
"""With fewer that follow, others may be said in other words."""


class _Head(NamedTuple):
    """What is announced: verb (also its last two characters), noun (its last two), where the rest begins."""

    verbs: tuple[str, ...]
    noun: str
    whole: bool
    body: Range


def _announced(passage: Passage) -> Iterator[Relation]:
    """健全三项机制。健全甲机制、乙机制、丙机制; 推进两个提升。推进甲提升，…，推进乙提升."""
    for start, end, stated in statements(passage):
        if not 2 <= stated <= _MOST:
            continue
        unit = measure_length(passage.text, end) if passage.text[end : end + 1] in _UNITS else 0
        head = _head(passage, start, end + unit)
        if head is None:
            continue
        say = partial(count, passage, start, end + max(unit, 1), stated)
        found = _listed(passage.text, head, stated) or _told(passage.text, head, stated)
        if found is not None:
            yield say(found, HOLDS if found.least <= stated <= found.most else FAILS)


_TIMES: Final = frozenset("场篇支次件套")
"""What these count is seldom told in full."""
_UNITS: Final = frozenset("个项条大张场道种类篇支次件套")


def _head(passage: Passage, start: int, end: int) -> _Head | None:
    """The words around a number, where what follows begins with one of them or ends its first clause so."""
    text = passage.text
    noun = _NOUN.match(text, end, passage.end)
    if noun is None:
        return None
    low = max(passage.start, start - 8)
    verb = _VERB.search(text[low:start])
    said = tuple(dict.fromkeys((verb["verb"], verb["verb"][-2:]))) if verb and len(verb["verb"]) > 1 else ()
    word = noun["noun"][-2:]
    first = _CLAUSE.match(text, noun.end(), passage.end)
    if first is None or _ORDERED.match(text, noun.end()):
        return None
    clause = first[0].rstrip('”"》')
    if not (
        clause.endswith(word)
        or text.startswith(word, noun.end())
        or _LEAD.match(clause)
        or clause.startswith(said)
    ):
        return None
    stop = min(passage.end, noun.end() + _REACH)
    if "\n" in noun["mark"]:
        following = _NEXT.search(text, noun.end(), stop)
        stop = following.start() if following else stop
    else:
        line = text.find("\n", noun.end(), stop)
        stop = line if line >= 0 else stop
    headed = verb is not None and verb["open"] not in {"，", "、"} and noun["mark"][0] not in "，；"
    whole = headed and not text[start].isdigit() and text[end - 1] not in _TIMES
    return _Head(said, word, whole, Range(noun.end(), stop))


def _listed(text: str, head: _Head, stated: int) -> Items | None:
    """健全甲机制、乙机制、丙机制: what is announced as one list."""
    clause = _CLAUSE.match(text, *head.body)
    if clause is None or "、" not in clause[0]:
        return None
    lead = _LEAD.match(text, *clause.span())
    first = lead.end() if lead else clause.start()
    first += next((len(verb) for verb in head.verbs if text.startswith(verb, first)), 0)
    found = items_of(text, first, clause.end())
    if found.least <= stated <= found.most:
        return found
    names = [text[a:b].strip("“”") for a, b in found.pieces]
    ended = all(name.endswith(head.noun) for name in names) and found.least == found.most >= _SURE
    again = text.find(head.noun, clause.end(), head.body.end) >= 0
    sure = head.whole and ended and not again and abs(found.least - stated) <= _MOST_OFF
    return found if sure and max(map(len, names)) <= _LONGEST else None


_LONGEST: Final = 14


def _told(text: str, head: _Head, stated: int) -> Items | None:
    """强化甲保障，…；强化乙保障，…: what is announced clause by clause."""
    clauses = list(_CLAUSE.finditer(text, *head.body))
    own = [place for place, one in enumerate(clauses) if _own(one[0], head)]
    ended = [place for place, one in enumerate(clauses) if one[0].rstrip('”"》').endswith(head.noun)]
    begun = [place for place, one in enumerate(clauses) if one[0].startswith(head.noun)]
    led = _heads_of_parts(text, clauses)
    led = led if all(clauses[place][0].startswith(head.verbs) for place in led) else []
    for places in (own, begun, ended, led):
        if len(places) == stated and (places is not ended or len(head.noun) > 1):
            return _items(clauses, places)
    places = own if len(own) >= len(begun) else begun
    said = text.count(head.noun, *head.body) == len(places)
    single = not any(_JOINT.search(clauses[place][0]) for place in places)
    sure = head.whole and said and single and len(places) >= _SURE and abs(len(places) - stated) <= _MOST_OFF
    return _items(clauses, places) if sure and _side_by_side(text, clauses, places) else None


def _own(clause: str, head: _Head) -> bool:
    """Whether a clause begins and ends as the heading does: 强化责任保障."""
    words = clause.rstrip('”"》')
    return words.startswith(head.verbs) and words.endswith(head.noun) and "等" not in words


def _heads_of_parts(text: str, clauses: list[re.Match[str]]) -> list[int]:
    """The clauses that stand after ； or 。, and the first."""
    return [place for place, one in enumerate(clauses) if place == 0 or text[one.start() - 1] in "。；\n\r"]


def _side_by_side(text: str, clauses: list[re.Match[str]], places: list[int]) -> bool:
    """Whether the clauses are all that is announced: one after the other, or each the head of its part."""
    first, last = places[0], places[-1]
    if first == 0 and last == len(places) - 1:
        return True
    return _heads_of_parts(text, clauses) == places


def _items(clauses: list[re.Match[str]], places: list[int]) -> Items:
    return Items(len(places), len(places), tuple(range_of(clauses[place]) for place in places))


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "heading and clauses",
        "N201",
        Kind.COUNT,
        _announced,
        (
            Example("做响三张名片。分别是做响“茶乡”名片、做响“戏曲”名片、做响“古城”名片。", HOLDS),
            Example("健全三项机制。健全会商机制、通报机制、督办机制。", HOLDS, ("三项", "会商机制")),
            Example("健全四项机制。健全会商机制、通报机制、督办机制。", FAILS, (), "写明4，列出3"),
            Example("办好三场活动。办好采茶戏、马拉松、美食节，带旺人气。", HOLDS),
            Example("推进三个提升。推进道路提升，推进供水提升，推进绿化提升，改厕20户。", HOLDS),
            Example("推进四个提升。推进道路提升，推进供水提升，推进绿化提升，改厕20户。", FAILS),
            Example("强化三项保障。强化人员保障，配齐；强化经费保障，列支；强化技术保障，联网。", HOLDS),
            Example(
                "强化四项保障。强化人员保障，配齐；强化经费保障，列支；强化技术保障，联网。",
                FAILS,
                (),
                "列出3",
            ),
            Example("（三）健全两项机制\n健全会商机制，每月一次。健全通报机制，每季一次。", HOLDS),
            Example("把好三道关。把好准入关，严审；把好过程关，勤查；把好出口关，销号。", HOLDS),
            Example("坚持三个聚焦，聚焦主业谋发展，聚焦民生办实事，聚焦安全守底线。", HOLDS),
            Example("突出两个抓手。以项目为抓手，促发展；以党建为抓手，聚人心。", HOLDS),
            Example("开展两大行动。开展“清河”行动；开展“净空”行动；开展“护田”行动。", FAILS, (), "多列1"),
            Example("强化四项保障。强化人员保障，配齐；加大投入，列支；规范管理，联网。", None),
            Example("推进两项改革。推进农村改革，推进教育改革，推进医保改革，两项改革获评试点。", None),
            Example("召开五次会议。召开常务会议，定预算；召开专题会议，防汛；召开推进会议，调度。", None),
            Example("实施五项工程，实施安居工程、饮水工程、通畅工程，投资9亿元。", None),
        ),
    ),
)
