"""Links in the documents lead somewhere, and decisions keep their form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.source import ROOT, tracked

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
SECTIONS = ["Context", "Decision", "What we tried", "Consequences"]


def pages() -> list[Path]:
    """All pages for readers; what lies in a pack's ``reports`` is a template of that pack."""
    return [path for path in tracked() if path.suffix == ".md" and path.parent.name != "reports"]


def anchors(page: Path) -> set[str]:
    """Anchors of a page's headings, as the common Markdown readers make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_relative_links_lead_to_files() -> None:
    broken, followed = [], 0
    for page in pages():
        for target in _LINK.findall(page.read_text(encoding="utf-8")):
            if re.match(r"[a-z]+:", target):
                continue
            followed += 1
            name, _, anchor = target.partition("#")
            found = (page.parent / name).resolve() if name else page
            if not found.exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
            elif anchor and found.suffix == ".md" and anchor not in anchors(found):
                broken.append(f"{page.relative_to(ROOT)}: no heading for {target}")
    assert followed > 10
    assert not broken


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_has_its_form(page: Path) -> None:
    lines = page.read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(r"# " + page.stem[:4] + r" \S.*", lines[0]), "# NNNN Title"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", lines[2]), "the date stands under the title"
    assert [line[3:] for line in lines if line.startswith("## ")] == SECTIONS
    assert len(lines) <= 90, "one page"


def test_numbers_of_decisions_are_never_reused() -> None:
    assert len(DECISIONS) >= 7
    numbers = [page.stem[:4] for page in DECISIONS]
    assert len(numbers) == len(set(numbers))


def test_documents_are_reached() -> None:
    """Every page can be come to from the first one by links."""
    start = ROOT / "README.md"
    seen, todo = {start}, [start]
    while todo:
        page = todo.pop()
        for target in _LINK.findall(page.read_text(encoding="utf-8")):
            found = (page.parent / target.split("#")[0]).resolve()
            if found.suffix == ".md" and found.exists() and found not in seen:
                seen.add(found)
                todo.append(found)
    lonely = [str(page.relative_to(ROOT)) for page in pages() if page not in seen]
    assert not lonely
