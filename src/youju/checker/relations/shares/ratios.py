"""Shares of a whole (分别占30%、50%、20%; 结构16.0∶39.4∶44.6) and ratios (城乡收入比, 性别比): N102."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from youju.checker.intervals import Interval, decide
from youju.checker.mentions import PERCENT, Mention, Role, similar
from youju.checker.model import Kind, Operand, Relation
from youju.checker.passage import Passage, Sentence
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern, against, judge, number, relation

_SHARES: Final = re.compile(r"分别占|占比分别|比例分别|比重分别|贡献率分别")


def _whole(passage: Passage) -> Iterator[Relation]:
    """分别占30%、50%、20%: shares of one whole make up 100 % at most."""
    for sentence in passage.sentences_with("分", PERCENT):
        match = _SHARES.search(passage.text, sentence.start, sentence.end)
        if match is None:
            continue
        parts: list[Mention] = []
        for mention in sentence.mentions:
            if mention.start < match.end():
                continue
            near = passage.text[parts[-1].end if parts else match.end() : mention.start]
            if not mention.percent or mention.role is not Role.QUANTITY or len(near) > 8 or mention.hedge:
                break
            parts.append(mention)
        total = sum((one.value for one in parts), Decimal(0))
        if len(parts) < 3 or total < 99 or total > 120:
            continue
        names = dict(zip("abcefghijk", parts, strict=False))
        formula = "100 == " + " + ".join(names)
        verdict, low, high = judge(formula, names)
        message = f"各项占比合计{number(total)}%"
        message += "，在印出的精度内一致" if verdict is HOLDS else "，应为100%"
        yield relation("N102", Kind.SHARE, formula, names, verdict, low, high, message)


_SHARE: Final = r"\d{1,2}(?:\.\d+)?"
_STRUCTURE: Final = re.compile(
    r"[结构占比](?:(?<=结)构|(?<=构)成|(?<=占)比|(?<=比)[例重]|(?<=比)(?<![同环相].))(?:[^，。；\d]{0,8}?20\d\d年(?:末|底|的)*)?[^，。；\d升降增减]{0,12}?(?<![\d.])"
    rf"(?P<list>{_SHARE}%?(?:\s*[:：∶]\s*{_SHARE}%?){{2,5}}|{_SHARE}%(?:、{_SHARE}%){{1,4}}[、和及]{_SHARE}%)"
)
_CHANGED: Final = re.compile(
    r"[^，。；\d]{0,4}(?:调整|变化|优化|转变|演变|变)?[为到至]"
    rf"(?P<list>{_SHARE}%?(?:\s*[:：∶]\s*{_SHARE}%?){{2,5}}|{_SHARE}%(?:、{_SHARE}%){{1,4}}[、和及]{_SHARE}%)"
)
"""What a structure has become: 由21:50:29调整为11:65:24."""
_FIGURE: Final = re.compile(r"\d+(?:\.\d+)?")
_WHOLE_LEAST, _WHOLE_MOST = 90, 110


def _structures(passage: Passage) -> Iterator[Relation]:
    """三次产业结构为16.0∶39.4∶44.6: in hundredths they make up a hundred, in tenths ten."""
    text = passage.text
    found = []
    for match in _STRUCTURE.finditer(text, passage.start, passage.end):
        found.append(match)
        later = _CHANGED.match(text, match.end(), passage.end)
        if later is not None:
            found.append(later)
    for match in found:
        figures = list(_FIGURE.finditer(text, *match.span("list")))
        values = [Decimal(one[0]) for one in figures]
        halves = [Decimal(1).scaleb(-len(one[0].partition(".")[2])) / 2 for one in figures]
        total = sum(values, Decimal(0))
        if not _WHOLE_LEAST <= total <= _WHOLE_MOST:
            continue
        names = "abcdef"[: len(figures)]
        formula = "100 == " + " + ".join(names)
        ranges = {
            name: Interval(value - half, value + half)
            for name, value, half in zip(names, values, halves, strict=True)
        }
        decision = decide(formula, ranges)
        operands = {
            name: Operand(one[0], one.start(), one.end(), value, half)
            for name, one, value, half in zip(names, figures, values, halves, strict=True)
        }
        message = f"{'+'.join(one[0] for one in figures)}={number(total)}"
        message += "，各项合计100%" if decision.verdict is HOLDS else "，各项应合计100%"
        yield Relation(
            "N102", Kind.SHARE, decision.verdict, figures[0].start(), figures[-1].end(), formula, operands,
            decision.low, decision.high, message,
        )  # fmt: skip


_RATIO: Final = re.compile(
    r"城乡[^，。；\d]{0,14}比(?:（[^（）]{0,12}）)?[^，。；\d]{0,6}(?:\d\.\d{1,2}[^，。；\d]{1,6}[至到为])?(?<!上年)(?<!上年的)(?P<n>\d\.\d{1,2})"
)
_TOWN, _COUNTRY = re.compile(r"城[镇市]"), re.compile(r"农村|乡村")


def _quotients(passage: Passage) -> Iterator[Relation]:
    """城镇38120元, 农村19060元, 城乡收入比2.00."""
    for paragraph in passage.paragraphs_with("城", "乡", "比"):
        before: Sentence | None = None
        for sentence in paragraph.sentences:
            yield from _quotient(passage, sentence, before)
            before = sentence


def _quotient(passage: Passage, sentence: Sentence, before: Sentence | None) -> Iterator[Relation]:
    """The ratio of a sentence to the incomes that stand in it, or else in the one before."""
    match = _RATIO.search(passage.text, sentence.start, sentence.end)
    if match is None:
        return
    if before is not None and not any(_income(passage, one, _TOWN) for one in sentence.mentions):
        sentence = before
    towns = [one for one in sentence.mentions if _income(passage, one, _TOWN) and one.end <= match.start()]
    lands = [one for one in sentence.mentions if _income(passage, one, _COUNTRY) and one.end <= match.start()]
    if len(towns) != 1 or len(lands) != 1 or not similar(towns[0], lands[0]) or lands[0].value <= 0:
        return
    town, land = towns[0], lands[0]
    value, half = Decimal(match["n"]), Decimal(1).scaleb(-len(match["n"].partition(".")[2])) / 2
    ranges = {
        "r": Interval(value - half, value + half),
        "a": Interval(town.interval.low * town.scale, town.interval.high * town.scale),
        "b": Interval(land.interval.low * land.scale, land.interval.high * land.scale),
    }
    decision = decide("r == a / b", ranges)
    operands = {
        "r": Operand(match["n"], match.start("n"), match.end("n"), value, half),
        "a": town.operand(),
        "b": land.operand(),
    }
    message = f"{town.text}÷{land.text}={number(round(town.base / land.base, 2))}，"
    message += against(match["n"], decision.verdict)
    start = min(one.start for one in operands.values())
    yield Relation(
        "N102", Kind.SHARE, decision.verdict, start, match.end("n"), "r == a / b", operands,
        decision.low, decision.high, message,
    )  # fmt: skip


def _income(passage: Passage, mention: Mention, place: re.Pattern[str]) -> bool:
    head = passage.before(mention, 20)
    money = mention.role is Role.QUANTITY and mention.dimension == "money"
    return money and place.search(head) is not None and "城乡" not in head


_SEX_RATIO: Final = re.compile(
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
    for match in _SEX_RATIO.finditer(text, passage.start, passage.end):
        before = [one for one in people if one.end <= match.start()][-_BACK:]
        men = next((one for one in reversed(before) if _MEN.search(passage.before(one, 8))), None)
        women = next((one for one in reversed(before) if _WOMEN.search(passage.before(one, 8))), None)
        if men is None or women is None or women.base <= 0 or match.start() - men.end > 400:
            continue
        value, half = Decimal(match["n"]), Decimal(1).scaleb(-len(match["n"].partition(".")[2])) / 2
        a, b = (Interval(one.interval.low * one.scale, one.interval.high * one.scale) for one in (men, women))
        decision = decide("r == 100 * a / b", {"r": Interval(value - half, value + half), "a": a, "b": b})
        said = f"{men.text}÷{women.text}×100={number(round(men.base / women.base * 100, 2))}"
        message = f"{said}，{against(match['n'], decision.verdict)}"
        printed = Operand(match["n"], match.start("n"), match.end("n"), value, half)
        operands = {"r": printed, "a": men.operand(), "b": women.operand()}
        start = min(one.start for one in operands.values())
        yield Relation(
            "N102", Kind.SHARE, decision.verdict, start, match.end("n"), "r == 100 * a / b", operands,
            decision.low, decision.high, message,
        )  # fmt: skip


_SEXES: Final = (
    "男性人口为70356万人，占51.22%；女性人口为66993万人，占48.78%。总人口性别比（以女性为100，男性对女性的"
    "比例）由105.20下降为{}。"
)

PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "shares of a whole",
        "N102",
        Kind.SHARE,
        _whole,
        (
            Example("三类用地分别占30.0%、50.0%、20.0%。", HOLDS),
            Example("三类用地分别占30.0%、50.0%、25.0%。", FAILS, (), "合计105%"),
            Example("三次产业对增长的贡献率分别为36.9%、36.8%和26.3%。", HOLDS),
            Example("三类用地分别占30.0%、50.0%、10.0%。", None),
        ),
    ),
    Pattern(
        "structure",
        "N102",
        Kind.SHARE,
        _structures,
        (
            Example("三次产业结构为16.0:39.4:44.6。", HOLDS, ("16.0", "39.4", "44.6")),
            Example("三次产业结构为16.0∶39.4∶45.6。", FAILS, (), "=101"),
            Example("三次产业结构由2022年的21:50:29调整为11:65:24。", HOLDS, ("21", "50", "29")),
            Example("产业结构由上年的22.3%、28.6%和49.1%调整为21.4%、27.9%和50.7%。", HOLDS),
            Example("产业结构由上年的22.3%、28.6%和46.1%调整为21.4%、27.9%和50.7%。", FAILS, (), "=97"),
            Example("师生比例为1:8:20。", None),
        ),
    ),
    Pattern(
        "town and country",
        "N102",
        Kind.SHARE,
        _quotients,
        (
            Example("城镇居民收入38120元，农村居民收入19060元，城乡收入比为2.00。", HOLDS),
            Example("城镇居民收入38120元，农村居民收入19060元，城乡收入比为1.96。", FAILS, (), "=2，"),
            Example("城镇居民收入38120元，农村居民收入19060元。城乡居民收入比为2.00。", HOLDS),
            Example("城镇居民收入38120元，农村居民收入19060元，城乡收入比由2.03缩小至2.00。", HOLDS),
            Example("城镇居民收入31846元，农村居民收入17692元，城乡收入比（以农村为1）降至1.80。", HOLDS),
            Example("城乡收入比为2.00。", None),
        ),
    ),
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
)
