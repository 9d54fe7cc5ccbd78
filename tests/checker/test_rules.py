"""Every rule's examples are run: the wrong one shows it, the right one does not."""

from __future__ import annotations

import re

import pytest

from youju.checker.check import check_texts
from youju.checker.config import DEFAULT
from youju.checker.examples import MORE, Pair
from youju.checker.model import Finding
from youju.checker.relations import PATTERNS
from youju.checker.rules import RULES, Rule, require
from youju.errors import YoujuError

SHOWN = [rule for rule in RULES.values() if rule.wrong]


def findings_in(example: str) -> list[Finding]:
    texts = [(f"{place}.txt", text) for place, text in enumerate(example.split("\n====\n"), 1)]
    documents = check_texts(texts, configs=[DEFAULT] * len(texts))
    return [one for document in documents for report in document.reports for one in report.findings]


def rules_in(example: str) -> set[str]:
    return {one.rule for one in findings_in(example)}


@pytest.mark.parametrize("rule", SHOWN, ids=lambda rule: rule.id)
def test_examples(rule: Rule) -> None:
    assert rule.id in rules_in(rule.wrong)
    assert rule.id not in rules_in(rule.right)


@pytest.mark.parametrize(
    ("rule", "pair"),
    [(rule, pair) for rule, pairs in MORE.items() for pair in pairs],
    ids=lambda one: one if isinstance(one, str) else one.title,
)
def test_more_examples(rule: str, pair: Pair) -> None:
    assert any(one.rule == rule and pair.message in one.message for one in findings_in(pair.wrong))
    assert findings_in(pair.right) == []


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_speaks_to_people(rule: Rule) -> None:
    assert re.fullmatch(r"[NRT]\d{3}", rule.id)
    assert rule.severity in {"error", "warning"}
    for text in (rule.why, rule.mend):
        assert re.search(r"[\u4e00-\u9fff]", text)
        assert text.endswith("。")
    assert 2 < len(rule.title) <= 16


def test_only_the_sidecar_rule_shows_no_text() -> None:
    assert {rule.id for rule in RULES.values()} - {rule.id for rule in SHOWN} == {"T490"}


def test_every_pattern_reports_under_a_rule() -> None:
    assert PATTERNS
    assert {pattern.rule for pattern in PATTERNS} <= set(RULES)


def test_unknown_rules_are_refused() -> None:
    require("N", "R301", "T4")
    with pytest.raises(YoujuError, match="H111"):
        require("N", "Q9")
