"""Links are reviewed by keyboard alone, twenty a minute with time to read."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter, Visit

pytestmark = pytest.mark.e2e

A_MINUTE = 20
"""Pairs that somebody who reads them should get through."""


def asked(visitor: Visit) -> tuple[str, str]:
    """The two rows that the page asks about."""
    one, two = (visitor.page.locator(f"[data-review] input[name={name}]") for name in ("one", "two"))
    return one.input_value(), two.input_value()


def pressed(visitor: Visit, key: str) -> float:
    """Press a key and wait for the next pair; seconds that took."""
    before = asked(visitor)
    begin = time.monotonic()
    visitor.page.keyboard.press(key)
    expect(visitor.page.locator("[data-review] input[name=one]")).not_to_have_value(before[0])
    return time.monotonic() - begin


def test_twenty_pairs_a_minute_by_keyboard(enter: Enter) -> None:
    clerk = enter("hy_meng")
    clerk.open("/register/review/")
    first = asked(clerk)
    pressed(clerk, "j")
    second = asked(clerk)
    assert second != first
    pressed(clerk, "k")
    assert asked(clerk) == first, "back to the one before"
    took = []
    for key in ("u", "s", "d"):
        took.append(pressed(clerk, key))
        expect(clerk.page.locator("#toasts li")).to_be_visible()
    assert sum(took) / len(took) < 60 / A_MINUTE / 2, f"half of the time is for reading: {took}"
    clerk.is_sound()


def test_letters_that_are_typed_decide_nothing(enter: Enter) -> None:
    clerk = enter("hy_meng")
    clerk.open("/register/review/")
    pair = asked(clerk)
    clerk.page.keyboard.press("/")
    expect(clerk.page.locator("[data-search]")).to_be_focused()
    clerk.page.keyboard.type("sdu")
    expect(clerk.page.locator("[data-search]")).to_have_value("sdu")
    clerk.page.keyboard.press("Escape")
    clerk.open("/register/review/")
    assert asked(clerk) == pair
