"""Fit the scores of `checker.relations` to labelled reports, by logistic regression.

    PYTHONPATH=src python tools/fit_scores.py tests/checker/reports tests/checker/paragraphs.txt

Of a file of paragraphs, which have no mistakes, only figures that do not agree are taken: none is meant. For
the score of lists the examples of its patterns are taken, too, since reports have few that are wrong.
Prints the weights of each, and how well those that were fitted without a report tell what it means. What
two clerks could label differently is left out. `--show NAME` lists what is found without a label, and what is
not.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, combinations
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

import numpy as np
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM

from youju.checker.model import Verdict
from youju.checker.passage import Passage, read
from youju.checker.relate import related
from youju.checker.relations import PATTERNS, computed, fits, nearly, totals_apart
from youju.checker.relations.counts import belonging, miscounted, stated
from youju.checker.relations.counts.likely import open_statements
from youju.checker.relations.counts.listing import weigh
from youju.checker.relations.counts.nearby import surroundings_of
from youju.checker.relations.pattern import Pattern
from youju.checker.relations.sums import missed
from youju.checker.relations.sums.summing import gap_of, step_of, summed
from youju.checker.relations.twice import contradictions, likeness
from youju.checker.relations.twice.rivals import told_apart
from youju.checker.relations.twice.slips import slips_of
from youju.checker.relations.twice.telling import Report, Telling
from youju.checker.sentences import Range

_PENALTY: Final = 1.0
_EXAMPLES: Final = 3
"""As how many candidates of a report an example counts, since it stands for all of its kind."""
_CERTAIN: Final = frozenset({"holds", "fails"})
_ARITHMETIC: Final = frozenset({"sum", "difference", "growth", "share", "completion", "average", "product"})


class Placed(Protocol):
    """What stands somewhere in a text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Candidate(NamedTuple):
    """Figures that may be of one relation, and what speaks for it."""

    figures: Sequence[Placed]
    signs: Any
    unlabelled: bool = True
    """Whether it is not meant where no label says so; left out otherwise."""
    agree: bool = True
    """Whether the figures agree as they are printed."""


class Score(NamedTuple):
    """A score: its name, the kinds of labels that it is fitted to, and what it is asked of.

    Attributes:
        rivals: Whether other candidates for the first figure of a label are left out: they may mean the same.
        patterns: Those whose examples are taken, too: what their verdict is of is meant.
        left: Whether only what no other pattern tells is not meant: it is asked of nothing else.
    """

    name: str
    kinds: frozenset[str]
    candidates: Callable[[Passage], Iterator[Candidate]]
    verdicts: frozenset[str] = frozenset({"holds"})
    rivals: bool = False
    patterns: Sequence[Pattern] = ()
    left: bool = False


def _equal(passage: Passage) -> Iterator[Candidate]:
    for figures in likeness.equal_figures(passage):
        for a, b in combinations(figures, 2):
            yield Candidate((a.mention, b.mention), likeness.signs_of(a, b, len(figures)))


_Chosen = Callable[[Passage, Iterable[computed.Fit], int], Iterator[tuple[computed.Fit, float]]]


def _fitting(name: str, key: int, chosen: _Chosen = fits.fitting) -> Callable[[Passage], Iterator[Candidate]]:
    """Three figures that come out, or all but do; the words of both are the same.

    Args:
        name: Which of `computed.Fits`.
        key: Which figure comes out.
    """

    def candidates(passage: Passage) -> Iterator[Candidate]:
        for fit, chance in chosen(passage, getattr(computed.fits_of(passage), name), key):
            yield Candidate(fit.given, fits.signs_of(passage, fit, chance), agree=fit.fits)

    return candidates


def _totals(*, rest: bool) -> Callable[[Passage], Iterator[Candidate]]:
    def candidates(passage: Passage) -> Iterator[Candidate]:
        for found, signs in totals_apart.totals(passage):
            if found.rest is rest:
                yield Candidate((found.total, *found.parts), signs)

    return candidates


def _of_one_thing(passage: Passage) -> Iterator[Candidate]:
    """What is told of a figure does not hang on a misprint: so figures that are equal count, too."""
    report = Report(passage)
    equal = (combinations([one.mention for one in each], 2) for each in likeness.equal_figures(passage))
    for unlabelled, pairs in ((False, chain.from_iterable(equal)), (True, slips_of(passage))):
        for a, b in pairs:
            one, other = Telling(report, a), Telling(report, b)
            if not told_apart(one, other):
                yield Candidate((a, b), contradictions.signs_of(one, other), unlabelled)


def _missed(passage: Passage) -> Iterator[Candidate]:
    """Rows that add up stand for those that a misprint makes miss their total by so many last places."""
    for row in missed.rows(passage):
        figures = (row.total, *row.parts)
        if summed(*row) is Verdict.HOLDS:
            step = step_of(row.total)
            for off in (1, 3, 20):
                if off * step * 5 <= row.total.base:
                    yield Candidate(figures, missed.signs_of(passage, row, off * step), unlabelled=False)
        elif missed.slipped(passage, row):
            yield Candidate(figures, missed.signs_of(passage, row, abs(gap_of(*row))), agree=False)


def _counted(passage: Passage) -> Iterator[Candidate]:
    for number in open_statements(passage):
        for rank, one in enumerate(surroundings_of(passage).enumerations(number)):
            items = Range(one.pieces[0].start, one.pieces[-1].end)
            yield Candidate((number, items), belonging.signs_of(passage, number, one, rank))


def _miscounted(passage: Passage) -> Iterator[Candidate]:
    """Lists that give their number stand for those with one item more or less."""
    for one in stated.lists_before(passage):
        figures = Range(one.start, one.end), Range(one.items.pieces[0].start, one.items.pieces[-1].end)
        if weigh(one.stated, one.items) is Verdict.HOLDS:
            for more in (False, True) if one.stated > 1 else ():
                yield Candidate(figures, miscounted.signs_of(passage, one, more=more), unlabelled=False)
        elif miscounted.near(passage, one):
            signs = miscounted.signs_of(passage, one, more=one.stated > one.items.most)
            yield Candidate(figures, signs, agree=False)


SCORES: Final = (
    Score("counts", frozenset({"count"}), _counted, rivals=True),
    Score(
        "miscounted",
        frozenset({"count"}),
        _miscounted,
        _CERTAIN,
        patterns=(*stated.PATTERNS, *miscounted.PATTERNS),
    ),
    Score("totals", frozenset({"sum", "difference"}), _totals(rest=False)),
    Score("rests", frozenset({"sum", "difference"}), _totals(rest=True)),
    Score("missed", frozenset({"sum", "difference"}), _missed, _CERTAIN),
    Score("likeness", frozenset({"equality"}), _equal),
    Score("contradictions", frozenset({"equality"}), _of_one_thing, _CERTAIN),
    Score("products", _ARITHMETIC, _fitting("products", 1)),
    Score("shares", _ARITHMETIC, _fitting("shares", 0)),
    Score("growths", _ARITHMETIC, _fitting("growths", 0)),
    Score(
        "nearly products", _ARITHMETIC, _fitting("products", 1, nearly.nearly_products), _CERTAIN, left=True
    ),
    Score("nearly shares", _ARITHMETIC, _fitting("shares", 0, nearly.nearly_shares), _CERTAIN, left=True),
    Score("nearly growths", _ARITHMETIC, _fitting("growths", 0, nearly.nearly_growths), _CERTAIN, left=True),
)


class Label(NamedTuple):
    """Where the operands of a labelled relation stand, and whether it is certain that it is meant."""

    places: list[tuple[int, int]]
    sure: bool


def labels_of(path: Path, score: Score) -> list[Label]:
    """The labels of a report that a score is fitted to; those of other verdicts are not certain."""
    text = path.read_text(encoding="utf-8")
    found = []
    for line in path.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines():
        label: dict[str, Any] = json.loads(line)
        if label["kind"] in score.kinds:
            spans = [label["span"]] if isinstance(label["span"], str) else label["span"]
            starts = [(text.index(span), len(span)) for span in spans]
            places = []
            for operand in label["operands"].values():
                quoted = (text.find(operand["quote"], at, at + length) for at, length in starts)
                at = next(place for place in quoted if place >= 0)
                places.append((at, at + len(operand["quote"])))
            found.append(Label(places, label["verdict"] in score.verdicts and not label.get("doubtful")))
    return found


def told_by(label: Label, figures: Sequence[Placed]) -> bool:
    """Whether a label is about all these figures, and, unless they are two of more equal ones, no other."""
    apart = [
        [one for one in label.places if figure.start < one[1] and one[0] < figure.end] for figure in figures
    ]
    return all(apart) and (len(figures) == 2 or len(label.places) == len(figures))


def _beside(label: Label, figure: Placed) -> bool:
    return any(figure.start < end and start < figure.end for start, end in label.places)


class Row(NamedTuple):
    report: str
    signs: Any
    meant: bool
    shown: str


def rows_of(score: Score, path: Path) -> Iterator[Row]:
    text = path.read_text(encoding="utf-8")
    labels = labels_of(path, score)
    for candidate in _candidates(score, text):
        about = [label for label in labels if told_by(label, candidate.figures)]
        if not about and score.rivals and any(_beside(label, candidate.figures[0]) for label in labels):
            continue
        if (candidate.unlabelled and not about) or any(label.sure for label in about):
            shown = " … ".join(
                text[max(0, one.start - 16) : one.end + 8].replace("\n", "/") for one in candidate.figures
            )
            yield Row(path.stem, candidate.signs, bool(about), shown)


def _candidates(score: Score, text: str) -> Iterator[Candidate]:
    """What a score may be asked of; where it is asked of what is left, what is told may only be meant."""
    if not score.left:
        yield from score.candidates(read(text, 0, len(text)))
        return
    passage = read(text, 0, len(text))
    related(passage, (pattern for pattern in PATTERNS if pattern.name not in _ASKED))
    yield from score.candidates(passage)
    for candidate in score.candidates(read(text, 0, len(text))):
        yield candidate._replace(unlabelled=False)


_ASKED: Final = {pattern.name for module in (nearly, missed) for pattern in module.PATTERNS}


_TAG: Final = re.compile(r"\{\w+:([^}]*)\}")


def right_rows(score: Score, path: Path) -> Iterator[Row]:
    """What does not agree in paragraphs that have no mistakes."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        if line and line[0] not in "# ":
            text = _TAG.sub(r"\1", line.removeprefix("! "))
            for candidate in _candidates(score, text):
                if not candidate.agree and candidate.unlabelled:
                    yield Row(f"{path.stem} {number // 10}", candidate.signs, meant=False, shown=text)


def example_rows(score: Score) -> Iterator[Row]:
    """What the examples of a score's patterns say."""
    for example in chain.from_iterable(pattern.examples for pattern in score.patterns):
        for candidate in score.candidates(read(example.text, 0, len(example.text))):
            meant = example.verdict is (Verdict.HOLDS if candidate.agree else Verdict.FAILS)
            if meant or not candidate.agree:
                yield Row(example.text, candidate.signs, meant, example.text)


def fitted(rows: np.ndarray, meant: np.ndarray) -> np.ndarray:
    """Weights and, last, the constant: logistic regression with a ridge on the scaled weights."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    scaled = np.column_stack([(rows - mean) / spread, np.ones(len(rows))])
    ridge = np.array([_PENALTY / len(rows)] * rows.shape[1] + [0.0])
    model = GLM(meant.astype(float), scaled, family=Binomial())
    weights = model.fit_regularized(alpha=ridge, L1_wt=0.0).params
    plain = weights[:-1] / spread
    return np.append(plain, weights[-1] - plain @ mean)


def aside(rows: np.ndarray, meant: np.ndarray, reports: np.ndarray) -> np.ndarray:
    """The score of each candidate with weights that were fitted without its report."""
    found = np.zeros(len(rows))
    for report in np.unique(reports):
        out = reports == report
        weights = fitted(rows[~out], meant[~out])
        found[out] = rows[out] @ weights[:-1] + weights[-1]
    return found


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def tell(score: Score, paths: Sequence[Path], *, show: bool) -> None:
    """Print the weights of a score, and what is found of each report without its own labels."""
    labelled = [path for path in paths if path.with_suffix(".jsonl").exists()]
    rows = [row for path in labelled for row in rows_of(score, path)]
    rows += [row for path in paths if path not in labelled for row in right_rows(score, path)]
    rows += [row for row in example_rows(score) for _ in range(_EXAMPLES)]
    signs = np.array([row.signs for row in rows], dtype=float)
    meant = np.array([row.meant for row in rows])
    found = aside(signs, meant, np.array([row.report for row in rows]))
    say(f"{score.name}: {len(rows)} candidates")
    for bound in (-1.0, -0.5, 0.0, 0.5, 1.0):
        told = found > bound
        say(f"  > {bound}: {(told & meant).sum()} of {meant.sum()} found, {(told & ~meant).sum()} unlabelled")
    for name, weight in zip((*rows[0].signs._fields, ""), fitted(signs, meant), strict=True):
        say(f'    "{name}": {weight:.2f},')
    if show:
        for at in np.argsort(-found):
            if (found[at] > -1) != meant[at]:
                say(f"  {'missed' if meant[at] else 'unlabelled'} {found[at]:.1f} {rows[at].shown}")


def main(arguments: list[str]) -> None:
    """Fit all scores to the reports of some folders."""
    show = arguments.pop(arguments.index("--show") + 1) if "--show" in arguments else ""
    given = [Path(one) for one in arguments if one != "--show"]
    paths = [path for one in given for path in ([one] if one.is_file() else sorted(one.glob("*.txt")))]
    for score in SCORES:
        if show in {"", score.name}:
            tell(score, paths, show=bool(show))


if __name__ == "__main__":
    main(sys.argv[1:])
