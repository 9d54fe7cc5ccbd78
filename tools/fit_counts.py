"""Fit the weights of `checker.relations.counts.belonging` to labelled reports, by logistic regression.

    PYTHONPATH=src python tools/fit_counts.py tests/checker/reports

Prints the weights, and how well those that were fitted without a report tell which numbers count what. What
two clerks could label differently is left out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from fit_likeness import fitted, say

from youju.checker.passage import read
from youju.checker.relations.counts.belonging import Weights, features
from youju.checker.relations.counts.likely import open_statements
from youju.checker.relations.counts.nearby import Enumeration, surroundings_of
from youju.checker.splitting import split


class Label(NamedTuple):
    """A labelled count: where its number stands and, unless it is doubtful or wrong, its first item."""

    number: tuple[int, int]
    item: tuple[int, int]
    sure: bool


class Candidate(NamedTuple):
    """A number of a report and an enumeration near it.

    Attributes:
        counted: Whether a label says that the number counts the enumeration.
        labelled: Whether the number counts something, this enumeration or another.
    """

    number: tuple[str, int]
    features: Weights
    counted: bool
    labelled: bool


def labelled(path: Path) -> list[Label]:
    """The labelled counts of a report."""
    text = path.read_text(encoding="utf-8")
    labels = []
    for line in path.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines():
        label: dict[str, Any] = json.loads(line)
        if label["kind"] == "count":
            spans = [label["span"]] if isinstance(label["span"], str) else label["span"]
            starts = [(text.index(span), len(span)) for span in spans]
            number, item = _NOWHERE, _NOWHERE
            for name, operand in label["operands"].items():
                found = (text.find(operand["quote"], at, at + length) for at, length in starts)
                at = next((place for place in found if place >= 0), -1)
                place = (at, at + len(operand["quote"])) if at >= 0 else _NOWHERE
                number, item = (number, place) if name == "c" else (place, item)
            labels.append(Label(number, item, label["verdict"] == "holds" and not label.get("doubtful")))
    return labels


_NOWHERE = (-1, -1)


def candidates_of(path: Path) -> Iterator[Candidate]:
    """The numbers of a report with the enumerations near them, without those of doubtful and wrong counts."""
    text = path.read_text(encoding="utf-8")
    labels = labelled(path)
    pieces = [read(text, piece.start, piece.end) for piece in split(text)]
    for passage, stated in [(one, stated) for one in pieces for stated in open_statements(one)]:
        own = [one for one in labels if one.number[0] < stated.end and stated.start < one.number[1]]
        sure = [one for one in own if one.sure]
        if own and not sure:
            continue
        for rank, one in enumerate(surroundings_of(passage).enumerations(stated)):
            counted = any(_has(one, label.item) for label in sure)
            told = features(passage, stated, one, rank)
            yield Candidate((path.stem, stated.start), told, counted, bool(sure))


def _has(one: Enumeration, item: tuple[int, int]) -> bool:
    return any(start < item[1] and item[0] < end for start, end in one.pieces)


def main(folders: list[str]) -> None:
    """Print the weights, and what is found of each report without its own labels."""
    paths = [path for folder in folders for path in sorted(Path(folder).glob("*.txt"))]
    found = [one for path in paths for one in candidates_of(path)]
    rows = np.array([one.features for one in found], dtype=float)
    counted = np.array([one.counted for one in found])
    fit = np.array([one.counted or not one.labelled for one in found])
    reports = np.array([one.number[0] for one in found])
    aside = np.zeros(len(found))
    for report in np.unique(reports):
        out = reports == report
        weights = fitted(rows[~out & fit], counted[~out & fit])
        aside[out] = rows[out] @ weights[:-1] + weights[-1]
    labels = {one.number for one in found if one.labelled}
    for bound in (-0.5, 0.0, 0.5, 1.0):
        told = {one.number for one, score in zip(found, aside, strict=True) if score > bound}
        say(f"> {bound}: {len(told & labels)} of {len(labels)} found, {len(told - labels)} unlabelled")
    weights = fitted(rows[fit], counted[fit])
    for name, weight in zip((*Weights._fields, "CONSTANT"), weights, strict=True):
        say(f"    {name}={weight:.2f},")


if __name__ == "__main__":
    main(sys.argv[1:])
