"""Fit the weights of `checker.relations.twice.contradictions` to labelled reports, by logistic regression.

    PYTHONPATH=src python tools/fit_contradictions.py tests/checker/reports

Figures of one thing are those of each equality that is labelled, whether it holds or not, for what is told of
a figure does not hang on a misprint; figures of two things are all others that are a slip of the pen apart.
Prints the weights, and which pairs score best when their own report is left out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
from fit_likeness import among, fitted, labelled, say

from youju.checker.passage import read
from youju.checker.relations.twice.contradictions import Weights, features
from youju.checker.relations.twice.likeness import Place, equal_figures
from youju.checker.relations.twice.rivals import told_apart
from youju.checker.relations.twice.slips import slips_of
from youju.checker.relations.twice.telling import Report, Telling

_SHOWN = 20


class Pair(NamedTuple):
    """Two figures of a report, their features, whether a label says that they are of one thing."""

    report: str
    text: str
    features: Weights
    same: bool
    equal: bool


def pairs_of(path: Path) -> Iterator[Pair]:
    """Pairs that nothing tells apart."""
    text = path.read_text(encoding="utf-8")
    labels = labelled(path, "holds"), labelled(path, "fails")
    passage = read(text, 0, len(text))
    report = Report(passage)
    for figures in equal_figures(passage):
        for both in combinations(figures, 2):
            if among(labels[0][0], *both):
                one, other = (Telling(report, each.mention) for each in both)
                if not told_apart(one, other):
                    yield Pair(path.stem, "", features(one, other), same=True, equal=True)
    for a, b in slips_of(passage):
        one, other = Telling(report, a), Telling(report, b)
        same = among(labels[1][0], Place(passage, a), Place(passage, b))
        if same or not told_apart(one, other):
            told = " | ".join(text[each.start - 20 : each.end + 14].replace("\n", "/") for each in (a, b))
            yield Pair(path.stem, told, features(one, other), same=same, equal=False)


def main(folders: list[str]) -> None:
    """Print the weights, and the best pairs that are of two things, each without its own report."""
    pairs = [one for each in folders for path in sorted(Path(each).glob("*.txt")) for one in pairs_of(path)]
    rows = np.array([pair.features for pair in pairs], dtype=float)
    same = np.array([pair.same for pair in pairs])
    reports = np.array([pair.report for pair in pairs])
    aside = np.zeros(len(pairs))
    for report in np.unique(reports):
        out = reports == report
        weights = fitted(rows[~out], same[~out])
        aside[out] = rows[out] @ weights[:-1] + weights[-1]
    wrong = sorted(
        ((aside[at], pair) for at, pair in enumerate(pairs) if not pair.same), key=lambda one: -one[0]
    )
    for score, pair in wrong[:_SHOWN]:
        say(f"{score:.2f} of two things, {pair.report}: {pair.text}")
    for at, pair in enumerate(pairs):
        if pair.same and not pair.equal:
            say(f"{aside[at]:.2f} of one thing, {pair.report}: {pair.text}")
    weights = fitted(rows, same)
    for name, weight in zip((*Weights._fields, "CONSTANT"), weights, strict=True):
        say(f"    {name}={weight:.2f},")


if __name__ == "__main__":
    main(sys.argv[1:])
