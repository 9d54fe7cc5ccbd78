"""Totals and their parts: adding, the message, and whether parts that do not add up are an error.

Shared by the patterns of `partitions` and `totals`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from youju.checker.mentions import Mention, exact
from youju.checker.model import Kind, Relation, Verdict
from youju.checker.passage import Passage
from youju.checker.relations.aspects import CHANGES, aspect_of, complementary, label_of
from youju.checker.relations.pattern import (
    FAILS,
    HOLDS,
    UNKNOWN,
    cut_off,
    judge,
    number,
    printed_scale,
    relation,
    unit_of,
)

PARTS_MOST: Final = 40
TOLD_NEXT: Final = re.compile(
    r"；(?:并|同时|已|共|累计|全年)?(?:创建|打造|新[建增]|完成|开展|组织|实施|建设|培育|举办|召开|走访|发放|争取|落实|投入|"
    r"推进|成立|建立|建成|改造|培训|处理|整改|检查|排查|化解|引进|签约|"
    r"破(?:获|案|各类|刑事)|侦[破办]|查[处破获]|抓获|打掉|捣毁|刑拘|逮捕|起诉|移送)"
)
"""A ； after which the text goes on to something else that was done."""
OVERLAP: Final = re.compile(
    r"女|党员|党纪(?!政)|(?<!党纪)政[务纪]处分|岁|学历|本科|硕士|博士|职称|既|同时|平均|人均|分别获|获评|以上|优秀|"
    r"涉农|小微|失业人员|就业困难|高校毕业生|超过?(?=\d)|采用|转载"
)
_OPEN: Final = re.compile(
    r"(?<![中高初同平均优对下上特一二三])等(?![级同于待候])|例如|比如|诸如|主要(?:有|是|包括)"
)
_NAMES: Final = tuple("abcdefghijklmnopqrs") + tuple(f"p{index}" for index in range(1, PARTS_MOST))
_SURE: Final = 100
"""A total so large is not missed by a slip of the pen by parts that overlap."""
_FLOORS: Final = {
    **dict.fromkeys((2, 3, 4), Decimal("0.98")),
    **dict.fromkeys((5, 6, 7), Decimal("0.96")),
}
"""Least share of the total that parts reach when they are meant to be all, by their number."""
_FLOOR: Final = Decimal("0.85")
_SLIP_FLOORS: Final = {2: Decimal("0.92"), 3: Decimal("0.9")}
"""The same where they miss a whole number by no more than a slip of the pen."""
_SMALL: Final = 20
_MISREAD: Final = Decimal("1.9")
"""Parts that exceed a total that is not small by more are parts of something else."""
_TIGHT: Final = re.compile(r"[^，；。]*、[^，；。]*")
_BREAK: Final = re.compile(r"[，；。,;]")
_MORE: Final = re.compile(r"等|以?及其[他它余]|和其[他它余]")
"""After a list that does not name all."""
_TWICE: Final = re.compile(r"[^。；]{0,12}(?:身兼|重复[计统]|(?:有|存在)(?:重复|交叉|重叠))")
"""After parts of which some are counted twice: （部分人员身兼两职）."""
_BESIDE: Final = re.compile(r"[（(](?:其中)?(?:不?包?[含括]|另|除)[^（）()，、；]*[）)]")
"""A bracket after a number that tells what is in it, or not, and in no part: 226人（含未登记性别2人）."""
_CLOSED: Final = re.compile(r"等\s*[\d一二两三四五六七八九十]")


def step_of(total: Mention) -> Decimal:
    """One of the last printed place of a total, in base units: what a slip of the pen is measured in."""
    return (total.half * 2 or Decimal(1)) * total.scale


def slip_of(total: Mention) -> Decimal:
    """By how much, in base units, a slip of the pen in the last place is off at most."""
    return 3 * step_of(total) if total.half == 0 else 9 * total.half * total.scale


def summed(total: Mention, plus: Sequence[Mention], minus: Sequence[Mention] = ()) -> Verdict:
    """Whether parts, less what is counted twice, make up the total, which may be cut off."""
    printed = (total, *plus, *minus)
    if exact(*printed):
        gap = abs(gap_of(total, plus, minus))
        if not gap:
            return HOLDS
        reach = sum((one.half * one.scale for one in printed if one.half), total.half * total.scale)
        if gap > reach + total.base * _UNSEEN:  # far off, as most are: intervals would say the same
            return FAILS
    formula, parts = _formula(total, plus, minus)
    verdict = judge(formula, parts, scale=total.scale)[0]
    if (
        verdict is FAILS
        and not minus
        and all(one.half * one.scale < total.half * total.scale for one in plus)
    ):
        computed = sum((one.base for one in plus), Decimal(0)) / total.scale
        verdict = HOLDS if cut_off(total, computed) else FAILS
    return verdict


_UNSEEN: Final = Decimal("1e-8")
"""Parts of the total that no printed figure shows."""


def gap_of(total: Mention, plus: Sequence[Mention], minus: Sequence[Mention] = ()) -> Decimal:
    """By how much the parts exceed the total, in base units."""
    gap = -total.base
    for one in plus:
        gap += one.base
    for one in minus:
        gap -= one.base
    return gap


def _formula(
    total: Mention, plus: Sequence[Mention], minus: Sequence[Mention]
) -> tuple[str, dict[str, Mention]]:
    names = dict(zip(_NAMES, [*plus, *minus], strict=False))
    keys = list(names)
    formula = "t == " + " + ".join(keys[: len(plus)]) + "".join(f" - {key}" for key in keys[len(plus) :])
    return formula, {"t": total, **names}


def mismatch(
    passage: Passage,
    total: Mention,
    plus: Sequence[Mention],
    minus: Sequence[Mention],
    span: str,
    *,
    complete: bool,
) -> Verdict:
    """Whether parts that do not add up are an error, or only not all the parts, or overlapping ones."""
    if not exact(total, *plus) or total.base <= 0 or accounted(passage, total, plus, minus):
        return UNKNOWN
    gap = gap_of(total, plus, minus)
    ratio = 1 + gap / total.base
    tail = passage.text[plus[-1].end : plus[-1].end + 8]
    opened = _OPEN.search(span) is not None or _MORE.match(tail) is not None
    whole = complementary([label_of(passage, one) for one in plus])
    if ratio > 1:
        return _exceeding(passage, total, plus, minus, span, complete=complete, opened=opened)
    if opened and not _CLOSED.match(tail):
        return UNKNOWN
    if complete or whole or minus:
        floor = Decimal("0.5") if whole or minus or len(plus) > 2 else Decimal("0.85")
        return FAILS if ratio >= floor or -gap <= slip_of(total) else UNKNOWN
    if OVERLAP.search(span) and not (-gap <= slip_of(total) and total.base >= _SURE * step_of(total)):
        return UNKNOWN
    floor = _FLOORS.get(len(plus), _FLOOR)
    if total.half and -gap < step_of(total):
        return UNKNOWN  # what is left out of 4.6万个 may be less than its last place
    if -gap <= slip_of(total):
        floor = _SLIP_FLOORS.get(len(plus), _FLOOR) if total.half == 0 else floor
    elif floor > _FLOOR and not misprinted(total, plus, -gap):
        return UNKNOWN  # a few parts of many may all but make up the whole
    elif _in_order(passage, plus):
        floor = _SLIP_FLOORS[3]
    return FAILS if ratio >= floor else UNKNOWN


def _exceeding(
    passage: Passage,
    total: Mention,
    plus: Sequence[Mention],
    minus: Sequence[Mention],
    span: str,
    *,
    complete: bool,
    opened: bool,
) -> Verdict:
    """Whether parts that exceed their total are an error, or overlap."""
    gap = gap_of(total, plus, minus)
    ratio = 1 + gap / total.base
    whole = complementary([label_of(passage, one) for one in plus])
    sure = gap <= slip_of(total) and total.base >= _SURE * step_of(total) and len(plus) > 2
    if OVERLAP.search(span) and not (minus or whole or sure):
        return UNKNOWN
    tight = all(_TIGHT.fullmatch(passage.between(*two)) for two in pairwise(plus))
    near = gap <= slip_of(total) or ratio <= Decimal(
        "1.5" if tight else "1.2" if whole else "1.1" if complete else "1.03"
    )
    if near and (ratio <= Decimal("1.5") or complete or whole):
        return FAILS
    large = total.base >= _SURE * step_of(total) and not total.half
    if large and not opened and ratio <= Decimal("1.1") and misprinted(total, plus, -gap):
        return FAILS
    larger = any(one.base > total.base and _listed(passage, plus, one) for one in plus)
    gain = aspect_of(passage, total) in CHANGES
    most = 3 if total.base <= _SMALL * step_of(total) else _MISREAD
    return FAILS if larger and not gain and len(plus) < 5 and ratio <= most else UNKNOWN


def accounted(
    passage: Passage, total: Mention, plus: Sequence[Mention], minus: Sequence[Mention] = ()
) -> bool:
    """Whether the text says why the parts are not the total: counted twice, or so many in a bracket."""
    if _TWICE.match(passage.text, max(one.end for one in plus)):
        return True
    brackets = (_BESIDE.match(passage.text, one.end, passage.end) for one in (total, *plus))
    spans = [bracket.span() for bracket in brackets if bracket]
    gap = abs(gap_of(total, plus, minus)) if spans else 0
    return any(one.base == gap for start, end in spans for one in passage.mentions if start < one.start < end)


def misprinted(total: Mention, plus: Sequence[Mention], gap: Decimal) -> bool:
    """Whether one wrong digit, or two that changed places, of a printed number would make such a gap.

    Args:
        gap: By how much the parts fall short of the total, in base units; negative where they exceed it.
    """
    step = step_of(total)
    if total.half and abs(gap) <= _FEW * step:
        return True
    if abs(gap) / step < _FEW or gap % step:
        return False
    right = [(total.base, total.base - gap), *((one.base, one.base + gap) for one in plus)]
    return any(one_slip(str(int(a / step)), str(int(b / step))) for a, b in right)


def one_slip(printed: str, meant: str) -> bool:
    """Whether two numbers differ in one digit, or in two neighbours that have changed places.

    Example:
        >>> one_slip("2543", "2343"), one_slip("2543", "2453"), one_slip("2543", "2341")
        (True, True, False)
    """
    if len(printed) != len(meant):
        return False
    apart = [at for at, (x, y) in enumerate(zip(printed, meant, strict=True)) if x != y]
    if len(apart) != 2 or apart[1] != apart[0] + 1:
        return len(apart) == 1
    first, second = apart
    return printed[first] == meant[second] and printed[second] == meant[first]


_FEW: Final = 5
_CLASS: Final = re.compile(r"(?P<n>[A-E甲乙丙丁戊一二三四五])[类级档]$")
_ORDERS: Final = ("ABCDE", "甲乙丙丁戊", "一二三四五")


def _in_order(passage: Passage, parts: Sequence[Mention]) -> bool:
    """Whether parts are the classes of one order from its first on: A类58户、B类201户、C类143户."""
    named = (_CLASS.search(passage.before(one, 8)) for one in parts)
    order = "".join(match["n"] if match else " " for match in named)
    return len(parts) > 2 and any(each.startswith(order) for each in _ORDERS)


def sum_of(
    total: Mention,
    plus: Sequence[Mention],
    minus: Sequence[Mention],
    verdict: Verdict,
) -> Relation:
    """The relation of a total and its parts, with its message."""
    formula, parts = _formula(total, plus, minus)
    _, low, high = judge(formula, parts, scale=total.scale)
    scale = printed_scale(total)
    terms = "+".join(number(one.base / scale) for one in plus) + "".join(
        f"-{number(one.base / scale)}" for one in minus
    )
    gap = gap_of(total, plus, minus) / scale
    message = f"合计{total.text}，分项{terms}={number(gap + total.base / scale)}"
    if verdict is FAILS:
        message += f"，{'多' if gap > 0 else '少'}{number(abs(gap))}{unit_of(total)}"
    elif gap:
        message += "，在印出的精度内一致"
    else:
        message += "，一致"
    return relation("N101", Kind.SUM, formula, parts, verdict, low, high, message, scale=total.scale)


def _listed(passage: Passage, parts: Sequence[Mention], part: Mention) -> bool:
    """Whether a part is the first, or stands in one list with the one before it."""
    at = parts.index(part)
    return at == 0 or not _BREAK.search(passage.between(parts[at - 1], part))


_NAMED_PART: Final = re.compile(r"(?:其中|[包含]括?)[：:，,]?[^，；。,;、：]*")


def _apart(passage: Passage, total: Mention, part: Mention) -> bool:
    """Whether no word says that the part is one, or something else is told between that word and it.

    款机型入网，其中4项填补空白，10款外观获专利 has no part of the machines.
    """
    gap = passage.between(total, part)
    cue = max(gap.rfind("其中"), gap.rfind("含"), gap.rfind("包括"))
    if cue < 0:
        return bool(re.search(r"[（(]", gap)) or total.unit != part.unit
    return not _NAMED_PART.fullmatch(gap[cue:]) or ("。" in gap[:cue] and total.unit != part.unit)


def bounded(passage: Passage, total: Mention, parts: Sequence[Mention], span: str) -> Iterator[Relation]:
    """Parts within their total: their sum, or at least each of them."""
    names = dict(zip(_NAMES, parts, strict=False))
    scale = total.scale
    if len(parts) > 1:
        formula = " + ".join(names) + " <= t"
        both = {"t": total, **names}
        verdict, low, high = judge(formula, both, scale=scale)
        if verdict is HOLDS:
            message = f"分项之和不超过{total.text}"
            yield relation("N205", Kind.BOUND, formula, both, verdict, low, high, message, scale=scale)
            return
    for part in parts:
        pair = {"a": part, "t": total}
        verdict, low, high = judge("a <= t", pair, scale=scale)
        loose = OVERLAP.search(span) or "年" in span or not _listed(passage, parts, part)
        changed = aspect_of(passage, total) in CHANGES  # 新增34件，其中受理68件: not of the gain
        if verdict is FAILS and (
            loose or changed or part.base > total.base * 2 or _apart(passage, total, part)
        ):
            verdict = UNKNOWN
        message = f"其中{part.text}，{'超过' if verdict is FAILS else '不超过'}总数{total.text}"
        if verdict is not UNKNOWN:
            yield relation("N205", Kind.BOUND, "a <= t", pair, verdict, low, high, message, scale=scale)


def also_off(passage: Passage, total: Mention, parts: Sequence[Mention]) -> bool:
    """Whether the people of 326件364人 do not add up either, so that the parts are not all there is."""
    after = [(one.end, passage.first_from(one.end)) for one in (total, *parts)]
    beside = [other for end, other in after if other is not None and other.start == end]
    return len(beside) == len(after) and summed(beside[0], beside[1:]) is not HOLDS


def taken_up(passage: Passage, total: Mention, parts: Sequence[Mention]) -> bool:
    """Whether more is decided than was taken up, since some was before: 受理12人，起诉11人，不起诉2人."""
    lead = passage.text[max(passage.start, total.start - 24) : total.start]
    decided = any(_OUTCOME.search(label_of(passage, one)) for one in parts)
    return decided and bool(_TAKEN_UP.search(lead)) and gap_of(total, parts) > 0


_TAKEN_UP: Final = re.compile(r"受理|新?收")
_OUTCOME: Final = re.compile(r"起诉|逮捕|批捕|审结|结案|判处|执结")
