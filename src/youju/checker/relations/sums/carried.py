"""Parts in a paragraph of their own, after the one with their total (N101): 共24万起。/ 其中，火灾7万起….

Where a paragraph begins with 其中, its first sentence tells the parts of what the paragraph before told;
where it begins with 分产业看 and the like, of what any of the last few told. A sum that comes out is a
relation; one that does not is a contradiction only where it is missed by a slip of the pen and nothing else
fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from youju.checker.mentions import Mention, exact, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Paragraph, Passage, Sentence
from youju.checker.relations.aspects import Aspect, aspect_of
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.sums.summing import OVERLAP, gap_of, slip_of, step_of, sum_of, summed

_CUE: Final = re.compile(
    r"[ \t\u3000]*(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)]?[、.．]?\s*)?"
    r"(?:(?P<among>其中)[：:，,]|(?:[一-鿿]{2,8}[，：])?(?:从|按|分)[^，。；：\d\n]{2,14}(?:看|分|情况)?(?:为)?[：:，,]|"
    r"(?P<noun>[一-鿿]{3,8})中(?=[一-鿿]))"
)
_BACK: Final = 3
"""Paragraphs before in which the total of 分…看 is looked for."""
_PARTS_MOST: Final = 12
_OPEN: Final = re.compile(r"(?<![中高初])等(?![级同于])|主要")
_LEAST: Final = 100
"""Steps of the last place that a total has at least, so that no sum comes out by chance."""


def _carried(passage: Passage) -> Iterator[Relation]:
    told: list[Paragraph] = []
    for at, paragraph in enumerate(passage.paragraphs):
        if paragraph.mentions and _ENDS.search(passage.text[paragraph.end - _TAIL : paragraph.end]):
            yield from _on_lines(paragraph.mentions[-1], passage.paragraphs[at + 1 : at + 1 + _PARTS_MOST])
        cue = _CUE.match(passage.text, paragraph.start, paragraph.end)
        if cue is not None and told and cue["noun"]:
            yield from _of_noun(passage, paragraph, told, cue["noun"])
        elif cue is not None and told:
            yield from _of_paragraph(passage, paragraph, told[-1:] if cue["among"] else told[-_BACK:])
        if paragraph.mentions:
            told.append(paragraph)


_TAIL: Final = 8
_ENDS: Final = re.compile(r"(?:其中|包括|分别为?)[：:，,]?\s*$")


def _on_lines(total: Mention, after: Sequence[Paragraph]) -> Iterator[Relation]:
    """全国总人口为…人。其中： and a line for each part."""
    run: list[Mention] = []
    for paragraph in after:
        parts = [one for one in paragraph.mentions if one.countable and similar(one, total)]
        if len(parts) != 1 or not exact(*parts) or parts[0].base >= total.base:
            break
        run.append(parts[0])
        if len(run) > 1 and exact(total) and summed(total, run) is HOLDS:
            yield sum_of(total, run, (), HOLDS)
            return


def _of_noun(
    passage: Passage, paragraph: Paragraph, before: Sequence[Paragraph], noun: str
) -> Iterator[Relation]:
    """新签项目71个. / 新签项目中市内项目60个，…；市外项目10个，…: the first of each item is a part."""
    totals = [
        one
        for each in before[-_BACK:]
        for one in each.mentions
        if one.countable and exact(one) and passage.before(one, len(noun) + 2).rstrip("共为有").endswith(noun)
    ]
    numbers = [one for one in paragraph.mentions if one.countable and exact(one)]
    for total in totals:
        run = [one for one in numbers if similar(one, total) and one.base < total.base][:_PARTS_MOST]
        if len(run) > 1 and summed(total, run) is HOLDS:
            yield sum_of(total, run, (), HOLDS)


def _of_paragraph(passage: Passage, paragraph: Paragraph, before: Sequence[Paragraph]) -> Iterator[Relation]:
    first = paragraph.sentences[0] if paragraph.sentences else None
    parts = [one for one in first.mentions if one.countable] if first else []
    parts = [one for one in parts if aspect_of(passage, one) is Aspect.PLAIN][:_PARTS_MOST]
    parts = [one for one in parts if not _within(passage, parts[0].start, one)]
    if first is None or len(parts) < 2:
        return
    for dimension in dict.fromkeys(one.dimension for one in parts):
        run = [one for one in parts if one.dimension == dimension]
        if len(run) > 1 and exact(*run):
            yield from _of_run(passage, first, run, before)


def _of_run(
    passage: Passage, first: Sentence, run: Sequence[Mention], before: Sequence[Paragraph]
) -> Iterator[Relation]:
    totals = [one for each in reversed(before) for one in each.mentions if _total(passage, one, run)]
    fit = next((one for one in totals if summed(one, run) is HOLDS), None)
    if fit is not None:
        yield sum_of(fit, run, (), HOLDS)
        return
    near = [one for one in totals if abs(gap_of(one, run)) <= slip_of(one) and one.base >= 8 * slip_of(one)]
    span = passage.text[first.start : run[-1].end + 4]
    if len(near) == 1 and len(run) > 2 and not (_OPEN.search(span) or OVERLAP.search(span)):
        yield sum_of(near[0], run, (), FAILS)


def _within(passage: Passage, start: int, one: Mention) -> bool:
    """Whether a quantity is told to be of a part: 企业19万户，其中外资319户；个体户34万户."""
    return "其中" in passage.text[max(start, passage.text.rfind("；", start, one.start)) : one.start]


def _total(passage: Passage, one: Mention, run: Sequence[Mention]) -> bool:
    """Whether a quantity may be the total of parts told later."""
    large = one.countable and similar(one, run[0]) and exact(one)
    larger = large and one.base > max(part.base for part in run) and one.base >= _LEAST * step_of(one) / 10
    return larger and aspect_of(passage, one) is Aspect.PLAIN


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "carried on",
        "N101",
        Kind.SUM,
        _carried,
        (
            Example(
                "共接报警情240起，出动人员2520人次。\n其中，火灾77起，救援49起，救助83起，虚假14起，勤务17起。",
                HOLDS,
                ("240起", "77起", "49起", "83起", "14起", "17起"),
            ),
            Example(
                "共接报警情240起，出动人员2520人次。\n其中，火灾77起，救援49起，救助83起，虚假14起，勤务15起。",
                FAILS,
                (),
                "少2起",
            ),
            Example(
                "财政总收入67949万元，增长10.6%。其中地方收入51653万元。\n"
                "二、分收入结构看：税收36552万元，增加2362万元；非税31397万元，增加4155万元。",
                HOLDS,
            ),
            Example(
                "全国总人口为137053人。其中：\n大陆31个省的人口共133972人。\n香港人口710人。\n澳门人口55人。\n台湾人口2316人。",
                HOLDS,
            ),
            Example(
                "新签项目71个，续建项目108个。\n新签项目中市内项目60个，协议资金43亿元；市外项目10个，协议资金21亿元；境外项目1个。",
                HOLDS,
                ("71个", "60个", "10个", "1个"),
            ),
            Example(
                "全省新登记主体5373户，同比增长18.8%。\n从主体类型发展情况看，上半年新登记企业1902户，增长16%，"
                "其中外资企业319户；新登记个体户3436户；新登记合作社35户。",
                HOLDS,
                ("5373户", "1902户", "3436户", "35户"),
            ),
            Example(
                "供应一栏，工业类18宗702亩、商住类20宗704亩，合计38宗1,406亩。\n"
                "供应一栏，按方式分：出让25宗1,017亩，划拨13宗389亩。",
                HOLDS,
                ("38宗", "25宗", "13宗"),
            ),
            Example("共接报警情240起。\n其中，火灾77起，救援49起。", None),
            Example("共接报警情240起。\n全年检查单位77家，整改隐患49处。", None),
        ),
    ),
)
