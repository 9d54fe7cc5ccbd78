"""What a rule watches, as it was known day after day.

Enter at `rules` and `Watched.of`. A period is judged on the day on which its first value was handed over, by
the values known on that day; so a rule says the same whether it ran every month or runs now over years.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from youju.definitions.nearest import hint
from youju.definitions.series_models import IN_YEAR, Period
from youju.definitions.warning_models import WarningRule
from youju.errors import fail
from youju.figures.queries import home_of, visible_to
from youju.ledger import catalogue as packs
from youju.monitoring.analysis.levels import Level, Watch
from youju.monitoring.analysis.measures import measured, singles
from youju.people.actors import Actor
from youju.series import catalogue, queries
from youju.standards import divisions


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in force with the pack that defines it."""

    one: WarningRule
    pack: str

    @property
    def watch(self) -> Watch:
        """The rule as numbers."""
        levels = tuple(
            Level(level.enter, level.enter if level.leave is None else level.leave)
            for level in self.one.levels.values()
        )
        return Watch(levels, self.one.side == "above", self.one.duration, self.one.settle)

    @property
    def labels(self) -> list[str]:
        """Labels of the levels, from the mildest."""
        return [level.label for level in self.one.levels.values()]

    @property
    def readers(self) -> list[str]:
        """Roles that see its alerts and acknowledge them."""
        return list(self.one.acknowledge.by) if self.one.acknowledge else []

    @property
    def subject(self) -> str:
        """What is watched, in one text."""
        key = ",".join(f"{name}={code}" for name, code in sorted(self.one.key.items()))
        what = f"series {self.one.series}" if self.one.series else f"figure {self.one.figure}"
        return f"{what} {self.one.area}/{self.one.sector} {key} {self.one.measure}"[:200]

    @property
    def area(self) -> str:
        """Beginning of the division that it is about."""
        return divisions.prefix(self.one.area) if self.one.area else catalogue.home()


def rules() -> dict[str, Rule]:
    """Every rule in force, by name."""
    found = [packs.loaded(one.digest).pack for one in packs.installed()]
    return {name: Rule(one, pack.header.pack) for pack in found for name, one in pack.warnings.items()}


def rule_named(name: str) -> Rule:
    """A rule.

    Raises:
        YoujuError: M107 when no installed pack has it.
    """
    known = rules()
    if name not in known:
        raise fail("M107", name=name, hint=hint(name, known))
    return known[name]


@dataclass(frozen=True, slots=True)
class Watched:
    """The values of what a rule watches, in all their vintages.

    Attributes:
        vintages: Period number to days and values, the first first.
        unit: Of the values.
        cumulative: Whether they add up over a year.
        first: First period of a year that is reported.
    """

    frequency: str
    unit: str
    decimals: int
    label: str
    cumulative: bool = False
    first: int = 1
    vintages: Mapping[int, tuple[tuple[dt.date, Decimal], ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, rule: WarningRule, *, actor: Actor | None = None) -> Watched:
        """Read what a rule watches.

        Raises:
            YoujuError: I104 or F801 when no installed pack has it.
        """
        return cls.of_series(rule, actor) if rule.series else cls.of_figure(rule, actor)

    @classmethod
    def of_series(cls, rule: WarningRule, actor: Actor | None) -> Watched:
        """Values of a reported series."""
        name = rule.series or ""
        known = catalogue.get(name).series
        area = rule.area or catalogue.home()
        told = queries.revisions(name, area=area, sector=rule.sector, actor=actor).values
        vintages = {}
        for one in told:
            period = Period.parse(one.period)
            if period is not None:
                vintages[period.ordinal] = one.vintages
        return cls(
            known.frequency, known.unit, known.decimals, known.label,
            known.reported == "cumulative", known.first, vintages,
        )  # fmt: skip

    @classmethod
    def of_figure(cls, rule: WarningRule, actor: Actor | None) -> Watched:
        """Values of a figure at the ends of months, as they were counted last for that day."""
        name = rule.figure or ""
        figure = home_of(name).pack.figures[name]
        rows = visible_to(actor).filter(figure=name, key=dict(rule.key), division="", value__isnull=False)
        found: dict[int, tuple[tuple[dt.date, Decimal], ...]] = {}
        for row in rows.order_by("as_of", "counted_at"):
            if (row.as_of + dt.timedelta(1)).day == 1 and row.value is not None:
                period = Period("month", row.as_of.year, row.as_of.month)
                found[period.ordinal] = ((row.as_of, row.value),)
        return cls("month", figure.unit, figure.decimals, figure.label, vintages=found)

    @property
    def per_year(self) -> int:
        """Periods in a year."""
        return IN_YEAR[self.frequency]

    def period(self, ordinal: int) -> Period:
        """The period of a number."""
        return Period(self.frequency, ordinal // self.per_year, ordinal % self.per_year + 1)  # type: ignore[arg-type]

    def known(self, day: dt.date | None = None, *, upto: int | None = None) -> dict[int, Decimal]:
        """Values as known on a day; None for what is known now."""
        found = {}
        for at, vintages in self.vintages.items():
            told = [value for on, value in vintages if day is None or on <= day]
            if told and (upto is None or at <= upto):
                found[at] = told[-1]
        return found

    def singles(self, values: Mapping[int, Decimal]) -> dict[int, Decimal]:
        """Values of single periods, also where they add up over a year."""
        return singles(values, per_year=self.per_year, first=self.first) if self.cumulative else dict(values)

    def measures(
        self, rule: WarningRule, day: dt.date | None = None, *, upto: int | None = None
    ) -> dict[int, Decimal | None]:
        """What the rule measures, by what was known on a day."""
        return measured(
            self.known(day, upto=upto),
            rule.measure,
            per_year=self.per_year,
            cumulative=self.cumulative,
            first=self.first,
        )

    def days(self, *, upto: dt.date | None = None) -> Iterator[tuple[int, dt.date]]:
        """Periods with the day of their first value, in the order in which they can be judged.

        A period that comes after a later one was reported is passed over: it was judged as missing.
        """
        last = None
        for day, at in sorted((vintages[0][0], at) for at, vintages in self.vintages.items()):
            if (upto is None or day <= upto) and (last is None or at > last):
                last = at
                yield at, day
