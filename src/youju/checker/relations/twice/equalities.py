"""One indicator printed more than once with one value (N202): quantities and ranks.

Two places are taken for the same thing when the words about them agree, not when only the numbers do.
Names that have a number are found by `same_names`, values that contradict each other by `contradictions`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from youju.checker.mentions import Mention, Role
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern, judge, relation
from youju.checker.relations.twice.likeness import Place, equal_figures, same_thing
from youju.checker.relations.twice.slips import SLIP

MOST: Final = 12
"""Occurrences that one relation lists."""
NAMES: Final = "abcdefghijkl"
_EDGE: Final = re.compile(r"[，。；、：！？（）()“”\"\n\r\t]")
_NO_NOUN: Final = re.compile(r"[，。；、\s]")


def _named(passage: Passage, mention: Mention) -> str:
    """The words right after a figure, or else right before it."""
    after = passage.text[mention.end : min(passage.end, mention.end + 10)].lstrip("“的")
    before = passage.text[max(passage.start, mention.start - 10) : mention.start]
    return _EDGE.split(after, maxsplit=1)[0] or _EDGE.split(before)[-1]


def _repeated(passage: Passage) -> Iterator[Relation]:
    """Equal figures that are of one thing by the words about them."""
    for figures in equal_figures(passage):
        groups: list[list[Place]] = []
        often = len(figures)
        for place in figures[:_LOOKED_AT]:
            homes = (
                one for one in groups[:_GROUPS] if any(same_thing(x, place, often) for x in one[:_ASKED])
            )
            home = next(homes, None)
            if home is None:
                groups.append([place])
            else:
                home.append(place)
        for group in groups:
            if len(group) >= 2:
                yield equal(passage, [one.mention for one in group[:MOST]])


_LOOKED_AT, _GROUPS, _ASKED = 80, 20, 3
"""Equal figures, groups of them, and figures of a group that are looked at: most reports have fewer."""


_ROUGH: Final = frozenset({"余", "多", "约", "近", "大约", "左右"})


def _roughly(passage: Passage) -> Iterator[Relation]:
    """200余名志愿者 and 203名志愿者: a rough figure and the exact one."""
    rough = [one for one in passage.mentions if one.hedge in _ROUGH and one.unit and not one.percent]
    if not rough:
        return
    exact: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for mention in passage.mentions:
        noun = passage.text[mention.end : mention.end + 3]
        if mention.role is Role.QUANTITY and not mention.hedge and not _NO_NOUN.search(noun):
            exact[mention.dimension, noun].append(mention)
    for mention in rough:
        for other in exact.get((mention.dimension, passage.text[mention.end : mention.end + 3]), ())[:20]:
            first, second = sorted((mention, other), key=lambda one: one.start)
            verdict, low, high = judge("a == b", {"a": first, "b": second}, scale=first.scale)
            if verdict is HOLDS:
                message = f"{first.text}与{second.text}一致"
                parts = {"a": first, "b": second}
                yield relation(
                    "N202", Kind.EQUALITY, "a == b", parts, verdict, low, high, message, scale=first.scale
                )
                break


def equal(passage: Passage, mentions: Sequence[Mention]) -> Relation:
    parts = dict(zip(NAMES, mentions, strict=False))
    formula = " == ".join(parts)
    verdict, low, high = judge(formula, parts, scale=mentions[0].scale)
    words = _named(passage, mentions[0])
    message = f"{mentions[0].text}{words[:8]}出现{len(mentions)}次，一致"
    return relation(
        "N202", Kind.EQUALITY, formula, parts, verdict, low, high, message, scale=mentions[0].scale
    )


_ONE_EACH: Final = re.compile(r"[一-鿿]{0,8}(?:网格|乡镇|镇|街道|村|社区|学校|站|所|校|院|点|中心|企业|单位)")
_REACH: Final = 24
_BY_NAME: Final = re.compile(r"[一-鿿]{2}员$")
_ONE_TO_ONE: Final = re.compile(r"一对一|一[村格户点站所校]一|每[村户个家]一|各[1一]")
_PERSONS: Final = re.compile(r"[一-鿿（）]{0,10}(?:员|长|书记|主任|医生|教师|律师|专干|队员|人)")


def _one_for_each(passage: Passage) -> Iterator[Relation]:
    """16名乡镇督导员 and 16个乡镇: one person for each place."""
    text = passage.text
    for paragraph in passage.paragraphs:
        places: dict[Decimal, Mention] = {}
        people: dict[Decimal, Mention] = {}
        for mention in paragraph.mentions:
            counted = mention.role is Role.QUANTITY and not mention.hedge and mention.half == 0
            if not counted or mention.value < 10:
                continue
            named = _PERSONS.match(text, mention.end) or (
                _BY_NAME.search(passage.before(mention, 8))
                and _ONE_TO_ONE.search(text, mention.end, min(paragraph.end, mention.end + _REACH))
            )
            if mention.dimension == "人" and named:
                people.setdefault(mention.value, mention)
            elif mention.unit in {"个", "所", "家"} and _is_place(passage, mention, paragraph.end):
                places.setdefault(mention.value, mention)
        for value, place in places.items():
            other = people.get(value) or _promised(passage, place, people.values())
            if other is not None:
                a, b = sorted((place, other), key=lambda one: one.start)
                parts = {"a": a, "b": b}
                verdict, low, high = judge("a == b", parts)
                message = f"{a.text}与{b.text}一一对应，{'一致' if verdict is HOLDS else '不一致，请核对'}"
                yield relation("N202", Kind.EQUALITY, "a == b", parts, verdict, low, high, message)


_PROMISE: Final = re.compile(r"[一-鿿]{0,6}，[一-鿿]{0,4}“?一(?P<place>[村格户点站所校])一[员长警]")


def _promised(passage: Passage, place: Mention, people: Iterable[Mention]) -> Mention | None:
    """Who is said to be one for each place, all but as many: 网格138个，网格员136名，实现“一格一员”."""
    for one in people:
        told = _PROMISE.match(passage.text, one.end, passage.end)
        named = told and told["place"] in passage.before(place, 8) + passage.after(place, 8)
        near = named and 0 < one.start - place.end <= _REACH and abs(one.value - place.value) <= SLIP
        if near:
            return one
    return None


_NAMED_BEFORE: Final = re.compile(r"(?:网格|行政村|社区|站|点)$")


def _is_place(passage: Passage, mention: Mention, end: int) -> bool:
    """Whether a number is of places: 16个乡镇, 网格138个 before “一格一员”."""
    if _ONE_EACH.match(passage.text, mention.end):
        return True
    named = _NAMED_BEFORE.search(passage.before(mention, 8)) is not None
    return named and _ONE_TO_ONE.search(passage.text, mention.end, min(end, mention.end + _REACH)) is not None


_LATER: Final = "\n" + "各项工作有序推进，为民服务能力不断增强。" * 6 + "\n"
"""What stands between the places of the examples, as between those of a report."""

PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "repeated",
        "N202",
        Kind.EQUALITY,
        _repeated,
        (
            Example(f"涉及95个行政村。{_LATER}全区95个行政村均已建会。", HOLDS, ("95个", "95个")),
            Example(f"预计18个行政村全年增收。{_LATER}本镇18个行政村网签合同。", HOLDS),
            Example(f"现有护林员33人。{_LATER}33名护林员完成巡山。", HOLDS, ("33人", "33名")),
            Example(f"基地规模1.25万亩。{_LATER}基地规模由1.25万亩扩大到2万亩。", HOLDS),
            Example(
                f"年初在库企业187家，12月底实有214家。{_LATER}以现有214家重点企业为依托。",
                HOLDS,
                ("214家", "214家"),
            ),
            Example(f"核定编制27名，在岗22人。{_LATER}在岗22人里有专业背景的7人。", HOLDS, ("22人", "22人")),
            Example(f"配套资金省级800万元、市级1230万元。{_LATER}1230万元市级配套资金到位较慢。", HOLDS),
            Example(f"设立学生托管点32处。{_LATER}托管点由今年的32处增加到40处。", HOLDS, ("32处", "32处")),
            Example(f"低收入人口合计11,159人。{_LATER}11,159名困难对象纳入平台。", HOLDS),
            Example(f"未复垦384亩，难度较大。{_LATER}未复垦的384亩于3月底前完成。", HOLDS),
            Example(f"小学93所、初中29所。{_LATER}29所初中发展不均衡。", HOLDS),
            Example(
                f"安装太阳能路灯36盏。{_LATER}新修公路、安装路灯36盏，一件件办好。", HOLDS, ("36盏", "36盏")
            ),
            Example(f"正在推进整改17个。{_LATER}剩余的17个问题整改难度较大。", HOLDS, ("17个", "17个")),
            Example(f"现有22名党员。{_LATER}实有22名教师。", None),
            Example(f"培训干部20人。{_LATER}走访老人20人。", None),
            Example(f"培训干部33人。{_LATER}走访33名老人。", None),
            Example("乳腺癌筛查8000人，宫颈癌筛查8000人。", None),
            Example("考核中获两次第一名，两次第二名。", None),
        ),
    ),
    Pattern(
        "roughly",
        "N202",
        Kind.EQUALITY,
        _roughly,
        (
            Example("200余名志愿者参训。登记203名志愿者。", HOLDS, ("200余名", "203名")),
            Example("200余名志愿者参训。登记403名志愿者。", None),
        ),
    ),
    Pattern(
        "one for each",
        "N202",
        Kind.EQUALITY,
        _one_for_each,
        (
            Example("划分综合网格138个，配备网格员136名，实现“一格一员”。", FAILS, ("138个", "136名")),
            Example("划分综合网格138个，配备网格员156名，落实“一格一员”。", None),
            Example("全县16个乡镇建立机制，配备16名督导员。", HOLDS, ("16个", "16名")),
            Example("选派农技员128名，与全县128个行政村“一对一”结对。", HOLDS, ("128名", "128个")),
            Example("划分网格138个，配备网格员138名，实现“一格一员”。", HOLDS),
            Example("选派农技员128名，全县128个行政村实现通车。", None),
            Example("划分网格138个，配备网格员138名，培训2期。", None),
            Example("全县16个乡镇建立机制，配备64名督导员。", None),
        ),
    ),
)
