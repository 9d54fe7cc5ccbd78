"""Masked values that the relations of a text give away: what the checker can check, it can solve.

Enter at `probed`. A value that printed figures would give is put in the place of the mask, with a slip of the
pen up and down; where a pattern objects to both, and not to the value itself, the words say that it must be
this one (decision 0030). So what is a sum by accident is no leak, and a new pattern makes more leaks known.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain, combinations, islice, pairwise
from typing import Final, NamedTuple

from youju.checker import relate
from youju.checker.clues import ONE, Solved, given, share
from youju.checker.intervals import Interval
from youju.checker.mentions import Mention, Role, exact, similar
from youju.checker.model import Relation, Verdict
from youju.checker.passage import Paragraph, Passage, Sentence
from youju.checker.relations import PATTERNS, far_apart, nearly
from youju.checker.relations.aspects import CHANGES, Aspect, aspect_of, label_of
from youju.checker.relations.indicators import words_in
from youju.checker.relations.pattern import in_scale, printed_scale
from youju.checker.relations.sums import missed

_BY_WORDS: Final = (*far_apart.PATTERNS, *missed.PATTERNS, *nearly.PATTERNS)
_ASKED: Final = tuple(
    one for one in PATTERNS if one.kind in relate.ARITHMETIC and one not in _BY_WORDS and one.name != "run"
)
"""Patterns that may say what a masked value must be; a run of figures is one by its sum alone."""
_ASKED_LEAST, _ASKED_EACH = 60, 200
"""How often relations are asked in any report, and once more for each so many characters of it."""
_TRIED: Final = 16
"""Values that are tried for one mask."""
_PARTS, _NEAR, _RATED = 8, 6, 2
_LEAD, _REACH = 12, 90
_LEFT: Final = re.compile(
    r"[未尚还剩]|其余|余下|合计|[共总]|[收支]|结[余转存]|净[增减]|新[增收登接建]|原有|旧存|[年期][初末]|上年|应|达到"
)
"""What is said where two figures, or three, give a further one."""
_STOP: Final = re.compile(r"[。；]")
_LIST: Final = re.compile(r"其中|[：:（(]|包[括含]|分别|分为|中[，,有]")
"""What stands between a total and its parts."""
_OTHER: Final = re.compile(r"[一-鿿]{2}占")
"""Before the share of something else than the mask before it: 支出XX亿元，民生支出占82.3%."""
_PARTLY: Final = re.compile(r"其中|包括")
_REST: Final = re.compile(r"还有|剩余|其余|余下|[未尚]|结余|合计|共计|配套|自筹")
"""What says that two parts are all there is."""
_STOCK: Final = re.compile(r"原有|旧存|[年期]初|[上去]年|结转|遗留")
_EACH: Final = re.compile(r"[均每]")
_LEAST: Final = 20
"""What is masked in 亿元 is no less than the twentieth part of one."""


class _Guess(NamedTuple):
    """What a masked value may be: its range in base units, and how it was computed."""

    base: Interval
    operands: dict[str, Mention]
    formula: str
    words: str

    @property
    def of_two(self) -> bool:
        """Whether it is a sum or difference of two figures."""
        return len(self.operands) == 2 and self.formula in {"a + b", "a - b"}


class Budget:
    """How often the relations of a report may still be asked, so that the cost stays linear in its length."""

    def __init__(self, passage: Passage) -> None:
        self._left = _ASKED_LEAST + (passage.end - passage.start) // _ASKED_EACH

    def spend(self) -> bool:
        """Whether once more is allowed."""
        self._left -= 1
        return self._left >= 0


def probed(
    passage: Passage, paragraph: Paragraph, sentence: Sentence, masked: Mention, budget: Budget
) -> Solved | None:
    """What a masked value of a sentence must be by some relation with printed ones, if any."""
    at = bisect_left(paragraph.sentences, sentence.start, key=lambda one: one.start)
    piece = paragraph.sentences[max(0, at - 1) : at + 2]
    numbers = [one for each in piece for one in each.mentions]
    meant: _Guess | None = None
    for guess in islice(_guesses(passage, numbers, masked), _TRIED):
        if not _is_meant(passage, piece, masked, guess, budget):
            continue
        if meant is not None and meant.operands == guess.operands and not meant.base.meets(guess.base):
            return None  # the words bear two readings of the same figures
        meant = meant or guess
    if meant is None:
        return None
    found = given(masked, meant.base, Decimal(1), meant.operands, meant.formula, meant.words)
    return found[1] if found is not None else None


def _is_meant(
    passage: Passage, piece: Sequence[Sentence], masked: Mention, guess: _Guess, budget: Budget
) -> bool:
    """Whether patterns object to a slip of a value, over the same figures, and not to the value."""
    right = _printed(masked, guess.base)
    if right is None:
        return False
    wanted = {masked.start, *(one.start for one in guess.operands.values())}

    def verdict(told: Mention) -> Verdict | None:
        return _verdict(passage, piece, masked, told, wanted, right) if budget.spend() else None

    def objects(slip: Decimal) -> bool:
        wrong = [replace(right, value=right.value + each) for each in (-slip, slip) if right.value + each > 0]
        return len(wrong) > 1 and all(verdict(each) is Verdict.FAILS for each in wrong)

    slip = _slip(right, guess)
    if not objects(slip) and not objects(slip * 10):
        return False
    told = _told(passage, list(guess.operands.values()), masked)
    if guess.formula == "a + b" and _of_others(passage, list(guess.operands.values()), masked):
        return False
    if (
        guess.of_two
        and not _REST.search(told)
        and not objects(max(slip * 2, (right.value / 32).quantize(Decimal(1))))
    ):
        return False  # two parts are all there are only where the words say so
    return verdict(right) is Verdict.HOLDS


def _of_others(passage: Passage, parts: Sequence[Mention], masked: Mention) -> bool:
    """Whether a sum has a noun of its own that no part has: 孵化器7家、众创空间14家，在孵企业共计XX家."""
    noun = _SUM_OF.sub("", passage.before(masked, 12))
    named = words_in(noun)
    ends = (words_in(label_of(passage, one)[-_NOUN:]) for one in parts)
    return bool(named) and masked.start > parts[-1].start and named.isdisjoint(chain.from_iterable(ends))


_NOUN: Final = 4
"""Characters of a noun right before a number."""
_SUM_OF: Final = re.compile(r"(?:以上|两[项者类]|全年|累计|共计?|合计|总[计数量]?|计|达到?|为|有)+")


def _slip(right: Mention, guess: _Guess) -> Decimal:
    """The least slip in the last printed place that precision does not leave open."""
    place = right.half * 2 or Decimal(1)
    reach = (guess.base.high - guess.base.low) / 2 / right.scale + right.half
    return place * (int(reach / place) + 1)


def _verdict(
    passage: Passage,
    piece: Sequence[Sentence],
    masked: Mention,
    told: Mention,
    wanted: set[int],
    right: Mention,
) -> Verdict | None:
    """What the patterns say of these very figures when one is printed in the place of the mask."""
    found = relate.related(_with(passage, _up_to(passage, piece, max(wanted)), masked, told), _ASKED)
    of_these = [one for one in found if _places(one) == wanted]
    wrong = [one for one in of_these if one.verdict is Verdict.FAILS]
    if any(_computed_otherwise(one, told, right) for one in wrong):
        return None
    return Verdict.FAILS if wrong else Verdict.HOLDS if of_these else None


def _computed_otherwise(relation: Relation, told: Mention, right: Mention) -> bool:
    """Whether a relation computes another value for the mask than is tried: 年初263人，接收187人."""
    left = relation.operands.get(relation.formula.partition(" ==")[0])
    if left is None or left.start != told.start or relation.low is None or relation.high is None:
        return False
    return left.value == told.value and not relation.low <= right.value <= relation.high


def _up_to(passage: Passage, piece: Sequence[Sentence], last: int) -> list[Sentence]:
    """Sentences up to a figure, or to the stop after it: what follows is told of something else."""
    until = [each for each in piece if each.start <= last]
    stop = _STOP.search(passage.text, last, until[-1].end)
    if stop:
        kept = tuple(one for one in until[-1].mentions if one.start < stop.start())
        until[-1] = until[-1]._replace(end=stop.end(), mentions=kept)
    return until


def _places(relation: Relation) -> set[int]:
    return {one.start for one in relation.operands.values()}


def _with(passage: Passage, piece: Sequence[Sentence], masked: Mention, told: Mention) -> Passage:
    """Some sentences of a report, with a number in the place of a mask."""
    sentences = tuple(
        each._replace(mentions=tuple(told if one is masked else one for one in each.mentions))
        for each in piece
    )
    mentions = tuple(one for each in sentences for one in each.mentions)
    start, end = sentences[0].start, sentences[-1].end
    characters = frozenset[str]().union(*(one.characters for one in sentences))
    paragraph = Paragraph(start, end, sentences, mentions, characters)
    return Passage(passage.text, start, end, mentions, (paragraph,), sentences, passage.year)


def _replaced(sentence: Sentence, masked: Mention, told: Mention) -> tuple[Mention, ...]:
    return tuple(told if one is masked else one for one in sentence.mentions)


def _printed(masked: Mention, base: Interval) -> Mention | None:
    """The mention of a value in the unit of a mask, as exactly as it is known."""
    middle = (base.low + base.high) / 2 / masked.scale
    if not middle.is_finite() or middle * masked.scale * _LEAST < printed_scale(masked):
        return None
    wide = (base.high - base.low) / masked.scale
    if not masked.dimension.isascii() or not wide:  # what is counted one by one is exact
        place, half = Decimal(1), Decimal(0)
    else:
        place = Decimal(1).scaleb(wide.adjusted())
        half = place / 2
    value = round(middle / place) * place
    return Mention(
        masked.text,
        masked.start,
        masked.end,
        Role.QUANTITY,
        value,
        half,
        masked.unit,
        masked.dimension,
        masked.scale,
        percent=masked.percent,
    )


def _guesses(passage: Passage, numbers: Sequence[Mention], masked: Mention) -> Iterator[_Guess]:
    """What printed figures about a mask would make of it, likely readings first."""
    usable = [one for one in numbers if _hidden(one) or (one.role is Role.QUANTITY and exact(one))]
    at = usable.index(masked)
    yield from _by_rates(passage, usable, at)
    yield from _by_parts(passage, usable, at)
    yield from _by_means(passage, usable, at)


def _by_rates(passage: Passage, numbers: Sequence[Mention], at: int) -> Iterator[_Guess]:
    """A part, a whole, or what was before, by a percentage beside it."""
    masked = numbers[at]
    alike = [one for one in numbers if _amount(one, masked) and aspect_of(passage, one) is not Aspect.MEAN]
    alike.sort(key=lambda one: abs(one.start - masked.start))
    for times in [one for one in numbers[at + 1 : at + 3] if one.unit == "倍" and one.value]:
        for one in alike[:1]:
            parts = {"b": one, "k": times}
            yield _Guess(_base(one) * times.interval, parts, "b * k", f"{one.text}×{times.text}")
    for rate in [one for one in numbers[at + 1 : at + 1 + _RATED] if one.percent and one.value]:
        changed = aspect_of(passage, rate)
        for one in alike[:_RATED]:
            if changed in CHANGES:
                sign = "-" if changed is Aspect.LOSS else "+"
                factor = ONE - share(rate) if sign == "-" else ONE + share(rate)
                words = f"{one.text}×（1{sign}{rate.text}）"
                yield _Guess(_base(one) * factor, {"b": one, "r": rate}, f"b * (1 {sign} r / 100)", words)
                continue
            parts = {"a": one, "r": rate}
            if _OTHER.search(passage.before(rate, 20)):
                continue
            yield _Guess(_base(one) * share(rate), parts, "a * r / 100", f"{one.text}×{rate.text}")
            yield _Guess(_base(one) / share(rate), parts, "a / (r / 100)", f"{one.text}÷{rate.text}")


def _by_parts(passage: Passage, numbers: Sequence[Mention], at: int) -> Iterator[_Guess]:
    """A total, a part or a stock, by sums over its neighbours; not over another mask."""
    masked = numbers[at]
    kin = [
        one for one in numbers if similar(one, masked) and (one is masked or one.countable or _hidden(one))
    ]
    place = kin.index(masked)
    for last in _ends(passage, kin, place):
        parts = kin[place + 1 : last]
        if (
            len(parts) > 1
            and not any(map(_hidden, parts))
            and _LIST.search(passage.between(masked, parts[0]))
        ):
            yield _summed(parts, ())
        for first in range(place - 1, max(-1, place - _PARTS), -1):
            if _hidden(kin[first]) or "。" in passage.between(kin[first], masked):
                break
            rest = [*kin[first + 1 : place], *parts]
            if rest and _are_listed(passage, kin[first], [*rest, masked]):
                yield _summed(kin[first : first + 1], rest)
    near = [one for one in kin[max(0, place - 3) : place + 4] if one is not masked and not _hidden(one)]
    if near and _STOCK.search(_told(passage, near, masked)):  # what there was, came and went
        for three in combinations(near, 3):
            yield from (_summed([one for one in three if one is not minus], (minus,)) for minus in three)
        if len(near) > 2:
            return
    for one, other in combinations(near, 2):
        told = _told(passage, (one, other), masked)
        if len(told) <= _REACH and not _STOP.search(told) and _LEFT.search(told):
            more, less = (one, other) if one.base > other.base else (other, one)
            yield _summed((more,), (less,))
            yield _summed((one, other), ())


def _are_listed(passage: Passage, total: Mention, parts: Sequence[Mention]) -> bool:
    """Whether figures are told as the parts of a total, with at most one mask among all."""
    first = min(one.start for one in parts)
    masks = sum(map(_hidden, (total, *parts)))
    return masks == 1 and _LIST.search(passage.text, total.end, first) is not None


def _ends(passage: Passage, kin: Sequence[Mention], place: int) -> Iterator[int]:
    """Where a list after a figure may end: at a stop or a semicolon, and after all; longest first."""
    gaps = [passage.between(*two) for two in pairwise(kin[place:])]
    stops = [at for at, gap in enumerate(gaps) if at and _STOP.search(gap)]
    if stops and stops[0] > 1:  # parts without a semicolon between them end at the first
        return iter((place + stops[0] + 1,))
    ends = [len(kin), *(place + at + 1 for at in reversed(stops))]
    return (one for one in ends if one - place - 1 <= _PARTS)


def _told(passage: Passage, figures: Sequence[Mention], masked: Mention) -> str:
    """What the text says about figures and the mask between them, and right before the first."""
    starts = [one.start for one in (*figures, masked)]
    lead = passage.text[max(passage.start, min(starts) - _LEAD) : min(starts)]
    return _STOP.split(lead)[-1] + passage.text[min(starts) : max(starts)]


def _hidden(one: Mention) -> bool:
    return one.role is Role.MASKED


def _summed(plus: Sequence[Mention], minus: Sequence[Mention]) -> _Guess:
    base = Interval(Decimal(0), Decimal(0))
    for one in plus:
        base += _base(one)
    for one in minus:
        base -= _base(one)
    names = dict(zip("abcdefghijkl", (*plus, *minus), strict=False))
    signs = ["+"] * len(plus) + ["-"] * len(minus)
    formula = "".join(f" {sign} {name}" for sign, name in zip(signs, names, strict=True)).removeprefix(" + ")
    words = "".join(
        f"{'＋' if sign == '+' else '－'}{one.text}" for sign, one in zip(signs, names.values(), strict=True)
    ).removeprefix("＋")
    return _Guess(base, names, formula, words)


def _by_means(passage: Passage, numbers: Sequence[Mention], at: int) -> Iterator[_Guess]:
    """A total by what comes to each, or what comes to each by a total."""
    masked = numbers[at]
    near = [
        one
        for one in numbers[max(0, at - 3) : at + 4]
        if one is not masked and one.countable and one.value > 0
    ]
    for mean in near:  # how many there are, by what comes to each
        for total in near if _EACH.search(passage.before(mean, 12)) else ():
            if similar(total, mean) and total.base > mean.base and not similar(total, masked):
                words = f"{total.text}÷{mean.text}"
                yield _Guess(_base(total) / _base(mean), {"t": total, "m": mean}, "t / m", words)
    for one in near:
        for count in near:
            if not similar(one, masked) or similar(count, masked) or _hidden(one) or _hidden(count):
                continue
            if _PARTLY.search(passage.text, masked.end, min(one.start, count.start)):
                continue  # one of several prices
            if _EACH.search(passage.before(one, 12)):
                if any(similar(total, masked) and masked.end < total.start < one.start for total in near):
                    continue  # the mean of another total: 救助XX万元，为1160名老人发放139.2万元，人均1200元
                words = f"{one.text}×{count.text}"
                yield _Guess(_base(one) * count.interval, {"m": one, "n": count}, "m * n", words)
            elif _EACH.search(passage.before(masked, 12)):
                words = f"{one.text}÷{count.text}"
                yield _Guess(_base(one) / count.interval, {"t": one, "n": count}, "t / n", words)


def _amount(one: Mention, masked: Mention) -> bool:
    return one.role is Role.QUANTITY and similar(one, masked) and one.countable and one.value > 0


def _base(one: Mention) -> Interval:
    return in_scale(one, Decimal(1))
