"""Telling those who acknowledge a rule's alerts that one stands: once for each level that it comes to.

Enter at `tell`, which `actions.run` calls when it has judged everything: an alert of the past that has ended
by then is told to nobody.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.urls import reverse

from youju.engine.aggregates import rounded
from youju.monitoring.models import Alert
from youju.notices import actions
from youju.people.models import Membership


def tell(alerts: Iterable[Alert], *, at: dt.datetime) -> None:
    """Tell of alerts that were raised or have risen; whoever was told of a level is not told of it again.

    Args:
        alerts: As they stand now.
        at: When.
    """
    standing = [one for one in alerts if one.ended_on is None]
    holders = _holders({role for one in standing for role in one.readers})
    actions.notify(
        (
            actions.Telling(person, "waiting", text(one), address(one), f"alert:{one.id}:{one.level}")
            for one in standing
            for role in one.readers
            for person in holders[role]
        ),
        at=at,
    )


def text(alert: Alert) -> str:
    """What is told, in Chinese as all notices are."""
    due = f"，请在{alert.due_on.month}月{alert.due_on.day}日前确认" if alert.due_on else ""
    measure = f"{rounded(alert.measure, 1):f}"
    return f"{alert.label}（{alert.level_label}）：{alert.last_period}监测值{measure}{due}。"


def address(alert: Alert) -> str:
    """Of the page on which it is acknowledged."""
    return reverse("monitoring:alert", args=[alert.id])


def _holders(roles: set[str]) -> dict[str, list[str]]:
    """Persons by the roles that they hold anywhere."""
    found: dict[str, list[str]] = defaultdict(list)
    held = Membership.objects.filter(role__in=roles, person__active=True).order_by("id")
    for role, person in held.values_list("role", "person_id").distinct():
        found[role].append(person)
    return found
