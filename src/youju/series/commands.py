"""``youju series``: take deliveries in, show values and what became of them.

Each command parses, calls one function and prints. Only here is it known what time it is.
"""

from __future__ import annotations

import sys
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from youju.ledger.typed_commands import day as _day
from youju.ledger.typed_commands import now as _now

app = typer.Typer(no_args_is_help=True, add_completion=False, help="收录部门报送的统计数列，查看各次修订。")


class Format(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"


_DAY = {"formats": ["%Y-%m-%d"], "metavar": "DATE"}
Output = Annotated[Format, typer.Option("--format", help="输出格式：text 或 json。")]
Area = Annotated[str | None, typer.Option("--area", metavar="CODE", help="行政区划代码；不写则为本地。")]
Sector = Annotated[str, typer.Option("--sector", metavar="CODE", help="行业或类别；不写则为合计。")]


def _print(value: Any) -> None:
    sys.stdout.buffer.write(
        orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE, default=_plain)
    )


def _plain(value: Any) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


@app.command()
def load(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="CSV、Excel、SDMX-CSV 或 SDMX-ML。")
    ],
    source: Annotated[str, typer.Option("--source", help="出自哪个部门、哪份文件。")],
    on: Annotated[datetime | None, typer.Option("--on", help="报送日期；不写则为今天。", **_DAY)] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只看会改动哪些数、影响哪些指标，不收录。")
    ] = False,
    output: Output = Format.TEXT,
) -> None:
    """收录一份报送的数据：与以前不同的数是新的一次修订，原来的仍在；有一处错误就整份不收，并说明在哪一行。

    收录的退出码为0，没有收录的为1。

    例：youju series load output.csv --source 县统计局 --on 2024-12-10
    """
    from youju.series import actions, effects

    now, day = _now(), _day(on)
    if dry_run:
        result = actions.compared(file, on=day)
    else:
        result = actions.take_in(file, source=source, on=day, at=now)
    if output is Format.JSON:
        _print(_machine(result))
    for problem in result.problems:
        sys.stderr.write(f"{problem.sentence()}\n")
    if result.problems:
        sys.stderr.write(f"{file.name}没有收录，共{len(result.problems)}处错误。\n")
        raise typer.Exit(1)
    counts = result.counts
    said = f"首次{counts['first']}，修订{counts['revised']}，相同{counts['same']}"
    sys.stderr.write(f"{'试算' if dry_run else '已收录'}{file.name}：{said}。\n")
    corrected = [one for one in result.changes if one.former is not None]
    for line in effects.of(corrected) if dry_run else effects.follow(corrected, cause=source, at=now):
        sys.stderr.write(f"{line}\n")
    if output is Format.TEXT:
        _tell(result)


def _machine(result: Any) -> dict[str, Any]:
    return {
        "delivery": result.id,
        "problems": [one.as_dict() for one in result.problems],
        "counts": result.counts,
        "revised": [
            {
                "series": one.series, "area": one.area, "sector": one.sector, "period": one.period,
                "vintage": one.vintage, "former": one.former, "value": one.value,
            }
            for one in result.changes
            if one.former is not None
        ],
    }  # fmt: skip


def _tell(result: Any) -> None:
    """The revised values, each on a line."""
    for one in result.changes:
        if one.former is not None:
            where = " ".join(part for part in (one.area, one.sector) if part)
            sys.stdout.write(
                f"{one.series} {where} {one.period}：{_plain(one.former)} → {_plain(one.value)}\n"
            )


@app.command()
def values(
    series: Annotated[str, typer.Argument(help="数列代码。")],
    area: Area = None,
    sector: Sector = "",
    known_at: Annotated[
        datetime | None, typer.Option("--known-at", help="只看这一天及以前报送的。", **_DAY)
    ] = None,
    output: Output = Format.TEXT,
) -> None:
    """列出一个数列各期的数，以及是第几次公布的。

    例：youju series values industrial_output --known-at 2024-06-30
    """
    from youju.series import catalogue, queries

    known = catalogue.get(series)
    found = queries.values(series, area=area, sector=sector, known_at=known_at.date() if known_at else None)
    if output is Format.JSON:
        _print([dict(zip(("period", "value", "vintage", "on"), row, strict=True)) for row in found])
        return
    labels = known.series.vintages
    for period, value, vintage, on in found:
        label = labels[min(vintage, len(labels)) - 1]
        sys.stdout.write(f"{period}  {_plain(value)}  {label}（{on}）\n")
    unit = "%" if known.series.unit == "percent" else known.series.unit
    sys.stderr.write(f"“{known.series.label}”共{len(found)}期，单位：{unit}。\n")


@app.command()
def revisions(
    series: Annotated[str, typer.Argument(help="数列代码。")],
    area: Area = None,
    output: Output = Format.TEXT,
) -> None:
    """列出一个数列的各次修订，以及平均修订多少。

    例：youju series revisions industrial_output
    """
    from youju.series import queries

    found = queries.revisions(series, area=area)
    revised = [one for one in found.values if len(one.vintages) > 1]
    if output is Format.JSON:
        rows = [
            {"area": one.area, "sector": one.sector, "period": one.period, "vintages": list(one.vintages)}
            for one in revised
        ]
        _print(
            {
                "values": rows,
                "count": found.count,
                "mean": found.mean,
                "mean_absolute": found.mean_absolute,
                "mean_relative": found.mean_relative,
            }
        )
        return
    for one in revised:
        where = " ".join(part for part in (one.area, one.sector) if part)
        chain = " → ".join(f"{_plain(value)}（{on}）" for on, value in one.vintages)
        sys.stdout.write(f"{one.period} {where}：{chain}\n")
    means = [
        ("平均修订", found.mean),
        ("平均绝对修订", found.mean_absolute),
        ("平均修订幅度%", found.mean_relative),
    ]
    told = "，".join(f"{word} {_plain(value)}" for word, value in means if value is not None)
    sys.stderr.write(f"共{len(found.values)}个数，修订过{found.count}个{'：' + told if told else ''}。\n")
