"""What stands between double braces: figures, groups, dates and names, each of which writes itself as a link.

Enter at `Field`. A field is a value with its observation; printing one gives Markdown that says where it came
from. Comparing is free (``{% if cleared.value > cleared.last_year.value %}``); printing a bare number is not
(`language` refuses it).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, ClassVar, Protocol

from youju.engine.aggregates import rounded
from youju.errors import CODES, Problem, YoujuError, fail
from youju.figures.models import ObservationRow
from youju.reports import calculation
from youju.reports.document import Bound, Kind
from youju.reports.markdown import link
from youju.reports.periods import moved, ref_of, said
from youju.reports.printing import USUAL, Style, printed


class Reader(Protocol):
    """What a field asks for observations."""

    as_of: dt.date

    def total(self, name: str, as_of: dt.date) -> ObservationRow:
        """As a whole."""

    def group(self, name: str, key: dict[str, str | None], as_of: dt.date) -> ObservationRow:
        """One group."""

    def without_value(self, row: ObservationRow) -> YoujuError:
        """The error of a figure that has none."""


@dataclass(frozen=True)
class Field:
    """A figure as a template sees it.

    Attributes:
        name: Code of the figure.
        reader: Gives its observation when it is first needed.
        as_of: Cut-off.
        key: Dimension to code; None for the whole.
        style: How it is printed.
        known_row: The observation, where it is already there.
    """

    name: str
    reader: Reader
    as_of: dt.date
    key: dict[str, str | None] | None = None
    style: Style = USUAL
    known_row: ObservationRow | None = field(default=None, compare=False)

    OFFERED: ClassVar[frozenset[str]] = frozenset(
        {
            "value", "known", "label", "code", "rises", "falls", "last_year", "last_month", "last_quarter",
            "plus", "minus", "over", "period",
        }
    )  # fmt: skip

    @property
    def row(self) -> ObservationRow:
        """Its observation."""
        if self.known_row is not None:
            return self.known_row
        if self.key:
            return self.reader.group(self.name, self.key, self.as_of)
        return self.reader.total(self.name, self.as_of)

    @property
    def value(self) -> Decimal:
        """For comparing only.

        Raises:
            YoujuError: B105 when there is none.
        """
        row = self.row
        if row.value is None:
            raise self.reader.without_value(row)
        return row.value

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.row.value is not None

    @property
    def rises(self) -> bool:
        """Whether it is more than nought as printed."""
        return self.known and rounded(self.value, self.row.decimals) > 0

    @property
    def falls(self) -> bool:
        """Whether it is less than nought as printed."""
        return self.known and rounded(self.value, self.row.decimals) < 0

    @property
    def label(self) -> str:
        """What people call it: the figure, or its group."""
        row = self.row
        return "、".join(row.key_labels.values()) or row.label

    @property
    def code(self) -> str:
        """Code of its group."""
        return "、".join(str(one) for one in self.row.key.values())

    @property
    def last_year(self) -> Field:
        """The same as at the same day of the year before."""
        return self._moved("year")

    @property
    def last_quarter(self) -> Field:
        """The same as at the end of the quarter before."""
        return self._moved("quarter")

    @property
    def last_month(self) -> Field:
        """The same as at the end of the month before."""
        return self._moved("month")

    @property
    def period(self) -> Word:
        """The month of its cut-off, in words."""
        ref = ref_of("month", self.as_of)
        return Word(Bound(Kind.DATE, ref, said(ref) or "", label="截止日期"))

    def _moved(self, step: str) -> Field:
        key = self.key or (dict(self.row.key) if self.known_row is not None and self.row.key else None)
        return replace(self, as_of=moved(self.as_of, step, -1), known_row=None, key=key)

    def __call__(self, *, unit: str | None = None, decimals: int | None = None, **key: str) -> Field:
        """The figure in another unit, with other decimals, or of a group."""
        style = self.style
        if unit is not None:
            style = style.with_(unit=unit)
        if decimals is not None:
            style = style.with_(decimals=decimals)
        if not key:
            return replace(self, style=style)
        return replace(self, style=style, key=dict(key), known_row=None)

    def styled(self, **changes: object) -> Field:
        """With another style."""
        return replace(self, style=self.style.with_(**changes))

    @property
    def bound(self) -> Bound:
        """Its text, bound to its observation."""
        row = self.row
        text = printed(self.value, row.unit, row.decimals, self.style, label=row.label)
        return Bound(Kind.FIGURE, row.address, text, self.style.query(), label_of(row))

    def __str__(self) -> str:
        return link(self.bound)

    def plus(self, other: Any) -> Calculated:
        """Sum of two figures."""
        return Calculated.of(self, "plus", other)

    def minus(self, other: Any) -> Calculated:
        """Difference of two figures."""
        return Calculated.of(self, "minus", other)

    def over(self, other: Any) -> Calculated:
        """One figure as a share of another, in per cent."""
        return Calculated.of(self, "over", other)


@dataclass(frozen=True)
class Calculated:
    """A value computed from two figures; the document says from which and how."""

    one: Field
    operation: str
    other: Field
    value: Decimal
    unit: str
    decimals: int
    style: Style = USUAL

    OFFERED: ClassVar[frozenset[str]] = frozenset({"value", "known", "rises", "falls", "label"})

    @classmethod
    def of(cls, one: Field, operation: str, other: Any) -> Calculated:
        """Compute.

        Raises:
            YoujuError: B105, B108, B110 or B111.
        """
        if not isinstance(other, Field):
            raise fail("B108", text=str(other))
        one.value, other.value  # noqa: B018 - both must have one
        value, unit, decimals = calculation.computed(one.row, operation, other.row)
        return cls(one, operation, other, value, unit, decimals)

    known: ClassVar[bool] = True

    @property
    def rises(self) -> bool:
        """Whether it is more than nought."""
        return self.value > 0

    @property
    def falls(self) -> bool:
        """Whether it is less than nought."""
        return self.value < 0

    @property
    def label(self) -> str:
        """In words."""
        return calculation.WORDS[self.operation].format(
            one=label_of(self.one.row), other=label_of(self.other.row)
        )

    def __call__(self, *, unit: str | None = None, decimals: int | None = None) -> Calculated:
        """In another unit, with other decimals."""
        style = self.style if unit is None else self.style.with_(unit=unit)
        return replace(self, style=style if decimals is None else style.with_(decimals=decimals))

    def styled(self, **changes: object) -> Calculated:
        """With another style."""
        return replace(self, style=self.style.with_(**changes))

    @property
    def bound(self) -> Bound:
        """Its text, bound to both observations."""
        ref = f"{self.one.row.address}.{self.operation}.{self.other.row.address}"
        text = printed(self.value, self.unit, self.decimals, self.style, label=self.label)
        return Bound(Kind.CALCULATED, ref, text, self.style.query(), self.label)

    def __str__(self) -> str:
        return link(self.bound)


@dataclass(frozen=True)
class Word:
    """A text that is bound to something other than a figure: a date, a count, a name, a record's content."""

    bound: Bound
    OFFERED: ClassVar[frozenset[str]] = frozenset()

    def __str__(self) -> str:
        return link(self.bound)


class Markdown(str):
    """Markdown that the language itself made; printed as it is."""

    __slots__ = ()


def label_of(row: ObservationRow) -> str:
    """What people call an observation: figure and group."""
    group = "、".join(row.key_labels.values())
    return f"{row.label}（{group}）" if group else row.label


def without_value(row: ObservationRow) -> Problem:
    """The problem of a figure that has no value."""
    fields = {"figure": label_of(row), "name": row.figure, "as_of": row.as_of, "reason": row.reason}
    return Problem(CODES["B105"], fields)
