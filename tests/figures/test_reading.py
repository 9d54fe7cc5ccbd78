"""Figures counted by name are read back as at their cut-off, and printed with decimals and unit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.figures.conftest import past
from tests.ledger.conftest import Desk
from youju.definitions.load import Loaded
from youju.errors import YoujuError
from youju.figures import queries
from youju.figures.actions import observe
from youju.figures.models import ObservationRow
from youju.figures.showing import printed

AS_OF = date(2023, 5, 20)


def test_a_figure_counted_by_name_is_read_as_at_its_cut_off(bureau: tuple[Desk, Loaded]) -> None:
    desk, _ = bureau
    past(desk, seed=31)
    total, share = observe(["findings_all", "late_share"], as_of=AS_OF, at=desk.at())
    assert queries.reading("findings_all", as_of=AS_OF) == total
    assert queries.reading("late_share", as_of=AS_OF) == share
    assert total.counted_by == "system"
    assert printed(total) == f"{int(total.value)}个"
    assert printed(share).endswith("%")


def test_groups_are_read_by_their_key(bureau: tuple[Desk, Loaded]) -> None:
    desk, _ = bureau
    past(desk, seed=32)
    rows = observe(["findings_all"], as_of=AS_OF, at=desk.at(), by=["light"], counted_by="wang")
    assert len(rows) > 1
    for row in rows:
        assert queries.reading("findings_all", as_of=AS_OF, key=row.key) == row
        assert row.counted_by == "wang"


def test_what_was_counted_last_is_read(bureau: tuple[Desk, Loaded]) -> None:
    desk, _ = bureau
    desk.open()
    observe(["findings_all"], as_of=AS_OF, at=desk.at())
    desk.open()
    (later,) = observe(["findings_all"], as_of=AS_OF, at=desk.at())
    assert later.value == 2
    assert queries.reading("findings_all", as_of=AS_OF) == later


def test_what_was_not_counted_is_not_read(bureau: tuple[Desk, Loaded]) -> None:
    desk, _ = bureau
    observe(["findings_all"], as_of=AS_OF, at=desk.at())
    for name, scope, code in (
        ("findings_all", {"as_of": date(2023, 5, 21)}, "F808"),
        ("findings_all", {"as_of": AS_OF, "known_at": AS_OF}, "F808"),
        ("findings_all", {"as_of": AS_OF, "key": {"light": "red"}}, "F808"),
        ("findings_all", {"as_of": AS_OF, "division": "341802"}, "F808"),
        ("findings_al", {"as_of": AS_OF}, "F801"),
    ):
        with pytest.raises(YoujuError) as caught:
            queries.reading(name, **scope)  # type: ignore[arg-type]
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("value", "decimals", "unit", "text"),
    [
        ("80.2197802198", 1, "percent", "80.2%"),
        ("-0.05", 1, "percent", "-0.1%"),
        ("1234567.5", 0, "件", "1234568件"),
        ("12", 2, "万元", "12.00万元"),
        (None, 2, "万元", "—"),
    ],
)
def test_values_are_printed_with_decimals_and_unit(
    value: str | None, decimals: int, unit: str, text: str
) -> None:
    row = ObservationRow(value=None if value is None else Decimal(value), decimals=decimals, unit=unit)
    assert printed(row) == text
