"""What there is to choose from: divisions and industries by the standards, organisations, persons by scope.

Whoever acts chooses among the organisations of the tree in which he acts and those of the divisions above
his, and the persons who hold a role in the tree; administrators, who see no records, among all. An index is
made once and kept while what it was made of is unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from threading import Lock
from typing import Any

from django.db import connection
from django.db.models import Q

from youju.people.actors import Actor
from youju.people.models import Membership, Organisation
from youju.standards import divisions, industries, tables
from youju.ui.picking.index import Choice, Index

_lock = Lock()
_kept: dict[tuple[str, str], tuple[Any, Index]] = {}
KEPT = 16
"""Indexes of organisations and persons that are kept at once."""


def home_of(actor: Actor | None) -> str:
    """Code of the division in which somebody acts; empty when unknown."""
    if actor is None or actor.organisation is None:
        return ""
    found = Organisation.objects.filter(code=actor.organisation).values_list("division", flat=True).first()
    return found or ""


def divisions_near(_: Actor | None) -> Index:
    """All divisions down to streets, towns and townships."""
    with _lock:  # the first to ask builds it, the others wait instead of building another
        return _divisions()


@cache
def _divisions() -> Index:
    return Index(sorted(_every_division(), key=lambda one: one.code))


def _every_division() -> Iterator[Choice]:
    names: dict[str, str] = {}
    for one in divisions.known():
        above = "".join(part.name for part in one.ancestors if part.name not in divisions.PLACEHOLDERS)
        names[one.prefix] = above + one.name
        if one.name not in divisions.PLACEHOLDERS:
            yield Choice(one.code, one.name, above, place=one.code, rank=int(one.level))
    for code, name in divisions.streets().items():
        yield Choice(code, name, names.get(code[:6], ""), place=code, rank=4)


@cache
def _industries() -> Index:
    return Index(
        Choice(one.code, one.name, one.level.label, rank=int(one.level)) for one in industries.everything()
    )


def all_industries(_: Actor | None) -> Index:
    """All industries of GB/T 4754-2017."""
    return _industries()


def organisations_of(actor: Actor | None) -> Index:
    """The organisations of the tree in which somebody acts, and those of the province and city above."""
    top = _top(actor)
    if top is None:
        return Index([])
    above = _above(actor) if top else ()
    asked = Organisation.objects.filter(Q(path__startswith=top) | Q(division__in=above))

    def made() -> Iterator[Choice]:
        rows = {
            code: (name, short, division, parent)
            for code, name, short, division, parent in asked.order_by("path").values_list(
                "code", "name", "short_name", "division", "parent_id"
            )
        }
        for place, (code, (name, short, division, parent)) in enumerate(rows.items()):
            over = rows[parent][0] if parent in rows else ""
            yield Choice(code, name, over, short=short, place=division, rank=place)

    mark = _print("people_organisation", "" if above else top)
    return _current("organisation", f"{top} {' '.join(above)}", mark, made)


def persons_of(actor: Actor | None) -> Index:
    """The active persons who hold a role in the tree in which somebody acts, with where they work."""
    top = _top(actor)
    if top is None:
        return Index([])

    def made() -> Iterator[Choice]:
        asked = Membership.objects.filter(organisation__path__startswith=top, person__active=True)
        held: dict[str, tuple[str, dict[str, None]]] = {}
        for id_, name, where in asked.order_by("person_id", "id").values_list(
            "person_id", "person__name", "organisation__name"
        ):
            held.setdefault(id_, (name, {}))[1][where] = None
        for id_, (name, places) in held.items():
            yield Choice(id_, name, "、".join(places))

    marks = (_print("people_organisation", top), _print("people_membership"), _print("people_person"))
    return _current("person", top, marks, made)


def _top(actor: Actor | None) -> str | None:
    """Beginning of the paths of the tree in which somebody acts; all for administrators, None for nobody."""
    if actor is None or "system" in actor.roles:
        return ""
    path = _path(actor)
    return f"{path.split('/')[0]}/" if path else None


def _path(actor: Actor | None) -> str:
    """Path of the organisation for which somebody acts; empty when unknown."""
    if actor is None:
        return ""
    return Organisation.objects.filter(code=actor.organisation).values_list("path", flat=True).first() or ""


def _above(actor: Actor | None) -> tuple[str, ...]:
    """Codes, in every customary length, of the divisions above the one in which somebody acts."""
    path = _path(actor)
    inwards = dict(
        Organisation.objects.filter(code__in=path.split("/"))
        .exclude(division="")
        .values_list("path", "division")
    )
    if not inwards:
        return ()
    here = divisions.prefix(inwards[max(inwards, key=len)])
    found = [here[:length] for length in divisions.LENGTHS if length < len(here)]
    return tuple(
        one.ljust(length, "0") for one in found for length in divisions.LENGTHS if length >= len(one)
    )


def _print(table: str, top: str = "") -> tuple[int, int | None]:
    """A number that changes with the rows of a table."""
    if table == "people_organisation":
        where, given = "WHERE t.path LIKE %s", [top.replace("_", r"\_").replace("%", r"\%") + "%"]
    else:
        where, given = "", []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), sum(hashtextextended(t::text, 0)) FROM {table} AS t {where}", given)  # noqa: S608 - names of ours
        count, digest = cursor.fetchone()
    return count, digest


def _current(kind: str, top: str, mark: Any, made: Callable[[], Iterator[Choice]]) -> Index:
    """The index for a tree, made anew when what it was made of has changed."""
    kept = _kept.get((kind, top))
    if kept is not None and kept[0] == mark:
        return kept[1]
    index = Index(made())
    with _lock:
        while len(_kept) >= KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[kind, top] = (mark, index)
    return index


tables.keeps(_divisions)
