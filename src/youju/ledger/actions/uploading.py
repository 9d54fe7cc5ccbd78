"""A file on its way into a ledger: uploaded, mapped, checked, written or given up.

Every step is one call; long ones are run by `youju.ledger.importing.background`. The file lies in a folder
that only this account of the machine may read, under a name that says nothing, and is cleared when it is
written, given up, or left alone for a day.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.utils.translation import gettext_noop

from youju.engine import spreadsheets
from youju.engine.spreadsheets import Reading
from youju.errors import YoujuError, fail
from youju.ledger import catalogue, importing
from youju.ledger.actions.checks import check_date, check_role
from youju.ledger.mapping import Mapping as FileMapping
from youju.ledger.mapping import check as check_mapping
from youju.ledger.models import ImportJob
from youju.people.actors import Actor

LARGEST = 100 * 1024 * 1024
"""Bytes of a file."""
KEPT = timedelta(days=1)
"""How long a file that nobody finishes is kept."""
STAGES = {
    "uploaded": gettext_noop("还没有核对列名"),
    "checking": gettext_noop("正在检查"),
    "checked": gettext_noop("已经检查"),
    "writing": gettext_noop("正在写入"),
    "done": gettext_noop("已经写入"),
    "failed": gettext_noop("没有完成"),
}
SHOWN = 500
"""Problems that are kept with a job; beyond them nobody reads on."""


def folder() -> Path:
    """Where uploaded files lie."""
    return Path(settings.HOME) / "uploads"


def begin(
    ledger: str, name: str, chunks: Iterable[bytes], *, actor: Actor, on: date, at: datetime
) -> ImportJob:
    """Take a file in and see that it can be read.

    Args:
        ledger: Name of the ledger.
        name: Name of the file as people know it.
        chunks: Its content.
        actor: Must hold a role that may open records.
        on: Business date.
        at: Now.

    Raises:
        YoujuError: K700, K711, K720; K741 for a file that is too large, and what is wrong with its format.
    """
    rules = catalogue.current(ledger)
    check_role(rules, rules.ledger.open_by, actor, f"导入{rules.ledger.record_label}")
    check_date(on, at=at)
    id_ = uuid4()
    place = folder() / str(id_)
    place.mkdir(parents=True, mode=0o700)
    path = place / f"file{Path(name).suffix.lower()[:6]}"
    try:
        _store(path, name, chunks)
        spreadsheets.read(path, Reading(), name=name)
        return ImportJob.objects.create(
            id=id_, ledger=ledger, person=actor.id, organisation=actor.organisation or "",
            name=Path(name).name[:200], stored=path.name, stage="uploaded", on=on, begun_at=at, changed_at=at,
        )  # fmt: skip
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise


def _store(path: Path, name: str, chunks: Iterable[bytes]) -> None:
    size = 0
    with path.open("xb") as stream:
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST:
                raise fail("K741", name=name, limit=f"{LARGEST // 1024**2} MB")
            stream.write(chunk)


def job_of(actor: Actor, id_: UUID) -> ImportJob:
    """A file of one's own.

    Raises:
        YoujuError: K783.
    """
    found = ImportJob.objects.filter(id=id_, person=actor.id).exclude(stored="", report=None).first()
    if found is None:
        raise fail("K783")
    return found


def path_of(job: ImportJob) -> Path:
    """Where the file of a job lies.

    Raises:
        YoujuError: K783 when it was cleared.
    """
    path = folder() / str(job.id) / job.stored
    if not job.stored or not path.is_file():
        raise fail("K783")
    return path


def plan_check(job: ImportJob, mapping: Mapping[str, Any], *, at: datetime) -> None:
    """Say what the columns are; the file can then be checked.

    Raises:
        YoujuError: K784 while it is being worked on; K760 to K767 for a mapping that does not fit.
    """
    _expect(job, "uploaded", "checked", "failed")
    found = FileMapping.model_validate(mapping)
    problems = check_mapping(found, catalogue.current(job.ledger).ledger)
    if problems:
        raise YoujuError(problems)
    _move(job, "checking", at, mapping=found.model_dump(mode="json", exclude_defaults=True), report=None)


def plan_write(job: ImportJob, *, at: datetime) -> None:
    """Confirm what was checked.

    Raises:
        YoujuError: K784 unless the check found nothing wrong.
    """
    _expect(job, "checked")
    if job.report is None or job.report["wrong"] or job.report["problems"]:
        raise fail("K784", stage="有问题没有改正", expected="请改正文件后重新上传")
    _move(job, "writing", at)


def work(job: ImportJob, *, actor: Actor, at: datetime) -> None:
    """Check or write a file, as it was planned, and keep what came of it.

    Args:
        job: The file.
        actor: Whose it is.
        at: When we were told.

    Raises:
        YoujuError: K784 when nothing is planned any more, as it was given out as broken off meanwhile.
    """
    _expect(job, "checking", "writing")
    path = path_of(job)
    action = importing.import_file if job.stage == "writing" else importing.check
    try:
        mapping = FileMapping.model_validate(job.mapping)
        report = action(
            job.ledger, path, actor=actor, on=job.on, at=at, mapping=mapping, name=job.name
        ).as_dict()
    except YoujuError as error:
        listed = [one.as_dict() for one in error.problems]
        report = {"problems": listed, "wrong": len(listed), "rows": 0, "notes": []}
        _move(job, "failed", at, report=_short(report))
        return
    if job.stage == "writing":
        _move(job, "done", at, report=_short(report), stored="")
        shutil.rmtree(path.parent, ignore_errors=True)
    else:
        _move(job, "checked", at, report=_short(report))


def _short(report: dict[str, Any]) -> dict[str, Any]:
    """A report that can be kept: of many problems the first, and the sentence that sums them up."""
    problems = report["problems"]
    if len(problems) > SHOWN:
        report = {**report, "problems": [*problems[: SHOWN - 1], problems[-1]], "listed": len(problems) - 1}
    return report


def interrupt(job: ImportJob, *, at: datetime) -> None:
    """Say of a file that its work was broken off; nothing was written, as all is one transaction."""
    problem = fail("K784", stage="被中断，未导入任何一行", expected="请重新检查后再导入").problems[0]
    _move(job, "failed", at, report={"problems": [problem.as_dict()], "wrong": 0, "rows": 0, "notes": []})


def discard(job: ImportJob) -> None:
    """Give a file up."""
    _expect(job, "uploaded", "checked", "failed", "done")
    shutil.rmtree(folder() / str(job.id), ignore_errors=True)
    job.delete()


def expire(*, at: datetime) -> int:
    """Clear the files that nobody finished; part of the periodic work.

    Returns:
        Number of files.
    """
    old = list(ImportJob.objects.filter(changed_at__lt=at - KEPT))
    for job in old:
        shutil.rmtree(folder() / str(job.id), ignore_errors=True)
        job.delete()
    return len(old)


def _expect(job: ImportJob, *stages: str) -> None:
    if job.stage not in stages:
        raise fail("K784", stage=STAGES[job.stage], expected="请稍候，或重新上传")


def _move(job: ImportJob, stage: str, at: datetime, **columns: Any) -> None:
    """Bring a job to a stage, unless somebody has moved it meanwhile.

    Raises:
        YoujuError: K784.
    """
    moved = ImportJob.objects.filter(id=job.id, stage=job.stage).update(stage=stage, changed_at=at, **columns)
    if not moved:
        raise fail("K784", stage="已有变动", expected="请刷新页面")
    job.refresh_from_db()
