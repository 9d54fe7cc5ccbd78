"""One indicator printed more than once (N202): quantities, ranks, dates, named programmes.

Two places are taken for the same thing when the words about them agree, not when only the numbers do. Two
values are called a contradiction only where the words leave no other reading: the same rate of the same
named year (also 去年 in a report of the year after), and counts of a place's own units (全县16个乡镇)
that all but agree.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from youju.checker.mentions import Mention, Role
from youju.checker.model import Kind, Operand, Relation, Verdict
from youju.checker.passage import Passage
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern, judge, number, relation

_HAN: Final = re.compile(r"[一-鿿]{2,}")
_STOP: Final = frozenset("的了和与及等在为对将已被于共各并其从向把由以是有也都到一个上下中年月日")
_EDGE: Final = re.compile(r"[，。；、：！？（）()“”\"\n\r\t]")
_STATEMENT: Final = re.compile(r"[。！？；\n\r]")
_MOST: Final = 12
"""Occurrences that one relation lists."""
_WINDOW: Final = 18
_NAMES: Final = "abcdefghijkl"


def _grams(text: str) -> set[str]:
    """Pairs of neighbouring characters that say something."""
    return {
        run[place : place + 2]
        for run in _HAN.findall(text)
        for place in range(len(run) - 1)
        if run[place] not in _STOP and run[place + 1] not in _STOP
    }


def _tail(passage: Passage, mention: Mention) -> str:
    piece = passage.text[mention.end : min(passage.end, mention.end + 10)].lstrip('“"的')
    return _EDGE.split(piece, maxsplit=1)[0]


def _head(passage: Passage, mention: Mention) -> str:
    piece = passage.text[max(passage.start, mention.start - 10) : mention.start].rstrip('为达到共约有”"')
    return _EDGE.split(piece)[-1]


def _common(a: str, b: str) -> int:
    """Length of the common beginning."""
    length = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        length += 1
    return length


class _Place:
    """A mention with the words about it; those further off are read only when they are asked for."""

    __slots__ = ("_grams", "head", "mention", "passage", "tail")

    def __init__(self, passage: Passage, mention: Mention) -> None:
        self.passage, self.mention = passage, mention
        self.head, self.tail = _head(passage, mention), _tail(passage, mention)
        self._grams: set[str] | None = None

    @property
    def grams(self) -> set[str]:
        if self._grams is None:
            text, one = self.passage.text, self.mention
            low, high = max(self.passage.start, one.start - _WINDOW), min(self.passage.end, one.end + _WINDOW)
            before = _STATEMENT.split(text[low : one.start])[-1]
            after = _STATEMENT.split(text[one.end : high], maxsplit=1)[0]
            self._grams = _grams(before + "\n" + after)
        return self._grams


_ALL: Final = re.compile(r"[^，。；]{0,6}(?:全部|均已|都已|已全)")


def _all_of(a: _Place, b: _Place) -> bool:
    """符合条件的26个，26个已全部成立."""
    first, second = sorted((a.mention, b.mention), key=lambda one: one.start)
    near = second.start - first.end < 100 and first.unit == second.unit
    odd = second.value >= 20 and second.value % 10 != 0
    return bool(near and odd and _ALL.match(a.passage.text, second.end))


def _same(a: _Place, b: _Place) -> bool:
    """Whether the words about two equal quantities say that they are the same."""
    tail = _common(a.tail, b.tail)
    head = _common(a.head[::-1], b.head[::-1])
    if tail >= 4 or head >= 4 or (tail >= 2 and (head >= 1 or min(len(a.tail), len(b.tail)) == tail)):
        return True
    if (tail >= 2 and a.mention.value > 5) or _all_of(a, b):
        return True
    for x, y in ((a, b), (b, a)):
        if len(x.head) >= 3 and len(y.tail) >= 3 and (x.head.endswith(y.tail) or x.head[-4:] == y.tail[:4]):
            return True
        if len(y.tail) >= 4 and y.tail[:6] in x.head:
            return True
    return len(a.grams & b.grams) >= (3 if a.mention.value > 9 else 4)


def _repeated(passage: Passage) -> Iterator[Relation]:
    """Equal quantities of one thing."""
    buckets: dict[tuple[Decimal, str, Role], list[Mention]] = defaultdict(list)
    for mention in passage.mentions:
        taken = mention.role is Role.RANK or (mention.role is Role.QUANTITY and mention.unit)
        if taken and not (mention.spelled and mention.value < 2):
            buckets[mention.base, mention.dimension, mention.role].append(mention)
    for bucket in buckets.values():
        if len(bucket) < 2 or (bucket[0].value == 100 and bucket[0].percent):
            continue
        groups: list[list[_Place]] = []
        for mention in bucket[:200]:
            place = _Place(passage, mention)
            home = next((group for group in groups[:40] if any(_same(one, place) for one in group[:4])), None)
            if home is None:
                groups.append([place])
            else:
                home.append(place)
        for group in groups:
            if len(group) >= 2:
                yield _equal(passage, [one.mention for one in group[:_MOST]])


_ROUGH: Final = frozenset({"余", "多", "约", "近", "大约", "左右"})


def _roughly(passage: Passage) -> Iterator[Relation]:
    """200余名志愿者 and 203名志愿者: a rough figure and the exact one."""
    rough = [one for one in passage.mentions if one.hedge in _ROUGH and one.unit and not one.percent]
    if not rough:
        return
    exact: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for mention in passage.mentions:
        noun = passage.text[mention.end : mention.end + 3]
        if mention.role is Role.QUANTITY and not mention.hedge and not re.search(r"[，。；、\s]", noun):
            exact[mention.dimension, noun].append(mention)
    for mention in rough:
        for other in exact.get((mention.dimension, passage.text[mention.end : mention.end + 3]), ())[:20]:
            first, second = sorted((mention, other), key=lambda one: one.start)
            verdict, low, high = judge("a == b", {"a": first, "b": second}, scale=first.scale)
            if verdict is HOLDS:
                message = f"{first.text}与{second.text}一致"
                parts = {"a": first, "b": second}
                yield relation(
                    "N202", Kind.EQUALITY, "a == b", parts, verdict, low, high, message, scale=first.scale
                )
                break


def _equal(passage: Passage, mentions: Sequence[Mention]) -> Relation:
    parts = dict(zip(_NAMES, mentions, strict=False))
    formula = " == ".join(parts)
    verdict, low, high = judge(formula, parts, scale=mentions[0].scale)
    words = _tail(passage, mentions[0]) or _head(passage, mentions[0])
    message = f"{mentions[0].text}{words[:8]}出现{len(mentions)}次，一致"
    return relation(
        "N202", Kind.EQUALITY, formula, parts, verdict, low, high, message, scale=mentions[0].scale
    )


_NAME: Final = re.compile(
    r"(?P<n>第?[二三四五六七八九十]{1,3})(?=(?P<what>[大项级批届类镇条个][一-鿿]{2,6}))"
)
_DAY: Final = re.compile(r"(?:20\d\d年)?(\d{1,2}月\d{1,2}日)")


def _named(passage: Passage) -> Iterator[Relation]:
    """十大新兴产业, 第三批示范县: a number that is part of a name, in the same name again."""
    text = passage.text
    buckets: dict[str, list[re.Match[str]]] = defaultdict(list)
    for match in _NAME.finditer(text, passage.start, passage.end):
        buckets[match["n"] + match["what"][:3]].append(match)
    for bucket in buckets.values():
        if len(bucket) >= 2:
            ranges = [(match.start(), match.end("what")) for match in bucket[:_MOST]]
            yield _texts(text, ranges, f"“{bucket[0]['n']}{bucket[0]['what']}”")


def _texts(text: str, ranges: Sequence[tuple[int, int]], what: str) -> Relation:
    operands = {
        name: Operand(text[start:end], start, end, Decimal(1))
        for name, (start, end) in zip(_NAMES, ranges, strict=False)
    }
    return Relation(
        "N202", Kind.EQUALITY, HOLDS, ranges[0][0], ranges[-1][1], " == ".join(operands), operands,
        Decimal(1), Decimal(1),
        f"{what}出现{len(ranges)}次，一致",
    )  # fmt: skip


def _dates(passage: Passage) -> Iterator[Relation]:
    """The same day of the same matter."""
    text = passage.text
    buckets: dict[str, list[tuple[int, int, set[str]]]] = defaultdict(list)
    for mention in passage.mentions:
        if mention.role is Role.DATE and (match := _DAY.fullmatch(mention.text)):
            low, high = max(passage.start, mention.start - 30), min(passage.end, mention.end + 30)
            grams = _grams(text[low : mention.start] + "\n" + text[mention.end : high])
            for start, end, others in buckets[match[1]][:20]:
                if len(grams & others) >= 3 or (len(grams & others) >= 1 and mention.start - end < 600):
                    yield _texts(text, [(start, end), (mention.start, mention.end)], mention.text)
                    break
            buckets[match[1]].append((mention.start, mention.end, grams))


_LAST: Final = re.compile(r"去年|上年|上一年")
_NAMED_YEAR: Final = re.compile(r"(20\d\d)\s*年")
_ABOUT: Final = re.compile(r"([一-鿿]{2,12}?)(?:仅?为|仅?达到?|是|占)?$")


def _year_of(passage: Passage, mention: Mention, start: int) -> int | None:
    """The one year that a sentence names before a number; 去年 is the one before the report's."""
    piece = passage.text[start : mention.start]
    named = {int(match[1]) for match in _NAMED_YEAR.finditer(piece)}
    if _LAST.search(piece) and passage.year and not re.search(r"比去年|较去年|比上年|较上年", piece):
        named.add(passage.year - 1)
    if re.search(r"今年|本年", piece):
        return None
    return named.pop() if len(named) == 1 else None


def _rates_of_a_year(passage: Passage) -> Iterator[Relation]:
    """One rate of one year with two values: 去年强度为0.61% and 2022年强度为0.67%."""
    known: dict[tuple[str, int], list[tuple[Mention, str]]] = defaultdict(list)
    for sentence in passage.sentences:
        for mention in sentence.mentions:
            if not mention.percent or mention.hedge or mention.role is not Role.QUANTITY:
                continue
            head = _ABOUT.search(passage.before(mention, 16))
            if head is None or re.search(
                r"增长|提高|增幅|增速|下降|目标|预计|力争|低于|高于", passage.before(mention, 16)
            ):
                continue
            year = _year_of(passage, mention, max(sentence.start, mention.start - 200))
            if year is None:
                continue
            noun = head[1][-2:]
            piece = passage.text[max(sentence.start, mention.start - 40) : mention.start]
            for other, words in known[noun, year][-20:]:
                if _longest(piece, words) >= 5:
                    yield _twice(passage, other, mention, year)
                    break
            known[noun, year].append((mention, piece))


def _longest(a: str, b: str) -> int:
    """Length of the longest common run of Chinese characters."""
    best = 0
    for run in _HAN.findall(a):
        for start in range(len(run)):
            while start + best < len(run) and run[start : start + best + 1] in b:
                best += 1
    return best


def _twice(passage: Passage, a: Mention, b: Mention, year: int) -> Relation:
    verdict, low, high = judge("a == b", {"a": a, "b": b})
    noun = _ABOUT.search(passage.before(a, 16))
    message = f"{year}年的{noun[1] if noun else '同一指标'}两处分别为{a.text}和{b.text}"
    message += "，一致" if verdict is HOLDS else "，不一致，请核对年份和数值"
    return relation("N202", Kind.EQUALITY, "a == b", {"a": a, "b": b}, verdict, low, high, message)


_OWN: Final = re.compile(r"(全[省市县区镇乡街旗州]|[下所]?辖)(?:共|现|总)?有?$")
_OWN_UNITS: Final = frozenset({"个", ""})
_UNITS: Final = re.compile(
    r"行政村|自然村|村民小组|村（社区）|村（居）|乡镇|镇街|镇（街道）|街道|社区|村|县（市、区）|县区"
)


def _own_units(passage: Passage) -> Iterator[Relation]:
    """全县16个乡镇 and 全县17个乡镇: all but the same number of all the units of a place."""
    known: dict[str, list[Mention]] = defaultdict(list)
    for mention in passage.mentions:
        if (
            mention.role is not Role.QUANTITY
            or mention.hedge
            or mention.value < 5
            or mention.unit not in _OWN_UNITS
        ):
            continue
        own = _OWN.search(passage.text[max(passage.start, mention.start - 5) : mention.start])
        match = _UNITS.match(passage.text, mention.end, passage.end)
        if own and match:
            known[match[0][:3].partition("（")[0]].append(mention)
    for noun, mentions in known.items():
        if len({one.value for one in mentions}) == 1 and len(mentions) > 1:
            yield _equal(passage, mentions[:_MOST])
            continue
        values = sorted({one.value for one in mentions})
        if len(values) != 2 or values[1] - values[0] > 3 or values[0] / values[1] < Decimal("0.8"):
            continue
        if sum(one.value == values[0] for one in mentions) < 2:  # fewer may be some of them, more cannot
            continue
        a, b = (next(one for one in mentions if one.value == value) for value in values)
        a, b = sorted((a, b), key=lambda one: one.start)
        message = f"全部{noun}前后分别为{a.text}和{b.text}，不一致，相差{number(abs(a.value - b.value))}"
        verdict, low, high = judge("a == b", {"a": a, "b": b})
        if verdict is FAILS:
            yield relation("N202", Kind.EQUALITY, "a == b", {"a": a, "b": b}, verdict, low, high, message)


_DIGIT: Final = re.compile(r"[“\"]?(?P<n>[1-9])[”\"]?[，,]?即")
_SPELLED: Final = re.compile(r"(?P<n>[一二三四五六七八九])[个大项]")
_VALUES: Final = {character: value for value, character in enumerate("一二三四五六七八九", 1)}


def _explained(passage: Passage) -> Iterator[Relation]:
    """“3”，即突出三个方向: the digit of a slogan against the number that explains it."""
    text = passage.text
    for match in _DIGIT.finditer(text, passage.start, passage.end):
        stop = min(place for place in (text.find("。", match.end()), passage.end) if place >= 0)
        stop = min(
            stop, text.find("；", match.end(), stop) if text.find("；", match.end(), stop) >= 0 else stop
        )
        others = list(_SPELLED.finditer(text, match.end(), min(stop, match.end() + 160)))
        if not others:
            continue
        value = Decimal(match["n"])
        same = next(
            (one for one in others if _VALUES[one["n"]] == value), others[0] if len(others) == 1 else None
        )
        if same is None:
            continue
        other = Decimal(_VALUES[same["n"]])
        operands = {
            "a": Operand(match["n"], match.start("n"), match.end("n"), value),
            "b": Operand(same[0], same.start(), same.end(), other),
        }
        verdict = HOLDS if value == other else FAILS
        message = f"“{match['n']}”与其后的“{same[0]}”{'一致' if verdict is HOLDS else '不一致'}"
        yield Relation(
            "N202",
            Kind.EQUALITY,
            verdict,
            match.start(),
            same.end(),
            "a == b",
            operands,
            other,
            other,
            message,
        )


_BANDS: Final = re.compile(r"(\d{1,3})\s*[-—–－~～至]\s*(\d{1,3})\s*(分|人|户|岁|天|亩|家)")
_TOP: Final = re.compile(r"(\d{1,3})\s*(分|人|户|岁|天|亩|家)(?:及|（含）)?以上")


def _bands(passage: Passage) -> Iterator[Relation]:
    """16—20分 after 21分及以上: a band begins where the one before it ends."""
    for paragraph in passage.paragraphs:
        text = passage.text
        found = list(_BANDS.finditer(text, paragraph.start, paragraph.end))
        if not found:
            continue
        top = _TOP.search(text, paragraph.start, found[0].start())
        upper = (int(top[1]), top.start(), top.end(), top[2]) if top else None
        for match in found:
            low, high = int(match[1]), int(match[2])
            if low >= high:
                upper = None
                continue
            if upper and upper[3] == match[3] and match.start() - upper[2] < 40 and upper[0] > low:
                joined = upper[0] in {high, high + 1}
                if joined or abs(upper[0] - high) <= 4:
                    yield _band(text, upper, match, high, HOLDS if joined else FAILS)
            upper = (low, match.start(), match.end(), match[3])


def _band(
    text: str, upper: tuple[int, int, int, str], match: re.Match[str], high: int, verdict: Verdict
) -> Relation:
    operands = {
        "a": Operand(text[upper[1] : upper[2]], upper[1], upper[2], Decimal(upper[0])),
        "b": Operand(match[0], match.start(), match.end(), Decimal(high)),
    }
    message = f"{operands['a'].text}的下一档{match[0]}，{'相衔接' if verdict is HOLDS else '有空档或重叠'}"
    return Relation(
        "N202", Kind.EQUALITY, verdict, upper[1], match.end(), "a == b + 1", operands, Decimal(high + 1),
        Decimal(high + 1), message,
    )  # fmt: skip


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "repeated",
        "N202",
        Kind.EQUALITY,
        _repeated,
        (
            Example("涉及95个行政村。培训44次。全区95个行政村均已建会。", HOLDS, ("95个", "95个")),
            Example("组织加固项目3处。待3处加固项目完工。", HOLDS, ("3处", "3处")),
            Example("培训干部20人。走访老人20人。", None),
        ),
    ),
    Pattern(
        "roughly",
        "N202",
        Kind.EQUALITY,
        _roughly,
        (
            Example("200余名志愿者参训。登记203名志愿者。", HOLDS, ("200余名", "203名")),
            Example("200余名志愿者参训。登记403名志愿者。", None),
        ),
    ),
    Pattern(
        "named",
        "N202",
        Kind.EQUALITY,
        _named,
        (
            Example("落实便民十项举措。便民十项举措受到好评。", HOLDS),
            Example("落实十项举措。落实三项制度。", None),
        ),
    ),
    Pattern(
        "dates",
        "N202",
        Kind.EQUALITY,
        _dates,
        (
            Example(
                "普查登记于3月5日开始。自3月5日普查登记开始以来，进展顺利。", HOLDS, ("3月5日", "3月5日")
            ),
            Example("3月5日开会。6月5日参观。", None),
        ),
    ),
    Pattern(
        "rates of a year",
        "N202",
        Kind.EQUALITY,
        _rates_of_a_year,
        (
            Example(
                "2023年总结\n去年规上企业用电负荷占比为61%。\n2022年规上企业用电负荷占比为67%。",
                FAILS,
                (),
                "2022年",
            ),
            Example("2023年总结\n去年规上企业用电负荷占比为61%。\n2022年规上企业用电负荷占比为61%。", HOLDS),
            Example("2023年总结\n去年规上企业用电负荷占比为61%。\n今年规上企业用电负荷占比为67%。", None),
        ),
    ),
    Pattern(
        "own units",
        "N202",
        Kind.EQUALITY,
        _own_units,
        (
            Example("全县16个乡镇建会。全县16个乡镇通网。走遍全县17个乡镇。", FAILS, ("16个", "17个")),
            Example("全县16个乡镇建立机制。全县15个乡镇完成改造。", None),
        ),
    ),
    Pattern(
        "explained",
        "N202",
        Kind.EQUALITY,
        _explained,
        (
            Example("“3”，即抓好三个重点。", HOLDS),
            Example("“3”，即抓好四个重点。", FAILS, (), "不一致"),
            Example("“3”，即抓好重点。", None),
        ),
    ),
    Pattern(
        "bands",
        "N202",
        Kind.EQUALITY,
        _bands,
        (
            Example("积分21分以上的为一等，16—20分的为二等。", HOLDS),
            Example("积分23分以上的为一等，16—20分的为二等。", FAILS),
            Example("积分16—20分的为二等。", None),
        ),
    ),
)
