"""Why a list is held, as a page says it: each sentence once, with all the rows that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from youju.errors import CODES, Problem, Where
from youju.people.telling import sentence

SHOWN = 20
"""Reasons that are shown of a list, and rows that are named of each."""


def kept(problems: Iterable[Mapping[str, Any]]) -> list[Problem]:
    """Problems out of the one shape in which they are kept."""
    return [
        Problem(CODES[one["code"]], one["fields"], Where(row=one["where"].get("row"))) for one in problems
    ]


def grouped(problems: Iterable[Problem]) -> list[str]:
    """A sentence for each kind of problem, behind the rows in which it was seen; the last counts the rest."""
    rows: dict[str, list[int]] = {}
    for one in problems:
        found = rows.setdefault(sentence(one), [])
        if one.where.row is not None:
            found.append(one.where.row)
    told = [_place(numbers) + words for words, numbers in rows.items()]
    if len(told) <= SHOWN:
        return told
    rest = _("另有%(count)s种原因没有列出。") % {"count": f"{len(told) - SHOWN:,}"}
    return [*told[:SHOWN], rest]


def download(path: Path, name: str) -> HttpResponse:
    """All reasons, as `youju.linkage.reasons.write` wrote them.

    Args:
        path: Where they lie.
        name: Of the file that they are about.
    """
    answer = HttpResponse(path.read_bytes(), content_type="text/csv; charset=utf-8")
    called = _("%(file)s的全部原因.csv") % {"file": name}
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=called)
    return answer


def _place(rows: list[int]) -> str:
    if not rows:
        return ""
    runs = _runs(rows)
    named = _("第%(row)s行") % {"row": _("、").join(runs[:SHOWN])}
    if len(runs) > SHOWN:
        named += _("等%(count)s行") % {"count": f"{len(rows):,}"}
    return named + _("：")


def _runs(rows: list[int]) -> list[str]:
    """Rows with three and more that follow each other as one.

    Example:
        >>> _runs([2, 3, 4, 7, 8])
        ['2—4', '7', '8']
    """
    found: list[list[int]] = []
    for row in sorted(set(rows)):
        if found and row == found[-1][-1] + 1:
            found[-1].append(row)
        else:
            found.append([row])
    return [text for run in found for text in ([f"{run[0]}—{run[-1]}"] if len(run) > 2 else map(str, run))]
