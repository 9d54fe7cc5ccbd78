"""The style sheet: text can be read in both schemes, and nothing is fetched from elsewhere."""

from __future__ import annotations

import re

import pytest

from tests.house.source import PACKAGE

FOLDER = PACKAGE / "ui" / "assets" / "css"
FILES = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.css"))}
CSS = "".join(FILES.values())
PAIRS = [
    ("ink", "ground"),
    ("ink", "ground-2"),
    ("ink-2", "ground"),
    ("ink-2", "ground-2"),
    ("accent", "ground"),
    ("accent", "ground-2"),
    ("accent-ink", "accent"),
    ("ink", "chosen"),
    ("danger", "ground"),
    ("danger", "ground-2"),
    *((light, f"{light}-ground") for light in ("white", "green", "yellow", "red", "blue")),
]


def tokens(scheme: str) -> dict[str, str]:
    """Colours of a scheme by name."""
    return dict(
        re.findall(r"--([\w-]+): (#[0-9a-f]{6});", FILES[f"{'1-' if scheme == 'light' else ''}{scheme}.css"])
    )


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, WCAG 2.2."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_has_contrast(scheme: str, text: str, ground: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[text], colours[ground]) >= 4.5, "success criterion 1.4.3, level AA"


def test_contrast_is_measured_rightly() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_schemes_have_the_same_tokens() -> None:
    assert tokens("light").keys() == tokens("dark").keys()
    assert set(re.findall(r"var\(--([\w-]+)\)", CSS)) <= tokens("light").keys()


def test_nothing_comes_from_elsewhere() -> None:
    assert not re.search(r"@import|url\(", CSS)
