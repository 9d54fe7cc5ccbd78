"""Units of measure: which figures may be added, and by how much one scale differs from another.

Enter at `unit`. A symbol is an optional Chinese multiplier and a unit (``万元``, ``亿立方米``), or two
such joined by ``/`` (``元/平方米``). Units that no table knows are dimensions of their own: 件 and 件
are compatible, 件 and 宗 are not, and 万件 is ten thousand 件.

Sources: the Order on the unified use of legal units of measure (State Council, 1984) and GB 3100-1993
for measures, the Law on the People's Bank of China, article 17, for money; the table is
``data/units.csv``. Foreign money is not converted: no law fixes a rate.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache

from youju.errors import fail
from youju.standards import tables

MULTIPLIERS: Mapping[str, int] = {
    "万亿": 10**12,
    "千亿": 10**11,
    "百亿": 10**10,
    "十亿": 10**9,
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "万": 10**4,
    "千": 10**3,
    "百": 10**2,
}
"""Chinese multipliers that stand before a unit, longest first."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure.

    Attributes:
        symbol: As it is written, normalised (``㎡`` becomes ``m2``); what a figure is printed with.
        dimension: What is measured. Two units are compatible when their dimensions are equal.
        scale: How many base units of the dimension one of it is, exact. Only the quotient of two scales
            of one dimension has a meaning.
    """

    symbol: str
    dimension: str
    scale: Fraction = Fraction(1)

    @classmethod
    def parse(cls, symbol: str) -> Unit:
        """The unit that a symbol stands for; see `unit`."""
        return unit(symbol)

    @property
    def factor(self) -> Decimal:
        """`scale` as a decimal, rounded to 28 digits where it does not end."""
        return _decimal(self.scale)

    def compatible(self, other: Unit) -> bool:
        """Whether figures in the two units may be added and compared.

        Example:
            >>> unit("万元").compatible(unit("亿元")), unit("万元").compatible(unit("人"))
            (True, False)
        """
        return self.dimension == other.dimension

    def __str__(self) -> str:
        return self.symbol


def unit(symbol: str) -> Unit:
    """The unit that a symbol stands for.

    Args:
        symbol: Such as ``万元``, ``m²``, ``元/吨``, ``percent``; full-width forms and spaces are accepted.

    Raises:
        YoujuError: S101 when the symbol is empty, or a side of ``/`` is.

    Example:
        >>> unit("万元").factor, unit("万元").dimension
        (Decimal('10000'), 'money')
        >>> unit("件") == unit(" 件 ")
        True
    """
    return _unit(symbol if isinstance(symbol, str) else str(symbol))


@lru_cache(maxsize=4096)
def _unit(symbol: str) -> Unit:
    text = "".join(unicodedata.normalize("NFKC", symbol).split())
    known = _known().get(text)
    if known is not None:
        return Unit(text, known.dimension, known.scale)
    if "/" in text:
        parts = [_unit(part) for part in text.split("/")]
        dimension, scale = parts[0].dimension, parts[0].scale
        for part in parts[1:]:
            dimension, scale = f"{dimension}/{part.dimension}", scale / part.scale
        return Unit(text, dimension, scale)
    if not text:
        raise fail("S101")
    for multiplier, value in MULTIPLIERS.items():
        if len(text) > len(multiplier) and text.startswith(multiplier):
            base = _unit(text[len(multiplier) :])
            return Unit(text, base.dimension, base.scale * value)
    return Unit(text, text)


def ratio(source: Unit | str, target: Unit | str) -> Fraction:
    """How many of `target` one of `source` is, exactly.

    Raises:
        YoujuError: S102 when the two measure different things.

    Example:
        >>> ratio("亩", "平方米")
        Fraction(2000, 3)
    """
    source = unit(source) if isinstance(source, str) else source
    target = unit(target) if isinstance(target, str) else target
    if not source.compatible(target):
        raise fail("S102", source=source.symbol, target=target.symbol)
    return source.scale / target.scale


def factor(source: Unit | str, target: Unit | str) -> Decimal:
    """`ratio` as a decimal, rounded to 28 digits where it does not end.

    Raises:
        YoujuError: S102 when the two measure different things.

    Example:
        >>> factor("元", "万元"), factor("公顷", "亩")
        (Decimal('0.0001'), Decimal('15'))
    """
    return _decimal(ratio(source, target))


def convert(value: Decimal | int, source: Unit | str, target: Unit | str) -> Decimal:
    """A value in another unit of the same dimension.

    Raises:
        YoujuError: S102 when the two measure different things.

    Example:
        >>> convert(Decimal("12.5"), "万元", "元")
        Decimal('125000.0')
    """
    exact = ratio(source, target)
    return Decimal(value) * exact.numerator / exact.denominator


def known_symbols() -> tuple[str, ...]:
    """Symbols and aliases of the table, in its order."""
    return tuple(_known())


@cache
def _known() -> Mapping[str, Unit]:
    found: dict[str, Unit] = {}
    for row in tables.rows("units.csv"):
        scale = Fraction(row["scale"])
        for symbol in (row["symbol"], *row["aliases"].split(" ")):
            name = unicodedata.normalize("NFKC", symbol)
            if name:
                found.setdefault(name, Unit(name, row["dimension"], scale))
    return found


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
