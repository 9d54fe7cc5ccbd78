"""All codes by their identifier, gathered from the files of ``codes/``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

from youju.errors import codes
from youju.errors.shape import NOWHERE, Code, Problem, Where, YoujuError


def _gathered() -> Iterator[Code]:
    for part in pkgutil.iter_modules(codes.__path__):
        yield from importlib.import_module(f"{codes.__name__}.{part.name}").CODES


_ALL = tuple(_gathered())
CODES: dict[str, Code] = {code.id: code for code in _ALL}
if len(CODES) != len(_ALL):  # a duplicate would silently shadow another sentence
    raise RuntimeError("duplicate error code in the registry")

RETIRED: dict[str, str] = {}
"""Codes that old records may still carry, with what they meant."""


def fail(code: str, *, where: Where = NOWHERE, **fields: Any) -> YoujuError:
    """The error of one problem, ready to raise.

    Example:
        >>> fail("L201", name="金額", hint="").code
        'L201'
    """
    return YoujuError(Problem(CODES[code], fields, where))
