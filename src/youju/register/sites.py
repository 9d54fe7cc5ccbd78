"""Where an address says that a unit is: division, village, road, and the house. No database.

Enter at `read`; `area` gives the division and village alone. The division is that of the standard's tables,
down to the township or street. Villages are in no table that ships: the address itself names them, 太平村,
长虹社区; an office may hand in their codes (`villages`). Two addresses are of one house when their spots and
their counties are the same.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from youju.linkage import places
from youju.standards.addresses import locate
from youju.standards.divisions import Division, Level

_OFFICE: Final = re.compile(r"^([一-鿿]{2,4}?)(?:街道办事处|街道办|办事处)")
_ORPHAN: Final = re.compile(r"^(?:街道办事处|街道办|办事处|街道(?!社区)|区(?!域))")
"""What is left of the name of a street or city: 宣城市|区昭亭北路, 双桥街道|办事处."""
_VILLAGE: Final = re.compile(
    r"^([一-鿿]{1,7}?)(?:行政)?"
    r"(村民委员会|村委会|社区居民委员会|社区居委会|居民委员会|居委会|社区|村)(?![路街巷道口小])"
)
_NO_VILLAGE: Final = re.compile(
    r"[路街巷道镇乡园厦区农]|(?:度假|工业|城中|民俗|大学|创业|市场|[新一二三四五六七八九])$"
)
"""What makes 村 part of an estate, a road, a park or a trade: 农村信用社, 度假村, 龙首新村, 电力一村."""
_ROAD: Final = re.compile(r"([一-鿿]{1,8}?(?:大道|大街|[路街巷弄]))(?!口)")
_DOOR: Final = re.compile(r"^(.{0,24}?)([0-9]{1,4})[0-9-]*号(?!楼|商铺|厂房|营业房)")


class Site(NamedTuple):
    """What an address says.

    Attributes:
        division: Code of the division, to the township or street where it is named; or empty.
        village: Village or community as people call it (太平村, 长虹社区); or empty.
        road: Name of the road; or empty.
        number: Number of the house at the road; 0 where the address has none.
        spot: Road or village and what follows it down to the number of the house, numerals as digits; empty
            without a number.
    """

    division: str
    village: str
    road: str
    number: int
    spot: str


NOWHERE: Final = Site("", "", "", 0, "")


def area(address: str, *, inside: str | None = None) -> tuple[str, str]:
    """Division and village of an address; empty where it names none.

    Args:
        address: As a list has it.
        inside: Code of the region in which it is likely to lie.

    Example:
        >>> area("宁国市河沥办事处滨口村12号")
        ('341881003', '滨口村')
    """
    division, village, _ = _parts(address, inside)
    return division, village


def read(address: str, *, inside: str | None = None) -> Site:
    """Take an address apart; arguments as for `area`.

    Example:
        >>> read("安徽省宁国市港口镇太平村鲍村五组23号")
        Site(division='341881100', village='太平村', road='', number=0, spot='太平村鲍村5组23号')
        >>> read("宣城市宣州区青年路一二号三幢")
        Site(division='341802', village='', road='青年路', number=12, spot='青年路12号')
    """
    if not address:
        return NOWHERE
    division, village, after = _parts(address, inside)
    after = places.read(after).rest
    found = _ROAD.search(after)
    road = found[1] if found else ""
    door = _DOOR.match(after[found.end(1) :] if found else after)
    if door is None or not (road or village):
        return Site(division, village, road, 0, "")
    number = int(door[2]) if road and not re.search("[0-9]", door[1]) else 0
    return Site(division, village, road, number, f"{road or village}{door[1]}{door[2]}号")


def village_named(name: str) -> str:
    """The name of a village or community as people call it, as `area` gives it.

    Example:
        >>> village_named("太平村民委员会"), village_named("长虹社区居委会"), village_named("东门居民委员会")
        ('太平村', '长虹社区', '东门社区')
    """
    match = _VILLAGE.match(name)
    return _called(match) if match else name


def _called(match: re.Match[str]) -> str:
    return match[1] + ("村" if match[2].startswith("村") else "社区")


def _parts(address: str, inside: str | None) -> tuple[str, str, str]:
    """Division, village, and what follows them."""
    if not address:
        return "", "", ""
    found = locate(address, inside=inside)
    rest = found.rest if found.division else found.text
    code = found.division.code if found.division else ""
    if office := _OFFICE.match(rest):
        rest = rest[office.end() :]
        code = (_town(found.division, office[1]) if found.level == Level.COUNTY else "") or code
    rest = _ORPHAN.sub("", rest)
    match = _VILLAGE.match(rest)
    if match is None or _NO_VILLAGE.search(match[1]):
        return code, "", rest
    return code, _called(match), rest[match.end() :]


def _town(county: Division | None, stem: str) -> str:
    """The one street or town of a county that begins so (河沥办事处 is 河沥溪街道); or empty."""
    below = county.children if county else ()
    codes = [one.code for one in below if one.name.startswith(stem) and one.level == Level.STREET]
    return codes[0] if len(codes) == 1 else ""
