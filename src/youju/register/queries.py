"""Every read of the register that another room may use, seen by an actor.

Enter at `visible_to` and `get_for`. Who sees the ledger of differences whole sees the whole register; the
organisation at the head of a division, down to a township, sees the units in it; whoever is sent a difference
sees the unit that it is about. The database says the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from youju.errors import fail
from youju.events.queries import of_stream
from youju.ledger import catalogue
from youju.ledger.models import LedgerRecord, Reach
from youju.ledger.queries import seen_whole
from youju.ledger.queries import visible_to as records_seen
from youju.linkage.deliveries import UNLIKE
from youju.people.actors import Actor
from youju.people.queries import area_of
from youju.register.folding import State, fold
from youju.register.models import Delivery, Load, ProjectRow, Row, Unit, Upload, VillageRow
from youju.register.projects import PROJECTS
from youju.register.rowsets import Key
from youju.register.rules import CODED, VERIFIED, Rules, read
from youju.register.villages import Village, Villages
from youju.standards.divisions import Division

DIFFERENCES = "register_differences"
"""The ledger in which differences are settled."""
REFUSED: Final = Q(delivery=None, done_at__isnull=False)
"""Lists that were handed in by page and could not be taken in."""
LATEST: Final = ("-at", "-id")
"""Order of loads; the worker may take several in at one moment."""
_TOWN: Final = 9
"""Digits of a township; the head of a smaller place sees the units that he is sent, not all there are."""


def sees_all(actor: Actor) -> bool:
    """Whether an actor sees the whole register."""
    return "system" in actor.roles or DIFFERENCES in seen_whole(actor)


def area(actor: Actor) -> str | None:
    """Beginning of the codes of the divisions whose units an actor sees; empty for all, None for none."""
    if sees_all(actor):
        return ""
    found = area_of(actor.organisation) if actor.organisation else None
    return found if found is None or len(found) <= _TOWN else None


def visible_to(actor: Actor) -> QuerySet[Unit]:
    """The units that an actor may see, in the order of entry.

    Of those outside his division that he was sent a difference of, `get_for` gives one at a time.
    """
    found = Unit.objects.order_by("number")
    prefix = area(actor)
    if prefix is None:
        sent = records_seen(actor, DIFFERENCES).order_by().values_list("values__unit", flat=True)
        return found.filter(number__in={int(number) for number in sent if number.isdecimal()})
    if not prefix:
        return found
    return _inside(found, prefix)


def work_on(numbers: Collection[int]) -> QuerySet[LedgerRecord]:
    """The differences of units, by the numbers of these; nobody is asked who looks."""
    with closing(connection.cursor()) as cursor:
        cursor.execute("SELECT register_work(%s::text[])", [[str(number) for number in numbers]])
        ids = [row[0] for row in cursor.fetchall()]
    return LedgerRecord.objects.filter(id__in=ids, voided=False, merged_into=None).order_by("id")


def differences_of(unit: Unit, actor: Actor) -> list[LedgerRecord]:
    """The differences of a unit that an actor may see, the latest first."""
    ids = [one.id for one in work_on([unit.number])]
    return list(records_seen(actor, DIFFERENCES).filter(id__in=ids).order_by("-id"))


def projects(actor: Actor) -> QuerySet[ProjectRow]:
    """The investment projects in whose division an actor sees the units."""
    found = ProjectRow.objects.order_by("code")
    prefix = area(actor)
    return found.none() if prefix is None else found.filter(division__startswith=prefix)


def within(actor: Actor, place: Division | None) -> QuerySet[Unit]:
    """The units of a division that an actor may see, in the order of entry; all of them without one."""
    found = visible_to(actor)
    return _inside(found, place.prefix) if place else found


def _inside(units: QuerySet[Unit], prefix: str) -> QuerySet[Unit]:
    """Those in a division: as a range, which an index leads to also under the row policies."""
    return units.filter(division__gte=prefix, division__lte=prefix + "9" * 12)


def settling(values: Mapping[str, Any], actor: Actor) -> set[UUID]:
    """The records in which values of a unit were settled, of those that an actor may see."""
    ids = [UUID(one["row"]) for one in values.values() if one["list"] == VERIFIED]
    if not ids:
        return set()
    return set(records_seen(actor, DIFFERENCES).filter(id__in=ids).values_list("id", flat=True))


def is_shown_to(account: Any, actor: Actor | None) -> bool:
    """Whether somebody finds the register in the left column: it is kept here, and he sees some of it."""
    if account is None or actor is None or DIFFERENCES not in catalogue.all_current():
        return False
    sent = Reach.objects.filter(scope=actor.organisation, ledger=DIFFERENCES)
    return area(actor) is not None or sent.exists()


def get_for(actor: Actor, unit: str) -> Unit:
    """A unit by its id, its number or its credit code.

    Raises:
        YoujuError: K805 when there is none, or none that the actor may know of.
    """
    try:
        named = Q(id=UUID(unit))
    except ValueError:
        named = Q(number=int(unit)) if unit.isdecimal() and len(unit) < 18 else Q(code=unit)
    found = visible_to(actor).filter(named).first()
    if found is None:
        sent = Unit.objects.filter(named).order_by("number").first()
        if sent is None or not differences_of(sent, actor):
            raise fail("K805", unit=unit)
        return sent
    return found


def as_at(unit: Unit, *, as_of: date, known_at: datetime | None = None) -> State:
    """A unit as it was on a day, by what was known at a moment."""
    return fold(of_stream(unit.id), as_of=as_of, known_at=known_at)


def rows_of(unit: Unit) -> list[Row]:
    """Its rows, those that are gone last."""
    found = Row.objects.filter(unit=unit.id).order_by("source", "row")
    return sorted(found, key=lambda row: row.gone_on is not None)


def branches_of(unit: Unit, actor: Actor) -> QuerySet[Unit]:
    """The branches of a unit that an actor may see."""
    return visible_to(actor).filter(head=unit.id)


def sees_rows(actor: Actor, keys: Sequence[Key]) -> bool:
    """Whether all rows exist and an actor sees them as part of his division, not for one difference alone."""
    wanted = Q()
    for name, number in keys:
        wanted |= Q(source=name, row=number)
    found = Row.objects.filter(wanted).values_list("unit", flat=True)
    units = [unit for unit in found if unit is not None]
    if len(units) != len(set(keys)):
        return False
    if sees_all(actor):
        return True
    if area(actor) is None:
        return False
    return visible_to(actor).filter(id__in=units).count() == len(set(units))


def rules_in_force() -> Rules:
    """The rules of the last load; the shipped ones before the first, and for who may not see loads."""
    last = Load.objects.order_by(*LATEST).values_list("rules", flat=True).first()
    return Rules.from_dict(last) if last else read()


@dataclass(frozen=True, slots=True)
class Holding:
    """That a list knows an item.

    Attributes:
        item: As rules and configurations name it.
        source: Name of the list.
        rows: Of how many of its rows.
        share: Of as many rows as the item has that the list says most often, 0 to 1.
        wins: Whether its value comes first by the rules.
    """

    item: str
    source: str
    rows: int
    share: float
    wins: bool


def dictionary(actor: Actor) -> list[Holding]:
    """Which department holds which item (ask once), as at the last load; the best list of an item first."""
    last = Load.objects.filter(result__has_key="items").order_by(*LATEST).first() if sees_all(actor) else None
    if last is None:
        return []
    rules, items = Rules.from_dict(last.rules), last.result["items"]
    sizes: dict[str, int] = {}
    for lists in items.values():
        for name, many in lists.items():
            sizes[name] = max(sizes.get(name, 0), many)
    found = []
    for item in [*(one for one in rules.items if one in items), *sorted(items.keys() - rules.items.keys())]:
        order = rules.order(item, sorted(items[item]))
        for place, name in enumerate(order):
            many = items[item][name]
            found.append(Holding(item, name, many, many / sizes[name], place == 0))
    return found


def villages() -> Villages:
    """The villages that the office handed in; none where it did not."""
    return Villages(Village(*one) for one in VillageRow.objects.values_list("code", "name", "kind"))


def holdings() -> dict[str, dict[str, int]]:
    """Of how many rows each list knows each item, as at the last load; nothing before the first."""
    last = Load.objects.filter(result__has_key="items").order_by(*LATEST).first()
    return last.result["items"] if last else {}


def lists_delivered() -> list[str]:
    """Names of the lists of units of which something was ever taken in."""
    taken = Delivery.objects.filter(held=False).exclude(source=PROJECTS).order_by("source")
    return list(taken.values_list("source", flat=True).distinct())


def last_linked() -> str:
    """The id of the load that changed rows and links last; empty before the first."""
    found = (
        Load.objects.filter(result__has_key="units").order_by(*LATEST).values_list("id", flat=True).first()
    )
    return str(found or "")


def offer(actor: Actor, unit: str, item: str) -> dict[str, Any] | None:
    """What is known of an item of a unit, so that nobody need be asked again.

    Args:
        unit: Id, number or credit code.

    Returns:
        ``{"value", "list", "row", "on"}``; None when no list says it.

    Raises:
        YoujuError: K805.
    """
    found: dict[str, Any] | None = get_for(actor, unit).values.get(item)
    return found if found is None or found["list"] != CODED else None


def deliveries(actor: Actor, most: int = 200) -> list[Delivery]:
    """The last deliveries, the latest first; for those who see the whole register."""
    if not sees_all(actor):
        return []
    return list(Delivery.objects.select_related("load").order_by("-id")[:most])


def held(actor: Actor, delivery: UUID) -> Delivery | None:
    """A delivery that is held and of which all reasons are kept; None for none, or one that is not seen."""
    found = Delivery.objects.filter(id=delivery).exclude(reasons="")
    return found.first() if sees_all(actor) else None


def acceptable(actor: Actor, deliveries: Sequence[Delivery]) -> dict[UUID, Upload]:
    """Which held deliveries may be taken in as they are, and how they were handed in by page.

    Such a one is only unlike the last, and nothing was delivered of its list since.

    Args:
        actor: Who looks.
        deliveries: Those that are shown.
    """
    unlike = [one for one in deliveries if one.held and {said["code"] for said in one.problems} <= UNLIKE]
    if not unlike or not sees_all(actor):
        return {}
    lists = {one.source for one in unlike}
    given = Upload.objects.filter(source__in=lists).exclude(REFUSED)
    last_handed = {one.source: one for one in given.order_by("source", "-id").distinct("source")}
    delivered = Delivery.objects.filter(source__in=lists).order_by("source", "-id").distinct("source")
    last = dict(delivered.values_list("source", "id"))
    return {
        one.id: handed
        for one in unlike
        if last[one.source] == one.id
        and (handed := last_handed.get(one.source)) is not None
        and handed.delivery_id == one.id
    }


def uploads(actor: Actor, most: int = 20) -> list[Upload]:
    """Lists that were handed in and wait, or could not be taken in and were not handed in again since."""
    if not sees_all(actor):
        return []
    again = Upload.objects.filter(source=OuterRef("source"), id__gt=OuterRef("id"))
    open_ = Upload.objects.filter(delivery=None).exclude(REFUSED, Exists(again)).order_by("-id")
    return list(open_[:most])
