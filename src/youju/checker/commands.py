"""``youju check``: parses, calls `check.check_files`, prints. Loads neither Django nor an engine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from youju.checker.output import Format


def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="报告：.txt .md .docx .pdf，可写几个。")
    ],
    form: Annotated[
        Format, typer.Option("--format", help="输出格式：text、json、sarif、html 或 docx。")
    ] = Format.TEXT,
    output: Annotated[Path | None, typer.Option("--output", help="保存到文件；不写时显示在屏幕上。")] = None,
    select: Annotated[
        list[str] | None, typer.Option("--select", help="只报告这些规则，写编号或编号的开头，如 N,R301。")
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option("--ignore", help="不报告这些规则，写法同上。")] = None,
) -> None:
    """检查报告中互相矛盾的数字、可以反推的隐去内容和文字差错，并说明哪些数字没有核对。

    没有问题时退出码为0，有问题为1，不能检查（如文件损坏）为2。
    计划和总结一起检查时，还核对目标与结果。设置写在 youju.toml 中。
    本系统生成的 .docx 加 --evidence，对照数据库逐个核对数字（youju check --evidence --help）。

    例：youju check 年度总结.docx
        youju check 计划.docx 总结.docx --format html --output 检查.html
    """
    from youju.checker import config, rules
    from youju.checker.check import check_files
    from youju.checker.output import render
    from youju.errors import fail

    wanted, unwanted = config.words(select or ()), config.words(ignore or ())
    rules.require(*wanted, *unwanted)
    if form is Format.DOCX and (output is None or len(files) > 1):
        raise fail("H114", format="docx")
    documents = check_files(files, select=wanted, ignore=unwanted)
    content = render(documents, form)
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        try:
            output.write_bytes(content)
        except OSError as error:
            raise fail("H113", path=output, reason=error.strerror or "不能写入") from error
    findings = sum(len(report.findings) for document in documents for report in document.reports)
    sys.stderr.write(f"检查了{len(documents)}个文件，共{findings}处需要看。\n")
    raise typer.Exit(1 if findings else 0)
