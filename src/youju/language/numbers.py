"""The one meaning of numbers, shared by the evaluator and every engine.

A number is a decimal with at most 10 places after the point and an absolute value below 10¹⁷. Addition
and subtraction are exact; products, quotients and conversions of units are computed exactly and then
rounded once, half away from zero, to 10 places. A result that does not fit, and division or remainder by
zero, are unknown (None). Ten places keep one 分 exact when it is told in 亿元.
``docs/decisions/0003-one-meaning-of-numbers.md`` says why, and what the engines do by themselves.
"""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Final

PLACES: Final = 10
WHOLE_DIGITS: Final = 17
DIGITS: Final = PLACES + WHOLE_DIGITS
FIELD_PLACES: Final = 6
"""Places of a stored field; snapshots keep fields as DECIMAL(`FIELD_DIGITS`, `FIELD_PLACES`)."""
FIELD_DIGITS: Final = FIELD_PLACES + WHOLE_DIGITS

_LIMIT: Final = Decimal(10) ** WHOLE_DIGITS
_STEP: Final = Decimal(1).scaleb(-PLACES)
# Enough for the exact product of two numbers, and for a quotient with one place more than is kept.
_EXACT: Final = Context(prec=2 * DIGITS + PLACES + 2, rounding=ROUND_DOWN)


def number(value: Decimal | int) -> Decimal | None:
    """A value as a number: rounded half away from zero to 10 places, None when it is out of range.

    Example:
        >>> number(Decimal("0.00000000005"))
        Decimal('1E-10')
        >>> number(10**17) is None
        True
    """
    exact = Decimal(value)
    if not exact.is_finite() or exact.copy_abs() >= _LIMIT * 10:
        return None
    rounded = exact.quantize(_STEP, rounding=ROUND_HALF_UP, context=_EXACT)
    return _EXACT.plus(rounded) if rounded.copy_abs() < _LIMIT else None  # plus: there is no minus zero


def fits(value: Decimal | int) -> bool:
    """Whether a field may hold the value: below 10¹⁷ and at most 6 places after the point.

    Example:
        >>> fits(Decimal("12.5")), fits(Decimal("1e17")), fits(Decimal("0.0000001"))
        (True, False, False)
    """
    exact = Decimal(value)
    return (
        exact.is_finite()
        and exact.copy_abs() < _LIMIT
        and exact == exact.quantize(Decimal(1).scaleb(-FIELD_PLACES), context=_EXACT)
    )


def add(left: Decimal, right: Decimal) -> Decimal | None:
    """Sum."""
    return number(_EXACT.add(left, right))


def subtract(left: Decimal, right: Decimal) -> Decimal | None:
    """Difference."""
    return number(_EXACT.subtract(left, right))


def multiply(left: Decimal, right: Decimal) -> Decimal | None:
    """Product, rounded once."""
    return number(_EXACT.multiply(left, right))


def divide(left: Decimal, right: Decimal) -> Decimal | None:
    """Quotient, rounded once; unknown when divided by zero.

    Example:
        >>> divide(Decimal(2), Decimal(3)), divide(Decimal(1), Decimal(0))
        (Decimal('0.6666666667'), None)
    """
    if not right:
        return None
    # Integers, so that nothing is rounded before it is cut: the 11th place decides on the 10th.
    top, bottom = int(left.scaleb(2 * PLACES + 1, _EXACT)), int(right.scaleb(PLACES, _EXACT))
    cut = abs(top) // abs(bottom)
    return number(Decimal(cut if (top < 0) == (bottom < 0) else -cut).scaleb(-PLACES - 1, _EXACT))


def remainder(left: Decimal, right: Decimal) -> Decimal | None:
    """What is left after dividing; it has the sign of the left side; unknown by zero.

    Example:
        >>> remainder(Decimal("-7.5"), Decimal(2)), remainder(Decimal(1), Decimal(0))
        (Decimal('-1.5000000000'), None)
    """
    return number(_EXACT.remainder(left, right)) if right else None


def round_to(value: Decimal, places: int) -> Decimal | None:
    """Rounded half away from zero.

    Example:
        >>> round_to(Decimal("-2.5"), 0) == -3
        True
    """
    return number(value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=_EXACT))


def whole(value: Decimal, digits: int) -> int | None:
    """A count of days or months: rounded to a whole, unknown when it has more digits than that."""
    rounded = int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP, context=_EXACT))
    return rounded if abs(rounded) < 10**digits else None


def steps(ratio: Fraction) -> tuple[Decimal, Decimal]:
    """Factor and divisor by which a ratio of two units is applied, in this order; 1 means no step.

    Example:
        >>> steps(Fraction(1, 100)), steps(Fraction(2000, 3))
        ((Decimal('0.01'), Decimal('1')), (Decimal('2000'), Decimal('3')))
    """
    scaled = ratio * 10**PLACES
    if scaled.denominator == 1:
        return Decimal(scaled.numerator).scaleb(-PLACES, _EXACT).normalize(_EXACT), Decimal(1)
    return Decimal(ratio.numerator), Decimal(ratio.denominator)


def convert(value: Decimal, ratio: Fraction) -> Decimal | None:
    """A value in another unit, by the same `steps` that the engines take."""
    factor, divisor = steps(ratio)
    scaled = value if factor == 1 else multiply(value, factor)
    return scaled if scaled is None or divisor == 1 else divide(scaled, divisor)


def text(value: Decimal) -> str:
    """Without exponent and trailing zeros.

    Example:
        >>> text(Decimal("1E+3")), text(Decimal("12.50"))
        ('1000', '12.5')
    """
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
