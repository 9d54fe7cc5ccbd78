"""Pages: the code at the login, and setting the own second factor up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from youju.errors import YoujuError
from youju.people import sessions, signing_in
from youju.people.backends import Accounts
from youju.people.models import Account
from youju.people.second_factor import actions
from youju.people.telling import sentences

WAITING = "waiting"
"""Key of the session of somebody whose password was right and whose code is awaited."""
PATIENCE = timedelta(minutes=5)


def wait_for_code(request: Any, account: Account, *, back: str, at: datetime) -> HttpResponse:
    """Ask for the code; all else was right. The session is a new one and not yet that of the account."""
    request.session.cycle_key()
    request.session[WAITING] = {
        "account": account.pk,
        "until": (at + PATIENCE).timestamp(),
        "back": back,
        "outside": account.outside,
    }
    return HttpResponseRedirect(reverse("login_code"))


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
def login_code(request: Any) -> HttpResponse:
    """The second page of the login."""
    at = timezone.now()
    waits = request.session.get(WAITING)
    account = Accounts().get_user(waits["account"]) if waits and waits["until"] > at.timestamp() else None
    if account is None:
        return HttpResponseRedirect(reverse("login"))
    if request.method == "GET":
        return render(request, "people/login_code.html")
    address = request.META.get("REMOTE_ADDR", "")
    try:
        actions.check(account, request.POST.get("code", ""), address=address, at=at)
    except YoujuError as error:
        return render(request, "people/login_code.html", {"problems": sentences(error)}, status=error.http)
    del request.session[WAITING]
    account.outside = waits["outside"]
    signing_in.completed(account, address=address, at=at)
    sessions.begin(request, account)
    return HttpResponseRedirect(sessions.landing(request, account, waits["back"]))


@sensitive_post_parameters("code", "password")
@never_cache
@require_http_methods(["GET", "POST"])
def second_factor(request: Any) -> HttpResponse:
    """Begin, confirm or give up the own second factor."""
    at, account = timezone.now(), request.account
    problems: list[str] = []
    status = 200
    if request.method == "POST":
        try:
            if request.POST.get("do") == "remove":
                actions.remove(account, request.POST.get("password", ""), at=at)
                return HttpResponseRedirect("/")
            actions.confirm(account, request.POST.get("code", ""), at=at)
        except YoujuError as error:
            problems, status = sentences(error), error.http
    setup = None if signing_in.awaits_code(account) else actions.begin(account, at=at)
    context = {"problems": problems, "setup": setup}
    return render(request, "people/second_factor.html", context, status=status)
