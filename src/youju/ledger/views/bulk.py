"""One act on many records: choose it, see what it will do to each, confirm.

Nothing is done by the first two steps. What is confirmed is done to all of the records listed, or to none
when one of them has changed meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from youju.definitions.models import Act
from youju.errors import YoujuError, fail
from youju.ledger import actions, queries
from youju.ledger.listing import asking, finding
from youju.ledger.listing.columns import Words
from youju.ledger.models import LedgerRecord
from youju.ledger.rules import Rules
from youju.ledger.views import frames
from youju.people.actors import Actor
from youju.people.telling import sentences

MOST = 500
"""Records of one bulk act."""


@require_POST
@frames.page
def act(request: HttpRequest, actor: Actor, rules: Rules) -> HttpResponseBase:
    """Choose, preview, or do."""
    rows = _chosen(request, actor, rules)
    offered = _offered(rules, actor, rows)
    name = request.POST.get("act", "")
    if name not in offered:
        return render(request, "ledger/list_bulk.html", _frame(request, rules, rows, offered))
    wanted = _request(request, actor, rules, name)
    judged = actions.judge_many([row.id for row in rows], wanted)
    ready = [row for row in rows if not judged[row.id]]
    problems: list[str] = []
    if request.POST.get("confirm") and ready:
        try:
            done = actions.perform_many(
                [row.id for row in ready],
                name, actor=actor, on=wanted.on, at=wanted.at, comment=wanted.comment, values=wanted.values,
            )  # fmt: skip
        except YoujuError as error:  # somebody was faster
            problems = sentences(error.problems[:20])
        else:
            query = asking.query(QueryDict(request.POST.get("query", "")[:8000]), done=str(len(done)))
            return redirect(f"{reverse('ledger:list', args=[rules.name])}?{query}")
    context = _frame(request, rules, rows, offered)
    words: Words = context["words"]
    return render(
        request,
        "ledger/list_bulk.html",
        {
            **context,
            "act": name,
            "label": rules.acts[name].label,
            "to": rules.state_label(rules.acts[name].to or "") if rules.acts[name].to else "",
            "ready": [_line(words, row) for row in ready],
            "refused": [
                {**_line(words, row), "reasons": sentences(judged[row.id])} for row in rows if judged[row.id]
            ],
            "problems": problems,
            "comment": wanted.comment or "",
            "values": _values(request),
            "on": wanted.on,
        },
    )


def _chosen(request: HttpRequest, actor: Actor, rules: Rules) -> list[LedgerRecord]:
    """The records: those that were ticked, or all of the list as it was filtered.

    Raises:
        YoujuError: K785 when there are too many, K710 when there are none.
    """
    if request.POST.get("all"):
        given = QueryDict(request.POST.get("query", "")[:8000])
        today = timezone.localdate()
        asked = asking.read(rules, given, as_of=today, today=today)
        if asked.problems:
            raise YoujuError(asked.problems)
        rows = list(finding.every(actor, asked, most=MOST + 1))
    else:
        ids = {found for text in request.POST.getlist("chosen")[: MOST + 1] if (found := _id(text))}
        rows = list(queries.visible_to(actor, rules.name).filter(id__in=ids))
    if len(rows) > MOST:
        raise fail("K785", count=f"{MOST}以上", most=MOST)
    if not rows:
        raise fail("K710", record="所选记录")
    return rows


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _offered(rules: Rules, actor: Actor, rows: Sequence[LedgerRecord]) -> dict[str, Act]:
    """Acts that the actor may do to some of the records, without evidence: that is attached one by one."""
    return {
        name: one
        for name, one in rules.acts.items()
        if (one.evidence is None or one.evidence.min == 0)
        and one.extends is None
        and any(actions.is_possible(row, rules, name, actor=actor) for row in rows)
    }


def _request(request: HttpRequest, actor: Actor, rules: Rules, name: str) -> actions.Request:
    comment = request.POST.get("comment", "").strip() if rules.acts[name].comment != "none" else ""
    given = {field: text for field, text in _values(request).items() if text}
    allowed = {*rules.acts[name].fields, *rules.acts[name].required}
    values = {field: text for field, text in given.items() if field in allowed}
    return actions.Request(
        name, actor, timezone.localdate(), timezone.now(), comment=comment or None, values=values or None
    )


def _values(request: HttpRequest) -> Mapping[str, str]:
    return {
        key[2:]: text for key, text in request.POST.items() if key.startswith("v.") and isinstance(text, str)
    }


def _frame(
    request: HttpRequest, rules: Rules, rows: Sequence[LedgerRecord], offered: Mapping[str, Act]
) -> dict[str, Any]:
    words = Words(rules, rows)
    return {
        "rules": rules,
        "ledger": rules.ledger,
        "name": rules.name,
        "query": request.POST.get("query", "")[:8000],
        "ids": [str(row.id) for row in rows],
        "count": len(rows),
        "states": [(rules.state_label(name), many) for name, many in Counter(r.state for r in rows).items()],
        "offered": [_act(rules, name, one) for name, one in offered.items()],
        "words": words,
    }


def _act(rules: Rules, name: str, one: Act) -> dict[str, Any]:
    """An act with what it asks for."""
    return {
        "name": name,
        "label": one.label,
        "note": one.note or "",
        "to": rules.state_label(one.to) if one.to else "",
        "comment": one.comment,
        "fields": [
            (field, rules.ledger.fields[field], field in one.required)
            for field in dict.fromkeys([*one.fields, *one.required])
        ],
    }


def _line(words: Words, row: LedgerRecord) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "number": row.number or "",
        "title": words.title(row),
        "state": words.rules.state_label(row.state),
    }
