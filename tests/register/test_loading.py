"""Units follow from deliveries: ids stay, values come by the rules, what changed is seen as at any day."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.linkage.county import code_of
from tests.register.conftest import (
    BUREAU,
    CLERK,
    HEADINGS,
    HONGYAN,
    LISTS,
    MARKET,
    MICHENG,
    TAX,
    TOWN,
    WALK,
    Office,
    changed,
    row,
    without,
)
from youju.errors import YoujuError

LATER, LAST = date(2023, 10, 1), date(2023, 11, 1)


def unit(number: int, actor: Any = CLERK) -> Any:
    """A unit by the number of its code."""
    from youju.register import queries

    return queries.get_for(actor, code_of(number))


def snapshot() -> dict[str, Any]:
    """All units and rows, without what a load alone makes new."""
    from youju.register.models import Row, Unit

    units = {
        one.id: (one.number, one.code, one.name, one.head, one.closed_on, one.merged_into, one.head_seq)
        for one in Unit.objects.all()
    }
    return {"units": units, "rows": dict(Row.objects.values_list("pk", "unit"))}


def test_a_first_delivery_makes_units(office: Office) -> None:
    from youju.register.models import Unit

    result = office.load()
    assert result.rows["market"] == {"added": 6, "changed": 0, "same": 0, "gone": 0}
    assert result.units == {"entered": 7}
    first = unit(1)
    assert (first.name, first.kind, first.division) == ("弥渡县恒泽商贸有限公司", "法人单位", "532925101")
    assert first.lists == ["market", "tax", "walk"], "the walk's row without a code is the same unit"
    assert first.values["phone"] == {"value": "08728100001", "list": "walk", "row": "1", "on": "2023-09-01"}
    assert first.values["name"]["list"] == "market"
    assert first.values["address"]["list"] == "walk"
    shop = Unit.objects.get(code="")
    assert (shop.name, shop.lists, shop.kind) == ("卓朗餐饮店", ["walk"], "个体经营户")
    assert sorted(Unit.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6, 7]


def test_the_same_delivery_again_changes_nothing(office: Office) -> None:
    office.load()
    before = snapshot()
    office.today = LATER
    result = office.load()
    assert result.units == {}
    assert result.rows["tax"]["same"] == len(TAX)
    assert result.differences == {"opened": 0, "updated": 0, "reopened": 0, "agreed": 0}
    assert snapshot() == before


def test_a_change_is_seen_from_its_day_on(office: Office) -> None:
    from youju.register import queries

    office.load()
    known = office.at()
    office.today = LATER
    result = office.load(
        market=changed(MARKET, 1, 单位名称="弥渡县恒泽实业有限公司", 负责人="冯军"), tax=TAX, walk=WALK
    )
    assert result.units == {"changed": 1}
    first = unit(1)
    assert (first.name, first.values["person"]["value"]) == ("弥渡县恒泽实业有限公司", "冯军")
    assert first.values["person"]["on"] == "2023-10-01"
    then = queries.as_at(first, as_of=date(2023, 9, 30))
    assert then.facts["name"] == "弥渡县恒泽商贸有限公司"
    assert queries.as_at(first, as_of=LAST).facts["name"] == first.name
    assert queries.as_at(first, as_of=LAST, known_at=known).facts["name"] == "弥渡县恒泽商贸有限公司"
    assert queries.as_at(first, as_of=date(2023, 8, 31)).on is None


def test_the_projection_is_the_fold_of_the_events(office: Office) -> None:
    from youju.events.queries import of_stream
    from youju.register import queries
    from youju.register.models import Row, Unit

    office.load()
    office.today = LATER
    office.load(market=without(changed(MARKET, 2, 登记状态="注销"), 6), tax=without(TAX, 4), walk=WALK[:1])
    office.today = LAST
    office.load(market=MARKET, tax=TAX, walk=WALK)
    count = 0
    for one in Unit.objects.all():
        state = queries.as_at(one, as_of=LAST)
        assert state.values == one.values
        assert state.facts.get("name", "") == one.name
        assert state.facts.get("closed_on") == (one.closed_on.isoformat() if one.closed_on else None)
        live = Row.objects.filter(unit=one.id, gone_on=None).values_list("source", "row")
        assert state.rows == set(live)
        assert len(of_stream(one.id)) == one.head_seq
        count += 1
    assert count == 7


def test_units_close_and_come_back_under_their_id(office: Office) -> None:
    office.load()
    fifth = unit(5)
    office.today = LATER
    result = office.load(market=without(MARKET, 5), tax=TAX, walk=WALK)
    assert result.rows["market"]["gone"] == 1
    assert result.units == {"closed": 1}
    assert unit(5).closed_on == LATER
    office.today = LAST
    again = office.load(market=MARKET, tax=TAX, walk=WALK)
    assert again.units == {"reopened": 1}
    assert (unit(5).id, unit(5).number, unit(5).closed_on) == (fifth.id, fifth.number, None)


def test_a_unit_that_a_list_says_is_closed(office: Office) -> None:
    office.load()
    office.today = LATER
    result = office.load(market=changed(MARKET, 5, 登记状态="已注销"), tax=TAX, walk=WALK)
    assert result.units == {"closed": 1}
    assert unit(5).closed_on == LATER
    office.today = LAST
    assert office.load().units == {"reopened": 1}


def test_a_unit_that_moves_keeps_its_id_and_goes_to_the_other_town(office: Office) -> None:
    office.load()
    before = unit(5)
    office.today = LATER
    office.load(market=changed(MARKET, 5, 地址=f"{HONGYAN}工业路1号"), tax=TAX, walk=WALK)
    after = unit(5)
    assert (after.id, after.division, before.division) == (before.id, "532925102", "532925101")


def test_two_units_that_turn_out_to_be_one(office: Office) -> None:
    from youju.register import queries
    from youju.register.models import Row, Unit

    office.load()
    shop = Unit.objects.get(code="")
    office.today = LATER
    market = [*MARKET, row(7, 7, "弥渡县卓朗餐饮店", f"{HONGYAN}朝阳路77号", 负责人="郑洋")]
    office.load(market=market, tax=TAX, walk=WALK)
    assert unit(7).id == shop.id, "the id stays with the row, and the unit has a code now"
    office.today = LAST
    walk = changed(
        WALK, 2, 统一社会信用代码=code_of(1), 单位名称="恒泽商贸有限公司", 地址=f"{MICHENG}建设路1号"
    )
    result = office.load(market=without(market, 7), tax=TAX, walk=walk)
    assert result.units["merged"] == 1
    gone = Unit.objects.get(id=shop.id)
    assert (gone.merged_into, gone.closed_on) == (unit(1).id, LAST)
    assert Row.objects.get(source="walk", row="2").unit == unit(1).id
    assert queries.as_at(gone, as_of=LAST).rows == set()


def test_a_held_list_changes_nothing_and_says_why(office: Office) -> None:
    from youju.ledger import filestore
    from youju.register import queries
    from youju.register.models import Delivery

    office.load()
    office.today = LATER
    result = office.load(market=MARKET[:2], tax=TAX, walk=WALK)
    assert [one.code.id for one in result.held["market"]] == ["U516"]
    assert set(result.rows) == {"tax", "walk"}
    assert unit(5).closed_on is None
    held = Delivery.objects.get(held=True)
    assert (held.source, held.problems[0]["code"]) == ("market", "U516")
    content = filestore.path_of(office.folder / "evidence", held.sha256).read_bytes()
    assert content == (office.folder / "market.csv").read_bytes(), "kept as it came"
    assert queries.deliveries(TOWN) == []
    assert len(queries.deliveries(CLERK)) == 6


def test_what_somebody_has_looked_at_is_taken_in(office: Office) -> None:
    from youju.register import actions

    office.load()
    office.today = LATER
    path = office.write({"market": MARKET[:2], "tax": TAX[:1], "walk": WALK})
    result = actions.load(path, actor=CLERK, on=LATER, at=office.at(), accepted=["market"])
    assert set(result.held) == {"tax"}
    assert result.rows["market"]["gone"] == 4
    assert office.load(market=MARKET[:2], tax=TAX, walk=WALK).held == {}, "the next is held against it"


def test_a_delivery_is_held_against_the_last_in_encoding_and_doubles(office: Office) -> None:
    from youju.register import actions

    office.load()
    before = snapshot()
    path = office.write(
        {"market": MARKET, "tax": [*TAX, *(one | {"行号": f"9{one['行号']}"} for one in TAX[:2])]}
    )
    file = office.folder / "market.csv"
    file.write_bytes(file.read_text(encoding="utf-8").encode("gb18030"))
    result = actions.load(path, actor=CLERK, on=office.today, at=office.at())
    assert {name: {one.code.id for one in held} for name, held in result.held.items()} == {
        "market": {"U509"}, "tax": {"U519"},
    }  # fmt: skip
    assert snapshot() == before


def test_when_all_lists_are_held_nothing_is_loaded(office: Office) -> None:
    office.load()
    before = snapshot()
    result = office.load(market=MARKET[:1])
    assert (result.rows, result.units) == ({}, {})
    assert snapshot() == before


def test_a_partial_delivery_leaves_the_other_rows(office: Office) -> None:
    office.load()
    result = office.load(partial=True, market=[changed(MARKET, 5, 单位名称="弥渡县铭锐光电有限公司")[4]])
    assert result.rows["market"] == {"added": 0, "changed": 1, "same": 0, "gone": 0}
    assert result.units == {"changed": 1}
    assert unit(6).closed_on is None
    assert office.load().held == {}, "the next whole delivery is held against the last whole one"


def test_lists_without_numbers_get_lasting_ones(office: Office) -> None:
    from youju.register import actions
    from youju.register.models import Row

    def load(rows: list[dict[str, str]]) -> Any:
        path = office.write({"market": rows})
        path.write_text("lists: {market: {file: market.csv}}", encoding="utf-8")
        return actions.load(path, actor=CLERK, on=office.today, at=office.at())

    shop = row(9, None, "卓朗餐饮店", f"{HONGYAN}朝阳路77号")
    load([*MARKET, shop, shop])
    again = load([shop, *reversed(MARKET), shop])
    assert again.rows["market"] == {"added": 0, "changed": 0, "same": 8, "gone": 0}
    numbers = set(Row.objects.values_list("row", flat=True))
    assert {code_of(1), code_of(6)} < numbers
    assert sum("#2" in one for one in numbers) == 1


def test_who_may_not_load_and_when(office: Office) -> None:
    for actor in (TOWN, BUREAU):
        with pytest.raises(YoujuError) as raised:
            office.load(actor=actor)
        assert raised.value.problems[0].code.id == "K804"
    for day in (date(2023, 9, 2), date(2023, 8, 1)):
        office.today = date(2023, 9, 1)
        with pytest.raises(YoujuError) as raised:
            office.load(on=day)
            office.load(on=date(2023, 7, 1))
        assert raised.value.problems[0].code.id == "K803"


def test_a_load_that_fails_leaves_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from youju.register.actions import raising
    from youju.register.models import Load, Row, Unit

    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("the power went off")

    monkeypatch.setattr(raising, "raise_differences", fails)
    with pytest.raises(RuntimeError):
        office.load()
    assert not Load.objects.exists()
    assert not Row.objects.exists()
    assert not Unit.objects.exists()


def test_branches_know_their_head(office: Office) -> None:
    from youju.register import queries

    branch = row(8, 8, "弥渡县恒泽商贸有限公司弥城分公司", f"{MICHENG}建设路3号", 负责人="杨超")
    office.load(market=[*MARKET, branch], tax=TAX, walk=WALK)
    assert (unit(8).kind, unit(8).head) == ("产业活动单位", unit(1).id)
    assert list(queries.branches_of(unit(1), CLERK)) == [unit(8)]


def test_events_are_verified_with_the_others(office: Office) -> None:
    from youju.events.verify import verify

    office.load(**LISTS)
    assert verify(workers=1).sound


def test_what_a_database_gave_is_kept_as_a_file(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    from youju.ledger import filestore
    from youju.register import actions
    from youju.register.models import Delivery, Load, Unit

    path = office.write({"market": MARKET})
    with closing(sqlite3.connect(office.folder / "tax.db")) as connection, connection:
        connection.execute(f"create table payers ({', '.join(HEADINGS)})")
        rows = [[one.get(heading) for heading in HEADINGS] for one in TAX]
        connection.executemany(f"insert into payers values ({', '.join('?' * len(HEADINGS))})", rows)
    asked = (
        "  tax: {database: TAX_DATABASE, table: payers, columns: {row: 行号}, items: {status: 登记状态}}\n"
    )
    path.write_text(path.read_text(encoding="utf-8") + asked, encoding="utf-8")
    with pytest.raises(YoujuError) as caught:
        actions.load(path, actor=CLERK, on=office.today, at=office.at())
    assert [one.code.id for one in caught.value.problems] == ["U520"]
    assert not Load.objects.exists()
    monkeypatch.setenv("TAX_DATABASE", f"sqlite:///{office.folder / 'tax.db'}")
    result = actions.load(path, actor=CLERK, on=office.today, at=office.at())
    assert result.rows["tax"]["added"] == len(TAX)
    assert unit(2).lists == ["market", "tax"]
    assert Unit.objects.count() == len(MARKET)
    kept = Delivery.objects.get(source="tax")
    stored = filestore.path_of(Path(settings.EVIDENCE_ROOT), kept.sha256).read_text(encoding="utf-8")
    assert kept.file == "tax.csv"
    assert stored.splitlines()[0] == ",".join(HEADINGS)
    assert "昊骏" in stored
