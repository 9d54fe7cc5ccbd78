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
from typing import Any, TypeAlias

import pyarrow as pa

from youju.definitions import register_units
from youju.definitions.load import Loaded
from youju.engine.aggregates import Measure, value_of
from youju.engine.backends.base import Backend
from youju.engine.snapshots import Manifest
from youju.figures.cells import Asked
from youju.figures.composed import Composed, home_of
from youju.figures.composing import over
from youju.figures.definition import Definition
from youju.figures.labelling import labels, rank
from youju.figures.observation import Observation
from youju.figures.operands import Found
from youju.figures.over_series import OverSeries
from youju.figures.plan import Plan, Scope
from youju.figures.reasons import NO_ROWS, ZERO_BASE
from youju.figures.sets import Sets
from youju.ledger import catalogue
from youju.people.holding import held

__all__ = ["Counter", "Observation", "definition_of", "totals"]

_Key: TypeAlias = tuple[str, str, Scope]
"""Digest of a pack, figure, scope."""


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
        self.sets = Sets(root=root, backend=backend, refresh=refresh)
        self._observed: dict[_Key, list[Observation]] = {}
        self._by_address: dict[str, Observation] = {}
        self._plans: dict[_Key, tuple[Plan, Manifest]] = {}
        self._definitions: dict[tuple[str, str], Definition | Composed] = {}
        self._work = ExitStack()

    def __enter__(self) -> Counter:
        self._work.enter_context(held())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._work.close()
        self.sets.close()

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
        definition = self._definition(loaded, figure)
        dimensions = definition.check_dimensions(by or ())
        return self.observed(loaded, figure, Scope(as_of, known_at, dimensions, division, level))

    def count_all(
        self, figures: Sequence[tuple[Loaded, str]], *, by: Sequence[str] | None = None, **scope: Any
    ) -> list[Observation]:
        """The observations of several figures in one scope, one figure after the other.

        Args:
            figures: Packs and codes.
            by: As for `count`.
            scope: As for `count`.
        """
        dimensions = [self._definition(*one).check_dimensions(by or ()) for one in figures]
        self.prepare((*one, Scope(by=names, **scope)) for one, names in zip(figures, dimensions, strict=True))
        return [found for one in figures for found in self.count(*one, by=by, **scope)]

    def prepare(self, wanted: Iterable[tuple[Loaded, str, Scope]]) -> None:
        """Ask the engine at once for all that some figures will need; it is quicker than one after the other.

        Args:
            wanted: As for `observed`.
        """
        asked: list[Asked] = []
        seen: set[_Key] = set()

        def take(loaded: Loaded, figure: str, scope: Scope) -> None:
            key = (loaded.digest, figure, scope)
            if key in seen or key in self._observed:
                return
            seen.add(key)
            definition = self._definition(loaded, figure)
            if isinstance(definition, Definition):
                self._plans[key] = self._plan(definition, scope)
                return
            made = over(self, definition, scope)
            if isinstance(made, OverSeries):
                asked.extend(made.asked())
            else:
                for _, name, below in made.asked():
                    take(home_of(name, loaded), name, below)

        for one in wanted:
            take(*one)
        self.sets.count(plan for plan, _ in self._plans.values())
        self.sets.read(asked)

    def tell(self, series: str, rows: pa.Table) -> None:
        """As `Sets.tell`; what was counted before is counted again."""
        self.sets.tell(series, rows)
        self._observed.clear()
        self._by_address.clear()

    def observed(self, loaded: Loaded, figure: str, scope: Scope) -> list[Observation]:
        """As `count`, with the scope as one value; what was counted once is not counted again."""
        key = (loaded.digest, figure, scope)
        if key not in self._observed:
            definition = self._definition(loaded, figure)
            if isinstance(definition, Composed):
                found = self._composed(loaded, definition, scope)
            else:
                found = self._counted(loaded, definition, scope)
            self._observed[key] = found
            self._by_address.update((one.address, one) for one in found)
        return self._observed[key]

    def _definition(self, loaded: Loaded, figure: str) -> Definition | Composed:
        """A figure, whose expressions are parsed once."""
        key = (loaded.digest, figure)
        if key not in self._definitions:
            self._definitions[key] = definition_of(loaded, figure)
        return self._definitions[key]

    def _counted(self, loaded: Loaded, definition: Definition, scope: Scope) -> list[Observation]:
        key = (loaded.digest, definition.figure.figure, scope)
        plan, manifest = self._plans[key] if key in self._plans else self._plan(definition, scope)
        sql = plan.totals
        rows = sorted(
            self.sets.totals(plan),
            key=lambda row: [rank(definition, name, row[name]) for name in scope.by],
        )
        return [self._observation(definition, scope, row, manifest, loaded.digest, sql) for row in rows]

    def _plan(
        self, definition: Definition, scope: Scope, manifest: Manifest | None = None
    ) -> tuple[Plan, Manifest]:
        """What a figure asks of a snapshot: of the one that counts, or of a former one."""
        manifest = manifest or self.sets.manifest(definition)
        view = self.sets.view(definition, manifest, scope.day)
        natural = self.sets.natural(view, definition.clocks(scope.by))
        return Plan(definition, scope, view, self.sets.backend.dialect, natural=natural), manifest

    def _composed(self, loaded: Loaded, definition: Composed, scope: Scope) -> list[Observation]:
        found = over(self, definition, scope).found()
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
            engine=self.sets.backend.version,
            sql=one.sql,
            inputs=one.inputs,
            operands=tuple(self._by_address[address] for _, address in one.inputs),
        )

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
        manifest = self.sets.store(definition).at(observation.snapshot_digest)
        plan, _ = self._plan(definition, scope, manifest)
        return self.sets.backend.sql(plan.rows(observation.key.items(), numerator=numerator))

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
            numerator=numerator,
            denominator=denominator,
            reason="" if value is not None else _reason(definition.measure),
            definition_hash=definition.hash(scope.by),
            pack_digest=pack_digest,
            snapshot_digest=manifest.digest,
            engine=self.sets.backend.version,
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


def _reason(measure: Measure) -> str:
    return ZERO_BASE if measure in (Measure.SHARE, Measure.AVERAGE) else NO_ROWS


def totals(observations: Iterable[Observation]) -> dict[str, Decimal | None]:
    """Value by the codes of the key, joined by a comma: for comparing with what was expected."""
    return {",".join(code or "" for code in one.key.values()): one.value for one in observations}
