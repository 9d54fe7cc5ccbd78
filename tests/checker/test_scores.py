"""Scores: the weights in the code are those of the signs that they weigh."""

from __future__ import annotations

import pytest

from youju.checker.relations import fits, nearly, totals_apart
from youju.checker.relations.counts import belonging, miscounted
from youju.checker.relations.scores import Weights
from youju.checker.relations.sums import missed
from youju.checker.relations.twice import contradictions, likeness


@pytest.mark.parametrize(
    ("weights", "signs"),
    [
        (fits.PRODUCTS, fits.Signs),
        (fits.SHARES, fits.Signs),
        (fits.GROWTHS, fits.Signs),
        (totals_apart.RUNS, totals_apart.Signs),
        (totals_apart.RESTS, totals_apart.Signs),
        (nearly.PRODUCTS, fits.Signs),
        (nearly.SHARES, fits.Signs),
        (nearly.GROWTHS, fits.Signs),
        (missed.WEIGHTS, missed.Signs),
        (belonging.WEIGHTS, belonging.Signs),
        (miscounted.WEIGHTS, miscounted.Signs),
        (likeness.WEIGHTS, likeness.Signs),
        (contradictions.WEIGHTS, contradictions.Signs),
    ],
)
def test_each_sign_has_its_weight_in_order(weights: Weights, signs: type[tuple[float, ...]]) -> None:
    assert list(weights) == [*signs._fields, ""]  # type: ignore[attr-defined]
