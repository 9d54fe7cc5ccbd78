"""Counting: the totals of a figure from a snapshot on an engine, as observations.

Enter at `Counter`, which keeps one engine and the snapshots for as many figures as one wants to count, so
that all of them see the same data. Nothing is stored here (`youju.figures.actions`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
from django.conf import settings

from youju.definitions import register_units
from youju.definitions.load import Loaded
from youju.engine.aggregates import Measure, value_of
from youju.engine.backends.base import Backend
from youju.engine.dialects import quoted
from youju.engine.snapshots import Manifest, Store
from youju.errors import fail
from youju.figures.composed import Composed
from youju.figures.composing import Found, compose
from youju.figures.definition import Definition
from youju.figures.labelling import labels, rank
from youju.figures.observation import Observation
from youju.figures.plan import VIEW, Plan, Scope
from youju.figures.reasons import NO_ROWS, ZERO_BASE
from youju.ledger import catalogue, snapshots
from youju.people.holding import held
from youju.register import snapshots as register_snapshots
from youju.series import catalogue as series_catalogue
from youju.series import snapshots as series_snapshots

__all__ = ["Counter", "Observation", "definition_of", "store_columns", "totals"]

FEW = 2_000_000
"""Rows times columns of a data set that an engine may hold in memory; some 30 MiB."""


class Counter:
    """Counts figures on one engine from one state of the snapshots.

    Args:
        root: Folder of all snapshots; the configured one by default.
        backend: Engine; DuckDB here by default.
        refresh: Bring the snapshot of a ledger up to date when it is first needed.

    Raises:
        YoujuError: F803 when a snapshot is needed and there is none.
    """

    def __init__(
        self, *, root: Path | None = None, backend: Backend | None = None, refresh: bool = True
    ) -> None:
        self.root = root or Path(settings.SNAPSHOT_ROOT)
        self._backend = backend
        self._own = backend is None
        self._refresh = refresh
        self._manifests: dict[str, tuple[Store, Manifest]] = {}
        self._read: tuple[str, ...] = ()
        self._workdays: dict[str, bool] = {}
        self._series: dict[str, tuple[Store, Manifest]] = {}
        self._viewed: set[str] = set()
        self._observed: dict[tuple[str, str, Scope], list[Observation]] = {}
        self._by_address: dict[str, Observation] = {}
        self._told: dict[str, pa.Table] = {}
        self._work = ExitStack()

    def __enter__(self) -> Counter:
        self._work.enter_context(held())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._work.close()
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

    def count(
        self,
        loaded: Loaded,
        figure: str,
        *,
        as_of: dt.date,
        known_at: dt.date | None = None,
        by: Sequence[str] | None = None,
        division: str = "",
        level: str = "",
    ) -> list[Observation]:
        """The observations of a figure: one for the total, or one for each group.

        Args:
            loaded: The pack that defines the figure.
            figure: Its code.
            as_of: Cut-off date.
            known_at: Last day of knowledge that counts; None for everything recorded.
            by: Dimensions; None or empty for the total.
            division: Count only this subtree of divisions.
            level: Level at which ``division`` groups (province, city, county, town, village).

        Raises:
            YoujuError: F801, F802, F803.
        """
        definition = definition_of(loaded, figure)
        dimensions = definition.check_dimensions(by or ())
        return self.observed(loaded, figure, Scope(as_of, known_at, dimensions, division, level))

    def observed(self, loaded: Loaded, figure: str, scope: Scope) -> list[Observation]:
        """As `count`, with the scope as one value; what was counted once is not counted again."""
        key = (loaded.digest, figure, scope)
        if key not in self._observed:
            definition = definition_of(loaded, figure)
            if isinstance(definition, Composed):
                found = self._composed(loaded, definition, scope)
            else:
                found = self._counted(loaded, definition, scope)
            self._observed[key] = found
            self._by_address.update((one.address, one) for one in found)
        return self._observed[key]

    def _counted(self, loaded: Loaded, definition: Definition, scope: Scope) -> list[Observation]:
        manifest = self._open(definition, scope)
        natural = self._natural(definition, scope.by)
        plan = Plan(definition, scope, self.backend.dialect, natural=natural)
        sql = plan.totals()
        rows = self.backend.sql(sql).to_pylist()
        rows.sort(key=lambda row: [rank(definition, name, row[name]) for name in scope.by])
        return [self._observation(definition, scope, row, manifest, loaded.digest, sql) for row in rows]

    def _composed(self, loaded: Loaded, definition: Composed, scope: Scope) -> list[Observation]:
        found = compose(self, definition, scope)
        found.sort(key=lambda one: [rank(definition, name, one.key[name]) for name in scope.by])
        return [self._observation_of(definition, scope, one, loaded.digest) for one in found]

    def _observation_of(
        self, definition: Composed, scope: Scope, one: Found, pack_digest: str
    ) -> Observation:
        return Observation(
            definition=definition,
            scope=scope,
            key=one.key,
            key_labels=dict(labels(definition, one.key)),
            value=one.outcome.value,
            numerator=one.outcome.numerator,
            denominator=one.outcome.denominator,
            reason=one.reason,
            definition_hash=definition.hash(scope.by),
            pack_digest=pack_digest,
            snapshot_digest=one.digest,
            engine=self.backend.version,
            sql=one.sql,
            inputs=one.inputs,
            operands=tuple(self._by_address[address] for _, address in one.inputs),
        )

    def tell(self, series: str, rows: pa.Table) -> None:
        """Read a series from rows in memory instead of its snapshot: what would be if they were so.

        Args:
            series: Its code.
            rows: With the columns of `youju.series.snapshots.SCHEMA`.
        """
        self._told[series] = rows
        self._observed.clear()
        self._by_address.clear()
        self._viewed.discard(series)

    def series_view(self, name: str) -> str:
        """Make the snapshot of a series readable; gives the name of the view."""
        view = f"youju_series_{name}"
        if name in self._viewed:
            return view
        if name in self._told:
            self.backend.register(view, self._told[name])
        else:
            store, manifest = self._series_at(name)
            files = [Path(file) for file in store.paths(manifest.files(series_snapshots.DATASET))]
            columns = series_snapshots.COLUMNS
            few = manifest.rows(series_snapshots.DATASET) * len(columns) <= FEW
            self.backend.read_parquet(view, files, columns=columns, uniform=True, few=few)
        self._viewed.add(name)
        return view

    def series_digest(self, name: str) -> str:
        """Digest of the snapshot of a series."""
        return "told" if name in self._told else self._series_at(name)[1].digest

    def _series_at(self, name: str) -> tuple[Store, Manifest]:
        if name not in self._series:
            if self._refresh:
                self._series = series_snapshots.refresh(list(series_catalogue.all_series()), root=self.root)
            else:
                store = series_snapshots.store_of(name, root=self.root)
                manifest = store.manifest()
                if manifest is None:
                    raise fail("F803", ledger=series_catalogue.get(name).series.label)
                self._series[name] = (store, manifest)
        return self._series[name]

    def rows_behind(self, observation: Observation, *, numerator: bool = False) -> pa.Table:
        """The rows that an observation counted.

        Args:
            observation: From this or an earlier `count`; its own snapshot is read.
            numerator: Of a share: only the numerator's rows; False for the denominator's.

        Returns:
            Columns ``record`` and ``number``; of acts also ``on``, ``act`` and ``seq``.
        """
        definition, scope = observation.definition, observation.scope
        if isinstance(definition, Composed):
            raise TypeError("a figure over series or figures has no records of its own")
        store = self._store(definition)
        self._view(store, store.at(observation.snapshot_digest), definition, scope)
        natural = self._natural(definition, scope.by)
        plan = Plan(definition, scope, self.backend.dialect, natural=natural)
        return self.backend.sql(plan.rows(observation.key.items(), numerator=numerator))

    def _open(self, definition: Definition, scope: Scope) -> Manifest:
        ledger = definition.figure.of.ledger
        if ledger not in self._manifests:
            if self._refresh:
                self._manifests[ledger] = self._refreshed(definition)
            else:
                store = self._store(definition)
                manifest = store.manifest()
                if manifest is None:
                    raise fail("F803", ledger=definition.ledger.label)
                self._manifests[ledger] = (store, manifest)
        store, manifest = self._manifests[ledger]
        self._view(store, manifest, definition, scope)
        return manifest

    def _store(self, definition: Definition) -> Store:
        if definition.figure.of.kind == "register":
            return register_snapshots.store_of(root=self.root)
        return snapshots.store_of(definition.figure.of.ledger, root=self.root)

    def _refreshed(self, definition: Definition) -> tuple[Store, Manifest]:
        if definition.figure.of.kind == "register":
            return register_snapshots.refresh(root=self.root)
        done = snapshots.refresh(definition.figure.of.ledger, root=self.root)
        return done.store, done.manifest

    def _view(self, store: Store, manifest: Manifest, definition: Definition, scope: Scope) -> None:
        """Make the parts readable that can hold something valid by the cut-off."""
        files = store.paths(manifest.files(definition.dataset, until=scope.day))
        wanted = (store.ledger, definition.dataset, *files)
        if wanted == self._read:
            return
        columns = store_columns(definition)
        few = manifest.rows(definition.dataset, until=scope.day) * len(columns) <= FEW
        paths = [Path(file) for file in files]
        self.backend.read_parquet(VIEW, paths, columns=columns, uniform=True, few=few)
        self._read = wanted
        self._workdays = {}

    def _natural(self, definition: Definition, by: Sequence[str]) -> frozenset[str]:
        """Of the clocks that are read: those that count natural days in every row, which is quicker to say.

        Asked of the rows, not of the pack: older records may have been made under another version.
        """
        clocks = definition.clocks(by)
        unknown = sorted(clocks - self._workdays.keys())
        if unknown:
            dialect = self.backend.dialect
            asked = ", ".join(f"BOOL_OR({quoted(f'clock_{name}_workdays', dialect)})" for name in unknown)
            row = self.backend.sql(f"SELECT {asked} FROM {VIEW}").columns  # noqa: S608 - names are quoted
            self._workdays.update(
                (name, bool(column[0].as_py())) for name, column in zip(unknown, row, strict=True)
            )
        return frozenset(name for name in clocks if not self._workdays[name])

    def _observation(
        self,
        definition: Definition,
        scope: Scope,
        row: Mapping[str, Any],
        manifest: Manifest,
        pack_digest: str,
        sql: str,
    ) -> Observation:
        numerator, denominator = row["numerator"], row["denominator"]
        value = value_of(definition.measure, numerator, denominator)
        key = {name: row[name] for name in scope.by}
        return Observation(
            definition=definition,
            scope=scope,
            key=key,
            key_labels=dict(labels(definition, key)),
            value=value,
            numerator=None if numerator is None else Decimal(numerator),
            denominator=None if denominator is None else Decimal(denominator),
            reason="" if value is not None else _reason(definition.measure),
            definition_hash=definition.hash(scope.by),
            pack_digest=pack_digest,
            snapshot_digest=manifest.digest,
            engine=self.backend.version,
            sql=sql,
        )


def definition_of(loaded: Loaded, figure: str) -> Definition | Composed:
    """A figure of a pack, with the pack in force that defines what it counts.

    Raises:
        YoujuError: F801 when the pack has no such figure; K700 when its ledger is not installed.
    """
    found = loaded.pack.figures.get(figure)
    if found is not None and found.of.kind in ("series", "figure"):
        return Composed(loaded, figure)
    if found is not None and found.of.kind == "register":
        return Definition(loaded.pack, figure, home=register_units.PACK)
    if found is None or found.of.ledger in loaded.pack.ledgers:
        return Definition(loaded.pack, figure)
    rules = catalogue.current(found.of.ledger)
    home = next(pack for pack in catalogue.installed() if pack.name == rules.pack)
    return Definition(loaded.pack, figure, home=catalogue.loaded(home.digest).pack)


def store_columns(definition: Definition) -> Mapping[str, str]:
    """Columns of a data set with their SQL types, for a view that also works without any part."""
    from youju.ledger.version_rows import Layout

    schema = Layout(definition.ledger).schemas[definition.dataset]
    return {field.name: _sql_type(field.type) for field in schema}


def _sql_type(kind: pa.DataType) -> str:
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision}, {kind.scale})"
    names = {pa.string(): "STRING", pa.date32(): "DATE", pa.bool_(): "BOOLEAN", pa.int32(): "INT"}
    return names[kind]


def _reason(measure: Measure) -> str:
    return ZERO_BASE if measure in (Measure.SHARE, Measure.AVERAGE) else NO_ROWS


def totals(observations: Iterable[Observation]) -> dict[str, Decimal | None]:
    """Value by the codes of the key, joined by a comma: for comparing with what was expected."""
    return {",".join(code or "" for code in one.key.values()): one.value for one in observations}
