"""Shares told in words (N102): 占一半, 达到七成, 为年度计划的120%; and those of what was not found amiss.

Words round freely, so 一半 and 七成 are only borne out, never contradicted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from youju.checker.mentions import Mention, exact, loosely_similar, similar
from youju.checker.model import Kind, Operand, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import CHANGES, aspect_of
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern, against, judge, number, relation
from youju.checker.relations.shares.rating import Around, quantity, rate_of, rated, rates_in

_DIGITS: Final = {digit: at for at, digit in enumerate("一二三四五六七八九", 1)}
_SPOKEN: Final = re.compile(
    r"[占达](?:到|了|[^，。；、\d]{0,12}?的|[^，。；、\d]{0,6}?)(?:近|约|将近)?"
    r"(?P<said>一半|半数|(?P<tenths>[一二三四五六七八九])成|(?P<by>[二三四五])分之(?P<parts>[一二三四]))(?=[，。；、）]|左右)"
)
_TOLD_AFTER: Final = re.compile(r"[，（](?:即|计|共|有|达)$")
_NEAR: Final = 20
_OFF: Final = Decimal("1.5")
"""Percentage points by which what is told in words may differ from the quotient."""
_WHOLES: Final = 3


def _spoken(passage: Passage) -> Iterator[Relation]:
    """投诉128件，热线转办的占一半，计64件; 3510万元，用于升级的2457万元，达到七成."""
    for paragraph in passage.paragraphs_with("半成分", "占达"):
        numbers = [one for one in paragraph.mentions if quantity(one) and one.countable]
        for match in _SPOKEN.finditer(passage.text, paragraph.start, paragraph.end):
            before = [one for one in numbers if one.end <= match.start()]
            after = next((one for one in numbers if one.start >= match.end()), None)
            found = None
            if after and _TOLD_AFTER.search(passage.text[match.end() : after.start]):
                found = _borne_out(passage, match, after, before)
            elif before and match.start() - before[-1].end <= _NEAR:
                found = _borne_out(passage, match, before[-1], before[:-1])
            if found:
                yield found


def _percent(match: re.Match[str]) -> Decimal:
    if match["tenths"]:
        return Decimal(10 * _DIGITS[match["tenths"]])
    return Decimal(100) * _DIGITS[match["parts"]] / _DIGITS[match["by"]] if match["by"] else Decimal(50)


def _borne_out(
    passage: Passage, match: re.Match[str], part: Mention, before: Sequence[Mention]
) -> Relation | None:
    percent = _percent(match)
    alike = [one for one in before if loosely_similar(one, part) and one.base > part.base]
    alike += [
        one for one in before if one not in alike and one.base > part.base and _named(passage, match, one)
    ]
    nearest = alike[: -_WHOLES - 1 : -1]
    if "总" in match[0]:  # of what is told to be all
        nearest.sort(key=lambda one: not _TOTAL.search(passage.before(one, 16)))
    for whole in nearest:
        share = part.base / whole.base * 100
        if abs(share - percent) > _OFF or not exact(part, whole) or aspect_of(passage, whole) in CHANGES:
            continue
        operands = {
            "r": Operand(match["said"], *match.span("said"), percent, _OFF),
            "a": part.operand(),
            "t": whole.operand(scale=part.scale),
        }
        places = [operand.start for operand in operands.values()]
        return Relation(
            "N102", Kind.SHARE, HOLDS, min(places), max(one.end for one in operands.values()),
            "r == 100 * a / t", operands, share, share,
            f"{part.text}÷{whole.text}={number(round(share, 2))}%，{against(match['said'], HOLDS)}",
        )  # fmt: skip
    return None


def _named(passage: Passage, match: re.Match[str], whole: Mention) -> bool:
    """Whether a share is of a whole by its name: 村卫生室188家. 约占村卫生室的四成."""
    name = passage.before(whole, 3)
    return len(name) == _NAME and name in match[0]


_NAME: Final = 3
_TOTAL: Final = re.compile(r"共|总|合计|累计")

_PLANNED: Final = re.compile(
    r"(?:为|相当于|达到?)(?:了)?(?:全?年度?|年初|既定)?[^，。；\d]{0,4}(?:计划|任务|目标)[数量]?的$"
)
_PLAN: Final = re.compile(r"(?:确定|计划|任务|目标|下达)[^，。；\d]{0,16}$")


def _of_plan(passage: Passage) -> Iterator[Relation]:
    """年初确定编写80篇，实际编写96篇，为年度计划的120%."""
    for around in rates_in(passage):
        if len(around.here) < 2 or not _PLANNED.search(passage.before(around.rate, 20)):
            continue
        plan, part = around.here[-2:]
        if similar(plan, part) and _PLAN.search(passage.before(plan, 24)) and exact(around.rate, plan, part):
            verdict = rated(around.rate, part, plan)[0]
            yield rate_of(around.rate, part, plan, Kind.COMPLETION, verdict)


_GOOD: Final = re.compile(r"(?:合格|达标|满意|通过|优良|及格|完好|准确)$")
_BAD: Final = re.compile(r"(?:[不未]|没有)(?P<what>合格|达标|满意|通过|及格|达到)|超标|差错|有误|退回")
_ONLY: Final = re.compile(r"[，（][^，。；\d]{0,4}[仅只]有?$")


def _sound(passage: Passage) -> Iterator[Relation]:
    """取样1464份，不达标的有22份，合格率98.5%: of what is left without those."""
    for around in rates_in(passage):
        if not around.here or not _GOOD.search(around.said("stem")) or around.rate.value < _MOST:
            continue
        bad = around.here[-1]
        whole = around.here[-2] if len(around.here) > 1 else None
        if not _BAD.search(passage.before(bad, 12)):
            after = around.after[:1]
            if not after or not _ONLY.search(passage.text[around.rate.end : after[0].start]):
                continue
            bad, whole = after[0], around.here[-1]
        if (
            whole is None
            or not similar(bad, whole)
            or bad.base >= whole.base
            or not exact(bad, whole, around.rate)
        ):
            continue
        if (found := _without(passage, around, bad, whole)) is not None:
            yield found


_MOST: Final = 50
_FEW: Final = 3


def _without(passage: Passage, around: Around, bad: Mention, whole: Mention) -> Relation | None:
    rate = around.rate
    parts = {"r": rate, "a": bad, "t": whole}
    verdict, low, high = judge("r == 100 * (t - a) / t", parts)
    share = (whole.base - bad.base) / whole.base * 100
    amiss = _BAD.search(passage.before(bad, 12))
    named = bool(amiss and amiss["what"] and around.said("stem").endswith(amiss["what"]))
    if verdict is not HOLDS and not (named and abs(share - rate.value) <= _FEW):
        return None
    message = (
        f"（{whole.text}-{bad.text}）÷{whole.text}={number(round(share, 2))}%，{against(rate.text, verdict)}"
    )
    return relation("N102", Kind.SHARE, "r == 100 * (t - a) / t", parts, verdict, low, high, message)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "shares in words",
        "N102",
        Kind.SHARE,
        _spoken,
        (
            Example("来信128件，网上转办的占一半，计64件。", HOLDS, ("128件", "一半", "64件")),
            Example("两项投入共3510万元，用于升级的2457万元，达到七成。", HOLDS),
            Example("调处纠纷6420件。三者合计4215件，约占总量的三分之二。", HOLDS),
            Example(
                "共调处6420件，成功6356件。三者合计4215件，约占总量的三分之二。",
                HOLDS,
                ("6420件", "4215件", "三分之二"),
            ),
            Example("卫生室188家。建成中医阁75个，约占卫生室的四成。", HOLDS),
            Example("来信128件，网上转办的占一半，计84件。", None),
            Example("培训128人，走访64户，占一半，反响良好。", None),
        ),
    ),
    Pattern(
        "share of a plan",
        "N102",
        Kind.COMPLETION,
        _of_plan,
        (
            Example(
                "年初确定编写简报80篇，实际编发96篇，为年度计划的120%。", HOLDS, ("80篇", "96篇", "120%")
            ),
            Example("年初确定编写简报80篇，实际编发96篇，为年度计划的130%。", FAILS, (), "=120%"),
            Example("编写简报80篇，采用36篇，为年度计划的120%。", None),
        ),
    ),
    Pattern(
        "share without the bad",
        "N102",
        Kind.SHARE,
        _sound,
        (
            Example("取样1464份，不达标的有22份，合格率98.5%。", HOLDS, ("1464份", "22份", "98.5%")),
            Example("取样1464份，不合格的有22份，合格率97.5%。", FAILS, (), "=98.5%"),
            Example("回访工单34件，满意率97.1%，仅有1件因政策原因未解决。", HOLDS),
            Example("取样1464份，复检22份，合格率98.7%。", None),
        ),
    ),
)
