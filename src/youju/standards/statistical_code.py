"""The twelve-digit code for statistics, 统计用区划代码, of 《统计用区划代码和城乡划分代码编制规则》.

Enter at `parse`. The National Bureau of Statistics' rules (国统字〔2009〕91号) give two digits to the
province, two to the city, two to the county, three to the street, town or township and three to the village
or residents' committee; levels that are not filled are noughts. The third part says of itself what it is:
001-099 streets, 100-199 towns, 200-399 townships, 400-599 what is equal to them.

Villages are not in the tables that ship, so a village is only checked for its street. The code for urban and
rural (城乡分类代码), five more digits, is another code and does not belong here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from youju.errors import fail
from youju.standards import divisions
from youju.standards.divisions import Division, Level

LENGTH: Final = 12
_PARTS: Final = (
    (2, Level.PROVINCE),
    (4, Level.CITY),
    (6, Level.COUNTY),
    (9, Level.STREET),
    (12, Level.VILLAGE),
)


@dataclass(frozen=True, slots=True)
class StatisticalCode:
    """A well-formed code.

    Attributes:
        text: Twelve digits.
    """

    text: str

    @property
    def level(self) -> Level:
        """The lowest level that is filled."""
        return max(level for end, level in _PARTS if int(self._part(end)))

    @property
    def province(self) -> str:
        """Two digits."""
        return self.text[:2]

    @property
    def city(self) -> str:
        """Four digits, with the province."""
        return self.text[:4]

    @property
    def county(self) -> str:
        """Six digits, the code of GB/T 2260."""
        return self.text[:6]

    @property
    def street(self) -> str | None:
        """Nine digits; None above the street."""
        return self.text[:9] if int(self._part(9)) else None

    @property
    def village(self) -> str | None:
        """The last three digits; None above the village."""
        return self.text[9:] if int(self._part(12)) else None

    @property
    def kind(self) -> str | None:
        """街道, 镇, 乡 or 类似乡级单位, by the range of the third part; None above the street or outside.

        Example:
            >>> parse("341881100").kind, parse("341881").kind
            ('镇', None)
        """
        number = int(self._part(9))
        for below, name in ((1, None), (100, "街道"), (200, "镇"), (400, "乡"), (600, "类似乡级单位")):
            if number < below:
                return name
        return None

    @property
    def division(self) -> Division | None:
        """The division down to the street, current or retired; None when nobody knows it."""
        return divisions.get(self.text[:9])

    @property
    def parent(self) -> StatisticalCode | None:
        """The code with its lowest level emptied; None for a province.

        Example:
            >>> parse("341881100201").parent.text
            '341881100000'
        """
        ends = [end for end, level in _PARTS if level < self.level and int(self._part(end))]
        return StatisticalCode(self.text[: ends[-1]].ljust(LENGTH, "0")) if ends else None

    def _part(self, end: int) -> str:
        start = max((other for other, _ in _PARTS if other < end), default=0)
        return self.text[start:end]

    def __str__(self) -> str:
        return self.text


def pad(code: str) -> str:
    """A code of any level with noughts to twelve digits.

    Example:
        >>> pad("341881"), pad("3418")
        ('341881000000', '341800000000')
    """
    return code.ljust(LENGTH, "0")


def parse(text: str, *, known: bool = False) -> StatisticalCode:
    """Read a code of 2, 4, 6, 9 or 12 digits.

    Args:
        text: As people wrote it; full-width digits and spaces are accepted.
        known: Whether the division, down to the street, has to be in the tables too.

    Raises:
        YoujuError: S121 when the form is wrong, S120 when `known` and nobody knows the division.

    Example:
        >>> parse("341881").text, parse("341881100201").level.label
        ('341881000000', '村级')
    """
    digits = "".join(unicodedata.normalize("NFKC", text).split())
    if not re.fullmatch(r"[0-9]+", digits):
        raise fail("S121", text=text, reason="含有数字以外的字符")
    if len(digits) not in divisions.LENGTHS:
        raise fail("S121", text=text, reason=f"有{len(digits)}位")
    code = StatisticalCode(pad(digits))
    if code.province == "00":
        raise fail("S121", text=text, reason="省级为空")
    filled = [bool(int(code._part(end))) for end, _ in _PARTS]
    # A city may have streets and no counties (441900003000), but nothing hangs below an empty city or street.
    if (not filled[1] and any(filled[2:])) or (filled[4] and not filled[3]):
        raise fail("S121", text=text, reason="上级为空而下级不为空")
    if known and code.division is None:
        raise fail("S120", division=code.text)
    return code


def is_valid(text: str) -> bool:
    """Whether the text is a well-formed code of twelve digits in canonical form.

    Example:
        >>> is_valid("341881100201"), is_valid("341881"), is_valid("340081100000")
        (True, False, False)
    """
    if not re.fullmatch(r"[0-9]{12}", text) or text.startswith("00"):
        return False
    city, county, street, village = text[2:4], text[4:6], text[6:9], text[9:]
    empty_above = city == "00" and (county, street, village) != ("00", "000", "000")
    return not (empty_above or (street == "000" and village != "000"))
