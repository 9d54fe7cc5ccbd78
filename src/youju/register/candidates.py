"""Units that should be on the reporting list and are not (应统未统), come near, or no longer qualify.

Enter at `found`. What a unit sells and which qualification it has, comes from the lists; how large an
investment project is and whether work began, from the list of projects; which amounts count, from the
condition under which the ledger of entries lets a unit be declared: a threshold stands in the pack alone.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT

from youju.errors import fail
from youju.ledger import catalogue
from youju.ledger.models import LedgerRecord
from youju.ledger.queries import visible_to as records_seen
from youju.ledger.rules import Rules, Situation
from youju.people.actors import Actor
from youju.register import queries
from youju.register.models import QUALIFIED, ProjectRow, Unit
from youju.standards import industries

ENTRIES: Final = "register_entries"
"""The ledger of entry and exit."""
NEAR: Final = Decimal("0.8")
"""Share of a threshold from which a unit comes near."""
_CATEGORIES: Final = Path(__file__).parent / "data" / "entry_categories.csv"
_LEGAL: Final = ("法人单位", "农民专业合作社")
_TRADE: Final = (*_LEGAL, "产业活动单位", "个体经营户")
"""限额以上 of these headings are 企业（单位）和个体经营户 (国家统计局，社会消费品零售总额统计的附注)."""
_TRADES: Final = ("wholesale", "retail", "catering")
_MOST: Final = 10**12
"""A hundredth of 万元 that every threshold lies below."""
_ASKED: Final = ("collecting", "visited", "declared", "listed", "leaving")
INVESTMENT: Final = "investment"
"""The heading of investment projects."""
_LISTED: Final = ("listed", "leaving")
_ORDER: Final = ("unasked", "leaving", "near")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit or a project of which somebody should think.

    Attributes:
        unit: The unit; of a project the one that builds it, None where that is not known or not seen.
        what: ``unasked``, ``near`` or ``leaving``.
        category: As the ledger names them.
        amount: What it sells in a year, or what is to be invested, 万元; None where no list says.
        qualification: Its qualification, or empty.
        state: Of its record in the ledger; empty without one.
        record: That record.
        project: The project; None for a unit.
    """

    unit: Unit | None
    what: str
    category: str
    amount: Decimal | None
    qualification: str
    state: str
    record: UUID | None = None
    project: ProjectRow | None = None

    @property
    def name(self) -> str:
        """Of the unit or the project."""
        return self.project.name if self.project else self.unit.name if self.unit else ""

    @property
    def is_new(self) -> bool:
        """Whether it should have been asked, and nobody has registered it."""
        return self.what == "unasked" and self.record is None


@dataclass(frozen=True, slots=True)
class Found:
    """What was found.

    Attributes:
        first: The candidates that were asked for.
        total: How many there are of these headings.
        counts: How many there are of each heading, the most first.
    """

    first: list[Candidate]
    total: int
    counts: Mapping[str, int]


def found(actor: Actor, *, as_of: date, most: int | None = None, category: str = "") -> Found:
    """Candidates among the units that an actor may see: unasked, leaving, near, of each the largest first.

    A condition is taken to let in whoever sells more than one that it lets in.

    Args:
        actor: Who asks.
        as_of: Day of the conditions.
        most: How many are wanted; all by default.
        category: Only those of this heading; all by default.

    Raises:
        YoujuError: K810 where the ledger of entries is not installed.
    """
    records = _records(actor)
    judge = _Judge(_rules(), records, as_of)
    units = queries.visible_to(actor).filter(closed_on=None, merged_into=None, kind__in=_TRADE).order_by()
    said = [KT(f"values__{item}__value") for item in ("industry", "sales", "qualification")]
    every: dict[UUID | str, _Judged] = {}
    for some in (units.filter(reach__gte=judge.least()), _recorded(units, records)):
        facts = some.values_list("id", "number", "code", "name", "kind", *said).iterator(chunk_size=20_000)
        for id_, number, *texts in facts:
            if (one := judge.of(_Facts(number, *texts))) is not None:
                every[id_] = one._replace(unit=id_)
    for project in queries.projects(actor):
        if (one := judge.of_project(project)) is not None:
            every[project.code] = one
    counts = Counter(one.category for one in every.values())
    chosen = sorted((one for one in every.values() if category in ("", one.category)), key=_Judged.rank)
    first = chosen[:most]
    seen = queries.visible_to(actor).in_bulk([one.unit for one in first if one.unit])
    return Found([one.candidate(seen) for one in first], len(chosen), dict(counts.most_common()))


def of(actor: Actor, unit: str, *, as_of: date) -> Candidate | None:
    """What should be thought of one unit; None for nothing.

    Args:
        actor: Who asks.
        unit: Id, number or credit code.
        as_of: Day of the conditions.

    Raises:
        YoujuError: K805 for a unit that the actor does not see, K810 as for `found`.
    """
    judge = _Judge(_rules(), _records(actor), as_of)
    one = queries.get_for(actor, unit)
    if one.closed_on is not None or one.merged_into is not None:
        return None
    said = [one.values.get(item, {}).get("value") for item in ("industry", "sales", "qualification")]
    judged = judge.of(_Facts(one.number, one.code, one.name, one.kind, *said))
    return judged._replace(unit=one.id).candidate({one.id: one}) if judged else None


def of_project(actor: Actor, code: str, *, as_of: date) -> Candidate | None:
    """What should be thought of one investment project; None for nothing.

    Raises:
        YoujuError: K817 for a project that the actor does not see, K810 as for `found`.
    """
    project = queries.projects(actor).filter(code=code).first()
    if project is None:
        raise fail("K817", project=code)
    judged = _Judge(_rules(), _records(actor), as_of).of_project(project)
    builds = [project.unit] if project.unit else []
    return judged.candidate(queries.visible_to(actor).in_bulk(builds)) if judged else None


def is_kept() -> bool:
    """Whether the ledger of entries is installed."""
    return ENTRIES in catalogue.names()


def _rules() -> Rules:
    if not is_kept():
        raise fail("K810")
    return catalogue.current(ENTRIES)


def category_of(industry: str) -> str:
    """Under which heading units of an industry are declared; empty for none.

    Example:
        >>> category_of("3011"), category_of("5265"), category_of("7020"), category_of("0111")
        ('industry', 'retail', 'service_b', '')
    """
    known = industries.get(industry)
    code = known.code if known else ""
    return (
        next((category for prefixes, category in _ranges() if code.startswith(prefixes)), "") if code else ""
    )


def category_labels() -> dict[str, str]:
    """What the headings are called."""
    return {code: one.label for code, one in _rules().code_lists["entry_categories"].items()}


def amount_of(text: str) -> Decimal | None:
    """An amount of a list in 万元; None for what is no number.

    Example:
        >>> amount_of("2,350.5"), amount_of("60(万元)"), amount_of("无")
        (Decimal('2350.5'), Decimal('60'), None)
    """
    match = re.match(r"-?[\d,]+(?:\.\d+)?", text.strip())
    try:
        return Decimal(match[0].replace(",", "")) if match else None
    except InvalidOperation:
        return None


class _Facts(NamedTuple):
    """What decides of a unit."""

    number: int
    code: str
    name: str
    kind: str
    industry: str | None
    sales: str | None
    qualification: str | None


class _Judged(NamedTuple):
    """A candidate without its unit; attributes as there."""

    what: str
    category: str
    amount: Decimal | None
    qualification: str
    record: LedgerRecord | None
    number: int = 0
    unit: UUID | None = None
    project: ProjectRow | None = None

    def rank(self) -> tuple[int, Decimal | int, int, str]:
        """What should have been asked first, of equals the largest."""
        code = self.project.code if self.project else ""
        return _ORDER.index(self.what), -(self.amount or 0), self.number, code

    def candidate(self, units: Mapping[UUID, Unit]) -> Candidate:
        """With its unit, of those that are seen."""
        state, id_ = (self.record.state, self.record.id) if self.record else ("", None)
        unit = units.get(self.unit) if self.unit else None
        return Candidate(
            unit, self.what, self.category, self.amount, self.qualification, state, id_, self.project
        )


class _Judge:
    """The condition under which units are declared, and the records that there are."""

    def __init__(self, rules: Rules, records: Mapping[str, LedgerRecord], as_of: date) -> None:
        self._guard, self._records, self._as_of = rules.guards["declare"], records, as_of
        self._category, self._least = cache(category_of), cache(self._least_of)

    def of(self, one: _Facts) -> _Judged | None:
        """What should be thought of a unit; None for nothing."""
        category = self._category(one.industry or "")
        amount, qualification = amount_of(one.sales or ""), one.qualification or ""
        if one.kind not in (_TRADE if category in _TRADES else _LEGAL) or not category:
            return None
        if amount is None and not qualification:
            return None
        record = self._records.get(str(one.number)) or (self._records.get(one.code) if one.code else None)
        state = record.state if record is not None else ""

        def fits(share: Decimal) -> bool:
            if qualification:
                reached = None if amount is None else amount / share
                return self._holds(category, reached, name=one.name, qualification=qualification)
            least = self._least(category)
            return amount is not None and least is not None and amount >= least * share

        if state in _LISTED:
            what = "" if fits(Decimal(1)) else "leaving"
        elif state in _ASKED:
            what = ""
        else:
            what = "unasked" if fits(Decimal(1)) else "near" if amount is not None and fits(NEAR) else ""
        return _Judged(what, category, amount, qualification, record, one.number) if what else None

    def of_project(self, one: ProjectRow) -> _Judged | None:
        """The same for an investment project: it counts once work has begun, and until it is completed."""
        amount, least = amount_of(one.planned), self._least(INVESTMENT)
        record = self._records.get(_named(one.name))
        state = record.state if record is not None else ""
        is_over = one.ended_on is not None and one.ended_on <= self._as_of
        if state in _LISTED:
            what = "leaving" if is_over else ""
        elif state in _ASKED or is_over or amount is None or least is None or amount < least * NEAR:
            what = ""
        else:
            has_begun = one.began_on is not None and one.began_on <= self._as_of
            what = "unasked" if has_begun and amount >= least else "near"
        return _Judged(what, INVESTMENT, amount, "", record, 0, one.unit, one) if what else None

    def least(self) -> int:
        """The least amount, in whole 万元, with which any unit is a candidate."""
        known = {category for _, category in _ranges()}
        amounts = [amount for category in known if (amount := self._least(category)) is not None]
        return min((int(amount * NEAR) for amount in amounts), default=QUALIFIED)

    def _holds(self, category: str, amount: Decimal | None, **more: str) -> bool:
        said: dict[str, Any] = {"category": category, "visit_result": "fit", **more}
        if amount is not None:
            said["amount"] = str(amount)
        return self._guard.holds(Situation(said, {}, "visited"), as_of=self._as_of)

    def _least_of(self, category: str) -> Decimal | None:
        """The least amount that opens a heading, to a hundredth of 万元; None where none does."""
        low, high = 0, _MOST
        if not self._holds(category, Decimal(high) / 100):
            return None
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self._holds(category, Decimal(middle) / 100) else (middle + 1, high)
        return Decimal(low) / 100


def _recorded(units: QuerySet[Unit], records: Mapping[str, LedgerRecord]) -> QuerySet[Unit]:
    """The units that have records, by number or code."""
    listed = [key for key, record in records.items() if record.state in _LISTED]
    numbers = [int(key) for key in listed if key.isdecimal() and len(key) < 18]
    return units.filter(Q(number__in=numbers) | Q(code__in=listed))


def _records(actor: Actor) -> dict[str, LedgerRecord]:
    """The record of a unit, by its number and by its code; of a project, by its name."""
    by: dict[str, LedgerRecord] = {}
    for one in records_seen(actor, ENTRIES):
        if one.values["category"] == INVESTMENT:
            by[_named(one.values["name"])] = one
            continue
        for name in ("unit", "code"):
            if key := one.values.get(name):
                by[key] = one
    return by


def _named(name: str) -> str:
    """A key that is no number and no code."""
    return f"project:{name}"


@cache
def _ranges() -> tuple[tuple[tuple[str, ...], str], ...]:
    return tuple((industries.parse_range(row["range"]).prefixes, row["category"]) for row in _rows())


def _rows() -> Iterator[dict[str, str]]:
    with _CATEGORIES.open(encoding="utf-8") as stream:
        yield from csv.DictReader(line for line in stream if not line.startswith("#"))
