"""Rates of things that are counted one by one (N102): 9个断面中8个达标, 203个村均配备203名主任."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from youju.checker.mentions import PERCENT, Role, exact, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.shares.rating import CHANGE, RATE, quantity, rate_of, rated, rates_in

_CLOSE, _FAR = 14, 32
"""Characters between the two and their rate, which may be further off where no figure is between."""
_AMONG: Final = re.compile(r"[^，。；、\d]{0,16}中[，,]?(?:已?有|已)?")


def _among(passage: Passage) -> Iterator[Relation]:
    """优良比例88.9%，9个断面中8个达到优良."""
    for sentence in passage.sentences_with("中", PERCENT):
        rates = [one for one in sentence.mentions if one.percent and one.role is Role.QUANTITY]
        if not rates or len(sentence.mentions) < 3:
            continue
        for whole, part in pairwise(sentence.mentions):
            if not (quantity(whole) and quantity(part) and similar(whole, part)):
                continue
            if whole.base < part.base or not _AMONG.fullmatch(passage.between(whole, part)):
                continue
            for rate in rates:
                head = passage.before(rate, 20)
                named = RATE.search(head) and not CHANGE.search(head)
                next_to = passage.at(rate.start) == passage.at(part.start) + 1
                if not named or max(whole.start - rate.end, rate.start - part.end) > (
                    _FAR if next_to else _CLOSE
                ):
                    continue
                gap = abs(part.base / whole.base * 100 - rate.value)
                verdict = rated(rate, part, whole)[0]
                said = re.search(r"(?P<stem>[一-鿿]{2})(?:断面|村|户)?(?:率|比例|比重|占比)", head)
                reach = 25 if said and said["stem"][0] in passage.after(part, 12) else 3
                if verdict is HOLDS or (gap <= reach and exact(rate, part, whole)):
                    yield rate_of(rate, part, whole, Kind.SHARE, verdict)


_COVERED: Final = re.compile(r"(?:覆盖|配备|建成|设立|设置|建立|配置|悬挂|安装)率[^，。；、\d]{0,6}$")
_EVERY: Final = re.compile(r"均|都|全部|实现|每")


def _covered(passage: Passage) -> Iterator[Relation]:
    """203个村均设立…，配备205名主任，覆盖率达100%: one for each, so as many as there are."""
    if not any(one.percent and one.value >= _ALL for one in passage.mentions):
        return
    for around in rates_in(passage):
        rate, here = around.rate, [*around.earlier, *around.here]
        if (
            rate.value < _ALL
            or len(here) < 2
            or not around.here
            or not _COVERED.search(passage.before(rate, 20))
        ):
            continue
        part = here[-1]
        for whole in reversed(here[:-1]):
            text = passage.text[whole.start : rate.start]
            if similar(whole, part) or whole.value < _MANY or not exact(whole, part):
                continue
            same = whole.value == part.value and rate.value > 100
            near = abs(whole.value - part.value) <= 3 and len(text) <= 80 and whole in around.here
            if (same or (near and _EVERY.search(text))) and rated(rate, part, whole)[0] is FAILS:
                yield rate_of(rate, part, whole, Kind.SHARE, FAILS)
                break


_ALL: Final = 100
_MANY: Final = 20
"""With fewer, one more or less is no slip of the pen."""


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "among",
        "N102",
        Kind.SHARE,
        _among,
        (
            Example("断面达标比例88.9%，9个断面中8个达标。", HOLDS, ("88.9%", "9个", "8个")),
            Example("断面达标比例86.9%，9个断面中8个达标。", FAILS, (), "=88.89%"),
            Example("15个乡镇中有14个达到市级规范化建设标准，达标率80%。", FAILS, (), "=93.33%"),
            Example("断面达标比例88.9%，9个断面各设标志8个。", None),
        ),
    ),
    Pattern(
        "covered",
        "N102",
        Kind.SHARE,
        _covered,
        (
            Example("203个村均设立站点，配备201名专员，覆盖率达100%。", FAILS, ("203个", "201名", "100%")),
            Example("16个村均设立站点，配备18名专员，覆盖率达100%。", None),
        ),
    ),
)
