"""``youju compose``, ``youju reported`` and ``youju check --evidence``: parse, call one function, print.

Only here and in the views is it known what time it is.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

_DAY: dict[str, Any] = {"formats": ["%Y-%m-%d"], "metavar": "DATE"}


def compose(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="报告模板代码。")],
    as_of: Annotated[datetime, typer.Option("--as-of", help="截止日期，含当日。", **_DAY)],
    out: Annotated[
        list[Path], typer.Option("--out", metavar="FILE", help="写成 .docx、.pdf、.html 或 .md，可写多次。")
    ],
    known_at: Annotated[
        datetime | None,
        typer.Option("--known-at", help="只计这一天及以前已登记的；不写则计入迟录和更正。", **_DAY),
    ] = None,
    division: Annotated[str, typer.Option("--division", metavar="CODE", help="只计这一区划及其下级。")] = "",
    organisation: Annotated[
        str, typer.Option("--organisation", metavar="CODE", help="文稿归哪个单位；不写则归系统。")
    ] = "",
    signatory: Annotated[str, typer.Option("--signatory", help="落款的发文机关。")] = "",
) -> None:
    """按截止日期生成报告，报告中的每个数都绑定到观测值，并附数据证据。

    例：youju compose rectification --as-of 2023-12-31 --out 整改报告.docx
    """
    from dataclasses import replace

    from youju.errors import fail
    from youju.people.actors import Actor
    from youju.reports import actions, queries
    from youju.reports.outputs import SUFFIXES, render
    from youju.reports.sources import Counted

    for path in out:
        if path.suffix not in SUFFIXES:
            raise fail("B114", suffix=path.suffix or "（空）")
    now = datetime.now(UTC)
    known: date | None = known_at.date() if known_at else None
    actor = replace(Actor.system(), organisation=organisation or None)
    with Counted(at=now, division=division, known_at=known) as counted:
        version = actions.compose(
            report, counted, as_of=as_of.date(), at=now, actor=actor, signatory=signatory
        )
    document = queries.document(version)
    for path in out:
        try:
            path.write_bytes(render(document, path.suffix, markdown=version.source + version.appendix))
        except OSError as error:
            raise fail("B115", path=path, reason=error.strerror or "不能写入") from error
        sys.stderr.write(f"已写入{path}\n")
    sys.stderr.write(
        f"《{version.report.title}》第{version.number}稿，绑定{len(version.bindings)}处，文稿编号{version.report.id}\n"
    )


def reported(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="别处写的报告：.docx、.pdf、.md 或 .txt，可写几个。")
    ],
    as_of: Annotated[datetime, typer.Option("--as-of", help="报告所说的截止日期。", **_DAY)],
    organisation: Annotated[
        str,
        typer.Option("--organisation", metavar="CODE", help="归哪个单位，只有它看得到；不写则归系统。"),
    ] = "",
    form: Annotated[str, typer.Option("--format", help="输出格式：text 或 json。")] = "text",
) -> None:
    """收录报告中写的数，注明出自哪份文件、哪一句，与本系统按同一截止日期算出的数比较。

    都相符的退出码为0，有不符的为1。同一份文件再收录一次，不会重复。

    例：youju reported 工作总结.docx --as-of 2023-12-31
    """
    from dataclasses import replace

    from youju.people.actors import Actor
    from youju.reports import actions
    from youju.reports.reported import compared

    now = datetime.now(UTC)
    actor = replace(Actor.system(), organisation=organisation or None)
    rows = [one for path in files for one in actions.take_over(path, as_of=as_of.date(), actor=actor, at=now)]
    found = compared(rows, as_of=as_of.date())
    if form == "json":
        listed = [
            {
                "document": one.reported.document,
                "sentence": one.reported.sentence,
                "reported": one.reported.text,
                "figure": one.reported.figure,
                "derived": one.shown,
                "address": one.row.address if one.row else "",
                "same": one.same,
            }
            for one in found
        ]
        sys.stdout.buffer.write(orjson.dumps({"numbers": listed}, option=orjson.OPT_INDENT_2) + b"\n")
    else:
        for one in found:
            if one.same is False:
                said = f"{one.reported.document}写为{one.reported.text}，算出的是{one.shown}"
                label = one.row.label if one.row else ""
                sys.stdout.write(f"{label}：{said}。原句：{one.reported.sentence}\n")
    told = [one for one in found if one.same is not None]
    wrong = sum(one.same is False for one in told)
    sys.stderr.write(
        f"收录{len(files)}份文件的{len(found)}个数，{len(told)}个与指标对应，其中{wrong}个不符。\n"
    )
    raise typer.Exit(1 if wrong else 0)


def evidence(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="由本系统生成的 .docx，可写几个。")],
    evidence: Annotated[bool, typer.Option("--evidence", help="对照数据库核对绑定的数字。")] = True,
    form: Annotated[str, typer.Option("--format", help="输出格式：text 或 json。")] = "text",
    records: Annotated[
        bool, typer.Option("--records/--no-records", help="也核对背后的记录是否读得到。")
    ] = True,
) -> None:
    """对照数据库，逐个核对 Word 文档中的数字：是否绑定、是否被改、数据是否更正。

    没有问题时退出码为0，有问题为1，不能核对为2。

    例：youju check --evidence 年度总结.docx
    """
    from youju.errors import fail
    from youju.reports.evidence import check_bytes

    del evidence
    results = []
    for path in files:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise fail("B113", path=path, reason=error.strerror or "不能读取") from error
        results.append((path, check_bytes(content, path.name, records=records)))
    if form == "json":
        documents = [
            {
                "path": str(path),
                "title": one.title,
                "version": one.version,
                "proved": one.bound,
                "findings": [finding.as_dict() for finding in one.findings],
            }
            for path, one in results
        ]
        sys.stdout.buffer.write(orjson.dumps({"documents": documents}, option=orjson.OPT_INDENT_2) + b"\n")
    else:
        for path, one in results:
            for finding in one.findings:
                where = f"（{finding.line}）" if finding.line else ""
                sys.stdout.write(f"{path}：{finding.message}{where}〔{finding.rule}〕\n")
    count = sum(len(one.findings) for _, one in results)
    proved = sum(one.bound for _, one in results)
    sys.stderr.write(f"核对了{len(results)}个文件，{proved}处数字有据，{count}处需要看。\n")
    raise typer.Exit(1 if count else 0)
