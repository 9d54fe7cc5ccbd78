"""Why a list is held, as a page says it: each sentence once, with all the rows that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from youju.errors import CODES, Problem, Where
from youju.people.telling import sentence

SHOWN = 20
"""Reasons that are shown of a list."""


def kept(problems: Iterable[Mapping[str, Any]]) -> list[Problem]:
    """Problems out of the one shape in which they are kept."""
    return [
        Problem(CODES[one["code"]], one["fields"], Where(row=one["where"].get("row"))) for one in problems
    ]


def grouped(problems: Iterable[Problem]) -> list[str]:
    """A sentence for each kind of problem, behind the rows in which it was seen."""
    rows: dict[str, list[int]] = {}
    for one in problems:
        found = rows.setdefault(sentence(one), [])
        if one.where.row is not None:
            found.append(one.where.row)
    return [_place(numbers) + told for told, numbers in rows.items()]


def _place(rows: list[int]) -> str:
    if not rows:
        return ""
    return _("第%(row)s行") % {"row": _("、").join(map(str, rows))} + _("：")
