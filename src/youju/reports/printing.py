"""How a value is printed: decimals, unit, direction in words, hedges; and the text that says so in a link.

Enter at `printed`, and at `Style` for what a template or an author asks for. Everything that a reader sees of
a figure is made here from its value and its style, so that it can be made again to prove a document.

The rounding is that of `youju.engine.aggregates` (half away from zero), units with a multiplier (万元, 亿元)
follow GB/T 15835-2011.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final
from urllib.parse import parse_qsl, quote

from youju.engine.aggregates import rounded
from youju.errors import fail

SCALES: Final = {"万亿": 10**12, "亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3}
_SCALED: Final = "元人吨户件亩度只头平立米瓦册辆"
CHANGE: Final = ("增长", "下降", "持平")
MOST_DECIMALS: Final = 6


@dataclass(frozen=True, slots=True)
class Style:
    """How a value is to be printed.

    Attributes:
        decimals: Places; None for those of the figure.
        unit: Printed unit; None for that of the figure, empty for none.
        words: For more, for less, for the same; the value follows without its sign.
        only: ``sign`` for the word alone, ``plain`` for the value without its sign.
        about: Significant digits, with a hedge (近, 超过) when they hide something.
    """

    decimals: int | None = None
    unit: str | None = None
    words: tuple[str, str, str] | None = None
    only: str = ""
    about: int | None = None

    def query(self) -> str:
        """As the query of a link; empty for the usual style."""
        pairs: list[tuple[str, str]] = []
        if self.decimals is not None:
            pairs.append(("d", str(self.decimals)))
        if self.unit is not None:
            pairs.append(("u", self.unit))
        if self.words is not None:
            pairs.append(("w", ".".join(self.words)))
        if self.only:
            pairs.append(("k", self.only))
        if self.about is not None:
            pairs.append(("a", str(self.about)))
        return "&".join(f"{name}={quote(text, safe='.')}" for name, text in pairs)

    @classmethod
    def of(cls, query: str) -> Style:
        """From the query of a link; what it does not know it leaves out.

        Example:
            >>> Style.of("d=1&w=提高.回落.持平").words
            ('提高', '回落', '持平')
        """
        found = dict(parse_qsl(query, keep_blank_values=True))
        words = tuple(found["w"].split(".")) if "w" in found else None
        return cls(
            decimals=_small(found.get("d"), MOST_DECIMALS),
            unit=found.get("u"),
            words=(words[0], words[1], words[2]) if words and len(words) == 3 else None,
            only=found["k"] if found.get("k") in ("sign", "plain") else "",
            about=_small(found.get("a"), 9) or None,
        )

    def with_(self, **changes: object) -> Style:
        """A changed copy."""
        return replace(self, **changes)  # type: ignore[arg-type]


USUAL: Final = Style()
"""As the figure itself says."""


def _small(text: str | None, most: int) -> int | None:
    """A small number of a link; None when it is none."""
    return min(int(text), most) if text is not None and text.isdecimal() and len(text) < 3 else None


def shown_unit(unit: str) -> str:
    """A unit as it stands after a number."""
    return {"percent": "%", "index": ""}.get(unit, unit)


def printed(value: Decimal, unit: str, decimals: int, style: Style = USUAL, *, label: str = "") -> str:
    """A value as documents print it.

    Args:
        value: Unrounded.
        unit: Unit of the figure; ``percent`` is printed as %.
        decimals: Places that its definition says.
        style: What was asked for.
        label: Of the figure, for the message.

    Raises:
        YoujuError: B109 when it cannot be given in the unit that is wanted.

    Example:
        >>> printed(Decimal("-3.25"), "percent", 1, Style(words=("增长", "下降", "持平")))
        '下降3.3%'
        >>> printed(Decimal(1988), "人", 0, Style(about=2))
        '近2000人'
        >>> printed(Decimal(123456), "万元", 0, Style(unit="亿元", decimals=2))
        '12.35亿元'
    """
    wanted = unit if style.unit is None or style.unit == "" else style.unit
    scaled = value * factor(unit, wanted, label)
    places = decimals if style.decimals is None else style.decimals
    shown = rounded(scaled, places)
    if style.words is not None:
        more, less, same = style.words
        word = more if shown > 0 else less if shown < 0 else same
        if style.only == "sign" or shown == 0:
            return word
        return word + _written(abs(scaled), places, wanted, style)
    if style.only == "plain":
        scaled = abs(scaled)
    return _written(scaled, places, wanted, style)


def _written(value: Decimal, places: int, unit: str, style: Style) -> str:
    shown = rounded(value, places)
    hedge = ""
    if style.about is not None and shown != 0:
        near = significant(shown, style.about)
        hedge = "" if near == shown else "近" if near > shown else "超过"
        shown = near
    text = f"{shown:f}"
    return f"{hedge}{text}{'' if style.unit == '' else shown_unit(unit)}"


def significant(value: Decimal, digits: int) -> Decimal:
    """A value rounded to its first digits.

    Example:
        >>> significant(Decimal("1988"), 2), significant(Decimal("0.0456"), 1)
        (Decimal('2000'), Decimal('0.05'))
    """
    exponent = value.adjusted() - digits + 1
    found = value.quantize(Decimal(1).scaleb(exponent), ROUND_HALF_UP)
    return Decimal(f"{found:f}")


def factor(unit: str, wanted: str, label: str) -> Decimal:
    """By what a value is multiplied to come from one unit to another.

    Raises:
        YoujuError: B109.
    """
    if wanted in (unit, shown_unit(unit)):
        return Decimal(1)
    (one, base), (other, second) = _apart(unit), _apart(wanted)
    if base != second or not base or unit == "percent":
        raise fail("B109", figure=label, unit=shown_unit(unit), wanted=wanted)
    return Decimal(one) / Decimal(other)


def _apart(unit: str) -> tuple[int, str]:
    """Multiplier and what is left of a unit."""
    for name, scale in SCALES.items():
        rest = unit.removeprefix(name)
        if rest != unit and rest and rest[0] in _SCALED:
            return scale, rest
    return 1, unit
