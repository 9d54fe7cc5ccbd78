"""A file into a ledger: upload, say what the columns are, look at every problem, confirm.

Small files are worked on while one waits for a moment; the page of a larger one asks again by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from youju.engine import spreadsheets
from youju.engine.spreadsheets import Reading
from youju.errors import CODES, Problem, YoujuError, fail
from youju.ledger.actions import uploading
from youju.ledger.importing import background
from youju.ledger.mapping import NOT_IMPORTED, guess
from youju.ledger.models import ImportJob
from youju.ledger.rules import Rules
from youju.ledger.views import frames
from youju.people.actors import Actor
from youju.people.telling import sentence, sentences
from youju.ui.formats import listed

WAITED = 1.5
"""Seconds for which an answer waits for the work; most files are done by then."""
SAMPLES = 3
"""Rows of a file that are shown beside its columns."""
GRACE = 5
"""Seconds in which the work may not have begun yet."""


@require_http_methods(["GET", "POST"])
@frames.page
def upload(request: HttpRequest, actor: Actor, rules: Rules) -> HttpResponseBase:
    """Choose a file."""
    if not frames.may_open(actor, rules):
        raise fail(
            "K711",
            actor=actor.name,
            what=f"导入{rules.ledger.record_label}",
            who=rules.who(rules.ledger.open_by),
        )
    problems: list[str] = []
    if request.method == "POST":
        given = request.FILES.get("file")
        try:
            job = _begin(given, rules, actor)
        except YoujuError as error:
            problems = sentences(error)
        else:
            return redirect("ledger:import_file", name=rules.name, job=job.id)
    return render(
        request,
        "ledger/import.html",
        {
            **_frame(rules),
            "problems": problems,
            "largest": uploading.LARGEST,
            "fields": [one for one in rules.ledger.fields.values() if one.type not in NOT_IMPORTED],
        },
        status=422 if problems else 200,
    )


def _begin(given: Any, rules: Rules, actor: Actor) -> ImportJob:
    if not isinstance(given, UploadedFile):
        raise fail("K740", name="（未选择）")
    return uploading.begin(
        rules.name,
        given.name or "文件",
        given.chunks(),
        actor=actor,
        on=timezone.localdate(),
        at=timezone.now(),
    )


@require_safe
@frames.page
def file(request: HttpRequest, actor: Actor, rules: Rules, job: UUID) -> HttpResponseBase:
    """How a file stands: its columns, its problems, or what came of it."""
    found = uploading.job_of(actor, job)
    if found.stage in ("checking", "writing") and not background.is_alive(found):
        found.refresh_from_db()
        waited = (timezone.now() - found.changed_at).total_seconds()
        if found.stage in ("checking", "writing") and waited > GRACE:
            uploading.interrupt(found, at=timezone.now())
    stage = gettext(uploading.STAGES[found.stage])
    context = {**_frame(rules), "job": found, "stage": stage, "report": found.report}
    if found.stage in ("uploaded", "failed", "checked") and found.stored:
        context |= _columns(rules, found)
    if found.report:
        context["problems"] = [
            {
                "row": one["where"].get("row"),
                "sentence": sentence(Problem(CODES[one["code"]], one["fields"])),
            }
            for one in found.report["problems"]
        ]
    context["ready"] = found.stage == "checked" and not (found.report or {}).get("problems")
    return render(request, "ledger/import_file.html", context)


def _columns(rules: Rules, job: ImportJob) -> dict[str, Any]:
    """The columns of the file with the first rows, and which field each is."""
    ledger = rules.ledger
    sheet = spreadsheets.read(uploading.path_of(job), Reading(header_row=_header(job)), name=job.name)
    proposal = guess(ledger, sheet.columns)
    known = (job.mapping or {}).get("columns") or (
        proposal.mapping.model_dump(mode="json")["columns"] if proposal.mapping else {}
    )
    first = sheet.data.slice(0, SAMPLES)
    fields = [(name, one.label) for name, one in ledger.fields.items() if one.type not in NOT_IMPORTED]
    return {
        "rows": len(sheet),
        "header_row": _header(job),
        "fields": fields,
        "keys": [(",".join(key), listed(ledger.fields[one].label for one in key)) for key in ledger.unique],
        "states": [(name, one.label) for name, one in ledger.states.items()],
        "mapping": job.mapping or {},
        "update_by": ",".join((job.mapping or {}).get("update_by", ())),
        "columns": [
            {
                "number": number,
                "header": header,
                "samples": [value for value in first.column(number).to_pylist() if value],
                "field": _field_of(known.get(header)),
                "sure": header in proposal.sure or header in (job.mapping or {}).get("columns", ()),
            }
            for number, header in enumerate(sheet.columns)
        ],
    }


def _field_of(column: Any) -> str:
    return column if isinstance(column, str) else (column or {}).get("field", "")


def _header(job: ImportJob) -> int:
    return int((job.mapping or {}).get("header_row", 1))


@require_POST
@frames.page
def check(request: HttpRequest, actor: Actor, rules: Rules, job: UUID) -> HttpResponseBase:
    """Take what the columns are, and look for problems."""
    found = uploading.job_of(actor, job)
    uploading.plan_check(found, _mapping(request, rules, found), at=timezone.now())
    return _work(actor, rules, found)


def _mapping(request: HttpRequest, rules: Rules, job: ImportJob) -> Mapping[str, Any]:
    """What the form says about the columns.

    Raises:
        YoujuError: K767 when no column is imported.
    """
    sheet = spreadsheets.read(uploading.path_of(job), Reading(header_row=_header(job)), name=job.name)
    proposal = guess(rules.ledger, sheet.columns)
    units = proposal.mapping.columns if proposal.mapping else {}
    columns: dict[str, Any] = {}
    ignored = []
    for number, header in enumerate(sheet.columns):
        field = request.POST.get(f"column.{number}", "")
        if field not in rules.ledger.fields:
            ignored.append(header)
            continue
        same = units.get(header)
        columns[header] = {"field": field}
        if same is not None and same.field == field and same.unit:
            columns[header]["unit"] = same.unit
    if not columns:
        raise fail("K767", header="（要导入的列）", hint="请至少为一列选择字段。")
    found: dict[str, Any] = {"ledger": rules.name, "columns": columns, "ignore": ignored}
    key = request.POST.get("update_by", "")
    if key:
        found["update_by"] = key.split(",")
    if request.POST.get("formulas"):
        found["formulas"] = "values"
    if request.POST.get("merged"):
        found["merged"] = "fill"
    day = request.POST.get("opened_on", "")
    if day in columns:
        found["opened_on"] = day
    return found


@require_POST
@frames.page
def confirm(request: HttpRequest, actor: Actor, rules: Rules, job: UUID) -> HttpResponseBase:
    """Write what was checked: all rows, or none."""
    del request
    found = uploading.job_of(actor, job)
    uploading.plan_write(found, at=timezone.now())
    return _work(actor, rules, found)


@require_POST
@frames.page
def discard(request: HttpRequest, actor: Actor, rules: Rules, job: UUID) -> HttpResponseBase:
    """Give a file up."""
    del request
    uploading.discard(uploading.job_of(actor, job))
    return redirect("ledger:list", name=rules.name)


def _work(actor: Actor, rules: Rules, job: ImportJob) -> HttpResponseBase:
    thread = background.start(job, actor=actor, at=timezone.now())
    thread.join(WAITED)
    return redirect("ledger:import_file", name=rules.name, job=job.id)


def _frame(rules: Rules) -> dict[str, Any]:
    return {"rules": rules, "ledger": rules.ledger, "name": rules.name}
