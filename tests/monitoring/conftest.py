"""The county with a series of taxes over four years that falls in the third, and a rule that watches it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from tests.ledger.conftest import Desk, county, pack_of
from tests.series.conftest import TOWNS, deliver
from youju.people.actors import Actor

__all__ = ["county"]

STATISTICIAN = Actor("li", "李统计", "finance", frozenset({"statistician"}))
OTHER = Actor("bao", "包旁人", "school", frozenset({"reader"}))
PACK: dict[str, Any] = {
    "pack.yaml": {
        "pack": "economy",
        "label": "统计",
        "version": "1.0.0",
        "roles": {"statistician": "统计员", "reader": "读者"},
    },
    "series/economy.yaml": {
        "series": [
            {
                "series": "tax", "label": "税收", "unit": "万元", "kind": "flow", "dimensions": ["area"],
                "department": "税务局", "by": ["statistician"],
            }
        ]
    },
    "warnings/economy.yaml": {
        "warning": "tax_slow",
        "label": "税收增速回落",
        "series": "tax",
        "measure": "yoy",
        "side": "below",
        "levels": {
            "yellow": {"label": "黄色", "enter": "3", "leave": "5"},
            "red": {"label": "红色", "enter": "-5", "leave": "0"},
        },
        "duration": "2",
        "acknowledge": {"by": ["statistician"], "within": "5 workdays"},
        "foresees": {"event": "measure < -9", "horizon": "6"},
        "why": "税收回落影响保障",
        "advice": "会商税务局",
    },
}  # fmt: skip
RATES = [10] * 12 + [10, 10, 2, 2, -6, -7, -10, -10, 1, 6, 6, 8] + [10] * 12
"""Growth on the year before, from January 2021."""


def values() -> list[tuple[str, str]]:
    """Months from January 2020 with that growth, and a season."""
    level = {month: 100 + (month * 7) % 12 for month in range(1, 13)}
    found = [(f"2020-{month:02d}", f"{level[month]}") for month in range(1, 13)]
    for at, rate in enumerate(RATES):
        month = at % 12 + 1
        level[month] = level[month] * (100 + rate) / 100
        found.append((f"{2021 + at // 12}-{month:02d}", f"{level[month]:.6f}"))
    return found


def day_of(period: str) -> date:
    """The twelfth of the month after: when values are handed over."""
    year, month = int(period[:4]), int(period[5:])
    return date(year + month // 12, month % 12 + 1, 12)


@dataclass
class Bureau:
    """Whoever watches."""

    desk: Desk

    def deliver(self, upto: str = "9999") -> None:
        """Hand every month over on its day."""
        for period, value in values():
            if period <= upto:
                row = {"series": "tax", "period": period, "value": value}
                assert not deliver([row], day_of(period)).problems

    def run(self, as_of: date) -> Any:
        """Judge."""
        from youju.monitoring import actions

        return actions.run(as_of=as_of, at=datetime(2024, 6, 1, 2, tzinfo=UTC))


@pytest.fixture
def bureau(county: Desk, tmp_path: Path) -> Iterator[Bureau]:
    """The pack and its people; nothing delivered."""
    from youju.ledger import actions
    from youju.people import actions as people
    from youju.people.models import Organisation

    known: dict[str, Any] = {"actor": Actor.system(), "on": county.today, "at": county.at()}
    for one in (STATISTICIAN, OTHER):
        people.save_person(one.id, name=one.name, **known)
        for role in one.roles:
            people.grant(one.id, one.organisation or "", role, **known)
    Organisation.objects.filter(code="county").update(division="341802")
    with override_settings(HOME=tmp_path, EVIDENCE_ROOT=tmp_path / "evidence"):
        actions.install_pack(pack_of(PACK), actor=Actor.system(), at=county.at())
        yield Bureau(county)


__all__ += ["TOWNS"]
