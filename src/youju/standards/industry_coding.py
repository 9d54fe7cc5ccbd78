"""Coding a unit to GB/T 4754-2017 from its name and business scope, with alternatives and a confidence.

Enter at `code`, or at `Coder` to learn from a sample of one's own. What is learned from: the names and notes
of the standard itself, and a sample of made-up scopes that was labelled twice (``data/industry_scopes.csv``).
Each class is a bag of characters' runs, weighted by how few classes have them; a unit is compared with every
class, part by part of its scope, the first parts counting most, and what it does with a thing (makes, sells,
mends) decides among the classes that deal with that thing.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from youju.standards import business_scopes, industries, tables
from youju.standards.industries import Level

Floats = npt.NDArray[np.float64]

SHOWN: Final = 5
"""Alternatives that are given."""
SURE: Final = 0.9
"""Confidence from which a code needs no person to look at it; six of seven of those are right."""

_DECAY: Final = 0.4
"""What the next part of a scope counts for, against the one before."""
_NAME, _NOTE, _ABOVE, _DIVISION, _SAMPLE = 5.0, 0.5, 0.3, 0.6, 2.5
"""What words of the standard's names, its notes, the group, the division and the sample count for."""
_OWN_NAME: Final = 0.9
"""What the name of the unit counts for, against the first part of its scope."""
_NAMED: Final = 8
"""Characters at the end of a name that tell what the unit does."""
_OTHER_ACTIVITY: Final = 0.15
"""What a class counts for whose activity is none of those that the text names."""
_TRADES: Final = 0.25
"""What trade counts for when the goods that are sold are also made, grown or dug."""
_OTHER_TRADE: Final = 0.6
"""What wholesale counts for where the name sounds of a shop, and retail where it does not."""
_PARTS: Final = 10
"""Parts of a scope that can still count."""
_STRANGE: Final = 10.0
"""Square of the weight of a run of characters that nobody has."""
_REMEMBERED: Final = 20_000
_MEANT: Final = 0.1
"""The same where the other one is named outright."""
_COMMON: Final = 250
"""A run of characters that more classes have says nothing."""
_STEEPNESS: Final = 6.0
"""How fast confidence grows with the distance to the next class; fitted to the sample
(``benchmarks/bench_coding.py``)."""

_FORMS: Final = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|农民专业合作社|专业合作社|合作社|公司|集团|家庭农场|\(普通合伙\)).*$"
)
_REGION: Final = re.compile(r"^.{2,6}?(?:省|市|县|自治区)(?=.{4})")
_SHOP: Final = re.compile(r"店|铺|超市|馆|城$|门市|专卖|摊|行$|小卖部|坊$|个体")
_BESIDE: Final = (
    (re.compile("普通货运|货物运输|普通货物|货运"), re.compile("运|物流|货|快递|配送|储")),
    (re.compile("进出口"), re.compile("进出口|贸|国际|外经")),
    (re.compile("回收"), re.compile("回收|再生|物资|废|资源")),
    (re.compile("(?:房屋|场地|厂房|资产|设备)租赁"), re.compile("租|资产|置业|地产|市场")),
)
"""What many units do besides, often named first, and words in the names of those whose trade it is."""
_TRADE: Final = re.compile(
    r"生产|制造业?|加工|制作|销售|经销|购销|批发|零售|收购|采选|开采|业务|服务|以及|相关|其他|未列明|各类|各种|系列"
)
_SILENT: Final = re.compile(r"[^\u4e00-\u9fffA-Z0-9]")

_ACTIVITIES: Final[dict[str, str]] = {
    "A1": "grow sell", "A2": "raise sell", "A3": "grow raise serve make", "B": "mine make", "C": "make",
    "C42": "make sell", "C43": "repair", "D": "make serve sell carry", "E": "build",
    "F": "sell wholesale retail", "G": "carry", "H": "lodge serve", "I": "study serve", "J": "finance advise",
    "K": "build serve advise rent sell study", "L": "rent serve advise finance", "M": "study advise serve",
    "N": "serve repair build study", "O": "serve repair", "": "serve study advise make lodge",
}  # fmt: skip
"""Activities (`business_scopes.ACTIVITIES`) that belong to a section, a division or a kind of farming."""


class Choice(NamedTuple):
    """A class and how likely it is, 0 to 1."""

    code: str
    confidence: float


class Sample(NamedTuple):
    """A unit of which the class is known."""

    name: str
    scope: str
    code: str


class Coder:
    """What was learned from the standard and a sample.

    Args:
        samples: Units of which the class is known.
    """

    def __init__(self, samples: Iterable[Sample]) -> None:
        self._classes = [one for one in industries.everything() if one.level == Level.CLASS]
        self._allowed = [frozenset(_activities(one.code, one.section).split()) for one in self._classes]
        bags = [_standard(one) for one in self._classes]
        places = {one.code: place for place, one in enumerate(self._classes)}
        for sample in samples:
            bag = bags[places[industries.require(sample.code).code]]
            for order, part in enumerate(business_scopes.read(sample.scope)):
                _add(bag, part.text, _SAMPLE * _DECAY**order)
            _add(bag, subject(sample.name), _SAMPLE * 0.6)
        seen: dict[str, int] = defaultdict(int)
        for bag in bags:
            for gram in bag:
                seen[gram] += 1
        self._rarity = {gram: math.log(len(bags) / many) * _long(gram) for gram, many in seen.items()}
        pairs: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, bag in enumerate(bags):
            weights = {
                gram: (1 + math.log1p(weight)) * self._rarity[gram]
                for gram, weight in bag.items()
                if seen[gram] <= _COMMON
            }
            length = math.sqrt(math.sqrt(sum(one * one for one in weights.values()))) or 1.0
            for gram, weight in weights.items():
                pairs[gram].append((place, weight / length))
        self._classes_of = {
            gram: (np.array([place for place, _ in found]), np.array([weight for _, weight in found]))
            for gram, found in pairs.items()
        }
        self._near = lru_cache(_REMEMBERED)(self._likeness)
        self._fits = lru_cache(_REMEMBERED)(self._fitting)

    def code(self, name: str, scope: str) -> tuple[Choice, ...]:
        """The classes that fit best.

        Args:
            name: Of the unit; may be empty.
            scope: Its business scope; may be empty.

        Returns:
            At most `SHOWN`, the likeliest first; nothing where nothing is said.
        """
        short = subject(name)
        parts = _main_first(business_scopes.read(scope), short)
        shop = bool(_SHOP.search(short) or _SHOP.search(name[-3:]))
        first = frozenset[str]().union(*(part.activities for part in parts[:2]))
        total = self._near(short[-_NAMED:]) * self._fits(
            first | (business_scopes.doing(short) or first), shop
        )
        total = _OWN_NAME * total
        for order, part in enumerate(parts[:_PARTS]):
            total += _DECAY**order * self._near(part.text) * self._fits(part.activities, shop)
        best = np.argsort(-np.round(total, 12), kind="stable")[:20]
        top = float(total[best[0]])
        if top <= 0:
            return ()
        odds = np.where(total[best] > 0, np.exp(_STEEPNESS * (total[best] / top - 1)), 0.0)
        odds *= min(1.0, top) / odds.sum()  # little in common with any class is little reason to believe one
        found = zip(best[:SHOWN].tolist(), odds[:SHOWN].tolist(), strict=True)
        return tuple(Choice(self._classes[place].code, round(sure, 4)) for place, sure in found if sure > 0)

    def _likeness(self, text: str) -> Floats:
        """Likeness of a text to every class."""
        near = np.zeros(len(self._classes))
        size = 0.0
        for gram in sorted(set(_grams(text))):
            weight = self._rarity.get(gram)
            size += weight * weight if weight is not None else _STRANGE
            if gram in self._classes_of:
                places, weights = self._classes_of[gram]
                near[places] += (weight or 0.0) * weights
        return near / (math.sqrt(size) or 1.0)

    def _fitting(self, doing: frozenset[str], shop: bool) -> Floats:
        """What each class counts for, by what is done with a thing."""
        return np.array([self._fit(place, doing, shop=shop) for place in range(len(self._classes))])

    def _fit(self, place: int, doing: frozenset[str], *, shop: bool) -> float:
        one, found = self._classes[place], 1.0
        if doing:
            if not self._allowed[place] & doing:
                found = _OTHER_ACTIVITY
            elif one.section == "F" and doing & {"make", "grow", "raise", "mine"}:
                found = _TRADES
        other = {"51": "retail", "52": "wholesale"}.get(one.code[:2])
        own = "wholesale" if other == "retail" else "retail"
        if other and own not in doing:
            guessed = (own == "retail") != shop
            found *= _MEANT if other in doing else _OTHER_TRADE if guessed else 1.0
        return found


def code(name: str, scope: str) -> tuple[Choice, ...]:
    """The classes that fit best, by what is shipped.

    Args:
        name: Of the unit; may be empty.
        scope: Its business scope; may be empty.

    Example:
        >>> [one.code for one in code("云溪县康宁大药房", "中成药、化学药制剂、抗生素零售")][:1]
        ['5251']
        >>> code("", "")
        ()
    """
    return _shipped().code(name, scope)


def samples() -> tuple[Sample, ...]:
    """The sample that is shipped: made up, labelled twice, disagreements settled."""
    return tuple(Sample(row["name"], row["scope"], row["code"]) for row in tables.rows("industry_scopes.csv"))


def subject(name: str) -> str:
    """What is left of a name without region and legal form.

    Example:
        >>> subject("云溪县华荣橡塑制品有限公司")
        '华荣橡塑制品'
    """
    text = unicodedata.normalize("NFKC", name).upper()
    text = _REGION.sub("", text)
    return _FORMS.sub("", text) or text


def _main_first(parts: tuple[business_scopes.Part, ...], name: str) -> tuple[business_scopes.Part, ...]:
    """Parts with what many units do besides behind the others, unless the name says that it is the trade."""
    beside = [
        any(what.search(one.text) and not trade.search(name) for what, trade in _BESIDE) for one in parts
    ]
    return tuple(
        part for late in (False, True) for part, one in zip(parts, beside, strict=True) if one is late
    )


@cache
def _shipped() -> Coder:
    return Coder(samples())


def _standard(one: industries.Industry) -> dict[str, float]:
    """What the standard says of a class."""
    bag: dict[str, float] = defaultdict(float)
    _, division, group = one.ancestors
    _add(bag, one.name, _NAME)
    _add(bag, one.note, _NOTE)
    _add(bag, group.name, _ABOVE)
    _add(bag, group.note, _ABOVE * 0.4)
    _add(bag, division.name, _DIVISION)
    return bag


def _activities(code: str, section: str) -> str:
    if section == "A":
        section = "A3" if code.startswith("05") else "A1" if code < "03" else "A2"
    return _ACTIVITIES.get(section + code[:2]) or _ACTIVITIES.get(section) or _ACTIVITIES[""]


def _add(bag: dict[str, float], text: str, weight: float) -> None:
    for gram in _grams(text):
        bag[gram] += weight


def _grams(text: str) -> Iterator[str]:
    """Runs of two to four characters and whole pieces; words of trade, which all classes have, part them."""
    for piece in _TRADE.split(text):
        plain = _SILENT.sub("", piece)
        if plain:
            yield f"={plain}"  # the whole, which says more than its parts
        for size in (2, 3, 4):
            for first in range(len(plain) - size + 1):
                yield plain[first : first + size]


def _long(gram: str) -> float:
    return 1 + 0.3 * (min(len(gram), 5) - 2)
