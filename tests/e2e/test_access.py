"""Every page in both schemes: usable by everybody (axe-core), light, asking nobody else, and in English.

WCAG 2.2 AA is what axe-core is asked for. A page is opened in both languages, one in each size; all rules are
asked there, and in the other size and scheme those that depend on size and colours. ``YOUJU_PICTURES=all``
leaves pictures of these as well.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import SIZES, Enter, Visit
from tests.e2e.places import PLACES, Place
from tests.house.source import ROOT
from youju.county import world

pytestmark = pytest.mark.e2e

ASSETS = Path(__file__).parent / "assets"
AXE = ASSETS / "axe-4.14.1.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LAYOUT = ["color-contrast", "target-size", "scrollable-region-focusable"]
"""Rules whose answer may change with the size of the window."""
HEAVIEST = 300_000
"""Bytes of a page and everything that it needs, as they travel, with an empty cache."""
HAN = re.compile(r"[\u4e00-\u9fff]+")


def test_axe_is_the_one_that_was_taken_over() -> None:
    digest = hashlib.sha256(AXE.read_bytes()).hexdigest()
    assert digest in (ASSETS / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize(("size", "language"), [("desktop", "zh"), ("phone", "en")], ids=["desktop", "phone"])
def test_a_page(enter: Enter, name: str, size: str, language: str) -> None:
    place = PLACES[name]
    visitor = enter(place.who, size=size, language=language)
    weight, stop = _weighed(visitor)
    _go(visitor, place)
    stop()
    found = _axe(visitor, {"type": "tag", "values": RULES})
    visitor.is_sound()
    visitor.picture(f"page-{name}")
    visitor.page.emulate_media(color_scheme="dark")
    found += _axe(visitor, {"type": "rule", "values": ["color-contrast"]})
    visitor.name = visitor.name.replace("light", "dark")
    visitor.picture(f"page-{name}")
    found += _other_size(visitor, name, size)
    assert not found, "\n".join(found)
    assert 0 < sum(weight) < HEAVIEST, f"{sum(weight)} bytes"
    if language == "en":
        assert _chinese(visitor) == []


def _other_size(visitor: Visit, name: str, size: str) -> list[str]:
    """What axe-core finds in the other size, in both schemes; so a page is seen in all eight ways."""
    other = "phone" if size == "desktop" else "desktop"
    found = []
    try:
        visitor.page.set_viewport_size(SIZES[other])
        for scheme, rules in (("dark", ["color-contrast"]), ("light", LAYOUT)):
            visitor.page.emulate_media(color_scheme=scheme)
            visitor.name = f"{other}-{scheme}-{visitor.name.rsplit('-', 1)[1]}"
            visitor.is_sound()
            found += _axe(visitor, {"type": "rule", "values": rules})
            if os.environ.get("YOUJU_PICTURES") == "all":
                visitor.picture(f"page-{name}")
    finally:
        visitor.page.set_viewport_size(SIZES[size])
    return found


def _go(visitor: Visit, place: Place) -> None:
    visitor.open(place.path, place.status)
    if place.act is not None:
        place.act(visitor)
        visitor.page.wait_for_load_state("load")


def _weighed(visitor: Visit) -> tuple[list[int], Callable[[], None]]:
    """Collects the bytes of every answer as they travel, beginning with an empty cache; and ends it."""
    weight: list[int] = []

    def count(request: Any) -> None:
        sizes = request.sizes()
        weight.append(sizes["responseBodySize"] + sizes["responseHeadersSize"])

    page = visitor.page
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.on("requestfinished", count)
    return weight, lambda: page.remove_listener("requestfinished", count)


def _axe(visitor: Visit, only: dict[str, Any]) -> list[str]:
    """What axe-core finds, a line for each."""
    page = visitor.page
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("only => axe.run(document, {runOnly: only, resultTypes: ['violations']})", only)
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: {node['html'][:160]} — {node['failureSummary'][:200]}"
        for one in found["violations"]
        for node in one["nodes"][:3]
    ]


def _chinese(visitor: Visit) -> list[str]:
    """Chinese on an English page that is neither data nor a word of the pack, nor said to be Chinese."""
    told = visitor.page.evaluate(
        "() => { document.querySelectorAll('body [lang^=zh]').forEach((one) => one.remove());"
        " return document.body.innerText; }"
    )
    data = _data()
    return sorted({run for line in told.splitlines() for run in HAN.findall(line) if run not in data})


@cache
def _data() -> str:
    """Everything that the sample holds: the packs, their stories, and what these tests type in."""
    packs = ROOT / "src" / "youju" / "packs"
    # The test of the README installs its pack into the same sample.
    others = ("src/youju/definitions/skeleton.py", "README.md")
    files = [
        *packs.rglob("*.yaml"),
        *packs.rglob("*.md"),
        *(ROOT / "src" / "youju" / "errors" / "codes").glob("*.py"),
        *Path(__file__).parent.glob("*.py"),
        *(ROOT / "src" / "youju" / "county").glob("*.py"),
        *(ROOT / one for one in others),
    ]
    city, places = f"{world.PROVINCE[1]}{world.CITY[1]}", [name for _, name in world.DIVISIONS]
    areas = [
        city,
        *(f"{city}{name}" for name in places),
        *(f"{city}{world.COUNTY[1]}{name}" for name in places),
    ]
    organisations = json.dumps(world.organisations(), ensure_ascii=False)
    return "\n".join([*(file.read_text(encoding="utf-8") for file in files), *areas, organisations])
