"""The register: lists taken in, a delivery of changes, and search while one types.

Promise: 1,000 changed rows against 1,000,000 units under 5 s; search without a wait that one notices. Peers
in the same run: a bare COPY of the same rows into one table, and a scan of all names for the words.

    PYTHONPATH=src:. python benchmarks/bench_register.py [--units 100000] [--rounds 200]
"""

from __future__ import annotations

import argparse
import csv
import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import results
from benchmarks.county import county, machine, timed

HEADINGS = {
    "row": "行号",
    "code": "信用代码",
    "name": "单位名称",
    "person": "负责人",
    "address": "地址",
    "phone": "电话",
}
START = datetime(2023, 10, 9, 4, tzinfo=UTC)


def write(raw: Any, folder: Path) -> tuple[Path, dict[str, int]]:
    """Lists as files with their configuration; how many rows each has."""
    lists: dict[str, list[dict[str, str]]] = {}
    for one in raw.to_pylist():
        lists.setdefault(one["list"], []).append({title: one[name] or "" for name, title in HEADINGS.items()})
    lines = ["lists:"]
    for name, rows in lists.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(HEADINGS.values()))
            writer.writeheader()
            writer.writerows(rows)
        columns = ", ".join(f"{key}: {title}" for key, title in HEADINGS.items())
        lines.append(f"  {name}: {{file: {name}.csv, columns: {{{columns}}}}}")
    path = folder / "lists.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path, {name: len(rows) for name, rows in lists.items()}


def bare_copy(raw: Any) -> float:
    """The peer of a load: the same rows into one table with a key, nothing else."""
    import psycopg

    from youju.web import database

    with psycopg.connect(database.conninfos()["owner"]) as connection:
        begin = time.perf_counter()
        connection.execute(
            "CREATE TEMP TABLE bare (list text, row text, code text, name text, person text, address text,"
            " phone text, PRIMARY KEY (list, row))"
        )
        with connection.cursor().copy("COPY bare FROM STDIN") as copy:
            for one in zip(*(raw[name].to_pylist() for name in raw.column_names), strict=True):
                copy.write_row(one)
        return time.perf_counter() - begin


def searched(raw: Any, rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds of searches by part of a name, and of scans of all names for the same part."""
    from django.db import connection

    from youju.people.actors import Actor
    from youju.register import searching

    dice = random.Random(4)
    names = [one for one in raw["name"].to_pylist() if one and len(one) > 6]
    ours, scans = [], []
    for number in range(rounds):
        name = dice.choice(names)
        first = dice.randrange(len(name) - 4)
        word = name[first : first + dice.choice((2, 3, 4))]
        begin = time.perf_counter()
        searching.find(Actor.system(), word)
        ours.append((time.perf_counter() - begin) * 1e3)
        if number % 10 == 0:
            begin = time.perf_counter()
            with connection.cursor() as cursor:
                cursor.execute("SELECT id FROM register_unit WHERE strpos(name, %s) > 0 LIMIT 201", [word])
                cursor.fetchall()
            scans.append((time.perf_counter() - begin) * 1e3)
    return ours, scans


def main() -> None:
    """Measure and write the section."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=200)
    wanted = parser.parse_args()
    from benchmarks.bench_link import invented

    raw, _ = invented(wanted.units)
    with county(), tempfile.TemporaryDirectory(prefix="bench-register-") as name:
        import numpy as np

        from youju.people.actors import Actor
        from youju.register import actions
        from youju.register.models import Unit

        folder = Path(name)
        path, _ = write(raw, folder)

        def load(day: int, *, partial: bool = False) -> Any:
            at = START + timedelta(days=day)
            return actions.load(path, actor=Actor.system(), on=date(2023, 10, day), at=at, partial=partial)

        copied = bare_copy(raw)
        first = timed("first load", lambda: load(1))
        again = timed("the same lists again", lambda: load(2))
        chosen = np.random.default_rng(1).choice(len(raw), 1_000, replace=False)
        other = raw.set_column(5, "address", raw["address"].take(np.roll(np.arange(len(raw)), 1)))
        path, _ = write(other.take(chosen), folder)
        changes = timed("1,000 changed rows", lambda: load(3, partial=True))
        ours, scans = searched(raw, wanted.rounds)
        units = Unit.objects.count()
    rows = [
        "| work | seconds | CPU s here | CPU s, PostgreSQL | peak MiB | peer, s | ratio |",
        "|---|---|---|---|---|---|---|",
    ]
    for label, took, peer in (
        (f"{len(raw):,} rows taken in, {units:,} units", first, copied),
        ("the same lists again", again, copied),
        ("1,000 changed rows", changes, None),
    ):
        told = f"{peer:.1f} | {took.seconds / peer:.0f}" if peer else " | "
        rows.append(
            f"| {label} | {took.seconds:.1f} | {took.cpu:.1f} | {took.database:.1f} | {took.mib:,.0f} "
            f"| {told} |"
        )
    cuts = statistics.quantiles(ours, n=20)
    scan = statistics.median(scans)
    rows.append(
        f"\nSearch by two to four characters of a name among {units:,} units: median"
        f" {statistics.median(ours):.0f} ms, p95 {cuts[18]:.0f} ms; a scan of all names, median {scan:.0f} ms"
        f" ({scan / statistics.median(ours):.1f} times). {machine()}"
    )
    text = "\n".join(rows)
    sys.stdout.write(text + "\n")
    command = f"PYTHONPATH=src:. python benchmarks/bench_register.py --units {wanted.units}"
    results.write("Register", text, command)


if __name__ == "__main__":
    main()
