"""Pages of the system administrator: organisations and accounts. No roles, no passwords as a whole."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from youju.errors import YoujuError
from youju.people import actions as people
from youju.people import queries
from youju.people.accounts import KINDS
from youju.people.administration import actions, guard
from youju.people.administration import queries as reading
from youju.people.administration import words as telling
from youju.people.administration.views import paged, sentences

FIELDS = ("code", "name", "short_name", "kind", "division")


@guard.only("system_admin")
@require_http_methods(["GET", "POST"])
def organisations(request: Any) -> HttpResponse:
    """The tree of organisations, level by level, with a form for another one."""
    under = request.GET.get("under") or None
    words = request.GET.get("q", "").strip()
    problems: list[str] = []
    status = 200
    if request.method == "POST":
        try:
            _save(request, request.POST.get("code", "").strip())
            query = urlencode({"under": request.POST.get("parent", "").strip()})
            return HttpResponseRedirect(f"{request.path}?{query}")
        except YoujuError as error:
            problems, status = sentences(error), error.http
    rows = reading.organisations(under=under, words=words, after=request.GET.get("after", ""))
    following = paged(rows, "code", "after", under=under or "", q=words)
    context = {
        "section": "organisations",
        **following,
        "rows": [(one, telling.kind_of(one.kind)) for one in following["rows"]],
        "kinds": telling.kinds_of(request.POST.get("kind", "")),
        "above": reading.above(under),
        "under": under or "",
        "words": words,
        "problems": problems,
        "given": request.POST,
    }
    return render(request, "people/administration/organisations.html", context, status=status)


@guard.only("system_admin")
@require_http_methods(["GET", "POST"])
def organisation(request: Any, code: str) -> HttpResponse:
    """One organisation, to be changed or moved."""
    problems: list[str] = []
    status = 200
    try:
        known = queries.organisation(code)
        given = {name: getattr(known, name) for name in FIELDS} | {"parent": known.parent_id or ""}
        if request.method == "POST":
            given |= request.POST.dict()
            _save(request, code)
            query = urlencode({"under": known.parent_id or ""})
            return HttpResponseRedirect(f"{reverse('people:organisations')}?{query}")
    except YoujuError as error:
        if error.http == 404 and request.method == "GET":
            return render(request, "404.html", {"sentence": sentences(error)[0]}, status=404)
        problems, status = sentences(error), error.http
    context = {
        "section": "organisations",
        "above": reading.above(code),
        "code": code,
        "kinds": telling.kinds_of(given["kind"]),
        "given": given,
        "problems": problems,
    }
    return render(request, "people/administration/organisation.html", context, status=status)


def _save(request: Any, code: str) -> None:
    given = {name: request.POST.get(name, "").strip() for name in (*FIELDS, "parent")}
    people.save_organisation(
        code,
        name=given["name"],
        short_name=given["short_name"],
        kind=given["kind"],
        division=given["division"],
        parent=given["parent"] or None,
        actor=actions.actor_of(request.account),
        on=timezone.localdate(),
        at=timezone.now(),
    )


@never_cache
@guard.only("system_admin")
@require_http_methods(["GET", "POST"])
def accounts(request: Any) -> HttpResponse:
    """Accounts, with a form for another one."""
    problems: list[str] = []
    half, status = {}, 200
    if request.method == "POST":
        given = {name: request.POST.get(name, "").strip() for name in ("username", "kind", "person", "name")}
        try:
            first = actions.open_account(
                given["username"],
                kind=given["kind"],
                person=given["person"] if given["kind"] == "user" else None,
                name=given["name"],
                by=request.account,
                on=timezone.localdate(),
                at=timezone.now(),
            )
            half = {"username": given["username"], "text": first}
        except YoujuError as error:
            problems, status = sentences(error), error.http
    return _accounts(request, problems, half, status)


@never_cache
@guard.only("system_admin")
@require_POST
def account(request: Any, username: str) -> HttpResponse:
    """Disable or enable an account, or begin a new password for it."""
    half: dict[str, str] = {}
    try:
        match request.POST.get("do"):
            case "reset":
                first = actions.begin_reset(username, by=request.account, at=timezone.now())
                half = {"username": username, "text": first}
            case "disable" | "enable" as what:
                actions.set_active(username, what == "enable", by=request.account, at=timezone.now())
                return HttpResponseRedirect(f"{reverse('people:accounts')}?{urlencode({'q': username})}")
            case _:
                return HttpResponse(status=400)
    except YoujuError as error:
        return _accounts(request, sentences(error), {}, error.http)
    return _accounts(request, [], half, 200)


def _accounts(request: Any, problems: list[str], half: dict[str, str], status: int) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    rows = reading.accounts(words=words, after=request.GET.get("after", ""))
    found = paged(rows, "username", "after", q=words)
    context = {
        "section": "accounts",
        "accounts": [
            {"account": one, "kind": gettext(KINDS[one.kind]), "waiting": reading.is_waiting(one)}
            for one in found["rows"]
        ],
        "following": found["following"],
        "kinds": [(kind, gettext(label)) for kind, label in KINDS.items()],
        "words": words,
        "problems": problems,
        "half": half,
        "given": request.POST if problems else {},
    }
    return render(request, "people/administration/accounts.html", context, status=status)
