"""Linking on an engine that works on sets, DuckDB or Spark Connect: the links that `link.link` gives.

Enter at `link`. What joins and counts, the engine does in SQL: how common a key is, with which of its keys a
row asks (`blocking.selected`), and which rows answer. What reads and compares texts are our own functions,
which the engine calls with Arrow batches wherever it works (`Backend.mapped`): standardising, keys, scores.
Two rows make the same pair, and a pair has the same score, whatever batch they are in. Weights are learned
and units are formed here, as they need an order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youju.engine.backends.base import Backend
from youju.linkage import blocking, clustering, pairing, weights
from youju.linkage.blocking import BUDGET, COMMON, MOST_KEYS, Index
from youju.linkage.clustering import Pairs
from youju.linkage.comparing import COLUMNS
from youju.linkage.decisions import Decisions
from youju.linkage.link import JOINS, Linked
from youju.linkage.pairing import TAUGHT_BY, Model
from youju.linkage.rows import RAW, TEXTS, Rows, standardise
from youju.linkage.text import tagged
from youju.linkage.weights import Weights

_ROWS: Final = pa.schema(
    [("id", pa.int64()), ("named", pa.int64())] + [(name, pa.string()) for name in (*TEXTS, "row")]
)
_KEYS: Final = pa.schema([("key", pa.int64()), ("id", pa.int64()), ("coded", pa.int64())])
_SCORED: Final = pa.schema([("first", pa.int64()), ("second", pa.int64()), ("score", pa.int64())])

_INDEX: Final = "SELECT DISTINCT key, id FROM linkage_keys"
# Our own names and numbers only: nothing that a user wrote is in any of these.
_COUNTS: Final = f"SELECT key, COUNT(*) AS many FROM ({_INDEX}) AS one GROUP BY key"  # noqa: S608
_ASKS: Final = f"""
SELECT key, id FROM (
    SELECT k.key, k.id, c.many, ROW_NUMBER() OVER (PARTITION BY k.id ORDER BY c.many, k.key) AS place,
        SUM(c.many) OVER (
            PARTITION BY k.id ORDER BY c.many, k.key ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS total
    FROM (SELECT DISTINCT key, id, coded FROM linkage_keys) AS k
    JOIN ({_COUNTS}) AS c ON c.key = k.key {{who}}
) AS ranked
WHERE many <= {COMMON} AND (total <= {BUDGET} OR place <= 2) AND place <= {MOST_KEYS}
"""  # noqa: S608
"""As `blocking.selected`: the rarest keys of each row, until the budget is used."""
_UNCODED: Final = "WHERE k.coded = 0"
_TEACHERS: Final = "JOIN linkage_teachers AS t ON t.id = k.id"
_ANSWERS: Final = """
SELECT DISTINCT {first} AS first, {second} AS second
FROM ({asks}) AS a JOIN ({index}) AS i ON i.key = a.key WHERE a.id <> i.id
"""
_BESIDE: Final = """
SELECT p.first, p.second, {columns}, COALESCE(ca.many, 0) AS rarity_a, COALESCE(cb.many, 0) AS rarity_b
FROM ({pairs}) AS p JOIN linkage_rows AS a ON a.id = p.first JOIN linkage_rows AS b ON b.id = p.second
LEFT JOIN ({counts}) AS ca ON ca.key = a.named LEFT JOIN ({counts}) AS cb ON cb.key = b.named
"""


def link(
    raw: pa.Table, engine: Backend, *, decisions: Decisions | None = None, known: Weights | None = None
) -> Linked:
    """Say which rows are one unit.

    Args:
        raw: Columns of `rows.RAW`.
        engine: Where it is worked out.
        decisions: What reviewers decided.
        known: Weights to keep to; otherwise they are learned from these rows.
    """
    decisions = decisions or Decisions()
    numbered = raw.select(RAW.names).append_column("id", pa.array(np.arange(len(raw))))
    engine.register("linkage_raw", numbered)
    engine.mapped("linkage_rows", "SELECT * FROM linkage_raw", _standardised, _ROWS)
    engine.mapped("linkage_keys", "SELECT * FROM linkage_rows", _keyed, _KEYS)
    rows = _fetched(engine)
    ordered = engine.sql(f"{_INDEX} ORDER BY key, id")
    index = Index(_numbers(ordered, "key"), _numbers(ordered, "id").astype(np.int32))
    ruling = decisions.ruling(rows, np.ones(len(rows), np.bool_))
    if known is None:
        shipped = Model(weights.shipped(), index)
        first, second = _taught_by(engine, rows)
        known = pairing.taught(rows, first, second, shipped.rarity(rows), ruling)
    columns = [f"{side}.{name} AS {name}_{side}" for side in "ab" for name in COLUMNS]
    asks = _ASKS.format(who=_UNCODED)
    asked = _ANSWERS.format(first="LEAST(a.id, i.id)", second="GREATEST(a.id, i.id)", index=_INDEX, asks=asks)
    beside = _BESIDE.format(columns=", ".join(columns), pairs=asked, counts=_COUNTS)
    engine.mapped("linkage_scored", beside, _Scoring(known.base, tuple(known.grades.tolist())), _SCORED)
    scored = engine.sql("SELECT first, second, score FROM linkage_scored ORDER BY first, second")
    pairs = Pairs(*(_numbers(scored, name) for name in _SCORED.names))
    units = clustering.cluster(
        rows.numbers_of_codes, rows.numbers_of_lists, pairs, rows.contents, least=JOINS, ruling=ruling
    )
    return Linked(rows, np.ones(len(rows), np.bool_), units, pairs, Model(known, index), decisions)


def _fetched(engine: Backend) -> Rows:
    """All rows, in their order."""
    names = ", ".join((*TEXTS, "row"))
    return Rows(_texts(engine.sql(f"SELECT {names} FROM linkage_rows ORDER BY id"), (*TEXTS, "row")))  # noqa: S608 - our own names


def _taught_by(engine: Backend, rows: Rows) -> tuple[Any, Any]:
    """Pairs from which weights are learned: the first row of each is one of the best teachers."""
    coded = np.flatnonzero(rows.numbers_of_codes >= 0)
    chosen = coded[np.argsort(rows.contents[coded], kind="stable")[:TAUGHT_BY]]
    engine.register("linkage_teachers", pa.table({"id": pa.array(chosen, pa.int64())}))
    asks = _ASKS.format(who=_TEACHERS)
    found = engine.sql(_ANSWERS.format(first="a.id", second="i.id", index=_INDEX, asks=asks))
    return _numbers(found, "first"), _numbers(found, "second")


def _numbers(table: pa.Table, name: str) -> Any:
    return table.column(name).to_numpy().astype(np.int64)


def _texts(batch: pa.Table | pa.RecordBatch, names: tuple[str, ...], suffix: str = "") -> pa.Table:
    """Columns of an engine, which may have text in another form, as `Rows` wants them."""
    return pa.table({name: pc.cast(batch.column(name + suffix), pa.string()) for name in names})


def _standardised(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Raw rows standardised, each with the key of its whole name."""
    for batch in batches:
        rows = standardise(_texts(batch, tuple(RAW.names)))
        named = tagged(3, rows.hashes("core"))
        texts = [rows.column(name) for name in (*TEXTS, "row")]
        yield pa.record_batch([batch.column("id"), pa.array(named), *texts], schema=_ROWS)


def _keyed(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """All keys of standardised rows."""
    for batch in batches:
        rows = Rows(_texts(batch, (*TEXTS, "row")))
        found = blocking.keys(rows)
        ids = batch.column("id").to_numpy()[found.rows]
        coded = rows.has("code")[found.rows].astype(np.int64)
        yield pa.record_batch([pa.array(found.keys), pa.array(ids), pa.array(coded)], schema=_KEYS)


@dataclass(frozen=True, slots=True)
class _Scoring:
    """Scores pairs of which both rows stand beside each other.

    Attributes:
        base: Of the weights.
        grades: Of the weights.
    """

    base: int
    grades: tuple[int, ...]

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Only the scores above `pairing.FLOOR`."""
        known = Weights(self.base, np.array(self.grades, np.int64))
        nobody = Index(np.zeros(0, np.int64), np.zeros(0, np.int32))
        for batch in batches:
            count = len(batch)
            rows = Rows.concat([Rows(_texts(batch, COLUMNS, f"_{side}")) for side in "ab"])
            rarity = np.concatenate([_numbers(batch, f"rarity_{side}") for side in "ab"])
            left = np.arange(count)
            scored = pairing.graded(rows, left, left + count, rarity, Model(known, nobody))
            ends = [_numbers(batch, side)[scored.left] for side in ("first", "second")]
            yield pa.record_batch([pa.array(one) for one in (*ends, scored.scores)], schema=_SCORED)
