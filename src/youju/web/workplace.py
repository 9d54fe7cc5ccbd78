"""What the start page, the list of ledgers and the search show; each reads on behalf of who asks.

Enter at `home`, `ledgers` and `search`. Does not belong here: requests and answers (`views`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.utils.http import urlencode

from youju.figures import queries as observed
from youju.figures.showing import line
from youju.ledger import catalogue, queries, worklist
from youju.ledger.listing import columns, counting, finding
from youju.ledger.listing.asking import Asked
from youju.ledger.rules import Rules
from youju.notices import queries as notices
from youju.people.actors import Actor
from youju.ui import picking

FIGURES = 6
"""Figures on the start page."""
RECENT = 60
"""Observations among which those figures are chosen."""
FOUND = 5
"""Records of each ledger, organisations and figures that a search shows."""
LONGEST = 200
"""Characters of a search."""


def home(actor: Actor, *, as_of: date, today: date) -> dict[str, Any]:
    """The start page of somebody who acts."""
    days, late, exact = worklist.falling_due(actor, as_of=as_of, today=today)
    return {
        "queues": worklist.waiting(actor, as_of=as_of, today=today),
        "days": days,
        "weeks": _calendar(days, as_of),
        "announcements": notices.announced(on=today),
        "late": late,
        "late_exact": exact,
        "span": worklist.DAYS,
        "lit": worklist.lit(actor, as_of=as_of, today=today),
        "figures": figures(actor),
        "notices": notices.page(actor.id, only_unread=True)[:FOUND],
        "as_of": as_of,
    }


def figures(actor: Actor) -> list[dict[str, Any]]:
    """The figures counted last, of those that somebody may see."""
    rows = observed.latest(limit=RECENT, actor=actor)
    rows.sort(key=lambda row: len(row.by))  # totals before their groups; otherwise as counted
    return [line(row) for row in rows[:FIGURES]]


def _calendar(days: Iterable[worklist.Day], as_of: date) -> list[list[dict[str, Any]]]:
    """The weeks in which something may fall due, from Monday to Sunday, with how much does on each day."""
    due = {day.on: len(day.items) for day in days}
    monday = as_of - timedelta(days=as_of.weekday())
    last = as_of + timedelta(days=worklist.DAYS)
    count = (last - monday).days // 7 + 1
    return [
        [
            {"on": on, "count": due.get(on, 0), "inside": as_of <= on <= last, "today": on == as_of}
            for on in (monday + timedelta(days=7 * week + place) for place in range(7))
        ]
        for week in range(count)
    ]


def ledgers(actor: Actor, *, today: date) -> list[dict[str, Any]]:
    """All ledgers by pack, with how much the reader sees of each, at least."""
    return [
        {"label": catalogue.loaded(pack.digest).pack.header.label, "ledgers": list(_rows(pack, actor, today))}
        for pack in catalogue.installed()
    ]


def _rows(pack: Any, actor: Actor, today: date) -> Iterator[dict[str, Any]]:
    lit = {one.ledger: one.counts for one in worklist.lit(actor, as_of=today, today=today)}
    for name in pack.ledgers:
        rules = catalogue.of_digest(pack.digest, name)
        total = counting.total(actor, Asked(rules, today, today))
        yield {
            "name": name,
            "label": rules.ledger.label,
            "note": rules.ledger.note or "",
            "count": total.count,
            "exact": total.exact,
            "lights": lit.get(name, []),
            "opens": not actor.roles.isdisjoint(rules.ledger.open_by),
        }


def search(actor: Actor, text: str, *, today: date) -> dict[str, Any]:
    """Records by number, words of two characters or more, organisations, figures."""
    text = text.strip()[:LONGEST]
    words = tuple(word for word in dict.fromkeys(text.split()) if len(word) > 1)[:8]
    groups = [_found(rules, actor, words, text, today) for rules in catalogue.all_current().values()]
    return {
        "q": text,
        "short": bool(text) and not words,
        "groups": [one for one in groups if one is not None],
        "organisations": picking.find("organisation", text, actor=actor)[:FOUND] if text else [],
        "figures": list(_named_figures(text, actor))[:FOUND] if text else [],
    }


def _found(
    rules: Rules, actor: Actor, words: tuple[str, ...], text: str, today: date
) -> dict[str, Any] | None:
    """What one ledger holds of the words."""
    rows = _numbered(rules, actor, text)
    more = False
    if words:
        page = finding.page(actor, Asked(rules, today, today, words=words), size=FOUND)
        known = {row.id for row in rows}
        rows += [row for row in page.records if row.id not in known]
        more = not page.is_all
    if not rows:
        return None
    told = columns.Words(rules, rows)
    return {
        "name": rules.name,
        "label": rules.ledger.label,
        "more": more,
        "query": urlencode({"q": " ".join(words)}),
        "rows": [
            {
                "id": row.id,
                "number": row.number or "",
                "title": told.title(row),
                "state": rules.state_label(row.state),
            }
            for row in rows
        ],
    }


def _numbered(rules: Rules, actor: Actor, text: str) -> list[Any]:
    """The record of this very number."""
    if not text or rules.ledger.number is None:
        return []
    return list(queries.visible_to(actor, rules.name).filter(number=text).order_by()[:1])


def _named_figures(text: str, actor: Actor) -> Iterator[dict[str, Any]]:
    seen = set()
    for row in observed.latest(limit=200, actor=actor):
        if text in row.label and row.figure not in seen:
            seen.add(row.figure)
            yield line(row)
