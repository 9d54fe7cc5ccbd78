"""Words of units: by which they are searched, and the division and village of their address. No database."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from youju.ledger.listing.searching import lines as normal_lines
from youju.register import sites
from youju.register.models import Unit


@lru_cache(maxsize=20_000)
def _initial(character: str) -> str:
    return "".join(lazy_pinyin(character, style=Style.FIRST_LETTER))[:1].lower()


def initials(text: str) -> str:
    """The first letters of the sounds of its characters.

    Example:
        >>> initials("云溪县粮油店")
        'yxxlyd'
    """
    return "".join(map(_initial, text))


def lines(unit: Unit) -> str:
    """The text by which a unit is found; persons and telephones are not in it."""
    return normal_lines((unit.name, unit.code, unit.address, initials(unit.name)))


class Divisions:
    """The division and the village that an address names; each address is read once.

    Args:
        region: In which it is likely to lie; or empty.
    """

    def __init__(self, region: str) -> None:
        self._region = region or None
        self._known: dict[str, tuple[str, str]] = {}

    def of(self, address: str, name: str) -> str:
        """Code of the division, from the address, else from the name; empty where neither says it."""
        return self._area(address)[0] or self._area(name)[0]

    def village(self, address: str) -> str:
        """Village or community of an address; empty where it names none."""
        return self._area(address)[1]

    def _area(self, text: str) -> tuple[str, str]:
        if text not in self._known:
            self._known[text] = sites.area(text, inside=self._region)
        return self._known[text]
