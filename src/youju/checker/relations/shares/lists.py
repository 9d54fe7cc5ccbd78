"""Lists of shares: 来信235件、占55%；来访56件、占13%; what a list says of each of its shares.

Shared by the patterns of `portions`, `rates` and `bases`. Enter at `lists`, or at `list_with` for the list
in which a share stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from youju.checker.mentions import Mention, Role
from youju.checker.passage import Passage, Sentence

_SHARE: Final = re.compile(r"(?:占|占比|比重|比例|贡献率)(?P<of>[^，。；、\d]{0,14})$")
_NO_PART: Final = frozenset({"岁", "周岁", "百分点", "年", "月", "天"})
_BRACKET: Final = re.compile(r"（[^（）]*）")
_WHOLE: Final = Decimal(100)
_CLOSE: Final = 30
"""Characters between a part and its share."""
_BETWEEN: Final = 60


class Portion(NamedTuple):
    """A share, and the quantity that it is of where one is printed."""

    rate: Mention
    part: Mention | None


def lists(passage: Passage, sentence: Sentence) -> Iterator[list[Portion]]:
    """Shares in a row, less those of a part (其中…占…)."""
    found: list[Portion] = []
    previous: Mention | None = None
    inner = False
    for mention in sentence.mentions:
        before, previous = previous, mention
        if not mention.percent or mention.role is not Role.QUANTITY or mention.hedge or mention.span:
            continue
        if _SHARE.search(passage.before(mention, 20)) is None:
            continue
        before = outside(passage, sentence.mentions, mention) if before is not None else None
        part = before if before is not None and _is_part(passage, before, mention) else None
        start = part.start if part else mention.start
        gap = passage.text[found[-1].rate.end : start] if found else ""
        inner = "其中" in gap or (inner and "；" not in gap)
        if found and (len(gap) > _BETWEEN or (part is None) != (found[-1].part is None)):
            yield found
            found, inner = [], False
        if not inner:
            found.append(Portion(mention, part))
    yield found


def outside(passage: Passage, mentions: Sequence[Mention], rate: Mention) -> Mention | None:
    """The number before a share, none of a bracket that closes between them: 968亿（其中482亿），占16%."""
    at = mentions.index(rate) - 1
    closed = 0
    while at >= 0:
        gap = passage.between(mentions[at], mentions[at + 1])
        closed += gap.count("）") - gap.count("（")
        if closed <= 0:
            return mentions[at]
        at -= 1
    return None


def _is_part(passage: Passage, part: Mention, rate: Mention) -> bool:
    counted = part.measured and not part.percent and part.unit not in _NO_PART
    near = len(_BRACKET.sub("", passage.between(part, rate))) <= _CLOSE
    return counted and near and not part.hedge


def list_with(passage: Passage, sentence: Sentence, rate: Mention) -> Sequence[Portion]:
    """The list in which a share stands; empty when it stands alone or within a part."""
    for listed in lists(passage, sentence):
        if len(listed) > 1 and any(one.rate is rate for one in listed):
            return listed
    return ()


def full(listed: Sequence[Portion]) -> bool:
    """Whether the shares of a list leave nothing out, so that none of its parts is the whole of another."""
    rates = [one.rate for one in listed]
    off = abs(sum((one.value for one in rates), Decimal(0)) - _WHOLE)
    return len(rates) > 1 and off <= sum((one.half for one in rates), Decimal(0))


def balanced(listed: Sequence[Portion]) -> bool:
    """Whether the shares make up just a hundred: then one may have been rounded the other way for it."""
    return len(listed) > 1 and sum((one.rate.value for one in listed), Decimal(0)) == _WHOLE
