"""Taking a delivery of changes into what is linked, without linking everything again.

Enter at `update`. Three facts make the result the same as linking all rows with the same model: whether two
rows are compared depends on them and the model alone, so only pairs with a changed row are new; a pair's
score likewise; and units form within connected parts of the graph of pairs, so only parts that a change
touches are formed again.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from youju.linkage import blocking, clustering, pairing
from youju.linkage.blocking import Index, Keys
from youju.linkage.clustering import Pairs, Ruling
from youju.linkage.decisions import Decisions, Key, positions
from youju.linkage.link import JOINS, Linked
from youju.linkage.rows import Rows, standardise
from youju.linkage.text import Integers

Mask = npt.NDArray[np.bool_]


def update(
    before: Linked,
    changed: pa.Table,
    *,
    gone: Collection[Key] = (),
    decisions: Decisions | None = None,
) -> Linked:
    """Take in new and changed rows, rows that are gone, and new decisions.

    Args:
        before: What is linked already; it is not changed.
        changed: New and changed rows, columns of `rows.RAW`; (list, row) says which they are.
        gone: Rows that are no longer there.
        decisions: All decisions as they are now; those of `before` otherwise.
    """
    fresh = standardise(changed)
    rows = Rows.concat([before.rows, fresh])
    old = len(before.rows)
    leaving = set(gone) | set(
        zip(fresh.column("list").to_pylist(), fresh.column("row").to_pylist(), strict=True)
    )
    out = np.array(sorted(positions(before.rows, before.alive, leaving).values()), np.int64)
    alive = np.concatenate((before.alive, np.ones(len(fresh), np.bool_)))
    alive[out] = False
    found = blocking.keys(fresh)
    found = Keys(found.keys, found.rows + old)
    layer = Index.of(found)
    kept = before.pairs.where(alive[before.pairs.left] & alive[before.pairs.right])
    pairs = pairing.distinct(Pairs.concat([kept, _new_pairs(before, rows, alive, found, layer)]))
    decisions = before.decisions if decisions is None else decisions
    ruling, former = decisions.ruling(rows, alive), before.decisions.ruling(before.rows, before.alive)
    touched = np.zeros(len(rows), np.bool_)
    touched[old:] = True
    touched[out] = True
    for row in {row for pair in set(_all(ruling)) ^ set(_all(former)) for row in pair}:
        touched[row] = True
    edges = Pairs.concat([before.pairs, pairs])
    part = _connected(touched, rows.numbers_of_codes, edges, _all(ruling) + _all(former)) & alive
    units = np.concatenate((before.units, np.arange(old, len(rows))))
    units[part] = _formed(rows, part, pairs, ruling)
    return Linked(rows, (*before.layers, layer), alive, units, pairs, before.model, decisions)


def _all(ruling: Ruling) -> tuple[tuple[int, int], ...]:
    return ruling.same + ruling.different


def _new_pairs(before: Linked, rows: Rows, alive: Mask, found: Keys, layer: Index) -> Pairs:
    """Scored pairs with at least one new row, whichever of the two asks."""
    model, old = before.model, len(before.rows)
    codes = rows.numbers_of_codes
    new_asks = Keys(*(part[codes[found.rows] < 0] for part in (found.keys, found.rows)))
    sides = list(pairing.asked((*before.layers, layer), new_asks, model))
    old_asks = _asking_again(before, rows, alive[:old] & (codes[:old] < 0), layer)
    sides += pairing.asked((layer,), old_asks, model)
    left = np.concatenate([one for one, _ in sides] or [np.zeros(0, np.int64)])
    right = np.concatenate([two for _, two in sides] or [np.zeros(0, np.int64)])
    both = alive[left] & alive[right]
    used, places = np.unique(np.concatenate((left[both], right[both])), return_inverse=True)
    near = Rows(rows.table.take(pa.array(used)).combine_chunks())
    half = len(places) // 2
    scored = pairing.graded(near, places[:half], places[half:], model.rarity(near), model)
    return Pairs(used[scored.left], used[scored.right], scored.scores)


def _asking_again(before: Linked, rows: Rows, may_ask: Mask, layer: Index) -> Keys:
    """Keys of the old rows that might ask with a key of a new row."""
    wanted = np.unique(layer.keys)
    wanted = wanted[before.model.counts(wanted) <= blocking.COMMON]
    asking = np.zeros(len(may_ask), np.bool_)
    for one in before.layers:
        low, high = one.spans(wanted)
        size = high - low
        offsets = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
        asking[one.rows[np.repeat(low, size) + offsets]] = True
    numbers = np.flatnonzero(asking & may_ask)
    found = blocking.keys(Rows(rows.table.take(pa.array(numbers)).combine_chunks()))
    return Keys(found.keys, numbers[found.rows])


def _connected(touched: Mask, codes: Integers, pairs: Pairs, decided: tuple[tuple[int, int], ...]) -> Mask:
    """All rows that hang together with the touched ones, by pairs that may join, codes or decisions."""
    good = pairs.scores >= JOINS
    sides = np.array(decided, np.int64).reshape(-1, 2)
    left = np.concatenate((pairs.left[good], sides[:, 0]))
    right = np.concatenate((pairs.right[good], sides[:, 1]))
    part = touched.copy()
    while True:
        count = np.count_nonzero(part)
        either = part[left] | part[right]
        part[left[either]] = True
        part[right[either]] = True
        seen = np.zeros(int(codes.max(initial=-1)) + 2, np.bool_)
        seen[codes[part]] = True
        seen[-1] = False  # -1, no code, is nothing that rows share
        part |= seen[codes]
        if np.count_nonzero(part) == count:
            return part


def _formed(rows: Rows, part: Mask, pairs: Pairs, ruling: Ruling) -> Integers:
    """Units within a part, as numbers of rows of the whole."""
    numbers = np.flatnonzero(part)
    near = Rows(rows.table.take(pa.array(numbers)).combine_chunks())
    inside = pairs.where(part[pairs.left] & part[pairs.right])
    place = np.cumsum(part) - 1
    moved = Pairs(place[inside.left], place[inside.right], inside.scores)

    def here(decided: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        return tuple((int(place[one]), int(place[two])) for one, two in decided if part[one] and part[two])

    near_ruling = Ruling(here(ruling.same), here(ruling.different))
    units = clustering.cluster(near.numbers_of_codes, moved, near.contents, least=JOINS, ruling=near_ruling)
    return numbers[units]
