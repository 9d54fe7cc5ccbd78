"""Fit the weights of `checker.relations.twice.likeness` to labelled reports, by logistic regression.

    PYTHONPATH=src python tools/fit_likeness.py tests/checker/reports

Prints the weights, and how well those that were fitted without a report tell its figures apart. What two
clerks could label differently is left out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from youju.checker.passage import read
from youju.checker.relations.twice.likeness import Place, Weights, equal_figures, features

_PENALTY = 1.0
_ROUNDS = 30


class Pair(NamedTuple):
    """Two equal figures of a report: their features, and whether a label says that they are one."""

    report: str
    features: Weights
    same: bool


Label = list[tuple[int, int]]
"""Where the figures of an equality stand."""


def labelled(path: Path, verdict: str = "holds") -> tuple[list[Label], list[Label]]:
    """Where the figures of each equality of a verdict stand that is labelled as certain, and as doubtful."""
    text = path.read_text(encoding="utf-8")
    sure: list[list[tuple[int, int]]] = []
    doubtful: list[list[tuple[int, int]]] = []
    for line in path.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines():
        label: dict[str, Any] = json.loads(line)
        if label["kind"] == "equality" and label["verdict"] == verdict:
            spans = [label["span"]] if isinstance(label["span"], str) else label["span"]
            starts = [(text.index(span), len(span)) for span in spans]
            places = []
            for operand in label["operands"].values():
                found = (text.find(operand["quote"], at, at + length) for at, length in starts)
                at = next(place for place in found if place >= 0)
                places.append((at, at + len(operand["quote"])))
            (doubtful if label.get("doubtful") else sure).append(places)
    return sure, doubtful


def among(labels: list[list[tuple[int, int]]], *both: Place) -> bool:
    """Whether a label is about both figures."""
    return any(
        all(any(one.mention.start < end and start < one.mention.end for start, end in label) for one in both)
        for label in labels
    )


def pairs_of(path: Path) -> Iterator[Pair]:
    text = path.read_text(encoding="utf-8")
    sure, doubtful = labelled(path)
    for figures in equal_figures(read(text, 0, len(text))):
        for a, b in combinations(figures, 2):
            if among(sure, a, b) or not among(doubtful, a, b):
                yield Pair(path.stem, features(a, b, len(figures)), among(sure, a, b))


def fitted(rows: np.ndarray, same: np.ndarray) -> np.ndarray:
    """Weights and, last, the constant: Newton's method, with a ridge on the scaled weights."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    scaled = np.column_stack([(rows - mean) / spread, np.ones(len(rows))])
    weights = np.zeros(scaled.shape[1])
    ridge = np.diag([_PENALTY] * rows.shape[1] + [0.0])
    for _ in range(_ROUNDS):
        odds = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (same - odds) - ridge @ weights
        weights += np.linalg.solve(scaled.T * (odds * (1 - odds)) @ scaled + ridge, slope)
    plain = weights[:-1] / spread
    return np.append(plain, weights[-1] - plain @ mean)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def main(folders: list[str]) -> None:
    """Print the weights, and what is found of each report without its own labels."""
    pairs = [
        pair for folder in folders for path in sorted(Path(folder).glob("*.txt")) for pair in pairs_of(path)
    ]
    rows = np.array([pair.features for pair in pairs], dtype=float)
    same = np.array([pair.same for pair in pairs])
    reports = np.array([pair.report for pair in pairs])
    aside = np.zeros(len(pairs))
    for report in np.unique(reports):
        out = reports == report
        weights = fitted(rows[~out], same[~out])
        aside[out] = rows[out] @ weights[:-1] + weights[-1]
    for bound in (-1.0, -0.5, 0.0, 0.5, 1.0):
        told = aside > bound
        say(f"> {bound}: {(told & same).sum()} of {same.sum()} found, {(told & ~same).sum()} unlabelled")
    weights = fitted(rows, same)
    for name, weight in zip((*Weights._fields, "CONSTANT"), weights, strict=True):
        say(f"    {name}={weight:.2f},")


if __name__ == "__main__":
    main(sys.argv[1:])
