"""Figures over series and over other figures made ready to compute: what is compared with what, and in words.

Enter at `Composed`. It stands where `definition.Definition` stands for figures that count.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from calendar import monthrange
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import orjson

from youju.definitions.load import Loaded
from youju.definitions.models import Figure
from youju.definitions.nearest import hint
from youju.errors import fail
from youju.language.numbers import PLACES
from youju.ledger import catalogue
from youju.series import catalogue as series_catalogue
from youju.series.catalogue import Known

MEANT = ("figure", "of", "measure", "unit", "basis", "sector", "against", "comparable", "over", "base",
         "periods", "every", "order", "to")  # fmt: skip
"""What decides the value of such a figure, besides data and dates."""
_SERIES = ("series", "unit", "frequency", "kind", "reported", "first", "base", "breaks")
"""What of a series decides a value that is read from it."""
STEPS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""Months of a period."""


class Composed:
    """One such figure.

    Args:
        loaded: The pack that defines it.
        name: Its code.

    Raises:
        YoujuError: F801 when the pack has no such figure, or an operand is not installed; I104.
    """

    def __init__(self, loaded: Loaded, name: str) -> None:
        if name not in loaded.pack.figures:
            label = loaded.pack.header.label
            raise fail("F801", name=name, pack=label, hint=hint(name, loaded.pack.figures))
        self.loaded = loaded
        self.pack = loaded.pack
        self.figure: Figure = loaded.pack.figures[name]
        self.measure = self.figure.measure

    @property
    def kind(self) -> str:
        """``series`` or ``figure``."""
        return self.figure.of.kind

    @cached_property
    def series(self) -> Known | None:
        """The series that it reads."""
        return series_catalogue.get(self.figure.of.series) if self.kind == "series" else None

    @cached_property
    def over(self) -> Known | None:
        """The series that it divides by."""
        if self.kind != "series" or self.figure.over is None:
            return None
        return series_catalogue.get(self.figure.over)

    @cached_property
    def root(self) -> Figure:
        """The figure at the bottom, which counts or reads a series."""
        found, home = self.figure, self.loaded
        while found.of.kind == "figure":
            home = home_of(found.of.figure, home)
            found = home.pack.figures[found.of.figure]
        return found

    @cached_property
    def root_definition(self) -> Any:
        """That figure, ready to count: a `definition.Definition`, or a `Composed` over a series."""
        from youju.figures.count import definition_of

        found: Any = self
        while isinstance(found, Composed) and found.kind == "figure":
            name = found.figure.of.figure
            found = definition_of(home_of(name, found.loaded), name)
        return found

    @cached_property
    def root_series(self) -> Known | None:
        """The series at the bottom."""
        return series_catalogue.get(self.root.of.series) if self.root.of.kind == "series" else None

    @property
    def against(self) -> str:
        """With what it is compared."""
        return self.figure.against or "last_year"

    def check_dimensions(self, by: Iterable[str]) -> tuple[str, ...]:
        """The dimensions, checked.

        Raises:
            YoujuError: F802 for a name that cannot be grouped by.
        """
        chosen = tuple(by)
        one = self.root_series
        if one is None:
            return chosen  # the operand's own definition says
        offered = [{"area": "division", "sector": "sector"}[name] for name in one.series.dimensions]
        for name in chosen:
            if name not in offered:
                raise fail("F802", figure=self.figure.label, name=name, hint=hint(name, offered))
        return chosen

    def earlier(self, as_of: dt.date) -> dt.date:
        """The cut-off with which a figure over a figure is compared."""
        if self.against == "last_year":
            return moved(as_of, -12)
        one = self.root_series
        step = self.figure.every or (one.series.frequency if one else "month")
        return moved(as_of, -STEPS[step])

    def meaning(self, by: Iterable[str]) -> dict[str, Any]:
        """All that decides the value, besides data and dates; labels and notes do not."""
        figure = self.figure.model_dump(mode="json", include=set(MEANT))
        figure["of"] = f"{self.kind} {self.figure.of.name}"
        found: dict[str, Any] = {
            "figure": figure, "pack": self.pack.header.pack, "by": list(by), "places": PLACES,
        }  # fmt: skip
        known = [one for one in (self.series, self.over) if one is not None]
        found["series"] = [one.series.model_dump(mode="json", include=set(_SERIES)) for one in known]
        found["figures"] = [self.operand_hash(name) for name in self.operands]
        return found

    @property
    def operands(self) -> list[str]:
        """Figures that it is made of."""
        if self.kind != "figure":
            return []
        return [name for name in (self.figure.of.figure, self.figure.over) if name]

    def operand_hash(self, name: str) -> str:
        """Definition hash of an operand."""
        from youju.figures.count import definition_of

        return definition_of(home_of(name, self.loaded), name).hash(())

    def hash(self, by: Iterable[str] = ()) -> str:
        """SHA-256 (hex) over the canonical (key, value) pairs of `meaning`."""
        return hashlib.sha256(orjson.dumps(self.meaning(tuple(by)), option=orjson.OPT_SORT_KEYS)).hexdigest()

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """What one must see whole to see the figure: ledgers, and packs of series."""
        found: set[str] = {f"series:{one.pack}" for one in (self.series, self.over) if one is not None}
        for name in self.operands:
            from youju.figures.count import definition_of

            found.update(definition_of(home_of(name, self.loaded), name).sources)
        return tuple(sorted(found))


def home_of(name: str, near: Loaded) -> Loaded:
    """The pack that defines a figure: this one, or another that is installed.

    Raises:
        YoujuError: F801.
    """
    if name in near.pack.figures:
        return near
    packs = [catalogue.loaded(one.digest) for one in catalogue.installed()]
    for one in packs:
        if name in one.pack.figures:
            return one
    known = [figure for one in packs for figure in one.pack.figures]
    raise fail("F801", name=name, pack=near.pack.header.label, hint=hint(name, known))


def moved(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; the last day of a month stays the last.

    Example:
        >>> moved(dt.date(2024, 2, 29), -12), moved(dt.date(2024, 3, 31), -1), moved(dt.date(2023, 2, 28), 12)
        (datetime.date(2023, 2, 28), datetime.date(2024, 2, 29), datetime.date(2024, 2, 29))
    """
    place = day.year * 12 + day.month - 1 + months
    year, month = place // 12, place % 12 + 1
    last = monthrange(year, month)[1]
    ends = day.day == monthrange(day.year, day.month)[1]
    return dt.date(year, month, last if ends else min(day.day, last))
