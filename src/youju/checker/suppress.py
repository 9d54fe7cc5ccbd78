"""Findings that people have looked at and want no more: a sidecar file beside the report.

For ``总结.docx`` the file is ``总结.docx.youju-ignore``. Each line is a rule (or its beginning), a quotation
that must stand in the sentence of the finding, and after # the reason:

    N101 "解读5篇"        # 一篇属两类
    T4   "工作工作组"

An entry that suppresses nothing is reported (T490), so that the file cannot grow stale.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from youju.checker.config import DEFAULT, Config
from youju.checker.model import Document, Finding
from youju.checker.output.places import Places
from youju.checker.rules import RULES
from youju.errors import fail

_STALE: Final = "T490"
SUFFIX: Final = ".youju-ignore"
_LINE: Final = re.compile(r"""([A-Za-z]\d{0,3})\s+["“](.+?)["”]\s*(?:[#＃].*)?""")
_SPACE: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Suppression:
    """One line of a sidecar file.

    Attributes:
        rule: Rule, or the beginning of several.
        quote: What must stand in the sentence of the finding; spaces do not matter.
        line: Line in the file, from 1.
    """

    rule: str
    quote: str
    line: int


def beside(path: Path) -> list[Suppression]:
    """Suppressions that stand beside a report; none when there is no such file.

    Raises:
        YoujuError: H112.
    """
    sidecar = path.with_name(path.name + SUFFIX)
    if not sidecar.is_file():
        return []
    return parse(sidecar.read_text(encoding="utf-8-sig", errors="replace"), sidecar.name)


def parse(text: str, name: str) -> list[Suppression]:
    """Lines of a sidecar file.

    Raises:
        YoujuError: H112 for the first line that cannot be read.

    Example:
        >>> parse('N101 "解读5篇"  # 已核实', "x")
        [Suppression(rule='N101', quote='解读5篇', line=1)]
    """
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip()[0] in "#＃":
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise fail("H112", path=name, line=number)
        found.append(Suppression(match[1].upper(), match[2], number))
    return found


def applied(document: Document, suppressions: Sequence[Suppression], *, config: Config = DEFAULT) -> Document:
    """The document without what is suppressed, with T490 for entries that were not needed.

    Args:
        config: Which rules were wanted; entries for others cannot be known to be stale.
    """
    if not suppressions:
        return document
    places = Places(document.text)
    used: set[Suppression] = set()
    reports = []
    for report in document.reports:
        kept = []
        for finding in report.findings:
            hits = [one for one in suppressions if _hits(one, finding, places)]
            used.update(hits)
            if not hits:
                kept.append(finding)
        reports.append(replace(report, findings=kept))
    known = [one for one in suppressions if _is_known(one, config)]
    if config.wants(_STALE) and (stale := list(_stale(known, used))):
        reports[0] = replace(reports[0], findings=[*stale, *reports[0].findings])
    return replace(document, reports=reports)


def _is_known(one: Suppression, config: Config) -> bool:
    return all(config.wants(rule) for rule in RULES if rule.startswith(one.rule))


def _hits(one: Suppression, finding: Finding, places: Places) -> bool:
    if not finding.rule.startswith(one.rule):
        return False
    text = places.text
    first, last = places.sentence(finding.start, finding.end, most=2000)
    around = _SPACE.sub("", text[min(first, finding.start) : max(last, finding.end)])
    return _SPACE.sub("", one.quote) in around


def _stale(suppressions: Iterable[Suppression], used: set[Suppression]) -> Iterable[Finding]:
    for one in suppressions:
        if one not in used:
            yield Finding(
                _STALE,
                "warning",
                0,
                1,
                f"抑制文件第{one.line}行（{one.rule} “{one.quote}”）没有对应的问题，请删去",
            )
