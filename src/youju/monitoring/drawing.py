"""The charts of a rule: the series with its trend and turns, and what is measured beside the levels.

Enter at `of_series` and `of_measure`. A chart's title says what it shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from youju.engine.aggregates import rounded
from youju.monitoring.analysis.seasonal import Decomposition
from youju.monitoring.watching import Rule, Watched
from youju.ui.charts import Chart, Line, Mark, Threshold

TURNS = {"peak": noop("由升转降"), "trough": noop("由降转升")}
COLOURS = ("blue", "yellow", "red")
"""Of levels, from the mildest, where their names are not colours themselves."""


def of_series(
    watched: Watched,
    values: Mapping[int, Decimal],
    parts: Decomposition | None,
    turns: Mapping[int, str],
) -> Chart | None:
    """Values of single periods with the trend, at which turns are marked.

    Args:
        watched: What is watched.
        values: Single periods to values.
        parts: Of the values from the first to the last; None where they cannot be taken apart.
        turns: Place from the first period to kind.
    """
    if not values:
        return None
    span = range(min(values), max(values) + 1)
    lines = [Line(_("当期值"), [values.get(at) for at in span], "quiet" if parts else "main")]
    marks = []
    title = watched.label
    if parts is not None:
        lines.insert(0, Line(_("趋势"), [round(one, watched.decimals) for one in parts.trend]))
        marks = [Mark(place, _(TURNS[kind]), kind == "peak") for place, kind in turns.items()]
        title = _trend(watched, span, parts, turns)
    return Chart(
        "series", title, _unit(watched), [str(watched.period(at)) for at in span], lines, marks=marks,
        file=watched.label, decimals=watched.decimals,
    )  # fmt: skip


def _trend(watched: Watched, span: range, parts: Decomposition, turns: Mapping[int, str]) -> str:
    """Where the trend goes, and when it turned last."""
    before, now = parts.trend[-2:]
    way = _("趋势向上") if now > before else _("趋势向下") if now < before else _("趋势持平")
    if not turns:
        return _("%(label)s：%(way)s，其间没有转折") % {"label": watched.label, "way": way}
    last = max(turns)
    return _("%(label)s：%(way)s，最近一次转折在%(period)s（%(turn)s）") % {
        "label": watched.label,
        "way": way,
        "period": watched.period(span[last]).told(),
        "turn": _(TURNS[turns[last]]),
    }


def of_measure(
    rule: Rule, watched: Watched, measures: Mapping[int, Decimal | None], *, name: str
) -> Chart | None:
    """What is measured, beside the lines from which the levels begin.

    Args:
        rule: The rule.
        watched: What is watched.
        measures: Period to measure.
        name: Of the measure, with its unit.
    """
    told = [at for at, one in measures.items() if one is not None]
    if not told:
        return None
    span = range(min(told), max(measures) + 1)
    known = {at: one for at, one in measures.items() if one is not None}
    levels = [
        Threshold(level.label, level.enter, colour(key, place))
        for place, (key, level) in enumerate(rule.one.levels.items())
    ]
    lines = [Line(name, [rounded(known[at], 1) if at in known else None for at in span])]
    return Chart(
        "measure", _standing(rule, watched, max(told), known[max(told)], name), "",
        [str(watched.period(at)) for at in span], lines, thresholds=levels, file=rule.one.label,
    )  # fmt: skip


def _standing(rule: Rule, watched: Watched, at: int, value: Decimal, name: str) -> str:
    """What was measured last, and which level it reaches."""
    reached = [
        label for place, label in enumerate(rule.labels, 1) if rule.watch.reaches(value, place)
    ]  # from the mildest
    facts = {
        "period": watched.period(at).told(cumulative=watched.cumulative),
        "measure": name,
        "value": f"{rounded(value, 1):f}",
    }
    if reached:
        return _("%(period)s%(measure)s为%(value)s，达到%(level)s预警线") % {**facts, "level": reached[-1]}
    return _("%(period)s%(measure)s为%(value)s，没有达到预警线") % facts


def colour(key: str, place: int) -> str:
    """Name of the colour of a level."""
    return key if key in COLOURS else COLOURS[min(place, len(COLOURS) - 1)]


def _unit(watched: Watched) -> str:
    return "%" if watched.unit == "percent" else watched.unit
