"""Every read of alerts and track records that another room may use, seen by an actor.

Enter at `visible_to`, `get_for` and `record_of`. Who holds a role that acknowledges a rule's alerts sees
them, and so does the organisation at the head of the area that they are about. The database says the same.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from youju.definitions.symbols import event_symbols
from youju.errors import fail
from youju.language import Kind, evaluate, parse
from youju.monitoring.analysis.track import Track, judge, replay
from youju.monitoring.models import Alert
from youju.monitoring.watching import Rule, Watched, rule_named, rules
from youju.people.actors import Actor
from youju.people.queries import area_of


def allowed(actor: Actor) -> Q:
    """The condition on tables with ``readers`` and ``area``."""
    found = Q(readers__overlap=sorted(actor.roles))
    area = area_of(actor.organisation) if actor.organisation else None
    return found if area is None else found | Q(area__startswith=area)


def visible_to(actor: Actor | None) -> QuerySet[Alert]:
    """The alerts that somebody may see, open ones and severe ones first.

    Args:
        actor: Who looks; None for commands, which see all.
    """
    found = Alert.objects.order_by("-level", "-raised_on", "rule")
    return found if actor is None or "system" in actor.roles else found.filter(allowed(actor))


def get_for(actor: Actor | None, alert: UUID) -> Alert:
    """One alert.

    Raises:
        YoujuError: M108 when there is none, or none that the actor may see.
    """
    found = visible_to(actor).filter(id=alert).first()
    if found is None:
        raise fail("M108")
    return found


def is_shown_to(account: Any, actor: Actor | None) -> bool:
    """Whether somebody finds monitoring in the left column."""
    if account is None or actor is None:
        return False
    return bool(rules_for(actor))


def rules_for(actor: Actor) -> list[Rule]:
    """The rules whose alerts somebody may see."""
    area = area_of(actor.organisation) if actor.organisation else None
    return [
        one
        for one in rules().values()
        if "system" in actor.roles
        or actor.roles & set(one.readers)
        or (area is not None and one.area.startswith(area))
    ]


def record_of(name: str, *, until: dt.date | None = None, actor: Actor | None = None) -> Track:
    """How a rule would have done on past data as they were known then.

    Args:
        name: Code of the rule.
        until: Leave out what became known after this day.
        actor: Who asks; values that he may not see count as none.

    Raises:
        YoujuError: M107; M112 when the rule does not say what it foresees.
    """
    rule = rule_named(name)
    if rule.one.foresees is None:
        raise fail("M112", name=rule.one.label)
    watched = Watched.of(rule.one, actor=actor)
    judged = list(watched.days(upto=until))
    known = [list(watched.measures(rule.one, day, upto=at).values()) for at, day in judged]
    levels = replay(rule.watch, known)
    final, measures = watched.known(until), watched.measures(rule.one, until)
    expression = parse(rule.one.foresees.event, event_symbols(), expects=Kind.BOOLEAN)
    events = [
        evaluate(
            expression,
            {"value": final.get(at), "measure": measures.get(at)},
            as_of=watched.period(at).end,
        )
        is True
        for at, _ in judged
    ]
    return judge(levels, events, horizon=rule.one.foresees.horizon)


def sentence_of(name: str, track: Track) -> str:
    """A track record in one sentence."""
    rule = rule_named(name).one
    told = f"在过去{track.periods}期中预警{len(track.alerts)}次，其间发生事件{len(track.events)}次"
    parts = [f"“{rule.label}”{told}"]
    if track.hit_rate is not None:
        parts.append(f"命中{len(track.foreseen)}次，命中率{percent(track.hit_rate)}")
    if track.lead is not None:
        parts.append(f"提前期中位数{track.lead:g}期")
    if track.false_rate is not None:
        parts.append(f"虚警{len(track.false)}次，虚警率{percent(track.false_rate)}")
    if track.open:
        parts.append(f"另有{len(track.open)}次尚无结论")
    return "；".join(parts) + "。"


def percent(share: float | None) -> str:
    """A share of one as people read it."""
    return "—" if share is None else f"{Decimal(repr(100 * share)).quantize(Decimal('0.1')):f}%"
