"""Reading which tokens there are; none of them can be read itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext

from youju.events.checks import recorded_day
from youju.people.tokens import scopes
from youju.people.tokens.models import ApiToken

MOST = 200


@dataclass(frozen=True, slots=True)
class Issued:
    """A token as the security administrator sees it.

    Attributes:
        scopes: In words.
        until: Last day on which it holds.
        state: ``valid``, ``expired`` or ``revoked``.
    """

    id: int
    system: str
    person: str
    organisation: str
    scopes: list[str]
    until: date
    used_on: date | None
    state: str


def issued(*, at: datetime) -> list[Issued]:
    """The tokens, the latest first."""
    labels = scopes.offered()
    return [
        Issued(
            id=one.id,
            system=one.system,
            person=gettext("%(name)s（%(id)s）") % {"name": one.person.name, "id": one.person_id},
            organisation=one.organisation.name,
            scopes=[labels.get(scope, scope) for scope in one.scopes],
            until=recorded_day(one.expires_at - timedelta(microseconds=1)),
            used_on=one.used_on,
            state="revoked" if one.revoked_at else "expired" if one.expires_at <= at else "valid",
        )
        for one in ApiToken.objects.select_related("person", "organisation").order_by("-id")[:MOST]
    ]
