"""One's own notices, and how one wishes to be told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from youju.errors import YoujuError
from youju.notices import actions, queries
from youju.people.telling import sentences


@require_safe
def listed(request: Any) -> HttpResponse:
    """Notices, newest first."""
    person = _person(request)
    only_unread = request.GET.get("unread") == "1"
    found = queries.page(person, after=_id(request.GET.get("after", "")), only_unread=only_unread)
    rows = found[: queries.SIZE]
    following = ""
    if len(found) > queries.SIZE:
        following = "?" + urlencode(
            [("after", str(rows[-1].id)), *([("unread", "1")] if only_unread else [])]
        )
    context = {"notices": rows, "following": following, "only_unread": only_unread}
    return render(request, "notices/list.html", context | {"unread": queries.unread(person)})


@require_POST
def read(request: Any) -> HttpResponse:
    """Mark one notice, or all, as read."""
    given = _id(request.POST.get("notice", ""))
    actions.mark_read(_person(request), [given] if given else None, at=timezone.now())
    return HttpResponseRedirect(reverse("notices:list"))


@require_POST
def follow(request: Any, id_: UUID) -> HttpResponse:
    """Mark a notice as read and go where it leads."""
    person = _person(request)
    notice = queries.find(person, id_)
    if notice is None:
        raise Http404
    actions.mark_read(person, [id_], at=timezone.now())
    return HttpResponseRedirect(notice.link)


@require_http_methods(["GET", "POST"])
def wishes(request: Any) -> HttpResponse:
    """How one wishes to be told."""
    person = _person(request)
    problems: list[str] = []
    status = 200
    kept = queries.wishes_of(person)
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in ("mail", "address", "webhook", "url")}
        secret = request.POST.get("secret", "")
        forget = "forget" in request.POST
        try:
            actions.wish(person, **given, secret=secret or ("" if forget else None))
            return HttpResponseRedirect(f"{reverse('notices:settings')}?saved=1")
        except YoujuError as error:
            problems, status = sentences(error), error.http
            for name, value in given.items():
                setattr(kept, name, value)
    context = {
        "wishes": kept,
        "choices": [("now", _("随时")), ("digest", _("每日汇总")), ("off", _("不发送"))],
        "problems": problems,
        "saved": "saved" in request.GET,
        "hosts": settings.WEBHOOK_HOSTS,
        "dead": queries.given_up(person),
    }
    return render(request, "notices/settings.html", context, status=status)


def _person(request: Any) -> str:
    """Who reads.

    Raises:
        Http404: An administrator, who is no person.
    """
    if request.actor is None:
        raise Http404
    return str(request.actor.id)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
