"""Addresses of the shell itself: style sheets and scripts, the reader's preferences, the components."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from youju.errors import CODES, Problem
from youju.people import limits
from youju.people.telling import sentences
from youju.ui import bundles, picking, samples, shell

YEAR = 365 * 24 * 3600


@require_safe
def asset(request: HttpRequest, name: str) -> HttpResponse:
    """A bundle under a name that holds its digest, so it never changes."""
    found = bundles.named(name)
    if found is None:
        raise Http404
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = HttpResponse(found.packed if packed else found.content, content_type=found.kind)
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return answer


@require_safe
@never_cache
def pick(request: HttpRequest, kind: str) -> HttpResponse:
    """Choices for what is being typed into a picker, within the scope of who types."""
    account = getattr(request, "account", None)
    actor = getattr(request, "actor", None)
    if kind not in picking.kinds() or account is None:
        raise Http404
    found = picking.find(kind, request.GET.get("q", "")[:100], actor=actor)
    more = len(found) > picking.MOST
    shown = found[: picking.MOST]
    words = (
        ngettext("至少 %(count)d 项，请再输入几个字", "至少 %(count)d 项，请再输入几个字", len(shown))
        if more
        else ngettext("%(count)d 项", "%(count)d 项", len(shown))
        if shown
        else gettext("没有找到")
    )
    results = [
        {"code": one.code, "name": one.name, "note": one.note, "value": picking.coded(one.name, one.code)}
        for one in shown
    ]
    said = words % {"count": len(shown)} if shown else words
    return JsonResponse({"results": results, "more": more, "said": said})


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep the reader's language or scheme in this browser, and go back."""
    address = request.META.get("REMOTE_ADDR", "")
    if not limits.is_here(address) and not limits.preferences.allows(
        address, limits.PREFERENCES, at=timezone.now()
    ):
        told = sentences([Problem(CODES["P643"], {"limit": limits.PREFERENCES})])
        return HttpResponse(told[0], status=429, content_type="text/plain; charset=utf-8")
    back = request.POST.get("next", "")
    local = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    answer = HttpResponseRedirect(back if local else "/")
    kept = (
        (settings.LANGUAGE_COOKIE_NAME, request.POST.get("language"), shell.LANGUAGES),
        (shell.THEME, request.POST.get("theme"), shell.THEMES),
    )
    for cookie, value, known in kept:
        if value and value in known:
            secure = settings.SESSION_COOKIE_SECURE
            answer.set_cookie(cookie, value, max_age=YEAR, samesite="Lax", httponly=True, secure=secure)
    return answer


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component as it looks; only for whoever builds pages."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "ui/components.html", samples.context())
