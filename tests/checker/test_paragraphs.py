"""Whole paragraphs: what must be found in them, what misprints must be found, and no false alarms."""

from __future__ import annotations

import random

from tests.checker import paragraphs
from tests.checker.paragraphs import Case
from youju.checker.model import Relation, Verdict
from youju.checker.relate import relations_of


def found(case: Case, verdict: Verdict) -> bool:
    """Whether some relation of this verdict covers all operands."""
    relations, _ = relations_of(case.text, 0, len(case.text))
    return any(one.verdict is verdict and covers(one, case) for one in relations)


def covers(relation: Relation, case: Case) -> bool:
    if case.kind == "count" and relation.kind.value != "count":
        return False
    free = [(one.start, one.end) for one in relation.operands.values()]
    for start, end in case.places.values():
        hit = next((one for one in free if one[0] < end and start < one[1]), None)
        if hit is None:
            return False
        free.remove(hit)
    return True


def test_the_relations_of_the_file_hold() -> None:
    assert [case for case in paragraphs.cases() if not paragraphs.holds(case)] == []


def test_relations_are_found() -> None:
    cases = list(paragraphs.cases())
    missed = [f"{case.formula} {case.text}" for case in cases if not found(case, Verdict.HOLDS)]
    assert len(cases) > 300
    assert len(missed) <= 0.02 * len(cases), missed


def test_misprints_are_found() -> None:
    dice = random.Random(20231101)
    wrong = [one for case in paragraphs.cases() for one in paragraphs.misprinted(case, dice)]
    missed = [f"{case.note}：{case.text}" for case in wrong if not found(case, Verdict.FAILS)]
    assert len(wrong) > 800
    assert len(missed) <= 0.14 * len(wrong), missed


def test_what_is_right_is_left_alone() -> None:
    texts = paragraphs.innocent()
    alarms = [
        f"{one.message}：{text}"
        for text in texts
        for one in relations_of(text, 0, len(text))[0]
        if one.verdict is Verdict.FAILS
    ]
    assert len(texts) > 250
    assert alarms == []
