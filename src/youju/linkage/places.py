"""An address in parts: county, and what follows it, with its numbers.

Enter at `read`. Levels that are left out stay open; towns and villages remain in the text, where truncated
addresses still share them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from youju.errors import YoujuError
from youju.linkage import regions
from youju.linkage.text import fold
from youju.standards import numerals

_NUMBER: Final = re.compile(r"[0-9]+")
_CHINESE: Final = re.compile(r"[一二三四五六七八九十百零〇]+(?=号|栋|幢|楼|组|层|单元|室|队)")


class Place(NamedTuple):
    """An address in parts.

    Attributes:
        rest: What follows the names of divisions, folded, numerals as digits.
        numbers: The numbers in it, joined by commas.
        city: Short name of the city, or empty.
        county: Short name of the county, or empty.
    """

    rest: str
    numbers: str
    city: str
    county: str


def read(text: str) -> Place:
    """Take an address apart.

    Example:
        >>> read("安徽省宣城市宣州区龙首路一零号三幢")
        Place(rest='龙首路10号3栋', numbers='10,3', city='宣城', county='宣州')
    """
    place = regions.strip(fold(text))
    rest = _CHINESE.sub(lambda match: _digits(match[0]), place.rest)
    for other in "幢座":
        rest = rest.replace(other, "栋")
    return Place(rest, ",".join(_NUMBER.findall(rest)), place.city, place.county)


@lru_cache(maxsize=4096)
def _digits(text: str) -> str:
    """三十二 and 三二 as 32, 一零 as 10."""
    if not re.search("[十百]", text):
        return "".join(str(int(unicodedata.numeric(character))) for character in text)
    try:
        return str(numerals.parse(text))
    except YoujuError:
        return text
