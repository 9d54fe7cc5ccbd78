"""How well units are coded to GB/T 4754-2017 from their names and scopes.

Repeat with ``PYTHONPATH=src:. python benchmarks/bench_coding.py`` (the made-up sample, each fifth coded by
what the others teach) and ``--list market.csv`` (also the rows of a real list that were labelled by hand,
twice: their numbers and classes lie in ``data/``, their words do not). The peer knows the names of the
standard only: the class whose name has most pairs of characters in common with the scope.
"""

from __future__ import annotations

import argparse
import csv
import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from benchmarks import results
from youju.standards import industries
from youju.standards.industries import Level
from youju.standards.industry_coding import SURE, Coder, Sample, samples

LABELS = Path(__file__).parent / "data" / "xuancheng_industries.csv"
FOLDS = 5
Coded = Sequence[tuple[str, float]]


def folded(known: Sequence[Sample]) -> list[tuple[Sample, Coded]]:
    """Each fifth of a sample, coded by what the other four teach."""
    found: list[tuple[Sample, Coded]] = []
    for fold in range(FOLDS):
        coder = Coder([one for place, one in enumerate(known) if place % FOLDS != fold])
        found += [(one, coder.code(one.name, one.scope)) for one in known[fold::FOLDS]]
    return found


def labelled(path: Path) -> dict[str, list[Sample]]:
    """Rows of a real list with the classes that were given to them, by set."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = {row["序号"]: row for row in csv.DictReader(stream)}
    found: dict[str, list[Sample]] = defaultdict(list)
    with LABELS.open(encoding="utf-8", newline="") as stream:
        for one in csv.DictReader(line for line in stream if not line.startswith("#")):
            row = rows[one["row"]]
            found[one["set"]].append(Sample(row["企业名称"], row["经营范围"], one["code"]))
    return found


def agreement() -> str:
    """How far the two labels of a row agree, where the second was given without the first."""
    with LABELS.open(encoding="utf-8", newline="") as stream:
        rows = [
            one
            for one in csv.DictReader(line for line in stream if not line.startswith("#"))
            if not one["shown"]
        ]
    told = []
    for what, part in (("class", _whole), ("division", _division), ("section", _section)):
        pairs = [(part(one["first"]), part(one["second"])) for one in rows]
        one, two = (Counter(side) for side in zip(*pairs, strict=True))
        same = sum(a == b for a, b in pairs) / len(pairs)
        chance = sum(one[code] * two[code] for code in one) / len(pairs) ** 2
        told.append(f"{what} {same:.1%} (kappa {(same - chance) / (1 - chance):.2f})")
    return f"Two labels of {len(rows)} real rows, given apart, agree: " + ", ".join(told) + "."


def _whole(code: str) -> str:
    return code


def _division(code: str) -> str:
    return code[:2]


def peer() -> Callable[[Sample], Coded]:
    """Classes by the pairs of characters that their names share with name and scope."""
    classes = [one for one in industries.everything() if one.level == Level.CLASS]
    pairs = [(one.code, {one.name[at : at + 2] for at in range(len(one.name) - 1)}) for one in classes]

    def coded(sample: Sample) -> Coded:
        text = sample.name + sample.scope
        said = {text[at : at + 2] for at in range(len(text) - 1)}
        scores = sorted(((len(own & said) / len(own), code) for code, own in pairs), reverse=True)[:3]
        return [(code, score) for score, code in scores]

    return coded


def shares(found: Iterable[tuple[Sample, Coded]]) -> tuple[int, float, float, float, float, float]:
    """Units; top-1, top-3, division and section right; share of sure ones; those right."""
    rows = list(found)
    first = [choices[0][0] if choices else "" for _, choices in rows]
    codes = [sample.code for sample, _ in rows]
    sure = [choices[0][1] >= SURE if choices else False for _, choices in rows]
    right = [one == two for one, two in zip(first, codes, strict=True)]
    third = sum(
        code in [one[0] for one in choices[:3]] for code, (_, choices) in zip(codes, rows, strict=True)
    )
    section = sum(_section(one) == _section(two) for one, two in zip(first, codes, strict=True))
    among = sum(a and b for a, b in zip(right, sure, strict=True))
    many = len(rows)
    return many, sum(right) / many, third / many, section / many, sum(sure) / many, among / max(sum(sure), 1)


def _section(code: str) -> str:
    found = industries.get(code)
    return found.section if found else ""


def by_section(found: Iterable[tuple[Sample, Coded]]) -> list[str]:
    """A line for each section."""
    parts: dict[str, list[tuple[Sample, Coded]]] = defaultdict(list)
    for sample, choices in found:
        parts[_section(sample.code)].append((sample, choices))
    lines = ["| section | units | top-1 | top-3 | section right |", "|---|---|---|---|---|"]
    for letter in sorted(parts):
        many, one, three, section, _, _ = shares(parts[letter])
        lines.append(f"| {industries.require(letter)} | {many} | {one:.0%} | {three:.0%} | {section:.0%} |")
    return lines


def main() -> None:
    """Measure and write the section."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--list", type=Path)
    wanted = parser.parse_args()
    known = samples()
    folds = folded(known)
    start = time.process_time()
    coder = Coder(known)
    made = time.process_time() - start
    lines = [
        "| sample | tool | units | top-1 | top-3 | section | sure | of these right |",
        "|---|---|---|---|---|---|---|---|",
    ]
    other = peer()
    sets: list[tuple[str, list[tuple[Sample, Coded]], Sequence[Sample]]] = [("made up", folds, known)]
    speed = ""
    for name, real in labelled(wanted.list).items() if wanted.list else ():
        start = time.process_time()
        coded = [(one, coder.code(one.name, one.scope)) for one in real]
        speed = f" {(time.process_time() - start) / len(real) * 1e3:.2f} ms CPU a unit."
        sets.append((f"real, {name}", coded, real))
    for name, coded, units in sets:
        for tool, rows in (("ours", coded), ("peer", [(one, other(one)) for one in units])):
            many, one, three, section, sure, right = shares(rows)
            told = f"| {sure:.0%} | {right:.0%} |" if tool == "ours" else "| | |"
            lines.append(f"| {name} | {tool} | {many} | {one:.1%} | {three:.1%} | {section:.1%} {told}")
    sections = Counter(_section(one.code) for one in known)
    text = "\n".join(lines) + "\n\n" + "\n".join(by_section([pair for _, coded, _ in sets for pair in coded]))
    text += (
        f"\n\nLearning from {len(known)} made-up units of {len(sections)} sections takes {made:.1f} s.{speed}"
    )
    text += " Real rows are of a list without shops, offices and schools; neither tool has seen their words."
    text += f" {agreement()}"
    text += f" {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end."
    print(text)
    results.write(
        "Coding industries", text, "PYTHONPATH=src:. python benchmarks/bench_coding.py --list market.csv"
    )


if __name__ == "__main__":
    main()
