"""Scores: the logarithm of the odds that a relation was meant, as a weighted sum of what speaks for it.

As in the classifier of Fellegi and Sunter (A Theory for Record Linkage, 1969) each sign adds its weight;
above nought it is likelier than not. The weights are those that logistic regression finds on the labelled
reports and right paragraphs of tests/checker, and on examples of their patterns; `tools/fit_scores.py` finds
them again (decision 0031).
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import mul
from typing import Any

Weights = Mapping[str, float]
"""The weight of each sign by its name, in their order, and at the end of none, the constant."""


def odds(weights: Weights, signs: Any) -> float:
    """Logarithm of the odds, for a named tuple of signs.

    Example:
        >>> from typing import NamedTuple
        >>> Signs = NamedTuple("Signs", [("near", bool), ("words", int)])
        >>> odds({"near": 1.5, "words": 0.5, "": -2.0}, Signs(near=True, words=3))
        1.0
    """
    return weights[""] + sum(map(mul, weights.values(), signs), 0.0)
