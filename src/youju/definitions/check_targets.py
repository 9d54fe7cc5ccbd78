"""Checks of plans, scoring tables and warnings: what they name exists, units fit, expressions are typed.

Enter at `check_targets` and `check_warnings`.
"""

from __future__ import annotations

from collections.abc import Mapping

from youju.definitions.assemble import Place
from youju.definitions.check_expressions import Checked
from youju.definitions.check_pack import is_date
from youju.definitions.context import Context
from youju.definitions.models import Figure
from youju.definitions.symbols import event_symbols, score_symbols
from youju.definitions.target_models import Item, Manner, Plan, Step, Target
from youju.errors import YoujuError
from youju.language import Kind, Type
from youju.standards.units import unit


def check_targets(context: Context) -> None:
    """Check all plans and scoring tables of the pack."""
    figures = _figures(context)
    for plan in context.pack.plans.values():
        place = context.draft.places["plan", plan.plan]
        if context.roles_are_known():
            context.known_each("角色", plan.by, context.pack.header.roles, place, "by")
        for name, target in plan.targets.items():
            _check_target(context, plan, name, target, figures, place)
    _check_scoring(context, figures)


def check_warnings(context: Context) -> None:
    """Check all rules of early warning."""
    figures = _figures(context)
    for rule in context.pack.warnings.values():
        place = context.draft.places["warning", rule.warning]
        if rule.figure is not None and context.known(
            "指标", rule.figure, figures, place, "figure", whole="figures"
        ):
            _check_key(context, figures[rule.figure], rule.key, place)
        if rule.acknowledge is not None and context.roles_are_known():
            roles = context.pack.header.roles
            context.known_each("角色", rule.acknowledge.by, roles, place, "acknowledge", "by")
        if rule.foresees is not None:
            checked = Checked(context, place)
            checked.read(rule.foresees.event, event_symbols(), Kind.BOOLEAN, "foresees", "event")


def _figures(context: Context) -> dict[str, Figure]:
    """Figures of the pack and of those it depends on."""
    merged = {name: one for other in context.depends.values() for name, one in other.figures.items()}
    return merged | dict(context.pack.figures)


def _check_target(
    context: Context, plan: Plan, name: str, target: Target, figures: Mapping[str, Figure], place: Place
) -> None:
    path = ("targets", name)
    for index, one in enumerate(target.milestones):
        if not _is_day(plan.year, one.by):
            wanted = f"{plan.year}年的月和日，如 06-30"
            context.report("D349", place, *path, "milestones", index, "by", value=one.by, wanted=wanted)
    try:
        dimension = unit(target.unit or "").dimension
    except YoujuError:
        wanted = "计量单位，如 亿元、家、percent"
        context.report("D349", place, *path, "unit", value=target.unit, wanted=wanted)
        return
    if not context.known("指标", target.figure, figures, place, *path, "figure", whole="figures"):
        return
    figure = figures[target.figure]
    _check_key(context, figure, target.key, place, *path)
    try:
        fits = unit(figure.unit).dimension == dimension
    except YoujuError:  # reported at the figure
        return
    if not fits:
        context.report("D390", place, *path, "unit", value=target.unit, figure=figure.label, unit=figure.unit)


def _is_day(year: int, text: str) -> bool:
    return is_date(f"{year}-{text}")


def _check_key(
    context: Context, figure: Figure, key: Mapping[str, str], place: Place, *path: str | int
) -> None:
    for dimension in key:
        context.known("分组", dimension, figure.by, place, *path, "key", dimension, key=True)


def _check_scoring(context: Context, figures: Mapping[str, Figure]) -> None:
    for table in context.pack.scoring.values():
        place = context.draft.places["scoring", table.scoring]
        checked = Checked(context, place)
        _read_manner(checked, table.targets, "targets")
        if context.known("目标计划", table.plan, context.pack.plans, place, "plan", whole="targets"):
            for name in table.overrides:
                options = context.pack.plans[table.plan].targets
                context.known("目标", name, options, place, "overrides", name, key=True)
        for name, manner in table.overrides.items():
            _read_manner(checked, manner, "overrides", name)
        for name, item in table.items.items():
            path = ("items", name)
            if context.known("指标", item.figure, figures, place, *path, "figure", whole="figures"):
                _check_key(context, figures[item.figure], item.key, place, *path)
            _read_manner(checked, item, *path)


def _read_manner(checked: Checked, manner: Manner | Item, *path: str | int) -> None:
    for key in ("deduct", "bonus"):
        steps: list[Step] = getattr(manner, key)
        for index, step in enumerate(steps):
            checked.read(step.when, score_symbols(), Kind.BOOLEAN, *path, key, index, "when")
            checked.read(step.points, score_symbols(), Type.of("number"), *path, key, index, "points")
