"""Stated counts against what is numbered (N201): 三个方面：一是…, 以上三个方面, 分三批, contents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.counts.listing import DIGITS, STATED, count, value_of
from youju.checker.relations.counts.nearby import surroundings_of
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.sentences import Items, Range


def _enumerated(passage: Passage) -> Iterator[Relation]:
    """抓好三个方面：一是…二是…三是…; a heading with a count over numbered items."""
    text = passage.text
    for enumeration in surroundings_of(passage).orders:
        opening = enumeration.pieces[0].start
        head_start = max(passage.start, opening - 120)
        head = text[head_start:opening]
        lines = head.rstrip("\n\r ").splitlines()
        if not lines:
            continue
        line = lines[-1]
        at = head_start + head.rfind(line)
        sentence = re.split(r"[。！？；]", line.rstrip("。"))[-1]
        at += line.rstrip("。").rfind(sentence)
        told = list(STATED.finditer(text, at, opening))
        if not told:
            begin = text.rfind("\n", max(passage.start, opening - 400), opening) + 1
            stop = text.find("。", begin, opening)
            told = list(STATED.finditer(text, begin, stop)) if 0 < stop - begin <= 30 else []
        having = _HAVING.search(text, at, opening)
        for match in [having] if having else reversed(told):
            stated = value_of(match["n"])
            if stated < 2:
                continue
            listed = enumeration.least
            place = match.start("n"), match.end("n") + (match is not having)
            if stated == listed:
                yield count(passage, *place, stated, enumeration, HOLDS)
                break
            direct = having or _DIRECT.match(text[match.end() : opening]) or _told(text, match, enumeration)
            if direct and abs(stated - listed) <= 3:
                yield count(passage, *place, stated, enumeration, FAILS)
            break


_SLOGAN: Final = re.compile(r"个?(?P<word>[一-鿿]{2,4})[”\"]?[：:。]\s*")


def _told(text: str, match: re.Match[str], enumeration: Items) -> bool:
    """Whether each item begins with the word of a slogan right before them: “四个强化”：一是强化…."""
    opening = enumeration.pieces[0].start
    slogan = _SLOGAN.fullmatch(text, match.end(), opening)
    heads = (text[a : a + _HEAD] for a, _ in enumeration.pieces)
    return slogan is not None and all(slogan["word"] in head for head in heads)


_HEAD: Final = 8
"""Characters of an item in which its mark of order and the word of a slogan stand."""
_HAVING: Final = re.compile(r"(?:[有为]|以下|如下)(?P<n>[两二三四五六七八])点?[：:。]\s*$")
"""原因有三：其一…."""
_SUMMED_UP: Final = re.compile(
    rf"(?P<sure>以上|上述|这)(?P<n>[{DIGITS}]|\d)(?P<unit>(?:个(?:方面|问题|环节|步骤)|方面|[点条]|"
    r"项(?:工作|任务|举措|措施|问题|制度|机制|活动|行动))|[个项类招步大])"
)
_ROOM: Final = 500
"""Characters after the last mark of order in which what was told is summed up."""


def _summed_up(passage: Passage) -> Iterator[Relation]:
    """一是…；二是…；三是…。以上三个方面…."""
    text = passage.text
    matches = list(_SUMMED_UP.finditer(text, passage.start, passage.end))
    runs = surroundings_of(passage).orders if matches else []
    for match in matches:
        near = [run for run in runs if 0 < match.start() - run.pieces[-1].start < _ROOM]
        near = [run for run in near if text.count("\n", run.pieces[-1].start, match.start("n")) <= 1]
        stated = value_of(match["n"])
        found = next((run for run in reversed(near) if run.least == stated), None)
        begins = text[match.start() - 1] in "。\n" and match["sure"] != "这" and len(match["unit"]) > 1
        if found is None and begins and len(near) == 1 and _told_to_the_end(text, near[0], match):
            found = near[0] if abs(near[0].least - stated) <= _MOST_OFF else None
        if found is not None:
            verdict = HOLDS if found.least == stated else FAILS
            yield count(passage, match.start("n"), match.end("unit"), stated, found, verdict)


def _told_to_the_end(text: str, run: Items, summing: re.Match[str]) -> bool:
    """Whether an enumeration has three items or more, with no line between its last and what sums it up."""
    first, last = run.pieces[0].start, run.pieces[-1].start
    between = text[last : summing.start("sure")].rstrip()
    return run.least > 2 and text[first] != "首" and "\n" not in between


_MOST_OFF: Final = 2
_DIRECT: Final = re.compile(
    r"(?:(?:个|项|条|大|种|类)?(?:方面|举措|措施|任务|工作|原则|重点|关键|行动|工程|制度|机制|部分|问题|特点|亮点|"
    r"做法|经验|要求|目标|内容|体系|环节|领域|方向|路径|板块|维度|层面|渠道|难题|短板|不足|困难|优势|建议|对策|"
    r"思路|抓手|支撑|阶段|步骤|类型|类别){1,2}[^，。；、]{0,4}|[个项条点])[”\"]?[：:。]\s*$"
)
"""What stands between a count and the items that it counts, where both must agree."""
_PIECES: Final = re.compile(
    r"汇编\s*[（(]\s*(?P<n>\d{1,3})\s*篇\s*[）)]|^\s*[（(]\s*(?P<m>\d{1,3})\s*篇\s*[）)]", re.M
)

_ENTRY: Final = re.compile(r"^(?:\d{1,2}[.．、])?\s*[^\n。]{0,40}20\d\d年[^\n。]{0,60}$", re.M)


def _title(line: str) -> str:
    """A line of a table of contents without its number and page."""
    return re.sub(r"^\s*\d{1,2}[.．、]|[\s.…·]*\d*\s*$", "", line).strip()


def _contents(passage: Passage) -> Iterator[Relation]:
    """A compilation of so many pieces against its table of contents."""
    text = passage.text
    for match in _PIECES.finditer(text, passage.start, min(passage.end, passage.start + 5000)):
        name = "n" if match["n"] else "m"
        stated = int(match[name])
        entries: list[Range] = []
        for one in _ENTRY.finditer(text, match.end(), min(passage.end, match.end() + 200 * stated + 400)):
            if "汇编" in one[0]:
                continue
            if _title(one[0]) in {_title(text[a:b]) for a, b in entries}:
                break
            gap = text[entries[-1].end : one.start()] if entries else ""
            if len(gap.strip()) > 40 or gap.count("\n") > 3:
                break
            entries.append(Range(one.start(), one.end()))
        if len(entries) == stated:
            found = Items(stated, stated, tuple(entries))
            yield count(passage, match.start(name), match.end(name) + 1, stated, found, HOLDS)


_BATCHES: Final = re.compile(
    r"(?P<n>[两二三四五六])(?P<word>批|期|轮|阶段|步)(?:(?<=[分共]..)|(?<=[分共]...)|(?=[，：]首))"
)


def _batches(passage: Passage) -> Iterator[Relation]:
    """分三批推送，第一批140条，第二批65条，第三批37条."""
    text = passage.text
    for match in _BATCHES.finditer(text, passage.start, passage.end):
        stop = text.find("。", match.end(), passage.end)
        stated, stop = value_of(match["n"]), stop if stop >= 0 else passage.end
        pieces: list[Range] = []
        at = match.end()
        for digit in "一二三四五六七":
            found = text.find(f"第{digit}{match['word']}", at, stop)
            if digit == "一" and found < 0:
                found = text.find(f"首{match['word']}", at, stop)
            if found < 0:
                break
            at = found + len(match["word"]) + (text[found] == "第") + 1
            pieces.append(Range(found, at))
        if len(pieces) in {stated, stated + 1}:  # fewer, and the others are still to come
            verdict = HOLDS if len(pieces) == stated else FAILS
            items = Items(len(pieces), len(pieces), tuple(pieces))
            yield count(passage, match.start("n"), match.end(), stated, items, verdict)


_DASHED: Final = re.compile(r"(?:\n——[^\n]+){2,}")
_DASHED_HEAD: Final = re.compile(r"——(?P<head>[^。，：；\n]{3,30})")
_NOUN: Final = 2
"""Characters that heads with dashes end with, where they are what a number counts."""


def _dashed(passage: Passage) -> Iterator[Relation]:
    """实施“三项工程”。 and then lines: ——实施安居工程。…"""
    text = passage.text
    first = text.find("\n——", passage.start, passage.end)
    for run in _DASHED.finditer(text, first, passage.end) if first >= 0 else ():
        heads = [Range(*one.span("head")) for one in _DASHED_HEAD.finditer(text, *run.span())]
        nouns = {text[end - _NOUN : end] for _, end in heads}
        line = max(text.rfind("\n", passage.start, run.start()) + 1, passage.start)
        if len(nouns) > 1 or len(heads) != run[0].count("——"):
            continue
        told = re.compile(rf"(?P<n>[{DIGITS}]|\d)[个项大条]{nouns.pop()}")
        for one in [*told.finditer(text, line, run.start())][-1:]:
            stated, items = value_of(one["n"]), Items(len(heads), len(heads), tuple(heads))
            if abs(stated - len(heads)) <= _MOST_OFF:
                verdict = HOLDS if stated == len(heads) else FAILS
                yield count(passage, one.start(), one.start() + 2, stated, items, verdict)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "enumeration",
        "N201",
        Kind.COUNT,
        _enumerated,
        (
            Example("抓好三个方面工作：一是学习。二是调研。三是整改。", HOLDS),
            Example("抓好四个方面工作：一是学习。二是调研。三是整改。", FAILS, (), "写明4，列出3"),
            Example("存在的问题有4个：一是人员不足；二是经费紧张；三是机制不全。", FAILS, (), "列出3"),
            Example("突出四个重点。一要强化排查。二要强化整治。三要强化宣传。", FAILS, (), "列出3"),
            Example("（一）做好两篇文章\n一是保供。保障到位。二是稳价。", HOLDS),
            Example("落实“三项制度”：一是首问负责，二是限时办结，三是责任追究，四是公开承诺。", FAILS),
            Example("报告分六个部分：一、总体情况；二、做法；三、问题；四、下步打算；五、建议。", FAILS),
            Example(
                "主要原因有三：其一，人手少；其二，经费紧；其三，底子薄。", HOLDS, ("三", "其一，人手少；")
            ),
            Example("主要原因有四：其一，人手少；其二，经费紧；其三，底子薄。", FAILS, (), "列出3"),
            Example("原因有以下三点：第一，人手少；第二，经费紧；第三，底子薄。", HOLDS),
            Example("坚持三条经验：第一，抓早；第二，抓小；第三，抓实。", HOLDS),
            Example("抓好三项工作。首先，摸清底数；其次，建好台账；最后，逐一销号。", HOLDS),
            Example("把握三个关键：一靠党建，二靠群众，三靠制度。", HOLDS),
            Example("抓好各方面工作：一是学习。二是调研。", None),
            Example("效果好，一看便知，首先要学。", None),
        ),
    ),
    Pattern(
        "enumeration summed up",
        "N201",
        Kind.COUNT,
        _summed_up,
        (
            Example("一是人手少；二是经费紧；三是底子薄。以上三个方面的问题，将认真解决。", HOLDS),
            Example("一是建队伍。二是建台账。三是建制度。\n上述三项举措成效明显。", HOLDS),
            Example(
                "一是人手少；二是经费紧；三是底子薄。以上四个方面的问题，将认真解决。", FAILS, (), "列出3"
            ),
            Example("一是人手少；二是经费紧；三是底子薄。这两项工作要抓紧。", None),
            Example("首先，要认清形势；其次，要抓落实。以上三个方面的成绩来之不易。", None),
            Example("一是排查。二是整改。三是回访。\n（二）其他\n上述两项工作完成。", None),
            Example("以上三个方面要抓紧。", None),
        ),
    ),
    Pattern(
        "batches",
        "N201",
        Kind.COUNT,
        _batches,
        (
            Example("分三批推送疑点，第一批140条，第二批65条，第三批37条。", HOLDS, ("三批", "第一批")),
            Example("分两批推送疑点，第一批140条，第二批65条，第三批37条。", FAILS, (), "多列1"),
            Example("认定企业三批，首批64家、第二批71家、第三批38家。", HOLDS, ("三批", "首批")),
            Example("分三批推送疑点，第一批140条，第二批尚未开始。", None),
        ),
    ),
    Pattern(
        "heads with dashes",
        "N201",
        Kind.COUNT,
        _dashed,
        (
            Example("实施“两项工程”，补短板。\n——实施安居工程。建房。\n——实施饮水工程。通水。\n", HOLDS),
            Example("实施“三项工程”，补短板。\n——实施安居工程。建房。\n——实施饮水工程。通水。\n", FAILS),
            Example("完成三项工程。\n——安居工程成效好。建房。\n——饮水有保障。通水。\n", None),
        ),
    ),
    Pattern(
        "contents",
        "N201",
        Kind.COUNT,
        _contents,
        (
            Example("工作总结汇编（2篇）\n1.甲局2023年工作总结\n2.乙局2023年工作总结\n", HOLDS),
            Example("工作总结汇编（3篇）\n没有目录。\n", None),
        ),
    ),
)
