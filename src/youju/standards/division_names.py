"""How people write the names of divisions: without suffix, without nationalities, with an older suffix.

Enter at `stem` and `spellings`. Used to read addresses; the official names are in `divisions`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from youju.standards.divisions import Level

EXACT: Final = 0
"""Rank of the official name, and of forms that can mean nothing else."""
SHORT: Final = 1
"""Rank of a name without its suffix, or with the suffix of another rank of town."""

_NATIONALITIES: Final = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|"
    "纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|"
    "塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺"
)
_NATIONAL: Final = re.compile(rf"(?:(?:{_NATIONALITIES})族|各族|蒙古|哈萨克|柯尔克孜|塔吉克|锡伯|维吾尔)+$")
_PROVINCES: Final = {
    "内蒙古自治区": "内蒙古",
    "广西壮族自治区": "广西",
    "西藏自治区": "西藏",
    "宁夏回族自治区": "宁夏",
    "新疆维吾尔自治区": "新疆",
    "香港特别行政区": "香港",
    "澳门特别行政区": "澳门",
}
_ZONE_WORDS: Final = (
    ("高新", ("高新区", "高新技术开发区", "高新开发区", "高新技术产业开发区", "高新产业开发区")),
    ("经济", ("经开区", "经济开发区", "经济技术开发区", "经济技术产业开发区")),
)
_SUFFIXES: Final = (
    *("自治州", "自治县", "自治旗", "特区", "林区", "新区", "地区", "街道"),
    *("省", "市", "盟", "县", "区", "旗", "镇", "乡"),
)
_TOWN: Final = ("镇", "乡", "街道")


@lru_cache(maxsize=8192)
def stem(name: str) -> str:
    """The name without suffix and nationalities, or the whole name where too little would be left.

    Example:
        >>> [stem(name) for name in ("宣城市", "恩施土家族苗族自治州", "广西壮族自治区", "泾县", "六枝特区")]
        ['宣城', '恩施', '广西', '泾县', '六枝']
    """
    if name in _PROVINCES:
        return _PROVINCES[name]
    for suffix in _SUFFIXES:
        if name.endswith(suffix):
            rest = name[: -len(suffix)]
            if suffix.startswith("自治") or suffix == "乡":
                rest = _NATIONAL.sub("", rest) or rest
            return rest if len(rest) >= 2 else name
    return name


@lru_cache(maxsize=65536)
def spellings(name: str, level: Level) -> tuple[tuple[str, int], ...]:
    """All ways to write a name, with their ranks.

    Args:
        name: Official name.
        level: Level of the division, province to street.

    Example:
        >>> spellings("河沥溪街道", Level.STREET)[:4]
        (('河沥溪街道', 0), ('河沥溪街道办事处', 0), ('河沥溪街道办', 0), ('河沥溪办事处', 0))
        >>> spellings("石柱土家族自治县", Level.COUNTY)
        (('石柱土家族自治县', 0), ('石柱自治县', 0), ('石柱县', 0), ('石柱', 1))
    """
    short = stem(name)
    found: dict[str, int] = {name: EXACT}
    if short == name:
        return tuple(found.items())
    for kind in ("自治区", "自治州", "自治县", "自治旗"):
        if name.endswith(kind):
            found.setdefault(short + kind, EXACT)
            found.setdefault(short + kind[-1], EXACT)
    if level == Level.STREET:
        if name.endswith("街道"):
            for tail in ("街道办事处", "街道办", "办事处"):
                found.setdefault(short + tail, EXACT)
        if name.endswith(_TOWN):
            for tail in _TOWN:
                found.setdefault(short + tail, EXACT if name.endswith("乡") and tail == "乡" else SHORT)
    # 湖南路 alone is the road, not the street office of that name
    if level != Level.STREET or (name.endswith(_TOWN) and not short.endswith(("路", "街", "道", "巷", "桥"))):
        found.setdefault(short, SHORT)
    return tuple(found.items())


def zone_spellings(name: str, above: tuple[str, ...]) -> tuple[str, ...]:
    """Ways to write a development zone inside its own city, where the city is already said.

    Args:
        name: Such as 宣城市经济开发区.
        above: Names of its province and city.

    Example:
        >>> zone_spellings("宣城市经济开发区", ("安徽省", "宣城市"))
        ('经济开发区', '经开区', '经济技术开发区', '经济技术产业开发区')
    """
    rest = name
    for upper in above:
        for text in (upper, stem(upper)):
            rest = rest.removeprefix(text)
    found = [rest]
    if rest.startswith(("经济", "高新")):
        for word, forms in _ZONE_WORDS:
            if rest.startswith(word):
                found += forms
    return tuple(dict.fromkeys(text for text in found if len(text) >= 3))
