"""Growth with its base, of the whole and of its parts (N103); means between those of the parts (N205)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final

from youju.checker.intervals import Interval
from youju.checker.mentions import Mention, Role, similar
from youju.checker.model import Kind, Relation, Verdict
from youju.checker.passage import Passage
from youju.checker.relations.pattern import (
    FAILS,
    HOLDS,
    UNKNOWN,
    Example,
    Pattern,
    in_scale,
    judge,
    number,
    relation,
)

_MORE: Final = re.compile(
    r"(?:比|较)?(?:上年|去年|同期|年初|[^，。；\d]{0,10})?(?P<sign>净?增加?|新增|增长|提高|减少|下降|降低)了?$"
)

_GROWN: Final = re.compile(
    r"(?:同比|环比|比[^，。；\d]{1,12}|较[^，。；\d]{1,12})?(?P<sign>增长|增幅|增速|上升|下降|减少|降幅|增加|提高)(?:为|达|了|约)?$"
)


def _growth(passage: Passage) -> Iterator[Relation]:
    """T, D more than before, growth of R %: R is D over T - D."""
    for sentence in passage.sentences:
        numbers = sentence.mentions
        for t, d, r in zip(numbers, numbers[1:], numbers[2:], strict=False):
            if (
                not r.percent
                or t.percent
                or not similar(t, d)
                or Role.MASKED in {t.role, d.role, r.role}
                or not t.unit
            ):
                continue
            more, grown = _MORE.search(passage.before(d, 20)), _GROWN.search(passage.before(r, 20))
            if (
                not more
                or not grown
                or "其中" in passage.text[t.end : r.start]
                or Role.RANK in {t.role, d.role}
            ):
                continue
            if t.hedge or d.hedge or r.hedge or len(passage.text[t.end : d.start]) > 24:
                continue
            falling = more["sign"] in {"减少", "下降", "降低"}
            if falling != (grown["sign"] in {"下降", "减少", "降幅"}) or (d.base >= t.base and not falling):
                continue
            sign = "+" if falling else "-"
            formula = f"r == 100 * d / (t {sign} d)"
            verdict, low, high = _grown(t, d, r, falling=falling)
            base = t.base + d.base if falling else t.base - d.base
            minus = "＋" if falling else "－"
            message = f"{d.text}÷（{t.text}{minus}{d.text}）={number(round(d.base / base * 100, 2))}%"
            message += f"，与写明的{r.text}{'一致' if verdict is HOLDS else '不符'}"
            yield relation(
                "N103", Kind.GROWTH, formula, {"t": t, "d": d, "r": r}, verdict, low, high, message
            )


def _grown(
    t: Mention, d: Mention, r: Mention, *, falling: bool
) -> tuple[Verdict, Decimal | None, Decimal | None]:
    """Each of t and d stands twice or depends on the other, so the ends are taken together."""
    whole, change, rate = in_scale(t, t.scale), in_scale(d, t.scale), r.interval
    sign = 1 if falling else -1
    ends = [
        100 * y / (x + sign * y)
        for x in (whole.low, whole.high)
        for y in (change.low, change.high)
        if x + sign * y > 0
    ]
    if not ends:
        return UNKNOWN, None, None
    low, high = min(ends), max(ends)
    return (HOLDS if Interval(low, high).meets(rate) else FAILS), low, high


def _compared(passage: Passage) -> Iterator[Relation]:
    """T now, B a year ago, growth of R %."""
    for sentence in passage.sentences:
        numbers = [one for one in sentence.mentions if one.role is Role.QUANTITY]
        for index, rate in enumerate(numbers):
            if not rate.percent or index < 2 or rate.hedge:
                continue
            grown = _GROWN.search(passage.before(rate, 20))
            now, old = numbers[index - 2], numbers[index - 1]
            if not grown or not similar(now, old) or now.percent or not now.unit or now.hedge or old.hedge:
                continue
            early = re.compile(r"(?:上年|去年|上一年|同期)(?:同期)?的?(?:为|是)?$")
            if early.search(passage.before(now, 10)):
                now, old = old, now
            elif not early.search(passage.before(old, 10)):
                continue
            if old.value == 0:
                continue
            falling = grown["sign"] in {"下降", "减少", "降幅"}
            formula = "r == 100 * (b - t) / b" if falling else "r == 100 * (t - b) / b"
            values = {"t": in_scale(now, old.scale)}
            verdict, low, high = judge(formula, {"r": rate, "t": now, "b": old}, values=values)
            ratio = (now.base / old.base - 1) * 100
            message = (
                f"{now.text}比{old.text}{'增长' if ratio >= 0 else '下降'}{number(abs(round(ratio, 2)))}%"
            )
            message += f"，与写明的{rate.text}{'一致' if verdict is HOLDS else '不符'}"
            yield relation(
                "N103", Kind.GROWTH, formula, {"r": rate, "t": now, "b": old}, verdict, low, high, message
            )


def _increments(passage: Passage) -> Iterator[Relation]:
    """Gains and growth rates of the whole and of all its parts: the bases that they imply must add up."""
    for paragraph in passage.paragraphs:
        mentions = [one for one in paragraph.mentions if one.role is Role.QUANTITY]
        pairs = [
            (d, r)
            for d, r in pairwise(mentions)
            if r.percent
            and not d.percent
            and d.unit
            and r.value > 0
            and not (d.hedge or r.hedge)
            and _MORE.search(passage.before(d, 20))
            and _GROWN.search(passage.before(r, 12))
            and len(passage.between(d, r)) <= 8
        ]
        if len(pairs) < 3 or not all(similar(pairs[0][0], d) for d, _ in pairs):
            continue
        (whole, rate), rest = pairs[0], pairs[1:]
        if "其中" not in passage.between(rate, rest[0][0]) or len(rest) > 6:
            continue
        gains = sum((d.base for d, _ in rest), Decimal(0))
        if gains != whole.base:
            continue
        names = [(d, r, f"{x}", f"{y}") for (d, r), x, y in zip(rest, "abcefg", "pqsuvw", strict=False)]
        formula = "d / (r / 100) == " + " + ".join(f"{x} / ({y} / 100)" for _, _, x, y in names)
        parts = {"d": whole, "r": rate}
        for d, r, x, y in names:
            parts |= {x: d, y: r}
        verdict, low, high = judge(formula, parts, scale=None)
        bases = "+".join(number(round(d.value / r.value * 100, 0)) for d, r in rest)
        total = number(round(whole.value / rate.value * 100, 0))
        message = (
            f"按增量和增幅推算的基数：总数{total}，分项{bases}，{'一致' if verdict is HOLDS else '不一致'}"
        )
        yield relation("N103", Kind.GROWTH, formula, parts, verdict, low, high, message)


_RISE: Final = re.compile(r"(?:增长|增幅|增速|同比增长|同比增幅|下降)(?:为|达)?$")


def _between(passage: Passage) -> Iterator[Relation]:
    """Growth of the whole lies between the growth rates of its parts."""
    for paragraph in passage.paragraphs:
        if sum(one.percent for one in paragraph.mentions) < 3:
            continue
        rates = [one for one in paragraph.mentions if one.percent and one.role is Role.QUANTITY]
        for index, whole in enumerate(rates):
            if not _RISE.search(passage.before(whole, 8)) or whole.hedge:
                continue
            parts: list[Mention] = []
            previous = whole
            opened = False
            for rate in rates[index + 1 : index + 8]:
                gap = passage.between(previous, rate)
                opened = opened or "其中" in gap or (not parts and "（" in gap)
                if (
                    not opened
                    or (parts and "。" in gap)
                    or not _RISE.search(passage.before(rate, 8))
                    or rate.hedge
                ):
                    if opened and parts:
                        break
                    previous = rate
                    if "。其中" not in gap and not opened:
                        continue
                    continue
                parts.append(rate)
                previous = rate
            if len(parts) >= 2 and parts[0].start - whole.end < 90:
                low, high = min(parts, key=lambda one: one.value), max(parts, key=lambda one: one.value)
                if low.value <= whole.value <= high.value:
                    yield _side(whole, low, "t >= a", "不低于分项最低的")
                    yield _side(whole, high, "t <= a", "不高于分项最高的")


_MEAN_OF: Final = re.compile(r"人均[^，。；、\d]{2,12}$")


def _means(passage: Passage) -> Iterator[Relation]:
    """The mean of all lies between those of town and country."""
    for sentence in passage.sentences:
        means = [
            one
            for one in sentence.mentions
            if one.unit and not one.percent and one.role is Role.QUANTITY and not one.hedge
        ]
        cut = passage.text.find("其中", sentence.start, sentence.end)
        before = [one for one in means if one.start < cut]
        if cut < 0 or not before or not _MEAN_OF.search(passage.before(before[-1], 20)):
            continue
        whole = before[-1]
        parts = [one for one in means if one.start > cut and similar(one, whole)]
        heads = [passage.text[max(cut, one.start - 16) : one.start] for one in parts]
        if len(parts) != 2 or not ("城" in heads[0] and "农" in heads[1]):
            continue
        low, high = sorted(parts, key=lambda one: one.base)
        yield _side(whole, low, "t >= a", "不低于分项最低的")
        yield _side(whole, high, "t <= a", "不高于分项最高的")


def _side(whole: Mention, part: Mention, formula: str, words: str) -> Relation:
    parts = {"t": whole, "a": part}
    verdict, low, high = judge(formula, parts, scale=whole.scale)
    message = f"总体{whole.text}{'应' if verdict is FAILS else ''}{words}{part.text}"
    return relation("N205", Kind.BOUND, formula, parts, verdict, low, high, message, scale=whole.scale)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "growth",
        "N103",
        Kind.GROWTH,
        _growth,
        (
            Example("登记企业120户，比上年增加20户，增长20%。", HOLDS, ("120户", "20户", "20%")),
            Example("登记企业120户，比上年增加20户，增长25%。", FAILS, (), "=20%"),
            Example("登记企业80户，比上年减少20户，下降20%。", HOLDS),
            Example("登记企业120户，新增就业20人，增长25%。", None),
        ),
    ),
    Pattern(
        "compared",
        "N103",
        Kind.GROWTH,
        _compared,
        (
            Example("办件120件，去年同期100件，增长20%。", HOLDS),
            Example("办件120件，去年同期100件，增长30%。", FAILS, (), "增长20%"),
            Example("办件120件，办结100件，增长30%。", None),
        ),
    ),
    Pattern(
        "increments",
        "N103",
        Kind.GROWTH,
        _increments,
        (
            Example(
                "全县登记单位增加100户，增长50%。其中，企业增加40户，增长40%；个体户增加60户，增长60%。",
                HOLDS,
            ),
            Example(
                "全县登记单位增加100户，增长50%。其中，企业增加40户，增长20%；个体户增加60户，增长60%。",
                FAILS,
            ),
            Example("全县登记单位增加100户，增长50%。", None),
        ),
    ),
    Pattern(
        "means",
        "N205",
        Kind.BOUND,
        _means,
        (
            Example("居民人均可支配收入3.2万元，其中城镇4.5万元，农村2.1万元。", HOLDS),
            Example("居民人均可支配收入1.2万元，其中城镇4.5万元，农村2.1万元。", FAILS, (), "应不低于"),
            Example("居民人均可支配收入3.2万元，城镇化率60%。", None),
        ),
    ),
    Pattern(
        "between",
        "N205",
        Kind.BOUND,
        _between,
        (
            Example("总产值增长6%，其中，农业产值增长4%，工业产值增长8%。", HOLDS),
            Example("总产值增长6%，在全市排名靠前。", None),
        ),
    ),
)
