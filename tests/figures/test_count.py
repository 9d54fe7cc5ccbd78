"""Figures equal what slow counting from folded events gives, on each engine, for any date and knowledge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.figures import oracle
from tests.figures.conftest import FIGURES, past
from tests.ledger.conftest import AUDITOR, Desk
from youju.definitions.load import Loaded
from youju.errors import YoujuError
from youju.figures.count import Counter, definition_of
from youju.ledger import actions

DATES: Sequence[tuple[date, date | None]] = (
    (date(2022, 12, 31), None),
    (date(2023, 3, 31), None),
    (date(2023, 4, 20), date(2023, 4, 20)),
    (date(2023, 5, 31), date(2023, 4, 30)),
    (date(2023, 5, 31), None),
    (date(2023, 8, 15), None),
)
GROUPS: Sequence[tuple[str, ...]] = ((), ("light",), ("state", "source"), ("division",), ("serious",))


def _same(counter: Counter, loaded: Loaded, records: Any, figure: str, by: tuple[str, ...]) -> int:
    definition = definition_of(loaded, figure)
    for as_of, known_at in DATES:
        found = counter.count(loaded, figure, as_of=as_of, known_at=known_at, by=by)
        got = {tuple(one.key.values()): one.value for one in found}
        wanted = oracle.count(definition, records, as_of=as_of, known_at=known_at, by=by)
        assert got == wanted, f"{figure} by {by} as of {as_of} known at {known_at}"
    return len(DATES)


def test_duckdb_counts_as_slow_counting_does(bureau: tuple[Desk, Loaded]) -> None:
    desk, loaded = bureau
    records = past(desk, seed=7)
    actions.merge(records[1], records[0], actor=AUDITOR, on=desk.today, at=desk.at(), reason="重复")
    compared = 0
    with Counter() as counter:
        for one in FIGURES:
            for by in GROUPS if one["of"] == "ledger findings" else ((),):
                compared += _same(counter, loaded, records, one["figure"], by)
    assert compared > len(FIGURES) * len(DATES)


@pytest.mark.spark
def test_spark_counts_the_same(bureau: tuple[Desk, Loaded]) -> None:
    spark = pytest.importorskip("youju.engine.backends.spark")
    desk, loaded = bureau
    past(desk, seed=8, count=8)
    as_of = date(2023, 5, 31)
    compared = 0
    with Counter() as here, spark.Spark() as engine, Counter(backend=engine) as there:
        for one in FIGURES:
            for by in ((), ("light",), ("division",)) if one["of"] == "ledger findings" else ((),):
                mine = here.count(loaded, one["figure"], as_of=as_of, by=by)
                other = there.count(loaded, one["figure"], as_of=as_of, by=by)
                assert [(x.key, x.value, x.numerator, x.denominator) for x in other] == [
                    (x.key, x.value, x.numerator, x.denominator) for x in mine
                ]
                compared += len(mine)
    assert compared > len(FIGURES)


def test_divisions_are_counted_by_subtree_and_level(bureau: tuple[Desk, Loaded]) -> None:
    desk, loaded = bureau
    for area in ("341802", "341802001", "341881", "340100", None):
        desk.open(**({"area": area} if area else {}))
    as_of = desk.today
    with Counter() as counter:

        def counted(**scope: Any) -> dict[Any, Any]:
            found = counter.count(loaded, "findings_all", as_of=as_of, **scope)
            return {one.key.get("division"): one.value for one in found}

        assert counted(division="341800") == {None: 3}
        assert counted(division="341802") == {None: 2}
        assert counted(division="341800", by=["division"]) == {"341802": 2, "341881": 1}
        assert counted(by=["division"], level="city") == {"3401": 1, "3418": 3, None: 1}
        assert counted(division="341802", by=["division"]) == {"341802": 1, "341802001": 1}


def test_groups_come_in_the_order_of_the_definition_with_labels(bureau: tuple[Desk, Loaded]) -> None:
    desk, loaded = bureau
    first = desk.open(amount="1").id
    desk.open(source="inspection")
    desk.do(first, "accept")
    with Counter() as counter:
        states = counter.count(loaded, "findings_all", as_of=desk.today, by=["state"])
        sources = counter.count(loaded, "findings_all", as_of=desk.today, by=["source"])
    assert [one.key_labels["state"] for one in states] == ["已交办", "整改中"]
    assert [one.key_labels["source"] for one in sources] == ["审计", "巡察"]


def test_late_entries_count_by_choice(bureau: tuple[Desk, Loaded]) -> None:
    desk, loaded = bureau
    desk.open()
    desk.today = date(2023, 4, 10)
    desk.open(on=date(2023, 3, 20))
    with Counter() as counter:
        cut = date(2023, 3, 31)
        assert counter.count(loaded, "findings_all", as_of=cut)[0].value == 2
        assert counter.count(loaded, "findings_all", as_of=cut, known_at=cut)[0].value == 1


def test_nothing_to_divide_by_is_said(bureau: tuple[Desk, Loaded]) -> None:
    _, loaded = bureau
    with Counter() as counter:
        share = counter.count(loaded, "late_share", as_of=date(2023, 5, 31))[0]
        most = counter.count(loaded, "amount_most", as_of=date(2023, 5, 31))[0]
    assert (share.value, share.denominator, share.reason, share.printed) == (None, 0, "分母为零", "—")
    assert (most.value, most.reason) == (None, "没有符合口径的记录")


def test_values_are_printed_rounded_half_away_from_zero(bureau: tuple[Desk, Loaded]) -> None:
    desk, loaded = bureau
    for amount in ("1234.5", "0.01", "0"):
        desk.open(amount=amount)
    with Counter() as counter:
        total = counter.count(loaded, "amount_sum", as_of=desk.today)[0]
        average = counter.count(loaded, "amount_average", as_of=desk.today)[0]
        in_yuan = counter.count(loaded, "amount_in_yuan", as_of=desk.today)[0]
    assert (total.value, total.printed) == (Decimal("1234.51"), "1,234.51")
    assert average.printed == "411.50"
    assert in_yuan.printed == "12,345,100.00"


@pytest.mark.parametrize(
    ("figure", "by", "code"), [("findngs_all", (), "F801"), ("findings_all", ("plan",), "F802")]
)
def test_wrong_names_are_refused(
    bureau: tuple[Desk, Loaded], figure: str, by: tuple[str, ...], code: str
) -> None:
    _, loaded = bureau
    with Counter() as counter, pytest.raises(YoujuError) as caught:
        counter.count(loaded, figure, as_of=date(2023, 5, 31), by=by)
    assert caught.value.code == code


def test_without_a_snapshot_nothing_is_counted_in_silence(bureau: tuple[Desk, Loaded], tmp_path: Any) -> None:
    _, loaded = bureau
    with Counter(root=tmp_path, refresh=False) as counter, pytest.raises(YoujuError) as caught:
        counter.count(loaded, "findings_all", as_of=date(2023, 5, 31))
    assert caught.value.code == "F803"
