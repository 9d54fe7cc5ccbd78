"""The relation patterns, by family. To add one, write it in its module with its examples and list it there.

Enter at `PATTERNS`. Each module gives a tuple of `pattern.Pattern`; what several share is in `pattern`.
Does not belong here: how numbers are read (`checker.numbers`), masked values (`checker.redaction`).
"""

from __future__ import annotations

from typing import Final

from youju.checker.relations import (
    aligned,
    apart,
    averages,
    bands,
    bases,
    bounds,
    catalogues,
    contradictions,
    contributions,
    counts,
    dates,
    differences,
    divisions,
    equalities,
    growth,
    increments,
    multiples,
    overlaps,
    pairs,
    partitions,
    periods,
    portions,
    proportions,
    ranks,
    rates,
    ratios,
    remainders,
    restated,
    sections,
    slogans,
    table_parts,
    table_rates,
    table_text,
    table_totals,
    totals,
    vital,
)
from youju.checker.relations.pattern import Pattern

PATTERNS: Final[tuple[Pattern, ...]] = (
    *partitions.PATTERNS,
    *totals.PATTERNS,
    *sections.PATTERNS,
    *divisions.PATTERNS,
    *overlaps.PATTERNS,
    *pairs.PATTERNS,
    *increments.PATTERNS,
    *rates.PATTERNS,
    *vital.PATTERNS,
    *proportions.PATTERNS,
    *portions.PATTERNS,
    *bases.PATTERNS,
    *growth.PATTERNS,
    *aligned.PATTERNS,
    *multiples.PATTERNS,
    *differences.PATTERNS,
    *remainders.PATTERNS,
    *contributions.PATTERNS,
    *averages.PATTERNS,
    *ratios.PATTERNS,
    *counts.PATTERNS,
    *catalogues.PATTERNS,
    *slogans.PATTERNS,
    *apart.PATTERNS,
    *equalities.PATTERNS,
    *contradictions.PATTERNS,
    *restated.PATTERNS,
    *bands.PATTERNS,
    *bounds.PATTERNS,
    *ranks.PATTERNS,
    *dates.PATTERNS,
    *periods.PATTERNS,
    *table_totals.PATTERNS,
    *table_parts.PATTERNS,
    *table_rates.PATTERNS,
    *table_text.PATTERNS,
)
"""All patterns, in the order in which their relations are preferred when two say the same."""
