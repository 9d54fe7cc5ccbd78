"""The pages of monitoring: alerts with acknowledgement, one rule with its series, areas compared."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from youju.errors import YoujuError
from youju.monitoring import actions, pages, queries
from youju.people.actors import Actor
from youju.people.telling import sentence


@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    """Alerts that stand, and those that have ended."""
    actor = _actor(request)
    if actor is None:
        return _told(request, _("没有可以查看的预警。"), 404)
    return render(request, "monitoring/alerts.html", pages.of_alerts(actor))


@require_http_methods(["GET", "HEAD", "POST"])
def alert(request: HttpRequest, alert: UUID) -> HttpResponse:
    """One alert; POST acknowledges it."""
    actor = _actor(request)
    if actor is None:
        return _told(request, _("没有可以查看的预警。"), 404)
    try:
        if request.method == "POST":
            note = request.POST.get("note", "")[:2000]
            actions.acknowledge(alert, note, actor=actor, on=timezone.localdate(), at=timezone.now())
            messages.success(request, _("已确认这个预警。"))
            return HttpResponseRedirect(reverse("monitoring:alert", args=[alert]))
        return render(request, "monitoring/alert.html", pages.of_alert(queries.get_for(actor, alert), actor))
    except YoujuError as error:
        problem = error.problems[0]
        if request.method == "POST" and problem.code.id == "M110":
            context = pages.of_alert(queries.get_for(actor, alert), actor) | {"wrong": sentence(problem)}
            return render(request, "monitoring/alert.html", context, status=400)
        return _told(request, sentence(problem), error.http)


@require_safe
def rule(request: HttpRequest, rule: str) -> HttpResponse:
    """What a rule watches: values, trend, turning points, track record."""
    actor = _actor(request)
    if actor is None or rule not in {one.one.warning for one in queries.rules_for(actor)}:
        return _told(request, _("没有可以查看的预警。"), 404)
    try:
        return render(request, "monitoring/rule.html", pages.of_rule(rule, actor))
    except YoujuError as error:
        return _told(request, sentence(error.problems[0]), error.http)


@require_safe
def race(request: HttpRequest) -> HttpResponse:
    """Areas compared by the growth of a series."""
    actor = _actor(request)
    if actor is None:
        return _told(request, _("没有可以比较的数列。"), 404)
    low = request.GET.get("order") == "low"
    name, period = request.GET.get("series", "")[:48], request.GET.get("period", "")[:8]
    try:
        return render(request, "monitoring/race.html", pages.of_race(name, period, actor, low=low))
    except YoujuError as error:
        return _told(request, sentence(error.problems[0]), error.http)


def _actor(request: HttpRequest) -> Actor | None:
    found: Any = getattr(request, "actor", None)
    return found if isinstance(found, Actor) else None


def _told(request: HttpRequest, words: str, status: int) -> HttpResponse:
    return render(request, f"{status}.html", {"sentence": words}, status=status)
