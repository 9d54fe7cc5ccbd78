"""The page of the security administrator on which tokens of other systems are issued and revoked."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from youju.errors import YoujuError, fail
from youju.people.administration import guard
from youju.people.administration.views import sentences
from youju.people.tokens import actions, queries, scopes


@never_cache
@guard.only("security_admin")
@require_http_methods(["GET", "POST"])
def tokens(request: Any) -> HttpResponse:
    """The tokens; issuing one, which is shown this once, and revoking one."""
    at = timezone.now()
    context: dict[str, Any] = {"section": "tokens", "given": request.POST, "problems": []}
    status = 200
    if request.method == "POST":
        try:
            if request.POST.get("do") == "revoke":
                actions.revoke(_number(request.POST.get("token", "")), by=request.account.actor_id, at=at)
                return HttpResponseRedirect(request.path)
            context["token"] = _issue(request, at)
            context["given"] = {}
        except YoujuError as error:
            context["problems"], status = sentences(error), error.http
    offered = scopes.offered()
    chosen = request.POST.getlist("scope") if context["given"] else []
    return render(
        request,
        "people/administration/tokens.html",
        {
            **context,
            "tokens": queries.issued(at=at),
            "offered": [(scope, label, scope in chosen) for scope, label in offered.items()],
            "latest": timezone.localdate(at) + actions.LONGEST,
        },
        status=status,
    )


def _issue(request: Any, at: datetime) -> str:
    """Issue what the form asks for.

    Raises:
        YoujuError: P633.
    """
    until = request.POST.get("until", "")
    try:
        day = date.fromisoformat(until)
    except ValueError:
        raise fail("P633", what="有效期", value=until[:20], reason="不是日期") from None
    return actions.issue(
        request.POST.get("system", ""),
        person=request.POST.get("person", "").strip(),
        organisation=request.POST.get("organisation", "").strip(),
        scopes=request.POST.getlist("scope"),
        until=day,
        by=request.account.actor_id,
        at=at,
    )


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0
