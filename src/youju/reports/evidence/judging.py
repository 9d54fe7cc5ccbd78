"""Deciding of a Word document whether every number in it is what the database says.

Enter at `check_bytes`. The document is compared with the version that it says it is, as that is kept; what is
kept is compared with the observations; and the observations with what is known now.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from youju.errors import YoujuError
from youju.figures.models import ObservationRow
from youju.reports import calculation, queries
from youju.reports.actions.keeping import digest_of, sentence_at
from youju.reports.behind import Records
from youju.reports.document import Bound, Chart, Document, Kind, digest, plain_text
from youju.reports.evidence.reading import Control, Taken, read
from youju.reports.evidence.rules import RULES
from youju.reports.evidence.text import loose
from youju.reports.goals import aim_again
from youju.reports.models import Version
from youju.reports.periods import said
from youju.reports.printing import Style, printed


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not in order.

    Attributes:
        rule: Number of the rule.
        line: Text of the paragraph in which it is.
        text: What is printed there.
        message: What is wrong, as a sentence without its full stop.
    """

    rule: str
    line: str
    text: str
    message: str

    @property
    def severity(self) -> str:
        """``error`` or ``warning``."""
        return RULES[self.rule].severity

    def as_dict(self) -> dict[str, str]:
        """The machine shape."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "title": RULES[self.rule].title,
            "text": self.text,
            "line": self.line,
            "message": self.message,
            "mend": RULES[self.rule].mend,
        }


@dataclass(slots=True)
class Evidence:
    """What was found out about a document.

    Attributes:
        title: Of the document as kept; empty when it is not known here.
        version: Which version it is.
        bound: How many controls were proved.
    """

    findings: list[Finding] = field(default_factory=list)
    title: str = ""
    version: int | None = None
    bound: int = 0

    def add(self, rule: str, message: str, *, text: str = "", line: str = "") -> None:
        """Note a finding."""
        self.findings.append(Finding(rule, line[:200], text[:80], message))


def check_bytes(content: bytes, name: str, *, records: bool = True) -> Evidence:
    """Prove a Word document against the database.

    Args:
        content: The file.
        name: Its name, for messages.
        records: Also whether the records behind the figures can still be read.

    Raises:
        YoujuError: B113 when it is no Word document that can be read.
    """
    taken = read(content, name)
    found = Evidence()
    version = _version(taken.facts.get("version", ""))
    known = _Known(version)
    if version is None:
        found.add("E509", "数据库中没有这份文稿，只能逐个核对编号是观测编号的数字")
    else:
        found.title, found.version = version.report.title, version.number
        if digest_of(version.source, version.appendix, version.bindings) != version.digest:
            found.add("E509", "数据库中的存档与其摘要不符，可能被改动，请运行 youju audit verify")
    _loose(taken, found)
    for control in taken.controls:
        _control(control, taken, known, found)
    if version is not None:
        _missing(taken, known, found)
        _rewritten(taken, known, found)
    _observations(known, found, records=records)
    return found


def _version(text: str) -> Version | None:
    try:
        return Version.objects.select_related("report").filter(id=UUID(text)).first()
    except ValueError:
        return None


class _Known:
    """What the kept version says, and the observations behind it."""

    def __init__(self, version: Version | None) -> None:
        self.version = version
        self.document: Document | None = None
        self.bound: list[Bound] = []
        self.rows: dict[str, ObservationRow] = {}
        self.charts: dict[str, Chart] = {}
        if version is not None:
            self.document = queries.document(version)
            self.bound = queries.bindings_of(version)
            self.rows = queries.rows_of(self.bound)
            self.charts = {one.tag: one for one in self.document.blocks if isinstance(one, Chart)}
        self.texts: dict[str, set[str]] = {}
        for one in self.bound:
            self.texts.setdefault(one.tag, set()).add(one.text)
        drawn = Counter(one.tag for chart in self.charts.values() for one in chart.values)
        self.written = Counter(one.tag for one in self.bound) - drawn
        """How often each tag stands in the text itself, charts apart."""

    def row(self, address: str) -> ObservationRow | None:
        """An observation, also of another document."""
        if address not in self.rows:
            found = ObservationRow.objects.filter(address=address).first()
            if found is None:
                return None
            self.rows[address] = found
        return self.rows[address]


def _loose(taken: Taken, found: Evidence) -> None:
    for line in taken.lines:
        for text in loose(line.pieces, heading=line.heading):
            found.add("E501", f"“{text}”没有绑定到观测值", text=text, line=line.text)
    if taken.loose_pictures:
        found.add("E501", f"有{taken.loose_pictures}张图不是由观测值画出的")


def _control(control: Control, taken: Taken, known: _Known, found: Evidence) -> None:
    line = taken.lines[control.line].text if control.line < len(taken.lines) else ""
    text = control.text
    if control.tag.startswith("chart:"):
        _chart(control, known, found)
        return
    if control.pictures:
        found.add("E501", "数字的位置上放了图", text=text, line=line)
        return
    row = known.row(control.tag) if len(control.tag) == 64 else None
    if control.tag not in known.texts and row is None:
        found.add("E503", f"“{text}”的编号{control.tag[:16]}没有对应的观测值", text=text, line=line)
        return
    if control.tag in known.texts:
        if text not in known.texts[control.tag]:
            was = "”“".join(sorted(known.texts[control.tag]))
            found.add("E502", f"“{text}”应为“{was}”", text=text, line=line)
            return
    elif row is not None and text not in set(_forms(row)):
        found.add("E502", f"“{text}”与观测值{_forms(row)[0]}不符", text=text, line=line)
        return
    found.bound += 1


def _forms(row: ObservationRow) -> list[str]:
    """How an observation of another document may be printed."""
    if row.value is None:
        return ["—"]
    styles = (Style(), Style(unit=""), Style(words=("增长", "下降", "持平")), Style(only="plain"))
    return [printed(row.value, row.unit, row.decimals, style) for style in styles]


def _chart(control: Control, known: _Known, found: Evidence) -> None:
    from youju.reports.outputs.charts import picture

    chart = known.charts.get(control.tag)
    if chart is None:
        found.add("E507", "图的编号不是这份文稿的")
        return
    drawn = hashlib.sha256(picture(chart)).hexdigest()
    if control.pictures != [drawn]:
        found.add("E507", f"图“{chart.title}”与所绑定的数画出的图不同", text=chart.title)
        return
    if control.text.strip():
        found.add("E501", f"图“{chart.title}”上写了文字", text=control.text)
        return
    found.bound += 1


def _missing(taken: Taken, known: _Known, found: Evidence) -> None:
    present = Counter(one.tag for one in taken.controls)
    gone = known.written - present
    texts = {one.tag: one for one in known.bound}
    for tag, count in gone.items():
        one = texts[tag]
        times = "" if count == 1 else f"{count}处"
        found.add("E508", f"生成时的{times}“{one.text}”（{one.label or '名称'}）不见了", text=one.text)


def _rewritten(taken: Taken, known: _Known, found: Evidence) -> None:
    """Sentences with bound numbers that are not those of the kept version."""
    if known.document is None:
        return
    kept = {_even(one) for line in plain_text(known.document).split("\n") for one in _sentences(line)}
    kept |= {_even(cell) for line in plain_text(known.document).split("\n") for cell in line.split("\t")}
    for line in taken.lines:
        place, seen = 0, set()
        for text, control in line.pieces:
            if control is not None and text:
                sentence = sentence_at(line.text, place)
                if _even(sentence) not in kept and sentence not in seen and _even(line.text) not in kept:
                    seen.add(sentence)
                    found.add("E506", "这句话不是生成时的原句", text=text, line=sentence)
            place += len(text)


def _sentences(line: str) -> Iterator[str]:
    place = 0
    while place < len(line):
        sentence = sentence_at(line, place)
        yield sentence
        place += max(len(sentence), 1)


def _even(text: str) -> str:
    return "".join(text.split())


def _observations(known: _Known, found: Evidence, *, records: bool) -> None:
    """Whether what is kept still equals the observations, and these what is known now."""
    for one in _unique(known.bound):
        message = _unequal(one, known)
        if message:
            found.add(message[0], message[1], text=one.text)
    rows = list(known.rows.values())
    for address, newer in queries.superseding(rows).items():
        row = known.rows[address]
        was, now = _forms(row)[0], _forms(newer)[0]
        found.add("E504", f"{row.label}截至{row.as_of}当时为{was}，现在为{now}", text=was)
    if not records:
        return
    with Records() as behind:
        for row in rows:
            try:
                behind.check(row)
            except YoujuError as error:
                found.add("E505", error.problems[0].message.rstrip("。"), text=row.label)


def _unique(bound: Iterable[Bound]) -> list[Bound]:
    return list(dict.fromkeys(bound))


def _unequal(one: Bound, known: _Known) -> tuple[str, str] | None:
    """Rule and message when a kept text is not what it should be by what it is bound to."""
    expected: str | None = one.text
    if one.kind is Kind.FIGURE:
        row = known.row(one.ref)
        if row is None:
            return "E503", f"“{one.text}”（{one.label}）的观测值{one.ref[:16]}已不在数据库中"
        expected = _printed(row.value, row.unit, row.decimals, one)
    elif one.kind is Kind.CALCULATED:
        first, operation, second = one.ref.split(".")
        rows = known.row(first), known.row(second)
        if rows[0] is None or rows[1] is None:
            return "E503", f"“{one.text}”（{one.label}）的观测值已不在数据库中"
        expected = _printed(*calculation.computed(rows[0], operation, rows[1]), one)
    elif one.kind is Kind.DATE:
        expected = said(one.ref)
    elif one.kind is Kind.TARGET:
        expected = aim_again(one.ref)
    elif one.kind is Kind.NAME and one.tag != f"name:{digest(one.text)[:32]}":
        expected = None
    if expected != one.text:
        return "E502", f"存档中的“{one.text}”（{one.label}）应为“{expected}”"
    return None


def _printed(value: Any, unit: str, decimals: int, one: Bound) -> str | None:
    return None if value is None else printed(value, unit, decimals, Style.of(one.query))
