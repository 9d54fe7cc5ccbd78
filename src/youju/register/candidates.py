"""Units that should be on the reporting list and are not (应统未统), come near, or no longer qualify.

Enter at `found`. What a unit sells and which qualification it has, comes from the lists; which amounts count,
from the condition under which the ledger of entries lets a unit be declared: a threshold stands in one place,
the pack.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from youju.errors import fail
from youju.ledger import catalogue
from youju.ledger.models import LedgerRecord
from youju.ledger.queries import visible_to as records_seen
from youju.ledger.rules import Rules, Situation
from youju.people.actors import Actor
from youju.register import queries
from youju.register.models import Unit
from youju.standards import industries

ENTRIES: Final = "register_entries"
"""The ledger of entry and exit."""
NEAR: Final = Decimal("0.8")
"""Share of a threshold from which a unit comes near."""
_CATEGORIES: Final = Path(__file__).parent / "data" / "entry_categories.csv"
_KINDS: Final = ("法人单位", "农民专业合作社")
_ASKED: Final = ("collecting", "visited", "declared", "listed", "leaving")
_LISTED: Final = ("listed", "leaving")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit of which somebody should think.

    Attributes:
        unit: The unit.
        what: ``unasked``, ``near`` or ``leaving``.
        category: As the ledger names them.
        amount: What it sells in a year, 万元; None where no list says.
        qualification: Its qualification, or empty.
        state: Of its record in the ledger; empty without one.
        record: That record.
    """

    unit: Unit
    what: str
    category: str
    amount: Decimal | None
    qualification: str
    state: str
    record: UUID | None = None


def found(actor: Actor, *, as_of: date) -> list[Candidate]:
    """All candidates among the units that an actor may see, the largest first.

    Args:
        actor: Who asks.
        as_of: Day of the conditions.

    Raises:
        YoujuError: K810 where the ledger of entries is not installed.
    """
    rules, records = _rules(), _records(actor)
    units = queries.visible_to(actor).filter(closed_on=None, merged_into=None, kind__in=_KINDS)
    units = units.filter(values__has_any_keys=["sales", "qualification"])
    every = (one for unit in units.iterator() if (one := _judged(unit, rules, records, as_of)) is not None)
    return sorted(every, key=lambda one: (one.what, -(one.amount or 0), one.unit.number))


def of(actor: Actor, unit: str, *, as_of: date) -> Candidate | None:
    """What should be thought of one unit; None for nothing.

    Args:
        actor: Who asks.
        unit: Id, number or credit code.
        as_of: Day of the conditions.

    Raises:
        YoujuError: K805 for a unit that the actor does not see, K810 as for `found`.
    """
    rules, records = _rules(), _records(actor)
    one = queries.get_for(actor, unit)
    here = one.closed_on is None and one.merged_into is None and one.kind in _KINDS
    return _judged(one, rules, records, as_of) if here else None


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


def _judged(unit: Unit, rules: Rules, records: Mapping[str, LedgerRecord], as_of: date) -> Candidate | None:
    values = {item: one["value"] for item, one in unit.values.items()}
    category = category_of(values.get("industry", ""))
    amount = amount_of(values.get("sales", ""))
    qualification = values.get("qualification", "")
    if not category or (amount is None and not qualification):
        return None
    record = records.get(str(unit.number)) or records.get(unit.code)
    state = record.state if record is not None else ""

    def fits(reached: Decimal | None) -> bool:
        said: dict[str, Any] = {"category": category, "visit_result": "fit", "name": unit.name}
        if reached is not None:
            said["amount"] = str(reached)
        if qualification:
            said["qualification"] = qualification
        return rules.guards["declare"].holds(Situation(said, {}, "visited"), as_of=as_of)

    if state in _LISTED:
        what = "" if fits(amount) else "leaving"
    elif state in _ASKED:
        what = ""
    elif fits(amount):
        what = "unasked"
    else:
        what = "near" if amount is not None and fits(amount / NEAR) else ""
    if not what:
        return None
    return Candidate(unit, what, category, amount, qualification, state, record.id if record else None)


def _records(actor: Actor) -> dict[str, LedgerRecord]:
    """The record of a unit, by its number and by its code."""
    by: dict[str, LedgerRecord] = {}
    for one in records_seen(actor, ENTRIES):
        for name in ("unit", "code"):
            if key := one.values.get(name):
                by[key] = one
    return by


@cache
def _ranges() -> tuple[tuple[tuple[str, ...], str], ...]:
    return tuple((industries.parse_range(row["range"]).prefixes, row["category"]) for row in _rows())


def _rows() -> Iterator[dict[str, str]]:
    with _CATEGORIES.open(encoding="utf-8") as stream:
        yield from csv.DictReader(line for line in stream if not line.startswith("#"))
