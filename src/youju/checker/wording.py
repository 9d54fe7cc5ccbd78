"""Wording (T4xx): what would embarrass the office though no number is wrong.

Enter at `findings_of`. One function a rule, listed in `_RULES`. Names of laws and bodies are in
`checker.names`, the search for terms in `checker.terms`, repeated paragraphs in `checker.repetition`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from youju.checker import names, tables
from youju.checker.model import Finding
from youju.checker.terms import Term, Terms
from youju.errors import fail

_DOUBLED_WORD: Final = re.compile(r"([\u4e00-\u9fff]{2,6})\1")
_DOUBLED_CHARACTER: Final = re.compile(r"([的了和与在及为将把被对])\1")
_DOUBLED_UNIT: Final = re.compile(r"[\d万亿](元|吨|亩|公里|公顷|平方米|%)\1(?![旦宵月人均])")
_DOUBLED_MARK: Final = re.compile(r"[，、；：。,;](?:(?<![,;])[，。、；：]|(?<=,),|(?<=;);)")
_REAL_DOUBLES: Final = re.compile(
    r"^很|一[\u4e00-\u9fff]|[自互各][\u4e00-\u9fff]|[\u4e00-\u9fff]自|研究|讨论|商量|学习|锻炼|某某|多多|常常|哈哈|层层|点点"
    r"|了了|是是|渐渐|默默|微微|纷纷|种种|人人|家家|户户|天天|年年|月月|处处|事事|时时|步步|个个|多少|建共"
)
_LONGER: Final = re.compile(
    r"(?:支队|大队|中队|总队|小组|科室|处室|车间|班组|集团|社团|联队|分队)[长员]|根据地|火山口|(?:委员会|协会|学会|研究会)会[长员]"
)
"""Words whose beginning may follow the same characters: 交警支队支队长, 根据根据地的经验."""
_REAL_CHARACTERS: Final = re.compile(
    r"不了了之|实实?在在|暖暖?和和|为为|目的的|目的的|的的[士确]|对对[联碰子]|[一结]对对|反对对|[针面比相应核配]对对|"
    r"和和(?=[平谐睦美顺解缓煦气])|将将|了了(?=解|结|不起|断|却|然)|把把(?=[脉关控握持守])|一把把|及及|与与|"
    r"存在在|[现潜内外所自实]在在|参与与|赋与与|普及及|波及及|涉及及|以及及时|"
    r"被被(?=审计|检查|调查|巡[察视]|监督|考[核评]|征|告|申请|执行|投诉|监管|评|保|帮|管|服务|培训|督|访|救|害|处罚|举报|拆|推荐|"
    r"录|抽|表彰|许可|授|上诉|监测|监护|抚养|供养|扶)"
)
_LETTER: Final = re.compile(
    r"[AD](?<![A-Za-z0-9].)(?=总书记|新时代|法治思想|经济思想|文化思想|生态文明|强军思想|组织|委|员|建|支部|总支|小组|"
    r"群|风|校|政|史|中央|课|性|费|工委|工作|内|纪|规|务|旗|徽|章|外|的(?:二十|十九|十八|领导|建设|全面))"
)
_MARKUP: Final = re.compile(
    r"##\w{2,20}##|\{\{[^{}\n]{0,40}\}\}|【(?:待补|待定|此处|请填)[^】\n]{0,20}】|___+|□□+|TODO"
)
_IN_BRACKETS: Final = r"(?:待补充?|待定|待核实?|此处[^（）()\n]{0,10})[）)]"
_WAITING: Final = re.compile(
    rf"（{_IN_BRACKETS}|\({_IN_BRACKETS}|待补充完善|数据待核|此处[^，。；\n]{{0,6}}待[补填][充写]?|"
    r"待补充(?=[。；，、）\n])"
)
_MASK: Final = re.compile(
    r"[XＸ×x](?:(?<!x)[XＸ×]+|(?<!x)(?<![A-Za-z0-9.×XＸ].)(?=[市县区镇乡村省局万亿某])|"
    r"(?<=[\u4e00-\u9fff][xX])[xX]+(?=[\u4e00-\u9fff]))"
)
_SAMPLE: Final = 3
"""Forms that a message names when the same fault stands in many places."""


def findings_of(text: str, start: int, end: int, *, terms: Sequence[Path] = ()) -> list[Finding]:
    """What is wrong in the words of a report.

    Args:
        text: The whole text that was read; offsets of the result are into it.
        start: Where the report begins.
        end: Where it ends.
        terms: The office's lists of terms, beside the shipped sample.

    Example:
        >>> [one.message for one in findings_of("按照进度完成完成任务。", 0, 11)]
        ['“完成”重复']
    """
    found = [finding for rule in _RULES for finding in rule(text, start, end)]
    return [*found, *_terms(text, start, end, tuple(terms))]


def _doubled(text: str, start: int, end: int) -> Iterator[Finding]:
    """T402: 完成完成, 的的, 、、."""
    for match in _DOUBLED_WORD.finditer(text, start, end):
        word = match[1]
        before = text[match.start() - 1 : match.start()]
        if _REAL_DOUBLES.search(word) or before.isdigit() or before in {"*", "＊"}:
            continue  # 一户一户; in 5户棚改户棚改 the first 户 belongs to the number, in *路*路 a mask
        longer = _LONGER.match(text, match.end() - len(word))
        if longer or word[-1] == "着" or "越来越" in text[match.start() - 1 : match.end() + 1]:
            continue
        yield Finding("T402", "warning", match.start(), match.end(), f"“{word}”重复")
    for match in _DOUBLED_CHARACTER.finditer(text, start, end):
        around = text[max(start, match.start() - 2) : match.end() + 3]
        if not _REAL_CHARACTERS.search(around):
            yield Finding("T402", "warning", match.start(), match.end(), f"“{match[1]}”重复")
    for match in _DOUBLED_UNIT.finditer(text, start, end):
        yield Finding("T402", "warning", match.start(1), match.end(), f"“{match[1]}”重复")
    for match in _DOUBLED_MARK.finditer(text, start, end):
        yield Finding("T402", "warning", match.start(), match.end(), f"标点“{match[0]}”重复，可能漏字")


def _letters(text: str, start: int, end: int) -> Iterator[Finding]:
    """T403: a letter stands for 党 or a name."""
    places = [match.start() for match in _LETTER.finditer(text, start, end)]
    if places:
        forms = _forms(text[place : place + 3] for place in places)
        yield Finding(
            "T403",
            "error",
            places[0],
            places[0] + 1,
            f"字母代替了汉字，共{len(places)}处：{forms}，请改回原字",
        )


def _placeholders(text: str, start: int, end: int) -> Iterator[Finding]:
    """T404: ##paidbegin##, {{ }}, XX县."""
    for pattern in (_MARKUP, _WAITING):
        for match in pattern.finditer(text, start, end):
            yield Finding(
                "T404", "error", match.start(), match.end(), f"“{match[0]}”是残留的标记，请删去或填写"
            )
    places = [match.span() for match in _MASK.finditer(text, start, end)]
    if places:
        forms = _forms(text[a : b + 1].strip() for a, b in places)
        yield Finding("T404", "warning", *places[0], f"没有填写的内容共{len(places)}处：{forms}")


def _forms(pieces: Iterator[str]) -> str:
    """The first few different forms."""
    different = list(dict.fromkeys(pieces))
    more = "等" if len(different) > _SAMPLE else ""
    return "、".join(f"“{one}”" for one in different[:_SAMPLE]) + more


def _pairs(text: str, start: int, end: int) -> Iterator[Finding]:
    """T407: 《 without 》 in a line, “ without ”."""
    for opening, closing in (("《", "》"), ("“", "”")):
        at = text.find(opening, start, end)
        while at >= 0:
            stop = text.find("\n", at, end)
            stop = end if stop < 0 else stop
            partner = text.find(closing, at, stop)
            again = text.find(opening, at + 1, stop)
            if partner < 0 and _over_lines(text, at, opening, closing, end):
                pass
            elif partner < 0 or (0 <= again < partner and opening == "“"):
                yield Finding("T407", "warning", at, at + 1, f"“{opening}”没有对应的“{closing}”")
            at = text.find(opening, max(partner, at) + 1 if partner >= 0 else stop, end)


def _over_lines(text: str, at: int, opening: str, closing: str, end: int) -> bool:
    """Whether a sentence that was broken into lines has the partner a little further on."""
    partner = text.find(closing, at, min(end, at + _BROKEN))
    return partner > 0 and not {opening, "。"} & set(text[at + 1 : partner])


_BROKEN: Final = 80
_NO_PERCENT: Final = re.compile(
    r"(?:同比|比上年(?:同期)?|较上年(?:同期)?|比去年(?:同期)?|较去年(?:同期)?)(?:增长|下降|上升)\s?(?P<n>\d{1,3}\.\d{1,2})(?=[，。；、,;])"
)


def _no_percent(text: str, start: int, end: int) -> Iterator[Finding]:
    """T409: 同比增长11.82，"""
    for match in _NO_PERCENT.finditer(text, start, end):
        message = f"“{match[0]}”没有单位，可能漏写“%”"
        yield Finding("T409", "warning", match.start("n"), match.end("n"), message)


_RULES: Final[tuple[Callable[[str, int, int], Iterator[Finding]], ...]] = (
    names.findings_of,
    _doubled,
    _letters,
    _placeholders,
    _pairs,
    _no_percent,
)


def _terms(text: str, start: int, end: int, lists: tuple[Path, ...]) -> Iterator[Finding]:
    """T406: sensitive and forbidden terms."""
    for term, place in _listed(lists).find(text, start, end):
        instead = f"，应写“{term.instead}”" if term.instead and term.instead != "删去" else "，请删去"
        yield Finding("T406", term.level, place, place + len(term.text), f"“{term.text}”不宜使用{instead}")


@lru_cache(maxsize=8)
def _listed(lists: tuple[Path, ...]) -> Terms:
    terms = []
    for path in (tables.DATA / "terms.csv", *lists):
        for row in tables.rows(path):
            if not row.get("term"):
                raise fail("H110", path=path.name, reason="词表应有 term、instead、level、except 四列")
            level = "error" if row.get("level") == "error" else "warning"
            exceptions = tuple(filter(None, row.get("except", "").split("|")))
            terms.append(Term(row["term"], row.get("instead", ""), level, exceptions))
    return Terms(terms)
