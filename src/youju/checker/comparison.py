"""Last year's plan against this year's result, when two files are given together (rule N206).

Enter at `compared`. A report, or the part of one under a heading such as 2024年工作计划, is a plan or a
summary of a year. What a plan aims at and a summary of the same year and office reports under the same
words, in the same unit, is compared: a relation in the summary. It fails only where the summary claims
success though the result is less; a smaller result that is told openly is a relation with verdict
``unknown``. An aim that the summary tells again (计划检查130家) must be the one of the plan.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from youju.checker.mentions import Mention, Role
from youju.checker.model import Document, Finding, Kind, Relation, Verdict
from youju.checker.output.places import Places
from youju.checker.passage import Passage, read
from youju.checker.relations.pattern import number

RULE: Final = "N206"

_PLAN: Final = "计划|要点|安排|打算|思路|谋划|目标任务|工作重点|工作目标"
_ROLE: Final = re.compile(
    rf"(20\d\d)年?度?[^\d]{{0,24}}?(?:(?P<summary>总结|报告|完成情况|情况)|(?P<plan>{_PLAN}))"
)
_PLAN_PART: Final = re.compile(
    r"^[ \t\u3000]*(?:[一二三四五六七八九十]{1,2}、|第[一二三四五六七八九]部分)?[ \t\u3000]*"
    rf"(20\d\d)年?度?[^\n\d，。]{{0,16}}(?:{_PLAN})[^\n，。]{{0,8}}$",
    re.MULTILINE,
)
_OFFICE_NOT: Final = re.compile(rf"20\d\d|年度?|工作|总结|报告|{_PLAN}|[和与及暨的XＸ（）()]|下一步")
_LEAD: Final = re.compile(
    r"^.*(?:力争|确保|争取|计划|实现|全年|年内|已经?|累计|共计?|将|要|并|再|完成|开展|举办)|(?:达到|达|完成|至|到|超过|不少于|不低于|约|以上|共|为|了)+$"
)
_CLAIM: Final = re.compile(
    r"全面完成|圆满完成|超额完成|如期完成|顺利完成|全部完成|均完成|完成[^，。；]{0,8}(?:目标|任务|计划)(?!的?\d{1,2}(?:\.\d+)?%)"
)
_AIM: Final = re.compile(r"计划|目标|任务|指标数|下达")
"""Words before a number by which a summary tells an aim again."""
_SHORTEST: Final = 4
"""Characters that a subject must have to be compared."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A plan or a summary."""

    document: int
    plan: bool
    year: int
    office: str
    start: int
    end: int


def compared(documents: Sequence[Document]) -> list[Document]:
    """The documents with relations between plans and summaries added to the summaries."""
    if len(documents) < 2:
        return list(documents)
    parts = [part for number_, document in enumerate(documents) for part in _parts(number_, document)]
    found: dict[int, list[Relation]] = defaultdict(list)
    for plan in (part for part in parts if part.plan):
        for summary in (part for part in parts if not part.plan):
            if (
                plan.document != summary.document
                and plan.year == summary.year
                and _same(plan, summary, parts)
            ):
                found[summary.document] += _relations(documents, plan, summary)
    return [_added(document, found[place]) for place, document in enumerate(documents)]


def _parts(place: int, document: Document) -> Iterator[_Part]:
    for report in document.reports:
        roles = [(int(one[1]), one["plan"] is not None) for one in _ROLE.finditer(report.title)]
        if not roles:
            continue
        office = _OFFICE_NOT.sub("", report.title)
        heading = _PLAN_PART.search(document.text, report.start + len(report.title), report.end)
        middle = heading.start() if heading and not roles[0][1] else report.end
        yield _Part(place, roles[0][1], roles[0][0], office, report.start, middle)
        if heading and middle < report.end:
            yield _Part(place, True, int(heading[1]), office, middle, report.end)


def _same(plan: _Part, summary: _Part, parts: list[_Part]) -> bool:
    """Whether plan and summary are of the same office; of two single reports it is taken for granted."""
    if len({(one.document, one.office) for one in parts}) == 2:
        return True
    return bool(plan.office) and plan.office == summary.office


def _relations(documents: Sequence[Document], plan: _Part, summary: _Part) -> Iterator[Relation]:
    aims = _figures(read(documents[plan.document].text, plan.start, plan.end))
    told = read(documents[summary.document].text, summary.start, summary.end)
    results, again = _figures(told, aims=False), _figures(told, aims=True)
    places = Places(documents[plan.document].text)
    for key, aim in aims.items():
        if aim is None:
            continue
        line, _ = places.line_column(aim.start)
        if result := results.get(key):
            yield _relation(documents[summary.document].text, aim, result, key[0], line)
        if said := again.get(key):
            yield _told_again(aim, said, key[0], line)


def _figures(passage: Passage, *, aims: bool | None = None) -> dict[tuple[str, str], Mention | None]:
    """Quantities by subject and unit; None where one subject has several values.

    Args:
        aims: Only those that are told as aims, or only the others; None takes all.
    """
    found: dict[tuple[str, str], Mention | None] = {}
    for sentence in passage.sentences:
        for one in sentence.mentions:
            before = passage.before(one)
            subject = _LEAD.sub("", _LEAD.sub("", before))
            if one.role is not Role.QUANTITY or not one.unit or len(subject) < _SHORTEST:
                continue
            if aims is not None and aims != (_AIM.search(before) is not None):
                continue
            key = subject, one.dimension
            earlier = found.setdefault(key, one)
            if earlier is not None and earlier.base != one.base:
                found[key] = None
    return found


def _relation(text: str, aim: Mention, result: Mention, subject: str, line: int) -> Relation:
    target = aim.base / result.scale
    short = result.interval.high < target - aim.half * aim.scale / result.scale
    begin = max(text.rfind(mark, 0, result.start) for mark in "。\n") + 1
    stop = min((at for mark in "。\n" if (at := text.find(mark, result.end)) >= 0), default=len(text))
    claimed = _CLAIM.search(text, begin, stop) is not None
    verdict = (Verdict.FAILS if claimed else Verdict.UNKNOWN) if short else Verdict.HOLDS
    rate = number(round(result.value / target * 100, 1)) if target else "—"
    words = f"{subject}：上年计划（第{line}行）目标{aim.text}，结果{result.text}，为目标的{rate}%"
    if verdict is Verdict.FAILS:
        words += "，却写明已完成"
    return Relation(
        RULE,
        Kind.COMPLETION,
        verdict,
        result.start,
        result.end,
        f"a >= {number(target)}",
        {"a": result.operand()},
        target,
        target,
        words,
    )


def _told_again(aim: Mention, said: Mention, subject: str, line: int) -> Relation:
    """An aim as the summary tells it, beside that of the plan."""
    wanted = aim.base / said.scale
    room = aim.half * aim.scale / said.scale
    apart = said.interval.high < wanted - room or said.interval.low > wanted + room
    words = f"{subject}：上年计划（第{line}行）目标{aim.text}，总结写作{said.text}"
    return Relation(
        RULE,
        Kind.EQUALITY,
        Verdict.FAILS if apart else Verdict.HOLDS,
        said.start,
        said.end,
        f"a = {number(wanted)}",
        {"a": said.operand()},
        wanted,
        wanted,
        words,
    )


def _added(document: Document, relations: list[Relation]) -> Document:
    """The document with relations and findings put into the reports in which they stand."""
    if not relations:
        return document
    reports = []
    for report in document.reports:
        mine = [one for one in relations if report.start <= one.start < report.end]
        wrong = [
            Finding(RULE, "warning", one.start, one.end, one.message)
            for one in mine
            if one.verdict is Verdict.FAILS
        ]
        both = sorted((*report.relations, *mine), key=lambda one: (one.start, one.end))
        findings = sorted((*report.findings, *wrong), key=lambda one: (one.start, one.end))
        reports.append(replace(report, relations=both, findings=findings))
    return replace(document, reports=reports)
