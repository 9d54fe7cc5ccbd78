"""The county of the ledger tests with figures that were counted, a plan of targets and a scoring table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from tests.ledger.conftest import AUDITOR, FINANCE, SCHOOL, Desk, county, pack_of, sample_files
from youju.definitions.target_models import Plan
from youju.people.actors import Actor

__all__ = ["county"]

FIGURES = [
    {"figure": "findings_all", "label": "问题数", "of": "ledger findings", "unit": "个", "by": ["unit"]},
    {
        "figure": "amount_sum",
        "label": "问题金额",
        "of": "ledger findings",
        "measure": "sum",
        "value": "amount",
        "unit": "万元",
        "decimals": "1",
    },
    {
        "figure": "large_rate",
        "label": "大额占比",
        "of": "ledger findings",
        "numerator": "amount >= 50",
        "denominator": "true",
        "unit": "percent",
        "decimals": "1",
    },
]
PLAN: dict[str, Any] = {
    "plan": "county_2023",
    "label": "2023年度目标",
    "year": "2023",
    "source": "2022年度工作总结",
    "by": ["auditor"],
    "targets": {
        "found": {
            "label": "发现问题",
            "figure": "findings_all",
            "value": "4",
            "unit": "个",
            "organisation": "finance",
            "person": "zhang",
            "weight": "20",
            "source": "第三部分",
        },
        "amounts": {
            "label": "问题金额控制",
            "figure": "amount_sum",
            "direction": "at_most",
            "value": "1000000",
            "unit": "元",
            "organisation": "school",
            "weight": "10",
            "milestones": [{"by": "06-30", "value": "500000", "label": "半年"}],
        },
        "share": {
            "label": "大额占比",
            "figure": "large_rate",
            "direction": "between",
            "low": "20",
            "high": "40",
            "unit": "percent",
            "organisation": "finance",
            "weight": "5",
        },
    },
}
SCORING: dict[str, Any] = {
    "scoring": "assessment",
    "label": "目标考核",
    "plan": "county_2023",
    "targets": {
        "deduct": [
            {
                "when": "completion < 100",
                "points": "(100 - completion) * 0.2",
                "because": "每低于目标1个百分点扣0.2分",
            }
        ],
        "bonus": [{"when": "completion > 100", "points": "1", "because": "超额完成加1分"}],
    },
    "overrides": {
        "share": {"deduct": [{"when": "not kept", "points": "worth", "because": "不在范围内不得分"}]}
    },
    "items": {
        "many": {
            "figure": "findings_all",
            "organisation": "finance",
            "deduct": [{"when": "value > 2", "points": "value - 2", "because": "超过2个的每个扣1分"}],
        }
    },
    "scale": "100",
}
DAY = date(2023, 6, 30)
END = date(2023, 12, 31)


def plan(**changes: Any) -> Plan:
    """The plan with something changed: ``found={"value": "5"}``; None takes a target out."""
    targets = {name: {**one, **(changes.get(name) or {})} for name, one in PLAN["targets"].items()}
    for name, change in changes.items():
        if change is None:
            del targets[name]
    return Plan.model_validate({**PLAN, "targets": targets})


@dataclass
class Bureau:
    """Whoever works with targets."""

    desk: Desk

    def load(self, given: Plan | None = None, *, actor: Actor | None = None) -> Any:
        """Take a plan over."""
        from youju.targets import actions

        known = {"actor": actor or Actor.system(), "on": self.desk.today, "at": self.desk.at()}
        return actions.load(given or plan(), **known)

    def count(self, *days: date) -> None:
        """Count the figures as at some days."""
        from youju.figures.actions import observe

        for day in days:
            observe(["findings_all", "amount_sum", "large_rate"], as_of=day, at=self.desk.at())


@pytest.fixture
def bureau(county: Desk, tmp_path: Path) -> Iterator[Bureau]:
    """Three findings of 10, 60 and 20万元, opened in January; nothing counted, no target yet."""
    from youju.ledger import actions
    from youju.people import actions as people

    files = sample_files()
    files["pack.yaml"] = {**files["pack.yaml"], "version": "3.0.0"}
    files["figures/findings.yaml"] = {"figures": FIGURES}
    files["targets/county_2023.yaml"] = PLAN
    files["scoring/assessment.yaml"] = SCORING
    known: dict[str, Any] = {"actor": Actor.system(), "on": county.today, "at": county.at()}
    for one in (AUDITOR, FINANCE, SCHOOL):
        people.save_person(one.id, name=one.name, **known)
        for role in one.roles:
            people.grant(one.id, one.organisation or "", role, **known)
    with override_settings(HOME=tmp_path, EVIDENCE_ROOT=tmp_path / "evidence"):
        actions.install_pack(pack_of(files), actor=Actor.system(), at=county.at())
        county.today = date(2023, 1, 5)
        for amount in ("10", "60", "20"):
            county.open(unit="finance", amount=amount)
        yield Bureau(county)
