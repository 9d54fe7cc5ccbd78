"""Export of 1,000,000 rows to Excel parts and to CSV.

Promise: under 60 s. Beside each stands a peer of the same run: the database's own COPY of the same rows to
CSV.

    python benchmarks/bench_export.py [--rows 1000000]
"""

from __future__ import annotations

import argparse
import time
from functools import partial
from pathlib import Path

from bench_import import import_rows, report_to, write_rows
from county import auditor, county, machine, timed


def bare_copy(path: Path) -> float:
    """The peer: COPY of the columns as they are stored."""
    import psycopg

    from youju.web import database

    begin = time.perf_counter()
    query = (
        "COPY (SELECT number, state, opened_on, values->>'title', values->>'code', values->>'unit',"
        " values->>'area', values->>'source', values->>'amount', values->>'given_on', values->>'serious',"
        " values->>'people', values->>'grounds' FROM ledger_record ORDER BY id) TO STDOUT CSV"
    )
    with (
        psycopg.connect(database.conninfos()["owner"]) as connection,
        path.open("wb") as stream,
        connection.cursor().copy(query) as copy,
    ):
        for block in copy:
            stream.write(block)
    return time.perf_counter() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with county() as home:
        from youju.ledger.exporting import export

        write_rows(home / "rows.csv", 0, rows)
        timed("import", lambda: import_rows(home / "rows.csv"))
        peer = bare_copy(home / "peer.csv")
        lines = []
        for kind in ("csv", "xlsx"):
            target = home / f"list.{kind}"
            work = partial(export, "findings", target, actor=auditor(), kind=kind)
            took = timed(kind, work)
            done = took.result
            assert done.rows == rows
            size = done.path.stat().st_size / 1048576
            parts = f"{len(done.parts)} × {kind}"
            lines.append(
                f"| {parts} | {took.seconds:.1f} | {took.cpu:.1f} | {took.database:.1f} | {peer:.1f}"
                f" | {took.seconds / peer:.1f} | {size:.0f} | {took.mib:.0f} |"
            )
    table = [
        "| format | seconds | CPU s | CPU s, PostgreSQL | bare COPY, s | ratio | MiB written | peak MiB |",
        "|---|---|---|---|---|---|---|---|",
        *lines,
        "",
        f"{rows:,} rows of 14 columns; promise 60 s for 1,000,000. {machine()}",
    ]
    report_to("Export", "\n".join(table), f"python benchmarks/bench_export.py --rows {rows}")


if __name__ == "__main__":
    main()
