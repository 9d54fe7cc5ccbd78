"""``youju ledger import``, ``export``, ``mapping``, ``snapshot``: records in bulk from the command line.

Registered by `youju.ledger.commands`. Each parses, calls one function and prints.
"""

from __future__ import annotations

import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from youju.ledger.typed_commands import day as _day
from youju.ledger.typed_commands import now as _now


class Output(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"


class Kind(StrEnum):
    """What is written."""

    XLSX = "xlsx"
    CSV = "csv"


Ledger = Annotated[str, typer.Argument(metavar="LEDGER", help="台账。")]
Person = Annotated[str, typer.Option("--as", metavar="PERSON", help="以谁的身份。")]
Printed = Annotated[Output, typer.Option("--format", help="输出格式：text 或 json。")]
MappingFile = Annotated[
    Path | None, typer.Option("--mapping", metavar="FILE", help="对照表（YAML）；不写则按列名对应字段。")
]


def _print(value: Any) -> None:
    typer.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2, default=str).decode())


def import_records(
    ledger: Ledger,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=".xlsx、.xls 或 CSV 文件。", exists=True)],
    person: Person,
    mapping: MappingFile = None,
    on: Annotated[
        datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="业务日期；不写则为今天。")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，列出全部问题，不导入。")] = False,
    output: Printed = Output.TEXT,
) -> None:
    """从表格登记和更新记录：先列出全部问题，全部无误才导入，否则一行也不导入。

    没有问题时退出码为0，有问题为1。

    例：youju ledger import audit_findings 问题清单.xlsx --as wang --mapping 对照表.yaml --dry-run
    """
    from youju.errors import YoujuError
    from youju.ledger import catalogue, importing
    from youju.ledger.mapping import load
    from youju.people.queries import actor

    try:
        found = None
        if mapping is not None:
            definition = catalogue.current(ledger).ledger
            found = load(mapping.read_text(encoding="utf-8-sig"), definition, file=str(mapping))
        action = importing.check if dry_run else importing.import_file
        report = action(ledger, file, actor=actor(person), on=_day(on), at=_now(), mapping=found)
    except YoujuError as error:
        problems, shown = list(error.problems), None
    else:
        problems, shown = list(report.problems), report
    if output is Output.JSON:
        whole = shown.as_dict() if shown else {"problems": [one.as_dict() for one in problems]}
        _print(whole)
    for one in problems if output is Output.TEXT else ():
        typer.echo(one.sentence())
    if shown is not None:
        for note in shown.notes:
            sys.stderr.write(f"{note}\n")
        if not problems:
            sys.stderr.write(f"{shown.sentence()}\n")
    raise typer.Exit(1 if problems else 0)


def export_records(
    ledger: Ledger,
    target: Annotated[Path, typer.Argument(metavar="FILE", help="要写的文件，.xlsx 或 .csv。")],
    person: Annotated[
        str | None, typer.Option("--as", metavar="PERSON", help="以谁的身份；不写则为系统。")
    ] = None,
    state: Annotated[list[str] | None, typer.Option("--state", help="只导出这些状态，可写多次。")] = None,
    field: Annotated[list[str] | None, typer.Option("--field", help="只导出这些字段，可写多次。")] = None,
    personal: Annotated[bool, typer.Option("--personal", help="包括个人信息。")] = False,
    rows: Annotated[int, typer.Option("--rows", min=1, max=1_048_575, help="每个工作簿最多几行。")] = 500_000,
) -> None:
    """把台账导出为Excel或CSV；代码写成名称，不含可执行的公式；行数多时分成几个工作簿，打成一个zip。

    例：youju ledger export audit_findings 台账.xlsx --state rectifying
    """
    from youju.ledger.exporting import export
    from youju.people.actors import Actor
    from youju.people.queries import actor

    done = export(
        ledger,
        target,
        actor=actor(person) if person else Actor.system(),
        kind="csv" if target.suffix.lower() == ".csv" else "xlsx",
        states=state or (),
        fields=field or (),
        personal=personal,
        rows_per_part=rows,
    )
    cut = f"，{done.cut}个单元格超过Excel的长度，已截断" if done.cut else ""
    sys.stderr.write(f"已导出{done.rows}行到 {done.path}，共{len(done.parts)}个文件{cut}。\n")


def guess_mapping(
    ledger: Ledger,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="要导入的文件。", exists=True)],
    header_row: Annotated[int, typer.Option("--header-row", min=1, max=100, help="列名在第几行。")] = 1,
) -> None:
    """按列名提出对照表，写到标准输出；拿不准的列有注释，请核对后使用。

    例：youju ledger mapping audit_findings 问题清单.xlsx > 对照表.yaml
    """
    from youju.engine.spreadsheets import Reading, read
    from youju.ledger import catalogue
    from youju.ledger.mapping import as_yaml, guess

    sheet = read(file, Reading(header_row=header_row))
    definition = catalogue.current(ledger).ledger
    found = guess(definition, sheet.columns)
    typer.echo(as_yaml(found, definition, header_row=header_row), nl=False)
    sys.stderr.write(
        f"{len(found.sure)}列与字段一致，{len(found.likely)}列需要核对，{len(found.unknown)}列没有对应的字段。\n"
    )
    raise typer.Exit(0 if found.mapping else 1)


def refresh_snapshot(
    ledger: Annotated[
        list[str] | None, typer.Argument(metavar="LEDGER…", help="台账；不写则为全部。")
    ] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="全部重建。")] = False,
) -> None:
    """更新统计用的快照；只重写有新事件的部分。

    例：youju ledger snapshot audit_findings
    """
    from youju.ledger import catalogue
    from youju.ledger.snapshots import refresh

    for name in ledger or catalogue.names():
        done = refresh(name, rebuild=rebuild)
        parts = sum(map(len, done.partitions.values()))
        typer.echo(f"{name}\t{done.manifest.digest}")
        sys.stderr.write(f"{name}：折算{done.records}件记录的{done.events}条事件，重写{parts}个分区。\n")


def register(app: typer.Typer) -> None:
    """Add these commands to ``youju ledger``."""
    app.command("import")(import_records)
    app.command("export")(export_records)
    app.command("mapping")(guess_mapping)
    app.command("snapshot")(refresh_snapshot)
