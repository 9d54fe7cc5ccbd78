"""The ways in which printed figures of a sentence give a masked one away that no relation by itself does.

Every way is one function of `WAYS`: it looks at the masked values of a sentence and yields what can be
solved; a value solved by one way can serve the next. A way must name every printed quantity that it uses, so
that the reader can do the sum himself.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import islice, pairwise
from typing import Final

from youju.checker.clues import ONE, Clues, Solved, given, middle, quantity, share
from youju.checker.intervals import Interval
from youju.checker.mentions import Mention, Role, exact
from youju.checker.relations.aspects import Aspect, aspect_of
from youju.checker.relations.pattern import in_scale

_RISES: Final = "增加|增长|新增|净增|增收|多|提高|上升|扩大|增幅|增速|增"
_FALLS: Final = "减少|下降|降低|少|压减|回落|减|降幅|降"
_SINCE: Final = "(?:了|约|为|达|到)?"
_UP: Final = re.compile(rf"(?:{_RISES}){_SINCE}$")
_DOWN: Final = re.compile(rf"(?:{_FALLS}){_SINCE}$")
_CHANGE: Final = re.compile(
    r"[，,、（(\s]*(?:同比|环比|与[^，。；;]{1,12}相比[，,]?|[比较][^，。；;]{1,12}?)?[净共约实际]*"
    rf"(?:{_RISES}|{_FALLS}){_SINCE}"
)
"""All that may stand before a change of what was just named."""
_SHARE: Final = re.compile(r"(?:占|为|完成)(?P<of>[^，。；、占]{0,16}?)的?(?:比例|比重)?(?:为|达到|达|约)?$")
_RATE: Final = re.compile(r"(?P<what>[\u4e00-\u9fff]{2,8}?)率(?:预计|已|均|分别)?(?:为|达到|达|约|在)?$")
_FROM: Final = re.compile(r"(?:由|从|去年|上年|20\d\d年)[^，。；]{0,14}$")
_TO: Final = re.compile(r"(?:增[加长至到]|提高|上升|扩大|下降|减少|到|至|为|达)[^，。；]{0,6}$")
_AGAINST: Final = re.compile(r"^[^，。；]{0,4}，[比较](?:[去上]年|20\d\d年)(?:同期|[年]?[底末])?的?$")
_WHOLE: Final = re.compile(r"^(?:全部|总|年度|全年|目标|应|当年|计划)*")


def _by_increment(clues: Clues) -> Iterator[tuple[Mention, Solved]]:
    """XX户，比上年增加54户，增长6.1%: the increment and its rate give the base."""
    for masked in clues.masked:
        following = clues.after(masked, 2)
        if len(following) < 2 or masked.percent:
            continue
        for rise, rate in (following, following[::-1]):
            if not rate.percent or rise.dimension != masked.dimension or rise.role is not Role.QUANTITY:
                continue
            if rate.role is not Role.QUANTITY or rate.value == 0:
                continue
            said = [clues.since(one).removeprefix("余") for one in (rise, rate)]
            if not all(_CHANGE.fullmatch(one) for one in said):
                continue  # another subject begins
            up = all(_UP.search(one) for one in said)
            down = all(_DOWN.search(one) for one in said)
            if not (up or down):
                continue
            sign, one = ("+", ONE) if up else ("-", Interval(Decimal(-1), Decimal(-1)))
            # the increment stands for both terms: d * (1/r + 1) is narrower than d/r + d
            now = rise.interval * (ONE / share(rate) + one)
            words = f"{quantity(rise)}÷{quantity(rate)}{sign}{quantity(rise)}"
            formula = f"d / (r / 100) {sign} d"
            if result := given(masked, now, rise.scale, {"d": rise, "r": rate}, formula, words):
                yield result


def _by_base(clues: Clues) -> Iterator[tuple[Mention, Solved]]:
    """由120户增长到XX户，增长25%; 688家，较上年的XX家增长21.3%: the printed end gives the masked one."""
    for masked in clues.masked:
        place = clues.sentence.mentions.index(masked)
        if place == 0 or masked.percent:
            continue
        other = clues.sentence.mentions[place - 1]
        following = clues.after(masked, 1)
        if not following or other.role is not Role.QUANTITY or other.dimension != masked.dimension:
            continue
        change = following[0]
        said = clues.since(change)
        up, down = bool(_UP.search(said)), bool(_DOWN.search(said))
        if change.role is not Role.QUANTITY or up == down or "百分点" in change.text:
            continue
        against = _AGAINST.search(clues.since(masked)) is not None
        if not against and not (_FROM.search(clues.since(other)) and _TO.search(clues.since(masked))):
            continue
        sign = "+" if up else "-"
        if change.percent:
            factor = ONE + share(change) if up else ONE - share(change)
            value = other.interval / factor if against else other.interval * factor
            by = "÷/" if against else "×*"
            words, formula = (
                f"{quantity(other)}{by[0]}（1{sign}{quantity(change)}）",
                f"b {by[1]} (1 {sign} r / 100)",
            )
            operands = {"b": other, "r": change}
        elif change.dimension == other.dimension:
            difference = in_scale(change, other.scale)
            sign = ("-" if up else "+") if against else sign
            value = other.interval + difference if sign == "+" else other.interval - difference
            words, formula = f"{quantity(other)}{sign}{quantity(change)}", f"b {sign} d"
            operands = {"b": other, "d": change}
        else:
            continue
        if result := given(masked, value, other.scale, operands, formula, words):
            yield result


def _core(label: str) -> str:
    """What a share is of, without 总, 全年 and the like: 总任务 and 年度任务 are 任务."""
    return _WHOLE.sub("", label.rstrip("的比例重"))


def _by_part_of_masked(clues: Clues) -> Iterator[tuple[Mention, Solved]]:
    """利用量XX吨。产业化利用85吨，占总利用量的69%: a printed part and its share give the whole."""
    text = clues.passage.text
    for masked in clues.masked:
        label = clues.label(masked)
        for part, rate in _pairs_after(clues, masked):
            between = text[part.end : rate.start]
            said = _SHARE.search(between)
            if not said or "占" not in between or part.dimension != masked.dimension:
                continue
            core = _core(said["of"])
            if len(core) < 2 or core not in label or part.role is not Role.QUANTITY or not rate.value:
                continue
            value = middle(part) / share(rate)
            words = f"{quantity(part)}÷{quantity(rate)}"
            if result := given(masked, value, part.scale, {"a": part, "r": rate}, "a / (r / 100)", words):
                yield result


_FOLLOWING: Final = 12
"""Numbers after a masked one among which its part and share are looked for."""


def _pairs_after(clues: Clues, masked: Mention) -> Iterator[tuple[Mention, Mention]]:
    """Quantity and percentage side by side, after the masked value, in this sentence or the next."""
    sentences = clues.paragraph.sentences
    first_at = bisect_left(sentences, clues.sentence.start, key=lambda one: one.start)
    following = (one for each in sentences[first_at : first_at + _FOLLOWING] for one in each.mentions)
    mentions = list(islice((one for one in following if one.start > masked.start), _FOLLOWING))
    for first, second in pairwise(mentions):
        if second.percent and second.role is Role.QUANTITY and not first.percent:
            yield first, second


def _by_rate(clues: Clues) -> Iterator[tuple[Mention, Solved]]:
    """资金800万元，使用XX万元，使用率95%: of part, whole and rate one is masked."""
    for rate in clues.printed:
        said = _RATE.search(clues.since(rate)) if rate.percent and rate.value else None
        if said is None:
            continue
        before = [one for one in clues.sentence.mentions if one.start < rate.start and not one.percent]
        mentions = [one for one in before if aspect_of(clues.passage, one) is not Aspect.MEAN]
        for whole, part in reversed(list(pairwise(mentions))):
            if whole.dimension != part.dimension or not _names(said["what"], clues.label(part)):
                continue
            yield from _rate_solved(clues, whole, part, rate)
            break


def _names(rate: str, label: str) -> bool:
    """Whether a label names what a rate counts: 秸秆综合利用率, 综合利用量."""
    return any(rate[-length:] in label for length in (4, 3, 2) if len(rate) >= length)


def _rate_solved(
    clues: Clues, whole: Mention, part: Mention, rate: Mention
) -> Iterator[tuple[Mention, Solved]]:
    unknown = [one for one in (whole, part) if one in clues.masked]
    if len(unknown) != 1:
        return
    masked = unknown[0]
    known = part if masked is whole else whole
    earlier = clues.solved.get(known)
    reach = earlier.value if earlier else middle(known)
    value = reach / share(rate) if masked is whole else reach * share(rate)
    sign = ("/", "÷") if masked is whole else ("*", "×")
    operands = dict(earlier.operands) if earlier else {"a": known}
    first = earlier.formula if earlier else "a"
    words = (earlier.words.partition("≈")[0].partition("=")[0] if earlier else quantity(known)) + sign[1]
    words += quantity(rate)
    formula = f"{first} {sign[0]} (q / 100)"
    if result := given(masked, value, known.scale, {**operands, "q": rate}, formula, words):
        yield result


_PRICED: Final = re.compile(
    r"每(?:个|一)?(?P<each>[一-鿿]{1,4}?)(?:每?(?P<time>[年月]))?(?:补助|补贴|奖励|发放|资助|标准|[给按为])*$|"
    r"(?P<mean>[人户])均(?:补助|补贴|标准)*$"
)
_PERSONS: Final = frozenset("人名位员")
_HOUSES: Final = re.compile(r"[一-鿿]{0,8}?(?:家庭|户)")
_PAID: Final = re.compile(r"标准|补助|补贴|奖励|发放|兑现|支付|拨付|支出|落实|安排|共计|合计")


def _by_price(clues: Clues) -> Iterator[tuple[Mention, Solved]]:
    """为412户家庭按每户12000元的标准发放XX万元: so many, what each gets, and no other figure."""
    for masked in clues.masked:
        place = clues.sentence.mentions.index(masked)
        stop = _last_stop(clues, masked)
        told = [one for one in clues.sentence.mentions[max(0, place - 3) : place] if one.start > stop]
        prices = [one for one in told if one.dimension == masked.dimension and one.role is Role.QUANTITY]
        months = [one for one in told if one.unit == "个月"]
        counts = [one for one in told if one not in prices and one not in months]
        if len(prices) != 1 or len(counts) != 1 or len(months) > 1:
            continue
        if not _PAID.search(clues.passage.text, told[0].end, masked.start):
            continue
        if factors := _each_of(clues, prices[0], counts[0], months):
            yield from _product(masked, [factors])


def _by_prices(clues: Clues) -> Iterator[tuple[Mention, Solved]]:
    """奖金XX万元，其中甲类1家、每家50万元，乙类3家、每家20万元: all that the rest of the sentence has."""
    for masked in clues.masked:
        rest = clues.after(masked, _FOLLOWING)
        pairs = list(zip(rest[::2], rest[1::2], strict=False))
        factors = [_each_of(clues, price, count, ()) for count, price in pairs]
        listed = rest and "其中" in clues.passage.between(masked, rest[0]) and len(rest) == 2 * len(pairs) > 2
        alike = all(price.dimension == masked.dimension for _, price in pairs)
        if listed and alike and all(factors):
            yield from _product(masked, factors)


def _each_of(clues: Clues, price: Mention, count: Mention, months: Sequence[Mention]) -> tuple[Mention, ...]:
    """A price and how often it is paid, where the words say that it is paid for each of those counted."""
    said = _PRICED.search(clues.passage.before(price))
    certain = count.countable and exact(count, price)
    if said is None or not certain or (said["time"] == "月") != bool(months):
        return ()
    each = said["each"] or said["mean"]
    if each in _PERSONS:
        same = count.dimension == "人"
    elif each in {"户", "家", "户家庭"}:
        same = count.unit in {"户", "家"} or _HOUSES.match(clues.passage.text, count.end) is not None
    else:
        same = count.unit == each or clues.passage.after(count, 12).find(each) >= 0
    return (price, count, *months) if same else ()


def _product(masked: Mention, terms: Sequence[Sequence[Mention]]) -> Iterator[tuple[Mention, Solved]]:
    """A sum of products of a price, which is fixed as it is printed, and how often it is paid."""
    base = Interval(Decimal(0), Decimal(0))
    for price, *times in terms:
        product = Interval(price.base, price.base)
        for one in times:
            product *= in_scale(one, Decimal(1)) if one.dimension == "人" else Interval(one.value, one.value)
        base += product
    names = dict(zip("abcdefghijkl", (one for term in terms for one in term), strict=False))
    letters = iter(names)
    formula = " + ".join(" * ".join(next(letters) for _ in term) for term in terms)
    words = "+".join("×".join(map(quantity, term)) for term in terms)
    if result := given(masked, base, Decimal(1), names, formula, words):
        yield result


def _last_stop(clues: Clues, masked: Mention) -> int:
    """Where the statement of a masked value begins."""
    text, start = clues.passage.text, clues.sentence.start
    return max(start, *(text.rfind(mark, start, masked.start) + 1 for mark in "；。")) - 1


_OF_BASE: Final = re.compile(r"[，,](?:仅|约)?(?:为|占|相当于|达到?)[^，。；、\d]{0,10}$")
_OF_NAMED: Final = re.compile(
    r"占(?:到)?(?:该|其|这一?|上述)(?P<of>[一-鿿]{2,6}?)的?(?:比例|比重)?(?:为|达到?)?$"
)


def _by_base_told(clues: Clues) -> Iterator[tuple[Mention, Solved]]:
    """清收XX万元，为应收1250万元的72%; 用水XX立方米，在2.18亿立方米指标内，占该指标的91.3%."""
    text = clues.passage.text
    for masked in clues.masked:
        following = clues.after(masked, 2)
        if len(following) < 2 or not following[1].percent or following[0].dimension != masked.dimension:
            continue
        base, rate = following
        if base.role is not Role.QUANTITY or rate.role is not Role.QUANTITY or masked.percent:
            continue
        lead, said = text[masked.end : base.start], text[base.end : rate.start]
        named = _OF_NAMED.search(said)
        here = said == "的" and _OF_BASE.fullmatch(lead)
        told = named and named["of"] in said[: named.start()] and "；" not in lead + said
        if here or told:
            words = f"{quantity(base)}×{quantity(rate)}"
            parts = {"a": base, "r": rate}
            if result := given(masked, middle(base) * share(rate), base.scale, parts, "a * r / 100", words):
                yield result


WAYS: Final[tuple[Callable[[Clues], Iterator[tuple[Mention, Solved]]], ...]] = (
    _by_price,
    _by_prices,
    _by_base_told,
    _by_increment,
    _by_base,
    _by_part_of_masked,
    _by_rate,
)
"""The ways of solving, those that need a solved value last."""
