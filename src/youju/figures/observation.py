"""One observed value of a figure, addressed by everything that made it. Nothing is stored here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import orjson

from youju.engine.aggregates import rounded
from youju.figures.composed import Composed
from youju.figures.definition import Definition
from youju.figures.plan import Scope


@dataclass(frozen=True, slots=True)
class Observation:
    """One observed value of a figure.

    Attributes:
        definition: What was counted; carries figure, label, unit and decimals.
        scope: Cut-off, day of knowledge, grouping and subtree.
        key: Dimension to code; a code is None where the records have none.
        key_labels: Dimension to what people call the code.
        value: Unrounded; a share is in per cent; None when there is none.
        numerator: The total, or the numerator of a share or average.
        denominator: Of a share or average.
        reason: Why there is no value.
        definition_hash: SHA-256 of what the figure means.
        pack_digest: SHA-256 of the pack that said so.
        snapshot_digest: SHA-256 of the snapshot that was read.
        engine: Name and version of the engine.
        sql: The query that gave the totals.
        inputs: Of a figure over figures: role and address of its operands.
        operands: The observations behind those addresses.
    """

    definition: Definition | Composed
    scope: Scope
    key: Mapping[str, str | None]
    key_labels: Mapping[str, str]
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    reason: str
    definition_hash: str
    pack_digest: str
    snapshot_digest: str
    engine: str
    sql: str
    inputs: tuple[tuple[str, str], ...] = ()
    operands: tuple[Observation, ...] = field(default=(), compare=False, repr=False)

    @property
    def figure(self) -> str:
        """Code of the figure."""
        return self.definition.figure.figure

    @property
    def label(self) -> str:
        """Name of the figure."""
        return self.definition.figure.label

    @property
    def unit(self) -> str:
        """Unit of the value."""
        return self.definition.figure.unit

    @property
    def printed(self) -> str:
        """The value as it is printed: rounded half away from zero to the figure's decimals, or ``—``."""
        if self.value is None:
            return "—"
        return f"{rounded(self.value, self.definition.figure.decimals):,f}"

    @property
    def address(self) -> str:
        """SHA-256 (hex) over everything that made it; the same inputs give the same address."""
        scope = self.scope
        pairs: dict[str, Any] = {
            "definition": self.definition_hash,
            "snapshot": self.snapshot_digest,
            "as_of": scope.as_of.isoformat(),
            "known_at": scope.known_at.isoformat() if scope.known_at else None,
            "by": list(scope.by),
            "division": scope.division,
            "level": scope.level,
            "key": dict(self.key),
            "engine": self.engine,
        }
        if self.inputs:
            pairs["inputs"] = [list(one) for one in self.inputs]
        return hashlib.sha256(orjson.dumps(pairs, option=orjson.OPT_SORT_KEYS)).hexdigest()

    @property
    def output(self) -> str:
        """SHA-256 (hex) over address and result."""
        result = (self.address, self.value, self.numerator, self.denominator)
        return hashlib.sha256("\n".join(map(_plain, result)).encode()).hexdigest()


def _plain(value: object) -> str:
    """A result as the one text that its digest is taken of, whatever trailing zeros it came with."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
