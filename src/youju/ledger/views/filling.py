"""Shows a form and takes it in: never losing what was typed, never doing twice what was sent twice.

A correction that moves what was counted is not saved at first: the form comes back and says what moves.

One address does four things: GET shows the form (with the draft, if there is one), POST takes it in, POST
with ``?draft`` keeps what is typed so far, POST with ``?check`` says what stands against it while somebody
types. Without JavaScript only the first two are used.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from youju.errors import YoujuError, fail
from youju.ledger import drafts, offering, queries
from youju.ledger.actions import desk
from youju.ledger.effects import Effect
from youju.ledger.forms.controls import Control, controls
from youju.ledger.forms.gathering import Given, gathered, key_of
from youju.ledger.forms.judging import Fault, placed
from youju.ledger.forms.sheets import Entered, Sheet
from youju.ledger.pages.history import Entry, history
from youju.ledger.pages.words import Words
from youju.people.telling import sentence

NOT_KEPT = ("csrfmiddlewaretoken", "key", "seen", "weighed")
"""Inputs that no draft keeps: each showing of the form makes them anew."""


def answer(request: HttpRequest, sheet: Sheet) -> HttpResponseBase:
    """The page of a form, or what became of it."""
    if request.method != "POST":
        return _shown(request, sheet)
    if "draft" in request.GET:
        return _kept(request, sheet)
    if request.POST.get("forget"):
        desk.drop_draft(sheet.place, actor=sheet.actor)
        return redirect(request.path)
    check = "check" in request.GET
    given = gathered(
        sheet.rules.ledger.fields,
        sheet.names,
        request.POST,
        actor=sheet.actor,
        uploads=None if check else request.FILES,
        attach=sheet.attach,
    )
    entered = sheet.entered(given.values, given.evidence, request.POST)
    if check:
        return _checked(sheet, given, entered)
    if request.POST.get("more") in sheet.names:
        return _page(request, sheet, typed=request.POST, files=given, more=request.POST["more"])
    if "take" in request.POST:
        return _page(request, sheet, typed=_taken(sheet, request.POST), files=given)
    return _done(request, sheet, given, entered)


def _taken(sheet: Sheet, typed: QueryDict) -> QueryDict:
    """What was typed, with what a department holds of one field, or of none."""
    taken, name = typed.copy(), str(typed["take"])
    if offer := _offers(sheet, typed).get(name):
        taken[f"f.{name}"] = offer.text
    return taken


def _offers(sheet: Sheet, typed: Mapping[str, Any] | None) -> dict[str, offering.Offer]:
    """What departments hold of the fields that the form asks for."""
    said = {name: str(value) for name, value in sheet.values.items() if isinstance(value, str)}
    for name in sheet.names if typed is not None else ():
        said[name] = str((typed or {}).get(f"f.{name}") or "").strip()
    return offering.offers(sheet.rules, said, actor=sheet.actor)


def _done(request: HttpRequest, sheet: Sheet, given: Given, entered: Entered) -> HttpResponseBase:
    """Do it once, or show the form again with everything that stands against it."""
    key = key_of(request.POST.get("key")) or uuid4()
    try:
        problems = [*entered.problems]
        if problems or given.problems:
            raise YoujuError([*problems, *(problem for _, problem in given.problems), *_else(sheet, entered)])
        if effects := _effects(request, sheet, entered):
            return _page(request, sheet, typed=request.POST, files=given, effects=effects)
        record, _ = desk.once(
            key, lambda: sheet.do(entered), actor=sheet.actor, at=timezone.now(), place=sheet.place
        )
    except YoujuError as error:
        files = [one for _, one in given.problems]
        told = [one for one in error.problems if one not in files]
        faults = placed(told, sheet.rules, sheet.inputs, files=given.problems)
        return _page(
            request, sheet, typed=request.POST, files=given, faults=faults, status=_status(error, faults)
        )
    return redirect(f"{reverse('ledger:record', args=[record])}?done={sheet.place.split(':')[-1]}")


def _effects(request: HttpRequest, sheet: Sheet, entered: Entered) -> Sequence[Effect]:
    """What a correction would move; empty once that has been shown for exactly what is sent now."""
    if sheet.weigh is None or request.POST.get("weighed") == _digest(request.POST):
        return ()
    return sheet.weigh(entered)


def _digest(typed: Mapping[str, Any]) -> str:
    """SHA-256 over what was typed."""
    lists = typed.lists() if isinstance(typed, QueryDict) else typed.items()
    told = {name: values for name, values in lists if name not in NOT_KEPT}
    return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _else(sheet: Sheet, entered: Entered) -> Sequence[Any]:
    """What else stands against a form whose date or files are wrong, so that all is told at once."""
    return sheet.check(entered)


def _status(error: YoujuError, faults: Sequence[Fault]) -> int:
    """422 for what can be mended in the form; 409 when somebody else was faster."""
    if error.http in (403, 404) and any(one.at for one in faults):
        return 422
    return error.http if error.http in (403, 404, 409, 413, 415) else 422


def _checked(sheet: Sheet, given: Given, entered: Entered) -> HttpResponseBase:
    problems = [*entered.problems, *sheet.check(entered)]
    # Files are sent with the form only, so nothing can be said of them yet.
    faults = [one for one in placed(problems, sheet.rules, sheet.inputs) if one.code not in ("K715", "K735")]
    del given
    return JsonResponse({"faults": [{"at": one.anchor, "text": one.text} for one in faults]})


def _kept(request: HttpRequest, sheet: Sheet) -> HttpResponseBase:
    """Keep the draft, and say when that was."""
    data = {name: values for name, values in request.POST.lists() if name not in NOT_KEPT}
    at = timezone.now()
    try:
        desk.save_draft(sheet.place, data, actor=sheet.actor, at=at)
    except YoujuError as error:
        problem = error.problems[0]
        return HttpResponse(sentence(problem), status=error.http, content_type="text/plain")
    said = gettext("草稿已于%(time)s保存") % {"time": f"{timezone.localtime(at):%H:%M}"}
    return HttpResponse(said, content_type="text/plain; charset=utf-8")


def _shown(request: HttpRequest, sheet: Sheet) -> HttpResponseBase:
    """The form as it is met first, filled with the draft when there is one."""
    draft = drafts.draft_of(sheet.actor, sheet.place)
    if draft is None:
        return _page(request, sheet)
    typed = QueryDict(mutable=True)
    for name, values in draft.data.items():
        typed.setlist(name, values)
    given = gathered(sheet.rules.ledger.fields, sheet.names, typed, actor=sheet.actor, attach=sheet.attach)
    return _page(request, sheet, typed=typed, files=given, draft=draft.saved_at)


def _page(
    request: HttpRequest,
    sheet: Sheet,
    *,
    typed: Mapping[str, Any] | None = None,
    files: Given | None = None,
    faults: Sequence[Fault] = (),
    more: str = "",
    draft: Any = None,
    status: int = 200,
    effects: Sequence[Effect] = (),
) -> HttpResponseBase:
    words = Words(sheet.rules, [sheet.values])
    inputs = controls(
        sheet.rules,
        sheet.names,
        words=words,
        values=sheet.values,
        typed=typed,
        files=files.files if files else None,
        required=sheet.required,
        hidden=sheet.hidden,
        more=more,
    )
    _offer(inputs, sheet, typed)
    held = files.files.get("evidence", ()) if files else ()
    extra = [one for one in (*inputs, sheet.evidence_control(held), *sheet.asked(typed)) if one is not None]
    _tell(extra, faults)
    stale = any(one.code in ("K723", "K712") for one in faults)
    context = {
        "sheet": sheet,
        "controls": extra,
        "problems": [(one.anchor if one.at else "", one.text) for one in faults],
        "key": _key(typed, keep=not stale),
        "seen": sheet.row.head_seq if sheet.row else "",
        "since": _since(sheet, typed) if stale else [],
        "draft": draft,
        "effects": effects,
        "weighed": _digest(typed) if effects and typed is not None else "",
        "files": any(one.kind == "file" for one in extra),
        "section": "ledger",
        "ledger": sheet.rules.ledger,
        "name": sheet.rules.name,
        "title": words.title(sheet.row.values) if sheet.row else "",
        "crumbs": _crumbs(sheet, words),
    }
    return render(request, "ledger/form.html", context, status=status)


def _offer(inputs: Sequence[Control], sheet: Sheet, typed: Mapping[str, Any] | None) -> None:
    """Put beside each input what a department holds of it, unless it says so already."""
    keys = offering.keys(sheet.rules)
    found = _offers(sheet, typed) if keys else {}
    for one in inputs:
        known = found.get(one.code)
        one.offer = known if known and known.text != one.value else None
        one.looks_up = one.code in keys


def _crumbs(sheet: Sheet, words: Words) -> list[tuple[str, str]]:
    found = [(sheet.rules.ledger.label, reverse("ledger:list", args=[sheet.rules.name]))]
    if sheet.row is not None:
        label = sheet.row.number or words.title(sheet.row.values)[:20]
        found.append((label, reverse("ledger:record", args=[sheet.row.id])))
    return [*found, (sheet.heading, "")]


def _tell(inputs: Sequence[Control], faults: Sequence[Fault]) -> None:
    """Put each sentence beside its input."""
    by_name = {one.name: one for one in inputs}
    for fault in faults:
        if fault.at in by_name:
            by_name[fault.at].errors.append(fault.text)


def _key(typed: Mapping[str, Any] | None, *, keep: bool) -> UUID:
    """The key of the form: the same as long as it is the same attempt."""
    known = key_of(str(typed.get("key") or "")) if typed is not None and keep else None
    return known or uuid4()


def _since(sheet: Sheet, typed: Mapping[str, Any] | None) -> list[Entry]:
    """What others have recorded since the form was shown."""
    seen = str((typed or {}).get("seen") or "")
    if sheet.row is None or not seen.isdecimal():
        return []
    moments = queries.timeline(sheet.row)
    words = Words(sheet.rules, [one.changes for one in moments], [one.actor for one in moments])
    told = history(moments, words, as_of=timezone.localdate())
    return [one for one in told if one.seq > int(seen)]


def unavailable(what: str) -> YoujuError:
    """The error of a form that is not there."""
    return fail("K734", name=what, hint="请回到本件，从可以办理的事项中选择。")
