"""The relation patterns, by family. To add one, write it in a module of its family, with its examples.

Enter at `PATTERNS`, where each module is listed. The families are `sums` (N101), `shares` (N102), `changes`
(N103), `means` (N104), `counts` (N201), `twice` (N202), `limits` (N203, N205) and `tables`; `apart` and
`far_apart` tie figures of all families that stand apart. Each module gives a tuple of `pattern.Pattern`; what
several share is in `pattern`, `aspects`, `flows` and `indicators`.
Does not belong here: how numbers are read (`checker.numbers`), masked values (`checker.redaction`).
"""

from __future__ import annotations

from typing import Final

from youju.checker.relations import apart, far_apart, fits, nearly, totals_apart
from youju.checker.relations.changes import (
    aligned,
    beyond,
    coefficients,
    contributions,
    differences,
    earlier,
    gaps,
    growth,
    multiples,
    remainders,
    since,
    yearly,
)
from youju.checker.relations.counts import (
    announced,
    apiece,
    catalogues,
    compounds,
    figured,
    likely,
    miscounted,
    numbered,
    rungs,
    shared_words,
    stated,
)
from youju.checker.relations.limits import bounds, dates, periods, ranks
from youju.checker.relations.means import averages, per_head, periodic, products
from youju.checker.relations.pattern import Pattern
from youju.checker.relations.shares import (
    bases,
    named_bases,
    portions,
    proportions,
    rates,
    ratios,
    spoken_shares,
    triples,
    two_to_one,
    vital,
)
from youju.checker.relations.sums import (
    accounts,
    bands,
    carried,
    complements,
    divisions,
    increments,
    joined,
    kindred,
    led_up,
    missed,
    overlaps,
    paired,
    pairs,
    partitions,
    rows,
    sections,
    shared_changes,
    totals,
)
from youju.checker.relations.tables import table_parts, table_rates, table_text, table_totals
from youju.checker.relations.twice import (
    contradictions,
    equalities,
    left_over,
    own_units,
    same_names,
)

PATTERNS: Final[tuple[Pattern, ...]] = (
    *partitions.PATTERNS,
    *totals.PATTERNS,
    *led_up.PATTERNS,
    *complements.PATTERNS,
    *accounts.PATTERNS,
    *carried.PATTERNS,
    *sections.PATTERNS,
    *rows.PATTERNS,
    *divisions.PATTERNS,
    *overlaps.PATTERNS,
    *own_units.PATTERNS,
    *pairs.PATTERNS,
    *paired.PATTERNS,
    *increments.PATTERNS,
    *joined.PATTERNS,
    *kindred.PATTERNS,
    *shared_changes.PATTERNS,
    *rates.PATTERNS,
    *vital.PATTERNS,
    *since.PATTERNS,
    *proportions.PATTERNS,
    *portions.PATTERNS,
    *spoken_shares.PATTERNS,
    *named_bases.PATTERNS,
    *bases.PATTERNS,
    *growth.PATTERNS,
    *earlier.PATTERNS,
    *yearly.PATTERNS,
    *aligned.PATTERNS,
    *triples.PATTERNS,
    *multiples.PATTERNS,
    *differences.PATTERNS,
    *coefficients.PATTERNS,
    *gaps.PATTERNS,
    *beyond.PATTERNS,
    *left_over.PATTERNS,
    *remainders.PATTERNS,
    *contributions.PATTERNS,
    *averages.PATTERNS,
    *products.PATTERNS,
    *per_head.PATTERNS,
    *periodic.PATTERNS,
    *ratios.PATTERNS,
    *two_to_one.PATTERNS,
    *stated.PATTERNS,
    *rungs.PATTERNS,
    *catalogues.PATTERNS,
    *shared_words.PATTERNS,
    *compounds.PATTERNS,
    *numbered.PATTERNS,
    *apiece.PATTERNS,
    *announced.PATTERNS,
    *figured.PATTERNS,
    *miscounted.PATTERNS,
    *likely.PATTERNS,
    *apart.PATTERNS,
    *equalities.PATTERNS,
    *same_names.PATTERNS,
    *contradictions.PATTERNS,
    *bands.PATTERNS,
    *bounds.PATTERNS,
    *ranks.PATTERNS,
    *dates.PATTERNS,
    *periods.PATTERNS,
    *table_totals.PATTERNS,
    *table_parts.PATTERNS,
    *table_rates.PATTERNS,
    *table_text.PATTERNS,
    *fits.PATTERNS,
    *far_apart.PATTERNS,
    *totals_apart.PATTERNS,
    *missed.PATTERNS,
    *nearly.PATTERNS,
)
"""All patterns, in the order in which their relations are preferred when two say the same.

`far_apart` is last: it explains what no other has.
"""
