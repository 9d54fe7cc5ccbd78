"""A scenario that notices nothing is worth nothing: a rule of each ledger is changed, and its story fails."""

from __future__ import annotations

import shutil

import pytest

from youju.definitions.load import SHIPPED
from youju.scenarios.reading import find
from youju.scenarios.running import run_all

CHANGES = [
    (
        "audit_findings",
        "when: overdue(rectify) > 30}",
        "when: overdue(rectify) > 60}",
        "four_colours",
        "灯色",
    ),
    ("audit_findings", "    restarts: look_back\n", "", "county_rhythm", "时钟 look_back 到期日"),
    (
        "inspection_feedback",
        "when: state = 'continuing'",
        "when: state = 'submitted'",
        "inspection_tree",
        "c24 的灯色",
    ),
    ("orders", "    pauses: supplementing\n", "", "six_channels", "时钟 handle 到期日"),
    ("proposals", " and met_after is not null", "", "three_meetings", "reply（答复）"),
    (
        "land_patches",
        "due: {day_of_month: 31}",
        "due: {day_of_month: 25}",
        "month_and_quarter",
        "时钟 monthly",
    ),
    (
        "eco_problems",
        "    by: signoff_unit\n",
        "    by: [signoff_unit, eco_office]\n",
        "one_one_n",
        "clear（销号）",
    ),
]


@pytest.mark.parametrize(
    ("ledger", "old", "new", "scenario", "noticed"), CHANGES, ids=[c[3] for c in CHANGES]
)
def test_a_changed_rule_is_noticed(tmp_path, db, ledger, old, new, scenario, noticed) -> None:
    pack = tmp_path / "supervision"
    shutil.copytree(SHIPPED / "supervision", pack)
    file = pack / "ledgers" / f"{ledger}.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    (result,) = run_all(find([pack / "scenarios" / f"{scenario}.yaml"]))
    assert any(noticed in one.what for one in result.differences), result.differences
