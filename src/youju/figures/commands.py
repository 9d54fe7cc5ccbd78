"""``youju count`` and ``youju figures``: count as at a date, list what was counted, follow it to its records.

Each command parses, calls one function and prints. Only here is it known what time it is.
"""

from __future__ import annotations

import csv
import sys
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any

import orjson
import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, help="查看已算出的指标，追溯到记录。")


class Format(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


_DAY = {"formats": ["%Y-%m-%d"], "metavar": "DATE"}
AsOf = Annotated[datetime, typer.Option("--as-of", help="截止日期，含当日。", **_DAY)]
KnownAt = Annotated[
    datetime | None,
    typer.Option("--known-at", help="只计这一天及以前已登记的；不写则计入迟录和更正。", **_DAY),
]
Packs = Annotated[str | None, typer.Option("--pack", metavar="NAME", help="业务包；不写则为全部已安装的。")]
Figures = Annotated[
    list[str] | None, typer.Option("--figure", metavar="NAME", help="指标代码，可写多次；不写则为全部。")
]
By = Annotated[
    list[str] | None, typer.Option("--by", metavar="NAME", help="分组的字段，可写多次；不写则只算总数。")
]
Division = Annotated[str, typer.Option("--division", metavar="CODE", help="只计这一区划及其下级。")]
Level = Annotated[
    str,
    typer.Option("--level", help="按区划分组的层级：province、city、county、town 或 village。"),
]
Refresh = Annotated[bool, typer.Option("--refresh/--no-refresh", help="计数前先更新快照。")]
Keep = Annotated[bool, typer.Option("--keep/--no-keep", help="把结果存为观测值，供引用和追溯。")]
Output = Annotated[Format, typer.Option("--format", help="输出格式：text、json 或 csv。")]


def count(
    as_of: AsOf,
    known_at: KnownAt = None,
    pack: Packs = None,
    figure: Figures = None,
    by: By = None,
    division: Division = "",
    level: Level = "",
    refresh: Refresh = True,
    keep: Keep = True,
    output: Output = Format.TEXT,
) -> None:
    """按截止日期计算指标，每个数都存有分子、分母、口径、快照和截止日期。

    例：youju count --as-of 2023-11-30 --figure audit_findings --by light
    """
    from youju.figures.actions import keep as keep_all
    from youju.figures.count import Counter
    from youju.people.actors import Actor

    known = known_at.date() if known_at else None
    with Counter(refresh=refresh) as counter:
        chosen = _chosen(pack, figure)
        observations = counter.count_all(
            chosen, as_of=as_of.date(), known_at=known, by=by, division=division, level=level
        )
    if keep:
        keep_all(observations, actor=Actor.system(), at=datetime.now(UTC))
    _print(observations, output)


def _chosen(pack: str | None, figures: list[str] | None) -> list[tuple[Any, str]]:
    """The figures that are asked for, each with its pack; a figure is looked for in all packs."""
    from youju.definitions.nearest import hint
    from youju.errors import fail
    from youju.ledger import catalogue

    packs = {one.name: catalogue.loaded(one.digest) for one in catalogue.installed()}
    if pack is not None:
        if pack not in packs:
            raise fail("F807", name=pack, hint=hint(pack, packs))
        packs = {pack: packs[pack]}
    known = {name: loaded for loaded in packs.values() for name in loaded.pack.figures}
    for name in figures or ():
        if name not in known:
            label = "、".join(loaded.pack.header.label for loaded in packs.values()) or "（无）"
            raise fail("F801", name=name, pack=label, hint=hint(name, known))
    return [(known[name], name) for name in figures or known]


def _print(observations: list[Any], output: Format) -> None:
    if output is Format.JSON:
        sys.stdout.buffer.write(orjson.dumps([_machine(one) for one in observations], option=_INDENT))
    elif output is Format.CSV:
        _print_csv(observations)
    else:
        _print_text(observations)


_INDENT = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


def _machine(one: Any) -> dict[str, Any]:
    """An observation as the machine output has it; numbers are texts, so that no digit is lost."""
    scope = one.scope
    return {
        "address": one.address,
        "figure": one.figure,
        "label": one.label,
        "key": dict(one.key),
        "key_labels": dict(one.key_labels),
        "value": _number(one.value),
        "printed": one.printed,
        "unit": one.unit,
        "numerator": _number(one.numerator),
        "denominator": _number(one.denominator),
        "reason": one.reason,
        "as_of": scope.as_of,
        "known_at": scope.known_at,
        "division": scope.division,
        "definition_hash": one.definition_hash,
        "snapshot_digest": one.snapshot_digest,
        "engine": one.engine,
    }


def _number(value: Any) -> str | None:
    """A number without the zeros that its type carries."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _print_csv(observations: list[Any]) -> None:
    from youju.engine.sheet_writing import guarded

    columns = ("figure", "label", "group", "value", "unit", "numerator", "denominator", "as_of", "known_at")
    writer = csv.writer(sys.stdout)
    writer.writerow([*columns, "address"])
    for one in observations:
        shown = {**_machine(one), "group": "、".join(one.key_labels.values())}
        texts = ["" if shown[name] is None else str(shown[name]) for name in columns]
        numbers = ("value", "numerator", "denominator")
        cells = [
            text if name in numbers else guarded(text) for name, text in zip(columns, texts, strict=True)
        ]
        writer.writerow([*cells, one.address])


def _print_text(observations: list[Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(width=None if sys.stdout.isatty() else 160)
    if not observations:
        console.print("没有指标。请先安装业务包（youju ledger install）。")
        return
    scope = observations[0].scope
    known = f"，只计{_written(scope.known_at)}及以前登记的" if scope.known_at else ""
    table = Table(title=f"截至{_written(scope.as_of)}{known}", title_justify="left", box=None)
    for heading, justify in (("指标", "left"), ("分组", "left"), ("数值", "right"), ("单位", "left")):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    table.add_column("分子／分母", justify="right")
    table.add_column("观测编号")
    for one in observations:
        table.add_row(
            one.label,
            "、".join(one.key_labels.values()),
            one.printed if one.value is not None else f"—（{one.reason}）",
            "%" if one.unit == "percent" else one.unit,
            f"{_number(one.numerator)}／{_number(one.denominator)}" if one.denominator is not None else "",
            one.address[:12],
        )
    console.print(table)


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


@app.command("list")
def list_(
    figure: Annotated[str | None, typer.Option("--figure", metavar="NAME", help="只看这个指标。")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="最多几条。")] = 50,
) -> None:
    """列出最近算出的观测值。

    例：youju figures list --figure audit_cleared_rate
    """
    from youju.figures.queries import latest

    for row in latest(figure=figure, limit=limit):
        group = "、".join(row.key_labels.values())
        value = _number(row.value) or f"—（{row.reason}）"
        unit = "%" if row.unit == "percent" else row.unit
        sys.stdout.write(f"{row.address[:12]}  {row.as_of}  {row.label}  {group}  {value}{unit}\n")


@app.command()
def trace(
    observation: Annotated[str, typer.Argument(help="观测编号，前8位以上。")],
    numerator: Annotated[bool, typer.Option("--numerator", help="只列分子；不写则列分母。")] = False,
    output: Annotated[Format, typer.Option("--format", help="输出格式：text 或 json。")] = Format.TEXT,
) -> None:
    """列出一个观测值背后的记录。

    例：youju figures trace 3f9a1c20b7d4 --numerator
    """
    from youju.figures.queries import find, records_behind

    row = find(observation)
    found = records_behind(row, numerator=numerator)
    if output is Format.JSON:
        sys.stdout.buffer.write(orjson.dumps(found, option=_INDENT))
        return
    for one in found:
        when = f"  {one.on}  {one.act}" if one.on and one.act else ""
        sys.stdout.write(f"{one.number or one.record}{when}\n")
    sys.stderr.write(f"“{row.label}”（截至{row.as_of}）背后共{len(found)}条。\n")


def explain(
    figure: Annotated[str, typer.Argument(help="指标代码，或观测编号的前8位以上。")],
    as_of: Annotated[datetime | None, typer.Option("--as-of", help="指标代码的截止日期。", **_DAY)] = None,
    division: Division = "",
    again: Annotated[bool, typer.Option("--again/--no-again", help="从头再算一遍，核对是否一致。")] = True,
) -> None:
    """说明一个数的来历：口径、分子分母、所用的快照，直到背后的记录或报送的数据；并从头再算一遍。

    一致的退出码为0，不一致的为1。

    例：youju explain output_growth --as-of 2024-12-31
    """
    from youju.figures import queries
    from youju.figures.passport import chain, recomputed

    if as_of is not None:
        row = queries.reading(figure, as_of=as_of.date(), division=division)
    else:
        row = queries.find(figure)
    _step(chain(row), 0)
    for one in queries.touched([row.address]).get(row.address, []):
        sys.stdout.write(f"已有更正（{one.cause}）：现为{queries.find(one.by_address).value}\n")
    if not again:
        return
    proof = recomputed(row)
    if proof.same:
        sys.stderr.write("从头再算，结果一致。\n")
        return
    why = "此后登记了新的数据" if proof.fresh else "数据或程序可能被改动"
    sys.stderr.write(f"从头再算得{_number(proof.value) or '没有数'}，与所存的不同：{why}。\n")
    raise typer.Exit(1)


def _step(step: Any, depth: int) -> None:
    """One observation of a chain and what stands behind it, indented."""
    from youju.figures.showing import printed

    row, indent = step.row, "  " * depth
    group = "、".join(row.key_labels.values())
    value = printed(row) if row.value is not None else f"—（{row.reason}）"
    sys.stdout.write(
        f"{indent}{row.label}{f'（{group}）' if group else ''} = {value}  [{row.address[:12]}]\n"
    )
    if row.terms:
        sys.stdout.write(f"{indent}  口径：{row.terms}\n")
    if row.denominator is not None:
        sys.stdout.write(f"{indent}  {_number(row.numerator)}／{_number(row.denominator)}\n")
    told = f"口径摘要 {row.definition_hash[:12]}，快照摘要 {row.snapshot_digest[:12]}，截至{row.as_of}"
    sys.stdout.write(f"{indent}  {told}\n")
    for one in step.below:
        _step(one, depth + 1)
    for value_ in step.values:
        where = " ".join(part for part in (value_["area"], value_["sector"]) if part)
        delivery = value_["delivery"]
        told = f"第{value_['vintage']}次公布，{delivery.source}{delivery.on}报送"
        sys.stdout.write(
            f"{indent}  {value_['series']} {where} {value_['period']}：{_number(value_['value'])}（{told}）\n"
        )
    for one in step.behind:
        when = f"  {one['on']}  {one['act']}" if one.get("on") else ""
        sys.stdout.write(f"{indent}  {one['number'] or one['record']}{when}\n")
    if step.count > len(step.behind) + len(step.values) + len(step.below):
        sys.stdout.write(f"{indent}  ……共{step.count}条\n")
