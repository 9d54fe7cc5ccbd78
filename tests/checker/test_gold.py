"""Recall and false alarms on the labelled reports, where they are at hand; the floors are what is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from youju.checker.model import Kind, Relation, Verdict
from youju.checker.relate import relations_of

DATA = Path(__file__).parents[3] / "shared/data"
CORE = {"sum", "difference", "growth", "share", "completion", "average", "product", "equality", "count"}
"""Core kinds of the scorer, but for leaks, which are the redaction module's."""
TITLE = re.compile(
    r"^(?:[^一二三四五六（(\d\t。，；：][^\t。，；：\n]{0,25})?20\d\d年[^\t。，；：\n]{2,20}(?:总结|计划|安排)"
    r"[^\t。，；：\n]{0,25}$",
    re.M,
)

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="labelled reports (../shared/data) are not here")


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """Reports of a compilation, cut at their titles after the table of contents."""
    cuts = [0, *(match.start() for match in TITLE.finditer(text) if match.start() > 900), len(text)]
    yield from pairwise(cuts)


def located(text: str, gold: dict[str, Any]) -> tuple[list[tuple[int, int]], dict[str, tuple[int, int]]]:
    spans = gold["span"] if isinstance(gold["span"], list) else [gold["span"]]
    ranges = [(text.index(span), text.index(span) + len(span)) for span in spans]
    operands = {}
    for key, operand in gold["operands"].items():
        places = (text.find(operand["quote"], *one) for one in ranges)
        at = next((place for place in places if place >= 0), None)
        if at is not None:
            operands[key] = (at, at + len(operand["quote"]))
    return ranges, operands


def overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def covers(relation: Relation, wanted: list[tuple[int, int]]) -> bool:
    free = [(one.start, one.end) for one in relation.operands.values()]
    for want in sorted(wanted, key=lambda one: one[1] - one[0]):
        hit = next((one for one in free if overlap(one, want)), None)
        if hit is None:
            return False
        free.remove(hit)
    return True


@pytest.fixture(scope="module")
def scored() -> dict[str, Any]:
    right = total = failing = found_failing = false = characters = 0
    for path in sorted((DATA / "gold").glob("*.jsonl")):
        text = (DATA / "reports" / f"{path.stem}.txt").read_text(encoding="utf-8")
        characters += len(text)
        found = [one for piece in pieces(text) for one in relations_of(text, *piece)[0]]
        excused, matched = [], set()
        for line in path.read_text(encoding="utf-8").splitlines():
            gold = json.loads(line)
            ranges, operands = located(text, gold)
            if gold.get("doubtful"):
                excused += ranges
                continue
            wanted = [operands["n"]] if gold["kind"] == "count" else list(operands.values())
            hits = [
                one
                for one in found
                if one.verdict.value == gold["verdict"]
                and (gold["kind"] != "count" or one.kind is Kind.COUNT)
                and covers(one, wanted)
            ]
            matched.update(id(one) for one in hits)
            if gold["kind"] in CORE:
                total += 1
                right += bool(hits)
            if gold["verdict"] == "fails":
                failing += 1
                found_failing += bool(hits)
        alarms = [one for one in found if one.verdict is Verdict.FAILS and id(one) not in matched]
        places = [[(operand.start, operand.end) for operand in one.operands.values()] for one in alarms]
        false += sum(not any(overlap(a, b) for a in each for b in excused) for each in places)
    assert total > 100
    fails = (found_failing, failing)
    return {"recall": right / total, "fails": fails, "false": false, "characters": characters}


def test_recall_of_labelled_relations(scored: dict[str, Any]) -> None:
    assert scored["recall"] >= 0.97


def test_every_certain_contradiction_is_found(scored: dict[str, Any]) -> None:
    assert scored["fails"][0] == scored["fails"][1] > 0


def test_false_alarms_are_rare(scored: dict[str, Any]) -> None:
    assert scored["false"] == 0
