"""The house rules hold, can find what they look for, and their exceptions are still needed."""

from __future__ import annotations

import ast

import pytest

from tests.house.rules import EXCEPTIONS, RULES, Rule
from tests.house.source import modules, tree


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_finds_the_bad_and_leaves_the_good(rule: Rule) -> None:
    assert rule.bad
    assert rule.good
    for line in rule.bad:
        assert list(rule.find(ast.parse(line))), f"{rule.name} does not find {line}"
    for line in rule.good:
        assert not list(rule.find(ast.parse(line))), f"{rule.name} wrongly finds {line}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_rule_holds(rule: Rule) -> None:
    looked_at = [name for name in modules() if rule.applies(name)]
    assert looked_at, f"{rule.name} looked at no module"
    broken = {
        name: sorted(set(lines))
        for name in looked_at
        if (lines := list(rule.find(tree(modules()[name])))) and (rule.name, name) not in EXCEPTIONS
    }
    assert not broken, f"{rule.why}: {broken}"


def test_exceptions_are_still_needed() -> None:
    rules = {rule.name: rule for rule in RULES}
    for (rule, module), reason in EXCEPTIONS.items():
        assert len(reason) > 20, f"say why {module} may break {rule}"
        assert module in modules(), f"{module} is gone; take its exception out"
        assert rules[rule].applies(module), f"{rule} does not look at {module}; take its exception out"
        assert list(rules[rule].find(tree(modules()[module]))), (
            f"{module} keeps {rule} now; take its exception out"
        )
