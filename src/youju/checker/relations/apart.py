"""Numbers and lists of one thing that stand apart (N101, N102, N104, N201, N202).

县甲桥、国道乙桥…，并审阅两项工程; 八大乡镇 … 东河镇和西河镇 … 其他六镇; 2家研发中心 … 甲厂、乙厂获批研发中心;
全覆盖 of 16个乡镇 by 16个服务站. What is so far apart may be of two things, so these only confirm, but for a
mean that the words name with its bound.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from youju.checker.intervals import Interval
from youju.checker.mentions import Mention, Role
from youju.checker.model import Kind, Operand, Relation
from youju.checker.passage import Passage
from youju.checker.relations.counts.listing import count, measure_length, statements, value_of
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern, against, judge, number, relation
from youju.checker.sentences import items_of

_THINGS: Final = re.compile(
    r"(?:个|项|座|处|家|条|所|大)(?:重[点大])?(?:项目|工程|大桥|水库|企业|公司|医院|学校|园区|基地|平台)"
)
_FEW: Final = 5
_LONG: Final = 4
"""Characters that an item has at least, so that no words in passing are taken for a list."""
_FAR: Final = 160
_LISTED: Final = re.compile(r"[、及和与]")


def _far_list(passage: Passage) -> Iterator[Relation]:
    """甲河铁路桥、国道乙桥…，实地查看…，并审阅两项工程: the first list of the sentence has as many items."""
    text = passage.text
    for start, end, stated in statements(passage):
        if not 2 <= stated <= _FEW or not _THINGS.match(text, end):
            continue
        low = max(passage.start, start - _FAR)
        first = max(low, *(text.rfind(mark, low, start) + 1 for mark in "。；：\n"))
        edge = text.find("，", first, start)
        if edge < 0 or _LISTED.search(text, text.rfind("，", edge, start), start):
            continue  # a list stands in the clause of the number
        found = items_of(text, first, edge)
        pieces = [text[a:b] for a, b in found.pieces]
        if found.least <= stated <= found.most and min(map(len, pieces)) >= _LONG:
            yield count(passage, start, end + measure_length(text, end), stated, found, HOLDS)


_REST: Final = re.compile(
    r"(?:其他|其余|剩余)(?:的)?(?P<n>\d{1,2}|[一二三四五六七八九十]{1,2})个?(?P<what>[镇乡村县市区家所户]|街道|社区)"
)
_OTHERS: Final = ("其他", "其余", "剩余")
_WHOLE: Final = r"(?P<n>\d{{1,2}}|[二三四五六七八九十]{{1,3}})[大个]?(?:[一-鿿]{{0,2}}){what}"
_NAMES: Final = r"(?P<list>[一-鿿]{{1,8}}{what}(?:[、和与及][一-鿿]{{1,8}}{what})*)(?:率先|已|先后|首批)"
_BACK: Final = 3000


def _rest(passage: Passage) -> Iterator[Relation]:
    """八大乡镇 …, 东河镇和西河镇率先达标, 其他六镇: the named ones and the rest are all of them."""
    text = passage.text
    if not any(text.find(word, passage.start, passage.end) >= 0 for word in _OTHERS):
        return
    for rest in _REST.finditer(text, passage.start, passage.end):
        low = max(passage.start, rest.start() - _BACK)
        what = re.escape(rest["what"])
        named = list(re.finditer(_NAMES.format(what=what), text[low : rest.start()]))
        if not named:
            continue
        first = low + named[-1].start("list"), low + named[-1].end("list")
        listed = items_of(text, *first).most
        wanted = listed + value_of(rest["n"])
        for whole in re.finditer(_WHOLE.format(what=what), text[low : first[0]]):
            if value_of(whole["n"]) != wanted:
                continue
            spans = {"t": (low + whole.start(), low + whole.end()), "a": first, "b": rest.span()}
            values = {"t": wanted, "a": listed, "b": wanted - listed}
            operands = {
                name: Operand(text[a:b], a, b, Decimal(values[name])) for name, (a, b) in spans.items()
            }
            message = f"共{wanted}，列出{listed}，其余{wanted - listed}，一致"
            edges = operands["t"].start, operands["b"].end
            total = Decimal(wanted)
            yield Relation("N101", Kind.SUM, HOLDS, *edges, "t == a + b", operands, total, total, message)
            break


_GAINED: Final = re.compile(
    r"(?:申报|获批|获评|入选|认定为?|创成|建成|创建)(?:成?为)?(?P<what>[一-鿿]{4,10})"
)
_NAMES_BEFORE: Final = re.compile(r"(?P<list>[一-鿿]{2,10}(?:、[一-鿿]{2,10}?)+)(?:等)?(?:成功|新)?$")
_LOOK_BACK: Final = 60
_TRIED: Final = 20
"""Numbers that one place is compared with, so that the cost stays linear."""


def _named_again(passage: Passage) -> Iterator[Relation]:
    """2家省企业研发中心 … 甲厂、乙厂成功申报省企业研发中心: as many as are named."""
    text = passage.text
    counted: dict[str, list[Mention]] = defaultdict(list)
    for mention in passage.mentions:
        if mention.role is Role.QUANTITY and mention.unit in {"家", "个"} and 2 <= mention.value <= _FEW:
            counted[text[mention.end : mention.end + _LONG]].append(mention)
    if not counted:
        return
    for match in _GAINED.finditer(text, passage.start, passage.end):
        told = counted.get(match["what"][:_LONG])
        low = max(passage.start, match.start() - _LOOK_BACK)
        names = _NAMES_BEFORE.search(text[low : match.start()]) if told else None
        if not told or names is None:
            continue
        a, b = low + names.start("list"), low + names.end("list")
        found = items_of(text, a, b)
        for mention in told[:_TRIED]:
            if mention.value == found.least and not a <= mention.start < match.end():
                operands = {"a": mention.operand(), "c": Operand(text[a:b], a, b, Decimal(found.least))}
                edges = min(a, mention.start), max(b, mention.end)
                message = f"{mention.text}{match['what']}，另一处列出{found.least}个，一致"
                yield Relation(
                    "N202",
                    Kind.EQUALITY,
                    HOLDS,
                    *edges,
                    "a == c",
                    operands,
                    mention.value,
                    mention.value,
                    message,
                )
                break


_COVERED: Final = re.compile(
    r"(?P<place>乡镇|镇街|镇|街道|村|社区|县区)(?P<what>[一-鿿]{2,12}?)(?:覆盖率|全覆盖)(?:达到?|为)?$"
)


def _all_covered(passage: Passage) -> Iterator[Relation]:
    """全县16个乡镇 …, 乡镇民政服务站覆盖率达100%, … 16个民政服务站: one for each."""
    text = passage.text
    counted: list[Mention] | None = None
    seen: set[tuple[str, str]] = set()
    for rate in passage.mentions:
        if not rate.percent or rate.value != 100:
            continue
        told = _COVERED.search(passage.before(rate, 24))
        if told is None or (told["place"], told["what"]) in seen or len(seen) > _TRIED:
            continue
        seen.add((told["place"], told["what"]))
        if counted is None:
            counted = [one for one in passage.mentions if one.role is Role.QUANTITY and one.unit == "个"]
        places = {one.value: one for one in reversed(counted) if text.startswith(told["place"], one.end)}
        stations = [one for one in counted if text.startswith(told["what"], one.end)]
        a = next((one for one in stations if one.value > 1 and one.value in places), None)
        if a is None:
            continue
        t = places[a.value]
        parts = {"r": rate, "a": a, "t": t}
        verdict, low, high = judge("r == 100 * a / t", parts)
        message = f"{a.text}{told['what']}÷{t.text}{told['place']}=100%，一致"
        yield relation("N102", Kind.SHARE, "r == 100 * a / t", parts, verdict, low, high, message)


_AT_LEAST: Final = re.compile(
    r"(?P<place>[一-鿿]{2,6})平均(?:每个)?(?:拥有|有|达到?)?(?:不少于|不低于|超过|至少)$"
)


def _mean_bounds(passage: Passage) -> Iterator[Relation]:
    """城市社区平均拥有不少于12个社团 …, 24个城市社区 …, 城市社区社团312家."""
    text = passage.text
    tried = 0
    for mean in passage.mentions:
        told = _AT_LEAST.search(passage.before(mean, 24)) if mean.role is Role.QUANTITY else None
        noun = _NOUN.match(text, mean.end) if told else None
        if told is None or noun is None or tried == _TRIED:
            continue
        tried += 1
        quantities = [one for one in passage.mentions if one.role is Role.QUANTITY and one is not mean]
        words, what = told["place"], noun[0][:_LONG]
        tails = [words[at:] for at in range(len(words) - 1)]  # 实现城市社区: the verb may stand before
        place = next((one for one in tails if _counted(passage, quantities, one)), words)
        counts = _counted(passage, quantities, place)
        totals = [
            one
            for one in quantities
            if one.unit in {"个", "家", "支"}
            and (head := passage.before(one, 24)).find(place) >= 0
            and what in head[head.rfind(place) :]
        ]
        beside = [one for one in counts if totals and 0 < totals[0].start - one.end <= _BESIDE]
        if len({one.value for one in totals}) != 1 or not beside:
            continue
        t, n = totals[0], beside[-1]
        quotient = t.interval / n.interval
        verdict = HOLDS if quotient.meets(Interval(mean.value, Decimal("Infinity"))) else FAILS
        message = f"{t.text}÷{n.text}={number(round(t.value / n.value, 2))}"
        message += f"，{against(f'至少{mean.text}', verdict)}"
        parts = {"m": mean, "t": t, "n": n}
        yield relation(
            "N104", Kind.AVERAGE, "t / n >= m", parts, verdict, quotient.low, quotient.high, message
        )


def _counted(passage: Passage, quantities: Sequence[Mention], noun: str) -> list[Mention]:
    """Quantities of so many of a thing: 24个城市社区."""
    return [one for one in quantities if one.unit == "个" and passage.text.startswith(noun, one.end)]


_BESIDE: Final = 60
"""Characters between a number of places and what is in all of them."""
_NOUN: Final = re.compile(r"[一-鿿]{3,10}")

PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "far list",
        "N201",
        Kind.COUNT,
        _far_list,
        (
            Example("对东河铁路大桥、西河公路大桥开展检查，实地查看防洪措施，并审阅两项工程方案。", HOLDS),
            Example("东河高速公路及西河改建项目，在县委、县政府领导下，两个项目全面开工。", HOLDS),
            Example("对东河铁路大桥、西河公路大桥开展检查，实地查看防洪措施，并审阅三项工程方案。", None),
        ),
    ),
    Pattern(
        "the rest",
        "N101",
        Kind.SUM,
        _rest,
        (
            Example(
                "培训八大乡镇。东河镇和西河镇率先达标。指导其他六镇。",
                HOLDS,
                ("八大乡镇", "东河镇和西河镇", "其他六镇"),
            ),
            Example("培训九大乡镇。东河镇和西河镇率先达标。指导其他六镇。", None),
        ),
    ),
    Pattern(
        "named again",
        "N202",
        Kind.EQUALITY,
        _named_again,
        (
            Example("新增2家省级研发中心。甲厂、乙厂成功申报省级研发中心。", HOLDS, ("2家", "甲厂、乙厂")),
            Example("新增3家省级研发中心。甲厂、乙厂成功申报省级研发中心。", None),
        ),
    ),
    Pattern(
        "all covered",
        "N102",
        Kind.SHARE,
        _all_covered,
        (
            Example(
                "全县16个乡镇建立机制。乡镇民政服务站覆盖率达100%。16个民政服务站走访老人。",
                HOLDS,
                ("16个", "100%", "16个"),
            ),
            Example("全县16个乡镇建立机制。乡镇民政服务站覆盖率达100%。", None),
        ),
    ),
    Pattern(
        "mean with a bound",
        "N104",
        Kind.AVERAGE,
        _mean_bounds,
        (
            Example(
                "城市社区平均拥有不少于12个社会组织。24个城市社区有城市社区社会组织312家。",
                HOLDS,
                ("12个", "24个", "312家"),
            ),
            Example(
                "城市社区平均拥有不少于15个社会组织。24个城市社区有城市社区社会组织312家。", FAILS, (), "不符"
            ),
            Example("城市社区平均拥有不少于12个社会组织。共有社会组织312家。", None),
        ),
    ),
)
