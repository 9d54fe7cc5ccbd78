"""A store of linked rows in a folder: files that are mapped into memory, not read.

Enter at `save`, `load` and `remembered`. What an update adds lies in files of its own, so that keeping it
costs what it adds. The list of files is written last and replaced at once: a store is whole or is not there.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from youju.errors import fail
from youju.linkage.blocking import Index
from youju.linkage.decisions import Decisions
from youju.linkage.pairing import Model
from youju.linkage.rows import Rows
from youju.linkage.store import WAYS, Layer, Sorted, Store
from youju.linkage.weights import Weights

VERSION: Final = 3
"""Of the files, and of the rules by which rows are compared; those of another version are not read."""
_META: Final = "store.json"


def save(store: Store, folder: Path, **remembered: Any) -> None:
    """Lay the store down; what lies there already is not written again.

    Args:
        folder: It and nothing else lies there.
        remembered: Given back by `remembered`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for place, rows in enumerate(store.tables):
        write_rows(folder / f"rows-{place}.arrow", rows)
    for place, layer in enumerate(store.layers):
        for way in WAYS:
            _write(folder, f"{way}-{place}", keys=getattr(layer, way).keys, rows=getattr(layer, way).rows)
    for place, pairs in enumerate(store.pairs):
        _write(folder, f"pairs-{place}", **{name: getattr(pairs, name) for name in Sorted.__slots__})
    _write(folder, "units", units=store.units)
    small = {name: getattr(store, name).tolist() for name in ("moved", "into", "dead")}
    weights = store.model.weights
    meta = {
        "version": VERSION,
        "tables": len(store.tables), "layers": len(store.layers), "pairs": len(store.pairs),
        "weights": [weights.base, weights.grades.tolist(), weights.examples],
        "decisions": asdict(store.decisions), **small, "remembered": remembered,
    }  # fmt: skip
    beside = folder / f"{_META}.part"
    beside.write_text(json.dumps(meta, ensure_ascii=False), encoding="utf-8")
    beside.replace(folder / _META)


def load(folder: Path) -> Store:
    """Map the files of a folder.

    Raises:
        YoujuError: U550 when they are not there or not whole.
    """
    try:
        meta = json.loads((folder / _META).read_text(encoding="utf-8"))
        if meta["version"] != VERSION:
            raise ValueError(meta["version"])
        layers = tuple(
            Layer(*(read_index(folder, f"{way}-{place}") for way in WAYS)) for place in range(meta["layers"])
        )
        pairs = tuple(
            Sorted(*(_read(folder, f"pairs-{place}", name) for name in Sorted.__slots__))
            for place in range(meta["pairs"])
        )
        tables = tuple(read_rows(folder / f"rows-{place}.arrow") for place in range(meta["tables"]))
        base, grades, examples = meta["weights"]
        weights = Weights(base, np.array(grades, np.int64), examples)
        said = {
            verdict: tuple((tuple(one), tuple(two)) for one, two in meta["decisions"][verdict])
            for verdict in ("same", "different")
        }
        moved, into, dead = (np.array(meta[name], np.int64) for name in ("moved", "into", "dead"))
        units = _read(folder, "units", "units")
        model = Model(weights, layers[0].index)
        return Store(tables, layers, pairs, units, moved, into, dead, model, Decisions(**said))
    except (OSError, ValueError, KeyError, TypeError, IndexError, pa.ArrowException) as error:
        raise fail("U550", folder=folder.name) from error


def remembered(folder: Path) -> dict[str, Any]:
    """What was given to `save`; nothing where no store lies."""
    try:
        found: dict[str, Any] = json.loads((folder / _META).read_text(encoding="utf-8"))["remembered"]
    except (OSError, ValueError, KeyError):
        return {}
    return found


def write_rows(path: Path, rows: Rows) -> None:
    """A table as a file, unless it lies there."""
    if not path.exists():
        beside = path.with_suffix(".part")
        with pa.OSFile(str(beside), "wb") as sink, pa.ipc.new_file(sink, rows.table.schema) as writer:
            writer.write_table(rows.table.combine_chunks())
        beside.replace(path)


def read_rows(path: Path) -> Rows:
    """A table mapped into memory."""
    with pa.memory_map(str(path)) as source:
        return Rows(pa.ipc.open_file(source).read_all())


def _write(folder: Path, name: str, **arrays: npt.NDArray[Any]) -> None:
    for part, array in arrays.items():
        path = folder / f"{name}.{part}.npy"
        if not path.exists():
            beside = folder / f"{name}.{part}.part.npy"
            np.save(beside, array)
            beside.replace(path)


def read_index(folder: Path, name: str) -> Index:
    """Keys and rows mapped into memory."""
    return Index(_read(folder, name, "keys"), _read(folder, name, "rows"))


def _read(folder: Path, name: str, part: str) -> Any:
    return np.load(folder / f"{name}.{part}.npy", mmap_mode="r", allow_pickle=False)
