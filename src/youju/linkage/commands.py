"""``youju link``: link several departments' lists.

Parses, calls `deliveries`, `link` and `explaining`, and writes. Exit codes: 0 the lists are linked, also when
some links wait for a reviewer, which is nothing wrong with them; 2 could not run (a delivery was held).
"""

from __future__ import annotations

import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from youju.errors import YoujuError
from youju.linkage import crew

if TYPE_CHECKING:
    import pyarrow as pa

    from youju.linkage.config import Configuration
    from youju.linkage.decisions import Decisions
    from youju.linkage.deliveries import Delivery

_MEMORY = "8GiB"
"""What DuckDB may use; it asks for what it needs only."""


class Engine(StrEnum):
    """Where links are worked out."""

    MEMORY = "memory"
    DUCKDB = "duckdb"
    SPARK = "spark"


def link(
    config: Annotated[Path, typer.Option("--config", help="名录配置文件（YAML）。")],
    out: Annotated[Path, typer.Option("--out", help="写出结果的CSV文件，列为 list、row、unit。")],
    details: Annotated[
        Path | None,
        typer.Option("--details", help="另写一份有把握程度、分区、理由、单位类型和总部的CSV文件。"),
    ] = None,
    reasons: Annotated[
        Path | None,
        typer.Option("--reasons", help="名录不能采用的，把全部原因逐行写成这份CSV文件。"),
    ] = None,
    engine: Annotated[
        Engine,
        typer.Option("--engine", help="在哪里比对：memory 本机内存，duckdb，或 spark；结果都一样。"),
    ] = Engine.MEMORY,
    remote: Annotated[
        str | None,
        typer.Option("--remote", help="Spark Connect 的地址，如 sc://主机:15002；不写则在本机启动。"),
    ] = None,
) -> None:
    """把几个部门的名录比对成一份单位名录：不重不漏。

    同一单位的各行得到同一个单位号。比对完成退出码为0（有待审的也是0），名录不能采用的为2。

    例：youju link --config lists.yaml --out links.csv
        youju link --config lists.yaml --out links.csv --details details.csv
        youju link --config lists.yaml --out links.csv --engine spark --remote sc://10.0.0.9:15002
    """
    crew.prepare()
    import pyarrow.compute as pc

    from youju.linkage import config as configuration
    from youju.linkage import decisions
    from youju.linkage.explaining import explain

    wanted = configuration.read(config)
    decided = decisions.read(wanted.decisions) if wanted.decisions else None
    read = _read(wanted, reasons)
    for name, delivery in read.items():
        sys.stderr.write(f"名录{name}：{delivery.shape.rows}行。\n")
    if engine is Engine.MEMORY:
        found = _here(_joined(read), decided, out.absolute().parent)
    else:
        from youju.linkage import setwise

        with _started(engine, remote) as backend:
            found = explain(setwise.link(_joined(read), backend, decisions=decided))
    _write(found.select(["list", "row", "unit"]), out)
    if details:
        _write(found, details)
    zones = {entry["values"]: entry["counts"] for entry in pc.value_counts(found.column("zone")).to_pylist()}
    units = pc.count_distinct(found.column("unit")).as_py()
    waiting = zones.get("待审", 0)
    sys.stderr.write(
        f"共{len(found)}行，{units}个单位；自动认定{zones.get('自动', 0)}行，待审{waiting}行，"
        f"单独{zones.get('单独', 0)}行。\n"
    )


def _read(wanted: Configuration, every: Path | None) -> dict[str, Delivery]:
    """The lists; of what stands against them people are told a few rows, the rest in a file."""
    from youju.linkage import deliveries, reasons

    try:
        return deliveries.read_all(wanted)
    except YoujuError as error:
        if every:
            reasons.write(every, {"": error.problems})
            sys.stderr.write(f"全部原因逐行写在{every}。\n")
        raise YoujuError(reasons.first(error.problems)) from error


def _joined(read: dict[str, Delivery]) -> pa.Table:
    """The rows of all lists, which nobody else holds then."""
    import pyarrow as pa

    return pa.concat_tables([read.pop(name).raw for name in list(read)])


def _here(raw: pa.Table, decided: Decisions | None, beside: Path) -> pa.Table:
    """Linked and explained on this machine: in memory, or by files that go away when there are many rows."""
    from youju.linkage import building
    from youju.linkage.explaining import explain, explain_all
    from youju.linkage.link import link as link_rows

    workers = crew.paying(len(raw))
    if len(raw) < building.LARGE:
        return explain(link_rows(raw, decisions=decided, workers=workers))
    with tempfile.TemporaryDirectory(dir=beside, prefix=".linking-") as folder:
        parts = building.parts_of(raw)
        del raw  # it goes when it is laid down
        store = building.build(parts, Path(folder) / "store", decisions=decided, workers=workers)
        del parts
        return explain_all(store)


def _started(engine: Engine, remote: str | None) -> Any:
    """An engine that works on sets."""
    if engine is Engine.SPARK:
        from youju.engine.backends.spark import Spark

        return Spark(remote)
    from youju.engine.backends.duckdb import DuckDB

    return DuckDB(memory_limit=_MEMORY)


def _write(table: object, path: Path) -> None:
    """A whole file or none: written beside and moved."""
    import pyarrow.csv as arrow_csv

    beside = path.with_name(path.name + ".part")
    arrow_csv.write_csv(table, str(beside), arrow_csv.WriteOptions(quoting_style="needed"))
    beside.replace(path)
