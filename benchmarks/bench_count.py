"""Counting over 1,000,000 records with 5,000,000 events, and refreshing the snapshot after 10,000 new ones.

Promise: any figure as at any date within 1.5 times of the hand-written DuckDB query over the same Parquet;
after 10,000 new events only their partitions are written; memory under 2 GiB. The hand-written query runs in
a plain DuckDB connection with the same threads and memory, alternating with ours; both are medians.

    python benchmarks/bench_count.py [--records 1000000] [--home DIR]

With ``--home`` the county is kept there and not generated again.
"""

from __future__ import annotations

import argparse
import statistics
import time
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from bench_import import report_to
from county import county, machine, timed
from history import append_visits, generate

DATES = (date(2020, 12, 31), date(2022, 6, 30), date(2023, 12, 31))
_AT = (
    "valid_from <= DATE '{day}' AND DATE '{day}' < valid_to AND known_from <= DATE '{known}'"
    " AND DATE '{known}' < known_to AND NOT merged"
)
_ACTS = "\"on\" <= DATE '{day}' AND known_from <= DATE '{known}' AND DATE '{known}' < known_to AND NOT merged"
_LIGHT = (
    "CASE WHEN state = 'cleared' THEN 'white'"
    " WHEN date_diff('day', clock_rectify_due, least(coalesce(clock_rectify_stopped, DATE '{day}'),"
    " DATE '{day}')) > 30 THEN 'red'"
    " WHEN date_diff('day', clock_rectify_due, least(coalesce(clock_rectify_stopped, DATE '{day}'),"
    " DATE '{day}')) > 0 THEN 'yellow' ELSE 'green' END"
)
HAND: dict[tuple[str, tuple[str, ...]], tuple[str, str]] = {
    ("problems", ()): ("records", "SELECT count(*) FROM t WHERE " + _AT),
    ("problems", ("state", "source")): (
        "records",
        "SELECT state, f_source, count(*) FROM t WHERE " + _AT + " GROUP BY ALL",
    ),
    ("cleared_rate", ("unit",)): (
        "records",
        "SELECT f_unit, count(*) FILTER (WHERE state = 'cleared'), count(*) FROM t WHERE "
        + _AT
        + " GROUP BY ALL",
    ),
    ("amount", ("area",)): ("records", "SELECT f_area, sum(f_amount) FROM t WHERE " + _AT + " GROUP BY ALL"),
    ("lights", ("light",)): (
        "records",
        f"SELECT {_LIGHT} AS l, count(*) FROM t WHERE " + _AT + " GROUP BY ALL",
    ),
    ("average", ()): ("records", "SELECT sum(f_amount), count(f_amount) FROM t WHERE f_serious AND " + _AT),
    ("units", ()): ("records", "SELECT count(DISTINCT f_unit) FROM t WHERE " + _AT),
    ("visits", ()): ("acts", "SELECT count(*) FROM t WHERE act = 'visit' AND " + _ACTS),
}


def compare(loaded: Any, root: Path, files: dict[str, list[str]], *, rounds: int) -> list[str]:
    """One line a figure: ours, by hand, the ratio of the medians over all dates."""
    from youju.figures.count import Counter

    lines = []
    known = date(9999, 12, 30)
    with Counter(root=root, refresh=False) as counter:
        for (figure, by), (dataset, text) in HAND.items():
            hand = duckdb.connect(config={"threads": 2, "memory_limit": "1GiB"})
            listed = ", ".join(f"'{name}'" for name in files[dataset])
            hand.execute(f"CREATE VIEW t AS SELECT * FROM read_parquet([{listed}])")
            ours_s, hand_s = [], []
            for day in DATES:
                query = text.format(day=day, known=known)
                for number in range(rounds + 1):
                    begin = time.perf_counter()
                    observations = counter.count(loaded, figure, as_of=day, by=by)
                    middle = time.perf_counter()
                    rows = hand.execute(query).fetchall()
                    end = time.perf_counter()
                    if number:  # the first round opens files and warms the page cache for both
                        ours_s.append(middle - begin)
                        hand_s.append(end - middle)
                assert same(observations, rows), f"{figure} {day}"
            hand.close()
            ours, other = statistics.median(ours_s), statistics.median(hand_s)
            label = figure + (f" by {', '.join(by)}" if by else "")
            lines.append(f"| {label} | {ours * 1000:.0f} | {other * 1000:.0f} | {ours / other:.2f} |")
    return lines


def same(observations: list[Any], rows: list[tuple[Any, ...]]) -> bool:
    """Whether both gave the same totals."""
    ours = {
        (*(str(code) for code in one.key.values()),): [one.numerator, one.denominator] for one in observations
    }
    keys = len(next(iter(ours))) if ours else 0
    theirs = {tuple(str(code) for code in row[:keys]): [*row[keys:], None][:2] for row in rows}
    return all(
        theirs[key][0] == total and (base is None or theirs[key][1] == base)
        for key, (total, base) in ours.items()
    ) and len(ours) == len(theirs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with county(given.home) as home:
        from django.db import connection

        from youju.ledger import catalogue, snapshots

        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT 1 FROM ledger_record)")
            exists = cursor.fetchone()[0]
        if not exists:
            timed(f"generating {given.records} records", lambda: generate(given.records))
        root = home / "snapshots"
        build = timed("whole snapshot", lambda: snapshots.refresh("findings", root=root, rebuild=True))
        append_visits(10_000, months=["2022-11", "2022-12"], seed=9)
        fresh = timed("10,000 events, recent", lambda: snapshots.refresh("findings", root=root))
        append_visits(10_000, seed=10)
        spread = timed("10,000 events, any", lambda: snapshots.refresh("findings", root=root))
        whole, wide = build.result, spread.result
        assert not fresh.result.rebuilt and not wide.rebuilt
        files = {name: wide.store.paths(wide.manifest.files(name)) for name in ("records", "acts")}
        loaded = catalogue.loaded(catalogue.installed()[0].digest)
        counted = timed("figures", lambda: compare(loaded, root, files, rounds=given.rounds))
    parts = len(whole.manifest.parts["records"])
    table = [
        "| figure | ours, ms | by hand, ms | ratio (promise 1.5) |",
        "|---|---|---|---|",
        *counted.result,
        "",
        f"Medians of {given.rounds} runs at each of {len(DATES)} dates;"
        f" peak memory of this process {counted.mib:.0f} MiB.",
        "",
        "| snapshot | seconds | events read | partitions written, of | peak MiB |",
        "|---|---|---|---|---|",
        f"| whole | {build.seconds:.1f} | {whole.events:,} | {parts} of {parts} | {build.mib:.0f} |",
        *(
            f"| {what} | {took.seconds:.1f} | {took.result.events:,}"
            f" | {len(took.result.partitions['records'])} of {parts} | {took.mib:.0f} |"
            for what, took in (
                ("after 10,000 events on records of two months", fresh),
                ("after 10,000 events on any records", spread),
            )
        ),
        "",
        machine(),
    ]
    report_to(
        "Counting and snapshots",
        "\n".join(table),
        f"python benchmarks/bench_count.py --records {given.records}",
    )


if __name__ == "__main__":
    main()
