"""No real person's number and no trace of where the work was done gets into the repository."""

from __future__ import annotations

import re
from pathlib import Path

from tests.house.source import ROOT, tracked

_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])([1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx])(?![0-9A-Za-z])"
)
_MOBILE = re.compile(r"(?<![0-9A-Za-z.])(1[3-9]\d{9})(?![0-9A-Za-z])")
# Written in two halves, so that this file does not find itself.
_PLACES = (
    "/wo" + "rk/",
    "/ro" + "ot/",
    "/opt/" + "wheels",
    "/ho" + "me/",
    "pypi." + "org",
    "localhost:" + "8081",
)
_MAKERS = re.compile(
    r"\b("
    + "|".join(("clau" + "de", "anthro" + "pic", "chat" + "gpt", "open" + "ai", "copi" + "lot", "l" + "lm"))
    + r")\b",
    re.IGNORECASE,
)

INVENTED: dict[str, str] = {
    "139123" + "45678": "counts upwards; the checker's tests must show it a number to find",
}
"""Numbers that look real and are not, with the reason why they may stand."""


def identity_check(number: str) -> bool:
    """Check character of a citizen's number, GB 11643-1999 (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(number[:17]))
    return "10X98765432"[total % 11] == number[-1].upper()


def persons_in(text: str) -> list[str]:
    """Numbers in a text that could be a person's."""
    identities = [number for number in _IDENTITY.findall(text) if identity_check(number)]
    return [number for number in identities + _MOBILE.findall(text) if number not in INVENTED]


def places_in(text: str) -> list[str]:
    """Traces of a machine or a tool in a text."""
    return [place for place in _PLACES if place in text] + _MAKERS.findall(text)


def texts() -> list[tuple[Path, str]]:
    """Every text file of the repository; pictures and other binary files are left out."""
    found = []
    for path in tracked():
        try:
            found.append((path, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    assert len(found) > 30
    return found


def test_no_person() -> None:
    found = {
        str(path.relative_to(ROOT)): numbers
        for path, text in texts()
        if path.suffix not in {".lock", ".csv"} and (numbers := persons_in(text))
    }
    assert not found, f"numbers that could be a person's: {found}"


def test_no_trace_of_a_machine() -> None:
    found = {str(path.relative_to(ROOT)): words for path, text in texts() if (words := places_in(text))}
    assert not found


def test_the_patterns_find_what_they_look_for() -> None:
    # The sample number of the standard's annex, taken apart.
    assert persons_in("身份证号" + "11010519491231" + "002X") == ["11010519491231" + "002X"]
    assert persons_in("电话" + "139123" + "45687") == ["139123" + "45687"]
    assert not persons_in("110105194912310021 以及 0.13912345678 和 91341800MA2N" + "12345K")
    assert places_in("see " + "/wo" + "rk/main")
    assert places_in("written by " + "Clau" + "de")


def test_invented_numbers_are_still_needed() -> None:
    here = Path(__file__)
    for number in INVENTED:
        assert any(number in text for path, text in texts() if path != here), f"take {number} out of INVENTED"
