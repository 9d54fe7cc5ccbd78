"""Linking lists: rows in, units out, with a score, a zone and a reason for each.

Enter at `link`. The steps are those of the other modules: standardise (`rows`), find pairs that may be one
unit (`blocking`), score them (`pairing`), form units (`clustering`), and say why (`explaining`). Changed rows
are taken in by `updating`, which wants what is linked as a `store.Store`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from youju.linkage import blocking, clustering, pairing
from youju.linkage.blocking import Index
from youju.linkage.clustering import Pairs
from youju.linkage.crew import Crew
from youju.linkage.decisions import Decisions
from youju.linkage.pairing import Model
from youju.linkage.rows import Rows, standardise
from youju.linkage.text import Integers

JOINS: Final = -2_500
"""Score from which a row goes to the unit that fits it best. Below even odds, because a row nearly always
has a place to go to and the best of all candidates gets it; such links are in the zone to be reviewed."""


@dataclass(frozen=True)
class Linked:
    """Linked rows, and all that is needed to explain them and to take in changes (`store.Store.of`).

    Attributes:
        rows: Standardised rows.
        alive: Which of them count; all, unless they are a part of a `youju.linkage.store.Store`.
        units: For each row the number of the row that stands for its unit.
        pairs: Scored pairs among the rows that count.
        model: What was fixed.
        decisions: What reviewers decided.
    """

    rows: Rows
    alive: npt.NDArray[np.bool_]
    units: Integers
    pairs: Pairs
    model: Model
    decisions: Decisions

    def partition(self) -> set[frozenset[tuple[str, str]]]:
        """The units as sets of (list, row); for comparing two linkages."""
        keys = list(
            zip(self.rows.column("list").to_pylist(), self.rows.column("row").to_pylist(), strict=True)
        )
        found: dict[int, set[tuple[str, str]]] = {}
        for row in np.flatnonzero(self.alive).tolist():
            found.setdefault(int(self.units[row]), set()).add(keys[row])
        return {frozenset(members) for members in found.values()}


def link(
    raw: pa.Table,
    *,
    decisions: Decisions | None = None,
    model: Model | None = None,
    workers: int = 1,
) -> Linked:
    """Say which rows are one unit.

    Args:
        raw: Columns of `rows.RAW`.
        decisions: What reviewers decided; always honoured, and learned from.
        model: A model to keep to; otherwise it is learned from these rows.
        workers: 2 for another process that helps to read cells, which pays from a hundred thousand rows on.
    """
    decisions = decisions or Decisions()
    with Crew(workers) as crew:
        rows = standardise(raw, crew)
    index = Index.of(blocking.keys(rows))
    ruling = decisions.ruling(rows, np.ones(len(rows), np.bool_))
    model = model or pairing.train(rows, index, ruling)
    pairs = pairing.score(rows, index, index.of_rows(pairing.uncoded(rows)), model)
    units = clustering.cluster(
        rows.numbers_of_codes, rows.numbers_of_lists, pairs, rows.contents, least=JOINS, ruling=ruling
    )
    return Linked(rows, np.ones(len(rows), np.bool_), units, pairs, model, decisions)
