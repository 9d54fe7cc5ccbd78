"""Parts and totals (N101): 其中…, brackets, 分别为…, 共…, 应…实…未…, 净增…达到…, 既是…又是….

A sum fails only where the parts are said, or all but said, to be complete: 其中 often names a few parts
of many. Parts that stay below their total are then a bound (N205), which holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from youju.checker.mentions import Mention, Role, loosely_similar, similar
from youju.checker.model import Kind, Relation, Verdict
from youju.checker.passage import Paragraph, Passage
from youju.checker.relations.pattern import FAILS, HOLDS, UNKNOWN, Example, Pattern, judge, number, relation

_CUE: Final = re.compile(r"其中|分别(?:为|是|有|由|占)?|包括|包含|(?<![包饱])含(?!量|有)|[（(]")
_OPEN: Final = re.compile(r"等|例如|比如|诸如|主要(?:有|是|包括)")
_REST: Final = re.compile(r"其他|其它|其余|剩余|另有|另外")
_OVERLAP: Final = re.compile(r"女|党员|岁|学历|本科|硕士|博士|职称|既|同时|平均|人均|分别获|获评|以上|优秀")
_BOTH: Final = re.compile(r"既[^，。；]{1,20}[又也]|兼任|兼有")
_TOTAL: Final = re.compile(r"(?:共|总[计数量]?|合计|累计|总共|一共)[^，。；、]{0,12}$")
_MEAN: Final = re.compile(r"[人户亩均]均|平均|每[人户亩]|均价|单价")
_BRACKETS: Final = re.compile(r"[（()）]")
_PARTS_MOST: Final = 40
_REACH: Final = 400
"""Characters between a cue and the numbers that it ties together, at most."""
_NAMES: Final = tuple("abcdefghijklmnopqrs") + tuple(f"p{index}" for index in range(1, _PARTS_MOST))


class _Placed(NamedTuple):
    """A quantity and the bracket that it stands in."""

    mention: Mention
    bracket: int


def _placed(passage: Passage, paragraph: Paragraph) -> list[_Placed]:
    """Quantities of a paragraph with the place of the innermost open bracket, -1 outside."""
    text, stack, found = passage.text, [], []
    marks = _BRACKETS.finditer(text, paragraph.start, paragraph.end)
    mark = next(marks, None)
    for mention in paragraph.mentions:
        while mark is not None and mark.start() < mention.start:
            if mark[0] in "（(":
                stack.append(mark.start())
            elif stack:
                stack.pop()
            mark = next(marks, None)
        found.append(_Placed(mention, stack[-1] if stack else -1))
    return found


def _parts(passage: Passage, placed: Sequence[_Placed], cue: int, bracket: int, first: int) -> list[Mention]:
    """Quantities that a cue introduces, up to the end of its bracket or sentence."""
    found: list[Mention] = []
    previous = cue
    for mention, inside in placed[first : first + _PARTS_MOST]:
        gap = passage.text[previous : mention.start]
        if "。" in gap or (found and inside == bracket and _STOP.search(gap)):
            break
        if bracket >= 0 and inside != bracket and ("）" in gap or ")" in gap) and inside < bracket:
            break
        wider = _WIDER.search(passage.text, mention.start - 4, mention.start)
        if inside == bracket and mention.role is not Role.RANK and not wider:
            found.append(mention)
        previous = mention.end
    return found


_WIDER: Final = re.compile(r"全[国省市区县][仅共有]?")
_STOP: Final = re.compile(r"其中|[，；](?:共|累计|总计|合计|全年|同时|此外|另|同比|目前)")


def _partitions(passage: Passage) -> Iterator[Relation]:
    for paragraph in passage.paragraphs:
        if len(paragraph.mentions) < 2:
            continue
        placed = _placed(passage, paragraph)
        starts = [one.mention.start for one in placed]
        index = 0
        for match in _CUE.finditer(passage.text, paragraph.start, paragraph.end):
            while index < len(starts) and starts[index] < match.start():
                index += 1
            if index == len(starts):
                break
            if index:
                yield from _at_cue(passage, placed, match, index)


def _at_cue(
    passage: Passage, placed: Sequence[_Placed], match: re.Match[str], first: int
) -> Iterator[Relation]:
    """Sums and bounds that 其中, 分别为 or a bracket introduces, one for each unit that the total has too."""
    word = match[0]
    if placed[first].mention.start - match.end() > _REACH:
        return
    outside = placed[first - 1].bracket
    bracket = placed[first].bracket
    complete = word.startswith("分别")
    if word in "（(":
        if bracket != match.start() or passage.text.startswith(("其中", "含", "包括", "包含"), match.end()):
            return
        if len(passage.text[placed[first - 1].mention.end : match.start()]) > 16:
            return
        complete = True
    lead = passage.text[match.end() : placed[first].mention.start]
    if "。" in lead or (word not in "（(" and lead.count("）") > lead.count("（")):
        return
    parts = _parts(passage, placed, match.start(), bracket, first)
    seen: set[str] = set()
    for part in parts:
        if part.dimension in seen:
            continue
        seen.add(part.dimension)
        total = _total(passage, placed, part, first, bracket, outside, match.start())
        if total is not None:
            yield from _decided(
                passage, total, [one for one in parts if similar(one, part)], match, complete=complete
            )


def _total(
    passage: Passage,
    placed: Sequence[_Placed],
    part: Mention,
    first: int,
    bracket: int,
    outside: int,
    cue: int,
) -> Mention | None:
    """The nearest quantity before the cue that the part may be a part of, at most one sentence back."""
    for mention, inside in reversed(placed[max(0, first - 8) : first]):
        if cue - mention.end > _REACH or passage.text.count("。", mention.end, cue) > 1:
            return None
        if inside not in {outside, bracket} or mention.role is Role.RANK:
            continue
        if similar(mention, part):
            mean = _MEAN.search(passage.before(mention, 24)) or _MEAN.search(passage.before(part, 24))
            usable = mention.role is Role.QUANTITY and not mention.percent and not mean
            return mention if usable else None
    return None


def _aligned(passage: Passage, total: Mention, parts: Sequence[Mention]) -> list[Mention]:
    """Where items have several quantities of one unit, those that say the same thing as the total."""
    tail = passage.text[max(0, total.start - 2) : total.start]
    same = [one for one in parts if passage.text[max(0, one.start - 2) : one.start] == tail]
    if len(same) >= 2 and len(same) < len(parts) and any(one.role is Role.MASKED for one in parts):
        return same
    return list(parts)


def _decided(
    passage: Passage, total: Mention, parts: Sequence[Mention], match: re.Match[str], *, complete: bool
) -> Iterator[Relation]:
    parts = _aligned(passage, total, parts)
    if any(one.role is Role.MASKED for one in parts):
        parts = [one for one in parts if one.role is Role.QUANTITY]
        complete = masked = True
    else:
        masked = False
    if not parts:
        return
    scale = total.scale
    span = passage.text[match.start() : parts[-1].end]
    if len(parts) >= 2 and not masked:
        both = [one for one in parts if _BOTH.search(passage.before(one, 30))]
        plus = [one for one in parts if one not in both]
        lengths = [
            length
            for length in range(len(plus), 1, -1)
            if length == len(plus) or not _goes_on(passage, plus, length)
        ]
        tried = [(plus[:length], _summed(total, plus[:length], both)) for length in lengths]
        for chosen, (verdict, low, high) in tried:
            if verdict is HOLDS:
                yield _sum(total, chosen, both, verdict, low, high)
                return
        for chosen, (_, low, high) in tried:
            span = passage.text[match.start() : chosen[-1].end]
            if _mismatch(passage, total, chosen, both, span, complete=complete) is FAILS:
                yield _sum(total, chosen, both, FAILS, low, high)
                return
    yield from _bounded(total, parts, scale, span)


def _goes_on(passage: Passage, plus: Sequence[Mention], length: int) -> bool:
    """Whether the quantity after so many is one more item of the same list."""
    gap = passage.between(plus[length - 1], plus[length])
    usual = passage.between(plus[0], plus[1])
    marks = [re.sub(r"[^，；。、（）和及]", "", each)[-1:] for each in (gap, usual)]
    return marks[0] == marks[1] and len(gap) <= len(usual) + 12


def _summed(
    total: Mention, plus: Sequence[Mention], minus: Sequence[Mention]
) -> tuple[Verdict, Decimal | None, Decimal | None]:
    formula, parts = _formula(total, plus, minus)
    return judge(formula, parts, scale=total.scale)


def _formula(
    total: Mention, plus: Sequence[Mention], minus: Sequence[Mention]
) -> tuple[str, dict[str, Mention]]:
    names = dict(zip(_NAMES, [*plus, *minus], strict=False))
    keys = list(names)
    formula = "t == " + " + ".join(keys[: len(plus)]) + "".join(f" - {key}" for key in keys[len(plus) :])
    return formula, {"t": total, **names}


def _mismatch(
    passage: Passage,
    total: Mention,
    plus: Sequence[Mention],
    minus: Sequence[Mention],
    span: str,
    *,
    complete: bool,
) -> Verdict:
    """Whether parts that do not add up are an error, or only not all the parts, or overlapping ones."""
    whole = sum((one.base for one in plus), Decimal(0)) - sum((one.base for one in minus), Decimal(0))
    if total.hedge or total.span or any(one.hedge or one.span for one in plus) or total.base <= 0:
        return UNKNOWN
    ratio = whole / total.base
    step = max(Decimal(1), total.half * 2) * total.scale
    tail = passage.text[plus[-1].end : plus[-1].end + 8]
    opened = _OPEN.search(span) is not None or tail.startswith("等")
    if ratio > 1:
        if _OVERLAP.search(span) and not minus:
            return UNKNOWN
        near = whole - total.base <= 3 * step or ratio <= Decimal("1.1")
        if near and (ratio <= Decimal("1.5") or complete):
            return FAILS
        return (
            FAILS if len(plus) < 5 and ratio <= 3 and any(one.base > total.base for one in plus) else UNKNOWN
        )
    if opened and not re.match(r"等\s*[\d一二两三四五六七八九十]", tail):
        return UNKNOWN
    rest = _REST.search(passage.before(plus[-1], 16)) is not None
    if complete or rest or minus:
        return (
            FAILS
            if ratio >= (Decimal("0.5") if rest or minus or len(plus) > 2 else Decimal("0.7"))
            else UNKNOWN
        )
    if _OVERLAP.search(span):
        return UNKNOWN
    floor = Decimal("0.93") if len(plus) == 2 else Decimal("0.9") if len(plus) == 3 else Decimal("0.85")
    return FAILS if ratio >= floor else UNKNOWN


def _sum(
    total: Mention,
    plus: Sequence[Mention],
    minus: Sequence[Mention],
    verdict: Verdict,
    low: Decimal | None,
    high: Decimal | None,
) -> Relation:
    formula, parts = _formula(total, plus, minus)
    scale = _printed_scale(total)
    terms = "+".join(number(one.base / scale) for one in plus) + "".join(
        f"-{number(one.base / scale)}" for one in minus
    )
    whole = (sum(one.base for one in plus) - sum(one.base for one in minus)) / scale
    message = f"合计{total.text}，分项{terms}={number(whole)}"
    gap = whole - total.base / scale
    unit = re.sub(r"^[\d.,余多十百千一二两三四五六七八九]+", "", total.text)
    if verdict is FAILS:
        message += f"，{'多' if gap > 0 else '少'}{number(abs(gap))}{unit}"
    elif gap:
        message += "，在印出的精度内一致"
    else:
        message += "，一致"
    return relation("N101", Kind.SUM, formula, parts, verdict, low, high, message, scale=total.scale)


def _printed_scale(total: Mention) -> Decimal:
    """The scale in which the total is printed, multiplier included: 3.5万亩 is shown in 万亩."""
    multiplier = re.search(r"万亿|亿|万", total.text)
    factor = {"万亿": 10**12, "亿": 10**8, "万": 10**4}[multiplier[0]] if multiplier else 1
    return total.scale * factor


def _bounded(total: Mention, parts: Sequence[Mention], scale: Decimal, span: str) -> Iterator[Relation]:
    """Parts within their total: their sum, or at least each of them."""
    names = dict(zip(_NAMES, parts, strict=False))
    if len(parts) > 1:
        formula = " + ".join(names) + " <= t"
        verdict, low, high = judge(formula, {"t": total, **names}, scale=scale)
        if verdict is HOLDS:
            yield relation(
                "N205",
                Kind.BOUND,
                formula,
                {"t": total, **names},
                verdict,
                low,
                high,
                f"分项之和不超过{total.text}",
                scale=scale,
            )
            return
    for part in parts:
        verdict, low, high = judge("a <= t", {"a": part, "t": total}, scale=scale)
        if verdict is FAILS and (_OVERLAP.search(span) or part.base > total.base * 2 or "年" in span):
            verdict = UNKNOWN
        message = f"其中{part.text}，{'超过' if verdict is FAILS else '不超过'}总数{total.text}"
        if verdict is not UNKNOWN:
            yield relation(
                "N205",
                Kind.BOUND,
                "a <= t",
                {"a": part, "t": total},
                verdict,
                low,
                high,
                message,
                scale=scale,
            )


def _announced(passage: Passage) -> Iterator[Relation]:
    """共T, A…, B… without 其中, and A…, B…, 共T."""
    for paragraph in passage.paragraphs:
        for sentence in paragraph.sentences:
            if len(sentence.mentions) < 3:
                continue
            for index, total in enumerate(sentence.mentions):
                if (
                    total.role is not Role.QUANTITY
                    or total.percent
                    or not _TOTAL.search(passage.before(total, 16))
                ):
                    continue
                yield from _run(
                    passage, total, sentence.mentions[index + 1 : index + 1 + _PARTS_MOST], forward=True
                )
                yield from _run(passage, total, sentence.mentions[:index][::-1][:_PARTS_MOST], forward=False)


def _run(passage: Passage, total: Mention, others: Sequence[Mention], *, forward: bool) -> Iterator[Relation]:
    """Quantities next to the total, of its unit, that add up to it."""
    run: list[Mention] = []
    for mention in others:
        gap = passage.text[total.end : mention.start] if forward else passage.text[mention.end : total.start]
        if mention.role is not Role.QUANTITY or not similar(mention, total) or "其中" in gap or "（" in gap:
            break
        if _TOTAL.search(passage.before(mention, 16)):
            break
        run.append(mention)
    best: list[Mention] = []
    for length in range(len(run), 1, -1):
        if total.base >= 10 and _summed(total, run[:length], ())[0] is HOLDS and not total.hedge:
            best = run[:length]
            break
    if best:
        parts = best if forward else best[::-1]
        _, low, high = _summed(total, parts, ())
        yield _sum(total, parts, (), HOLDS, low, high)
        return
    whole = sum((one.base for one in run), Decimal(0))
    exact = not any(one.hedge or one.span for one in (total, *run))
    step = max(Decimal(1), total.half * 2) * total.scale
    close = abs(whole - total.base) <= 3 * step and total.base >= 30 * step
    if len(run) >= 2 and exact and close and not _OVERLAP.search(passage.text[run[0].start : run[-1].end]):
        parts = run if forward else run[::-1]
        _, low, high = _summed(total, parts, ())
        yield _sum(total, parts, (), FAILS, low, high)


_DUE: Final = re.compile(r"应|需|计划|申请|收到|受理|任务|细化|共|总")
_UNDONE: Final = re.compile(r"未|尚|待|正在|继续|剩余|不[予合]|没有")


def _complements(passage: Passage) -> Iterator[Relation]:
    """应T, 实A, 未B: what was done and what was not make up what was due."""
    for paragraph in passage.paragraphs:
        mentions = [one for one in _placed(passage, paragraph) if one.mention.role is Role.QUANTITY]
        for index in range(1, len(mentions)):
            undone, bracket = mentions[index]
            if undone.percent or not _UNDONE.search(passage.before(undone, 24)):
                continue
            earlier = [one.mention for one in mentions[max(0, index - 8) : index] if one.bracket == bracket]
            done = next((one for one in reversed(earlier) if similar(one, undone)), None)
            if done is None or _UNDONE.search(passage.before(done, 12)):
                continue
            for total in reversed(earlier[: earlier.index(done)]):
                if not loosely_similar(total, done) or not _DUE.search(passage.before(total, 24)):
                    continue
                parts = (done, undone)
                verdict, low, high = _summed(total, parts, ())
                sure = similar(total, done) and "应" in passage.before(total, 24)
                near = abs(done.base + undone.base - total.base) <= max(Decimal(3), total.base / 5)
                if verdict is HOLDS or (sure and near and not (total.hedge or done.hedge or undone.hedge)):
                    yield _sum(total, parts, (), verdict, low, high)
                break


_GAIN: Final = re.compile(r"净增加?|增加(?:了)?|新增")
_REACHED: Final = re.compile(r"达到?了?|增至|增加到|总数|共有|保有量|升至")
_EARLIER: Final = re.compile(r"上年|去年|原有|年初|上一年|前一年|(?:19|20)\d\d年")


def _increments(passage: Passage) -> Iterator[Relation]:
    """A last year, a net gain of B, T now."""
    for sentence in passage.sentences:
        if len(sentence.mentions) < 3:
            continue
        numbers = [one for one in sentence.mentions if one.role is Role.QUANTITY and not one.percent]
        for index, gain in enumerate(numbers):
            match = _GAIN.search(passage.before(gain, 12))
            if not match or index in {0, len(numbers) - 1}:
                continue
            total = next((one for one in numbers[index + 1 : index + 3] if similar(one, gain)), None)
            if total is None or not _REACHED.search(passage.before(total, 12)):
                continue
            bases = [one for one in numbers[:index] if similar(one, gain)]
            for base in bases:
                verdict, low, high = _summed(total, (base, gain), ())
                if verdict is HOLDS:
                    yield _sum(total, (base, gain), (), verdict, low, high)
                    break
            else:
                base = bases[0] if bases else gain
                sure = match[0].startswith("净") and bases and _EARLIER.search(passage.before(base, 24))
                _, low, high = _summed(total, (base, gain), ())
                if sure and not any(one.hedge for one in (base, gain, total)):
                    yield _sum(total, (base, gain), (), FAILS, low, high)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "parts",
        "N101",
        Kind.SUM,
        _partitions,
        (
            Example(
                "发布解读5篇，其中图片3篇、文字1篇、视频2篇。",
                FAILS,
                ("5篇", "3篇", "1篇", "2篇"),
                "3+1+2=6，多1篇",
            ),
            Example("受理申请30件（网上18件、窗口12件）。", HOLDS, ("30件", "18件", "12件")),
            Example("受理申请30件（网上18件、窗口11件）。", FAILS, (), "少1件"),
            Example("选派专员75名，分别为一队15名、二队30名、三队30名。", HOLDS),
            Example(
                "配备协管员80人（巡查员50人、登记员40人、既是巡查员又是登记员10人）。",
                HOLDS,
                (),
                "50+40-10=80",
            ),
            Example("总投资1.2亿元，其中省级资金8000万元、市级资金4000万元。", HOLDS),
            Example("共有合作社600家（其中国家级2家，省级7家）。", HOLDS, ("600家", "2家", "7家"), "不超过"),
            Example("现有职工50人，其中女职工30人、党员28人。", HOLDS, ("50人", "30人"), "不超过"),
            Example("现有职工22人，其中副高以上职称12人、女职工9人。", HOLDS, (), "不超过"),
            Example("居民人均收入3万元，其中城镇4万元，农村2万元。", None),
            Example("走访企业12家，发放手册300份。", None),
        ),
    ),
    Pattern(
        "announced",
        "N101",
        Kind.SUM,
        _announced,
        (
            Example("登记社会组织共90家，社会团体50家，服务机构40家。", HOLDS, ("90家", "50家", "40家")),
            Example("办理来信12件、来访18件，共计30件。", HOLDS, ("12件", "18件", "30件")),
            Example("共开展检查40次，整改问题5个。", None),
        ),
    ),
    Pattern(
        "complement",
        "N101",
        Kind.SUM,
        _complements,
        (
            Example("应检单位70家，实检60家，未检10家。", HOLDS, ("70家", "60家", "10家")),
            Example("应检单位70家，实检61家，未检10家。", FAILS, (), "多1家"),
            Example("检查单位70家，发现问题60个。", None),
        ),
    ),
    Pattern(
        "increment",
        "N101",
        Kind.SUM,
        _increments,
        (
            Example("2022年有示范户45家，今年净增11家，总数达到56家。", HOLDS, ("45家", "11家", "56家")),
            Example("2022年有示范户45家，今年净增11家，总数达到57家。", FAILS),
            Example("今年净增11家，总数达到57家。", None),
        ),
    ),
)
