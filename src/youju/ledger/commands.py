"""``youju ledger``: install packs, list, show, open and work on records, take escalation steps.

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

from youju.ledger import transfer_commands
from youju.ledger.typed_commands import actor as _actor
from youju.ledger.typed_commands import day as _day
from youju.ledger.typed_commands import now as _now

app = typer.Typer(no_args_is_help=True, add_completion=False, help="安装业务包，登记、办理和查看台账。")
transfer_commands.register(app)


class Format(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"


Output = Annotated[Format, typer.Option("--format", help="输出格式：text 或 json。")]
As = Annotated[
    str | None, typer.Option("--as", metavar="PERSON", help="以谁的身份；不写则为系统（只能查看）。")
]
On = Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="业务日期；不写则为今天。")]
AsOf = Annotated[
    datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="截止日期；不写则为今天。")
]
Values = Annotated[
    list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="填写的字段，可写多次。")
]
Files = Annotated[list[Path] | None, typer.Option("--evidence", help="佐证材料文件，可写多次。")]


def _values(given: list[str] | None) -> dict[str, Any]:
    pairs = [one.partition("=") for one in given or ()]
    for name, sign, _ in pairs:
        if not sign:
            raise typer.BadParameter(f"“{name}”应写作 字段=值", param_hint="--set")
    return {name.strip(): value for name, _, value in pairs}


def _stored(files: list[Path] | None) -> list[Any]:
    from youju.ledger.evidence import store

    found = []
    for path in files or ():
        with path.open("rb") as file:
            found.append(store(file, path.name))
    return found


def _record(record: Any) -> dict[str, Any]:
    """A record as the machine output has it."""
    names = ("id", "ledger", "number", "state", "level", "organisation", "opened_on", "values", "clocks")
    shown = {name: getattr(record, name) for name in names}
    return {**shown, "merged_into": record.merged_into, "events": record.head_seq}


def _print(value: Any) -> None:
    typer.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2, default=str).decode())


@app.command()
def install(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="业务包文件夹，或随软件提供的业务包代码。")],
    person: As = None,
) -> None:
    """安装业务包，或升级到新的版本；会使记录失去状态或内容的升级不予安装，并列出这些记录。

    例：youju ledger install supervision
    """
    from youju.definitions.load import find_pack, load_pack
    from youju.ledger.actions import install_pack

    loaded = load_pack(folder) if Path(folder).is_dir() else find_pack(folder)
    installed = install_pack(loaded, actor=_actor(person), at=_now())
    sys.stderr.write(f"已安装业务包 {installed.name} {installed.version}：{'、'.join(installed.ledgers)}。\n")


@app.command("list")
def list_records(
    ledger: Annotated[str | None, typer.Argument(metavar="LEDGER", help="台账；不写则列出各台账。")] = None,
    state: Annotated[list[str] | None, typer.Option("--state", help="只列这些状态，可写多次。")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="最多列出几件。")] = 50,
    as_of: AsOf = None,
    person: As = None,
    output: Output = Format.TEXT,
) -> None:
    """列出台账中的记录，带状态和灯色；不写台账则列出各台账及其件数。

    例：youju ledger list audit_findings --as-of 2023-11-30
    """
    from youju.ledger import catalogue, queries

    actor = _actor(person)
    if ledger is None:
        rows = [
            (name, rules.ledger.label, queries.state_counts(actor, name))
            for name, rules in catalogue.all_current().items()
        ]
        if output is Format.JSON:
            _print([dict(zip(("ledger", "label", "states"), row, strict=True)) for row in rows])
        for name, label, states in rows if output is Format.TEXT else ():
            typer.echo(f"{name}\t{label}\t{sum(states.values())}件")
        return
    catalogue.current(ledger)
    page = queries.page(actor, ledger, as_of=_day(as_of), states=state or (), limit=limit)
    if output is Format.JSON:
        _print([{**_record(line.record), "light": line.light} for line in page])
        return
    for line in page:
        typer.echo(f"{line.record}\t{line.status}\t{line.light or ''}\t{line.title[:40]}")


@app.command()
def show(
    record: Annotated[str, typer.Argument(metavar="RECORD", help="编号或标识。")],
    as_of: AsOf = None,
    person: As = None,
    output: Output = Format.TEXT,
) -> None:
    """显示一件记录：内容、时限和办理经过。

    例：youju ledger show 审改〔2023〕0001
    """
    from youju.ledger import queries

    actor = _actor(person)
    found = queries.find_for(actor, record)
    (line,) = queries.lines([found], as_of=_day(as_of))
    timeline = queries.timeline(found)
    if output is Format.JSON:
        history = [
            {"seq": one.seq, "type": one.type, "act": one.act, "on": one.on, "recorded_at": one.recorded_at}
            | {"actor": one.actor, "comment": one.comment, "changes": one.changes, "evidence": one.evidence}
            | {"voided_by": one.voided_by}
            for one in timeline
        ]
        _print({**_record(found), "light": line.light, "timeline": history})
        return
    typer.echo(f"{found}\t{line.status}\t{line.light or ''}")
    for name, value in found.values.items():
        typer.echo(f"  {name}\t{value}")
    for name, clock in found.clocks.items():
        typer.echo(
            f"  时限 {name}\t{clock['started']} 起\t{clock['due'] or '未定'} 到期\t{clock['stopped'] or ''}"
        )
    for one in timeline:
        mark = "（已作废）" if one.voided_by else "（补录）" if one.late else ""
        typer.echo(f"  {one.seq}\t{one.on}\t{one.label}{mark}\t{one.actor}\t{one.comment or ''}")


@app.command("open")
def open_record(
    ledger: Annotated[str, typer.Argument(metavar="LEDGER", help="台账。")],
    person: Annotated[str, typer.Option("--as", metavar="PERSON", help="以谁的身份。")],
    values: Values = None,
    on: On = None,
    level: Annotated[str | None, typer.Option("--level", help="层级。")] = None,
    parent: Annotated[str | None, typer.Option("--parent", help="上级记录的编号或标识。")] = None,
    evidence: Files = None,
    output: Output = Format.TEXT,
) -> None:
    """登记一件记录。

    例：youju ledger open audit_findings --as wang --set title=账实不符 --set auditee=finance
    """
    from youju.ledger import actions, queries

    actor = _actor(person)
    above = queries.find_for(actor, parent, ledger=ledger).id if parent else None
    record = actions.open_record(
        ledger,
        _values(values),
        actor=actor,
        on=_day(on),
        at=_now(),
        level=level,
        parent=above,
        evidence=_stored(evidence),
    )
    _told(record, output)


@app.command()
def do(
    record: Annotated[str, typer.Argument(metavar="RECORD", help="编号或标识。")],
    act: Annotated[str, typer.Argument(metavar="ACT", help="办理动作的代码或名称。")],
    person: Annotated[str, typer.Option("--as", metavar="PERSON", help="以谁的身份。")],
    values: Values = None,
    comment: Annotated[str | None, typer.Option("--comment", help="办理意见。")] = None,
    extend: Annotated[str | None, typer.Option("--extend", help="延期多久，如“15 days”。")] = None,
    on: On = None,
    evidence: Files = None,
    output: Output = Format.TEXT,
) -> None:
    """办理一件记录。

    例：youju ledger do 审改〔2023〕0001 submit --as qian --evidence 整改报告.pdf
    """
    from youju.ledger import actions, queries

    actor = _actor(person)
    found = queries.find_for(actor, record)
    done = actions.perform(
        found.id,
        act,
        actor=actor,
        on=_day(on),
        at=_now(),
        comment=comment,
        values=_values(values),
        evidence=_stored(evidence),
        extend=extend,
    )
    _told(done, output)


def _told(record: Any, output: Format) -> None:
    if output is Format.JSON:
        _print(_record(record))
    else:
        typer.echo(f"{record}\t{record.state}\t{record.id}")


@app.command()
def escalate(
    ledger: Annotated[str | None, typer.Argument(metavar="LEDGER", help="台账；不写则为全部。")] = None,
    at: Annotated[datetime | None, typer.Option("--at", help="按这一时刻处理；不写则为现在。")] = None,
    output: Output = Format.TEXT,
) -> None:
    """发出到期的提醒函、催办函和约谈通知；再运行一次不会重复。

    例：youju ledger escalate
    """
    from youju.ledger import actions
    from youju.ledger.fold import CHINA

    moment = at if at is None or at.tzinfo else at.replace(tzinfo=CHINA)
    taken = actions.escalate(ledger, at=moment or _now())
    if output is Format.JSON:
        _print([{name: getattr(one, name) for name in one.__slots__} for one in taken])
        return
    for one in taken:
        typer.echo(f"{one.number or one.record}\t{one.label}\t{one.due} 到期\t送：{'、'.join(one.to)}")
    sys.stderr.write(f"共{len(taken)}份。\n")


@app.command()
def derive() -> None:
    """为新收到的佐证材料生成缩略图和检索文字。

    例：youju ledger derive
    """
    from youju.ledger.evidence import derive_pending

    sys.stderr.write(f"处理了{derive_pending()}个文件。\n")


@app.command()
def verify(output: Output = Format.TEXT) -> None:
    """核验全部佐证材料的内容；有丢失或被改动的，退出码为1。

    例：youju ledger verify
    """
    from youju.ledger.evidence import verify_evidence

    result = verify_evidence()
    if output is Format.JSON:
        _print({"checked": result.checked, "problems": [one.as_dict() for one in result.problems]})
    for problem in result.problems if output is Format.TEXT else ():
        typer.echo(problem.sentence())
    sys.stderr.write(f"核验了{result.checked}个文件，{len(result.problems)}个有问题。\n")
    raise typer.Exit(1 if result.problems else 0)
