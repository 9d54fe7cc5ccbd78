"""The charts of a rule (the series with its trend and turns, what is measured and the levels) and of a race.

Enter at `of_series`, `of_measure` and `of_race`. A chart's title says what it shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import takewhile

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from youju.engine.aggregates import rounded
from youju.monitoring.analysis.seasonal import Decomposition
from youju.monitoring.races import Race
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


def of_race(race: Race) -> Chart | None:
    """Growth of areas as reported, beside what is ranked."""
    running = [one for one in race.places if one.value is not None]
    if len(running) < 2:
        return None
    top = max(running, key=lambda one: one.value or 0)
    last = min(running, key=lambda one: one.value or 0)
    above = _above([one.area for one in running])
    facts = {"label": race.label, "when": race.when, "top": top.area[above:], "last": last.area[above:]}
    facts |= {"most": f"{top.value:.1f}", "least": f"{last.value:.1f}"}
    lines = [Line(_("增速"), [_one(one.value) for one in running], "quiet")]
    lines.append(Line(_("收缩后"), [_one(one.fair) for one in running]))
    return Chart(
        "race",
        _("%(when)s%(label)s增速：%(top)s最高，为%(most)s%%；%(last)s最低，为%(least)s%%") % facts,
        "%",
        [one.area[above:] for one in running],
        lines,
        file=race.label,
        kind="bar",
    )


def _above(names: Sequence[str]) -> int:
    """How many characters of full names name what all of them lie in."""
    shared = "".join(one[0] for one in takewhile(lambda one: len(set(one)) == 1, zip(*names, strict=False)))
    return max(shared.rfind(level) for level in "省市县区") + 1


def _one(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def colour(key: str, place: int) -> str:
    """Name of the colour of a level."""
    return key if key in COLOURS else COLOURS[min(place, len(COLOURS) - 1)]


def _unit(watched: Watched) -> str:
    return "%" if watched.unit == "percent" else watched.unit
