"""``youju monitor``: judge rules, list and acknowledge alerts, hold rules against the past, compare areas.

Each command parses, calls one function and prints. Only here is it known what time it is.
"""

from __future__ import annotations

import sys
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import orjson
import typer

from youju.ledger.typed_commands import day as _day
from youju.ledger.typed_commands import now as _now

app = typer.Typer(no_args_is_help=True, add_completion=False, help="监测预警：判断、确认、检验、比较。")

_MOVES = {"raised": "发出", "risen": "升级", "fallen": "降级", "ended": "解除"}


class Format(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"


Output = Annotated[Format, typer.Option("--format", help="输出格式：text 或 json。")]
AsOf = Annotated[
    datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="截止日期；不写则为今天。")
]


def _print(value: Any) -> None:
    typer.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2, default=str).decode())


@app.command()
def run(as_of: AsOf = None, output: Output = Format.TEXT) -> None:
    """按截至某日已收到的数，逐期判断各条预警规则，发出、升级、降级或解除预警。

    例：youju monitor run --as-of 2023-12-20
    """
    from youju.monitoring import actions

    ran = actions.run(as_of=_day(as_of), at=_now())
    if output is Format.JSON:
        moves = [
            {"alert": one.id, "rule": one.rule, "move": what, "level": level}
            for one, what, level in ran.moves
        ]
        _print({"judged": ran.judged, "moves": moves})
        return
    for alert, what, level in ran.moves:
        typer.echo(f"{_MOVES[what]}：{alert.label}，{level}（{alert.last_period}）")
    sys.stderr.write(f"判断{ran.judged}期，变动{len(ran.moves)}次。\n")


@app.command()
def alerts(
    ended: Annotated[bool, typer.Option("--ended", help="也列出已解除的。")] = False,
) -> None:
    """列出预警。

    例：youju monitor alerts --ended
    """
    from youju.monitoring.queries import visible_to

    found = visible_to(None) if ended else visible_to(None).filter(ended_on=None)
    for one in found:
        until = f"—{one.ended_on}解除" if one.ended_on else ""
        typer.echo(f"{one.id}  {one.level_label}  {one.label}  {one.raised_on}{until}")


@app.command()
def acknowledge(
    alert: Annotated[UUID, typer.Argument(help="预警编号，见 youju monitor alerts。")],
    note: Annotated[str, typer.Option("--note", help="情况和打算怎样做。")],
    person: Annotated[str, typer.Option("--as", metavar="PERSON", help="以谁的身份。")],
) -> None:
    """确认一个预警，写明处理意见。

    例：youju monitor acknowledge 0190… --note "已与工信局会商" --as zhang
    """
    from youju.monitoring import actions
    from youju.people.queries import actor

    made = actions.acknowledge(alert, note, actor=actor(person), on=_day(None), at=_now())
    sys.stderr.write(f"已确认“{made.alert.label}”。\n")


@app.command()
def record(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="预警规则的代码。")],
    until: Annotated[
        datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="只用这一天以前收到的数。")
    ] = None,
    output: Output = Format.TEXT,
) -> None:
    """用当时收到的数检验一条规则：命中率、提前期、虚警。

    例：youju monitor record output_slow
    """
    from youju.monitoring import queries

    track = queries.record_of(rule, until=until.date() if until else None)
    if output is Format.JSON:
        _print(
            {
                "periods": track.periods,
                "alerts": len(track.alerts),
                "events": len(track.events),
                "foreseen": len(track.foreseen),
                "missed": len(track.missed),
                "false": len(track.false),
                "open": len(track.open),
                "hit_rate": track.hit_rate,
                "false_rate": track.false_rate,
                "lead": track.lead,
                "under_alert": track.under_alert,
            }
        )
        return
    typer.echo(queries.sentence_of(rule, track))


@app.command()
def race(
    series: Annotated[str, typer.Argument(metavar="SERIES", help="数列的代码。")],
    period: Annotated[str, typer.Option("--period", metavar="PERIOD", help="哪一期，如 2023-12。")],
) -> None:
    """按同比增速比较各地区；基数小的向平均收缩，名次带区间。

    例：youju monitor race industry_output --period 2023-12
    """
    from youju.monitoring import races

    found = races.of_series(series, period=period)
    reasons = {"small": "基数不足，不排名", "zero": "基数为零", "negative": "基数为负"}
    for one in found.places:
        if one.rank is None:
            typer.echo(f"—  {one.area}  {reasons[one.reason]}")
        else:
            span = f"第{one.best}—{one.worst}名" if one.best != one.worst else ""
            typer.echo(f"{one.rank}  {one.area}  {one.value:.1f}%  收缩后{one.fair:.1f}%  {span}")
