"""Growth of a whole and of its parts: gains against rates (N103), means between those of the parts (N205)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final, NamedTuple

from youju.checker.intervals import Interval
from youju.checker.mentions import PERCENT, Mention, Role, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import Aspect, aspect_of
from youju.checker.relations.pattern import (
    FAILS,
    HOLDS,
    Example,
    Pattern,
    judge,
    number,
    printed_scale,
    relation,
    unit_of,
)
from youju.checker.relations.sums.summing import summed

_MORE: Final = re.compile(
    r"(?:比|较)?(?:上年|去年|同期|年初|[^，。；\d]{0,10})?(?P<sign>净?增加?|新增|增长|提高|减少|下降|降低)了?$"
)

_GROWN: Final = re.compile(
    r"(?:同比|环比|比[^，。；\d]{1,12}|较[^，。；\d]{1,12})?(?P<sign>负增长|增长|增幅|增速|上升|下降|减少|降幅|增加|提高)(?:为|达|了|约)?$"
)


def _increments(passage: Passage) -> Iterator[Relation]:
    """Gains and growth rates of the whole and of all its parts: the bases that they imply must add up."""
    for paragraph in passage.paragraphs_with("其", PERCENT):
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


_TARGET: Final = re.compile(
    r"完成[^，。；\d]{0,8}(?:预算|任务|目标|计划)[^，。；\d]{0,6}$|占[^，。；\d]{0,8}预算[^，。；\d]{0,4}$"
)
_OTHER_BASE: Final = re.compile(r"(?<!自然)口径|可比|剔除|扣除|产值|增加值|GDP|年均")
_CHANGES: Final = {Aspect.GAIN: 1, Aspect.LOSS: -1}
_PARTS_MOST: Final = 5


class _Told(NamedTuple):
    """An amount and a rate that tells its base: the target that it is so much of, or what it was before."""

    amount: Mention
    rate: Mention
    sign: int

    def base(self, amount: str, rate: str) -> str:
        """The base, over the names of the two in a formula."""
        if not self.sign:
            return f"{amount} / ({rate} / 100)"
        return f"{amount} / (1 {'+' if self.sign > 0 else '-'} {rate} / 100)"

    @property
    def value(self) -> Decimal:
        factor = self.rate.value / 100
        factor = 1 + self.sign * factor if self.sign else factor
        return self.amount.base / factor if factor > 0 else Decimal(0)


def _told(passage: Passage, mentions: Sequence[Mention], *, growth: bool) -> list[_Told]:
    """Amounts in order, each with the first such rate before the next amount."""
    found: list[_Told] = []
    amount: Mention | None = None
    for one in mentions:
        if one.role is not Role.QUANTITY or one.hedge or one.span:
            continue
        aspect = aspect_of(passage, one)
        if not one.percent and one.unit and one.unit != "百分点" and aspect is Aspect.PLAIN:
            amount = one
        elif one.percent and amount is not None and "。" not in passage.between(amount, one):
            sign = _CHANGES.get(aspect, 0)
            if (sign if growth else _TARGET.search(passage.before(one, 24))) and one.value > 0:
                found.append(_Told(amount, one, sign if growth else 0))
                amount = None
    return found


def _implied(passage: Passage) -> Iterator[Relation]:
    """收入56亿元，增长28%，其中国税22亿元，增长39%；地税28亿元，增长52%…: what they were must add up too."""
    for paragraph in passage.paragraphs_with("其", PERCENT):
        if sum(one.percent for one in paragraph.mentions) < 3:
            continue
        for growth in (True, False):
            told = _told(passage, paragraph.mentions, growth=growth)
            for at, whole in enumerate(told[:-2]):
                if "其中" in passage.between(whole.amount, told[at + 1].amount):
                    yield from _added_up(passage, whole, told[at + 1 : at + 1 + _PARTS_MOST])


def _added_up(passage: Passage, whole: _Told, after: Sequence[_Told]) -> Iterator[Relation]:
    for count in range(2, len(after) + 1):
        parts = after[:count]
        if not similar(parts[-1].amount, whole.amount):
            return
        if summed(whole.amount, [one.amount for one in parts]) is not HOLDS:
            continue
        values = [one.value for one in parts]
        if not all(values) or not whole.value:
            return
        names = {"t": whole.amount, "r": whole.rate}
        terms = []
        for one, x, y in zip(parts, "abcde", "pqsuv", strict=False):
            names |= {x: one.amount, y: one.rate}
            terms.append(one.base(x, y))
        formula = f"{whole.base('t', 'r')} == {' + '.join(terms)}"
        verdict, low, high = judge(formula, names, scale=whole.amount.scale, values=_rates(whole, parts))
        off = abs(sum(values, Decimal(0)) / whole.value - 1)
        text = passage.text[max(passage.start, whole.amount.start - 24) : parts[-1].rate.end]
        if verdict is HOLDS or (off <= _NEAR and not _OTHER_BASE.search(text)):
            what = "上年数" if whole.sign else "预算（任务）数"
            scale = printed_scale(whole.amount)
            shown = "+".join(number(round(one / scale, 2)) for one in values)
            total = number(round(whole.value / scale, 2))
            rate = "增幅" if whole.sign else "完成率"
            message = f"按{rate}推算的{what}：总数{total}{unit_of(whole.amount)}，分项{shown}"
            message += "，一致" if verdict is HOLDS else "，不一致，请核对"
            yield relation("N103", Kind.GROWTH, formula, names, verdict, low, high, message)
        return


_NEAR: Final = Decimal("0.03")


def _rates(whole: _Told, parts: Sequence[_Told]) -> dict[str, Interval]:
    """Rates as they are printed, whatever the scale of the amounts."""
    return {name: one.rate.interval for name, one in zip("rpqsuv", (whole, *parts), strict=False)}


_RISE: Final = re.compile(r"(?:增长|增幅|增速|同比增长|同比增幅|下降)(?:为|达)?$")


def _between(passage: Passage) -> Iterator[Relation]:
    """Growth of the whole lies between the growth rates of its parts."""
    for paragraph in passage.paragraphs_with("增降", PERCENT):
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
    for sentence in passage.sentences_with("均", "其", "城"):
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
        "implied bases",
        "N103",
        Kind.GROWTH,
        _implied,
        (
            Example(
                "收入56033万元，增长28.1%。其中：国税22891万元，增长39.08%；地税28659万元，增长52.42%；"
                "财政4483万元，下降47.13%。",
                HOLDS,
            ),
            Example(
                "收入56033万元，增长28.1%。其中：国税22891万元，增长36.08%；地税28659万元，增长52.42%；"
                "财政4483万元，下降47.13%。",
                FAILS,
                (),
                "不一致",
            ),
            Example(
                "收入300万元，完成年初预算的50%，其中税收200万元，完成预算的40%，非税100万元，完成预算的100%。",
                HOLDS,
            ),
            Example(
                "收入300万元，增长8%，其中税收200万元，增长6%，非税90万元，增长12.4%。",
                None,
            ),
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
