"""The documents of the year: composed from figures, checked, proved against the database, reviewed, signed.

What is composed lies in ``out`` below the home directory, as .docx, .pdf and .html.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from youju.checker.check import check_files
from youju.checker.reading import SUFFIXES as READABLE
from youju.county import world
from youju.county.year import CUT_OFF, FIRST, Say, Year
from youju.errors import fail
from youju.people.actions import import_directory
from youju.people.actors import Actor
from youju.people.queries import actor as actor_of
from youju.reports import actions, catalogue, queries
from youju.reports.evidence import check_bytes
from youju.reports.models import SIGNED, Report
from youju.reports.outputs import render
from youju.reports.reported import compared
from youju.reports.sources import Counted

PACKS: Final = ("statistics", "supervision")
PUBLISHED: Final = ("annual_summary", "communique", "monthly_bulletin")
"""What the statistics bureau publishes of it."""
SUFFIXES: Final = (".docx", ".pdf", ".html")


def compose(year: Year, at: datetime, say: Say) -> str:
    """Every report of the packs, as at the end of the year, each in its files."""
    clerk = year.clerk(world.organisation("statistics"))
    offered = [one for one in catalogue.offered() if one.loaded.name in PACKS]
    year.out.mkdir(parents=True, exist_ok=True)
    bound = 0
    with Counted(at=at, counted_by=clerk.id) as counted:
        for place, one in enumerate(offered):
            say(one.template.header.label, place / len(offered))
            version = actions.compose(one.name, counted, as_of=CUT_OFF, at=at, actor=clerk)
            document = queries.document(version)
            for suffix in SUFFIXES:
                path = year.out / f"{one.template.header.label}{suffix}"
                path.write_bytes(render(document, suffix, markdown=version.source + version.appendix))
            bound += len(version.bindings)
    return f"写成{len(offered)}份文稿，绑定{bound}处数字（图中的在内），在{_shown(year.out)}。"


def check(year: Year, at: datetime, say: Say) -> str:
    """Every document by the checker, and every number in it against the database."""
    del at
    files = sorted(year.out.glob("*.docx"))
    proved = relations = 0
    wrong: list[str] = []
    for place, path in enumerate(files):
        say(path.stem, place / len(files))
        evidence = check_bytes(path.read_bytes(), path.name)
        proved += evidence.bound
        wrong += [f"{path.name}：{finding.message}" for finding in evidence.findings]
        for document in check_files([path]):
            for report in document.reports:
                relations += len(report.relations)
                wrong += [f"{path.name}：{finding.message}" for finding in report.findings]
    if wrong:
        raise fail("Y101", count=len(wrong), what="；".join(wrong[:5]))
    return f"核对{len(files)}份文稿：{proved}处数字有据，{relations}处数量关系没有矛盾。"


def sign(year: Year, at: datetime, say: Say) -> str:
    """What is published is read by three persons who did not write it, and signed by the last of them."""
    del year
    bureau = world.organisation("statistics")
    import_directory({}, world.reviewers(), actor=Actor.system(), on=FIRST, at=at)
    readers = [actor_of(name, organisation=bureau) for name, _ in world.REVIEWERS]
    written = Report.objects.filter(report__in=PUBLISHED, as_of=CUT_OFF, organisation=bureau).exclude(
        state=SIGNED
    )
    titles = []
    for place, report in enumerate(written.exclude(state=SIGNED).order_by("report")):
        say(report.title, place / len(PUBLISHED))
        for reader in readers:
            actions.review(report.id, "pass", actor=reader, at=at, number=report.head)
        actions.sign(report.id, actor=readers[-1], at=at, number=report.head)
        titles.append(f"《{report.title}》")
    return f"{'、'.join(titles)}经三人审核后签发。"


def take_over(year: Year, at: datetime, say: Say) -> str:
    """The figures that real summaries tell, beside those of the county, where both tell the same."""
    clerk = year.clerk(world.organisation("statistics"))
    folder = (year.real or year.home) / "reports"
    files = sorted(path for path in folder.glob("*") if path.suffix in READABLE)
    numbers = []
    for place, path in enumerate(files):
        say(path.name, place / len(files))
        numbers += actions.take_over(path, as_of=CUT_OFF, actor=clerk, at=at)
    told = [one for one in compared(numbers, as_of=CUT_OFF, actor=clerk) if one.same is not None]
    same = sum(bool(one.same) for one in told)
    return f"收录{len(files)}份总结中的{len(numbers)}个数，{len(told)}个与指标对应，其中{same}个相符。"


def _shown(folder: Path) -> str:
    """A folder as people type it: from here where it lies below."""
    here = Path.cwd()
    return str(folder.relative_to(here)) if folder.is_relative_to(here) else str(folder)
