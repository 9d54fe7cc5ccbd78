"""Words of units: by which they are searched, and the division that their address names. No database."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from youju.ledger.listing.searching import lines as normal_lines
from youju.register.models import Unit
from youju.standards.addresses import locate


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
    """The division that an address names; each address is read once.

    Args:
        region: In which it is likely to lie; or empty.
    """

    def __init__(self, region: str) -> None:
        self._region = region or None
        self._known: dict[str, str] = {}

    def of(self, address: str, name: str) -> str:
        """Code of the division, from the address, else from the name; empty where neither says it."""
        return self._code(address) or self._code(name)

    def _code(self, text: str) -> str:
        if not text:
            return ""
        if text not in self._known:
            found = locate(text, inside=self._region).division
            self._known[text] = found.code if found else ""
        return self._known[text]
