"""Parts of several totals at once: 受理50件，审结40件，其中民事受理30件，审结25件；刑事受理20件，审结15件.

Used by `partitions`. Enter at `in_columns` (several items) and `one_row` (one).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from youju.checker.mentions import Mention, Role, exact
from youju.checker.model import Relation
from youju.checker.passage import Passage
from youju.checker.relations.aspects import CHANGES, aspect_of
from youju.checker.relations.pattern import FAILS, HOLDS
from youju.checker.relations.sums.summing import bounded, gap_of, slip_of, sum_of, summed


def in_columns(passage: Passage, totals: Sequence[Mention], parts: Sequence[Mention]) -> Iterator[Relation]:
    """受理50件，审结40件，其中民事受理30件，审结25件；刑事受理20件，审结15件: a total for each place."""
    items = _items(passage, parts)
    width = max(map(len, items))
    if len(items) < 2 or width < 2:
        return
    if (len(items[0]) < width or any(len(item) != width for item in items)) and not _short(passage, items):
        return
    columns = list(zip(*items, strict=False))
    fits = [next((one for one in totals if summed(one, each) is HOLDS), None) for each in columns]
    for column, fit in zip(columns, fits, strict=True):
        missed = [one for one in totals if any(fits) and _all_but(passage, one, column)]
        if fit or missed:
            yield sum_of(fit or missed[0], column, (), HOLDS if fit else FAILS)


def _items(passage: Passage, parts: Sequence[Mention]) -> list[list[Mention]]:
    """The figures of each item: parted by ；, or one and how many of it are done, also where all are.

    立行立改的198个已全部完成，分阶段整改的61个完成49个: the first stands for both.
    """
    items: list[list[Mention]] = [[parts[0]]]
    gaps = [passage.between(*both) for both in pairwise(parts)]
    done = [_DONE_OF_IT.fullmatch(gap) is not None for gap in gaps]
    for other, gap, of_it in zip(parts[1:], gaps, done, strict=True):
        if "；" in gap or (any(done) and not of_it):
            items.append([])
        items[-1].append(other)
    if any(done):
        return [
            item * 2 if len(item) == 1 and _ALL_DONE.match(passage.text, item[0].end) else item
            for item in items
        ]
    return items


_DONE_OF_IT: Final = re.compile(r"[一-鿿]{0,4}已?(?:完成|整改|办结|销号|化解|解决|到位)了?")
_ALL_DONE: Final = re.compile(r"[^，。；\d]{0,6}(?:全部|均|都)")


def _short(passage: Passage, items: Sequence[Sequence[Mention]]) -> bool:
    """Whether the last item leaves out what is told last of the others, and says the rest in their words."""
    *whole, last = items
    shorter = len(last) > 1 and all(len(item) == len(items[0]) > len(last) for item in whole)
    return shorter and all(_same_words(passage, one, own) for one, own in zip(items[0], last, strict=False))


def _all_but(passage: Passage, total: Mention, column: Sequence[Mention]) -> bool:
    """Whether a total of the same words is missed by a slip of the pen."""
    heads = [passage.before(one, 16) for one in (total, *column)]
    said = set.intersection(*({head[at : at + 2] for at in range(len(head) - 1)} for head in heads))
    near = abs(gap_of(total, column)) <= slip_of(total) and total.base >= 10 * slip_of(total)
    return bool(said) and exact(total, *column) and near


def one_row(passage: Passage, totals: Sequence[Mention], parts: Sequence[Mention]) -> Iterator[Relation]:
    """受理879件，结案700件。其中：民事受理755件，结案600件: each within the total of its words."""
    aligned = list(zip(reversed(totals[: len(parts)]), parts, strict=False))
    if len(parts) < 2 or len(aligned) < len(parts) or not all(_same_words(passage, *two) for two in aligned):
        return
    if any(_same_words(passage, total, part) for total, own in aligned for part in parts if part is not own):
        return
    for total, part in aligned:
        yield from bounded(passage, total, [part], "")


def _same_words(passage: Passage, a: Mention, b: Mention) -> bool:
    """Whether what stands before two quantities has two neighbouring characters in common."""
    heads = [passage.before(one, 16) for one in (a, b)]
    return any(heads[0][at : at + 2] in heads[1] for at in range(len(heads[0]) - 1))


def same_saying(passage: Passage, parts: Sequence[Mention], total: Mention) -> list[Mention]:
    """Where items have several quantities of one unit, those that say the same thing as the total."""
    tail = passage.text[max(0, total.start - 2) : total.start]
    same = [one for one in parts if passage.text[max(0, one.start - 2) : one.start] == tail]
    if len(same) >= 2 and len(same) < len(parts) and any(one.role is Role.MASKED for one in parts):
        return same
    return list(parts)


def apart_by_aspect(
    passage: Passage, totals: Sequence[Mention], parts: Sequence[Mention]
) -> list[tuple[list[Mention], list[Mention]]] | None:
    """Figures, and how they changed: 收入30亿元，增收2亿元。其中：税收20亿元，增收1亿元；…."""
    changed = [[aspect_of(passage, one) in CHANGES for one in group] for group in (totals, parts)]
    if not all(any(group) and sum(not one for one in group) for group in changed) or len(parts) < 4:
        return None
    if sum(changed[1]) * 2 != len(parts) or changed[1][::2] != [False] * (len(parts) // 2):
        return None
    return [
        (
            [one for one, is_change in zip(totals, changed[0], strict=True) if is_change is wanted],
            [one for one, is_change in zip(parts, changed[1], strict=True) if is_change is wanted],
        )
        for wanted in (False, True)
    ]
