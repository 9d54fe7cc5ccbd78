"""Going to an outside service to log in, and coming back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from youju.errors import YoujuError, fail
from youju.people import sessions, signing_in
from youju.people.outside import actions, cas, oidc
from youju.people.second_factor.views import wait_for_code
from youju.people.telling import sentences

GOING = "outside"
"""Key of the session of somebody who has gone to an outside service: what to compare when he is back."""


@never_cache
@require_safe
def oidc_login(request: Any) -> HttpResponse:
    """Go to the service of OpenID Connect."""
    if not settings.OIDC_ISSUER:
        raise Http404
    return _going(request, "oidc", lambda: oidc.begin(_back("oidc_back")))


@never_cache
@require_safe
def oidc_back(request: Any) -> HttpResponse:
    """Come back from it with a code."""
    going = _gone(request, "oidc")
    given = request.GET

    def name() -> str:
        if going is None or not constant_time_compare(given.get("state", ""), going["state"][0]):
            raise fail("P640", reason="不是对这次登录的答复")
        if not given.get("code"):
            raise fail("P640", reason="没有通过")
        return oidc.finish(given["code"], oidc.Waiting(*going["state"]), back=_back("oidc_back"))

    return _coming(request, "oidc", name, going)


@never_cache
@require_safe
def cas_login(request: Any) -> HttpResponse:
    """Go to the service of CAS, or come back from it with a ticket."""
    if not settings.CAS_ADDRESS:
        raise Http404
    if "ticket" not in request.GET:
        state = get_random_string(32)
        return _going(request, "cas", lambda: (cas.begin(_cas_back(state)), [state]))
    going = _gone(request, "cas")

    def name() -> str:
        if going is None or not constant_time_compare(request.GET.get("state", ""), going["state"][0]):
            raise fail("P640", reason="不是对这次登录的答复")
        return cas.finish(request.GET["ticket"][:256], back=_cas_back(going["state"][0]))

    return _coming(request, "cas", name, going)


def _going(request: Any, way: str, begin: Callable[[], tuple[str, Any]]) -> HttpResponse:
    try:
        signing_in.check_rate(request.META.get("REMOTE_ADDR", ""), timezone.now())
        address, state = begin()
    except YoujuError as error:
        return _told(request, error)
    back = request.GET.get("next", "")
    request.session[GOING] = {"way": way, "state": list(state), "next": _local(back)}
    return HttpResponseRedirect(address)


def _gone(request: Any, way: str) -> dict[str, Any] | None:
    """What the session remembers of the way there; it counts once."""
    going = request.session.pop(GOING, None)
    return going if going is not None and going["way"] == way else None


def _coming(request: Any, way: str, name: Callable[[], str], going: Any) -> HttpResponse:
    at, address = timezone.now(), request.META.get("REMOTE_ADDR", "")
    try:
        signing_in.check_rate(address, at)
        known = name()
    except YoujuError as error:
        actions.refused(error.problems[0].message, way=way, address=address, at=at)
        return _told(request, error)
    try:
        account = actions.accept(known, way=way, address=address, at=at)
    except YoujuError as error:
        return _told(request, error)
    if signing_in.awaits_code(account):
        return wait_for_code(request, account, back=going["next"], at=at)
    sessions.begin(request, account)
    return HttpResponseRedirect(going["next"])


def offered() -> dict[str, bool]:
    """Which services the login page offers."""
    return {"oidc": bool(settings.OIDC_ISSUER), "cas": bool(settings.CAS_ADDRESS)}


def _told(request: Any, error: YoujuError) -> HttpResponse:
    context = {**offered(), "next": "/", "username": "", "problems": sentences(error)}
    return render(request, "people/login.html", context, status=error.http)


def _back(name: str) -> str:
    return f"{settings.PUBLIC_ADDRESS}{reverse(name)}"


def _cas_back(state: str) -> str:
    return f"{_back('cas_login')}?{urlencode({'state': state})}"


def _local(address: str) -> str:
    good = url_has_allowed_host_and_scheme(address, allowed_hosts=None) and address.startswith("/")
    return address if good else "/"
