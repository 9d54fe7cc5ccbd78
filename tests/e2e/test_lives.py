"""Every ledger of the pack through its whole life, as different users, in both languages, on two sizes.

Each walk takes a detour (sent back, done again) before it reaches its end, so that every state that the
pack has on the way is seen. The pictures of the last page are left in ``test-results/``.
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter, Visit
from tests.e2e.walking import Walk, stories

pytestmark = pytest.mark.e2e

Step = str | tuple[str, dict[str, str]]
"""An act, with what is filled in besides."""


@dataclass(frozen=True)
class Life:
    """The life of a record of a ledger: how it is registered, what is done with it."""

    ledger: str
    story: str
    values: dict[str, str]
    steps: Sequence[Step]
    elsewhere: tuple[str, ...] = ()


LIVES = {
    life.ledger: life
    for life in (
        Life(
            "audit_findings",
            "four_colours",
            {
                "aspect": "control",
                "auditee": "yunxi_school",
                "regulator": "yunxi_finance",
                "audit_office": "yunxi_audit",
                "amount": "12.50",
            },
            [
                "dispatch_unit",
                "accept",
                "look_back",
                ("submit", {"rectified_amount": "12.50"}),
                ("send_back", {"comment": "佐证不全，请补充凭证"}),
                "submit",
                ("review", {"regulator_opinion": "agree"}),
                ("clear", {"substance_seen": "true", "system_seen": "true"}),
                ("recheck", {"look_back_note": "没有反弹"}),
            ],
        ),
        Life(
            "inspection_feedback",
            "inspection_tree",
            {"unit": "songling_statistics", "fed_back_on": "2026-11-02", "deadline": "2027-03-31"},
            ["plan", "submit", "continue", "recheck", "submit", "send_back", "submit", "approve"],
        ),
        Life(
            "land_patches",
            "month_and_quarter",
            {"kind": "satellite", "town": "songling_qinghe", "area": "2.40"},
            [
                "prove",
                "send_back",
                "prove",
                ("order", {"class": "unlawful"}),
                ("file", {"class": "unlawful"}),
                "quarter_check",
                "accept",
            ],
        ),
        Life(
            "eco_problems",
            "one_one_n",
            {
                "source": "self",
                "source_year": "2026",
                "unit": "songling_water",
                "signoff_unit": "yunxi_ecology",
                "deadline": "2027-06-30",
            },
            ["dispatch", "start", "meeting", "finish", "accept", "send_back", "finish", "accept", "clear"],
            elsewhere=("yunxi_ecology",),
        ),
        Life(
            "orders",
            "six_channels",
            {"channel": "hotline", "unit": "songling_market", "phone": "010-00000000", "caller": "走查人"},
            [
                ("sort", {"subject": "market", "supervised_kind": "overlap"}),
                "supervise",
                ("coordinate", {"comment": "明确牵头单位"}),
                "dispatch",
                "accept",
                "ask",
                "supplemented",
                "answer",
                ("visit", {"satisfied": "satisfied"}),
                ("audit", {"opinion": "agree"}),
                "close",
            ],
        ),
        Life(
            "proposals",
            "three_meetings",
            {"kind": "proposal", "role": "lead", "unit": "songling_labour", "reply_by": "2027-06-30"},
            [
                "schedule",
                "start",
                "meet_before",
                "meet_during",
                "meet_after",
                "reply",
                ("ask_member", {"satisfied": "satisfied"}),
                "finish",
            ],
        ),
    )
}
UNIQUE = {"land_patches": ("patch", "batch"), "orders": ("source_number",), "proposals": ("code", "session")}
"""Fields by which a ledger tells its records apart."""


def test_these_are_all_ledgers_on_which_something_is_rectified() -> None:
    pack = next(iter(stories().values())).ledgers
    assert set(LIVES) == set(pack) - {"rules_made"}, "the ledger of rules made only holds what came of others"


@pytest.mark.parametrize("ledger", LIVES)
def test_a_record_from_the_first_to_the_last_day(enter: Enter, ledger: str) -> None:
    """The persons take turns: one sits in the office and reads Chinese, the next has a phone and English."""
    places = itertools.cycle(
        [
            {"size": "desktop", "language": "zh", "scheme": "light"},
            {"size": "phone", "language": "en", "scheme": "dark"},
        ]
    )
    walk, _ = live(LIVES[ledger], lambda who: enter(who, **next(places)))
    assert len(walk.windows) > 1, "different persons work on it"
    for visitor in walk.windows.values():  # all of them still see it, and each what is his to see
        visitor.open(walk.address)
        visitor.is_sound()
        visitor.picture(f"life-{ledger}")


def test_by_keyboard_alone(enter: Enter) -> None:
    _, last = live(LIVES["proposals"], enter, keys=True)
    last.is_sound()


def test_without_scripts(enter: Enter) -> None:
    _, last = live(LIVES["land_patches"], lambda who: enter(who, scripts=False))
    last.picture("life-without-scripts")


def live(life: Life, let_in: Callable[[str], Visit], *, keys: bool = False) -> tuple[Walk, Visit]:
    """Let a record live its life; gives the walk and the window in which it ended."""
    number = uuid.uuid4().hex[:10]
    values = {**life.values, **dict.fromkeys(UNIQUE.get(life.ledger, ()), f"走查{number}")}
    walk = Walk(life.ledger, life.story, let_in, values, life.elsewhere, keys)
    levels = walk.rules.levels
    above = ""
    for _ in levels.names if levels else [""]:  # down to the level on which something is done
        above = walk.register(above)
    entries = 1
    last = walk.window(walk.somebody(walk.rules.open_by))
    for step in life.steps:
        name, given = (step, {}) if isinstance(step, str) else step
        last = walk.act(name, **given)
        entries += 1
    ways = [walk.rules.transitions[one] for one in _names(life.steps) if one in walk.rules.transitions]
    assert walk.rules.states[ways[-1].to].final, "the walk ends where the pack ends"
    expect(last.page.locator("ol.timeline > li")).to_have_count(entries)
    return walk, last


def _names(steps: Sequence[Step]) -> list[str]:
    return [one if isinstance(one, str) else one[0] for one in steps]
