"""Names that have a number in them, told more than once (N202): 十大产业, 其他六镇, “1+4”文件, a day."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import Final

from youju.checker.mentions import Role
from youju.checker.model import Kind, Operand, Relation
from youju.checker.passage import Passage
from youju.checker.relations.indicators import words_in
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.twice.equalities import MOST, NAMES

_NAME: Final = re.compile(
    r"(?P<n>[第二三四五六七八九十](?:(?<=第)[二三四五六七八九十]{1,3}|(?<!第)[二三四五六七八九十]{0,2}))(?=(?P<what>[大项级批届类镇条个][一-鿿]{2,6}))"
)
_SUM: Final = re.compile(r"[“\"](?P<n>\d+(?:[+＋]\d+)+)[”\"](?P<what>[一-鿿]{2})")
_QUOTED: Final = re.compile(
    r"[“\"](?P<n>[两三四五六七八九十](?=个一)|\d{3,5}(?=[”\"][一-鿿]{2}))(?P<what>个一(?=[”\"])|[”\"][一-鿿]{2})"
)
"""“四个一”, “1345”工程."""
_MARKS: Final = re.compile(r"[“”\"]")
_DAY: Final = re.compile(r"(?:20\d\d年)?(\d{1,2}月\d{1,2}日)")


def _named(passage: Passage) -> Iterator[Relation]:
    """十大新兴产业, 第三批示范县: a number that is part of a name, in the same name again."""
    text = passage.text
    buckets: dict[str, list[re.Match[str]]] = defaultdict(list)
    for match in chain.from_iterable(
        name.finditer(text, passage.start, passage.end) for name in (_NAME, _SUM, _QUOTED)
    ):
        buckets[match["n"] + match["what"][:3]].append(match)
    for bucket in buckets.values():
        if len(bucket) >= 2:
            ranges = [(match.start("n"), match.end("what")) for match in bucket[:MOST]]
            yield _texts(text, ranges, f"“{re.sub(_MARKS, '', bucket[0]['n'] + bucket[0]['what'])}”")


def _texts(text: str, ranges: Sequence[tuple[int, int]], what: str) -> Relation:
    operands = {
        name: Operand(text[start:end], start, end, Decimal(1))
        for name, (start, end) in zip(NAMES, ranges, strict=False)
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
            grams = words_in(text[low : mention.start] + "\n" + text[mention.end : high])
            for start, end, others in buckets[match[1]][:20]:
                if len(grams & others) >= 3 or (len(grams & others) >= 1 and mention.start - end < 600):
                    yield _texts(text, [(start, end), (mention.start, mention.end)], mention.text)
                    break
            buckets[match[1]].append((mention.start, mention.end, grams))


_OF_PLACES: Final = re.compile(
    r"(?P<n>[1-9二三四五六七八九十](?:(?<!\d)[二三四五六七八九十]|(?<=\d)\d)?)(?P<what>[镇乡县区街村](?![一-鿿]?[级长委域别])|部门)"
)
_NO_COUNT: Final = frozenset("第一二三四五六七八九十0123456789")
"""Before what only ends a number, or is an ordinal."""


def _places(passage: Passage) -> Iterator[Relation]:
    """其他六镇 … 六镇的验收: a number of places that is used like a name."""
    text = passage.text
    buckets: dict[str, list[re.Match[str]]] = defaultdict(list)
    for match in _OF_PLACES.finditer(text, passage.start, passage.end):
        if text[match.start() - 1 : match.start()] not in _NO_COUNT:
            buckets[match[0]].append(match)
    for name, bucket in buckets.items():
        if len(bucket) >= 2:
            ranges = [match.span() for match in bucket[:MOST]]
            yield _texts(text, ranges, f"“{name}”")


_DIGIT: Final = re.compile(r"(?P<n>[1-9])[”\"]?[，,]?即")
_CLAUSE: Final = re.compile(r"[^。；]*")
_SPELLED: Final = re.compile(r"(?P<n>[一二三四五六七八九])[个大项]")
_VALUES: Final = {character: value for value, character in enumerate("一二三四五六七八九", 1)}


def _explained(passage: Passage) -> Iterator[Relation]:
    """“3”，即突出三个方向: the digit of a slogan against the number that explains it."""
    text = passage.text
    for match in _DIGIT.finditer(text, passage.start, passage.end):
        clause = _CLAUSE.match(text, match.end(), min(passage.end, match.end() + 160))
        others = list(_SPELLED.finditer(text, match.end(), clause.end() if clause else match.end()))
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
            match.start() - (text[match.start() - 1 : match.start()] in {"“", '"'}),
            same.end(),
            "a == b",
            operands,
            other,
            other,
            message,
        )


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "named",
        "N202",
        Kind.EQUALITY,
        _named,
        (
            Example("落实便民十项举措。便民十项举措受到好评。", HOLDS),
            Example("出台“1+4”文件。落实“1+4”文件的板块。", HOLDS),
            Example("推行“四个一”工作法。深化“四个一”，再上台阶。", HOLDS),
            Example("实施“1345”工程。继续深化“1345”工程。", HOLDS),
            Example("落实十项举措。落实三项制度。", None),
            Example("推行“四个一”。落实“四个不”。", None),
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
        "places",
        "N202",
        Kind.EQUALITY,
        _places,
        (
            Example("指导其他六镇。六镇的验收已经完成。", HOLDS, ("六镇", "六镇")),
            Example("联合公安、税务等五部门执法。会同五部门会商。", HOLDS),
            Example("指导其他六镇。八镇的验收已经完成。", None),
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
)
