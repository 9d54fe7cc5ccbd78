"""Deliveries are taken in whole or not at all; no value is overwritten; everything is under the seals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ledger.conftest import Desk
from tests.series.conftest import STATISTICIAN, deliver, months, rows, written
from youju.definitions.load import Loaded
from youju.errors import YoujuError
from youju.events.queries import of_stream
from youju.people.actors import Actor
from youju.series import actions, queries
from youju.series.models import Delivery, Value

ON = date(2023, 5, 10)


@pytest.fixture(autouse=True)
def _kept(tmp_path: Path) -> Any:
    with override_settings(EVIDENCE_ROOT=tmp_path / "evidence"):
        yield


def test_a_later_value_is_another_vintage(office: tuple[Desk, Loaded]) -> None:
    first = deliver(rows("tax", months(2023, [100, 110, 120])), date(2023, 4, 8))
    assert first.counts == {"first": 3, "revised": 0, "same": 0}
    again = deliver(rows("tax", months(2023, [100, "111.5", 120, 130])), ON)
    assert again.counts == {"first": 1, "revised": 1, "same": 2}
    now = queries.values("tax")
    assert [(period, value, vintage) for period, value, vintage, _ in now] == [
        ("2023-01", 100, 1), ("2023-02", Decimal("111.5"), 2), ("2023-03", 120, 1), ("2023-04", 130, 1),
    ]  # fmt: skip
    before = queries.values("tax", known_at=date(2023, 5, 9))
    assert [value for _, value, _, _ in before] == [100, 110, 120]
    found = queries.revisions("tax")
    assert (found.count, found.mean, found.mean_absolute) == (1, Decimal("1.5"), Decimal("1.5"))
    assert found.mean_relative == Decimal("1.3636363636")


def test_the_delivery_is_told_by_an_event_and_can_be_proved(office: tuple[Desk, Loaded], db: Any) -> None:
    result = deliver(rows("tax", months(2023, [100, 110])), ON, by=STATISTICIAN)
    assert result.id is not None
    (event,) = of_stream(result.id)
    delivery = Delivery.objects.get(id=result.id)
    assert (event.kind, event.type, event.actor, event.business_date) == ("series", "taken_in", "li", ON)
    assert event.payload["values"] == delivery.digest
    assert queries.tampered() == []
    with db.superuser() as raw:
        raw.execute("ALTER TABLE series_value DISABLE TRIGGER USER")
        raw.execute("UPDATE series_value SET value = 111 WHERE period = '2023-02'")
        raw.execute("ALTER TABLE series_value ENABLE ALWAYS TRIGGER series_value_append_only")
    assert [one.id for one in queries.tampered()] == [result.id]


@pytest.mark.parametrize("table", ["series_value", "series_delivery"])
def test_nobody_changes_what_was_delivered(office: tuple[Desk, Loaded], table: str) -> None:
    deliver(rows("tax", months(2023, [100])), ON)
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Value.objects.count() == 1


def test_one_mistake_holds_the_whole_delivery(office: tuple[Desk, Loaded]) -> None:
    result = deliver([*rows("tax", months(2023, [100, 110])), *rows("tax", [("2023-03", "一百")])], ON)
    assert [(one.code.id, one.where.row) for one in result.problems] == [("I106", 3)]
    assert Value.objects.count() == 0
    held = Delivery.objects.get()
    assert held.held
    assert held.problems[0]["code"] == "I106"
    (event,) = of_stream(held.id)
    assert event.type == "held"


@pytest.mark.parametrize(
    ("row", "code", "told"),
    [
        ({"series": "taxes"}, "I104", "tax"),
        ({"area": "999999"}, "I105", "行政区划代码"),
        ({"area": "三里镇"}, "I105", "行政区划代码"),
        ({"sector": "light"}, "I105", "不分行业"),
        ({"series": "output", "sector": "mining"}, "I105", "工业总产值"),
        ({"period": "2023-Q1"}, "I105", "2024-12"),
        ({"period": "三月"}, "I105", "2024-12"),
        ({"period": "2023-06"}, "I105", "不晚于"),
        ({"series": "sales", "period": "2023-01"}, "I105", "第2期"),
        ({"series": "sales", "area": "341802001"}, "I105", "不分地区"),
        ({"value": ""}, "I106", "不是数"),
        ({"value": "1,23"}, "I106", "不是数"),
        ({"value": "12万"}, "I106", "不是数"),
        ({"base": "无"}, "I106", "不是数"),
        ({"unit": "亿元"}, "I107", "万元"),
        ({"unit": "人"}, "I107", "万元"),
        ({"series": "output", "value": "99999999"}, "I108", "9999999"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(
    office: tuple[Desk, Loaded], row: dict[str, str], code: str, told: str
) -> None:
    good = {"series": "tax", "period": "2023-02", "value": "1"}
    result = deliver([{**good, "period": "2023-01"}, {**good, **row}], ON)
    assert [(one.code.id, one.where.row) for one in result.problems] == [(code, 2)]
    assert told in result.problems[0].sentence()
    assert Value.objects.count() == 0


def test_the_same_period_twice_is_said(office: tuple[Desk, Loaded]) -> None:
    result = deliver(rows("tax", [("2023-01", 1), ("2023年1月", 2)]), ON)
    assert [(one.code.id, one.where.row) for one in result.problems] == [("I109", 2)]


def test_revisions_come_later(office: tuple[Desk, Loaded]) -> None:
    deliver(rows("tax", months(2023, [100])), ON)
    for on in (date(2023, 5, 9), date(2099, 1, 1)):
        with pytest.raises(YoujuError) as caught:
            actions.take_in(
                rows("tax", months(2023, [101])), source="税务局", on=on, at=Desk().at(), by="system"
            ) if on.year == 2099 else deliver(rows("tax", months(2023, [101])), on)
        assert caught.value.code == "I110"


def test_who_has_no_role_delivers_nothing(office: tuple[Desk, Loaded]) -> None:
    with pytest.raises(YoujuError) as caught:
        deliver(rows("tax", months(2023, [1])), ON, by=Actor("wang", "王", "finance", frozenset({"reader"})))
    assert caught.value.code == "I101"
    assert Delivery.objects.count() == 0


def test_a_file_without_a_needed_column_is_held(office: tuple[Desk, Loaded], tmp_path: Path) -> None:
    result = deliver(written(tmp_path, "a.csv", "数列,报告期\ntax,2023-01\n"), ON)
    assert [one.code.id for one in result.problems] == ["I102"]


def test_files_of_each_kind_say_the_same(office: tuple[Desk, Loaded], tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("数列", "地区", "报告期", "数值"), ("税收", "341802001000", "2023年1月", "1,234.5")):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    files = [
        written(tmp_path, "a.csv", "指标代码,地区,时期,数值\ntax,341802001,202301,1234.5\n"),
        tmp_path / "a.xlsx",
        written(
            tmp_path, "sdmx.csv",
            "DATAFLOW,INDICATOR,REF_AREA,TIME_PERIOD,OBS_VALUE\nX:Y(1.0),tax,341802001,2023-01,1234.5\n",
        ),
        written(tmp_path, "sdmx.xml", SDMX),
        written(tmp_path, "generic.xml", GENERIC),
    ]  # fmt: skip
    results = [deliver(file, ON) for file in files]
    assert [one.problems for one in results] == [()] * 5
    assert [one.counts["first"] for one in results] == [1, 0, 0, 0, 0]
    assert [one.counts["same"] for one in results] == [0, 1, 1, 1, 1]
    assert [value for _, value, _, _ in queries.values("tax", area="341802001000")] == [Decimal("1234.5")]
    assert len({one.sha256 for one in Delivery.objects.all()}) == 5
    assert len(list((tmp_path / "evidence").glob("??/*"))) == 5


def test_what_is_no_sdmx_is_held(office: tuple[Desk, Loaded], tmp_path: Path) -> None:
    bomb = "<!DOCTYPE d [<!ENTITY a 'x'>]><d>&a;</d>"
    for number, text in enumerate(("<data/>", "<data>", bomb)):
        result = deliver(written(tmp_path, f"{number}.xml", f"<?xml version='1.0'?>{text}"), ON)
        assert [one.code.id for one in result.problems] == ["I103"]


def test_a_trial_changes_nothing(office: tuple[Desk, Loaded]) -> None:
    deliver(rows("tax", months(2023, [100, 110])), date(2023, 4, 8))
    found = actions.compared(rows("tax", months(2023, [100, 120, 130])), on=ON)
    assert found.counts == {"first": 1, "revised": 1, "same": 1}
    assert [(one.period, one.former, one.value) for one in found.changes] == [
        ("2023-02", 110, 120), ("2023-03", None, 130),
    ]  # fmt: skip
    assert Value.objects.count() == 2
    assert actions.compared(rows("tax", [("2023-01", "x")]), on=ON).problems[0].code.id == "I106"


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=6), min_size=1, max_size=5))
def test_the_last_different_value_is_known(office: tuple[Desk, Loaded], past: list[list[int]]) -> None:
    told: dict[str, list[int]] = {}
    with transaction.atomic():
        for number, values in enumerate(past):
            deliver(rows("tax", months(2022, values)), date(2023, 1, 1 + number))
            for period, value in months(2022, values):
                chain = told.setdefault(period, [])
                if not chain or chain[-1] != value:
                    chain.append(value)
        got = {one.period: [value for _, value in one.vintages] for one in queries.revisions("tax").values}
        transaction.set_rollback(True)
    assert got == told


SDMX = """<?xml version="1.0" encoding="UTF-8"?>
<mes:StructureSpecificData xmlns:mes="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"
 xmlns:ss="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/structurespecific"
 xmlns:com="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:ns1="urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=Y:D(1.0):ObsLevelDim:AllDimensions">
 <mes:Header><mes:ID>one</mes:ID><mes:Test>false</mes:Test><mes:Prepared>2023-05-10T00:00:00</mes:Prepared>
  <mes:Sender id="tax"/><mes:Receiver id="county"/>
  <mes:Structure structureID="D" namespace="urn:x" dimensionAtObservation="AllDimensions">
   <com:Structure><Ref agencyID="Y" id="D" version="1.0" class="DataStructure"/></com:Structure>
  </mes:Structure></mes:Header>
 <mes:DataSet ss:structureRef="D" xsi:type="ns1:DataSetType" ss:dataScope="DataStructure" action="Append">
  <Obs INDICATOR="tax" REF_AREA="341802001" TIME_PERIOD="2023-01" OBS_VALUE="1234.5"/>
 </mes:DataSet>
</mes:StructureSpecificData>
"""

GENERIC = """<?xml version="1.0" encoding="UTF-8"?>
<mes:GenericData xmlns:mes="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"
 xmlns:gen="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic">
 <mes:DataSet><gen:Series>
  <gen:SeriesKey>
   <gen:Value id="INDICATOR" value="tax"/><gen:Value id="REF_AREA" value="341802001"/>
  </gen:SeriesKey>
  <gen:Obs><gen:ObsDimension value="2023-01"/><gen:ObsValue value="1234.5"/></gen:Obs>
 </gen:Series></mes:DataSet>
</mes:GenericData>
"""
