"""Who asks: every request has an account and an actor, and shows the database its ticket.

After `Acting`, ``request.account`` is the account (None before a login) and ``request.actor`` the
`Actor` (None for administrators, who have no records to see). Whoever has not logged in is sent to the
login page, except to the places in `PUBLIC`; whoever holds a one-time password, to the page that changes it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from youju.errors import YoujuError
from youju.people import queries, sessions, tickets
from youju.people.actors import Actor
from youju.people.models import Account

Answer = Callable[[HttpRequest], HttpResponse]

PUBLIC = ("/login/", "/static/", "/preferences/", "/api/")
"""Where nobody needs to be logged in; the API asks for its own tokens."""
BEFORE = ("/password/", "/logout/", "/preferences/")
"""Where somebody may go who still has to change the password, in the language that he reads."""
ORGANISATION = "organisation"
"""Key of the session: on whose behalf its owner acts."""


def Acting(get_response: Answer) -> Answer:  # noqa: N802 - named as Django names middleware
    """Finds account and actor, shows the ticket, and takes it away when the answer has been sent."""

    def middleware(request: Any) -> HttpResponse:
        if request.path.startswith("/static/"):
            request.account = request.actor = None
            return get_response(request)
        account = sessions.account_of(request)
        request.account, request.actor = account, None
        if account is not None:
            request.actor, refused = _actor(request, account)
            _keep(request)
            if refused:
                sessions.end(request)
                return HttpResponseRedirect(reverse("login"))
        tickets.show(ticket_of(account, request.actor))
        if account is None and not request.path.startswith(PUBLIC):
            return _to_login(request)
        if account is not None and sessions.must_change(request, account) and request.path not in BEFORE:
            return HttpResponseRedirect(reverse("password"))
        response = get_response(request)
        if response.streaming:
            return response  # its rows are read while it is sent; `closed` takes the ticket away
        tickets.show("")
        return response

    return middleware


def ticket_of(account: Account | None, actor: Actor | None) -> str:
    """The ticket of a request; empty for nobody."""
    if account is None:
        return ""
    now, here = timezone.now(), tickets.backend()
    if actor is not None:
        return tickets.sign(at=now, actor=actor, backend=here)
    return tickets.sign(at=now, kind=account.kind, person=account.actor_id, backend=here)


def closed(**_: Any) -> None:
    """Take the ticket away when a request has ended; connected to ``request_finished``."""
    from django.db import connection

    if tickets.is_shown() and not connection.in_atomic_block:
        tickets.show("")


def _actor(request: Any, account: Account) -> tuple[Actor | None, bool]:
    """The actor of an account, and whether it may no longer act at all."""
    if account.person_id is None:
        return None, False
    try:
        return queries.actor(account.person_id, organisation=request.session.get(ORGANISATION)), False
    except YoujuError:
        request.session.pop(ORGANISATION, None)  # the role there was taken away
    try:
        return queries.actor(account.person_id), False
    except YoujuError:
        return None, True


def _keep(request: Any) -> None:
    """Somebody is working: the session goes on. Written once a minute, not with every request."""
    now = int(timezone.now().timestamp())
    if now - request.session.get("seen", 0) > 60:
        request.session["seen"] = now


def _to_login(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=401)
        answer.headers["HX-Redirect"] = reverse("login")
        return answer
    back = request.get_full_path() if request.method == "GET" else "/"
    return HttpResponseRedirect(f"{reverse('login')}?{urlencode({'next': back})}")
