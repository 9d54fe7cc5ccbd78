"""What must not exceed something else (N205): households and people, steps of handling, comparisons.

Words are looser than numbers here: cases of last year are settled this year. A bound fails only where the
words leave no room; else a number that exceeds another is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import pairwise, takewhile
from typing import Final

from youju.checker.mentions import PERCENT, Mention, Role, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern, judge, relation

_GROUPS: Final = {
    "户": frozenset({"人", "人次"}),
    "批": frozenset({"人次"}),
    "批次": frozenset({"人次"}),
    "家": frozenset({"人"}),
}
_CLOSE: Final = re.compile(r"[，、]?(?:共|计|涉及|[企事]业?[企事业单位]{0,5})?$")


def _bound(
    formula: str, parts: dict[str, Mention], message: str, *, strict: bool = True
) -> Iterator[Relation]:
    """One bound; where the words are loose (not `strict`) an excess is not judged."""
    scale = next(iter(parts.values())).scale
    same = len({one.dimension for one in parts.values()}) == 1
    verdict, low, high = judge(formula, parts, scale=scale if same else None)
    if verdict is FAILS and not strict:
        return
    end = "" if verdict is HOLDS else "，与所写不符"
    used = scale if same else None
    yield relation("N205", Kind.BOUND, formula, parts, verdict, low, high, message + end, scale=used)


def _households(passage: Passage) -> Iterator[Relation]:
    """43户107人: no more households than people."""
    for sentence in passage.sentences_with("户批家", "人名位口"):
        for few, many in pairwise(sentence.mentions):
            if Role.MASKED in {few.role, many.role} or many.dimension not in _GROUPS.get(few.unit, ()):
                continue
            if _CLOSE.fullmatch(passage.between(few, many)):
                strict = few.unit != "家" and not few.hedge and not many.hedge
                yield from _bound(
                    "a <= t", {"a": few, "t": many}, f"{few.text}应不多于{many.text}", strict=strict
                )


_TAKEN_IN: Final = re.compile(
    r"受理|收到|收集|接收|共收|申请|排查|摸排|检查|登记|在册|在库|录入|发现|应|任务|预算|招引|上报|救助|调解|初核|处置|图斑|问题"
)
_DONE: Final = re.compile(
    r"办结|完成|整改|整治|化解|调解|立案|成功|解决|签约|处置|受理|落实|到位|重点|未|暂时|新入库|新增|损毁|初核|联系不上|已"
)


def _next_step(passage: Passage, whole: Mention, part: Mention) -> bool:
    near = similar(whole, part) and part.start - whole.end <= _NEAR
    return near and _DONE.search(passage.between(whole, part)) is not None


_NEAR: Final = 30
"""Characters between two steps."""


def _steps(passage: Passage) -> Iterator[Relation]:
    """受理88件，办结75件: a later step has no more cases than the one before."""
    for sentence in passage.sentences:
        numbers = [one for one in sentence.mentions if one.measured and not one.percent]
        for index, whole in enumerate(numbers[:-1]):
            after = numbers[index + 1 : index + 3]
            if not _next_step(passage, whole, after[0]) or not _TAKEN_IN.search(passage.before(whole, 20)):
                continue
            for part in takewhile(partial(_next_step, passage, whole), after):
                message = f"{part.text}不超过{whole.text}"
                yield from _bound("a <= t", {"a": part, "t": whole}, message, strict=False)


_WIDER: Final = re.compile(r"[（(，]全[国省市县](?:仅|共|共有|仅有)$")


def _wider(passage: Passage) -> Iterator[Relation]:
    """2家（全市仅8家）: a part of the place has no more than the whole of it."""
    for sentence in passage.sentences_with("全"):
        for part, whole in pairwise(sentence.mentions):
            near = passage.text[max(passage.start, whole.start - 6) : whole.start]
            close = len(passage.between(part, whole)) <= 10 and _WIDER.search(near)
            if close and similar(part, whole) and part.role is whole.role is Role.QUANTITY:
                message = f"{part.text}不超过{near[-4:]}{whole.text}"
                yield from _bound("a <= t", {"a": part, "t": whole}, message)


_COMPARED: Final = re.compile(
    r"(?P<how>低于|高于|超过|快于|慢于|落后于)(?P<who>全[国省市县区])[^，。；、\d]{0,8}$|"
    r"(?P<also>、)(?P<too>全[国省市县区])[^，。；、\d]{0,6}$"
)
_LOWER: Final = frozenset({"低于", "慢于", "落后于"})


def _comparisons(passage: Passage) -> Iterator[Relation]:
    """0.67%，低于全省的2.56%."""
    for sentence in passage.sentences_with("全", PERCENT):
        own: Mention | None = None
        how = ""
        for mention in sentence.mentions:
            if not mention.percent or mention.role is not Role.QUANTITY:
                continue
            near = passage.text[max(sentence.start, mention.start - 16) : mention.start]
            match = _COMPARED.search(near)
            if match is None or own is None or (match["also"] and not how):
                own, how = mention, ""
                continue
            how = match["how"] or how
            formula = "a < b" if how in _LOWER else "a > b"
            who = match["who"] or match["too"]
            if len(passage.between(own, mention)) <= 60 and not own.hedge and not mention.hedge:
                message = f"{own.text}{how}{who}的{mention.text}"
                yield from _bound(formula, {"a": own, "b": mention}, message)


_AT_MOST: Final = re.compile(
    r"(?:办结|覆盖|满意|合格|普及|知晓|入学|达标|优良|调解成功|建档)率[^，。；、\d]{0,5}$"
)


def _at_most_all(passage: Passage) -> Iterator[Relation]:
    """A rate of coverage or success is no more than 100 %."""
    for sentence in passage.sentences_with("率", PERCENT):
        for rate in sentence.mentions:
            over = rate.percent and rate.role is Role.QUANTITY and rate.value > 100
            if not over or rate.value - rate.half < 100 or "毛" in passage.before(rate, 8):
                continue  # 毛入学率 counts pupils of other ages too
            if _AT_MOST.search(passage.before(rate, 14)):
                yield from _bound("r <= 100", {"r": rate}, f"{rate.text}超过100%")


_AIM: Final = re.compile(r"(?:计划|任务|目标|概算|总)[^，。；、\d]{0,8}$")
_REACHED: Final = re.compile(r"(?:已|累计)*完成[^，。；、\d]{0,8}$")
_UNLIKELY: Final = 100


def _without_ten_thousand(passage: Passage) -> Iterator[Relation]:
    """年度计划完成投资15000元，完成投资13300万元: of a plan without its 万."""
    for sentence in passage.sentences_with("万亿", "完"):
        for plan, done in pairwise(sentence.mentions):
            money = plan.dimension == done.dimension == "money" and plan.unit == done.unit
            if not money or plan.text[-2:-1] in _TIMES or done.text[-2:-1] not in _TIMES:
                continue
            near = len(passage.between(plan, done)) <= _PLAN_NEAR and not (plan.hedge or done.hedge)
            told = _AIM.search(passage.before(plan, 20)) and _REACHED.search(passage.before(done, 20))
            if near and told and done.base > plan.base * _UNLIKELY:
                message = f"完成{done.text}是计划{plan.text}的100倍以上，请核对单位，是否漏写“万”"
                yield from _bound(f"a <= {_UNLIKELY} * t", {"a": done, "t": plan}, message)


_TIMES: Final = frozenset("万亿")
_PLAN_NEAR: Final = 20

PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "households",
        "N205",
        Kind.BOUND,
        _households,
        (
            Example("保障困难家庭43户107人。", HOLDS, ("43户", "107人")),
            Example("保障困难家庭143户107人。", FAILS, (), "不多于"),
            Example("保障困难家庭43户，培训干部20人。", None),
        ),
    ),
    Pattern(
        "steps",
        "N205",
        Kind.BOUND,
        _steps,
        (
            Example("受理申请88件，办结75件。", HOLDS, ("88件", "75件")),
            Example("受理申请75件，办结88件。", None),
        ),
    ),
    Pattern(
        "wider",
        "N205",
        Kind.BOUND,
        _wider,
        (
            Example("国家级示范社2家（全市仅8家）。", HOLDS, ("2家", "8家")),
            Example("国家级示范社9家（全市仅8家）。", FAILS),
            Example("国家级示范社2家，省级8家。", None),
        ),
    ),
    Pattern(
        "comparisons",
        "N205",
        Kind.BOUND,
        _comparisons,
        (
            Example("占比为3.1%，低于全省的4.2%、全国的5.0%。", HOLDS, ("3.1%", "4.2%")),
            Example("占比为3.1%，高于全省的4.2%。", FAILS),
            Example("占比为3.1%，全省为4.2%。", None),
        ),
    ),
    Pattern(
        "without ten thousand",
        "N205",
        Kind.BOUND,
        _without_ten_thousand,
        (
            Example(
                "海塘工程年度计划完成15000元，完成投资13300万元。", FAILS, ("15000元", "13300万元"), "漏写"
            ),
            Example("海塘工程年度计划完成15000万元，完成投资13300万元。", None),
        ),
    ),
    Pattern(
        "at most all",
        "N205",
        Kind.BOUND,
        _at_most_all,
        (
            Example("政务服务办结率102%。", FAILS, ("102%",), "超过100%"),
            Example("小学毛入学率104.2%。", None),
            Example("政务服务办结率100%，任务完成率120%。", None),
        ),
    ),
)
