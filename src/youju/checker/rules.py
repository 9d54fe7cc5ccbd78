"""The rules: number, title, why it matters, severity, a wrong and a right example. ``docs/rules/`` shows them.

Enter at `RULES`. The families N1xx and N2xx are found by `relations`, R3xx by `redaction`, T4xx by `wording`; a test
runs every example. A number is never used again for another rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from youju.errors import fail


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        title: A few Chinese words.
        why: Why it matters, for the person who reads the finding.
        severity: ``error`` for what cannot be true or must not be published, ``warning`` for the rest.
        wrong: A text in which the rule finds something.
        right: The same put right: the rule finds nothing.
        mend: How to put it right.
    """

    id: str
    title: str
    why: str
    severity: str
    wrong: str
    right: str
    mend: str


_ALL: Final = (Rule("N101", "合计与分项不符", "", "error", "", "", ""),)

RULES: Final[dict[str, Rule]] = {rule.id: rule for rule in _ALL}
"""All rules by number, in order."""


def title(rule: str) -> str:
    """Title of a rule."""
    return RULES[rule].title if rule in RULES else rule


def severity(rule: str) -> str:
    """Severity of a rule's findings."""
    return RULES[rule].severity if rule in RULES else "warning"


def require(*beginnings: str) -> None:
    """Refuse what is not the beginning of any rule.

    Raises:
        YoujuError: H111.
    """
    for beginning in beginnings:
        if not any(rule.startswith(beginning) for rule in RULES):
            raise fail("H111", rule=beginning)
