"""Page of the audit administrator: reading the audit trail. Nothing can be changed here by anybody."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from youju.people.administration import guard, words
from youju.people.administration import queries as reading
from youju.people.administration.views import paged


@guard.only("audit_admin")
@require_safe
def trail(request: Any) -> HttpResponse:
    """Entries, the latest first, by type, by whom and by day."""
    given = {name: request.GET.get(name, "").strip() for name in ("type", "who", "since", "until")}
    days, problems = {}, []
    for name in ("since", "until"):
        try:
            days[name] = date.fromisoformat(given[name]) if given[name] else None
        except ValueError:
            days[name] = None
            problems.append(
                gettext("日期“%(day)s”不能识别，请改为如2023-12-01的写法；已按不限日期显示。")
                % {"day": given[name]}
            )
    before = request.GET.get("before", "")
    rows = reading.trail(
        type_=given["type"],
        words=given["who"],
        since=days["since"],
        until=days["until"],
        before=int(before) if before.isdecimal() and len(before) < 18 else None,
    )
    found = paged(rows, "position", "before", **given)
    context = {
        "section": "trail",
        "entries": [(one, words.TYPES.get(one.type, one.type), words.told(one)) for one in found["rows"]],
        "following": found["following"],
        "types": words.TYPES.items(),
        "given": given,
        "problems": problems,
    }
    return render(request, "people/administration/trail.html", context)
