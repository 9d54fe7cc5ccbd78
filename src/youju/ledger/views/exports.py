"""A list as an Excel workbook or a CSV file: what the address asks for, within what the reader may see."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import IO, cast
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from youju.engine.sheet_writing import Format
from youju.errors import YoujuError
from youju.ledger import exporting
from youju.ledger.listing import asking, counting
from youju.ledger.rules import Rules
from youju.ledger.views import frames
from youju.ledger.views.lists import read
from youju.people import auditing
from youju.people.actors import Actor

LARGEST_WORKBOOK = 100_000
"""Rows of a workbook that somebody waits for; more come as CSV."""


@require_safe
@frames.page
def export(request: HttpRequest, actor: Actor, rules: Rules) -> HttpResponseBase:
    """The whole list as a file; an entry of the audit trail says who took what."""
    asked = read(request, rules)
    if asked.problems:  # a condition that was not understood must not widen what leaves the house
        raise YoujuError(asked.problems)
    many = counting.more_than(actor, asked, LARGEST_WORKBOOK)
    kind: Format = "csv" if many or request.GET.get("kind") == "csv" else "xlsx"
    with tempfile.TemporaryDirectory(prefix="youju-export-") as folder:
        written = exporting.export(
            rules.name,
            Path(folder) / f"list.{kind}",
            actor=actor,
            kind=kind,
            chosen=counting.ids(actor, asked),
        )
        # Open before the folder goes: the file lives on until it is sent.
        stream = cast("IO[bytes]", written.path.open("rb"))
    auditing.record(
        "export",
        actor=actor.id,
        at=timezone.now(),
        ledger=rules.name,
        query=asking.query(request.GET)[:2000],
        rows=written.rows,
        format=kind,
    )
    name = f"{rules.ledger.label}-{timezone.localdate():%Y%m%d}{written.path.suffix}"
    response = FileResponse(stream, content_type=_TYPES[kind])
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
