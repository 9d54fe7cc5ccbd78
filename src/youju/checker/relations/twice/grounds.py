"""What a plan starts from, told in the review before it (N202): 收入3150万元 … 收入在今年3510万元的基础上增.

That it is of this year, or what there is, leaves no other figure to be meant. One that differs is a
contradiction only where the same words told one figure before and the digits of the two are one slip of the
pen apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from youju.checker.mentions import Mention, Role, exact, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import Aspect, aspect_of
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.sums.summing import one_slip
from youju.checker.relations.twice.restated import two_values

_NOW: Final = r"(?:今年|本年度?|现有|现在|目前|当前|现)"
_GROUND: Final = re.compile(
    rf"(?P<lead>[^，。；、\d]{{0,20}}?)(?:[由从在以]|不[低少]于|稳定在|保持在?)(?P<now>{_NOW}?)的?$"
)
_BUILT: Final = re.compile(r"的?基础上")
_NOUN_AFTER: Final = re.compile(r"(?P<noun>[A-Z一-鿿“”]{2,12}?)(?:的)?基础上")
_TOLD: Final = re.compile(r"(?:实现|完成|达到?|为|有|共|计|总[数量]|约|现)+$")
_MERE: Final = re.compile(r"^(?:力争|确保|推动|实现|完成|全[省市县区镇乡街]|使|将|把)+")
_LEAST: Final = 3
_DIGITS: Final = 3
_SUBJECT: Final = re.compile(r"[A-Z一-鿿“”]+$")


def _grounds(passage: Passage) -> Iterator[Relation]:
    for sentence in passage.sentences_with("由从在以于", "今本现目当基"):
        for one in sentence.mentions:
            ground = _GROUND.fullmatch(passage.before(one, 30)) if _figure(one) else None
            if ground is None:
                continue
            built = _BUILT.match(passage.text, one.end)
            after = _NOUN_AFTER.match(passage.text, one.end, sentence.end)
            if not (ground["now"] or built or after):
                continue
            noun = after["noun"] if after else _TOLD.sub("", _MERE.sub("", ground["lead"]))
            if built and not noun and one.value >= _PARTICULAR and one.value % 10:
                yield from _by_value(one, passage.mentions[: passage.at(sentence.start)])
            elif len(noun) >= _LEAST and _SUBJECT.fullmatch(noun):
                yield from _told(passage, one, noun, passage.mentions[: passage.at(sentence.start)])


_PARTICULAR: Final = 100


def _by_value(one: Mention, before: Sequence[Mention]) -> Iterator[Relation]:
    """年末在库265家 … 在265家的基础上: a figure that does not come twice by chance."""
    same = [each for each in before if _figure(each) and each.unit == one.unit and each.base == one.base]
    yield from (two_values(each, one, one.text) for each in same[-1:])


def _figure(one: Mention) -> bool:
    plain = one.role is Role.QUANTITY and one.measured and exact(one)
    return plain and one.value > 1 and not one.spelled and one.unit != "百分点"


def _told(passage: Passage, one: Mention, noun: str, before: Sequence[Mention]) -> Iterator[Relation]:
    """The figures that the same noun told before, if one is the same or the only one is nearly so."""
    earlier = [
        each for each in before if _figure(each) and similar(each, one) and _names(passage, each, noun)
    ]
    same = [each for each in earlier if each.base == one.base]
    if same:
        yield two_values(same[-1], one, noun)
    elif len({each.base for each in earlier}) == 1 and aspect_of(passage, earlier[-1]) is Aspect.PLAIN:
        digits = ["".join(filter(str.isdigit, each.text)) for each in (earlier[-1], one)]
        alike = earlier[-1].unit == one.unit and len(digits[0]) >= _DIGITS and one_slip(*digits)
        if alike and not _OTHER_TIME.search(passage.before(earlier[-1], 30)):
            yield two_values(earlier[-1], one, noun)


_OTHER_TIME: Final = re.compile(r"[去上前]年|上半年|季度|月|[年期]初|任务|目标|计划|力争|预算|明年")


def _names(passage: Passage, one: Mention, noun: str) -> bool:
    """Whether a noun stands right before a figure, or right after it."""
    return _TOLD.sub("", passage.before(one, 30)).endswith(noun) or passage.after(one, 16).startswith(noun)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "grounds",
        "N202",
        Kind.EQUALITY,
        _grounds,
        (
            Example(
                "完成税收总收入3150万元。\n税收总收入在今年3510万元的基础上增长5%以上。",
                FAILS,
                ("3150万元", "3510万元"),
            ),
            Example("完成税收总收入3150万元。\n税收总收入在今年3150万元的基础上增长5%以上。", HOLDS),
            Example("培育示范合作社17家。\n在现有17家示范合作社的基础上再培育3家。", HOLDS),
            Example("林下经济面积达到12.6万亩。\n林下经济面积从目前的12.6万亩扩大到15万亩。", HOLDS),
            Example("林下经济面积达到12.6万亩。\n林下经济面积由现有的16.2万亩扩大到18万亩。", FAILS),
            Example("粮食播种面积40.5万亩。\n粮食播种面积不低于今年的40.5万亩。", HOLDS),
            Example("电商交易额38.7亿元。\n电商交易额稳定在今年的37.8亿元水平。", FAILS, (), "电商交易额"),
            Example("接待学员总量4126人次。\n确保接待学员总量在今年4162人次基础上再增一成。", FAILS),
            Example("设立学生托管点32处。\n力争学生托管点由今年的32处增加到40处。", HOLDS),
            Example("年末在册商户265家。\n在265家的基础上，力争净增商户20家。", HOLDS, ("265家", "265家")),
            Example("上半年税收总收入3150万元。\n税收总收入在今年3510万元的基础上增长5%。", None),
            Example("税收总收入任务3150万元。\n税收总收入在今年3510万元的基础上增长5%。", None),
            Example("税收总收入3150万元。\n税收总收入在今年4200万元的基础上增长5%。", None),
            Example("税收总收入3150万元。\n农业总产值在今年3510万元的基础上增长5%。", None),
            Example("税收总收入由去年的3150万元增加到3510万元。", None),
        ),
    ),
)
