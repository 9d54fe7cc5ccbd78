"""Dice that fall the same way wherever and whenever they are thrown. Pure."""

from __future__ import annotations

import random


def dice(seed: int, *about: object) -> random.Random:
    """Dice for one subject: other subjects, however many, do not move them.

    Args:
        seed: Of the whole county.
        about: What they are thrown for, such as ``"unit", 17``.

    Example:
        >>> dice(1, "unit", 17).randrange(1000) == dice(1, "unit", 17).randrange(1000)
        True
    """
    # Nothing here is secret: a made-up county has to be the same every time.
    return random.Random("/".join(map(str, (seed, *about))))  # noqa: S311
