"""Counting: the totals of a figure from a snapshot on an engine, as observations.

Enter at `Counter`, which keeps one engine and the snapshots for as many figures as one wants to count, so
that all of them see the same data. Nothing is stored here (`youju.figures.actions`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any

import orjson
import pyarrow as pa
from django.conf import settings

from youju.definitions.load import Loaded
from youju.definitions.models import Labelled
from youju.engine.aggregates import Measure, rounded, value_of
from youju.engine.backends.base import Backend
from youju.engine.dialects import quoted
from youju.engine.snapshots import Manifest, Store
from youju.errors import fail
from youju.figures.definition import Definition
from youju.figures.plan import VIEW, Plan, Scope
from youju.ledger import catalogue, snapshots

NO_ROWS = "没有符合口径的记录"
ZERO_BASE = "分母为零"


@dataclass(frozen=True, slots=True)
class Observation:
    """One observed value of a figure.

    Attributes:
        definition: What was counted; carries figure, label, unit and decimals.
        scope: Cut-off, day of knowledge, grouping and subtree.
        key: Dimension to code; a code is None where the records have none.
        key_labels: Dimension to what people call the code.
        value: Unrounded; a share is in per cent; None when there is none.
        numerator: The total, or the numerator of a share or average.
        denominator: Of a share or average.
        reason: Why there is no value.
        definition_hash: SHA-256 of what the figure means.
        pack_digest: SHA-256 of the pack that said so.
        snapshot_digest: SHA-256 of the snapshot that was read.
        engine: Name and version of the engine.
        sql: The query that gave the totals.
    """

    definition: Definition
    scope: Scope
    key: Mapping[str, str | None]
    key_labels: Mapping[str, str]
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    reason: str
    definition_hash: str
    pack_digest: str
    snapshot_digest: str
    engine: str
    sql: str

    @property
    def figure(self) -> str:
        """Code of the figure."""
        return self.definition.figure.figure

    @property
    def label(self) -> str:
        """Name of the figure."""
        return self.definition.figure.label

    @property
    def unit(self) -> str:
        """Unit of the value."""
        return self.definition.figure.unit

    @property
    def printed(self) -> str:
        """The value as it is printed: rounded half away from zero to the figure's decimals, or ``—``."""
        if self.value is None:
            return "—"
        return f"{rounded(self.value, self.definition.figure.decimals):,f}"

    @property
    def address(self) -> str:
        """SHA-256 (hex) over everything that made it; the same inputs give the same address."""
        scope = self.scope
        pairs = {
            "definition": self.definition_hash,
            "snapshot": self.snapshot_digest,
            "as_of": scope.as_of.isoformat(),
            "known_at": scope.known_at.isoformat() if scope.known_at else None,
            "by": list(scope.by),
            "division": scope.division,
            "level": scope.level,
            "key": dict(self.key),
            "engine": self.engine,
        }
        return hashlib.sha256(orjson.dumps(pairs, option=orjson.OPT_SORT_KEYS)).hexdigest()

    @property
    def output(self) -> str:
        """SHA-256 (hex) over address and result."""
        result = (self.address, self.value, self.numerator, self.denominator)
        return hashlib.sha256("\n".join(map(_plain, result)).encode()).hexdigest()


def _plain(value: object) -> str:
    """A result as the one text that its digest is taken of, whatever trailing zeros it came with."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


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

    def __enter__(self) -> Counter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
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
        scope = Scope(as_of, known_at, dimensions, division, level)
        manifest = self._open(definition, scope)
        plan = Plan(definition, scope, self.backend.dialect, natural=self._natural(definition, dimensions))
        sql = plan.totals()
        rows = self.backend.sql(sql).to_pylist()
        rows.sort(key=lambda row: [_rank(definition, name, row[name]) for name in dimensions])
        return [self._observation(definition, scope, row, manifest, loaded.digest, sql) for row in rows]

    def rows_behind(self, observation: Observation, *, numerator: bool = False) -> pa.Table:
        """The rows that an observation counted.

        Args:
            observation: From this or an earlier `count`; its own snapshot is read.
            numerator: Of a share: only the numerator's rows; False for the denominator's.

        Returns:
            Columns ``record`` and ``number``; of acts also ``on``, ``act`` and ``seq``.
        """
        definition, scope = observation.definition, observation.scope
        store = snapshots.store_of(definition.figure.of.ledger, root=self.root)
        self._view(store, store.at(observation.snapshot_digest), definition, scope)
        natural = self._natural(definition, scope.by)
        plan = Plan(definition, scope, self.backend.dialect, natural=natural)
        return self.backend.sql(plan.rows(observation.key.items(), numerator=numerator))

    def _open(self, definition: Definition, scope: Scope) -> Manifest:
        ledger = definition.figure.of.ledger
        if ledger not in self._manifests:
            if self._refresh:
                done = snapshots.refresh(ledger, root=self.root)
                self._manifests[ledger] = (done.store, done.manifest)
            else:
                store = snapshots.store_of(ledger, root=self.root)
                manifest = store.manifest()
                if manifest is None:
                    raise fail("F803", ledger=definition.ledger.label)
                self._manifests[ledger] = (store, manifest)
        store, manifest = self._manifests[ledger]
        self._view(store, manifest, definition, scope)
        return manifest

    def _view(self, store: Store, manifest: Manifest, definition: Definition, scope: Scope) -> None:
        """Make the parts readable that can hold something valid by the cut-off."""
        files = store.paths(manifest.files(definition.dataset, until=scope.day))
        wanted = (store.ledger, definition.dataset, *files)
        if wanted == self._read:
            return
        columns = store_columns(definition)
        self.backend.read_parquet(VIEW, [Path(file) for file in files], columns=columns, uniform=True)
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
            key_labels=dict(_labels(definition, key)),
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


def definition_of(loaded: Loaded, figure: str) -> Definition:
    """A figure of a pack, with the pack in force that defines the ledger.

    Raises:
        YoujuError: F801 when the pack has no such figure; K700 when its ledger is not installed.
    """
    found = loaded.pack.figures.get(figure)
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


def _labels(definition: Definition, key: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    for name, code in key.items():
        yield name, "未填" if code is None else label_of(definition, name, code)


def _rank(definition: Definition, name: str, code: str | None) -> tuple[int, str]:
    """Groups in the order of the definition, others by code, those without a code last."""
    ledger, one = definition.ledger, definition.field(name)
    lists = definition.home.header.code_lists
    listed = lists[one.codes].codes if one is not None and one.codes in lists else {}
    known: Mapping[str, Sequence[str]] = {
        "state": list(ledger.states),
        "light": list(ledger.lights),
        "act": list(ledger.acts),
        "level": list(ledger.levels.names) if ledger.levels else [],
    }
    order = known.get(name) or list(listed)
    if code is None:
        return len(order) + 1, ""
    return order.index(code) if code in order else len(order), code


def label_of(definition: Definition, name: str, code: str) -> str:
    """What people call a code of a dimension."""
    ledger = definition.ledger
    if name == "light":
        light = ledger.lights.get(code)
        return (light.label if light else None) or code
    own: Mapping[str, Mapping[str, Labelled]] = {
        "state": ledger.states,
        "act": ledger.acts,
        "level": ledger.levels.names if ledger.levels else {},
    }
    named = own.get(name, {}).get(code)
    if named is not None:
        return named.label
    return _field_label(definition, name, code)


def _field_label(definition: Definition, name: str, code: str) -> str:
    from youju.people.queries import organisation_names
    from youju.standards import divisions, industries

    one = definition.field(name)
    if name == "division" or (one is not None and one.codes == "standard:division"):
        found = divisions.get(code)
        return found.full_name if found else code
    if one is None:
        return code
    if one.type == "organisation":
        return organisation_names([code]).get(code, code)
    if one.codes == "standard:industry":
        industry = industries.get(code)
        return industry.name if industry else code
    listed = definition.home.header.code_lists.get(one.codes or "")
    if listed is not None and code in listed.codes:
        return listed.codes[code].label
    if one.type == "boolean":
        return {"true": "是", "false": "否"}.get(code, code)
    return code


def totals(observations: Iterable[Observation]) -> dict[str, Decimal | None]:
    """Value by the codes of the key, joined by a comma: for comparing with what was expected."""
    return {",".join(code or "" for code in one.key.values()): one.value for one in observations}
