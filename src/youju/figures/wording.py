"""What an observation counted and how, in words (口径).

Enter at `terms`. Expressions are told by `youju.language.explain`, so that what is read here is what ran.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from youju.definitions.series_models import Period
from youju.figures.composed import Composed, home_of
from youju.figures.definition import Definition
from youju.figures.plan import Scope
from youju.language import explain
from youju.standards import divisions

MEASURES: dict[str, str] = {
    "count": "计数", "sum": "求和", "share": "比率", "average": "平均", "distinct": "不重复计数",
    "min": "最小值", "max": "最大值", "value": "", "growth": "增速", "change": "增减量",
    "contribution": "拉动", "structure": "构成", "index": "指数", "rank": "位次", "distance": "差距",
    "ratio": "之比",
}  # fmt: skip
_ROWS = {"records": "的记录", "acts": "的办理动作", "table": "的明细行", "units": ""}
_PERIODS = {"year": "本年", "quarter": "本季", "month": "本月"}


def terms(definition: Definition | Composed, scope: Scope, key_labels: Mapping[str, str]) -> str:
    """A sentence: the source, the period or cut-off, the range, the groups."""
    parts = _composed(definition, scope) if isinstance(definition, Composed) else _counted(definition, scope)
    found = [part for part in parts if part]
    if scope.division:
        one = divisions.get(scope.division)
        found.append(f"区划为{one.full_name if one else scope.division}")
    if key_labels:
        found.append("其中" + "、".join(key_labels.values()))
    if scope.known_at:
        found.append(f"只计{_day(scope.known_at)}及以前登记的")
    return "，".join(found) + "。"


def _counted(definition: Definition, scope: Scope) -> Iterator[str]:
    figure = definition.figure
    yield f"{definition.ledger.label}{_ROWS[figure.of.rows]}，截至{_day(scope.as_of)}"
    yield _PERIODS.get(figure.period, "")
    for parsed, word in (
        (definition.where, "范围"),
        (definition.value, "取值"),
        (definition.numerator, "分子"),
        (definition.denominator, "分母"),
    ):
        if parsed is not None and parsed.text.strip().lower() != "true":
            yield f"{word}：{explain(parsed).rstrip('。')}"
    yield "不含已并入他件的" if not figure.of.merged else ""
    yield MEASURES[figure.measure]


def _composed(definition: Composed, scope: Scope) -> Iterator[str]:
    figure = definition.figure
    known = definition.series
    if known is not None:
        series = known.series
        cumulative = series.reported == "cumulative" or figure.basis == "cumulative"
        cumulative = cumulative and figure.basis != "period" and series.kind == "flow"
        period = Period.last(series.frequency, scope.as_of).told(cumulative=cumulative)
        yield f"{series.department}报送的“{series.label}”{period}数"
        yield f"行业或类别为{known.sector_label(figure.sector)}" if figure.sector else ""
    else:
        operand = home_of(figure.of.figure, definition.loaded).pack.figures[figure.of.figure]
        yield f"指标“{operand.label}”截至{_day(scope.as_of)}"
    yield MEASURES[figure.measure]
    if figure.over is not None:
        label = _over(definition)
        yield f"{'除以' if figure.measure in ('share', 'ratio') else '总体为'}“{label}”"
    if figure.measure in ("growth", "change", "contribution", "index"):
        yield f"以{figure.base}为基期" if figure.base else _AGAINST[definition.against]
        told = figure.comparable and definition.against == "last_year" and known is not None
        yield "报送了可比基数的按可比口径" if told and not figure.base else ""
    if figure.measure == "average":
        yield f"最近{figure.periods}期" if figure.periods else "本年各期"
    if figure.measure == "rank":
        yield "少者在前" if figure.order == "least" else "多者在前"
    if figure.measure == "distance":
        yield "与上一级的数相比" if figure.to == "total" else "与同级各地区的平均相比"


_AGAINST = {"last_year": "与上年同期相比", "previous": "与上期相比"}


def _over(definition: Composed) -> str:
    if definition.over is not None:
        return definition.over.series.label
    name = definition.figure.over or ""
    return home_of(name, definition.loaded).pack.figures[name].label


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
