"""Checking: from files or a text to documents with relations and findings.

Enter at `check_files` or `check_text`. Each report of a compilation is checked alone; then what stands in
several of them (`wording.repeated`) and, of files given together, last year's plan against this year's
result.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from youju.checker import comparison, redaction, relate, rules, splitting, suppress, wording
from youju.checker import config as configuration
from youju.checker.config import Config
from youju.checker.model import Document, Finding, Relation, Report, Verdict
from youju.checker.passage import read as read_passage
from youju.checker.reading import read


def check_files(paths: Sequence[Path], *, config: Config | None = None) -> list[Document]:
    """Check files, and against one another where one is a plan and one a summary.

    Args:
        paths: Reports, in the order in which they are reported.
        config: Settings; None takes those of the ``youju.toml`` nearest to each file.

    Raises:
        YoujuError: H1xx, with all files that could not be read.
    """
    sources = _read_all(paths)
    documents = []
    for path, text in zip(paths, sources, strict=True):
        settings = config or configuration.load(path)
        documents.append(check_text(text, path=str(path), config=settings))
    if all((config or configuration.load(path)).wants(comparison.RULE) for path in paths):
        documents = comparison.compared(documents)
    return [
        suppress.applied(document, suppress.beside(path))
        for path, document in zip(paths, documents, strict=True)
    ]


def _read_all(paths: Iterable[Path]) -> list[str]:
    from youju.errors import Problem, YoujuError

    texts: list[str] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            texts.append(read(path).text)
        except YoujuError as error:
            problems.extend(error.problems)
    if problems:
        raise YoujuError(problems)
    return texts


def check_text(text: str, *, path: str = "", config: Config = configuration.DEFAULT) -> Document:
    """Check one text.

    Args:
        text: What was read; all offsets are into it.
        path: What to call it.
        config: Which rules are wanted.

    Example:
        >>> document = check_text("发布解读5篇，其中图片3篇、文字1篇、视频2篇。")
        >>> [(one.rule, one.message) for one in document.reports[0].findings]
        [('N101', '合计5篇，分项3+1+2=6，多1篇')]
    """
    reports = [_report(text, piece, config) for piece in splitting.split(text)]
    if config.wants("T405"):
        repeated = wording.repeated(text, [(one.start, one.end) for one in reports])
        reports = [_with(one, repeated) for one in reports]
    return Document(path, text, reports)


def _report(text: str, piece: splitting.Piece, config: Config) -> Report:
    passage = read_passage(text, piece.start, piece.end)
    related = relate.related(passage)
    coverage = relate.coverage_of(passage, related)
    leaks = redaction.leaks_in(passage)
    relations = [one for one in sorted((*related, *leaks), key=_place) if config.wants(one.rule)]
    findings = [
        *relate.findings_of(relations),
        *(_leak(one) for one in relations if one.verdict is Verdict.LEAK),
        *redaction.findings_of(text, piece.start, piece.end),
        *wording.findings_of(text, piece.start, piece.end, terms=config.terms),
    ]
    wanted = sorted((one for one in findings if config.wants(one.rule)), key=_place)
    return Report(piece.title, piece.start, piece.end, relations, wanted, coverage)


def _leak(relation: Relation) -> Finding:
    return Finding(
        relation.rule, rules.severity(relation.rule), relation.start, relation.end, relation.message
    )


def _with(report: Report, found: Iterable[Finding]) -> Report:
    mine = [one for one in found if report.start <= one.start < report.end]
    return replace(report, findings=sorted((*report.findings, *mine), key=_place)) if mine else report


def _place(one: Relation | Finding) -> tuple[int, int, str]:
    return one.start, one.end, one.rule
