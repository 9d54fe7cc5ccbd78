"""The page of the system administrator on which announcements are published and taken back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from youju.errors import YoujuError, fail
from youju.notices import actions, queries
from youju.people.administration import guard
from youju.people.telling import sentences


@never_cache
@guard.only("system_admin")
@require_http_methods(["GET", "POST"])
def announcements(request: Any) -> HttpResponse:
    """The announcements; publishing one, and taking one back."""
    at = timezone.now()
    problems: list[Any] = []
    status = 200
    if request.method == "POST":
        try:
            _do(request, at)
            return HttpResponseRedirect(request.path)
        except YoujuError as error:
            problems, status = sentences(error.problems), error.http
    context = {
        "section": "announcements",
        "given": request.POST,
        "problems": problems,
        "announcements": queries.announcements(),
        "today": timezone.localdate(at),
    }
    return render(request, "notices/announcements.html", context, status=status)


def _do(request: Any, at: datetime) -> None:
    by = request.account.actor_id
    if request.POST.get("do") == "withdraw":
        actions.withdraw(_id(request.POST.get("announcement", "")), by=by, at=at)
        return
    actions.announce(
        request.POST.get("title", ""),
        request.POST.get("text", ""),
        from_on=_day(request.POST.get("from_on", ""), "开始日期"),
        until_on=_day(request.POST.get("until_on", ""), "截止日期"),
        by=by,
        at=at,
    )


def _day(text: str, what: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise fail("N973", what=what, value=text[:20], reason="不是日期") from None


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise fail("N974") from None
