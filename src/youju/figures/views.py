"""The pages of figures: all of them as at a date, and one with its passport and what stands behind it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from youju.errors import YoujuError
from youju.figures import showing
from youju.people.telling import sentence


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The latest observations."""
    actor: Any = getattr(request, "actor", None)
    if actor is None:
        return _told(request, _("没有可以查看的指标。"), 404)
    text = request.GET.get("as_of") or timezone.localdate().isoformat()
    try:
        as_of = date.fromisoformat(text)
    except ValueError:
        words = _("截至日期“%(text)s”不是日期，请写成如2023-12-31后重试。") % {"text": text[:40]}
        return _told(request, words, 400)
    return render(request, "figures/list.html", {"as_of": as_of, **showing.latest(actor, as_of=as_of)})


@require_safe
def one(request: HttpRequest, address: str) -> HttpResponse:
    """One observation with the records behind it; it has a date of its own."""
    actor: Any = getattr(request, "actor", None)
    after = request.GET.get("after", "0")
    if actor is None:
        return _told(request, _("没有可以查看的指标。"), 404)
    if not after.isdecimal() or len(after) > 9:
        return _told(request, _("翻页标记有误，请回到第一页。"), 400)
    try:
        found = showing.one(actor, address, after=int(after))
    except YoujuError as error:
        return _told(request, sentence(error.problems[0]), error.http)
    return render(request, "figures/one.html", found)


def _told(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    return render(request, f"{status}.html", {"sentence": sentence}, status=status)
