"""A figure of a pack made ready to count: parsed expressions, dimensions, and the hash of what it means.

Enter at `Definition`. Pure but for the catalogue that gives it the pack.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import orjson

from youju.definitions.models import FieldDef, Figure, Ledger, Pack
from youju.definitions.nearest import hint
from youju.definitions.symbols import figure_symbols, measured_type, record_symbols
from youju.engine.aggregates import Measure
from youju.errors import fail
from youju.language import Expression, Kind, Symbols, parse
from youju.language.numbers import PLACES

REGISTER = "register_differences"
"""Who sees this ledger whole sees the whole register (docs/decisions/0018)."""
_SINCE = ("series", "basis", "sector", "against", "comparable", "over", "base",
          "periods", "every", "order", "to")  # fmt: skip
"""Keys of figures over series and figures; those that count have none of them, and keep their hashes."""

OWN_DIMENSIONS = ("state", "light", "level", "division", "act")
"""What can be grouped by besides fields; `light` is computed, the others are columns."""


class Definition:
    """One figure, and the ledger that it counts.

    Args:
        pack: The pack that defines both; a figure may also count a ledger of another pack, then `home`
            is that pack.
        name: Code of the figure.
        home: Pack that defines the ledger.

    Raises:
        YoujuError: F801 when the pack has no such figure.
    """

    def __init__(self, pack: Pack, name: str, *, home: Pack | None = None) -> None:
        if name not in pack.figures:
            raise fail("F801", name=name, pack=pack.header.label, hint=hint(name, pack.figures))
        self.pack = pack
        self.figure: Figure = pack.figures[name]
        self.home = home or pack
        self.ledger: Ledger = self.home.ledgers[self.figure.of.ledger]
        self.measure = Measure(self.figure.measure)

    @property
    def sources(self) -> tuple[str, ...]:
        """What one must see whole to see the figure."""
        return (REGISTER if self.figure.of.kind == "register" else self.figure.of.ledger,)

    @property
    def dataset(self) -> str:
        """Data set of the snapshot that is read."""
        source = self.figure.of
        if source.rows == "units":
            return "records"
        return f"table_{source.table}" if source.rows == "table" else source.rows

    @cached_property
    def symbols(self) -> Symbols:
        """Names in the expressions of the figure."""
        return figure_symbols(self.home, self.figure, self.ledger)

    def _condition(self, text: str | None) -> Expression | None:
        return None if text is None else parse(text, self.symbols, expects=Kind.BOOLEAN)

    @cached_property
    def where(self) -> Expression | None:
        """Which rows take part."""
        return self._condition(self.figure.where)

    @cached_property
    def numerator(self) -> Expression | None:
        """Of a share: what counts."""
        return self._condition(self.figure.numerator)

    @cached_property
    def denominator(self) -> Expression | None:
        """Of a share: of what."""
        return self._condition(self.figure.denominator)

    @cached_property
    def value(self) -> Expression | None:
        """What is summed, averaged, compared (in the unit of the figure) or told apart."""
        if self.figure.value is None:
            return None
        wanted = None if self.measure is Measure.DISTINCT else measured_type(self.figure)
        return parse(self.figure.value, self.symbols, expects=wanted)

    @cached_property
    def lights(self) -> Mapping[str, Expression]:
        """Conditions of the lights, in their order."""
        symbols = record_symbols(self.home, self.ledger)
        return {
            name: parse(light.when, symbols, expects=Kind.BOOLEAN)
            for name, light in self.ledger.lights.items()
        }

    def clocks(self, by: Iterable[str]) -> frozenset[str]:
        """Clocks that are read when it is grouped so."""
        parsed = (self.where, self.numerator, self.denominator, self.value)
        lit = self.lights.values() if "light" in by else ()
        return frozenset(clock for one in (*parsed, *lit) if one for clock in one.clocks)

    def field(self, name: str) -> FieldDef | None:
        """The column of the table, or else the field of the record, that a name stands for."""
        table = self.figure.of.table
        columns = (self.ledger.fields[table].columns or {}) if table else {}
        return columns.get(name) or self.ledger.fields.get(name)

    def check_dimensions(self, by: Iterable[str]) -> tuple[str, ...]:
        """The dimensions, checked.

        Raises:
            YoujuError: F802 for a name that cannot be grouped by.
        """
        chosen = tuple(by)
        table = self.figure.of.table
        fields = {**self.ledger.fields, **((self.ledger.fields[table].columns or {}) if table else {})}
        offered = [
            *(name for name, one in fields.items() if one.type not in ("file", "table")),
            *(OWN_DIMENSIONS if self.figure.of.rows == "acts" else OWN_DIMENSIONS[:-1]),
        ]
        for name in chosen:
            missing = (name == "light" and not self.ledger.lights) or (
                name == "level" and self.ledger.levels is None
            )
            if name not in offered or missing:
                raise fail("F802", figure=self.figure.label, name=name, hint=hint(name, offered))
        return chosen

    def meaning(self, by: Iterable[str]) -> dict[str, Any]:
        """All that decides the value, besides data and dates; labels and notes do not."""
        figure = self.figure.model_dump(
            mode="json", exclude={"label", "note", "by", "target", "alert", "decimals", *_SINCE}
        )
        for key in ("series", "figure"):
            del figure["of"][key]
        parsed = (self.where, self.numerator, self.denominator, self.value)
        lit = self.lights if "light" in by else {}
        names = sorted({name for one in (*parsed, *lit.values()) if one for name in one.fields} | set(by))
        return {
            "figure": figure,
            "pack": self.pack.header.pack,
            "by": list(by),
            "fields": {
                name: {"type": one.type, "unit": one.unit, "codes": one.codes}
                for name in names
                if (one := self.field(name)) is not None
            },
            "lights": {name: light.when for name, light in self.ledger.lights.items()} if lit else {},
            "places": PLACES,
        }

    def hash(self, by: Iterable[str] = ()) -> str:
        """SHA-256 (hex) over the canonical (key, value) pairs of `meaning`."""
        return hashlib.sha256(orjson.dumps(self.meaning(tuple(by)), option=orjson.OPT_SORT_KEYS)).hexdigest()
