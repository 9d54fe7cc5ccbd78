"""Checking: from files or a text to documents with relations and findings.

Enter at `check_files` or `check_text`. Each report of a compilation is checked alone; then what stands in
several of them (`repetition`) and, of files given together, last year's plan against this year's
result.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from youju.checker import comparison, redaction, relate, repetition, rules, splitting, suppress, wording
from youju.checker import config as configuration
from youju.checker.config import Config
from youju.checker.model import Document, Finding, Relation, Report
from youju.checker.passage import read as read_passage
from youju.checker.reading import read


def check_files(
    paths: Sequence[Path],
    *,
    config: Config | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> list[Document]:
    """Check files, and against one another where one is a plan and one a summary.

    Args:
        paths: Reports, in the order in which they are reported.
        config: Settings; None takes those of the ``youju.toml`` nearest to each file.
        select: Beginnings of rule numbers that replace those of the settings, when there are any.
        ignore: Beginnings of rule numbers to leave out besides those of the settings.

    Raises:
        YoujuError: H1xx, with all files that could not be read.
    """
    configs = [(config or configuration.load(path)).narrowed(select, ignore) for path in paths]
    for settings in configs:
        rules.require(*settings.select, *settings.ignore)
    sources = _read_all(paths)
    documents = check_texts(
        [(str(path), text) for path, text in zip(paths, sources, strict=True)], configs=configs
    )
    return [
        suppress.applied(document, suppress.beside(path), config=settings)
        for path, document, settings in zip(paths, documents, configs, strict=True)
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
    return check_texts([(path, text)], configs=[config])[0]


def check_texts(texts: Sequence[tuple[str, str]], *, configs: Sequence[Config]) -> list[Document]:
    """Check texts that have been read, also against one another.

    Args:
        texts: What to call each, and what was read.
        configs: Which rules are wanted, for each.
    """
    documents = [
        Document(path, text, [_report(text, piece, config) for piece in splitting.split(text)])
        for (path, text), config in zip(texts, configs, strict=True)
    ]
    documents = repetition.added(documents, configs)
    if all(config.wants(comparison.RULE) for config in configs):
        documents = comparison.compared(documents)
    return documents


def _report(text: str, piece: splitting.Piece, config: Config) -> Report:
    passage = read_passage(text, piece.start, piece.end)
    related = relate.related(passage)
    coverage = relate.coverage_of(passage, related)
    masked, personal = redaction.leaks_in(passage), redaction.findings_of(text, piece.start, piece.end)
    leaks = (*masked, *redaction.relations_of(text, personal))
    relations = [one for one in sorted((*related, *leaks), key=_place) if config.wants(one.rule)]
    findings = [
        *relate.findings_of(relations),
        *map(_leak, masked),
        *personal,
        *wording.findings_of(text, piece.start, piece.end, terms=config.terms),
    ]
    wanted = sorted((one for one in findings if config.wants(one.rule)), key=_place)
    return Report(piece.title, piece.start, piece.end, relations, wanted, coverage)


def _leak(relation: Relation) -> Finding:
    return Finding(
        relation.rule, rules.severity(relation.rule), relation.start, relation.end, relation.message
    )


def _place(one: Relation | Finding) -> tuple[int, int, str]:
    return one.start, one.end, one.rule
