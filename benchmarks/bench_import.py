"""Import of 1,000,000 plain rows from CSV, and of 500,000 rows of which 50,000 update existing records.

Promise: each under 60 s on 2 cores with PostgreSQL 18 on the same machine, through mapping, checks and event
log. It is held up against two ledgers with the same rows: one in which nothing is due, and one with a time
limit and lights (days when something happens of itself, each in an index). Beside each stands a peer measured
in the same run: the same rows by a bare COPY into one table with the same unique key, no checks, no events.

    python benchmarks/bench_import.py [--rows 1000000]
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from county import AREAS, TOWNSHIPS, Took, auditor, county, machine, timed

HEADERS = "问题,外部编号,责任单位,所在区划,来源,金额(元),交办日期,是否重大,涉及人数,依据\n"
MAPPING = """
ledger: {ledger}
columns:
  问题: title
  外部编号: code
  责任单位: unit
  所在区划: area
  来源: source
  金额(元): {{field: amount, unit: 万元}}
  交办日期: given_on
  是否重大: serious
  涉及人数: people
  依据: grounds
opened_on: 交办日期
"""
ON, AT = date(2023, 3, 6), datetime(2023, 3, 6, 4, tzinfo=UTC)


def write_rows(path: Path, first: int, last: int, *, seed: int = 7, changed: bool = False) -> None:
    """Rows numbered first to last; `changed` gives another amount to each."""
    choice = random.Random(seed)
    days = [(date(2020, 1, 1) + timedelta(days=n)).isoformat() for n in range(1096)]
    sources = ["审计", "巡察", "热线"]
    with path.open("w", encoding="utf-8") as stream:
        stream.write(HEADERS)
        for number in range(first, last):
            stream.write(
                f"第{number}号问题：未按规定程序办理,W{number:08},town{choice.randrange(TOWNSHIPS):02},"
                f"{choice.choice(AREAS)},{choice.choice(sources)},"
                f"{choice.randrange(10**6) / 100 + changed:.2f},"
                f"{choice.choice(days)},{'是' if choice.random() < 0.2 else '否'},{choice.randrange(500)},"
                f"依据第{choice.randrange(200)}条\n"
            )


def import_rows(path: Path, *, ledger: str = "findings", update: bool = False) -> Any:
    from youju.ledger import catalogue, importing
    from youju.ledger.mapping import load

    text = MAPPING.format(ledger=ledger) + ("update_by: code\n" if update else "")
    mapping = load(text, catalogue.current(ledger).ledger)
    return importing.import_file(ledger, path, actor=auditor(), on=ON, at=AT, mapping=mapping)


def bare_copy(path: Path) -> float:
    """The peer: COPY into one table with a unique key."""
    import psycopg

    from youju.web import database

    with psycopg.connect(database.conninfos()["owner"]) as connection:
        begin = time.perf_counter()
        connection.execute(
            "CREATE TEMP TABLE peer (title text, code text UNIQUE, unit text, area text, source text,"
            " amount numeric, given_on date, serious text, people int, grounds text)"
        )
        with path.open("rb") as stream, connection.cursor().copy("COPY peer FROM STDIN CSV HEADER") as copy:
            while block := stream.read(1 << 20):
                copy.write(block)
        connection.commit()
        return time.perf_counter() - begin


class Imported(NamedTuple):
    """What both imports into a ledger took, and the seconds of the peer for each."""

    whole: Took
    updating: Took
    peers: tuple[float, float]


def imported(ledger: str, rows: int) -> Imported:
    """Rows into an empty county; then half as many, of which a tenth update."""
    half, tenth = rows // 2, rows // 20
    with county() as home:
        path = home / "rows.csv"
        write_rows(path, 0, rows)
        peer = bare_copy(path)
        whole = timed(f"{ledger}: {rows} rows", lambda: import_rows(path, ledger=ledger))
        assert (whole.result.added, whole.result.updated) == (rows, 0)
        # Rows that update come first in the file's numbers: the last twentieth of what exists.
        write_rows(path, rows - tenth, rows - tenth + half, seed=8, changed=True)
        peer_half = bare_copy(path)
        updating = timed(
            f"{ledger}: {half} rows, {tenth} of them updates",
            lambda: import_rows(path, ledger=ledger, update=True),
        )
        assert (updating.result.added, updating.result.updated) == (half - tenth, tenth)
        return Imported(whole._replace(result=None), updating._replace(result=None), (peer, peer_half))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    half, tenth = rows // 2, rows // 20
    table = [
        "| work | seconds | promise | rows/s | CPU s | CPU s, PostgreSQL | bare COPY, s | ratio | peak MiB |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for ledger, kind in (("listed", "plain rows"), ("findings", "rows with a time limit")):
        # A process, and so a county, for each.
        with ProcessPoolExecutor(1, get_context("spawn")) as process:
            done = process.submit(imported, ledger, rows).result()
        for what, count, took, bare in (
            (f"{rows:,} {kind}", rows, done.whole, done.peers[0]),
            (f"{half:,} {kind}, {tenth:,} update", half, done.updating, done.peers[1]),
        ):
            table.append(
                f"| {what} | {took.seconds:.1f} | 60 | {count / took.seconds:,.0f} | {took.cpu:.1f}"
                f" | {took.database:.1f} | {bare:.1f} | {took.seconds / bare:.1f} | {took.mib:.0f} |"
            )
    table += ["", machine()]
    report_to("Import", "\n".join(table), f"python benchmarks/bench_import.py --rows {rows}")


def report_to(section: str, markdown: str, command: str) -> None:
    """Print, and keep in RESULTS.md."""
    sys.stdout.write(markdown + "\n")
    try:
        from results import write
    except ImportError:
        return
    write(section, markdown, command)


if __name__ == "__main__":
    main()
