"""What the pages of lists have in common: who looks, which ledger, and what is answered when it cannot be.

Enter at `page`, which makes a view of a function of actor and ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_noop

from youju.errors import YoujuError, fail
from youju.ledger import catalogue
from youju.ledger.rules import Rules
from youju.people.actors import Actor
from youju.people.telling import sentences

View = Callable[..., HttpResponseBase]
EARLIEST, LATEST = 1900, 2200


def page(view: Callable[..., HttpResponseBase]) -> View:
    """A view that is given the actor and the rules of the ledger in the address.

    Whoever has no records to see is refused; problems become a page with their sentences.
    """

    @wraps(view)
    def answer(request: HttpRequest, name: str, **parts: Any) -> HttpResponseBase:
        actor = actor_of(request)
        try:
            return view(request, actor, catalogue.current(name), **parts)
        except YoujuError as error:
            return refused(request, error)

    return answer


def actor_of(request: HttpRequest) -> Actor:
    """Who looks.

    Raises:
        PermissionDenied: An administrator, who has no records to see.
    """
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise PermissionDenied
    return actor


def refused(request: HttpRequest, error: YoujuError) -> HttpResponseBase:
    """The page that says what stands against something."""
    told = sentences(error.problems[:20])
    return render(request, "ledger/refused.html", {"sentences": told}, status=error.http)


def day_of(request: HttpRequest) -> date:
    """The date as at which a page is asked for; today where the address does not say.

    Raises:
        YoujuError: K720 for what is no date.
    """
    text = request.GET.get("as_of", "")
    if not text:
        return timezone.localdate()
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = date.min
    if not EARLIEST <= found.year <= LATEST:
        expected = gettext_noop("1900年至2200年间的日期，如 2023-12-31")
        raise fail("K720", on=text[:40], reason="不是可用的日期", expected=expected)
    return found


def may_open(actor: Actor, rules: Rules) -> bool:
    """Whether somebody may register records of a ledger, and so import them."""
    return not actor.roles.isdisjoint(rules.ledger.open_by)
