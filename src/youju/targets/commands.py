"""``youju targets``: take plans over, show progress, score, drop, decide.

Each command parses, calls one function and prints. Only here is it known what time it is.
"""

from __future__ import annotations

import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from youju.ledger.typed_commands import actor as _actor
from youju.ledger.typed_commands import day as _day
from youju.ledger.typed_commands import now as _now

app = typer.Typer(no_args_is_help=True, add_completion=False, help="年度目标：计划、进度、考核得分。")


class Format(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"


Output = Annotated[Format, typer.Option("--format", help="输出格式：text 或 json。")]
As = Annotated[str | None, typer.Option("--as", metavar="PERSON", help="以谁的身份；不写则为系统。")]
AsOf = Annotated[
    datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="截止日期；不写则为今天。")
]
On = Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="哪一天的事；不写则为今天。")]


def _print(value: Any) -> None:
    typer.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2, default=str).decode())


@app.command()
def load(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="目标计划文件（YAML）；不写则取已安装业务包中的计划。"),
    ] = None,
    on: On = None,
    person: As = None,
) -> None:
    """把目标计划中的目标登记为年度目标；已登记而有调整的，记为调整。

    例：youju targets load plans/county_2024.yaml
    """
    from youju.targets import actions, plans

    found = [plans.read(file)] if file else plans.installed()
    if not found:
        sys.stderr.write("已安装的业务包中没有目标计划。\n")
        raise typer.Exit(2)
    actor, day, at = _actor(person), _day(on), _now()
    for plan in found:
        taken = actions.load(plan, actor=actor, on=day, at=at)
        counts = f"新立{len(taken.fresh)}个，调整{len(taken.changed)}个，不变{len(taken.same)}个"
        sys.stderr.write(f"{plan.label}：{counts}。\n")
        if taken.left:
            sys.stderr.write(f"  计划中已没有但未撤销的：{'、'.join(taken.left)}。\n")


@app.command()
def show(
    year: Annotated[int | None, typer.Option("--year", help="年度；不写则为截止日期所在的年度。")] = None,
    as_of: AsOf = None,
    person: As = None,
    output: Output = Format.TEXT,
) -> None:
    """列出一年的目标和截至某日的完成情况、序时进度。

    例：youju targets show --year 2023 --as-of 2023-09-30
    """
    from youju.targets import queries

    day = _day(as_of)
    found = queries.compare(year or day.year, as_of=day, actor=_actor(person) if person else None)
    if output is Format.JSON:
        _print([_machine(one) for one in found])
        return
    if not found:
        sys.stderr.write(f"没有{year or day.year}年的目标。请先运行 youju targets load。\n")
    for one in found:
        typer.echo(one.sentence)


def _machine(one: Any) -> dict[str, Any]:
    standing = one.standing
    target, progress = standing.target, standing.progress
    return {
        "plan": target.plan,
        "target": target.name,
        "label": target.label,
        "organisation": target.organisation,
        "unit": target.unit,
        "low": target.low,
        "high": target.high,
        "value": progress.value,
        "completion": progress.completion,
        "due": progress.due,
        "standing": progress.standing,
        "state": one.state,
        "observation": standing.address,
        "sentence": one.sentence,
    }


@app.command()
def score(
    name: Annotated[str, typer.Argument(metavar="NAME", help="考核办法的代码。")],
    as_of: AsOf = None,
    organisation: Annotated[
        str | None, typer.Option("--organisation", metavar="CODE", help="只看这个机构。")
    ] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="另存为 Excel 文件。")] = None,
    person: As = None,
    output: Output = Format.TEXT,
) -> None:
    """按考核办法计分，每一分都说明理由。

    例：youju targets score assessment --as-of 2023-12-31 --xlsx scores.xlsx
    """
    from youju.engine.sheet_writing import write_xlsx
    from youju.targets import sheets

    actor = _actor(person) if person else None
    found = sheets.score(name, as_of=_day(as_of), actor=actor, organisation=organisation)
    if xlsx is not None:
        write_xlsx(xlsx, sheets.table_named(name).label, sheets.HEADERS, [sheets.as_table(found)])
        sys.stderr.write(f"已写入{xlsx}。\n")
    if output is Format.JSON:
        _print([_sheet(one) for one in found])
        return
    for sheet in found:
        typer.echo(f"{sheet.name}：{sheets.told(sheet)}")
        for entry in sheet.entries:
            typer.echo(f"  {entry.sentence}")


def _sheet(sheet: Any) -> dict[str, Any]:
    return {
        "organisation": sheet.organisation,
        "name": sheet.name,
        "points": sheet.total.points,
        "base": sheet.total.base,
        "bonus": sheet.total.bonus,
        "deduction": sheet.total.deduction,
        "rank": sheet.rank,
        "entries": [
            {
                "label": one.label,
                "worth": one.scored.worth,
                "points": one.scored.points,
                "bonus": one.scored.bonus,
                "sentence": one.sentence,
                "observation": one.address,
            }
            for one in sheet.entries
        ],
    }


@app.command()
def drop(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="目标计划的代码。")],
    name: Annotated[str, typer.Argument(metavar="TARGET", help="目标的代码。")],
    reason: Annotated[str, typer.Option("--reason", help="依据的文件或会议。")],
    on: On = None,
    person: As = None,
) -> None:
    """撤销一个目标，写明理由。

    例：youju targets drop county_2023 investment --reason "县政府常务会议纪要第12号"
    """
    from youju.targets import actions

    target = actions.drop(plan, name, reason, actor=_actor(person), on=_day(on), at=_now())
    sys.stderr.write(f"已撤销目标“{target.label}”。\n")


@app.command()
def close(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="目标计划的代码。")],
    as_of: AsOf = None,
    person: As = None,
) -> None:
    """年度结束后，按截止日期的指标逐个认定目标是否完成。

    例：youju targets close county_2023 --as-of 2023-12-31
    """
    from youju.targets import actions

    found = actions.close(plan, as_of=_day(as_of), actor=_actor(person), at=_now())
    kept = sum(one.state == "kept" for one in found)
    sys.stderr.write(f"认定{len(found)}个目标：完成{kept}个，未完成{len(found) - kept}个。\n")
