"""``--format json`` (`model.Document.as_dict`, with `quantities.told`) and ``sarif`` (OASIS SARIF 2.1.0)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from youju import __version__
from youju.checker import quantities, rules
from youju.checker.model import Document, Finding
from youju.checker.output import covered
from youju.checker.output.places import Places
from youju.checker.passage import read as read_passage

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_json(documents: Sequence[Document]) -> str:
    """All quantities, relations, findings and coverage."""
    return json.dumps({"documents": [_document(one) for one in documents]}, ensure_ascii=False, indent=1)


def _document(document: Document) -> dict[str, Any]:
    """The machine shape of `model.Document`, with what each report tells besides."""
    shape = document.as_dict()
    for report, of_report in zip(document.reports, shape["reports"], strict=True):
        passage = read_passage(document.text, report.start, report.end)
        of_report["quantities"] = [one.as_dict() for one in quantities.told(passage)]
    return shape


def as_sarif(documents: Sequence[Document]) -> str:
    """One run with every rule and every finding; columns count Unicode characters."""
    used = list(rules.RULES.values())
    order = {rule.id: place for place, rule in enumerate(used)}
    run = {
        "tool": {
            "driver": {
                "name": "youju",
                "version": __version__,
                "rules": [_descriptor(rule) for rule in used],
            }
        },
        "columnKind": "unicodeCodePoints",
        "artifacts": [_artifact(one) for one in documents],
        "results": [
            _result(document, places, finding, order)
            for document in documents
            for places in (Places(document.text),)
            for report in document.reports
            for finding in report.findings
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _artifact(document: Document) -> dict[str, Any]:
    """A file with what was and was not checked of it."""
    found = covered.total(document)
    return {
        "location": {"uri": _uri(document.path)},
        "properties": {
            "numbersSeen": found.seen,
            "numbersUnderstood": found.understood,
            "numbersRelated": found.related,
            "numbersSkipped": [
                {"charOffset": start, "charLength": end - start, "text": document.text[start:end]}
                for start, end in found.skipped
            ],
        },
    }


def _descriptor(rule: rules.Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "defaultConfiguration": {"level": rule.severity},
    }


def _result(document: Document, places: Places, finding: Finding, order: dict[str, int]) -> dict[str, Any]:
    line, column = places.line_column(finding.start)
    last_line, last_column = places.line_column(finding.end)
    return {
        "ruleId": finding.rule,
        "ruleIndex": order[finding.rule],
        "level": finding.severity,
        "message": {"text": finding.message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(document.path)},
                    "region": {
                        "startLine": line,
                        "startColumn": column,
                        "endLine": last_line,
                        "endColumn": last_column,
                        "charOffset": finding.start,
                        "charLength": finding.end - finding.start,
                        "snippet": {"text": document.text[finding.start : finding.end]},
                    },
                }
            }
        ],
    }


def _uri(path: str) -> str:
    return quote(path.replace("\\", "/") or "text")
