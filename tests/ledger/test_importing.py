"""Files become records whole or not at all, as if each row had been typed in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import connection

from tests.ledger.conftest import AUDITOR, FINANCE, Desk
from youju.errors import YoujuError
from youju.events.chain import canonical
from youju.events.queries import of_stream
from youju.ledger import catalogue, importing, projection
from youju.ledger.actions import committing
from youju.ledger.fold import fold
from youju.ledger.importing import planning
from youju.ledger.mapping import Mapping, load
from youju.ledger.models import LedgerRecord, UniqueKey

DAY = dt.date(2023, 3, 6)
HEADERS = ["问题", "外部编号", "责任单位", "来源", "金额", "交办日期", "承诺日期", "是否重大", "重大依据"]
ROWS = [
    ["未按规定招标", "A1", "finance", "巡察", "1,234.5", "2023年3月1日", "2023-03-31", "是", "金额较大"],
    ["资金滞留", "A2", "云溪县第一中学", "", "", "45047", "", "否", ""],
    ['他说"好"\t并\\换\n行', "A3", "treasury", "audit", "3", "", "", "", ""],
]
ROWS[1][5] = "44986"  # 2023-03-01 as Excel counts


def csv_file(folder: Path, rows: list[list[str]], headers: list[str] = HEADERS) -> Path:
    path = folder / "问题清单.csv"
    quoted = (",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [headers, *rows])
    path.write_text("\n".join(quoted) + "\n", encoding="utf-8-sig")
    return path


def run(
    county: Desk,
    path: Path,
    mapping: Mapping | None = None,
    *,
    dry: bool = False,
    ledger: str = "findings",
    **more: Any,
) -> Any:
    action = importing.check if dry else importing.import_file
    return action(
        ledger,
        path,
        actor=more.pop("by", AUDITOR),
        on=more.pop("on", DAY),
        at=county.at(),
        mapping=mapping,
        **more,
    )


def mapped(text: str, ledger: str = "findings") -> Mapping:
    return load(f"ledger: {ledger}\n" + text, catalogue.current(ledger).ledger)


def counts() -> tuple[int, ...]:
    with connection.cursor() as cursor:
        found = []
        for table in ("events_event", "events_stream", "ledger_record", "ledger_uniquekey", "ledger_counter"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            found.append(cursor.fetchone()[0])
        return tuple(found)


def refused(county: Desk, path: Path, mapping: Mapping | None = None, **more: Any) -> YoujuError:
    """Refused by the import and by the dry run alike, and nothing has changed."""
    before = counts()
    with pytest.raises(YoujuError) as caught:
        run(county, path, mapping, **more)
    assert counts() == before
    return caught.value


def records() -> list[LedgerRecord]:
    return list(LedgerRecord.objects.order_by("number", "id"))


def test_rows_become_records(county: Desk, tmp_path: Path) -> None:
    path = csv_file(tmp_path, ROWS)
    before = counts()
    dry = run(county, path, dry=True)
    assert counts() == before
    assert (dry.added, dry.updated, dry.wrong, dry.written) == (3, 0, 0, False)
    assert dry.sentence() == "共3行无问题，将登记3件，更新0件，0件没有变化。"
    done = run(county, path)
    assert (done.added, done.written) == (3, True)
    first, second, third = records()
    assert first.number == "审改〔2023〕0001"
    assert first.values == {
        "title": "未按规定招标", "code": "A1", "unit": "finance", "source": "inspection", "amount": "1234.5",
        "given_on": "2023-03-01", "promised_on": "2023-03-31", "serious": True, "grounds": "金额较大",
    }  # fmt: skip
    assert second.values == {
        "title": "资金滞留", "code": "A2", "unit": "school", "source": "audit", "given_on": "2023-03-01",
        "serious": False,
    }  # fmt: skip
    assert third.values["title"] == ROWS[2][0]
    event = of_stream(first.id)[0]
    assert event.type == "opened"
    assert event.actor == AUDITOR.id
    assert event.payload["imported"] == {"file": "问题清单.csv", "row": 2}


def test_an_imported_record_equals_one_that_was_typed_in(county: Desk, tmp_path: Path) -> None:
    rows = [*ROWS, ["带\\反斜杠", "A9", "finance", "热线", "0", "2023-01-05", "2023-04-05", "", ""]]
    run(county, csv_file(tmp_path, rows), mapped(
        "columns: {问题: title, 外部编号: code, 责任单位: unit, 来源: source, 金额: amount,"
        " 交办日期: given_on, 承诺日期: promised_on, 是否重大: serious,"
        " 重大依据: grounds}\nconstants: {area: '341821'}\n"
    ))  # fmt: skip
    imported = records()
    by_code = {record.values["code"]: record for record in imported}
    for code, record in by_code.items():
        typed = {**record.values, "code": code + "x"}
        other = county.open(on=DAY, **typed)
        other.refresh_from_db()
        differing = {name for name in committing.COLUMNS if getattr(other, name) != getattr(record, name)}
        assert differing <= {"id", "number", "values", "position", "updated_at"}
        assert {**other.values, "code": code} == record.values
        one, two = of_stream(record.id)[0], of_stream(other.id)[0]
        assert {k: v for k, v in one.payload.items() if k not in ("set", "number", "imported")} == {
            k: v for k, v in two.payload.items() if k not in ("set", "number")
        }
        with connection.cursor() as cursor:
            cursor.execute("SELECT payload::text FROM events_event WHERE stream = %s", [record.id])
            assert cursor.fetchone()[0].encode() == canonical(one.payload), "written as the one text it has"


def test_the_projection_is_the_fold(county: Desk, tmp_path: Path) -> None:
    run(county, csv_file(tmp_path, ROWS))
    rules = catalogue.current("findings")
    assert len(records()) == 3
    for record in records():
        events = of_stream(record.id)
        columns = projection.columns(
            rules, fold(events), created_organisation=record.created_organisation, as_of=record.head_date
        )
        for name, value in columns.items():
            stored = getattr(record, name)
            assert (str(stored) if name == "parent" and stored else stored) == value, name
        assert record.position == events[-1].position
        assert (record.head_seq, record.period) == (1, "2023-03")


def test_every_problem_is_listed_by_row_and_column(county: Desk, tmp_path: Path) -> None:
    rows = [
        ["好", "B1", "finance", "", "", "", "", "", ""],
        ["", "B2", "没有的单位", "天上", "很多", "2023.13.1", "", "也许", ""],
        ["长" * 51, "B1", "finance", "", "-1", "", "", "是", ""],
        ["另一件好", "B4", "finance", "", "", "", "", "", ""],
    ]
    path = csv_file(tmp_path, rows)
    report = run(county, path, dry=True)
    listed = [(one.where.row, one.code.id) for one in report.problems]
    assert sorted(listed[:-1]) == sorted(
        [(3, code) for code in ("K771", "K770", "K704", "K770", "K770", "K770")]
        + [(4, code) for code in ("K770", "K772", "K770", "K702")]
    )
    assert {row for row, _ in listed if row} == {3, 4}
    assert report.wrong == 2
    sentences = [one.sentence() for one in report.problems]
    assert "第3行：“交办日期”为“2023.13.1”，月份超出1—12。请改为如2023-12-01后重新导入。〔K770〕" in sentences
    assert any("“外部编号”与第2行相同（B1）" in sentence for sentence in sentences)
    assert sentences[-1] == "共2行有问题，其余2行无问题。未导入任何一行，请改正后重新导入。〔K777〕"
    error = refused(county, path)
    assert [one.sentence() for one in error.problems] == sentences
    rows_in_order = [row for row, _ in listed if row]
    assert rows_in_order == sorted(rows_in_order)


def test_problems_beyond_the_limit_are_counted(
    county: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "MOST_PROBLEMS", 5)
    path = csv_file(tmp_path, [["甲", str(n), "finance", "", "x", "", "", "", ""] for n in range(20)])
    report = run(county, path, dry=True)
    assert (len(report.problems), report.wrong) == (6, 20)


def test_required_when(county: Desk, tmp_path: Path) -> None:
    rows = [
        ["甲", "1", "finance", "", "", "", "", "是", ""],
        ["乙", "2", "finance", "", "", "", "", "否", ""],
    ]
    error = refused(county, csv_file(tmp_path, rows))
    assert [(one.where.row, one.code.id) for one in error.problems] == [(2, "K702"), (None, "K777")]


def test_codes_out_of_use(county: Desk, tmp_path: Path) -> None:
    county.today = dt.date(2023, 8, 1)
    rows = [["甲", "1", "finance", "热线", "", "", "", "", ""]]
    text = "columns: {问题: title, 外部编号: code, 责任单位: unit, 来源: source}\n"
    text += "others: ignore\nopened_on: 交办日期\n"
    rows[0][5] = "2023-06-30"
    assert run(county, csv_file(tmp_path, rows), mapped(text), on=county.today).added == 1
    rows[0][1], rows[0][5] = "2", "2023-07-01"
    error = refused(county, csv_file(tmp_path, rows), mapped(text), on=county.today)
    assert "已于2023-06-30停用" in str(error)


def test_existing_records_are_refused_without_update_by(county: Desk, tmp_path: Path) -> None:
    county.open(code="A1")
    error = refused(county, csv_file(tmp_path, ROWS))
    assert [(one.where.row, one.code.id) for one in error.problems] == [(2, "K773"), (None, "K777")]


UPDATE = (
    "columns: {外部编号: code, 问题: title, 责任单位: unit, 金额: amount, 来源: source}\nupdate_by: code\n"
)


def test_update_changes_only_what_differs(county: Desk, tmp_path: Path) -> None:
    same = county.open(code="S", title="不变", amount="5")
    other = county.open(code="O", title="要改", amount="5", source="inspection")
    headers = ["外部编号", "问题", "责任单位", "金额", "来源"]
    rows = [
        ["S", "不变", "finance", "5.00", ""],
        ["O", "改了", "", "—", ""],
        ["N", "新的", "school", "1", "巡察"],
    ]
    path = csv_file(tmp_path, rows, headers)
    report = run(county, path, mapped(UPDATE))
    assert (report.added, report.updated, report.unchanged) == (1, 1, 1)
    assert len(of_stream(same.id)) == 1
    events = of_stream(other.id)
    assert [event.type for event in events] == ["opened", "amended"]
    assert events[1].payload["set"] == {"title": "改了", "amount": None}
    assert events[1].payload["reason"] == "由文件“问题清单.csv”第3行更新"
    other.refresh_from_db()
    assert other.values == {"title": "改了", "code": "O", "unit": "finance", "source": "inspection"}
    assert run(county, path, mapped(UPDATE)).unchanged == 3


def test_update_moves_clocks(county: Desk, tmp_path: Path) -> None:
    record = county.open(code="C", given_on="2023-03-01", promised_on="2023-03-31")
    text = "columns: {外部编号: code, 承诺日期: promised_on}\nupdate_by: code\n"
    run(county, csv_file(tmp_path, [["C", "2023-05-31"]], ["外部编号", "承诺日期"]), mapped(text))
    record.refresh_from_db()
    assert record.clocks["promise"]["due"] == "2023-05-31"
    assert fold(of_stream(record.id)).clocks == record.clocks


def test_update_dated_before_the_last_act(county: Desk, tmp_path: Path) -> None:
    record = county.open(code="L", amount="5", on=dt.date(2023, 3, 1))
    county.do(record.id, "accept", on=dt.date(2023, 3, 5))
    text = "columns: {外部编号: code, 金额: amount}\nupdate_by: code\n"
    path = csv_file(tmp_path, [["L", "7"]], ["外部编号", "金额"])
    run(county, path, mapped(text), on=dt.date(2023, 3, 3))
    record.refresh_from_db()
    assert (record.values["amount"], record.state) == ("7", "rectifying")
    events = of_stream(record.id)
    assert fold(events, as_of=dt.date(2023, 3, 2)).values["amount"] == "5"
    assert fold(events, as_of=dt.date(2023, 3, 4)).values["amount"] == "7"


def test_update_must_not_empty_a_required_field(county: Desk, tmp_path: Path) -> None:
    county.open(code="R", title="甲")
    text = "columns: {外部编号: code, 问题: {field: title, empty: [空]}}\nupdate_by: code\n"
    error = refused(county, csv_file(tmp_path, [["R", "空"]], ["外部编号", "问题"]), mapped(text))
    assert error.problems[0].where.row == 2
    assert error.code == "K701"


def test_update_that_finds_nothing(county: Desk, tmp_path: Path) -> None:
    text = UPDATE + "add: false\n"
    path = csv_file(
        tmp_path, [["Z", "甲", "finance", "", ""]], ["外部编号", "问题", "责任单位", "金额", "来源"]
    )
    assert refused(county, path, mapped(text)).code == "K774"


def test_new_rows_of_an_update_need_all_required_columns(county: Desk, tmp_path: Path) -> None:
    text = "columns: {外部编号: code, 金额: amount}\nupdate_by: code\n"
    error = refused(county, csv_file(tmp_path, [["Z", "5"]], ["外部编号", "金额"]), mapped(text))
    assert {one.fields["field"] for one in error.problems if one.code.id == "K769"} == {"问题", "责任单位"}


def test_columns_must_fit(county: Desk, tmp_path: Path) -> None:
    error = refused(county, csv_file(tmp_path, [["甲", "finance", "x"]], ["问题", "责任单位", "备注"]))
    assert error.code == "K768"
    text = "columns: {问题: title, 单位: unit}\n"
    error = refused(county, csv_file(tmp_path, [["甲", "finance"]], ["问题", "责任单位"]), mapped(text))
    assert {one.code.id for one in error.problems} == {"K767", "K768", "K769", "K777"}


def test_opening_dates(county: Desk, tmp_path: Path) -> None:
    text = "columns: {问题: title, 责任单位: unit}\nopened_on: 登记\n"
    headers = ["问题", "责任单位", "登记"]
    path = csv_file(tmp_path, [["甲", "finance", "2022-12-31"], ["乙", "finance", ""]], headers)
    run(county, path, mapped(text))
    assert [(record.number, record.opened_on, record.period) for record in records()] == [
        ("审改〔2022〕0001", dt.date(2022, 12, 31), "2022-12"),
        ("审改〔2023〕0001", DAY, "2023-03"),
    ]
    path = csv_file(tmp_path, [["丙", "finance", "2023-03-07"]], headers)
    assert refused(county, path, mapped(text)).code == "K778"
    text = "columns: {问题: title, 责任单位: unit}\nopened_on: '2023-02-01'\nothers: ignore\n"
    run(county, csv_file(tmp_path, [["丁", "finance", ""]], headers), mapped(text))
    assert records()[-1].opened_on == dt.date(2023, 2, 1)
    assert records()[-1].number == "审改〔2023〕0002"


def test_states_of_records_that_are_taken_over(county: Desk, tmp_path: Path) -> None:
    text = "columns: {问题: title, 责任单位: unit}\nstate: 状态\n"
    headers = ["问题", "责任单位", "状态"]
    rows = [["甲", "finance", "已销号"], ["乙", "finance", "rectifying"], ["丙", "finance", ""]]
    run(county, csv_file(tmp_path, rows, headers), mapped(text))
    assert [(one.state, one.final) for one in records()] == [
        ("cleared", True), ("rectifying", False), ("dispatched", False),
    ]  # fmt: skip
    assert (
        refused(county, csv_file(tmp_path, [["丁", "finance", "已消号"]], headers), mapped(text)).code
        == "K704"
    )


def test_levels_and_parents(county: Desk, tmp_path: Path) -> None:
    text = "columns: {反馈问题: title}\nlevel: 层级\n"
    headers = ["反馈问题", "层级"]
    run(county, csv_file(tmp_path, [["一", "方面"]], headers), mapped(text, "feedback"), ledger="feedback")
    assert records()[0].level == "aspect"
    path = csv_file(tmp_path, [["二", "分项"], ["三", ""]], headers)
    error = refused(county, path, mapped(text, "feedback"), ledger="feedback")
    assert [(one.where.row, one.code.id) for one in error.problems[:2]] == [(2, "K729"), (3, "K729")]


def test_only_openers_may_import(county: Desk, tmp_path: Path) -> None:
    assert refused(county, csv_file(tmp_path, ROWS), by=FINANCE).code == "K711"
    assert refused(county, csv_file(tmp_path, ROWS), on=dt.date(2023, 3, 7)).code == "K720"


def test_identity_numbers_that_excel_has_cut(county: Desk, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["问题", "责任单位", "外部编号"])
    book.active.append(["甲", "finance", 341800199001011230])
    book.save(tmp_path / "a.xlsx")
    error = refused(county, tmp_path / "a.xlsx")
    assert (error.code, error.problems[0].where.row) == ("K775", 2)


def test_bad_spreadsheets_change_nothing(county: Desk, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"MZ" + b"\0" * 100)
    assert refused(county, tmp_path / "a.xlsx").code == "G461"
    book = openpyxl.Workbook()
    book.active.append(["问题", "责任单位"])
    book.active.append(["=1+1", "finance"])
    book.save(tmp_path / "b.xlsx")
    assert refused(county, tmp_path / "b.xlsx").code == "G466"


def test_failure_in_the_middle_leaves_nothing(
    county: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from youju.events import bulk
    from youju.ledger.importing import adding

    monkeypatch.setattr(adding, "BATCH", 2)
    real, calls = bulk.store, []

    def second_fails(*args: Any, **more: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("power cut")
        return real(*args, **more)

    monkeypatch.setattr(bulk, "store", second_fails)
    before = counts()
    with pytest.raises(RuntimeError):
        run(county, csv_file(tmp_path, ROWS))
    assert counts() == before
    monkeypatch.setattr(bulk, "store", real)
    run(county, csv_file(tmp_path, ROWS))
    assert [record.number[-4:] for record in records()] == ["0001", "0002", "0003"]
    assert UniqueKey.objects.count() == 3


def test_a_key_taken_meanwhile_is_a_conflict(
    county: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from youju.ledger.importing import matching

    county.open(code="A1")
    monkeypatch.setattr(matching, "_existing", lambda *_: {})
    assert refused(county, csv_file(tmp_path, ROWS)).code == "K779"
