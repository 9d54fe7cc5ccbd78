"""The pages of the register: units, one unit, links to be reviewed, deliveries."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from youju.errors import YoujuError
from youju.ledger import catalogue
from youju.ledger.views.frames import may_open
from youju.people.actors import Actor
from youju.people.telling import sentence
from youju.register import actions, candidates, queries, searching
from youju.register import missing as absence
from youju.register.pages import comparing, coverage, reasons, reviewing, words
from youju.register.pages import unit as of_unit
from youju.register.projects import PROJECTS
from youju.register.rowsets import Key
from youju.standards import divisions
from youju.ui.navigation import Link

SIZE = 50
LARGEST = 200
"""Candidates, or groups of units, that are shown."""


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """Units, or those that hold what one is typing."""
    actor = _actor(request)
    if actor is None:
        return _told(request, _("没有可以查看的名录库。"), 404)
    text = request.GET.get("q", "").strip()[:100]
    context: dict[str, Any] = {"q": text, "tabs": _tabs(request, actor)}
    if text:
        found = searching.find(actor, text)
        context |= {"units": found.units, "more": found.more, "short": found.short}
    else:
        after = request.GET.get("after", "0")
        if not after.isdecimal() or len(after) > 12:
            return _told(request, _("翻页标记有误，请回到第一页。"), 400)
        place = divisions.get(request.GET.get("division", "")[:12])
        listed = list(queries.within(actor, place).filter(number__gt=int(after))[: SIZE + 1])
        own = {"division": place.code} if place else {}
        first = request.path + (f"?{urlencode(own)}" if own else "")
        context |= {"units": listed[:SIZE], "first": first if after != "0" else "", "place": place}
        if len(listed) > SIZE:
            context["next"] = "?" + urlencode(own | {"after": listed[SIZE - 1].number})
    for one in context["units"]:
        one.shown_kind = words.word(one.kind)
    page = "register/_units.html" if request.headers.get("HX-Request") else "register/units.html"
    return render(request, page, context)


@require_safe
def unit(request: HttpRequest, unit: UUID) -> HttpResponse:
    """One unit as at a day."""
    actor = _actor(request)
    today = timezone.localdate()
    try:
        as_of = date.fromisoformat(request.GET.get("as_of") or today.isoformat())
    except ValueError:
        told = _("截至日期“%(text)s”不是日期，请写成如2023-12-31后重试。")
        return _told(request, told % {"text": request.GET["as_of"][:40]}, 400)
    try:
        if actor is None:
            return _told(request, _("没有可以查看的名录库。"), 404)
        found = queries.get_for(actor, str(unit))
    except YoujuError as error:
        return _told(request, sentence(error.problems[0]), error.http)
    context = of_unit.context(found, actor, as_of=as_of, today=today)
    return render(request, "register/unit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """One pair of rows: are they one unit?"""
    actor = _actor(request)
    if actor is None or queries.area(actor) is None:
        return _told(request, _("没有可以审核的比对。"), 404)
    if request.method == "POST":
        return _decided(request, actor)
    after, before = _key(request.GET.get("after", "")), _key(request.GET.get("before", ""))
    pair = reviewing.one(actor, after=after, before=before)
    if pair is None and (after or before):
        pair = reviewing.one(actor)
    many, more = reviewing.count(actor)
    context: dict[str, Any] = {"tabs": _tabs(request, actor), "count": many, "more": more}
    if pair is not None:
        row, other = pair
        rules = queries.rules_in_force()
        labels = {item: of_unit.label(item, rules) for item in of_unit.LABELS}
        context |= {
            "row": row,
            "other": other,
            "row_list": rules.label(row.source),
            "other_list": rules.label(other.source),
            "lines": comparing.lines(of_unit.told(row), of_unit.told(other), rules, labels),
            "sure": f"{row.score:.0%}",
            "why": words.reason(row.reason),
            "next": "?" + urlencode({"after": f"{row.source}:{row.row}"}),
            "previous": "?" + urlencode({"before": f"{row.source}:{row.row}"}),
        }
    return render(request, "register/review.html", context)


def _decided(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Keep what was said and go on behind the pair."""
    one, two = _key(request.POST.get("one", "")), _key(request.POST.get("two", ""))
    try:
        actions.decide(
            one or ("", ""), two or ("", ""), request.POST.get("verdict", ""), actor=actor, at=timezone.now()
        )
    except YoujuError as error:
        return _told(request, sentence(error.problems[0]), error.http)
    said = {"same": _("已认定为同一单位。"), "different": _("已认定不是同一单位。")}
    messages.success(request, said.get(request.POST["verdict"], _("已记为不能确定。")))
    following = urlencode({"after": request.POST["one"]})
    return HttpResponseRedirect(f"{reverse('register:review')}?{following}")


@require_http_methods(["GET", "HEAD", "POST"])
def deliveries(request: HttpRequest) -> HttpResponse:
    """What was delivered, and why some of it is held; a button takes in what is only unlike the last."""
    actor = _actor(request)
    if actor is None or not queries.sees_all(actor):
        return _told(request, _("各次名录由能查看整个名录库的人员查看。"), 404)
    if request.method == "POST":
        try:
            actions.accept(request.POST.get("delivery", ""), actor=actor, at=timezone.now())
        except YoujuError as error:
            return _told(request, sentence(error.problems[0]), 400)
        messages.success(request, _("已照样采用，后台入库；结果在下表中。"))
        return HttpResponseRedirect(reverse("register:deliveries"))
    rules = queries.rules_in_force()
    found = queries.deliveries(actor)
    acceptable = queries.acceptable(actor, found)
    shown = [
        {
            "one": one,
            "label": rules.label(one.source),
            "reasons": reasons.grouped(reasons.kept(one.problems)),
            "acceptable": one.id in acceptable,
        }
        for one in found
    ]
    waiting = [
        {
            "one": one,
            "label": rules.label(one.source),
            "reasons": reasons.grouped(reasons.kept(one.problems)),
        }
        for one in queries.uploads(actor)
    ]
    context = {"deliveries": shown, "uploads": waiting, "tabs": _tabs(request, actor)}
    return render(request, "register/deliveries.html", context)


@require_safe
def items(request: HttpRequest) -> HttpResponse:
    """Which department already holds which item."""
    actor = _actor(request)
    if actor is None or not queries.sees_all(actor):
        return _told(request, _("各项内容的来源由能查看整个名录库的人员查看。"), 404)
    rules = queries.rules_in_force()
    shown = [
        {
            "one": one,
            "label": of_unit.label(one.item, rules),
            "source": rules.label(one.source),
            "share": f"{one.share:.0%}",
        }
        for one in queries.dictionary(actor)
    ]
    return render(request, "register/items.html", {"items": shown, "tabs": _tabs(request, actor)})


@require_http_methods(["GET", "HEAD", "POST"])
def entries(request: HttpRequest) -> HttpResponse:
    """Units that should be on the reporting list; buttons make one or all of them records."""
    actor = _actor(request)
    if actor is None or queries.area(actor) is None:
        return _told(request, _("没有可以查看的名录库。"), 404)
    on = timezone.localdate()
    chosen = request.GET.get("category", "")
    try:
        if request.method == "POST" and not request.POST.keys() & {"unit", "project"}:
            return _enlisted(request, actor, chosen)
        if request.method == "POST":
            named = {name: request.POST.get(name, "")[:200] for name in ("unit", "project")}
            record = actions.enlist(**named, actor=actor, on=on, at=timezone.now())
            messages.success(request, _("已登记；部门已经掌握的内容已填好，来源记在意见中。"))
            return HttpResponseRedirect(reverse("ledger:record", args=[record.id]))
        found = candidates.found(actor, as_of=on, most=LARGEST, category=chosen)
    except YoujuError as error:
        return _told(request, sentence(error.problems[0]), error.http if error.http in (403, 404) else 400)
    labels = candidates.category_labels()
    shown = [
        {
            "one": one,
            "what": words.candidate(one.what),
            "category": labels.get(one.category, one.category),
            "amount": "" if one.amount is None else f"{one.amount:,.2f}",
        }
        for one in found.first
    ]
    kinds = [("", _("全部"), sum(found.counts.values()))]
    kinds += [(name, labels.get(name, name), count) for name, count in found.counts.items()]
    context = {
        "candidates": shown, "more": found.total - len(shown), "tabs": _tabs(request, actor),
        "may_open": may_open(actor, catalogue.current(candidates.ENTRIES)),
        "may_upload": queries.sees_all(actor),
        "projects": PROJECTS,
        "new": sum(one.is_new for one in found.first),
        "kinds": [
            Link(label, f"{request.path}?category={name}", count=count, current=name == chosen)
            for name, label, count in kinds
        ],
    }  # fmt: skip
    return render(request, "register/entries.html", context)


def _enlisted(request: HttpRequest, actor: Actor, category: str) -> HttpResponse:
    """Register all that are shown, should have been asked and have no record."""
    on, at = timezone.localdate(), timezone.now()
    shown = candidates.found(actor, as_of=on, most=LARGEST, category=category).first
    new = [one for one in shown if one.is_new]
    count, problems = actions.enlist_all(new, actor=actor, on=on, at=at)
    if count:
        messages.success(
            request, _("已登记%(count)s家；部门已经掌握的内容已填好，来源记在意见中。") % {"count": count}
        )
    for told in reasons.grouped(problems):
        messages.error(request, told)
    return HttpResponseRedirect(request.get_full_path())


@require_safe
def missing(request: HttpRequest) -> HttpResponse:
    """How many units no list has, by township and industry, so that a walk is sent where it pays."""
    actor = _actor(request)
    if actor is None or queries.area(actor) is None:
        return _told(request, _("没有可以查看的名录库。"), 404)
    chosen = request.GET.get("by", "town")
    if chosen not in coverage.WAYS:
        return _told(request, _("没有这种分组。"), 400)
    found = absence.missing(actor, *coverage.WAYS[chosen], most=LARGEST)
    context = {
        "table": coverage.table(chosen, found[:LARGEST]) if found else None,
        "more": len(found) - LARGEST,
        "told": coverage.told(found),
        "ways": coverage.links(chosen, request.path),
        "tabs": _tabs(request, actor),
    }
    return render(request, "register/missing.html", context)


def _tabs(request: HttpRequest, actor: Actor) -> list[Link]:
    tabs = [(_("单位"), "register:units")]
    if queries.area(actor) is not None:
        tabs += [(_("比对审核"), "register:review"), (_("缺多少"), "register:missing")]
    if queries.area(actor) is not None and candidates.is_kept():
        tabs.append((_("应统未统"), "register:entries"))
    if queries.sees_all(actor):
        tabs += [(_("各次名录"), "register:deliveries"), (_("一数一源"), "register:items")]
    return [Link(label, reverse(name), current=request.path == reverse(name)) for label, name in tabs]


def _actor(request: HttpRequest) -> Actor | None:
    return getattr(request, "actor", None)


def _key(text: str) -> Key | None:
    """A row out of an address: ``list:number``."""
    name, colon, row = text.partition(":")
    return (name[:48], row[:200]) if colon and name and row else None


def _told(request: HttpRequest, words: str, status: int) -> HttpResponse:
    return render(request, f"{status}.html", {"sentence": words}, status=status)
