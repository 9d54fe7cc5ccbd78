"""What stands against a form: the sentences of the service, each beside the input that it is about.

Enter at `placed`; `opening_problems`, `act_problems` and `amending_problems` say without writing anything
what the service would say, for the check while somebody types.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from youju.errors import Problem, YoujuError
from youju.ledger import openings
from youju.ledger.actions.judging import Request, effects
from youju.ledger.fold import Folded
from youju.ledger.lights import situation_of
from youju.ledger.models import LedgerRecord
from youju.ledger.rules import Rules, Situation
from youju.people.telling import sentence

PLACES = {
    **dict.fromkeys(("K718", "K719"), "comment"),
    **dict.fromkeys(("K715", "K716", "K735"), "evidence"),
    **dict.fromkeys(("K720", "K722"), "on"),
    **dict.fromkeys(("K726", "K733"), "reason"),
    "K710": "other",
    "K724": "extend",
    "K727": "link",
    "K728": "other",
    "K729": "level",
}
"""Inputs that every form may have, by the codes of the problems that are about them."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A sentence, and the name of the input that it is about; empty for the form as a whole."""

    code: str
    at: str
    text: str

    @property
    def anchor(self) -> str:
        """Id of the input."""
        return self.at.replace(".", "-")


def placed(
    problems: Iterable[Problem],
    rules: Rules,
    present: Iterable[str],
    *,
    files: Iterable[tuple[str, Problem]] = (),
) -> list[Fault]:
    """Problems as sentences beside inputs.

    Args:
        problems: What the service said.
        rules: The ledger.
        present: Names of the inputs that the form has; what has none stands on top.
        files: Problems of uploaded files, with the name of their input.
    """
    there = set(present)
    found = [Fault(problem.code.id, name, sentence(problem)) for name, problem in files]
    for problem in problems:
        at = PLACES.get(problem.code.id) or _field_of(problem, rules)
        found.append(Fault(problem.code.id, at if at in there else "", sentence(problem)))
    return list(dict.fromkeys(found))


def _field_of(problem: Problem, rules: Rules) -> str:
    """Input of the field that a problem names by its label."""
    label = str(problem.fields.get("field") or str(problem.fields.get("fields", "")).split("、")[0])
    if not label:
        return ""
    labels = {one.label: name for name, one in rules.ledger.fields.items()}
    if label not in labels:
        label = next((known for known in labels if label.startswith(f"{known}第")), "")
    return f"f.{labels[label]}" if label else ""


def opening_problems(
    rules: Rules, given: Mapping[str, Any], *, on: date, level: str | None, parent: LedgerRecord | None
) -> Sequence[Problem]:
    """What stands against opening a record."""
    try:
        return openings.prepare(
            rules,
            given,
            on=on,
            level=level,
            parent=str(parent.id) if parent else None,
            parent_level=parent.level if parent else None,
        ).problems
    except YoujuError as error:
        return error.problems


def act_problems(row: LedgerRecord, rules: Rules, before: Folded, request: Request) -> Sequence[Problem]:
    """What stands against an act, judged by the record as it stands now."""
    try:
        effects(row, rules, before, request)
    except YoujuError as error:
        return error.problems
    return ()


def amending_problems(
    rules: Rules, before: Folded, given: Mapping[str, Any], *, on: date
) -> Sequence[Problem]:
    """What stands against other values of a record."""
    read, problems = rules.reader.read(given, on=on)
    if problems:
        return problems
    now = situation_of(before)
    merged = {name: value for name, value in {**before.values, **read}.items() if value is not None}
    after = Situation(merged, now.clocks, now.state, now.level, now.number)
    already = rules.lacking(now, on=on)
    return [problem for problem in rules.lacking(after, on=on) if problem not in already]
