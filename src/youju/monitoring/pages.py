"""What the pages of monitoring show, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from youju.engine.aggregates import rounded
from youju.errors import YoujuError
from youju.events.queries import of_streams
from youju.events.records import Event
from youju.monitoring import drawing, queries, races
from youju.monitoring.analysis.seasonal import Decomposition, decompose
from youju.monitoring.analysis.turning import Turn, turning_points
from youju.monitoring.drawing import TURNS
from youju.monitoring.models import Alert
from youju.monitoring.watching import Watched, rule_named
from youju.people.actors import Actor
from youju.people.queries import person_names
from youju.people.telling import sentence
from youju.series import catalogue
from youju.series import queries as series

LIGHTS = {"blue": "white", "yellow": "yellow", "orange": "yellow", "red": "red"}
"""A level's light by the name that the rule gives it; other names go by their place."""
MOVES = {
    "raised": noop("发出"),
    "risen": noop("升级"),
    "fallen": noop("降级"),
    "ended": noop("解除"),
    "acknowledged": noop("确认"),
}
REASONS = {"small": noop("基数不足，不排名"), "zero": noop("基数为零"), "negative": noop("基数为负")}
MEASURES = {
    "value": noop("本期值"),
    "yoy": noop("同比增速（%）"),
    "change": noop("比上期增速（%）"),
    "adjusted_change": noop("季节调整后比上期增速（%）"),
}
ENDED = 50
"""Ended alerts that are shown."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One event, as ``ui/_timeline.html`` shows it."""

    title: str
    on: date
    who: str = ""
    moved: str = ""
    lines: tuple[str, ...] = ()
    comment: str = ""
    note: str = ""
    void: bool = False


def of_alerts(actor: Actor) -> dict[str, Any]:
    """The list: what stands, what has ended, and the rules."""
    seen = queries.visible_to(actor)
    standing = [_listed(one) for one in seen.filter(ended_on=None).prefetch_related("acknowledgements")]
    ended = [_listed(one) for one in seen.exclude(ended_on=None).order_by("-ended_on")[:ENDED]]
    return {"standing": standing, "ended": ended, "rules": [one.one for one in queries.rules_for(actor)]}


def _listed(alert: Alert) -> dict[str, Any]:
    levels = {one.level for one in alert.acknowledgements.all()}
    return {
        "alert": alert,
        "light": light_of(alert),
        "measure": f"{rounded(alert.measure, 1):f}",
        "seen": alert.highest in levels,
    }


def light_of(alert: Alert) -> str:
    """The light of an alert's level."""
    try:
        names = list(rule_named(alert.rule).one.levels)
    except YoujuError:  # the rule is no longer installed
        return "red"
    level = alert.level or alert.highest
    return LIGHTS.get(names[level - 1], "red") if level <= len(names) else "red"


def of_alert(alert: Alert, actor: Actor) -> dict[str, Any]:
    """One alert with its events and who has seen it."""
    said = list(alert.acknowledgements.order_by("at"))
    found = of_streams([alert.id, *(one.id for one in said)])
    events = sorted((one for stream in found.values() for one in stream), key=lambda one: one.position)
    persons = person_names(one.actor for one in events)
    may = bool(actor.roles & set(alert.readers)) or "system" in actor.roles
    return {
        **_listed(alert),
        "moments": [_moment(one, persons) for one in reversed(events)],
        "may": may and alert.highest not in {one.level for one in said},
    }


def _moment(event: Event, persons: dict[str, str]) -> Moment:
    facts = event.payload
    who = persons.get(event.actor, "" if event.actor == "system" else event.actor)
    lines: tuple[str, ...] = ()
    if "measure" in facts:
        text = _("%(period)s：%(measure)s")
        lines = (text % {"period": facts["period"], "measure": f"{float(facts['measure']):.1f}"},)
    return Moment(
        _(MOVES[event.type]), event.business_date, who, facts.get("label", ""), lines, facts.get("note", "")
    )


def of_rule(name: str, actor: Actor) -> dict[str, Any]:
    """What a rule watches, period by period, with the trend and the turns where they can be told."""
    rule = rule_named(name)
    watched = Watched.of(rule.one, actor=actor)
    values, measures = watched.known(), watched.measures(rule.one)
    single = watched.singles(values)
    parts, told = _parts(watched, single)
    turns = _turns(parts)
    first = min(single) if single else 0
    rows = []
    for at, measure in measures.items():
        place = at - first
        trend = parts.trend[place] if parts and 0 <= place < len(parts.trend) else None
        rows.append(
            {
                "period": watched.period(at).told(cumulative=watched.cumulative),
                "value": _number(values.get(at), watched.decimals),
                "single": _number(single.get(at), watched.decimals),
                "measure": _number(measure, 1),
                "trend": "—" if trend is None else f"{trend:.{watched.decimals}f}",
                "turn": _(TURNS[turns[place]]) if place in turns else "",
            }
        )
    try:
        record = queries.sentence_of(name, queries.record_of(name, actor=actor))
    except YoujuError as error:
        record = sentence(error.problems[0])
    words = _(MEASURES[rule.one.measure])
    charts = (
        drawing.of_measure(rule, watched, measures, name=words),
        drawing.of_series(watched, single, parts, turns),
    )
    return {
        "rule": rule.one,
        "watched": watched,
        "unit": "%" if watched.unit == "percent" else watched.unit,
        "measure": words,
        "charts": [one for one in charts if one],
        "rows": rows[::-1],
        "told": told,
        "record": record,
    }


def _number(value: Decimal | None, decimals: int) -> str:
    return "—" if value is None else f"{rounded(value, decimals):f}"


def _parts(watched: Watched, values: dict[int, Decimal]) -> tuple[Decomposition | None, str]:
    """The values of single periods taken apart, or why they cannot be."""
    if not values:
        return None, _("还没有数。")
    given = [None if at not in values else float(values[at]) for at in range(min(values), max(values) + 1)]
    try:
        return decompose(given, period=watched.per_year), ""
    except YoujuError as error:
        return None, sentence(error.problems[0])


def _turns(parts: Decomposition | None) -> dict[int, str]:
    """Turning points of the adjusted series, by place; gaps are as the trend has them."""
    if parts is None:
        return {}
    adjusted = [trend if one is None else one for one, trend in zip(parts.adjusted, parts.trend, strict=True)]
    try:
        found: list[Turn] = turning_points(adjusted)
    except YoujuError:
        return {}
    return {one.at: one.kind for one in found}


def of_race(name: str, period: str, actor: Actor, *, low: bool) -> dict[str, Any]:
    """Areas by the growth of a series; the first that has areas, and its last period, when none is named."""
    known = {
        code: one.series.label
        for code, one in catalogue.all_series().items()
        if "area" in one.series.dimensions
    }
    name = name or next(iter(known), "")
    if not name:
        return {"known": known, "race": None}
    if not period:
        seen = series.visible_to(actor).filter(series=name)
        period = seen.order_by("-period").values_list("period", flat=True).first() or ""
    found = races.of_series(name, period=period, high_is_good=not low, actor=actor)
    rows = [
        {
            "place": one,
            "value": "—" if one.value is None else f"{one.value:.1f}",
            "fair": "—" if one.fair is None else f"{one.fair:.1f}",
            "ranks": "" if one.rank is None else f"{one.best}—{one.worst}",
            "why": _(REASONS[one.reason]) if one.reason else "",
        }
        for one in found.places
    ]
    chart = drawing.of_race(found)
    return {
        "known": known,
        "race": found,
        "rows": rows,
        "name": name,
        "period": period,
        "low": low,
        "chart": chart,
    }
