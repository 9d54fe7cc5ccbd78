"""The list of a ledger: filters, columns, groups, saved views. The address says all of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_POST, require_safe

from youju.ledger import actions
from youju.ledger.listing import asking, columns, counting, finding, kept
from youju.ledger.listing.asking import Asked, Condition
from youju.ledger.listing.columns import Column, Words
from youju.ledger.models import LedgerRecord
from youju.ledger.rules import Rules
from youju.ledger.views import frames
from youju.people.actors import Actor
from youju.people.queries import organisation_names
from youju.people.telling import sentences
from youju.standards import divisions
from youju.ui import tables

GROUPS = {
    "state": gettext_noop("状态"),
    "light": gettext_noop("灯色"),
    "org": gettext_noop("机构"),
    "div": gettext_noop("区划"),
    "level": gettext_noop("层级"),
}


@require_safe
@frames.page
def show(request: HttpRequest, actor: Actor, rules: Rules) -> HttpResponseBase:
    """One page of the list."""
    given = request.GET
    if given.get("view", "").isdecimal():
        query = kept.view_of(actor, rules.name, int(given["view"][:9])).query
        return redirect(f"{reverse('ledger:list', args=[rules.name])}?{query}")
    if any(value == "" for values in dict(given.lists()).values() for value in values):
        query = asking.query(
            given
        )  # a form sends its empty fields too; the address that people send does not
        return redirect(f"{request.path}?{query}" if query else request.path)
    asked = read(request, rules)
    if given.get("group") and _can_group(rules, given["group"]):
        return render(request, "ledger/list_groups.html", _grouped(request, actor, asked, given["group"]))
    return render(request, "ledger/list.html", _listed(request, actor, asked))


def read(request: HttpRequest, rules: Rules) -> Asked:
    """What the address asks for."""
    return asking.read(rules, request.GET, as_of=frames.day_of(request), today=timezone.localdate())


def _listed(request: HttpRequest, actor: Actor, asked: Asked) -> dict[str, Any]:
    given, rules = request.GET, asked.rules
    after, before = (finding.key_of(given.get(name, ""), asked.sort) for name in ("after", "before"))
    found = finding.page(actor, asked, after=after, before=before)
    shown = columns.chosen(rules, given.getlist("cols") or kept.columns_of(actor, rules.name))
    words = Words(rules, found.records)
    exactly = given.get("count") == "exact"
    figures = [one.key.removeprefix("f.") for one in shown if one.numeric and not one.personal]
    total = counting.total(actor, asked, page=found, exactly=exactly, add_up=figures if exactly else ())
    return {
        **_frame(request, actor, asked),
        "choices": [(one, one in shown) for one in columns.available(rules)],
        "table": tables.Table(
            id="list",
            caption=rules.ledger.label,
            columns=[_head(given, asked, one) for one in shown],
            rows=[
                _row(asked, row, words.cells(row, shown, finding.light_of(asked, row)))
                for row in found.records
            ],
            head=[one.key for one in shown].index("title"),
            bar="bar",
            form="bulk",
        ),
        "added": [(one.key, one.label) for one in shown if one.numeric and not one.personal],
        "total": total,
        "sums": [
            (rules.ledger.fields[name].label, value, rules.ledger.fields[name].unit or "")
            for name, value in (total.sums or {}).items()
        ],
        "exact_query": asking.query(given, count="exact"),
        "before": found.before and asking.query(given, before=found.before.text()),
        "after": found.after and asking.query(given, after=found.after.text()),
        "resume": found.resume and asking.query(given, after=found.resume.text()),
        "first": asking.query(given) if "after" in given or "before" in given else None,
    }


def _frame(request: HttpRequest, actor: Actor, asked: Asked) -> dict[str, Any]:
    """What list and groups have around them."""
    given, rules = request.GET, asked.rules
    return {
        "rules": rules,
        "ledger": rules.ledger,
        "name": rules.name,
        "asked": asked,
        "as_of": asked.as_of,
        "query": asking.query(given),
        "problems": sentences(asked.problems),
        "conditions": list(_told(given, asked)),
        "filters": list(_filters(given, asked)),
        "groups": [(key, label, asking.query(given, group=key)) for key, label in _groups(rules)],
        "ungrouped": asking.query(given, group=None),
        "group": given.get("group", ""),
        "views": kept.views_of(actor, rules.name),
        "me": actor.id,
        "roles": [(role, rules.who([role])) for role in sorted(actor.roles)],
        "may_open": frames.may_open(actor, rules),
        "done": given.get("done", "") if given.get("done", "").isdecimal() else "",
        "kept": [(key, value) for key in ("sort", "as_of", "group", "cols") for value in given.getlist(key)],
    }


def _groups(rules: Rules) -> list[tuple[str, str]]:
    """By what the records can be grouped."""
    own = [(key, gettext(label)) for key, label in GROUPS.items() if _can_group(rules, key)]
    fields = rules.ledger.fields.items()
    return own + [(f"f.{name}", one.label) for name, one in fields if _is_listed(one)]


def _is_listed(one: Any) -> bool:
    """Whether a field has few values, so that grouping by it says something."""
    few = one.type in ("code", "boolean", "organisation")
    return few and not one.personal and one.codes != "standard:industry"


def _can_group(rules: Rules, key: str) -> bool:
    ledger = rules.ledger
    if key.startswith("f."):
        one = ledger.fields.get(key[2:])
        return one is not None and _is_listed(one)
    has = {"light": bool(ledger.lights), "div": bool(ledger.division), "level": ledger.levels is not None}
    return key in GROUPS and has.get(key, True)


def _head(given: Any, asked: Asked, column: Column) -> tables.Column:
    """A column's head: its label, and the address that sorts by it."""
    active = bool(column.sort) and column.sort == asked.sort
    turned = "" if active and asked.descending else "-"
    return tables.Column(
        name=column.key,
        label=column.label,
        numeric=column.numeric,
        sort="?" + asking.query(given, sort=f"{turned}{column.sort}") if column.sort else "",
        sorted=("descending" if asked.descending else "ascending") if active else "",
        nowrap=column.key in _NARROW or column.key.startswith("c."),
    )


_NARROW = frozenset({"number", "state", "light", "due", "opened", "level"})


def _row(asked: Asked, row: LedgerRecord, cells: Sequence[columns.Cell]) -> tables.Row:
    return tables.Row(str(row.id), [_cell(asked, row, one) for one in cells])


def _cell(asked: Asked, row: LedgerRecord, cell: columns.Cell) -> tables.Cell:
    key = cell.column.key
    if key == "title":
        kept = "" if asked.as_of == asked.today else f"?as_of={asked.as_of}"
        return tables.Cell(cell.text, href=reverse("ledger:record", args=[row.id]) + kept)
    if cell.light is not None:
        return tables.Cell(cell.text, light=cell.light.name)
    if key == "state":
        return tables.Cell(cell.text, badge="done" if row.final else "going")
    return tables.Cell(cell.text, value=cell.number)


def _told(given: Any, asked: Asked) -> Iterator[tuple[str, str, str]]:
    """What the list is filtered by: what, by which value, and the address without it."""
    for one in asked.conditions:
        keys = [one.key, f"{one.key}.from", f"{one.key}.to", f"{one.key}.empty"]
        gone = {key.replace(".", "__"): None for key in keys}
        yield label_of(asked, one.key), said(asked, one), asking.query(given, **gone)
    if asked.words:
        yield gettext("检索"), " ".join(asked.words), asking.query(given, q=None)
    if asked.where:
        yield gettext("表达式"), asked.where_text, asking.query(given, where=None)


def label_of(asked: Asked, key: str) -> str:
    """What a condition is about."""
    head, _, name = key.partition(".")
    ledger = asked.rules.ledger
    if head == "f":
        return ledger.fields[name].label
    if head == "c":
        return ledger.clocks[name].label
    own = {"opened": gettext("登记日期"), "due": gettext("到期日")}
    return own.get(key) or gettext(GROUPS[key])


def said(asked: Asked, one: Condition) -> str:
    """A condition's value in words."""
    if one.kind == "range":
        low, high = ("" if end is None else str(end) for end in one.values)
        return f"{low}—{high}"
    if one.kind == "empty":
        return gettext("没有填写") if one.values[0] else gettext("已填写")
    options = dict(choices(asked.rules, one.key))
    if one.kind == "within" and not options:
        code = one.values[0]
        division = divisions.get(code) if code.isdigit() else None
        return division.name if division else organisation_names([code]).get(code, code)
    return gettext("、").join(options.get(value, value) for value in one.values)


def choices(rules: Rules, key: str) -> list[tuple[str, str]]:
    """Values among which a condition chooses; empty when there is no list."""
    ledger = rules.ledger
    head, _, name = key.partition(".")
    if key == "state":
        return [(code, one.label) for code, one in ledger.states.items()]
    if key == "light":
        return [(code, one.label or columns.light_word(code)) for code, one in ledger.lights.items()]
    if key == "level" and ledger.levels:
        return [(code, one.label) for code, one in ledger.levels.names.items()]
    if head == "c":
        return [(code, gettext(label)) for code, label in asking.STANDINGS.items()]
    if head == "f":
        if ledger.fields[name].type == "boolean":
            return [("true", gettext("是")), ("false", gettext("否"))]
        symbol = rules.symbols.field(name)
        return list((symbol.codes or {}).items()) if symbol and symbol.codes else []
    return []


def _filters(given: Any, asked: Asked) -> Iterator[dict[str, Any]]:
    """The fields of the form for filters."""
    rules, ledger = asked.rules, asked.rules.ledger
    own = ["state", *(["light"] if ledger.lights else []), *(["level"] if ledger.levels else [])]
    for key in own:
        yield _filter(given, key, gettext(GROUPS[key]), "choice", choices(rules, key))
    yield _filter(given, "org", gettext("机构"), "organisation")
    if ledger.division:
        yield _filter(given, "div", gettext("区划"), "division")
    yield _filter(given, "opened", gettext("登记日期"), "date")
    yield _filter(given, "due", gettext("到期日"), "date")
    for name, clock in ledger.clocks.items():
        yield _filter(given, f"c.{name}", clock.label, "choice", choices(rules, f"c.{name}"))
    for name, one in ledger.fields.items():
        if one.personal or one.type in ("table", "file"):
            continue
        key = f"f.{name}"
        kind = _KINDS.get(one.type) or ("division" if one.codes == "standard:division" else "choice")
        options = choices(rules, key)
        yield _filter(given, key, one.label, kind if options or kind != "choice" else "text", options)


_KINDS = {
    **dict.fromkeys(columns.NUMERIC, "number"),
    **dict.fromkeys(("text", "person", "place"), "text"),
    "date": "date",
    "organisation": "organisation",
    "boolean": "choice",
}


def _filter(
    given: Any, key: str, label: str, kind: str, options: Sequence[tuple[str, str]] = ()
) -> dict[str, Any]:
    chosen = given.getlist(key)
    low, high = given.get(f"{key}.from", ""), given.get(f"{key}.to", "")
    if kind == "date":  # a date field takes nothing else; the list of problems repeats what was typed
        low, high = (one if _is_day(one) else "" for one in (low, high))
    return {
        "key": key,
        "id": "by-" + key.replace(".", "-"),
        "label": label,
        "kind": kind,
        "options": [(code, text, code in chosen) for code, text in options],
        "value": chosen[-1] if chosen else "",
        "low": low,
        "high": high,
        "first": key in ("state", "light", "org", "due"),
    }


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _grouped(request: HttpRequest, actor: Actor, asked: Asked, by: str) -> dict[str, Any]:
    exactly = request.GET.get("count") == "exact"
    found, whole = counting.groups(actor, asked, by, exactly=exactly)
    names = _group_names(asked.rules, by, [one.value for one in found if one.value])
    most = max((one.count for one in found), default=0)
    return {
        **_frame(request, actor, asked),
        "by": label_of(asked, by),
        "whole": whole,
        "exact_query": asking.query(request.GET, count="exact"),
        "total": sum(one.count for one in found),
        "rows": [
            {
                "label": names.get(one.value, one.value) if one.value else gettext("（空）"),
                "light": columns.light(asked.rules, one.value) if by == "light" else None,
                "count": one.count,
                "share": round(100 * one.count / most),
                "query": _drill(request.GET, by, one.value),
            }
            for one in found
        ],
    }


def _drill(given: Any, by: str, value: str | None) -> str | None:
    """The address of a group's records; None for those without value, which only fields can ask for."""
    if value is not None:
        return asking.query(given, group=None, **{by.replace(".", "__"): value})
    if by.startswith("f."):
        return asking.query(given, group=None, **{f"{by.replace('.', '__')}__empty": "1"})
    return None


def _group_names(rules: Rules, by: str, codes: Sequence[str]) -> Mapping[str, str]:
    field = rules.ledger.fields.get(by.removeprefix("f."))
    if by == "org" or (field is not None and by.startswith("f.") and field.type == "organisation"):
        return organisation_names(codes)
    if by == "div" or (field is not None and field.codes == "standard:division"):
        return {code: found.name for code in codes if (found := divisions.get(code))}
    return dict(choices(rules, by))


@require_POST
@frames.page
def keep_columns(request: HttpRequest, actor: Actor, rules: Rules) -> HttpResponseBase:
    """Keep the chosen columns, and show them."""
    known = {one.key for one in columns.available(rules)}
    chosen = [one for one in request.POST.getlist("cols") if one in known]
    actions.choose_columns(rules.name, chosen, actor=actor)
    return _back(request, rules, cols=None)


@require_POST
@frames.page
def save(request: HttpRequest, actor: Actor, rules: Rules) -> HttpResponseBase:
    """Save the list as it stands."""
    actions.save_view(
        rules.name,
        request.POST.get("name", ""),
        request.POST.get("query", ""),
        actor=actor,
        at=timezone.now(),
        role=request.POST.get("role", ""),
    )
    return _back(request, rules)


@require_POST
@frames.page
def forget(request: HttpRequest, actor: Actor, rules: Rules, view: int) -> HttpResponseBase:
    """Delete a view of one's own."""
    actions.delete_view(view, actor=actor)
    return _back(request, rules)


def _back(request: HttpRequest, rules: Rules, **changes: str | None) -> HttpResponseRedirect:
    """To the list from which somebody came."""
    from django.http import QueryDict

    query = asking.query(QueryDict(request.POST.get("query", "")[:8000]), **changes)
    address = reverse("ledger:list", args=[rules.name])
    return HttpResponseRedirect(f"{address}?{query}" if query else address)
