"""What figures are counted from: snapshots made readable on one engine, and the answers to many queries.

Enter at `Sets`. Planning a query takes an engine longer than answering it from the records of a county, so
what several figures need is asked together. No figure is computed here (`youju.figures.count`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from django.conf import settings

from youju.engine.backends.base import Backend
from youju.engine.dialects import quoted
from youju.engine.snapshots import Manifest, Store
from youju.errors import fail
from youju.figures import cells
from youju.figures.cells import Asked
from youju.figures.definition import Definition
from youju.figures.plan import Plan
from youju.ledger import snapshots
from youju.ledger.version_rows import Layout
from youju.register import snapshots as register_snapshots
from youju.series import catalogue as series_catalogue
from youju.series import snapshots as series_snapshots

FEW: Final = 2_000_000
"""Rows times columns of a data set that an engine may hold in memory; some 30 MiB."""
_TOGETHER: Final = 40
"""Queries that are asked as one; parsers go one level deeper with each."""


class Sets:
    """Snapshots of one state, on one engine.

    Args:
        root: Folder of all snapshots; the configured one by default.
        backend: Engine; DuckDB here by default, which is closed with this.
        refresh: Bring a snapshot up to date when it is first needed.
    """

    def __init__(self, *, root: Path | None, backend: Backend | None, refresh: bool) -> None:
        self.root = root or Path(settings.SNAPSHOT_ROOT)
        self._backend = backend
        self._own = backend is None
        self._refresh = refresh
        self._snapshots: dict[str, tuple[Store, Manifest]] = {}
        self._held: dict[tuple[str, str, str], bool] = {}
        self._views: dict[str, dict[str, bool]] = {}
        self._totals: dict[str, list[dict[str, Any]]] = {}
        self._series: dict[str, tuple[Store, Manifest]] | None = None
        self._series_readable = False
        self._cells: dict[Asked, list[dict[str, Any]]] = {}
        self._told: dict[str, pa.Table] = {}

    def close(self) -> None:
        """Give the engine back, if it is one of our own."""
        if self._own and self._backend is not None:
            self._backend.close()

    @property
    def backend(self) -> Backend:
        """The engine, started when it is first needed."""
        if self._backend is None:
            from youju.engine.backends.duckdb import DuckDB

            self.root.mkdir(parents=True, exist_ok=True)
            self._backend = DuckDB([self.root])
        return self._backend

    def store(self, definition: Definition) -> Store:
        """Where the snapshots of what a figure counts are."""
        if definition.figure.of.kind == "register":
            return register_snapshots.store_of(root=self.root)
        return snapshots.store_of(definition.figure.of.ledger, root=self.root)

    def manifest(self, definition: Definition) -> Manifest:
        """The snapshot that figures of a ledger count.

        Raises:
            YoujuError: F803 when there is none and it is not to be made.
        """
        ledger = definition.figure.of.ledger
        if ledger not in self._snapshots:
            self._snapshots[ledger] = (
                self._refreshed(definition) if self._refresh else self._found(definition)
            )
        return self._snapshots[ledger][1]

    def _refreshed(self, definition: Definition) -> tuple[Store, Manifest]:
        if definition.figure.of.kind == "register":
            return register_snapshots.refresh(root=self.root)
        done = snapshots.refresh(definition.figure.of.ledger, root=self.root)
        return done.store, done.manifest

    def _found(self, definition: Definition) -> tuple[Store, Manifest]:
        store = self.store(definition)
        manifest = store.manifest()
        if manifest is None:
            raise fail("F803", ledger=definition.ledger.label)
        return store, manifest

    def view(self, definition: Definition, manifest: Manifest, day: dt.date) -> str:
        """Make a data set of a snapshot readable, as far as it can be valid on a day; gives its name."""
        store, dataset = self.store(definition), definition.dataset
        key = (store.ledger, dataset, manifest.digest)
        if key not in self._held:
            self._held[key] = manifest.rows(dataset) * len(store_columns(definition)) <= FEW
        held = self._held[key]
        name = f"youju_{store.ledger}_{dataset}_{manifest.digest[:12]}" + ("" if held else f"_{day:%Y%m%d}")
        if name not in self._views:
            files = store.paths(manifest.files(dataset, until=None if held else day))
            paths = [Path(file) for file in files]
            self.backend.read_parquet(name, paths, columns=store_columns(definition), uniform=True, few=held)
            self._views[name] = {}
        return name

    def natural(self, view: str, clocks: Iterable[str]) -> frozenset[str]:
        """Of some clocks: those that count natural days in every row of a view, which is quicker to say.

        Asked of the rows, not of the pack: older records may have been made under another version.
        """
        wanted, known = sorted(clocks), self._views[view]
        if unknown := [name for name in wanted if name not in known]:
            dialect = self.backend.dialect
            asked = ", ".join(f"BOOL_OR({quoted(f'clock_{name}_workdays', dialect)})" for name in unknown)
            row = self.backend.sql(f"SELECT {asked} FROM {view}").columns  # noqa: S608 - names are quoted
            known.update((name, bool(column[0].as_py())) for name, column in zip(unknown, row, strict=True))
        return frozenset(name for name in wanted if not known[name])

    def totals(self, plan: Plan) -> list[dict[str, Any]]:
        """The groups of a plan: its dimensions, ``numerator`` and ``denominator``."""
        self.count([plan])
        return self._totals[plan.totals]

    def count(self, plans: Iterable[Plan]) -> None:
        """Count what some plans want, together."""
        wanted = {text: plan for plan in plans if (text := plan.totals) not in self._totals}
        listed = list(wanted.items())
        for begin in range(0, len(listed), _TOGETHER):
            self._count(listed[begin : begin + _TOGETHER])

    def _count(self, wanted: Sequence[tuple[str, Plan]]) -> None:
        width = max(len(plan.scope.by) for _, plan in wanted)
        parts = [plan.numbered(number, width) for number, (_, plan) in enumerate(wanted)]
        found: list[list[dict[str, Any]]] = [[] for _ in wanted]
        for row in self.backend.sql(" UNION ALL ".join(parts)).to_pylist():
            by = wanted[row["number"]][1].scope.by
            keys = {name: row[f"key_{place}"] for place, name in enumerate(by)}
            totals = {name: _number(row[name]) for name in ("numerator", "denominator")}
            found[row["number"]].append({**keys, **totals})
        self._totals.update((text, rows) for (text, _), rows in zip(wanted, found, strict=True))

    def cells(self, asked: Sequence[Asked]) -> list[dict[str, Any]]:
        """Values of series: ``area``, ``sector``, ``value``, ``base``."""
        self.read(asked)
        return [row for one in asked for row in self._cells[one]]

    def read(self, asked: Iterable[Asked]) -> None:
        """Read values of series, together."""
        wanted = [one for one in dict.fromkeys(asked) if one not in self._cells]
        for name in {one.series for one in wanted}:
            self.series_digest(name)
        if not wanted:
            return
        found: list[list[dict[str, Any]]] = [[] for _ in wanted]
        for row in self.values(cells.query(wanted, self.backend.dialect)):
            found[row.pop("number")].append(row)
        self._cells.update(zip(wanted, found, strict=True))

    def values(self, sql: str) -> list[dict[str, Any]]:
        """The answer to a query that reads `cells.VIEW`."""
        self._read_series()
        rows: list[dict[str, Any]] = self.backend.sql(sql).to_pylist()
        return rows

    def tell(self, series: str, rows: pa.Table) -> None:
        """Read a series from rows in memory instead of its snapshot: what would be if they were so.

        Args:
            series: Its code.
            rows: With the columns of `youju.series.snapshots.SCHEMA`.
        """
        self._told[series] = rows
        self._cells.clear()
        self._series_readable = False

    def series_digest(self, name: str) -> str:
        """Digest of the snapshot of a series.

        Raises:
            YoujuError: F803 when there is none and it is not to be made.
        """
        if name in self._told:
            return "told"
        found = self._all_series().get(name)
        if found is None:
            raise fail("F803", ledger=series_catalogue.get(name).series.label)
        return found[1].digest

    def _all_series(self) -> Mapping[str, tuple[Store, Manifest]]:
        if self._series is None:
            names = list(series_catalogue.all_series())
            take = series_snapshots.refresh if self._refresh else series_snapshots.found
            self._series = take(names, root=self.root)
        return self._series

    def _read_series(self) -> None:
        if self._series_readable:
            return
        kept = [one for name, one in self._all_series().items() if name not in self._told]
        if self._told:
            tables = [series_snapshots.read(store, manifest) for store, manifest in kept]
            self.backend.register(cells.VIEW, pa.concat_tables([*tables, *self._told.values()]))
        else:
            dataset, columns = series_snapshots.DATASET, series_snapshots.COLUMNS
            files = [Path(file) for store, manifest in kept for file in store.paths(manifest.files(dataset))]
            many = sum(manifest.rows(dataset) for _, manifest in kept)
            few = many * len(columns) <= FEW
            self.backend.read_parquet(cells.VIEW, files, columns=columns, uniform=True, few=few)
        self._series_readable = True


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def store_columns(definition: Definition) -> Mapping[str, str]:
    """Columns of a data set with their SQL types, for a view that also works without any part."""
    schema = Layout(definition.ledger).schemas[definition.dataset]
    return {field.name: _sql_type(field.type) for field in schema}


def _sql_type(kind: pa.DataType) -> str:
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision}, {kind.scale})"
    names = {pa.string(): "STRING", pa.date32(): "DATE", pa.bool_(): "BOOLEAN", pa.int32(): "INT"}
    return names[kind]
