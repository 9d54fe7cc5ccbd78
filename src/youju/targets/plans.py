"""Plans of targets: those of the installed packs, and one that stands in a file of its own.

Enter at `installed` and `read`. A file says the same as one of a pack's folder ``targets``.
"""

from __future__ import annotations

from pathlib import Path

from youju.definitions.salvage import validated
from youju.definitions.target_models import Plan
from youju.definitions.yaml_tree import read_yaml
from youju.errors import Problem, YoujuError, fail
from youju.ledger import catalogue


def installed() -> list[Plan]:
    """The plans of the installed packs."""
    packs = [catalogue.loaded(one.digest).pack for one in catalogue.installed()]
    return [plan for pack in packs for plan in pack.plans.values()]


def read(file: Path) -> Plan:
    """The plan in a file.

    Raises:
        YoujuError: O112 when it cannot be read; everything that is wrong with its text.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = "不是 UTF-8 编码" if isinstance(error, UnicodeDecodeError) else (error.strerror or "")
        raise fail("O112", file=str(file), reason=reason) from error
    tree, source, problems = read_yaml(text, str(file))
    found: list[Problem] = list(problems)
    plan = None if tree is None else validated(Plan, tree, source, (), found, set())
    if plan is None or found:
        raise YoujuError(found)
    return plan
