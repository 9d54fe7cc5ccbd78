"""Ratios of two quantities (N102): 窗口与网上之比为1∶3，即窗口9.6万件、网上28.8万件; 按4:1安排，前者…，后者….

Only two quantities right beside the ratio are meant, and they contradict it only where 即 or 分别 says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from youju.checker.intervals import Interval, decide
from youju.checker.mentions import Mention, exact, similar
from youju.checker.model import Kind, Operand, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import CHANGES, aspect_of
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern, against, number

_RATIO: Final = re.compile(
    r"(?<![\d.:：∶])(?P<x>\d+(?:\.\d+)?)\s*[:：∶]\s*(?P<y>\d+(?:\.\d+)?)(?![\d.]*[:：∶\d])"
)
_LEAD: Final = re.compile(r"(?:比例?|比值|比重|按照?|以)(?:约?为|是|达到?|[^，。；]{0,12}[到至为])?$")
_NAMED: Final = re.compile(r"^的?(?:比例|标准)")
_SAID: Final = re.compile(r"^[，：（]?(?:即|分别)")
_REACH: Final = 24
_CLOSE: Final = 24
"""Characters between a ratio and its quantities, and between the two, at most."""
_FIFTH: Final = 5


def _ratios(passage: Passage) -> Iterator[Relation]:
    for sentence in passage.sentences_with(":：∶", "比按以"):
        for match in _RATIO.finditer(passage.text, sentence.start, sentence.end):
            lead = passage.text[max(sentence.start, match.start() - _REACH) : match.start()]
            after = passage.text[match.end() : match.end() + _REACH]
            if not (_LEAD.search(lead) or _NAMED.match(after)) or not Decimal(match["x"]) * Decimal(
                match["y"]
            ):
                continue
            later = [one for one in sentence.mentions if one.start >= match.end()][:2]
            earlier = [one for one in sentence.mentions if one.end <= match.start()][-2:]
            said = bool(_SAID.match(after))
            for pair in (later, earlier):
                found = _compared(passage, match, pair, said=said and pair is later)
                if found is not None:
                    yield found
                    break


def _compared(passage: Passage, match: re.Match[str], pair: list[Mention], *, said: bool) -> Relation | None:
    """Two quantities in the order of the ratio; in the other order only if they bear it out."""
    if len(pair) < 2 or not all(one.countable and one.base > 0 for one in pair) or not similar(*pair):
        return None
    a, b = pair
    near = a.start - match.end() if a.start >= match.end() else match.start() - b.end
    apart = {aspect_of(passage, one) for one in pair} & CHANGES
    if near > _CLOSE or b.start - a.end > _CLOSE or not exact(a, b) or apart:
        return None
    x, y = (_figure(match, name) for name in "xy")
    ranges = {
        "x": _range(x),
        "y": _range(y),
        "a": _range(a.operand(scale=a.scale)),
        "b": _range(b.operand(scale=a.scale)),
    }
    operands = {"x": x, "y": y, "a": a.operand(), "b": b.operand(scale=a.scale)}
    formula = "a * y == b * x"
    decision = decide(formula, ranges)
    if decision.verdict is not HOLDS:
        turned = decide("a * x == b * y", ranges)
        close = abs(a.base * y.value - b.base * x.value) * _FIFTH <= b.base * x.value
        if turned.verdict is HOLDS:
            formula, decision = "a * x == b * y", turned
        elif decision.verdict is not FAILS or not (said and close and _last(passage, pair)):
            return None
    quotient = number(round(a.base / b.base, 2))
    message = f"{a.text}∶{b.text}={quotient}∶1，{against(match[0], decision.verdict)}"
    start = min(one.start for one in operands.values())
    end = max(one.end for one in operands.values())
    return Relation(
        "N102",
        Kind.SHARE,
        decision.verdict,
        start,
        end,
        formula,
        operands,
        decision.low,
        decision.high,
        message,
    )


def _last(passage: Passage, pair: list[Mention]) -> bool:
    """Whether no third quantity follows, so that the two are all that is compared."""
    return passage.text[pair[1].end : pair[1].end + 1] in {"，", "。", "；", "）", ""}


def _figure(match: re.Match[str], name: str) -> Operand:
    half = Decimal(1).scaleb(-len(match[name].partition(".")[2])) / 2 if "." in match[name] else Decimal(0)
    return Operand(match[name], *match.span(name), Decimal(match[name]), half)


def _range(one: Operand) -> Interval:
    return Interval(one.value - one.half, one.value + one.half)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "two to one",
        "N102",
        Kind.SHARE,
        _ratios,
        (
            Example(
                "窗口与网上受理之比为1∶3，即窗口9.6万件、网上28.8万件。",
                HOLDS,
                ("1", "3", "9.6万件", "28.8万件"),
            ),
            Example("窗口与网上受理之比为1∶3，即窗口9.6万件、网上25.8万件。", FAILS, (), "不符"),
            Example("加工与农业产值之比提高到2.5∶1，即加工98.5亿元、农业39.4亿元。", HOLDS),
            Example("中央和地方资金按4:1安排，前者2688万元，后者672万元。", HOLDS),
            Example("财政支持800万元，企业自筹3800万元，撬动比例为1∶4.75。", HOLDS),
            Example("财政支持800万元，企业自筹3800万元，资金按1∶2配套。", None),
            Example("比赛于9:30开始，参赛选手90人、教练30人。", None),
        ),
    ),
)
