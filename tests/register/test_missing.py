"""Units that no list has: estimated for each group from how the lists overlap."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.register.conftest import CLERK, TOWN, Office
from youju.linkage.coverage import estimate

TOWNS = {
    "532925101": {("market",): 30, ("market", "tax"): 60, ("tax",): 20},
    "532925102": {("market",): 40, ("market", "tax"): 40, ("tax",): 40},
    "532925103": {("market",): 25},
    "532925104": {("market", "tax"): 3},
    "532925105": {("market",): 40, ("market", "tax"): 1, ("tax",): 40},
}


@pytest.fixture
def units(office: Office) -> Office:
    """Units of four townships, in one list or in two."""
    from uuid import uuid4

    from youju.register.models import Unit

    made: list[Any] = []
    for town, lists in TOWNS.items():
        for names, many in lists.items():
            for _ in range(many):
                values = {"industry": {"value": "5211" if town == "532925102" else "1711"}}
                made.append(
                    Unit(
                        id=uuid4(), number=len(made), kind="法人单位", division=f"{town}001", values=values,
                        lists=list(names), on=office.today, head_seq=1,
                    )
                )  # fmt: skip
    made[0].closed_on = office.today
    Unit.objects.bulk_create(made)
    return office


def test_groups_are_estimated_apart_and_the_worst_comes_first(units: Office) -> None:
    from youju.register.missing import missing

    found = missing(CLERK, "town")
    assert [one.key for one in found] == ["532925102", "532925101", "532925103", "532925104", "532925105"]
    worst = found[0]
    assert worst.estimate == estimate({(True, False): 40, (True, True): 40, (False, True): 40})
    assert worst.missed == pytest.approx(81 * 81 / 41 - 1 - 120)
    assert found[1].seen == 109, "a closed unit does not count"
    assert [one.estimate for one in found[2:]] == [None, None, None], "one list only; too few; hardly shared"
    assert [one.key for one in missing(CLERK, "industry")] == ["17", "52"]
    assert [one.seen for one in missing(CLERK, "county")] == [338]
    assert [one.key for one in missing(CLERK, "kind")] == ["法人单位"]
    assert [one.key for one in missing(TOWN, "town")] == ["532925101"], "one sees one's own"


def test_the_command(units: Office) -> None:
    from youju.register.commands import app

    text = CliRunner().invoke(app, ["missing"]).stdout.splitlines()
    assert text[0].startswith("红岩镇\t在库120\t约缺39（")
    assert text[2].endswith("在库25\t不能估计")
    found = json.loads(CliRunner().invoke(app, ["missing", "--by", "kind", "--format", "json"]).stdout)
    assert found[0]["seen"] == 338
    assert found[0]["estimate"]["low"] <= found[0]["estimate"]["total"] <= found[0]["estimate"]["high"]
