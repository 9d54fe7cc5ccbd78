"""Pages about packs for the system administrator: what is installed and what it says, scenarios, upgrades.

What a pack says is made from the pack, in words and pictures; the words of two versions set against each
other are the preview of an upgrade. Doing anything is left to the worker (`pack_work`).

Does not belong here: records; this administrator sees none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import ndiff
from pathlib import Path
from typing import Any, Final

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from youju.definitions.check_pack import version_key
from youju.definitions.describe import describe
from youju.definitions.load import Loaded, available, read_pack
from youju.errors import Problem, YoujuError, fail
from youju.ledger import catalogue
from youju.ledger.actions import packing
from youju.ledger.models import LedgerPack, PackWork
from youju.ledger.pages.diagram import diagram
from youju.people.administration.guard import only
from youju.ui import navigation
from youju.web import environment

WORKS: Final = {
    "scenarios": _("运行情景"),
    "preview": _("预演安装"),
    "install": _("安装"),
}
SHOWN: Final = 10
"""Pieces of work that are listed."""
MOST_CHANGES: Final = 400
"""Changed lines that a preview shows."""
navigation.register(
    navigation.Entry("packs", _("业务包"), "packs", 85, sees=navigation.of_kind("system_admin"))
)


@dataclass(frozen=True, slots=True)
class Found:
    """A pack by its name.

    Attributes:
        row: What is installed.
        folder: Where a version lies on the server.
        loaded: That version, when it can be read.
        problems: Why it cannot.
    """

    name: str
    row: LedgerPack | None
    folder: Path | None
    loaded: Loaded | None
    problems: tuple[Problem, ...]

    @property
    def label(self) -> str:
        """What people call it."""
        pack = catalogue.loaded(self.row.digest) if self.row else self.loaded
        return pack.pack.header.label if pack else self.name

    @property
    def stands(self) -> str:
        """``new``, ``newer``, ``same``, ``other`` (changed, version not raised), ``wrong`` or ``gone``."""
        if self.folder is None:
            return "gone"
        if self.loaded is None:
            return "wrong"
        if self.row is None:
            return "new"
        if self.row.digest == self.loaded.digest:
            return "same"
        newer = version_key(self.loaded.version) > version_key(self.row.version)
        return "newer" if newer else "other"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the description with what stands under it, each line with its kind."""

    title: str
    lines: list[tuple[str, str]]
    picture: str = ""


@only("system_admin")
@require_safe
def packs(request: Any) -> HttpResponse:
    """All packs, installed or at hand."""
    folders = _folders()
    installed = {row.name: row for row in catalogue.installed()}
    names = sorted({*installed, *folders})
    found = [_find(name, installed.get(name), folders.get(name)) for name in names]
    context = {"section": "packs", "packs": found, "folder": _own()}
    return render(request, "packs.html", context)


@only("system_admin")
@require_http_methods(["GET", "HEAD", "POST"])
def pack(request: Any, name: str) -> HttpResponse:
    """One pack: what it says, what would change; and a request to do something with it."""
    status, problems = 200, []
    try:
        found = _named(name)
        if request.method == "POST":
            _ask(found, request.POST.get("work", ""), request.account.username)
            return HttpResponseRedirect(request.path)
    except YoujuError as error:
        if error.http == 404:
            return render(request, "404.html", {"sentence": error.problems[0].message}, status=404)
        problems, status = [f"{one.message}{one.mend}" for one in error.problems], error.http
    shown = catalogue.loaded(found.row.digest) if found.row else found.loaded
    works = PackWork.objects.filter(pack=name).order_by("-id")[:SHOWN]
    context = {
        "section": "packs",
        "pack": found,
        "shown": shown,
        "problems": problems or [one.sentence() for one in found.problems[:50]],
        "changes": list(_changes(found)),
        "works": [(WORKS[one.work], one) for one in works],
        "waiting": any(one.done_at is None for one in works),
        "sections": list(_sections(shown, found.row)) if shown else [],
    }
    return render(request, "pack.html", context, status=status)


def _own() -> Path:
    """Where an installation keeps packs of its own."""
    return environment.home() / "packs"


def _folders() -> dict[str, Path]:
    return available([_own()])


def _find(name: str, row: LedgerPack | None, folder: Path | None) -> Found:
    loaded, problems = read_pack(folder, search=[_own()]) if folder else (None, [])
    return Found(name, row, folder, loaded, tuple(problems))


def _named(name: str) -> Found:
    """A pack by its name.

    Raises:
        YoujuError: W932.
    """
    row = next((one for one in catalogue.installed() if one.name == name), None)
    folder = _folders().get(name)
    if row is None and folder is None:
        raise fail("W932", name=name[:48])
    return _find(name, row, folder)


def _ask(found: Found, work: str, account: str) -> None:
    """Ask the worker.

    Raises:
        YoujuError: W932 when there is nothing to do it with, K786.
    """
    wanted = {"scenarios"} if found.loaded else set()
    wanted |= {"preview", "install"} if found.stands in ("new", "newer") else set()
    if work not in wanted or found.loaded is None:
        raise fail("W932", name=found.name)
    digest = "" if work == "scenarios" else found.loaded.digest
    packing.ask(found.name, work, str(found.folder), digest=digest, account=account, at=timezone.now())


def _changes(found: Found) -> Iterator[tuple[str, str]]:
    """Lines of the description that an upgrade adds and takes away, with the heading where they stand."""
    if found.row is None or found.loaded is None or found.stands not in ("newer", "other"):
        return
    before = describe(catalogue.loaded(found.row.digest)).splitlines()
    after = describe(found.loaded).splitlines()
    heading, said, count = "", "", 0
    for line in ndiff(before, after):
        mark, text = line[0], line[2:].strip()
        if text.startswith("#"):
            heading = text.lstrip("# ")
        if mark in "+-" and text:
            if heading != said:
                yield "heading", heading
                said = heading
            yield ("added" if mark == "+" else "removed"), text.lstrip("#- ")
            count += 1
        if count == MOST_CHANGES:
            yield "heading", "…"
            return


def _sections(shown: Loaded, row: LedgerPack | None) -> Iterator[Section]:
    """The description, heading by heading; ledgers that are installed with a picture of their states."""
    pictures = {}
    if row is not None:
        for name, ledger in shown.pack.ledgers.items():
            rules = catalogue.of_digest(row.digest, name)
            pictures[f"{ledger.label}（{name}）"] = diagram(rules, "").svg
    section = Section("", [])
    for line in describe(shown).splitlines()[1:]:
        if line.startswith("## "):
            yield section
            title = line[3:]
            section = Section(title, [], pictures.get(title, ""))
        elif line.startswith("### "):
            section.lines.append(("heading", line[4:]))
        elif line.strip():
            kind = "below" if line.startswith("  ") else "item" if line.startswith("- ") else "text"
            section.lines.append((kind, line.strip().removeprefix("- ")))
    yield section
