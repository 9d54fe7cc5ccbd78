"""Slogans whose word is in each item (N201): 防溺水、防火灾、防诈骗“三防”; “五查”，即查甲、查乙…; “三清一改”.

The items stand at the slogan itself, so that too many or too few of them are an error, and not an accident.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.counts.listing import count, value_of
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.sentences import Items, Range, items_of

FIGURE: Final = "一二两三四五六七八九十"
_SLOGAN: Final = re.compile(
    rf"(?P<n>[二两三四五六七八九十](?<![第{FIGURE}].))(?P<unit>[个大项]?)(?P<word>[一-鿿]{{1,3}})[”\"]"
)
_QUOTED: Final = re.compile(
    r"[“\"](?P<list>[^“”\"\n，。；]{5,60})[”\"]的?[“\"]?(?P<n>[二两三四五六七八九])个?(?P<word>[一-鿿])"
)
"""“学习日、讲评日、下沉日”三日制度."""
_BETWEEN: Final = re.compile(r"[^、+＋—]+")

INTRO: Final = re.compile(
    r"[^，。；：、（）()“”\n\d]{0,10}?(?P<open>[（(]|[，,]?(?:即|也?就是|分别[是为]?|包括|具体[是为]|主要是|重点是)[：:，]?|[：:]|，)"
)
"""Between a slogan and the list that it sums up."""
CLAUSE: Final = re.compile(r"[^，。；：（）()\n\r]+")
LINK: Final = re.compile(r"(?:等|的|等的)?[，：]?[“\"]?$")
_OPEN_END: Final = re.compile(r"等")
JOINT: Final = re.compile(r"以及|[和与及]")
_PARTLY: Final = re.compile(r"重点|主要|先后|特别|尤其|着力|其中|已经?|率先|如|为主")
REACH: Final = 200
_LEAST, _LONGEST, _MOST_OFF = 3, 12, 3
_SURE: Final = 4
"""So many items in a row that begin alike are what a slogan announces, though only a comma leads to them."""
_CARRIED: Final = frozenset("走送开")
"""What stands before 进 in the items of a slogan: 走进机关、走进学校."""


class _Row(NamedTuple):
    """A list at a slogan: its items, whether each has the word, whether it is told to the end."""

    items: Items
    closed: bool


def _sharing(passage: Passage) -> Iterator[Relation]:
    """“四查”，即查账、查物、查票、查人."""
    text = passage.text
    for match in _SLOGAN.finditer(text, passage.start, passage.end):
        stated, word = value_of(match["n"]), match["word"]
        rows = [_before(text, passage.start, match, word), _after(text, passage.end, match, word)]
        if len(word) > 1 and rows == [None, None]:
            rows = [_before(text, passage.start, match, word[0])]  # 自治、法治、德治“三治融合”
        told = [row for row in rows if row is not None]
        holding = next((row for row in told if row.items.least == stated), None)
        if holding is None:
            sure = (row for row in told if row.closed and abs(row.items.least - stated) <= _MOST_OFF)
            holding = next(sure, None)
        if holding is not None:
            verdict = HOLDS if holding.items.least == stated else FAILS
            yield count(passage, match.start("n"), match.end("word"), stated, holding.items, verdict)


def _quoted(passage: Passage) -> Iterator[Relation]:
    """“甲日、乙日、丙日”三日制度: the items stand in quotation marks before the slogan."""
    text = passage.text
    for match in _QUOTED.finditer(text, passage.start, passage.end):
        stated, word = value_of(match["n"]), match["word"]
        pieces = [Range(*one.span()) for one in _BETWEEN.finditer(text, *match.span("list"))]
        found = _row(text, pieces, word)
        if found is None:
            continue
        off = abs(found.least - stated)
        if off == 0 or (found.least >= _LEAST and off <= _MOST_OFF and _plain(text, found, word)):
            verdict = FAILS if off else HOLDS
            yield count(passage, match.start("n"), match.end("word"), stated, found, verdict)


def _row(text: str, pieces: Sequence[Range], word: str) -> Items | None:
    """The items, where each begins or ends with the word; before the first something may stand."""
    words = [text[a:b].strip('“”" ') for a, b in pieces]
    if len(words) < 2:
        return None
    if all(one.endswith(word) and len(one) > len(word) for one in words):
        return Items(len(words), len(words), tuple(pieces))
    places = {one.find(word) for one in words[1:]}
    at = words[0].rfind(word)
    if len(places) > 1 or not places <= {0, 1, 2} or at < 0 or len(words[0]) - at > _LONGEST:
        return None
    lead = places.pop()
    first = pieces[0].start + text[slice(*pieces[0])].rfind(word) - lead
    if lead and len({one[:lead] for one in words[1:]}) > 1:
        return None
    return Items(len(words), len(words), (Range(max(first, pieces[0].start), pieces[0].end), *pieces[1:]))


def _parted(text: str, start: int, end: int, word: str) -> list[Range]:
    """The items between 、, the last in two where 和 stands between two that have the word."""
    pieces = list(items_of(text, start, end).pieces)
    if pieces and (joint := JOINT.search(text, pieces[-1].start + 1, pieces[-1].end - 1)):
        halves = Range(pieces[-1].start, joint.start()), Range(joint.end(), pieces[-1].end)
        if all(word in text[a:b] for a, b in halves):
            pieces[-1:] = halves
    return pieces


def _plain(text: str, items: Items, word: str) -> bool:
    """Whether the items are bare: no figures, short, and none with more before the word than 走 or 送."""
    words = [text[a:b].strip('“”"') for a, b in items.pieces]
    if any(len(one) > _LONGEST or re.search(r"[\d《“]", one) for one in words):
        return False
    if all(one.endswith(word) for one in words):
        return not any(JOINT.search(one[1:-1]) for one in words)
    if sum(bool(_VERBS.match(one)) for one in words) > 1:
        return False
    return all(one.startswith(word) or (one[0] in _CARRIED and one[1:].startswith(word)) for one in words)


_VERBS: Final = re.compile(
    r"(?:查[获扣封处实找看出办]|防[控治范止]|推[进动行]|保[障持证]|送[达交]|进一步|有[力效序])"
)
"""Words that begin as a slogan's items would, and are none: 查获、查扣、查封."""


def _before(text: str, low: int, match: re.Match[str], word: str) -> _Row | None:
    """进社区、进学校、进企业，“三进”活动."""
    end = match.start("n")
    low = max(low, end - REACH)
    link = LINK.search(text, max(low, end - 5), end)
    stop = link.start() if link else end
    opened = link is not None and "等" in link[0]
    first = max(low, *(text.rfind(mark, low, stop) + 1 for mark in "，。；：（）()\n"))
    if "、" not in text[first:stop]:
        return None
    found = _row(text, _parted(text, first, stop, word), word)
    if found is None:
        return None
    lead = text[first : found.pieces[0].start]
    sure = found.least >= _LEAST and not opened and not _PARTLY.search(lead) and _plain(text, found, word)
    clauses = CLAUSE.findall(text, max(low, first - _LONGEST), first) if text[first - 1] == "，" else []
    return _Row(found, sure and not (clauses and _one_more(clauses[-1], word)))


def _after(text: str, high: int, match: re.Match[str], word: str) -> _Row | None:
    """“三查”，即查账、查物、查票; “三到位”：组织到位，措施到位，责任到位."""
    intro = INTRO.match(text, match.end(), high)
    clause = CLAUSE.match(text, intro.end(), min(high, intro.end() + REACH)) if intro else None
    if intro is None or clause is None:
        return None
    told = intro["open"] != "，"
    if "、" in clause[0]:
        found = _row(text, _parted(text, *clause.span(), word), word)
        following = CLAUSE.match(text, clause.end() + 1, high)
        over = following is None or text[clause.end()] in "。\n）)" or not _one_more(following[0], word)
    else:
        found = _clauses(text, intro.end(), high, word)
        over = found is not None and text[found.pieces[-1].end : found.pieces[-1].end + 1] in "。\n）)"
    if found is None:
        return None
    lead = text[intro.end() : found.pieces[0].start]
    ended = "等" in text[found.pieces[-1].start : found.pieces[-1].end + 1]
    starts = text.startswith(word, found.pieces[-1].start) or text[found.pieces[-1].start] in _CARRIED
    enough = found.least >= _LEAST if told else found.least >= _SURE and starts
    sure = enough and over and not ended and not _PARTLY.search(lead) and not _PARTLY.search(intro[0])
    return _Row(found, sure and _plain(text, found, word))


def _one_more(clause: str, word: str) -> bool:
    """Whether a clause may be an item like those before it: 查合同, not 查实的全部移交."""
    return word in _OTHERWISE.sub("", clause) and len(clause) <= _LONGEST and "的" not in clause


_OTHERWISE: Final = re.compile(r"[促推改增前引先跟]进")
"""进 with another meaning than in 进学校、进企业."""


def _clauses(text: str, start: int, high: int, word: str) -> Items | None:
    """组织到位，措施到位，责任到位: clauses that have the word, one after the other."""
    pieces: list[Range] = []
    for clause in CLAUSE.finditer(text, start, min(high, start + 2 * REACH)):
        apart = pieces and (clause.start() != pieces[-1].end + 1 or text[clause.start() - 1] not in "，；")
        if apart or word not in clause[0]:
            break
        pieces.append(Range(*clause.span()))
    return _row(text, pieces, word)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "word in each item",
        "N201",
        Kind.COUNT,
        _sharing,
        (
            Example("做到“三查”，即查账目、查物资、查票据。", HOLDS, ("三查", "查账目")),
            Example("做到“三查”，即查账目、查物资、查票据、查合同，查实的移交。", FAILS, (), "写明3，列出4"),
            Example(
                "开展“法律五进”活动，让法律走进村组、走进学校、走进工地、走进车间、走进军营，送法上门。",
                HOLDS,
            ),
            Example(
                "开展“法律六进”活动，让法律走进村组、走进学校、走进工地、走进车间，送法上门。",
                FAILS,
                (),
                "列出4",
            ),
            Example("组织宣讲进村组、进学校、进工地，“三进”活动反响好。", HOLDS, ("进村组", "三进")),
            Example("组织宣讲进村组、进学校、进工地，“四进”活动反响好。", FAILS, (), "写明4，列出3"),
            Example("抓好防火灾、防汛情、防诈骗“四防”宣传。", FAILS, (), "列出3"),
            Example("推动消防促进行动，开展宣讲进村组、进学校、进工地“四进”活动。", FAILS, (), "列出3"),
            Example("组织宣讲进村组，进学校、进工地、进车间“四进”活动。", None),
            Example("推进标准化、数字化、便利化的“三化”建设。", HOLDS),
            Example("推进标准化、数字化和便利化“四化”建设。", FAILS, (), "列出3"),
            Example("做到“三到位”：组织到位，经费到位，督导到位。", HOLDS),
            Example("做到“四个到位”：组织到位，经费到位，督导到位。", FAILS, (), "列出3"),
            Example("坚持“四不放过”（原因不明不放过、责任不清不放过、教育不够不放过）。", FAILS, (), "列出3"),
            Example("实现“五有”目标，即有场所、有队伍、有制度、有经费。", FAILS, (), "列出4"),
            Example("抓好防火灾、防汛情、防诈骗等“五防”宣传。", None),
            Example("开展“六进”活动，重点进学校、进工地、进企业、进村组。", None),
            Example("开展“五查”行动，查处案件、查扣物品、查封窝点、查获票据。", None),
            Example("推动“四化”同步，推进农业机械化、智能化、绿色化。", None),
            Example("开展“六进”活动，进学校3场、进工地5场、进企业2场、进村组8场。", None),
            Example("开展“六进”活动，进学校、进工地、进企业、进村组等。", None),
        ),
    ),
    Pattern(
        "word in each quoted",
        "N201",
        Kind.COUNT,
        _quoted,
        (
            Example("落实“接访日、学习日、下访日”三日制度。", HOLDS, ("接访日", "三日")),
            Example("落实“接访日、学习日、下访日”四日制度。", FAILS, (), "列出3"),
            Example("深化“一窗受理、一网通办、一次办成”四个一改革。", FAILS, (), "列出3"),
            Example("推行“田长+林长+河长”三长联动。", HOLDS),
            Example("推行“组织共建、资源共享、服务共办”三项举措。", None),
            Example("落实“接访日、学习日”活动，三日一报。", None),
        ),
    ),
)
