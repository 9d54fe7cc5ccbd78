"""Taking a delivery of changes into what is linked, without linking everything again.

Enter at `update`. Three facts make the result the same as linking all rows with the same model: whether two
rows are compared depends on them and the model alone, so only pairs with a changed row are new; a pair's
score likewise; and units form within connected parts of the graph of pairs, so only parts that a change
touches are formed again. Nothing else is read: what a change costs does not grow with what is linked.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youju.linkage import blocking, clustering, pairing
from youju.linkage.blocking import Keys
from youju.linkage.clustering import Pairs, Ruling
from youju.linkage.decisions import Decisions, Key
from youju.linkage.explaining import explain_rows
from youju.linkage.link import JOINS, Linked
from youju.linkage.rows import Rows, standardise
from youju.linkage.store import Layer, Sorted, Store, asked_with, hashed, replaced, spread
from youju.linkage.text import Integers, each_once, tagged


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update gave.

    Attributes:
        store: As it is now.
        affected: Numbers of the rows of which the unit, the reason or the certainty may be another; sorted.
    """

    store: Store
    affected: Integers

    def explained(self) -> pa.Table:
        """The lines of `explaining.explain` of the rows affected."""
        return explain_rows(self.store, self.affected)

    def units(self, also: Collection[Key] = ()) -> tuple[Linked, pa.Table]:
        """All rows of the units of the rows affected, and of their head offices, with what is said of them.

        Args:
            also: Rows that are asked for though nothing changed in them.

        Returns:
            The rows by list and number, without pairs, and a line for each in the same order.
        """
        store = self.store
        wanted = each_once(self.affected, np.array(sorted(store.find(also).values()), np.int64))
        heads = hashed(pc.unique(store.take(wanted).column("head")))
        mains = store.by("index", tagged(3, heads[heads != 0].view(np.uint64)))
        asked = each_once(wanted, mains[store.alive(mains)])
        near = store.connected(asked, store.decided())
        near = near[store.alive(near)]
        rows = near[np.isin(store.units_of(near), store.units_of(asked))]
        table = store.take(rows).table
        order = pc.sort_indices(table, [("list", "ascending"), ("row", "ascending")])
        place = np.empty(len(rows), np.int64)
        place[order.to_numpy()] = np.arange(len(rows))
        units = place[np.searchsorted(rows, store.units_of(rows))][order.to_numpy()]
        alive = np.ones(len(rows), np.bool_)
        ordered = Rows(table.take(order).combine_chunks())
        linked = Linked(ordered, alive, units, Pairs.none(), store.model, store.decisions)
        return linked, explain_rows(store, rows).take(order)


def update(
    before: Store,
    changed: pa.Table,
    *,
    gone: Collection[Key] = (),
    decisions: Decisions | None = None,
) -> Updated:
    """Take in new and changed rows, rows that are gone, and new decisions.

    Args:
        before: What is linked already; it is not changed.
        changed: New and changed rows, columns of `rows.RAW`; (list, row) says which they are.
        gone: Rows that are no longer there.
        decisions: All decisions as they are now; those of `before` otherwise.
    """
    fresh = standardise(changed)
    first = before.count
    leaving = set(gone) | set(
        zip(fresh.column("list").to_pylist(), fresh.column("row").to_pylist(), strict=True)
    )
    out = np.array(sorted(before.find(leaving).values()), np.int64)
    numbers = np.arange(first, first + len(fresh))
    said = before.decisions if decisions is None else decisions
    store = replaced(before, dead=each_once(before.dead, out), decisions=said)
    if len(fresh):  # a decision alone adds nothing to look through
        store = _longer(store, fresh, numbers)
    now, then = store.decided(), before.decided()
    differently = {row for pair in _unlike(store, before) for row in pair}
    touched = each_once(numbers, out, np.array(sorted(differently), np.int64))
    part = store.connected(touched, now + then)
    part = part[store.alive(part)]
    units = _formed(store, part)
    other = part[units != store.units_of(part)]
    store = _moved(store, part, units)
    return Updated(store, _affected(store, touched, each_once(part, other)))


def _longer(store: Store, fresh: Rows, numbers: Integers) -> Store:
    """A store with new rows behind it, and their pairs."""
    first = int(numbers[0])
    found = blocking.keys(fresh)
    found = Keys(found.keys, found.rows + first)
    asks = asked_with(fresh, found, store.model, first)
    store = replaced(
        store,
        tables=(*store.tables, fresh),
        layers=(*store.layers, Layer.of(fresh, found, asks, first)),
        moved=np.concatenate((store.moved, numbers)),
        into=np.concatenate((store.into, numbers)),
    )
    return replaced(store, pairs=(*store.pairs, Sorted.of(_new_pairs(store, found, asks))))


def _unlike(store: Store, before: Store) -> set[tuple[int, int]]:
    """Pairs, by number, of which something else was decided before, or nothing."""
    found: set[tuple[int, int]] = set()
    for verdict in ("same", "different"):
        now, then = set(getattr(store.decisions, verdict)), set(getattr(before.decisions, verdict))
        found |= set(store.decided(Decisions(tuple(now ^ then))))
    return found


def _new_pairs(store: Store, found: Keys, asks: Keys) -> Pairs:
    """Scored pairs with at least one new row, whichever of the two asks."""
    sides: list[tuple[Integers, Integers]] = []
    for way, keys in (("index", asks), ("asks", found)):
        for layer in store.layers if way == "index" else store.layers[:-1]:
            ordered = getattr(layer, way)
            low, high = ordered.spans(keys.keys)
            near = ordered.rows[spread(low, high)].astype(np.int64)
            sides.append((np.repeat(keys.rows, high - low), near))
    left, right = (np.concatenate([pair[side] for pair in sides]) for side in (0, 1))
    low, high = np.minimum(left, right), np.maximum(left, right)
    both = each_once((low << 32) | high)
    low, high = both >> 32, both & 0xFFFFFFFF
    good = (low != high) & store.alive(low) & store.alive(high)
    used, places = np.unique(np.concatenate((low[good], high[good])), return_inverse=True)
    near_rows = store.take(used)
    half = len(places) // 2
    rarity = store.model.rarity(near_rows)
    scored = pairing.graded(near_rows, places[:half], places[half:], rarity, store.model)
    return pairing.distinct(Pairs(used[scored.left], used[scored.right], scored.scores))


def _formed(store: Store, part: Integers) -> Integers:
    """The units of rows that hang together with nothing else."""
    near = store.take(part)
    pairs = store.touching(part)
    pairs = pairs.where((pairs.scores >= JOINS) & np.isin(pairs.left, part) & np.isin(pairs.right, part))
    moved = Pairs(np.searchsorted(part, pairs.left), np.searchsorted(part, pairs.right), pairs.scores)
    here = Decisions(*(_within(store, part, verdict) for verdict in ("same", "different")))
    ruling = here.ruling(near, np.ones(len(near), np.bool_)) if here.same or here.different else Ruling()
    units = clustering.cluster(
        near.numbers_of_codes, near.numbers_of_lists, moved, near.contents, least=JOINS, ruling=ruling
    )
    return np.asarray(part[units], np.int64)


def _within(store: Store, part: Integers, verdict: str) -> tuple[tuple[Key, Key], ...]:
    """Decisions about two rows of a part."""
    said: tuple[tuple[Key, Key], ...] = getattr(store.decisions, verdict)
    where = store.find({key for pair in said for key in pair})
    inside = set(part.tolist())
    return tuple((one, two) for one, two in said if where.get(one) in inside and where.get(two) in inside)


def _moved(store: Store, part: Integers, units: Integers) -> Store:
    """A store in which some rows are of these units."""
    stay = ~np.isin(store.moved, part)
    moved = np.concatenate((store.moved[stay], part))
    into = np.concatenate((store.into[stay], units))
    order = np.argsort(moved, kind="stable")
    return replaced(store, moved=moved[order], into=into[order])


def _affected(store: Store, touched: Integers, part: Integers) -> Integers:
    """The part, rows to which one of it or a gone row was a rival, and branches of its head offices."""
    pairs = store.touching(each_once(touched, part))
    cores = hashed(pc.unique(store.take(each_once(touched, part)).column("core")))
    branches = store.by("heads", cores[cores != 0])
    found = each_once(part, pairs.left, pairs.right, branches)
    return found[store.alive(found)]
