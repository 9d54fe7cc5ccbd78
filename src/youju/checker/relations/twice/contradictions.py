"""One indicator printed with two values (N202).

Two values are called a contradiction only where the words leave no other reading: the same rate of the same
named year (also 去年 in a report of the year after), counts of a place's own units (全县16个乡镇) that all
but agree, a number and its explanation.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from youju.checker.mentions import Mention, Role
from youju.checker.model import Kind, Operand, Relation
from youju.checker.passage import Passage, Sentence
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern, judge, number, relation
from youju.checker.relations.twice.equalities import equal
from youju.checker.relations.twice.restated import NO_SUBJECT, SLIP, WHEN, two_values

_HAN: Final = re.compile(r"[一-鿿]{2,}")
_MOST: Final = 12
"""Occurrences that one relation lists."""
_LAST: Final = re.compile(r"去年|上年|上一年")
_NAMED_YEAR: Final = re.compile(r"(20\d\d)\s*年")
_ABOUT: Final = re.compile(r"([一-鿿]{2,12}?)(?:仅?为|仅?达到?|是|占)?$")
_THAN_LAST: Final = re.compile(r"比去年|较去年|比上年|较上年")
_THIS: Final = re.compile(r"今年|本年")


def _year_of(passage: Passage, mention: Mention, start: int) -> int | None:
    """The one year that a sentence names before a number; 去年 is the one before the report's."""
    piece = passage.text[start : mention.start]
    named = {int(match[1]) for match in _NAMED_YEAR.finditer(piece)}
    if _LAST.search(piece) and passage.year and not _THAN_LAST.search(piece):
        named.add(passage.year - 1)
    if _THIS.search(piece):
        return None
    return named.pop() if len(named) == 1 else None


_SORT: Final = re.compile("登记|调查|毛|净|名义|实际|城镇|农村|户籍|常住")
_PART_OF_YEAR: Final = re.compile(r"[一二三四]季度|[上下]半年|(?:\d{1,2}\s*[-—－至]\s*)?\d{1,2}月")


def _rates_of_a_year(passage: Passage) -> Iterator[Relation]:
    """One rate of one year with two values: 去年强度为0.61% and 2022年强度为0.67%."""
    known: dict[tuple[str, int, str], list[tuple[Mention, str]]] = defaultdict(list)
    for sentence in passage.sentences:
        for mention in sentence.mentions:
            if not mention.percent or mention.hedge or mention.role is not Role.QUANTITY:
                continue
            head = _ABOUT.search(passage.before(mention, 16))
            if head is None or re.search(
                r"增长|提高|增幅|增速|下降|上升|回落|减少|增加|降低|提升|同比|环比|目标|预计|力争|低于|高于",
                passage.before(mention, 16),
            ):
                continue
            year = _year_of(passage, mention, max(sentence.start, mention.start - 200))
            if year is None:
                continue
            if NO_SUBJECT.search(
                passage.before(mention, 24)
            ):  # 占可支配收入的比重为16.8%: of what, is told before
                continue
            noun = "".join(_SORT.findall(head[1])) + head[1][-2:]  # 登记失业率 is not 调查失业率
            noun += _subject(passage, sentence, mention)
            piece = passage.text[max(sentence.start, mention.start - 40) : mention.start]
            part = "".join(_PART_OF_YEAR.findall(passage.text, sentence.start, mention.start))
            for other, words in known[noun, year, part][-20:]:
                if _longest(piece, words) >= 5:
                    yield _twice(passage, other, mention, year)
                    break
            known[noun, year, part].append((mention, piece))


_BARE: Final = 4
"""Characters of a clause that names a rate and does not say of what: 结案率."""


def _subject(passage: Passage, sentence: Sentence, mention: Mention) -> str:
    """The quantity that a rate is of where its clause only names it: 受理执行案件71件，结案率14%."""
    if len(passage.before(mention, 24)) > _BARE:
        return ""
    told = (one for one in sentence.mentions if one.start < mention.start and one.role is Role.QUANTITY)
    return next((one.text for one in told if one.unit and not one.percent), "")


def _longest(a: str, b: str) -> int:
    """Length of the longest common run of Chinese characters."""
    best = 0
    for run in _HAN.findall(a):
        for start in range(len(run)):
            while start + best < len(run) and run[start : start + best + 1] in b:
                best += 1
    return best


def _twice(passage: Passage, a: Mention, b: Mention, year: int) -> Relation:
    verdict, low, high = judge("a == b", {"a": a, "b": b})
    noun = _ABOUT.search(passage.before(a, 16))
    words = re.sub(r"^(?:[去上]年|年度?)", "", noun[1]) if noun else ""
    message = f"{year}年的{words or '同一指标'}两处分别为{a.text}和{b.text}"
    message += "，一致" if verdict is HOLDS else "，不一致，请核对年份和数值"
    return relation("N202", Kind.EQUALITY, "a == b", {"a": a, "b": b}, verdict, low, high, message)


_OWN: Final = re.compile(r"(全[省市县区镇乡街旗州]|[下所]?辖)(?:共|现|总)?有?$")
_OWN_UNITS: Final = frozenset({"个", ""})
_UNITS: Final = re.compile(
    r"行政村|自然村|村民小组|村（社区）|村（居）|乡镇|镇街|镇（街道）|街道|社区|村|县（市、区）|县区"
)


def _own_units(passage: Passage) -> Iterator[Relation]:
    """全县16个乡镇 and 全县17个乡镇: all but the same number of all the units of a place."""
    known: dict[str, list[Mention]] = defaultdict(list)
    for mention in passage.mentions:
        if (
            mention.role is not Role.QUANTITY
            or mention.hedge
            or mention.value < 5
            or mention.unit not in _OWN_UNITS
        ):
            continue
        own = _OWN.search(passage.text[max(passage.start, mention.start - 5) : mention.start])
        match = _UNITS.match(passage.text, mention.end, passage.end)
        if own and match:
            known[match[0][:3].partition("（")[0]].append(mention)
    for noun, mentions in known.items():
        if len({one.value for one in mentions}) == 1 and len(mentions) > 1:
            yield equal(passage, mentions[:_MOST])
            continue
        values = sorted({one.value for one in mentions})
        if len(values) != 2 or values[1] - values[0] > 3 or values[0] / values[1] < Decimal("0.8"):
            continue
        if sum(one.value == values[0] for one in mentions) < 2:  # fewer may be some of them, more cannot
            continue
        a, b = (next(one for one in mentions if one.value == value) for value in values)
        a, b = sorted((a, b), key=lambda one: one.start)
        message = f"全部{noun}前后分别为{a.text}和{b.text}，不一致，相差{number(abs(a.value - b.value))}"
        verdict, low, high = judge("a == b", {"a": a, "b": b})
        if verdict is FAILS:
            yield relation("N202", Kind.EQUALITY, "a == b", {"a": a, "b": b}, verdict, low, high, message)


_ALL_DONE: Final = re.compile(r"^[^。；]{0,18}(?:全部|全覆盖|(?<![平人户年月日])均|都已)")


def _all_of_them(passage: Passage) -> Iterator[Relation]:
    """建成118个服务中心 and 117个服务中心全部开放; 涉及95个行政村，已全部完成 and 全区98个行政村."""
    text = passage.text
    known: dict[str, list[Mention]] = defaultdict(list)
    for mention in passage.mentions:
        counted = mention.role is Role.QUANTITY and not mention.hedge and not mention.spelled
        if not counted or mention.value < 10 or mention.unit not in _COUNTED:
            continue
        for other in known[mention.dimension][-_LOOKED_BACK:]:
            gap = abs(other.value - mention.value)
            near = 0 < gap <= SLIP and mention.start - other.end < _NEARBY
            if not near or not (noun := _same_noun(passage, other, mention)):
                continue
            closed = [bool(_ALL_DONE.match(text[one.end : one.end + 30])) for one in (other, mention)]
            if mention.value < _MANY and not all(closed):
                continue
            if any(closed) or (mention.value > other.value and _outgrown(passage, other, mention)):
                yield two_values(other, mention, noun)
                break
        known[mention.dimension].append(mention)


_LOOKED_BACK: Final = 4
_MANY: Final = 20
"""With fewer, one more or less is no slip of the pen unless both are said to be all."""

_AFTER: Final = re.compile(r"[一-鿿]{0,12}")


def _same_noun(passage: Passage, a: Mention, b: Mention) -> str:
    """What both count, where the words say that it is one thing: 重度残疾人426名, 428名重度残疾人."""
    tails = [match[0] if (match := _AFTER.match(passage.text, one.end)) else "" for one in (a, b)]
    heads = [passage.before(one, 14).rstrip("共计为达有约") for one in (a, b)]
    close = b.start - a.end <= _SIDE_BY_SIDE and b.value >= 100
    for length in range(8, 1, -1):
        alike = length <= len(tails[0]) and tails[0][:length] == tails[1][:length]
        if alike and (length > 2 or close or b.value < _MANY):
            return tails[0][:length]
        for head, tail in ((heads[0], tails[1]), (heads[1], tails[0])):
            long = length > 3 or (length == 3 and b.value >= 1000) or close
            if long and length <= len(head) and head[-length:] == tail[:length]:
                return head[-length:]
    return ""


_SIDE_BY_SIDE: Final = 40


_PART: Final = re.compile(r"其中|已|完成|新|首批|第[一二三]|剩余|其余|还有|另|仅|只|优选|部分")
_LARGER: Final = re.compile(r"共|总|累计|计划|应|全|到目前|截[至止]")


def _outgrown(passage: Passage, first: Mention, second: Mention) -> bool:
    """有残疾人426名，为428名残疾人发放补贴: some of them cannot be more than all of them."""
    text = passage.text
    before = text[max(passage.start, first.start - 14) : first.start]
    later = text[max(first.end, second.start - 14) : second.start]
    between = text[max(passage.start, first.start - 20) : second.start]
    told = not _PART.search(before) and not _LARGER.search(later) and not _PART.search(later)
    return told and not WHEN.search(between)


_COUNTED: Final = frozenset({"个", "家", "所", "处", "座", "名", "人", "户", "条", "项", "件"})
_NEARBY: Final = 200


_DIGIT: Final = re.compile(r"(?P<n>[1-9])[”\"]?[，,]?即")
_CLAUSE: Final = re.compile(r"[^。；]*")
_SPELLED: Final = re.compile(r"(?P<n>[一二三四五六七八九])[个大项]")
_VALUES: Final = {character: value for value, character in enumerate("一二三四五六七八九", 1)}


def _explained(passage: Passage) -> Iterator[Relation]:
    """“3”，即突出三个方向: the digit of a slogan against the number that explains it."""
    text = passage.text
    for match in _DIGIT.finditer(text, passage.start, passage.end):
        clause = _CLAUSE.match(text, match.end(), min(passage.end, match.end() + 160))
        others = list(_SPELLED.finditer(text, match.end(), clause.end() if clause else match.end()))
        if not others:
            continue
        value = Decimal(match["n"])
        same = next(
            (one for one in others if _VALUES[one["n"]] == value), others[0] if len(others) == 1 else None
        )
        if same is None:
            continue
        other = Decimal(_VALUES[same["n"]])
        operands = {
            "a": Operand(match["n"], match.start("n"), match.end("n"), value),
            "b": Operand(same[0], same.start(), same.end(), other),
        }
        verdict = HOLDS if value == other else FAILS
        message = f"“{match['n']}”与其后的“{same[0]}”{'一致' if verdict is HOLDS else '不一致'}"
        yield Relation(
            "N202",
            Kind.EQUALITY,
            verdict,
            match.start() - (text[match.start() - 1 : match.start()] in {"“", '"'}),
            same.end(),
            "a == b",
            operands,
            other,
            other,
            message,
        )


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "rates of a year",
        "N202",
        Kind.EQUALITY,
        _rates_of_a_year,
        (
            Example(
                "2023年总结\n去年规上企业用电负荷占比为61%。\n2022年规上企业用电负荷占比为67%。",
                FAILS,
                (),
                "2022年",
            ),
            Example("2023年总结\n去年规上企业用电负荷占比为61%。\n2022年规上企业用电负荷占比为61%。", HOLDS),
            Example(
                "总结\n去年用电负荷占比为61%。\n2022年用电负荷占比为67%。\n二、2024年工作计划\n",
                FAILS,
                (),
                "2022年",
            ),
            Example("2022年全市投诉处理解决率为76%。\n2022年第三季度全市投诉处理解决率为79%。", None),
            Example("2022年受理执行类案件71件，结案率14%。\n2022年受理行政类案件80件，结案率75%。", None),
            Example("2023年总结\n2022年受理案件同比上升7%；2022年办结案件同比上升9%。", None),
            Example("2023年总结\n去年规上企业用电负荷占比为61%。\n今年规上企业用电负荷占比为67%。", None),
        ),
    ),
    Pattern(
        "own units",
        "N202",
        Kind.EQUALITY,
        _own_units,
        (
            Example("全县16个乡镇建会。全县16个乡镇通网。走遍全县17个乡镇。", FAILS, ("16个", "17个")),
            Example("全县16个乡镇建立机制。全县15个乡镇完成改造。", None),
        ),
    ),
    Pattern(
        "explained",
        "N202",
        Kind.EQUALITY,
        _explained,
        (
            Example("“3”，即抓好三个重点。", HOLDS),
            Example("“3”，即抓好四个重点。", FAILS, (), "不一致"),
            Example("“3”，即抓好重点。", None),
        ),
    ),
    Pattern(
        "all of them",
        "N202",
        Kind.EQUALITY,
        _all_of_them,
        (
            Example("建成118个村级文化中心。117个村级文化中心全部免费开放。", FAILS, ("118个", "117个")),
            Example("涉及95个行政村，已全部完成。全区97个行政村通网。", FAILS, (), "不一致"),
            Example("登记重度残疾人426名，为428名重度残疾人发放补贴。", FAILS, ("426名", "428名")),
            Example("三级河长共313名。312名河长全部上岗。", FAILS, ("313名", "312名")),
            Example("登记重度残疾人426名，为423名重度残疾人发放补贴。", None),
            Example("建成118个村级文化中心。其中117个村级文化中心设有书屋。", None),
            Example("监测336个地级城市的水源。全国337个地级城市平均优良天数比例为82.0%。", None),
        ),
    ),
)
