"""Reading organisations and persons."""

from __future__ import annotations

from collections.abc import Iterable

from youju.errors import fail
from youju.people.actors import Actor
from youju.people.holding import once
from youju.people.models import Membership, Organisation, Person
from youju.standards.divisions import prefix


def actor(person: str, *, organisation: str | None = None) -> Actor:
    """The actor of a person, in one organisation.

    Args:
        organisation: Code of the organisation on whose behalf; by default the one where the person
            was first given a role.

    Raises:
        YoujuError: P603, no such person or not active; P601, no role in that organisation.
    """
    known = Person.objects.filter(id=person, active=True).first()
    if known is None:
        raise fail("P603", id=person)
    held = Membership.objects.filter(person=known).order_by("id").values_list("organisation_id", "role")
    memberships = list(held)
    if organisation is None and memberships:
        organisation = memberships[0][0]
    roles = frozenset(role for code, role in memberships if code == organisation)
    if organisation is not None and not roles:
        raise fail("P601", organisation=organisation)
    return Actor(id=known.id, name=known.name, organisation=organisation, roles=roles)


def organisation(code: str) -> Organisation:
    """One organisation.

    Raises:
        YoujuError: P601.
    """
    found = Organisation.objects.filter(code=code).first()
    if found is None:
        raise fail("P601", organisation=code)
    return found


def organisation_names(codes: Iterable[str]) -> dict[str, str]:
    """Names by code; unknown codes are absent."""
    return dict(Organisation.objects.filter(code__in=set(codes)).values_list("code", "name"))


def person_names(ids: Iterable[str]) -> dict[str, str]:
    """Names by id; unknown ids are absent."""
    return dict(Person.objects.filter(id__in=set(ids)).values_list("id", "name"))


def subtree(code: str) -> list[str]:
    """Codes of an organisation and of all below it, from the top; empty when it is unknown."""
    path = Organisation.objects.filter(code=code).values_list("path", flat=True).first()
    if path is None:
        return []
    below = Organisation.objects.filter(path__startswith=path)
    return list(below.order_by("path").values_list("code", flat=True))


def is_within(code: str, ancestor: str) -> bool:
    """Whether an organisation is another or lies below it."""
    path = Organisation.objects.filter(code=code).values_list("path", flat=True).first()
    return path is not None and f"/{ancestor}/" in f"/{path}"


@once
def area_of(code: str) -> str | None:
    """Beginning of the codes of all divisions that an organisation stands at the head of.

    It has a division, and none above it has the same: so a township, but not the bureaus of a county. The
    database says the same (``people_area``).

    Returns:
        None where there is no such division.
    """
    own = Organisation.objects.filter(code=code).first()
    if own is None or not own.division:
        return None
    area = prefix(own.division)
    above = Organisation.objects.filter(code__in=own.path.split("/")).exclude(code=code)
    return None if any(prefix(one) == area for one in above.values_list("division", flat=True)) else area


def heads() -> dict[str, str]:
    """The organisation at the head of each division, by the beginning of its codes, as `area_of` says it."""
    rows = Organisation.objects.exclude(division="").order_by("path").values_list("code", "path", "division")
    areas = {code: (path, prefix(division)) for code, path, division in rows}
    found: dict[str, str] = {}
    for code, (path, area) in areas.items():
        above = (areas[one][1] for one in path.split("/") if one != code and one in areas)
        if area not in above:
            found.setdefault(area, code)
    return found


def organisations_after(code: str, most: int) -> list[Organisation]:
    """Organisations in the order of their codes, from behind one."""
    return list(Organisation.objects.filter(code__gt=code).order_by("code")[:most])
