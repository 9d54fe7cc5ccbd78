"""Lists hold what may be seen, in words, and come back by import as they were."""

from __future__ import annotations

import csv
import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.ledger.conftest import AUDITOR, FINANCE, SCHOOL, Desk, moment, pack_of, sample_files
from youju.engine.spreadsheets import read
from youju.errors import YoujuError
from youju.ledger import actions, catalogue, exporting, importing
from youju.ledger.mapping import load
from youju.people.actors import Actor


def listed(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def out(tmp_path: Path, kind: str = "csv", *, by: Actor = AUDITOR, **more: Any) -> Any:
    return exporting.export("findings", tmp_path / f"台账.{kind}", actor=by, kind=kind, **more)  # type: ignore[arg-type]


def full(county: Desk) -> Any:
    return county.open(
        title='=HYPERLINK("x")', code="A1", area="341821", source="inspection", amount="1234.5",
        given_on="2023-03-01", promised_on="2023-03-31", serious=True, grounds="带,逗号和\n换行",
        plan=[{"step": "一"}, {"step": "二"}],
    )  # fmt: skip


def test_words_for_codes(county: Desk, tmp_path: Path) -> None:
    full(county)
    done = out(tmp_path)
    assert (done.rows, done.path.name) == (1, "台账.csv")
    (row,) = listed(done.path)
    assert row["编号"] == "审改〔2023〕0001"
    assert (row["状态"], row["来源"], row["责任单位"]) == ("已交办", "巡察", "云溪县财政局")
    assert row["所在区划"].endswith("郎溪县")
    assert (row["登记日期"], row["金额（万元）"], row["是否重大"]) == ("2023-03-06", "1234.5", "是")
    assert row["问题"] == '\'=HYPERLINK("x")'
    assert row["重大依据"] == "带,逗号和\n换行"
    assert (row["计划表行数"], row["整改期限到期日"]) == ("2", "2023-05-05")
    assert row["已收回（万元）"] == ""


def test_excel_opens_it_with_types(county: Desk, tmp_path: Path) -> None:
    full(county)
    county.open()
    sheet = openpyxl.load_workbook(out(tmp_path, "xlsx").path).active
    headers = [cell.value for cell in sheet[1]]
    row = dict(zip(headers, [cell.value for cell in sheet[2]], strict=True))
    assert row["金额（万元）"] == 1234.5
    assert row["登记日期"] == dt.datetime(2023, 3, 6)
    assert row["问题"] == '=HYPERLINK("x")'
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    assert sheet.title == "问题台账"
    assert sheet.max_row == 3


def test_what_was_exported_comes_back_unchanged(county: Desk, tmp_path: Path) -> None:
    full(county)
    county.open(code="A2", title="另一件", amount="0.5")
    mapping = load(
        "ledger: findings\ncolumns: {问题: title, 外部编号: code, 责任单位: unit, 来源: source,"
        " 金额（万元）: amount, 交办日期: given_on, 承诺日期: promised_on, 是否重大: serious,"
        " 重大依据: grounds}\n"
        "others: ignore\nupdate_by: code\n",
        catalogue.current("findings").ledger,
    )
    path = out(tmp_path, "xlsx").path
    report = importing.import_file(
        "findings", path, actor=AUDITOR, on=county.today, at=county.at(), mapping=mapping
    )
    assert (report.unchanged, report.updated, report.added) == (2, 0, 0)


def test_only_what_may_be_seen(county: Desk, tmp_path: Path) -> None:
    county.open(title="财政的")
    county.open(title="学校的", unit="school")
    assert out(tmp_path, by=AUDITOR).rows == 2
    assert [row["问题"] for row in listed(out(tmp_path, by=FINANCE).path)] == ["财政的"]
    assert [row["问题"] for row in listed(out(tmp_path, by=SCHOOL).path)] == ["学校的"]
    stranger = Actor("x", "路人", None, frozenset())
    assert out(tmp_path, by=stranger).rows == 0


def test_states_and_fields(county: Desk, tmp_path: Path) -> None:
    county.open(title="一")
    county.do(county.open(title="二").id, "accept")
    (row,) = listed(out(tmp_path, states=["rectifying"], fields=["unit", "title"]).path)
    assert list(row)[:5] == ["编号", "状态", "登记日期", "责任单位", "问题"]
    assert row["问题"] == "二"
    with pytest.raises(YoujuError) as caught:
        out(tmp_path, fields=["titel"])
    assert caught.value.code == "K707"


def test_voided_records_are_left_out(county: Desk, tmp_path: Path) -> None:
    record = county.open()
    actions.void(record.id, 1, actor=AUDITOR, at=county.at(), reason="重复")
    done = out(tmp_path)
    assert done.rows == 0
    assert listed(done.path) == []
    assert out(tmp_path, "xlsx").rows == 0


def test_personal_data_only_on_request(county: Desk, tmp_path: Path) -> None:
    files = sample_files()
    files["pack.yaml"]["version"] = "1.1.0"
    files["ledgers/findings.yaml"]["fields"]["grounds"]["personal"] = "true"
    actions.install_pack(pack_of(files), actor=Actor.system(), at=moment(county.today))
    county.open(grounds="联系人电话")
    assert "重大依据" not in listed(out(tmp_path).path)[0]
    assert listed(out(tmp_path, personal=True).path)[0]["重大依据"] == "联系人电话"
    with pytest.raises(YoujuError) as caught:
        out(tmp_path, personal=True, by=FINANCE)
    assert caught.value.code == "K711"


def test_parts(county: Desk, tmp_path: Path) -> None:
    for number in range(5):
        county.open(title=f"第{number}件")
    done = out(tmp_path, "xlsx", rows_per_part=2, workers=1)
    assert (done.path.name, done.rows, len(done.parts)) == ("台账.zip", 5, 3)
    found = []
    with zipfile.ZipFile(done.path) as package:
        for name in done.parts:
            package.extract(name, tmp_path)
            sheet = read(tmp_path / name)
            found += sheet.data.column(f"c{sheet.columns.index('问题')}").to_pylist()
    assert found == [f"第{number}件" for number in range(5)]
