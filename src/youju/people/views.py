"""Pages for everybody: logging in and out, changing the password, choosing on whose behalf one acts."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from youju.errors import YoujuError
from youju.people import accounts, auditing, queries, sessions, signing_in
from youju.people.middleware import ORGANISATION
from youju.people.outside.views import offered
from youju.people.second_factor.views import wait_for_code
from youju.people.telling import sentences


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: Any) -> HttpResponse:
    """The login page; afterwards one is where one wanted to go."""
    back = _local(request.POST.get("next") or request.GET.get("next") or "")
    name = request.POST.get("username", "")
    if request.method == "POST":
        address = request.META.get("REMOTE_ADDR", "")
        try:
            account = signing_in.sign_in(
                name, request.POST.get("password", ""), address=address, at=timezone.now()
            )
        except YoujuError as error:
            return render(
                request,
                "people/login.html",
                {**offered(), "next": back, "username": name, "problems": sentences(error)},
                status=error.http,
            )
        if signing_in.awaits_code(account):
            return wait_for_code(request, account, back=back, at=timezone.now())
        sessions.begin(request, account)
        return HttpResponseRedirect(sessions.landing(request, account, back))
    if request.account is not None:
        return HttpResponseRedirect(back)
    return render(request, "people/login.html", {**offered(), "next": back, "username": ""})


@require_POST
def logout(request: Any) -> HttpResponse:
    """End the session."""
    if request.account is not None:
        auditing.record(
            "logout", actor=request.account.actor_id, at=timezone.now(), subject=request.account.username
        )
    sessions.end(request)
    return HttpResponseRedirect(reverse("login"))


@sensitive_post_parameters("old", "new", "again")
@never_cache
@require_http_methods(["GET", "POST"])
def password(request: Any) -> HttpResponse:
    """Change one's own password; a one-time password must be."""
    problems: list[str] = []
    status = 200
    if request.method == "POST":
        try:
            if request.POST.get("new", "") != request.POST.get("again", ""):
                problems, status = [gettext("两次输入的新密码不一致，请重新输入。")], 400
            else:
                changed = accounts.change_password(
                    request.account,
                    request.POST.get("old", ""),
                    request.POST.get("new", ""),
                    at=timezone.now(),
                )
                sessions.renew(request, changed)
                return HttpResponseRedirect(_local(request.GET.get("next", "")))
        except YoujuError as error:
            problems, status = sentences(error), error.http
    context = {"problems": problems, "least": accounts.LEAST, "first": request.account.must_change}
    return render(request, "people/password.html", context, status=status)


@require_POST
def organisation(request: Any) -> HttpResponse:
    """Act on behalf of another of one's organisations."""
    code = request.POST.get("organisation", "")
    try:
        if request.account.person_id is None:
            return HttpResponseRedirect("/")
        queries.actor(request.account.person_id, organisation=code)
    except YoujuError as error:
        return render(request, "404.html", {"sentence": sentences(error)[0]}, status=404)
    request.session[ORGANISATION] = code
    return HttpResponseRedirect(_local(request.POST.get("next", "")))


def _local(address: str) -> str:
    """An address of ours; the home page instead of anything that leads elsewhere."""
    if url_has_allowed_host_and_scheme(address, allowed_hosts=None) and address.startswith("/"):
        return address
    return "/"
