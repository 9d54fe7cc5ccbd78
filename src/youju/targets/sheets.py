"""Score sheets: the tables of packs applied to targets and figures as at a date, each point explained.

Enter at `score`. Nothing is stored: the same observations give the same sheet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from youju.definitions.nearest import hint
from youju.definitions.target_models import Item, Manner, Scoring
from youju.engine.aggregates import rounded
from youju.errors import YoujuError, fail
from youju.figures.queries import reading
from youju.figures.showing import printed
from youju.ledger import catalogue
from youju.people.actors import Actor
from youju.people.queries import organisation_names
from youju.targets import queries
from youju.targets.queries import Standing, plain
from youju.targets.scoring import Scored, Total, score_item, total

HEADERS = ("机构", "考核内容", "分值", "目标", "完成值", "完成率（%）", "得分", "加分", "说明", "观测编号")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a sheet.

    Attributes:
        label: The target or item.
        aim: What was aimed at; empty for items without a target.
        value: What was reached, as it is printed.
        completion: In per cent, as it is printed; empty where there is none.
        scored: Its points.
        sentence: Why it has them.
        address: Observation behind it; empty when there is none.
    """

    label: str
    aim: str
    value: str
    completion: str
    scored: Scored
    sentence: str
    address: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What an organisation gets by a table.

    Attributes:
        organisation: Its code.
        name: Its name.
        rank: From 1; equal points share one; None when nothing could be scored.
    """

    table: Scoring
    organisation: str
    name: str
    as_of: dt.date
    entries: tuple[Entry, ...]
    total: Total
    rank: int | None = None


def tables() -> dict[str, Scoring]:
    """Every scoring table of the installed packs, by name."""
    packs = [catalogue.loaded(one.digest).pack for one in catalogue.installed()]
    return {name: one for pack in packs for name, one in pack.scoring.items()}


def table_named(name: str) -> Scoring:
    """A scoring table.

    Raises:
        YoujuError: O111 when no installed pack has it.
    """
    known = tables()
    if name not in known:
        raise fail("O111", name=name, hint=hint(name, known))
    return known[name]


def score(
    name: str, *, as_of: dt.date, actor: Actor | None = None, organisation: str | None = None
) -> list[Sheet]:
    """The sheets of a table, best first, those without points last.

    Args:
        name: Code of the table.
        as_of: Cut-off date.
        actor: Who looks; he gets the sheets of the organisations whose targets he sees.
        organisation: Only this one.

    Raises:
        YoujuError: O111.
    """
    table = table_named(name)
    targets = list(queries.visible_to(actor).filter(plan=table.plan).exclude(state="dropped"))
    by_organisation: dict[str, list[Standing]] = {}
    for one in queries.standings(targets, as_of=as_of, actor=actor):
        by_organisation.setdefault(one.target.organisation, []).append(one)
    names = organisation_names(by_organisation)
    sheets = [
        _sheet(table, code, names.get(code, code), found, as_of=as_of, actor=actor)
        for code, found in by_organisation.items()
    ]
    ranked = [_ranked(one, sheets) for one in sheets]
    ranked.sort(key=lambda one: (one.rank is None, one.rank or 0, one.organisation))
    return [one for one in ranked if organisation in (None, one.organisation)]


def _ranked(sheet: Sheet, sheets: Sequence[Sheet]) -> Sheet:
    points = sheet.total.points
    if points is None:
        return sheet
    rank = 1 + sum(other.total.points is not None and other.total.points > points for other in sheets)
    return Sheet(sheet.table, sheet.organisation, sheet.name, sheet.as_of, sheet.entries, sheet.total, rank)


def _sheet(
    table: Scoring,
    organisation: str,
    name: str,
    found: Sequence[Standing],
    *,
    as_of: dt.date,
    actor: Actor | None,
) -> Sheet:
    entries = [_of_target(table.overrides.get(one.target.name, table.targets), one) for one in found]
    entries += [
        _of_item(item, as_of=as_of, actor=actor)
        for item in table.items.values()
        if item.organisation in (None, organisation)
    ]
    sums = total(table, [one.scored for one in entries])
    return Sheet(table, organisation, name, as_of, tuple(entries), sums)


def _of_target(manner: Manner, one: Standing) -> Entry:
    target, progress = one.target, one.progress
    facts: dict[str, Any] = {
        "value": progress.value,
        "target": target.low if target.low is not None else target.high,
        "completion": progress.completion,
        "pace": progress.pace,
        "gap": progress.gap,
        "kept": progress.fulfilled,
    }
    scored = score_item(manner, target.weight, facts, as_of=one.as_of)
    completion = "" if progress.completion is None else f"{rounded(progress.completion, 2):f}"
    why = f"目标{one.aim}，完成{one.printed(progress.value)}"
    if completion:
        why += f"，完成率{completion}%"
    elif progress.why_none:
        why += f"（{progress.why_none}）"
    value = one.printed(progress.value)
    return Entry(
        target.label, one.aim, value, completion, scored, _sentence(target.label, scored, why), one.address
    )


def _of_item(item: Item, *, as_of: dt.date, actor: Actor | None) -> Entry:
    try:
        row = reading(item.figure, as_of=as_of, key=item.key, actor=actor)
    except YoujuError:  # not counted, or not for this reader: it cannot be scored
        row = None
    value = row.value if row else None
    facts: dict[str, Any] = dict.fromkeys(("target", "completion", "pace", "gap", "kept"))
    scored = score_item(item, item.points, {**facts, "value": value}, as_of=as_of)
    label = item.label or queries.label_of_figure(item.figure)
    shown = printed(row) if row else "—"
    why = f"{queries.label_of_figure(item.figure)}{shown}" if value is not None else "没有完成值"
    return Entry(label, "", shown, "", scored, _sentence(label, scored, why), row.address if row else "")


def _sentence(label: str, scored: Scored, why: str) -> str:
    """Every point in words:
    规上工业总产值（20分）：目标…；每低于目标1个百分点扣0.5分，扣3.85分；得16.15分。"""
    head = f"{label}（{plain(scored.worth)}分）" if scored.worth else label
    if scored.points is None:
        return f"{head}：{why}；缺少数据，无法计分。"
    parts = [why]
    for line in scored.lines:
        word = "扣" if line.points < 0 else "加"
        parts.append(f"{line.because}，{word}{plain(abs(line.points))}分")
    if not scored.lines:
        parts.append("没有扣分、加分情形")
    if scored.worth:
        parts.append(f"得{plain(scored.points)}分")
    return f"{head}：{'；'.join(parts)}。"


def as_table(sheets: Iterable[Sheet]) -> pa.Table:
    """Sheets as rows for Excel, with a line of totals for each organisation."""
    rows: list[Mapping[str, Any]] = []
    for sheet in sheets:
        for entry in sheet.entries:
            scored = entry.scored
            rows.append(
                {
                    "机构": sheet.name,
                    "考核内容": entry.label,
                    "分值": _number(scored.worth),
                    "目标": entry.aim,
                    "完成值": entry.value,
                    "完成率（%）": _number(Decimal(entry.completion) if entry.completion else None),
                    "得分": _number(scored.points),
                    "加分": _number(scored.bonus),
                    "说明": entry.sentence,
                    "观测编号": entry.address[:12],
                }
            )
        rows.append(
            {
                "机构": sheet.name,
                "考核内容": "合计",
                "分值": _number(sheet.total.worth),
                "得分": _number(sheet.total.points),
                "加分": _number(sheet.total.bonus),
                "说明": told(sheet),
            }
        )
    numbers = {"分值", "完成率（%）", "得分", "加分"}
    schema = pa.schema([(name, pa.float64() if name in numbers else pa.string()) for name in HEADERS])
    return pa.Table.from_pylist([{name: row.get(name) for name in HEADERS} for row in rows], schema=schema)


def told(sheet: Sheet) -> str:
    """The total in words."""
    sums = sheet.total
    if sums.points is None:
        return "各项均缺少数据，无法计分。"
    parts = [f"基本分{plain(sums.base)}分"]
    if sheet.table.scale is not None:
        parts[0] += f"（按{plain(sheet.table.scale)}分制折算）"
    if sums.bonus:
        parts.append(f"加分{plain(sums.bonus)}分")
    if sums.deduction:
        parts.append(f"另扣{plain(-sums.deduction)}分")
    parts.append(f"共{plain(sums.points)}分")
    if sheet.rank:
        parts.append(f"第{sheet.rank}名")
    if sums.unscored:
        parts.append(f"有{sums.unscored}项无法计分，未计入")
    return "，".join(parts) + "。"


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
