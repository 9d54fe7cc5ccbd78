"""What checking gives: operands, relations, findings, reports, documents. Offsets count characters.

The machine shape (``--format json``) is `Document.as_dict`; other rooms and programs rely on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple


class Verdict(StrEnum):
    """What was decided of a relation."""

    HOLDS = "holds"
    FAILS = "fails"
    LEAK = "leak"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """What a relation says."""

    SUM = "sum"
    DIFFERENCE = "difference"
    GROWTH = "growth"
    SHARE = "share"
    COMPLETION = "completion"
    AVERAGE = "average"
    PRODUCT = "product"
    EQUALITY = "equality"
    COUNT = "count"
    BOUND = "bound"
    DATE = "date"
    LEAK = "leak"


class Operand(NamedTuple):
    """A printed quantity that takes part in a relation.

    Attributes:
        text: As printed.
        start: Offset of its first character in the text read.
        end: Offset after its last.
        value: In the unit of the relation.
        half: Half of the last printed digit, in the same unit; 0 when exact.
    """

    text: str
    start: int
    end: int
    value: Decimal
    half: Decimal = Decimal(0)


class Relation(NamedTuple):
    """Several quantities that the text ties together.

    Attributes:
        rule: Rule that found it, such as ``N101``.
        formula: What must hold, over the names of the operands: ``t == a + b + c``.
        operands: By name.
        low: Least value of the computed side.
        high: Greatest value of the computed side.
        message: What was computed, in Chinese; for ``fails`` also what would make it consistent.
    """

    rule: str
    kind: Kind
    verdict: Verdict
    start: int
    end: int
    formula: str
    operands: Mapping[str, Operand]
    low: Decimal | None
    high: Decimal | None
    message: str

    def as_dict(self) -> dict[str, Any]:
        """The machine shape."""
        return {
            "rule": self.rule,
            "kind": self.kind.value,
            "verdict": self.verdict.value,
            "start": self.start,
            "end": self.end,
            "formula": self.formula,
            "operands": {
                name: {
                    "text": one.text,
                    "start": one.start,
                    "end": one.end,
                    "value": float(one.value),
                    "half": float(one.half),
                }
                for name, one in self.operands.items()
            },
            "computed": {
                "low": None if self.low is None else float(self.low),
                "high": None if self.high is None else float(self.high),
            },
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that should be looked at.

    Attributes:
        rule: Rule, such as ``N101`` or ``T401``.
        severity: ``error`` for what cannot be true or must not be published, ``warning`` for the rest.
        message: What is wrong and how to mend it, in Chinese.
    """

    rule: str
    severity: str
    start: int
    end: int
    message: str

    def as_dict(self) -> dict[str, Any]:
        """The machine shape."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "start": self.start,
            "end": self.end,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was and was not checked: a checker that hides this is not trusted.

    Attributes:
        seen: Numbers in the text.
        understood: Of them, read as quantities, dates, ranks or something that is no quantity.
        related: Of the quantities, taken into some relation.
        skipped: Ranges (start, end) of quantities in no relation.
    """

    seen: int = 0
    understood: int = 0
    related: int = 0
    skipped: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One report of a document; a compilation has several."""

    title: str
    start: int
    end: int
    relations: Sequence[Relation] = ()
    findings: Sequence[Finding] = ()
    coverage: Coverage = field(default_factory=Coverage)

    def as_dict(self) -> dict[str, Any]:
        """The machine shape."""
        return {
            "title": self.title,
            "start": self.start,
            "end": self.end,
            "relations": [one.as_dict() for one in self.relations],
            "findings": [one.as_dict() for one in self.findings],
            "coverage": {
                "seen": self.coverage.seen,
                "understood": self.coverage.understood,
                "related": self.coverage.related,
                "skipped": [list(one) for one in self.coverage.skipped],
            },
        }


@dataclass(frozen=True, slots=True)
class Document:
    """One file that was read.

    Attributes:
        path: As it was given.
        text: What was read; all offsets are into it.
    """

    path: str
    text: str
    reports: Sequence[Report]

    def as_dict(self) -> dict[str, Any]:
        """The machine shape."""
        return {"path": self.path, "reports": [one.as_dict() for one in self.reports]}
