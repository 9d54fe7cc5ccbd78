"""What is linked, laid down so that a delivery of changes reads and changes its neighbourhood only.

Enter at `Store.of`, of rows just linked. Rows in Arrow tables, rows by key, scored pairs: arrays that may lie
in memory or in files that are mapped into it (`youju.linkage.keeping`). Whatever an update adds is put behind
them (`youju.linkage.updating`); nothing of the first is changed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from youju.linkage import blocking
from youju.linkage.blocking import Index, Keys
from youju.linkage.clustering import Pairs
from youju.linkage.decisions import Decisions, Key
from youju.linkage.link import JOINS, Linked
from youju.linkage.pairing import Model
from youju.linkage.rows import Rows
from youju.linkage.text import Characters, Integers, each_once, tagged

WAYS: Final = ("index", "asks", "names", "codes", "heads")
"""The ways to find rows, as a `Layer` names them."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Ways to find rows: those of the first linkage, or those of one update.

    Attributes:
        index: Rows by key; the rows that answer.
        asks: Rows by the keys with which they ask.
        names: By list and number.
        codes: By valid code.
        heads: Branches by the name of their head office.
    """

    index: Index
    asks: Index
    names: Index
    codes: Index
    heads: Index

    @classmethod
    def of(cls, rows: Rows, found: Keys, asks: Keys, first: int) -> Layer:
        """Of rows of which the first has a number."""
        return cls(Index.of(found), Index.of(asks), *(found_by(rows, way, first) for way in WAYS[2:]))


def found_by(rows: Rows, way: str, first: int) -> Index:
    """Rows by list and number, code or head office.

    Args:
        rows: Rows.
        way: ``names``, ``codes`` or ``heads``.
        first: Number of the first of them.
    """
    if way == "names":
        hashes = keys_of(rows.column("list"), rows.column("row"))
    else:
        hashes = rows.hashes("code" if way == "codes" else "head").view(np.int64)
    filled = np.flatnonzero(hashes)
    return Index.of(Keys(hashes[filled], filled + first))


def hashed(texts: pa.Array) -> Integers:
    """A number for each text, 0 for none."""
    return Characters.of(texts).hashes().view(np.int64)


def keys_of(lists: pa.Array, numbers: pa.Array) -> Integers:
    """A number for each list and number of a row."""
    return hashed(pc.binary_join_element_wise(lists, numbers, "\x1f"))


@dataclass(frozen=True, slots=True)
class Sorted:
    """Scored pairs, to be found by either side; int32 each.

    Attributes:
        left: Sorted.
        right: In the same order.
        scores: In the same order.
        rights: The right sides, sorted.
        order: Where each of `rights` stands in the order of the left sides.
    """

    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    scores: npt.NDArray[np.int32]
    rights: npt.NDArray[np.int32]
    order: npt.NDArray[np.int32]

    @classmethod
    def of(cls, pairs: Pairs) -> Sorted:
        """Sort pairs."""
        first = np.argsort(pairs.left, kind="stable")
        left, right, scores = (
            part[first].astype(np.int32) for part in (pairs.left, pairs.right, pairs.scores)
        )
        second = np.argsort(right, kind="stable").astype(np.int32)
        return cls(left, right, scores, right[second], second)

    def touching(self, rows: Integers) -> Pairs:
        """Pairs with one of some rows, once each."""
        wanted = rows.astype(np.int32)
        by_left = _spanned(self.left, wanted)
        by_right = self.order[_spanned(self.rights, wanted)].astype(np.int64)
        at = each_once(by_left, by_right)
        return Pairs(*(part[at].astype(np.int64) for part in (self.left, self.right, self.scores)))


def _spanned(ordered: npt.NDArray[np.int32], wanted: npt.NDArray[np.int32]) -> Integers:
    """Places of values in a sorted array."""
    return spread(np.searchsorted(ordered, wanted, "left"), np.searchsorted(ordered, wanted, "right"))


def spread(low: Integers, high: Integers) -> Integers:
    """All places from each low to below its high."""
    size = high - low
    begins = np.repeat(low - np.cumsum(size) + size, size)
    return np.asarray(begins + np.arange(len(begins)), np.int64)


@dataclass(frozen=True)
class Store:
    """Linked rows, found by number, key, code or pair.

    Attributes:
        tables: Standardised rows, one table behind another.
        layers: Ways to find them.
        pairs: Scored pairs, also those of rows that are gone.
        units: For each row of the first linkage the row that stands for its unit.
        moved: Rows whose unit is another by now, or that came later; sorted.
        into: The unit of each of them.
        dead: Rows that are gone or were replaced; sorted.
        model: What was fixed.
        decisions: What reviewers decided.
    """

    tables: tuple[Rows, ...]
    layers: tuple[Layer, ...]
    pairs: tuple[Sorted, ...]
    units: npt.NDArray[np.int32]
    moved: Integers
    into: Integers
    dead: Integers
    model: Model
    decisions: Decisions = field(default_factory=Decisions)

    @classmethod
    def of(cls, linked: Linked) -> Store:
        """Of rows that were linked at once."""
        rows, model = linked.rows, linked.model
        found = blocking.keys(rows)
        asks = asked_with(rows, found, model)
        none = np.zeros(0, np.int64)
        layer = Layer.of(rows, found, asks, 0)
        units = linked.units.astype(np.int32)
        return cls(
            (rows,), (layer,), (Sorted.of(linked.pairs),), units, none, none, none, model, linked.decisions
        )

    @property
    def count(self) -> int:
        """Rows, also those that are gone; the number of the next."""
        return sum(len(table) for table in self.tables)

    def take(self, numbers: Integers, columns: Sequence[str] | None = None) -> Rows:
        """Some rows, in the order of their numbers given; only some of their columns, where these do."""
        starts = np.cumsum([0, *(len(table) for table in self.tables)])
        where = np.searchsorted(starts, numbers, "right") - 1
        parts, order = [], []
        for place in each_once(where).tolist():
            mine = np.flatnonzero(where == place)
            table = self.tables[place].table
            table = table if columns is None else table.select(columns)
            parts.append(Rows(table.take(pa.array(numbers[mine] - starts[place]))))
            order.append(mine)
        if not parts:
            return Rows(self.tables[0].table.slice(0, 0))
        if np.all(where[1:] >= where[:-1]):
            return Rows.concat(parts)
        back = np.argsort(np.concatenate(order))
        return Rows(Rows.concat(parts).table.take(pa.array(back)).combine_chunks())

    def alive(self, numbers: Integers) -> npt.NDArray[np.bool_]:
        """Which of some rows still count."""
        return ~np.isin(numbers, self.dead)

    def units_of(self, numbers: Integers) -> Integers:
        """The unit of rows, as the number of the row that stands for it."""
        found = self.units[np.minimum(numbers, len(self.units) - 1)].astype(np.int64)
        if len(self.moved):
            at = np.minimum(np.searchsorted(self.moved, numbers), len(self.moved) - 1)
            hit = self.moved[at] == numbers
            found[hit] = self.into[at[hit]]
        return found

    def by(self, way: str, keys: Integers) -> Integers:
        """Numbers of the rows that have one of some keys, sorted."""
        parts = []
        for layer in self.layers:
            ordered: Index = getattr(layer, way)
            parts.append(ordered.rows[spread(*ordered.spans(keys))].astype(np.int64))
        return each_once(*parts)

    def find(self, keys: Collection[Key]) -> dict[Key, int]:
        """Numbers of the rows that count, by list and number."""
        if not keys:
            return {}
        wanted = sorted(keys)
        hashes = keys_of(*(pa.array([key[side] for key in wanted], pa.string()) for side in (0, 1)))
        numbers = self.by("names", hashes)
        numbers = numbers[self.alive(numbers)]
        near = self.take(numbers)
        said = zip(near.column("list").to_pylist(), near.column("row").to_pylist(), strict=True)
        return {key: number for key, number in zip(said, numbers.tolist(), strict=True) if key in keys}

    def touching(self, rows: Integers) -> Pairs:
        """Scored pairs with one of some rows, also those of rows that are gone."""
        return Pairs.concat([one.touching(rows) for one in self.pairs])

    def connected(self, rows: Integers, decided: Sequence[tuple[int, int]]) -> Integers:
        """All rows that hang together with some, by pairs that may join, codes or decisions; sorted."""
        found = each_once(rows)
        fresh = found
        sides = np.array(decided, np.int64).reshape(-1, 2)
        while len(fresh):
            pairs = self.touching(fresh)
            good = pairs.where(pairs.scores >= JOINS)
            codes = hashed(self.take(fresh).column("code"))
            mates = self.by("codes", each_once(codes[codes != 0]))
            told = sides[np.isin(sides, fresh).any(axis=1)].ravel()
            near = each_once(good.left, good.right, mates, told)
            fresh = np.setdiff1d(near, found, assume_unique=True)
            found = each_once(found, fresh)
        return found

    def local(self, rows: Integers) -> tuple[Linked, npt.NDArray[np.bool_]]:
        """All that says something about some rows, as if nothing else were linked.

        Returns:
            Rows with their units and pairs, and which of them were asked for; for `explaining.explain`.
        """
        here = self.take(rows)
        heads = tagged(3, Characters.of(pc.unique(here.column("head"))).hashes())
        main = self.by("index", heads)
        main = main[self.alive(main)]
        decided = self.decided()
        near = self.connected(np.concatenate((rows, main)), decided)
        pairs = self.touching(near)
        near = each_once(near, pairs.left, pairs.right)
        near = near[self.alive(near)]
        near = each_once(near, self.units_of(near))
        inside = pairs.where(np.isin(pairs.left, near) & np.isin(pairs.right, near))
        moved = Pairs(np.searchsorted(near, inside.left), np.searchsorted(near, inside.right), inside.scores)
        units = np.searchsorted(near, self.units_of(near))
        table, alive = self.take(near), self.alive(near)
        linked = Linked(table, alive, units, moved, self.model, self.decisions)
        return linked, np.isin(near, rows)

    def decided(self, decisions: Decisions | None = None) -> tuple[tuple[int, int], ...]:
        """Pairs of rows, by number, of which reviewers said something."""
        said = decisions or self.decisions
        pairs = (*said.same, *said.different)
        where = self.find({key for pair in pairs for key in pair})
        return tuple((where[one], where[two]) for one, two in pairs if one in where and two in where)

    def partition(self) -> set[frozenset[Key]]:
        """The units as sets of (list, row); for comparing two linkages."""
        numbers = np.arange(self.count)
        numbers = numbers[self.alive(numbers)]
        rows = self.take(numbers)
        keys = zip(rows.column("list").to_pylist(), rows.column("row").to_pylist(), strict=True)
        found: dict[int, set[Key]] = {}
        for key, unit in zip(keys, self.units_of(numbers).tolist(), strict=True):
            found.setdefault(unit, set()).add(key)
        return {frozenset(members) for members in found.values()}


def asked_with(rows: Rows, found: Keys, model: Model, first: int = 0) -> Keys:
    """The keys with which rows without a code ask.

    Args:
        rows: Rows.
        found: All their keys.
        model: Says how common keys are.
        first: Number of the first row.
    """
    uncoded = ~rows.has("code")
    asking = uncoded[found.rows - first]
    mine = Index.of(Keys(found.keys[asking], found.rows[asking]))
    return blocking.selected(mine, model.counts(mine.keys))


def replaced(store: Store, **changes: Any) -> Store:
    """A store with some things other than they were."""
    return replace(store, **changes)
