"""What the pages of targets show, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from youju.engine.aggregates import rounded
from youju.events.queries import of_stream
from youju.events.records import Event
from youju.people.actors import Actor
from youju.people.queries import organisation_names, person_names
from youju.targets import queries, sheets
from youju.targets.models import Target
from youju.targets.queries import Standing, plain

STANDINGS = {
    "reached": ("green", noop("已完成")),
    "on_pace": ("green", noop("达到序时进度")),
    "behind": ("yellow", noop("落后于序时进度")),
    "beyond": ("red", noop("已突破")),
    "unknown": ("white", noop("进度无法判断")),
}
STATES = {
    "open": ("going", noop("执行中")),
    "kept": ("done", noop("认定为完成")),
    "missed": ("", noop("认定为未完成")),
    "dropped": ("void", noop("已撤销")),
}
EVENTS = {
    "set": noop("立项"),
    "changed": noop("调整"),
    "dropped": noop("撤销"),
    "kept": noop("认定为完成"),
    "missed": noop("认定为未完成"),
}
FACTS = {
    "label": noop("名称"),
    "figure": noop("指标"),
    "unit": noop("计量单位"),
    "low": noop("下限"),
    "high": noop("上限"),
    "weight": noop("权重"),
    "organisation": noop("责任单位"),
    "person": noop("责任人"),
    "source": noop("出处"),
}
PACES = {
    "time": noop("按时间"),
    "milestones": noop("按节点"),
    "seasonal": noop("按往年同期"),
    "level": noop("全年同一水平"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A target as a list shows it."""

    standing: Standing
    aim: str
    value: str
    completion: str
    width: int
    due: str
    light: str
    word: str
    state: tuple[str, str]
    organisation: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """One event, as ``ui/_timeline.html`` shows it."""

    title: str
    on: date
    who: str
    lines: list[str] = field(default_factory=list)
    comment: str = ""
    note: str = ""
    moved: str = ""
    void: bool = False


def shown(one: Standing, names: dict[str, str], persons: dict[str, str]) -> Shown:
    """A standing in words; the bar is full at 100 per cent."""
    target, progress = one.target, one.progress
    light, word = STANDINGS[progress.standing]
    kind, state = STATES[target.state]
    rate = progress.completion
    return Shown(
        standing=one,
        aim=aim(target),
        value=one.printed(progress.value),
        completion="" if rate is None else f"{rounded(rate, 1):f}%",
        width=0 if rate is None else max(0, min(100, round(rate))),
        due="" if progress.due is None else f"{rounded(progress.due, one.decimals):f}{one.unit}",
        light=light,
        word=_(word),
        state=(kind, _(state)),
        organisation=names.get(target.organisation, target.organisation),
        person=persons.get(target.person, ""),
    )


def aim(target: Target) -> str:
    """What is aimed at, in the reader's language."""
    unit = "%" if target.unit == "percent" else target.unit
    if target.low is not None and target.high is not None:
        return f"{plain(target.low)}—{plain(target.high)}{unit}"
    if target.high is None:
        return _("不低于%(value)s") % {"value": f"{plain(target.low)}{unit}"}
    return _("不高于%(value)s") % {"value": f"{plain(target.high)}{unit}"}


def of_year(year: int, *, as_of: date | None, today: date, actor: Actor) -> dict[str, Any]:
    """The list of a year, plan by plan."""
    targets = list(queries.visible_to(actor).filter(year=year))
    days = queries.days(targets, actor=actor)
    day = as_of or _latest(days, year, today)
    names = organisation_names(one.organisation for one in targets)
    persons = person_names(one.person for one in targets if one.person)
    plans: dict[str, list[Shown]] = {}
    for one in queries.standings(targets, as_of=day, actor=actor):
        plans.setdefault(one.target.plan, []).append(shown(one, names, persons))
    tables = [one for one in sheets.tables().values() if one.plan in plans]
    groups = [
        {
            "label": found[0].standing.target.plan_label,
            "source": found[0].standing.target.source,
            "rows": found,
        }
        for found in plans.values()
    ]
    return {"year": year, "as_of": day, "groups": groups, "tables": tables, "days": days[:24]}


def of_target(target: Target, *, as_of: date | None, today: date, actor: Actor) -> dict[str, Any]:
    """One target with what happened to it."""
    days = queries.days([target], actor=actor)
    day = as_of or _latest(days, target.year, today)
    (standing,) = queries.standings([target], as_of=day, actor=actor)
    events = of_stream(target.id)
    persons = person_names([target.person, *(one.actor for one in events)])
    row = shown(standing, organisation_names([target.organisation]), persons)
    facts = [
        {"label": _("责任单位"), "text": row.organisation},
        {"label": _("责任人"), "text": row.person or "—"},
        {"label": _("权重"), "text": plain(target.weight)},
        {"label": _("序时进度的算法"), "text": _(PACES[target.pace])},
        {"label": _("出处"), "text": target.source},
        {"label": _("状态"), "text": row.state[1]},
    ]
    if target.reason:
        facts.append({"label": _("撤销理由"), "text": target.reason})
    steps = [{**one, "day": date.fromisoformat(one["by"])} for one in target.milestones]
    return {
        "target": target,
        "row": row,
        "facts": facts,
        "steps": steps,
        "unit": standing.unit,
        "moments": [_moment(one, persons) for one in reversed(events)],
        "as_of": day,
        "days": days[:24],
    }


def of_table(name: str, *, as_of: date | None, today: date, actor: Actor) -> dict[str, Any]:
    """The sheets of a scoring table."""
    table = sheets.table_named(name)
    targets = list(queries.visible_to(actor).filter(plan=table.plan))
    days = queries.days(targets, actor=actor)
    year = targets[0].year if targets else today.year
    day = as_of or _latest(days, year, today)
    return {
        "table": table,
        "sheets": sheets.score(name, as_of=day, actor=actor),
        "as_of": day,
        "days": days[:24],
    }


def _latest(days: list[date], year: int, today: date) -> date:
    """The latest cut-off that was counted within a year; today, or the end of the year, when there is
    none."""
    within = [one for one in days if one.year == year]
    return within[0] if within else min(today, date(year, 12, 31))


def _moment(event: Event, persons: dict[str, str]) -> Moment:
    lines = []
    if event.type in ("set", "changed"):
        lines = [
            _("%(item)s：%(value)s") % {"item": _(FACTS[key]), "value": value}
            for key, value in event.payload.items()
            if key in FACTS and value not in (None, "")
        ]
    if "result" in event.payload:
        lines.append(_("%(item)s：%(value)s") % {"item": _("完成值"), "value": event.payload["result"]})
    who = persons.get(event.actor, "" if event.actor == "system" else event.actor)
    title = _(EVENTS[event.type])
    return Moment(title, event.business_date, who, lines, event.payload.get("reason", ""))
