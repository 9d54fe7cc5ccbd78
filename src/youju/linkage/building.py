"""Linking more rows than fit into memory: the same units as `link.link` gives, worked out part by part.

Enter at `build`, which takes rows in parts and lays a store down (`youju.linkage.keeping`). Rows are
standardised part by part and lie in files; keys are sorted within parts and merged by ranges; rows without
a code ask county by county, so that those who answer lie close together. Two rows make the same pair
wherever they are compared, so neither the parts nor the number of workers change the result.
"""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from youju.linkage import blocking, clustering, keeping, pairing, weights
from youju.linkage.blocking import Index, Keys
from youju.linkage.clustering import Pairs, Ruling
from youju.linkage.comparing import COLUMNS
from youju.linkage.crew import Crew
from youju.linkage.decisions import Decisions
from youju.linkage.link import JOINS
from youju.linkage.pairing import TAUGHT_BY, Model
from youju.linkage.rows import standardise
from youju.linkage.store import Layer, Sorted, Store, found_by
from youju.linkage.text import Integers, each_once, in_order

LARGE: Final = 1_000_000
"""From so many rows on, linking in memory would take more than 2.5 GiB."""
PART: Final = 250_000
"""Rows that are standardised at once."""
_ASKING: Final = 8_000
"""Rows that ask at once."""
_RANGE: Final = 4_000_000
"""Keys that are merged at once."""
_AT_ONCE: Final = 400_000
_WAYS: Final = ("index", "names", "codes", "heads")


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the rows, laid down.

    Attributes:
        keys: How many keys each way to find rows has, by way.
        coded: Hashes of what the best teachers say, and their numbers.
    """

    count: int
    keys: dict[str, int]
    coded: tuple[npt.NDArray[np.uint64], Integers]


def build(
    raw: Iterable[pa.Table],
    folder: Path,
    *,
    decisions: Decisions | None = None,
    model: weights.Weights | None = None,
    workers: int = 1,
    **remembered: Any,
) -> Store:
    """Say which rows are one unit, and lay down what was found.

    Args:
        raw: Rows in parts, columns of `rows.RAW`; parts of `PART` rows or so.
        folder: Where the store is to lie; an empty one.
        decisions: What reviewers decided.
        model: Weights to keep to; otherwise they are learned from these rows.
        workers: Processes that work at once; 1 works in this one.
        remembered: As for `keeping.save`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="building-") as scratch, Crew(workers) as crew:
        beside = Path(scratch)
        parts = _laid_down(raw, folder, beside, crew)
        for way in _WAYS:
            _merged(folder, beside, way, [part.keys[way] for part in parts], crew)
        bare = _bare(folder, len(parts), weights.shipped(), decisions or Decisions())
        decided = bare.decided()
        if model is None:
            model = _learned(bare, parts)
        names = ("contents", "codes", "counties", "lists")
        contents, codes, counties, lists = (_column(beside, name, len(parts)) for name in names)
        pairs, asks = _scored(folder, len(parts), model, codes, counties, crew)
        ruling = _ruling(bare, decided)
        units = clustering.cluster(
            numbers(codes), numbers(lists), pairs, contents.view(np.uint64), least=JOINS, ruling=ruling
        ).astype(np.int32)
    none = np.zeros(0, np.int64)
    layer = Layer(bare.layers[0].index, asks, *(getattr(bare.layers[0], way) for way in _WAYS[1:]))
    known = Model(model, layer.index)
    store = Store(bare.tables, (layer,), (Sorted.of(pairs),), units, none, none, none, known, bare.decisions)
    keeping.save(store, folder, **remembered)
    return keeping.load(folder)


def parts_of(raw: pa.Table, size: int = PART) -> Iterator[pa.Table]:
    """A table in parts."""
    for first in range(0, len(raw), size):
        yield raw.slice(first, size)


def numbers(hashes: Integers) -> Integers:
    """A number for each text, -1 for none, of hashes that are 0 for none."""
    found = np.full(len(hashes), -1, np.int64)
    filled = np.flatnonzero(hashes)
    found[filled] = np.unique(hashes[filled], return_inverse=True)[1]
    return found


def _laid_down(raw: Iterable[pa.Table], folder: Path, beside: Path, crew: Crew) -> list[_Part]:
    def wanted() -> Iterator[tuple[Any, ...]]:
        first = 0
        for place, table in enumerate(raw):
            yield table, place, first, folder, beside
            first += len(table)

    return list(crew.each(_lay, wanted()))


def _lay(raw: pa.Table, place: int, first: int, folder: Path, beside: Path) -> _Part:
    """Standardise a part and sort its keys."""
    rows = standardise(raw)
    keeping.write_rows(folder / f"rows-{place}.arrow", rows)
    found = blocking.keys(rows)
    ways = {"index": Index.of(Keys(found.keys, found.rows + first))}
    ways |= {way: found_by(rows, way, first) for way in _WAYS[1:]}
    for way, index in ways.items():
        np.save(beside / f"{way}-{place}.keys.npy", index.keys)
        np.save(beside / f"{way}-{place}.rows.npy", index.rows)
    codes, contents = rows.hashes("code"), rows.contents
    columns = {
        "codes": codes,
        "contents": contents,
        "counties": rows.hashes("county"),
        "lists": rows.hashes("list"),
    }
    for name, hashes in columns.items():
        np.save(beside / f"{name}-{place}.npy", hashes.view(np.int64))
    coded = np.flatnonzero(codes)
    best = coded[np.argsort(contents[coded], kind="stable")[:TAUGHT_BY]]
    return _Part(len(rows), {way: len(one.keys) for way, one in ways.items()}, (contents[best], best + first))


def _column(beside: Path, name: str, parts: int) -> Integers:
    return np.concatenate([np.load(beside / f"{name}-{place}.npy") for place in range(parts)])


def _merged(folder: Path, beside: Path, way: str, counts: list[int], crew: Crew) -> None:
    """One sorted way to find rows out of those of all parts."""
    total = sum(counts)
    for part, kind in (("keys", np.int64), ("rows", np.int32)):
        np.lib.format.open_memmap(folder / f"{way}-0.{part}.npy", "w+", kind, (total,)).flush()
    many = max(1, -(-total // _RANGE))
    parts = [np.load(beside / f"{way}-{place}.keys.npy", mmap_mode="r") for place in range(len(counts))]
    ends = [int(keys[place]) for keys in parts if len(keys) for place in (0, -1)] or [0]
    edges = np.linspace(min(ends), max(ends), many + 1)[1:-1].astype(np.int64)
    cuts = np.zeros((many + 1, len(counts)), np.int64)
    for place, keys in enumerate(parts):
        cuts[1:-1, place] = np.searchsorted(keys, edges)
        cuts[-1, place] = len(keys)
    starts = np.concatenate(([0], np.cumsum(np.diff(cuts, axis=0).sum(axis=1))))
    wanted = ((folder, beside, way, int(starts[one]), cuts[one : one + 2]) for one in range(many))
    deque(crew.each(_merge, wanted), maxlen=0)


def _merge(folder: Path, beside: Path, way: str, start: int, cuts: Integers) -> None:
    """Merge one range of keys; parts come in the order of their rows."""
    found = {}
    for part in ("keys", "rows"):
        slices = [
            np.load(beside / f"{way}-{place}.{part}.npy", mmap_mode="r")[low:high]
            for place, (low, high) in enumerate(cuts.T.tolist())
        ]
        found[part] = np.concatenate(slices)
    order = in_order(found["keys"])
    for part, values in found.items():
        out = np.load(folder / f"{way}-0.{part}.npy", mmap_mode="r+")
        out[start : start + len(order)] = values[order]
        out.flush()


def _bare(folder: Path, parts: int, known: weights.Weights, decisions: Decisions) -> Store:
    """A store without pairs."""
    found = [keeping.read_index(folder, f"{way}-0") for way in _WAYS]
    none = np.zeros(0, np.int64)
    nobody = Index(none, none.astype(np.int32))
    layer = Layer(found[0], nobody, *found[1:])
    tables = tuple(keeping.read_rows(folder / f"rows-{place}.arrow") for place in range(parts))
    units = none.astype(np.int32)
    return Store(tables, (layer,), (), units, none, none, none, Model(known, layer.index), decisions)


def _ruling(store: Store, decided: tuple[tuple[int, int], ...]) -> Ruling:
    if not decided:
        return Ruling()
    same = store.decided(Decisions(same=store.decisions.same))
    different = store.decided(Decisions(different=store.decisions.different))
    both = ([(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]] for pairs in (same, different))
    return Ruling(*(tuple(pairs) for pairs in both))


def _learned(store: Store, parts: list[_Part]) -> weights.Weights:
    """Weights from the rows with a code that come first by what they say, and from decisions."""
    contents, rows = (np.concatenate([part.coded[side] for part in parts]) for side in (0, 1))
    chosen = np.sort(rows[np.argsort(contents, kind="stable")[:TAUGHT_BY]])
    found = blocking.keys(store.take(chosen))
    asking = Index.of(Keys(found.keys, chosen[found.rows]))
    ruling = _ruling(store, store.decided())
    sides = [*pairing.asked(store.layers[0].index, asking, store.model)]
    ends = [np.concatenate([one[side] for one in sides] or [np.zeros(0, np.int64)]) for side in (0, 1)]
    told = np.array([row for pair in (*ruling.same, *ruling.different) for row in pair], np.int64)
    used = each_once(*ends, told)
    near = store.take(used)
    left, right = (np.searchsorted(used, end) for end in ends)
    moved = Ruling(
        *(tuple((int(a), int(b)) for a, b in np.searchsorted(used, np.array(pairs, np.int64).reshape(-1, 2)))
          for pairs in (ruling.same, ruling.different))
    )  # fmt: skip
    return pairing.taught(near, left, right, store.model.rarity(near), moved)


def _scored(
    folder: Path,
    parts: int,
    known: weights.Weights,
    codes: Integers,
    counties: Integers,
    crew: Crew,
) -> tuple[Pairs, Index]:
    """All scored pairs, and the keys with which rows ask."""
    uncoded = np.flatnonzero(codes == 0)
    asking = uncoded[np.argsort(counties[uncoded], kind="stable")]
    wanted = (
        (folder, parts, known, asking[first : first + _ASKING]) for first in range(0, len(asking), _ASKING)
    )
    found, asks = [], []
    for pairs, keys in crew.each(_ask, wanted):
        found.append(Pairs(*(part.astype(np.int64) for part in pairs)))
        asks.append(keys)
    if not asks:
        none = np.zeros(0, np.int64)
        return Pairs.none(), Index(none, none.astype(np.int32))
    both = Keys(*(np.concatenate([one[side] for one in asks]).astype(np.int64) for side in (0, 1)))
    return pairing.distinct(Pairs.concat(found)), Index.of(both)


@lru_cache(maxsize=1)
def _opened(folder: Path, parts: int, base: int, grades: bytes) -> Store:
    """A store without pairs, opened once in a process."""
    known = weights.Weights(base, np.frombuffer(grades, np.int64))
    return _bare(folder, parts, known, Decisions())


def _ask(folder: Path, parts: int, known: weights.Weights, asking: Integers) -> tuple[Any, Any]:
    """Scored pairs of some rows that ask, and their keys; as int32 where that is enough."""
    store = _opened(folder, parts, known.base, known.grades.tobytes())
    order = np.sort(asking)
    found = blocking.keys(store.take(order))
    mine = Index.of(Keys(found.keys, order[found.rows]))
    asks = blocking.selected(mine, store.model.counts(mine.keys))
    scored = []
    for left, right in blocking.candidates(store.layers[0].index, asks):
        used, places = np.unique(np.concatenate((left, right)), return_inverse=True)
        near = store.take(used, COLUMNS)
        rarity = store.model.rarity(near)
        half = len(left)
        for at in range(0, half, _AT_ONCE):
            until = min(at + _AT_ONCE, half)
            one = pairing.graded(
                near, places[at:until], places[half + at : half + until], rarity, store.model
            )
            scored.append(Pairs(used[one.left], used[one.right], one.scores))
    pairs = pairing.distinct(Pairs.concat(scored))
    small = tuple(part.astype(np.int32) for part in (pairs.left, pairs.right, pairs.scores))
    return small, (asks.keys, asks.rows.astype(np.int32))
