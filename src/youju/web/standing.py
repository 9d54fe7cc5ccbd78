"""How a ledger stood on a date: how many records in each state and light, and the records page by page.

Enter at `counted` and `listed`. Headings of sub-items and duplicates that were merged are left out, as in
figures. Does not belong here: words (`display`), figures (`youju.figures`).
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from youju.engine import dialects
from youju.engine.backends.duckdb import DuckDB
from youju.engine.dialects import Columns, Dialect, quoted
from youju.ledger import snapshots
from youju.ledger.fold import FOREVER
from youju.ledger.rules import Rules
from youju.ledger.version_rows import RECORDS
from youju.web.display import title_fields

_ENGINES = threading.local()
"""One engine for each thread: opening one takes longer than a query."""


@dataclass(frozen=True, slots=True)
class Row:
    """A record as it stood."""

    id: UUID
    number: str | None
    state: str
    light: str | None
    values: Mapping[str, Any]
    organisation: str
    due: date | None
    opened_on: date


@dataclass(frozen=True, slots=True)
class Counts:
    """How many records stood where.

    Attributes:
        both: Number by state and light.
        open: Number in states that are not final.
    """

    both: Mapping[tuple[str, str | None], int]
    open: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.both.values())

    @property
    def states(self) -> Counter[str]:
        """Number by state."""
        found: Counter[str] = Counter()
        for (state, _), count in self.both.items():
            found[state] += count
        return found

    @property
    def lights(self) -> Counter[str]:
        """Number by light."""
        found: Counter[str] = Counter()
        for (_, light), count in self.both.items():
            if light is not None:
                found[light] += count
        return found

    def matching(self, state: str | None, light: str | None) -> int:
        """How many are in a state and show a light; None is any."""
        return sum(
            count
            for (own_state, own_light), count in self.both.items()
            if state in (None, own_state) and light in (None, own_light)
        )


def counted(rules: Rules, *, as_of: date) -> Counts:
    """Counts of a ledger as at a date, from what is known now."""
    records = _standing(rules, as_of)
    text = f"SELECT state, light, count(*) AS count FROM ({records}) GROUP BY ALL ORDER BY ALL"  # noqa: S608
    both = {(row["state"], row["light"]): row["count"] for row in _query(rules, text)}
    return Counts(both, sum(count for (state, _), count in both.items() if not rules.is_final(state)))


def listed(
    rules: Rules, *, as_of: date, state: str | None, light: str | None, after: UUID | None, limit: int
) -> list[Row]:
    """Records in the order of their opening.

    Args:
        state: Only this state of the ledger.
        light: Only this light of the ledger.
        after: Id of the last record of the page before.
        limit: At most so many.
    """
    conditions = ["true"]
    if state is not None:
        conditions.append(f"state = {_literal(state)}")
    if light is not None:
        conditions.append(f"light = {_literal(light)}")
    if after is not None:
        conditions.append(f"record > {_literal(str(after))}")
    text = (
        f"SELECT * FROM ({_standing(rules, as_of)}) WHERE {' AND '.join(conditions)}"  # noqa: S608
        f" ORDER BY record LIMIT {int(limit)}"
    )
    return [
        Row(
            id=UUID(row["record"]),
            number=row["number"],
            state=row["state"],
            light=row["light"],
            values={name: row[f"f_{name}"] for name in title_fields(rules)},
            organisation=row["organisation"] or "",
            due=row["due"],
            opened_on=row["opened_on"],
        )
        for row in _query(rules, text)
    ]


def _standing(rules: Rules, as_of: date) -> str:
    """SELECT of the records that a ledger had on a date, each with its light."""
    belongs, levels = rules.ledger.belongs_to, rules.ledger.levels
    dues = [_running_due(name, as_of) for name in rules.ledger.clocks]
    columns = {
        "record": "record",
        "number": "number",
        "state": "state",
        "opened_on": "opened_on",
        **{f"f_{name}": quoted(f"f_{name}", Dialect.DUCKDB) for name in title_fields(rules)},
        "organisation": quoted(f"f_{belongs}", Dialect.DUCKDB) if belongs else "NULL",
        "due": f"least({', '.join(dues)})" if dues else "NULL",
        "light": _light(rules, as_of),
    }
    day = f"DATE '{as_of:%Y-%m-%d}'"
    conditions = [
        f"valid_from <= {day}",
        f"{day} < valid_to",
        f"known_to = DATE '{FOREVER:%Y-%m-%d}'",  # by what is known now
        "merged_into IS NULL",
        f"level = {_literal(levels.worked)}" if levels else "true",
    ]
    chosen = ", ".join(f"{what} AS {name}" for name, what in columns.items())
    return f"SELECT {chosen} FROM standing WHERE {' AND '.join(conditions)}"  # noqa: S608 - names are ours


def _light(rules: Rules, as_of: date) -> str:
    """The first light whose condition is true."""
    if not rules.lights:
        return "NULL"
    columns = Columns(as_of)
    whens = [
        f"WHEN {dialects.compile(formula.expression, Dialect.DUCKDB, columns)} THEN {_literal(name)}"
        for name, formula in rules.lights.items()
    ]
    return f"CASE {' '.join(whens)} END"


def _running_due(clock: str, as_of: date) -> str:
    """Due date of a clock that had not stopped by a date."""
    columns = Columns(as_of)
    due, stopped = (quoted(columns.clock(clock, part), Dialect.DUCKDB) for part in ("due", "stopped"))
    return f"CASE WHEN {stopped} IS NULL THEN {due} END"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _query(rules: Rules, text: str) -> list[dict[str, Any]]:
    """Run a query over the versions of a ledger, brought up to the last event."""
    refreshed = snapshots.refresh(rules.name)
    files = refreshed.store.paths(refreshed.manifest.files(RECORDS))
    if not files:
        return []
    engine = _engine()
    engine.read_parquet("standing", [Path(file) for file in files])
    rows: list[dict[str, Any]] = engine.sql(text).to_pylist()
    return rows


def _engine() -> DuckDB:
    """The engine of this thread, allowed to read the snapshots and nothing else."""
    root = Path(settings.SNAPSHOT_ROOT)
    kept: tuple[Path, DuckDB] | None = getattr(_ENGINES, "kept", None)
    if kept is None or kept[0] != root:
        kept = _ENGINES.kept = (root, DuckDB([root]))
    return kept[1]
