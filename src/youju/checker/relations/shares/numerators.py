"""The quantities of which a rate may speak: right before 占, or those that it is named after."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from youju.checker.mentions import Mention, similar
from youju.checker.passage import Passage
from youju.checker.relations.aspects import Aspect, aspect_of
from youju.checker.relations.flows import SPENT
from youju.checker.relations.shares.rating import Around

LIMITED: Final = re.compile(
    r"按期|按时|及时|时限|限期|期内|一次|满意|合格|优良|累计|同比|平均|当年|目标|预计|力争|确保|不低于"
)


def numerators(passage: Passage, around: Around) -> list[Mention]:
    """The quantities of which a rate may speak: right before 占, or those that it is named after."""
    rate, here = around.rate, around.here
    if not here:
        return []
    head = passage.before(rate, 20)
    name = around.said("stem") or head[: around.match.start() if around.match else 0]
    told = here[-1].end - (rate.start - len(head))
    if told > 0 and not around.said("stem"):
        name = name[told:]  # 本级受理237件、占总量55%
    if len(name) < 2:
        gap = passage.between(here[-1], rate)
        return here[-1:] if len(gap) <= CLOSE and not re.search(r"[；。]", gap) else []
    limits = LIMITED.findall(head)
    first = rate.start - len(head)
    named: list[tuple[int, Mention]] = []
    for part in here:
        words = passage.before(part, 16)
        if all(limit in words for limit in limits):
            words += passage.text[part.end : min(part.end + len(passage.after(part, 8)), first)]
            named.append((shared(name, words), part))
    named += [(shared(name, passage.before(one, 16)), one) for one in around.after]  # 运行率98.4%，运行63个
    best = max((length for length, _ in named), default=0)
    if (
        best < 2
        and _doing(name, passage.before(here[-1], 16))
        and len(passage.between(here[-1], rate)) <= CLOSE
    ):
        return here[-1:]
    if best < 2 and name.endswith("完成") and _aimed_at(passage, here):
        return here[-1:]
    if best < 2 and _SPENDING.search(name):
        return [one for one in here if _SPENT.search(passage.before(one, 16))][-1:]
    return [part for length, part in named if length == best] if best >= 2 else []


def _aimed_at(passage: Passage, here: Sequence[Mention]) -> bool:
    """Whether the last figure is what was done of a target before it: 任务30个，建成33个，完成率110%."""
    if len(here) < 2 or aspect_of(passage, here[-1]) is Aspect.TARGET:
        return False
    return aspect_of(passage, here[-2]) is Aspect.TARGET and similar(here[-2], here[-1])


_SPENDING: Final = re.compile(r"(?:执行|支出|使用|支付)$")
_SPENT: Final = re.compile(SPENT)
"""What the rates of a budget are of: 预算20亿元，已用19亿元，执行率95%."""


def _doing(name: str, words: str) -> bool:
    """Whether words begin with what a rate is named after: 破案率 of 破各类刑事案件."""
    return len(name) == 2 and words.startswith(name[0]) and name[1] in words[1:]


def shared(name: str, words: str) -> int:
    """How much of the end of a name stands in other words."""
    return max((length for length in range(2, len(name) + 1) if name[-length:] in words), default=0)


CLOSE: Final = 14


def of_another(passage: Passage, around: Around, part: Mention) -> bool:
    """Whether a figure is told after a rate with a noun of its own, or is of those that are not counted."""
    if part in around.after:
        gap = passage.between(around.rate, part)
        # 满意率达100%（满意144件，基本满意2件）; 处置率26%，闲置土地处置318亩
        if _LISTED_AFTER.match(passage.text, part.end) or _NEXT.search(gap):
            return True
    return _denied(around.said("stem"), passage.before(part, 12))


_NEXT: Final = re.compile(r"^，[^，。；]{5,}$")
"""Between a rate and a figure of something else."""


def _denied(stem: str, words: str) -> bool:
    """Whether a figure is of those that a rate does not count: 不合格96批次 of 合格率."""
    return len(stem) > 1 and any(no + stem[-2:] in words for no in ("不", "未"))


_LISTED_AFTER: Final = re.compile(r"[，、][^，。；、（）\d]{1,10}\d[\d.]*[^，。；、（）\d]{1,2}[）、，；。]")
