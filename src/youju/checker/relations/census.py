"""What censuses print and tie together over paragraphs: sex ratios (N102), growth since the last one (N103).

性别比（以女性为100）…为105.02 is of the men and women told nearest before it. 常住人口为751389人 and, a
heading later, 与2010年的725482人相比，增加25907人 tell one difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final

from youju.checker.intervals import Interval, decide
from youju.checker.mentions import Mention, Role, similar
from youju.checker.model import Kind, Operand, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import Aspect, aspect_of
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern, judge, number, relation, unit_of
from youju.checker.relations.summing import one_slip

_RATIO: Final = re.compile(
    r"性别比(?:（[^（）\n]{0,30}）)?[^，。；\n]{0,60}?(?:下降|上升|降低|提高|降|升|增加|减少)?(?:为|到|至|是)"
    r"(?P<n>\d{2,3}(?:\.\d+)?)(?=[，。；（\s]|[:：∶]100|$)"
)
_MEN, _WOMEN = (
    re.compile(r"男性?(?:人口|人数)?(?:为|有|共)?$"),
    re.compile(r"女性?(?:人口|人数)?(?:为|有|共)?$"),
)
_BACK: Final = 30


def _sex_ratio(passage: Passage) -> Iterator[Relation]:
    """男性人口为70356万人，女性人口为66993万人。总人口性别比（以女性为100）…下降为105.02."""
    text = passage.text
    if text.find("性别比", passage.start, passage.end) < 0:
        return
    people = [one for one in passage.mentions if one.role is Role.QUANTITY and one.dimension == "人"]
    for match in _RATIO.finditer(text, passage.start, passage.end):
        before = [one for one in people if one.end <= match.start()][-_BACK:]
        men = next((one for one in reversed(before) if _MEN.search(passage.before(one, 8))), None)
        women = next((one for one in reversed(before) if _WOMEN.search(passage.before(one, 8))), None)
        if men is None or women is None or women.base <= 0 or match.start() - men.end > 400:
            continue
        value, half = Decimal(match["n"]), Decimal(1).scaleb(-len(match["n"].partition(".")[2])) / 2
        a, b = (Interval(one.interval.low * one.scale, one.interval.high * one.scale) for one in (men, women))
        decision = decide("r == 100 * a / b", {"r": Interval(value - half, value + half), "a": a, "b": b})
        said = f"{men.text}÷{women.text}×100={number(round(men.base / women.base * 100, 2))}"
        message = f"{said}，与写明的{match['n']}{'一致' if decision.verdict is HOLDS else '不符'}"
        printed = Operand(match["n"], match.start("n"), match.end("n"), value, half)
        operands = {"r": printed, "a": men.operand(), "b": women.operand()}
        start = min(one.start for one in operands.values())
        yield Relation(
            "N102", Kind.SHARE, decision.verdict, start, match.end("n"), "r == 100 * a / b", operands,
            decision.low, decision.high, message,
        )  # fmt: skip


_SINCE: Final = re.compile(r"相[比较]|比较")
_FAR: Final = 12
"""Numbers between a figure and the sentence that compares it with what it was."""


def _grown_since(passage: Passage) -> Iterator[Relation]:
    """常住人口为751389人。/ 常住人口与2010年的725482人相比，增加25907人."""
    if not _SINCE.search(passage.text, passage.start, passage.end):
        return
    mentions = [one for one in passage.mentions if one.measured]
    for at, (old, change) in enumerate(pairwise(mentions)):
        aspect = aspect_of(passage, change)
        told = _SINCE.match(passage.text, old.end) and aspect in {Aspect.GAIN, Aspect.LOSS}
        near = told and "。" not in passage.between(old, change) and similar(old, change)
        if not near or old.hedge or change.hedge or old.percent or change.percent:
            continue
        want = old.base + change.base if aspect is Aspect.GAIN else old.base - change.base
        before = [one for one in mentions[max(0, at - _FAR) : at] if similar(one, old) and not one.hedge]
        now = next((one for one in reversed(before) if one.base == want), None)
        now = now or next((one for one in reversed(before) if _misprinted(passage, one, old, want)), None)
        if now is not None:
            yield _difference(now, old, change, falling=aspect is Aspect.LOSS)


def _misprinted(passage: Passage, one: Mention, old: Mention, want: Decimal) -> bool:
    """Whether a figure of the same name is what it should be but for one digit."""
    words = re.sub(r"[与同和比较]?(?:19|20)\d\d年.*|[与同和]第.*", "", passage.before(old, 36))[-4:]
    named = len(words) == 4 and words in passage.text[max(passage.start, one.start - 16) : one.start]
    digits = str(int(one.base)), str(int(want))
    return named and len(digits[0]) > 3 and one.half == 0 and one_slip(*digits)


def _difference(now: Mention, old: Mention, change: Mention, *, falling: bool) -> Relation:
    formula = "d == b - t" if falling else "d == t - b"
    parts = {"t": now, "b": old, "d": change}
    verdict, low, high = judge(formula, parts, scale=change.scale)
    shown = f"{number(abs(now.base - old.base) / change.scale)}{unit_of(change)}"
    message = f"{now.text}与{old.text}相差{shown}，与写明的{change.text}"
    message += "一致" if verdict is HOLDS else "不符"
    return relation("N103", Kind.DIFFERENCE, formula, parts, verdict, low, high, message, scale=change.scale)


_SEXES: Final = (
    "男性人口为70356万人，占51.22%；女性人口为66993万人，占48.78%。总人口性别比（以女性为100，男性对女性的"
    "比例）由105.20下降为{}。"
)
_THEN: Final = "常住人口为{}人。\n二、人口增长\n全市常住人口与2010年普查的725482人相比，增加25907人。"

PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "sex ratio",
        "N102",
        Kind.SHARE,
        _sex_ratio,
        (
            Example(_SEXES.format("105.02"), HOLDS, ("70356万人", "66993万人", "105.02")),
            Example(_SEXES.format("106.02"), FAILS, (), "=105.02"),
            Example("男性57753人，女性54882人，男女性别比为105.23:100（女性为100）。", HOLDS),
            Example("总人口性别比由105.20下降为105.02。", None),
        ),
    ),
    Pattern(
        "grown since",
        "N103",
        Kind.DIFFERENCE,
        _grown_since,
        (
            Example(_THEN.format("751389"), HOLDS, ("751389人", "725482人", "25907人")),
            Example(_THEN.format("751889"), FAILS, (), "相差26407人"),
            Example("走访居民75人。\n常住人口与2010年普查的725482人相比，增加25907人。", None),
        ),
    ),
)
