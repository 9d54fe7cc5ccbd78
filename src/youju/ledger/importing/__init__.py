"""Registering and updating records from a file: everything that is wrong first, then all or nothing.

Enter at `check` (a dry run that writes nothing and lists every problem by row and column) and `import_file`
(the same, and when nothing is wrong one transaction that writes all). Both return a `Report`.

The way of a file: cells as text (`youju.engine.spreadsheets`), stored values by column (`planning`), rows
that exist already (`matching`), new records (`adding`), changed ones (`updating`).

Rules that people ask about. A blank cell of an update leaves the field as it is; a word for "nothing"
(`Column.empty`) clears it. A formula is refused, or its stored result taken when the mapping says so. A
record is found by a unique key of the ledger only. A file whose rows nobody may register is refused whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
from django.db import IntegrityError, transaction

from youju.engine import spreadsheets
from youju.engine.spreadsheets import Limits, Reading, Sheet
from youju.errors import Problem, YoujuError, fail
from youju.events import cursors
from youju.ledger import catalogue
from youju.ledger.actions import committing
from youju.ledger.actions.checks import check_date, check_role
from youju.ledger.actions.committing import Change
from youju.ledger.cells import Wrong
from youju.ledger.fold import known_on
from youju.ledger.importing import adding, matching, planning, updating
from youju.ledger.importing.matching import Matched
from youju.ledger.importing.planning import Plan
from youju.ledger.mapping import Mapping, by_label
from youju.ledger.mapping import check as check_mapping
from youju.ledger.rules import Rules
from youju.people.actors import Actor

__all__ = ["Report", "check", "import_file"]


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, or would do.

    Attributes:
        ledger: Name of the ledger.
        rows: Data rows of the file.
        added: Records opened.
        updated: Records changed.
        unchanged: Records that the file leaves as they are.
        wrong: Rows with problems; nothing is written unless 0.
        problems: What is wrong, by row and column, the summary last; the first 10,000 of them.
        notes: What was taken differently from what the sheet shows.
        written: Whether it was done; False for a dry run.
    """

    ledger: str
    rows: int
    added: int
    updated: int
    unchanged: int
    wrong: int
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    written: bool

    def sentence(self) -> str:
        """The result in one sentence."""
        if self.problems:
            return self.problems[-1].sentence()
        what = f"登记{self.added}件，更新{self.updated}件，{self.unchanged}件没有变化"
        return f"共{self.rows}行，已{what}。" if self.written else f"共{self.rows}行无问题，将{what}。"

    def as_dict(self) -> dict[str, Any]:
        """The machine shape."""
        return {
            "ledger": self.ledger, "rows": self.rows, "added": self.added, "updated": self.updated,
            "unchanged": self.unchanged, "wrong": self.wrong, "notes": list(self.notes),
            "problems": [problem.as_dict() for problem in self.problems], "written": self.written,
        }  # fmt: skip


@dataclass(slots=True)
class _Prepared:
    """A file that was compared with what exists."""

    plan: Plan
    matched: Matched
    filled: dict[str, pa.Array]
    parents: dict[str, tuple[UUID, str]]
    changes: list[Change]
    unchanged: int

    def report(self, *, written: bool) -> Report:
        problems = self.plan.problems
        listed = problems.listed()
        if problems:
            listed.append(planning.summary(problems, self.plan.size))
        added = int(pc.sum(self.matched.adds).as_py() or 0)
        return Report(
            ledger=self.plan.rules.name,
            rows=self.plan.size,
            added=added,
            updated=len(self.changes),
            unchanged=self.unchanged,
            wrong=problems.rows,
            problems=tuple(listed),
            notes=self.plan.notes,
            written=written,
        )


def check(
    ledger: str,
    path: Path,
    *,
    actor: Actor,
    on: dt.date,
    at: dt.datetime,
    mapping: Mapping | None = None,
    name: str | None = None,
    limits: Limits | None = None,
) -> Report:
    """Say what an import would do and everything that stands against it. Writes nothing.

    Args and errors as for `import_file`, except that problems of rows are in the report and not raised.
    """
    sheet, mapping = _read(ledger, path, mapping, name, limits)
    with transaction.atomic():
        prepared = _prepare(ledger, sheet, mapping, actor=actor, on=on, at=at)
        transaction.set_rollback(True)  # locks and temporary tables go
    return prepared.report(written=False)


def import_file(
    ledger: str,
    path: Path,
    *,
    actor: Actor,
    on: dt.date,
    at: dt.datetime,
    mapping: Mapping | None = None,
    name: str | None = None,
    limits: Limits | None = None,
) -> Report:
    """Register and update records from an Excel or CSV file, all rows or none.

    Args:
        ledger: Name of the ledger.
        path: The file.
        actor: Must hold a role that may open records of the ledger.
        on: Business date of openings that give none, and of all updates.
        at: When we were told.
        mapping: What the columns are; by the labels of the fields when not given.
        name: Name of the file as people know it.
        limits: How large a file may be.

    Raises:
        YoujuError: G46x to G48x for the file, K700, K711, K720, K760 to K779, and those of values; every
            problem of every row, and how many rows are right, last.
    """
    sheet, mapping = _read(ledger, path, mapping, name, limits)
    with _conflicts(), transaction.atomic():
        prepared = _prepare(ledger, sheet, mapping, actor=actor, on=on, at=at)
        planning.raise_if_wrong(prepared.plan)
        if prepared.changes:
            committing.commit(prepared.changes, at=at)
        adding.add(
            prepared.plan,
            prepared.matched,
            prepared.filled,
            prepared.parents,
            actor=actor,
            at=at,
            file=sheet.file,
        )
    return prepared.report(written=True)


@contextmanager
def _conflicts() -> Iterator[None]:
    """Somebody registered the same key while we were at it: nothing was written, try again."""
    try:
        yield
    except IntegrityError as error:
        raise fail("K779") from error


def _read(
    ledger: str, path: Path, mapping: Mapping | None, name: str | None, limits: Limits | None
) -> tuple[Sheet, Mapping]:
    definition = catalogue.current(ledger).ledger
    if mapping is not None:
        problems = check_mapping(mapping, definition)
        if problems:
            raise YoujuError(problems)
    reading = mapping.reading(limits) if mapping else Reading(limits=limits or Limits())
    sheet = spreadsheets.read(path, reading, name=name)
    return sheet, mapping or by_label(definition, sheet.columns)


def _prepare(
    ledger: str, sheet: Sheet, mapping: Mapping, *, actor: Actor, on: dt.date, at: dt.datetime
) -> _Prepared:
    """Everything short of writing."""
    committing.hold_rules()
    rules = catalogue.current(ledger)
    check_role(rules, rules.ledger.open_by, actor, f"导入{rules.ledger.record_label}")
    check_date(on, at=at)
    result = planning.plan(rules, sheet, mapping, on=on, today=known_on(at))
    matched = matching.match(result)
    names = rules.ledger.fields
    filled = {name: values for name in names if (values := adding.with_defaults(result, name)) is not None}
    planning.check_required(result, matched.adds, filled.get)
    adding.check_conditions(result, matched.adds, filled)
    parents = _parents(rules, result)
    if rules.ledger.levels is not None or result.parents is not None:
        adding.check_levels(result, matched.adds, parents)
    changes: list[Change] = []
    unchanged = 0
    if matched.targets:
        changes, unchanged = updating.updates(result, matched.targets, actor=actor, on=on, file=sheet.file)
    return _Prepared(result, matched, filled, parents, changes, unchanged)


def _parents(rules: Rules, result: Plan) -> dict[str, tuple[UUID, str]]:
    """Records above by number; they cannot be taken away until the transaction ends."""
    if result.parents is None:
        return {}
    wanted = [number for number in pc.unique(result.parents).to_pylist() if number]
    query = (
        "SELECT number, id, level FROM ledger_record"
        " WHERE ledger = %s AND number = ANY (%s::text[]) AND NOT voided AND merged_into IS NULL FOR SHARE"
    )
    rows = cursors.writing().execute(query, [rules.name, wanted]).fetchall()
    found = {row[0]: (row[1], row[2]) for row in rows}
    for row, number in enumerate(result.parents.to_pylist()):
        if number and number not in found:
            result.problems.add(row, Wrong("K710", {"record": number}))
    return found
