"""A figure is followed down and computed again; a correction says what it moves, before and after."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.figures.test_composed import AREA, AS_OF, county, office
from tests.ledger.conftest import Desk
from tests.series.conftest import deliver, rows
from youju.definitions.load import Loaded
from youju.figures import impacts, queries
from youju.figures.actions import observe, supersede
from youju.figures.models import ObservationRow
from youju.figures.passport import chain, recomputed
from youju.series import actions

__all__ = ["county", "office"]

LATER = date(2023, 10, 8)


def test_the_chain_leads_to_values_and_deliveries_and_is_computed_again(office: tuple[Desk, Loaded]) -> None:
    desk, _ = office
    (growth,) = observe(["output_growth"], as_of=AS_OF, at=desk.at(), division=AREA)
    step = chain(growth)
    assert {(one["period"], one["value"]) for one in step.values} == {
        ("2023-08", growth.numerator), ("2022-08", growth.denominator),
    }  # fmt: skip
    assert {one["delivery"].source for one in step.values} == {"统计局"}
    assert growth.terms.startswith("统计局报送的“工业总产值”2023年1—8月数，增速，与上年同期相比")
    (gap,) = observe(["growth_above"], as_of=AS_OF, at=desk.at(), division="341802001")
    below = chain(gap).below
    assert {one.role for one in below} == {"now", "whole"}
    assert all(one.values for one in below)
    (more,) = observe(["findings_more"], as_of=date(2023, 5, 20), at=desk.at())
    leaves = {one.role: one.count for one in chain(more).below}
    assert leaves["now"] - leaves["past"] == more.value
    for row in (growth, gap, more):
        proof = recomputed(row)
        assert (proof.same, proof.fresh, proof.value) == (True, False, row.value)


def test_computing_again_says_when_it_is_not_the_same(office: tuple[Desk, Loaded], db: Any) -> None:
    desk, _ = office
    (row,) = observe(["output_growth"], as_of=AS_OF, at=desk.at(), division=AREA)
    with db.superuser() as raw:
        raw.execute("ALTER TABLE series_value DISABLE TRIGGER USER")
        raw.execute(
            "UPDATE series_value SET value = value + 1 WHERE series = 'output' AND period = '2023-08'"
        )
        raw.execute("ALTER TABLE series_value ENABLE ALWAYS TRIGGER series_value_append_only")
    assert not recomputed(row).same


def test_a_correction_says_what_it_moves_and_marks_it(office: tuple[Desk, Loaded]) -> None:
    desk, _ = office
    (growth,) = observe(["output_growth"], as_of=AS_OF, at=desk.at(), division=AREA)
    (tax,) = observe(["tax_year"], as_of=AS_OF, at=desk.at(), division=AREA)
    (rank,) = observe(["growth_above"], as_of=AS_OF, at=desk.at(), division="341802001")
    given = rows("output", [("2023-08", 1)], area=AREA)
    changes = actions.compared(given, on=LATER).changes
    moved = impacts.impact(changes)
    assert {one.row.figure for one in moved} == {"output_growth", "growth_above"}
    assert growth.address in {one.row.address for one in moved}
    assert impacts.sentence(moved).startswith("影响2个指标的")
    assert queries.touched([growth.address]) == {}
    before = ObservationRow.objects.count()
    result = deliver(given, LATER)
    followed = impacts.again(impacts.of_series(result.changes))
    supersede(followed, cause="更正产值", at=desk.at())
    assert [(one.row.address, one.now.value) for one in followed] == [
        (one.row.address, one.now.value) for one in moved
    ]
    assert ObservationRow.objects.count() > before
    marked = queries.touched([growth.address, tax.address, rank.address])
    assert set(marked) == {growth.address, rank.address}
    assert marked[growth.address][0].cause == "更正产值"
    assert queries.reading("output_growth", as_of=AS_OF, division=AREA).address == (
        marked[growth.address][0].by_address
    )
    assert impacts.impact(actions.compared(given, on=LATER).changes) == []
    assert impacts.sentence([]) == "不影响已存的指标。"
