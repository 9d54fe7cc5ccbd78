"""How well and how fast lists are linked, beside Splink in the same run; growth; a delivery of changes.

Repeat with ``PYTHONPATH=src:. python benchmarks/bench_link.py --lists lists.yaml --truth truth.csv`` (the
lists of a real city) and ``--growth 0.1 0.3 1`` (million units, invented). Each run is a process of its own.
Splink is given every advantage: the threshold at which its F1 is best, found with the truth, free of
charge.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from pathlib import Path
from typing import Any

BLOCK = 50_000
PLAIN, BEST = "Splink, plain", "Splink, best"
THRESHOLDS = {
    PLAIN: (0.001, 0.01, 0.05, 0.2, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999),
    BEST: (0.02, 0.1, 0.5),  # below, the search for single best links takes minutes and finds nothing better
}
_ABOUT = """Without reading the files; of ours the median of three runs, before, between and after those of
Splink. Splink: the best threshold of all, found with the truth, free of
charge. The best of some fifty configurations compares names by Jaccard and Jaro-Winkler, addresses by
Jaccard, blocks by eight rules and forms units by single best links; as connected components the best of all
reach 0.914 and 0.879."""
FREE = ["market"]
"""The list in which a unit stands once, as who knows the lists would say."""


def f1(truth: Sequence[Hashable], units: Sequence[Hashable]) -> tuple[float, float, float]:
    """Pairwise precision, recall and F1."""

    def pairs(labels: Iterable[Hashable]) -> int:
        return sum(count * (count - 1) // 2 for count in Counter(labels).values())

    both = pairs(zip(truth, units, strict=True))
    precision, recall = both / max(pairs(units), 1), both / pairs(truth)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def read(lists: Path, truth: Path) -> tuple[Any, list[str]]:
    """The rows of a configuration and the unit of each."""
    import pyarrow as pa

    from youju.linkage import config, deliveries

    raw = pa.concat_tables([one.raw for one in deliveries.read_all(config.read(lists)).values()])
    packed = truth.suffix == ".gz"
    with (
        gzip.open(truth, "rt", encoding="utf-8-sig") if packed else truth.open(encoding="utf-8-sig") as stream
    ):
        of = {(row["list"], row["row"]): row["unit"] for row in csv.DictReader(stream)}
    keys = zip(raw["list"].to_pylist(), raw["row"].to_pylist(), strict=True)
    return raw, [of[key] for key in keys]


def ours(raw: Any, truth: list[str]) -> dict[str, float]:
    """Link, and judge all links and the automatic ones."""
    from youju.linkage.crew import paying
    from youju.linkage.explaining import explain
    from youju.linkage.link import link

    start, before = time.perf_counter(), sum(os.times()[:4])
    linked = link(raw, workers=paying(len(raw)))
    found = explain(linked)
    spent, cpu = time.perf_counter() - start, sum(os.times()[:4]) - before
    precision, recall, both = f1(truth, linked.units.tolist())
    zones = found["zone"].to_pylist()
    sure = [place for place, zone in enumerate(zones) if zone == "自动"]
    units = found["unit"].to_pylist()
    automatic, _, _ = f1([truth[place] for place in sure], [units[place] for place in sure])
    return {
        "precision": precision, "recall": recall, "f1": both, "seconds": spent, "cpu": cpu,
        "automatic": automatic, "share": len(sure) / len(zones),
    }  # fmt: skip


def settings(kind: str) -> Any:
    """Splink's model.

    `PLAIN` is what one would write first. `BEST` is the best on both sets of lists of some fifty that were
    tried: comparisons by Jaro-Winkler, Jaccard, Levenshtein and Damerau-Levenshtein, of one kind and mixed,
    with and without frequencies of terms, under eleven sets of blocking rules, units as connected
    components or by single best links.
    """
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on

    rules = [block_on("code"), block_on("name"), block_on("person", "substr(name, 1, 4)")]
    rules.append(block_on("address"))
    others = [cl.ExactMatch("code"), cl.ExactMatch("person")]
    if kind == PLAIN:
        comparisons: list[Any] = [
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.8]),
            cl.JaroWinklerAtThresholds("address", [0.95, 0.88, 0.8]),
            *others,
        ]
    else:
        alike = [(cll.JaccardLevel, 0.9), (cll.JaroWinklerLevel, 0.95), (cll.JaccardLevel, 0.8)]
        alike += [(cll.JaroWinklerLevel, 0.9), (cll.JaccardLevel, 0.6)]
        levels = [level("name", threshold) for level, threshold in alike]
        levels = [cll.NullLevel("name"), cll.ExactMatchLevel("name"), *levels, cll.ElseLevel()]
        comparisons = [
            {"output_column_name": "name", "comparison_levels": levels},
            cl.JaccardAtThresholds("address", [0.9, 0.75, 0.6, 0.5, 0.4, 0.3]),
            *others,
            cl.ExactMatch("phone"),
        ]
        rules += [block_on("phone"), block_on("person", "substr(address, 1, 9)")]
        rules += [block_on("substr(name, -9)"), block_on("person", "substr(name, -6)")]
    return SettingsCreator(
        link_type="link_and_dedupe", comparisons=comparisons, blocking_rules_to_generate_predictions=rules,
        probability_two_random_records_match=1e-4, retain_matching_columns=False,
    )  # fmt: skip


def theirs(raw: Any, truth: list[str], kind: str) -> dict[str, float]:
    """Train, predict and cluster with Splink; the best of all thresholds counts."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from splink import DuckDBAPI, Linker, block_on

    numbers = pa.array([str(place) for place in range(len(raw))])
    table = raw.drop_columns(["row"]).append_column("unique_id", numbers)
    for place, column in enumerate(table.column_names):
        cells = table.column(place)
        table = table.set_column(place, column, pc.if_else(pc.equal(cells, ""), None, cells))
    table = table.rename_columns(["source_dataset", *table.column_names[1:]])
    start, cpu = time.perf_counter(), time.process_time()
    api, names = DuckDBAPI(), pc.unique(table["source_dataset"]).to_pylist()
    lists = [api.register(table.filter(pc.equal(table["source_dataset"], name))) for name in names]
    linker = Linker(lists, settings(kind), log_level=None)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("code"), block_on("name"), block_on("person", "address")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    predicted = linker.inference.predict(threshold_match_probability=min(THRESHOLDS[kind]))
    rounds, best = [], (0.0, 0.0, 0.0)
    ready, ready_cpu = time.perf_counter() - start, time.process_time() - cpu
    for threshold in THRESHOLDS[kind]:
        again = time.perf_counter()
        if kind == BEST:
            clusters = linker.clustering.cluster_using_single_best_links(
                predicted, duplicate_free_datasets=FREE, threshold_match_probability=threshold
            )
        else:
            clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
                predicted, threshold_match_probability=threshold
            )
        of = {row["unique_id"]: row["cluster_id"] for row in clusters.as_record_list()}
        rounds.append(time.perf_counter() - again)
        best = max(best, f1(truth, [of[str(place)] for place in range(len(truth))]), key=lambda one: one[2])
    return {
        "precision": best[0], "recall": best[1], "f1": best[2],
        "seconds": ready + min(rounds), "cpu": ready_cpu,
    }  # fmt: skip


def counties() -> list[tuple[str, str]]:
    """All counties of the country, in full and as they are called."""
    from youju.standards import divisions
    from youju.standards.division_names import stem
    from youju.standards.divisions import Level

    counties = [one for one in divisions.known() if one.level == Level.COUNTY and one.prefix[4:5] != "7"]
    return [
        ("".join(part.name for part in (*one.ancestors, one) if part.name not in divisions.PLACEHOLDERS),
         stem(one.name))
        for one in counties if one.name not in divisions.PLACEHOLDERS
    ]  # fmt: skip


def invented(units: int) -> tuple[Any, list[str]]:
    """Units in all counties of the country."""
    from tests.linkage.county import made_up

    raw, truth = made_up(units, 77, places=counties())
    return raw, [str(unit) for unit in truth]


def laid_out(units: int, folder: Path) -> list[int]:
    """Rows of many units in files of `BLOCK` units each; the unit of each row."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from tests.linkage.county import made_up

    places, truth = counties(), []
    for block, first in enumerate(range(0, units, BLOCK)):
        raw, of = made_up(min(BLOCK, units - first), 100 + block, places=places)
        numbers = pc.binary_join_element_wise(pa.scalar(str(block)), raw["row"], "-")
        raw = raw.set_column(1, "row", numbers)
        with (
            pa.OSFile(str(folder / f"{block:04}.arrow"), "wb") as sink,
            pa.ipc.new_file(sink, raw.schema) as out,
        ):
            out.write_table(raw)
        truth += [first + unit for unit in of]
    return truth


class Watch(threading.Thread):
    """The most memory that this process and its children hold at once, looked at every second.

    Attributes:
        peak: MiB, shares of what several map counted once (PSS), files that are mapped included.
        own: MiB without files that are mapped.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = self.own = 0
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(1):
            held = [_held(process) for process in (os.getpid(), *_children())]
            self.peak = max(self.peak, sum(one.get("Pss", 0) for one in held) >> 10)
            self.own = max(self.own, sum(one.get("Pss_Anon", 0) for one in held) >> 10)

    def stop(self) -> None:
        self._over.set()
        self.join()


def _children() -> list[int]:
    task = Path(f"/proc/{os.getpid()}/task")
    return [int(one) for path in task.glob("*/children") for one in path.read_text().split()]


def _held(process: int) -> dict[str, int]:
    """Kibibytes by kind."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return {}
    return {line.split(":")[0]: int(line.split()[1]) for line in lines}


def growth(units: int, *, changes: bool) -> dict[str, float]:
    """Rows that need not fit into memory, linked by two processes and laid down; then a few change."""
    import pyarrow as pa

    from youju.linkage.building import build
    from youju.linkage.explaining import explain_all

    with tempfile.TemporaryDirectory(prefix="bench-link-") as name:
        folder = Path(name)
        truth = laid_out(units, folder)

        def parts() -> Iterable[Any]:
            for path in sorted(folder.glob("*.arrow")):
                with pa.memory_map(str(path)) as source:
                    yield pa.ipc.open_file(source).read_all()

        watch = Watch()
        watch.start()
        start, before = time.perf_counter(), os.times()
        store = build(parts(), folder / "store", workers=2)
        spent, after = time.perf_counter() - start, os.times()
        explain_all(store)
        told = time.perf_counter() - start - spent
        watch.stop()
        cpu = sum(after[:4]) - sum(before[:4])
        precision, recall, both = f1(truth, store.units.tolist())
        size = sum(path.stat().st_size for path in (folder / "store").iterdir()) >> 20
        found = {
            "rows": len(truth), "precision": precision, "recall": recall, "f1": both, "seconds": spent,
            "told": told, "cpu": cpu, "peak": watch.peak, "own": watch.own, "disk": size,
        }  # fmt: skip
        if changes:
            print(json.dumps(found), file=sys.stderr, flush=True)  # checking the changes takes as long again
            found |= incremental(store, pa.concat_tables(parts()).combine_chunks(), folder / "store")
        return found


def incremental(store: Any, raw: Any, folder: Path) -> dict[str, float]:
    """1,000 changed rows taken in, and whether that gives what linking everything again gives.

    Args:
        store: All rows linked, laid down in `folder`.
        raw: The rows.
    """
    import numpy as np
    import pyarrow as pa

    from youju.linkage import keeping
    from youju.linkage.link import link
    from youju.linkage.updating import update

    chosen = np.random.default_rng(1).choice(len(raw), 1_000, replace=False)
    other = np.roll(chosen, 1)
    changed = raw.take(chosen).set_column(5, "address", raw["address"].take(other))
    start, cpu = time.perf_counter(), time.process_time()
    after = update(keeping.load(folder), changed)
    explained = after.explained()
    keeping.save(after.store, folder)
    spent, cpu = time.perf_counter() - start, time.process_time() - cpu
    stay = np.setdiff1d(np.arange(len(raw)), chosen)
    scratch = link(pa.concat_tables([raw.take(stay), changed]), model=store.model)
    numbers = np.arange(after.store.count)
    numbers = numbers[after.store.alive(numbers)]
    whole = pa.concat_tables([one.table.select(["list", "row"]) for one in after.store.tables])
    one = _labelled(whole.take(pa.array(numbers)), after.store.units_of(numbers))
    same = np.array_equal(one, _labelled(scratch.rows.table, scratch.units))
    return {
        "update": spent, "update_cpu": cpu, "affected": len(explained), "same": float(same),
    }  # fmt: skip


def _labelled(keys: Any, units: Any) -> Any:
    """The first row of each row's unit, all rows in the order of list and number."""
    import numpy as np
    import pyarrow.compute as pc

    ordered = units[pc.sort_indices(keys, [("list", "ascending"), ("row", "ascending")]).to_numpy()]
    _, first, unit = np.unique(ordered, return_index=True, return_inverse=True)
    return first[unit]


def apart(*arguments: str) -> dict[str, float]:
    """Run this file in a process of its own; its figures with its peak memory in MiB."""
    command = [sys.executable, __file__, "--one", *arguments]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return dict(json.loads(answer.splitlines()[-1]))


def one(task: str, *arguments: str) -> None:
    """What `apart` asks for, as JSON."""
    if task in ("growth", "changes"):
        found = growth(int(float(arguments[0]) * 1e6), changes=task == "changes")
    else:
        raw, truth = read(Path(arguments[0]), Path(arguments[1]))
        found = ours(raw, truth) if task == "ours" else theirs(raw, truth, task)
        found["rows"] = len(raw)
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(json.dumps(found))


def _machine() -> str:
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end"


def compared(lists: list[str], truths: list[str]) -> None:
    """Both tools on the same lists, in turn, as machines are not always equally fast; of ours the median."""
    from benchmarks import results

    rows = [
        "| rows | tool | precision | recall | F1 | seconds | CPU s | times ours | MiB | automatic |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for path, truth in zip(lists, truths, strict=True):
        mine, best, again, plain, last = (
            apart(tool, path, truth) for tool in ("ours", BEST, "ours", PLAIN, "ours")
        )
        mine = sorted((mine, again, last), key=lambda found: found["seconds"])[1]
        for tool, found in (("ours", mine), (BEST, best), (PLAIN, plain)):
            sure = f"{found['automatic']:.5f}, {found['share']:.1%}" if "automatic" in found else ""
            rows.append(
                f"| {found['rows']:,} | {tool} | {found['precision']:.4f} | {found['recall']:.4f} "
                f"| {found['f1']:.4f} | {found['seconds']:.1f} | {found['cpu']:.1f} "
                f"| {found['seconds'] / mine['seconds']:.1f} | {found['memory']:,} | {sure} |"
            )
            print(rows[-1], flush=True)
    text = "\n".join(rows) + f"\n\n{_ABOUT} {_machine()}."
    results.write(
        "Linking lists", text, "PYTHONPATH=src:. python benchmarks/bench_link.py --lists … --truth …"
    )


def grown(sizes: list[str], changes: str | None) -> None:
    """Growth, and a delivery of changes."""
    from benchmarks import results

    rows = [
        "| million units | rows | F1 | seconds | CPU s | CPU µs a row | reasons, s | MiB | of it not files "
        "| store, MiB |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    told = ""
    for size in sizes:
        found = apart("changes" if size == changes else "growth", size)
        rows.append(
            f"| {size} | {found['rows']:,} | {found['f1']:.4f} | {found['seconds']:.1f} | {found['cpu']:.1f} "
            f"| {found['cpu'] / found['rows'] * 1e6:.0f} | {found['told']:.1f} | {found['peak']:,} "
            f"| {found['own']:,} | {found['disk']:,} |"
        )
        print(rows[-1], flush=True)
        if size == changes:
            told = (
                f"\n1,000 changed rows against {size} million units ({found['rows']:,.0f} rows): "
                f"{found['update']:.1f} s ({found['update_cpu']:.1f} s CPU); "
                f"{'the same units as' if found['same'] else 'NOT the same units as'} linking all rows again."
            )
            print(told, flush=True)
    rows += [told] if told else []
    command = f"PYTHONPATH=src:. python benchmarks/bench_link.py --growth {' '.join(sizes)}"
    command += f" --changes {changes}" if changes else ""
    results.write("Linking: growth", "\n".join(rows) + f"\n\n{_machine()}.", command)


def main() -> None:
    """Measure and write the sections."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--one", nargs="+")
    parser.add_argument("--lists", nargs="*", default=[])
    parser.add_argument("--truth", nargs="*", default=[])
    parser.add_argument("--growth", nargs="*", default=[])
    parser.add_argument("--changes", help="one of the sizes of --growth")
    wanted = parser.parse_args()
    if wanted.one:
        one(*wanted.one)
        return
    if wanted.lists:
        compared(wanted.lists, wanted.truth)
    if wanted.growth:
        grown(wanted.growth, wanted.changes)


if __name__ == "__main__":
    main()
