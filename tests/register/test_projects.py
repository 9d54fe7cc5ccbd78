"""Investment projects: their list is read strictly, tied to units, and held against the rule of the pack."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import override_settings
from typer.testing import CliRunner

from tests.linkage.county import code_of
from tests.register.conftest import BUREAU, CLERK, MARKET, OTHER, TOWN, Office
from tests.register.test_pages import Browser, words
from tests.register.test_uploading import columns_of, sent, taken, worked
from youju.errors import YoujuError
from youju.people.actors import Actor
from youju.register.projects import PROJECTS
from youju.web import database

HEAD = (
    "项目代码", "项目名称", "建设单位", "统一社会信用代码", "计划总投资（万元）", "计划开工时间",
    "开工时间", "竣工时间", "建设地点",
)  # fmt: skip
ROWS = [
    ("P1", "弥渡县粮油仓储物流园", "某公司", code_of(1), "12,000.50", "2022-01", "2023年5月", "", "弥城镇"),
    ("P2", "弥渡县红岩镇污水处理厂", "弥渡县晟瀚机械制造厂", "", "800", "2023-12", "", "", ""),
    ("P3", "弥渡县腾宏冷库", "", "", "450", "", "202301", "", "弥渡县红岩镇解放路"),
    ("P4", "弥渡县农贸市场改造", "", "", "100", "", "2023-01-01", "", ""),
    ("P5", "弥渡县老年大学", "", "", "900", "", "2022-01-01", "2023-06-30", "弥渡县弥城镇"),
]  # fmt: skip


def written(folder: Path, rows: Any = ROWS, head: Any = HEAD) -> Path:
    """A workbook with a title above the headings."""
    book = openpyxl.Workbook()
    book.active.append(["弥渡县投资项目清单"])
    book.active.merge_cells("A1:I1")
    for row in (head, *rows):
        book.active.append(row)
    book.save(folder / "项目.xlsx")
    return folder / "项目.xlsx"


def take(office: Office, rows: Any = ROWS, actor: Actor = CLERK, **how: Any) -> Any:
    from youju.register import actions, projects

    source = projects.described(written(office.folder, rows))
    return actions.take_projects(source, actor=actor, on=office.today, at=office.at(), **how)


def test_projects_are_candidates_once_they_are_large_and_begun(office: Office) -> None:
    from youju.register import candidates

    office.load()
    assert take(office).counts == {"added": 5, "changed": 0, "same": 0, "gone": 0}
    found = candidates.found(CLERK, as_of=office.today).first
    assert [(one.what, one.name, one.category, one.amount, one.unit and one.unit.code) for one in found] == [
        ("unasked", "弥渡县粮油仓储物流园", "investment", Decimal("12000.50"), code_of(1)),
        ("near", "弥渡县红岩镇污水处理厂", "investment", Decimal(800), code_of(4)),
        ("near", "弥渡县腾宏冷库", "investment", Decimal(450), None),
    ]
    assert {one.name[3:6] for one in candidates.found(OTHER, as_of=office.today).first} == {
        "红岩镇",
        "腾宏冷",
    }
    assert candidates.found(BUREAU, as_of=office.today).first == []
    later = [(*row[:6], "2023-09-01", *row[7:]) for row in ROWS]
    assert take(office, later).counts == {"added": 0, "changed": 5, "same": 0, "gone": 0}
    assert [one.what for one in candidates.found(CLERK, as_of=office.today).first] == [
        "unasked",
        "unasked",
        "near",
    ]


def test_a_project_becomes_a_record_and_leaves_when_it_is_completed(office: Office) -> None:
    from youju.ledger.models import LedgerRecord
    from youju.register import actions, candidates

    office.load()
    take(office)
    record = actions.enlist(project="P1", actor=CLERK, on=office.today, at=office.at())
    kept = LedgerRecord.objects.get(id=record.id)
    assert {name: kept.values[name] for name in ("category", "amount", "town", "code")} == {
        "category": "investment", "amount": "12000.5", "town": "micheng", "code": code_of(1),
    }  # fmt: skip
    assert "industry" not in kept.values, "that of the unit which builds is another thing"
    with pytest.raises(YoujuError) as caught:
        actions.enlist(project="P1", actor=CLERK, on=office.today, at=office.at())
    assert caught.value.problems[0].code.id == "K811"
    with pytest.raises(YoujuError) as caught:
        actions.enlist(project="P2", actor=TOWN, on=office.today, at=office.at())
    assert caught.value.problems[0].code.id == "K817", "of the other township"
    LedgerRecord.objects.filter(id=record.id).update(state="listed")
    assert "unasked" not in {one.what for one in candidates.found(CLERK, as_of=office.today).first}
    take(office, [(*ROWS[0][:7], "2023-08-31", ROWS[0][8])], accepted=True)
    assert [one.what for one in candidates.found(CLERK, as_of=office.today).first] == ["leaving"]


def test_the_page_lists_projects_and_registers_them(office: Office) -> None:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        office.load()
        take(office)
        clerk, other = Browser(CLERK), Browser(OTHER)
        database.take_role("application")
        try:
            page = words(clerk.get("/register/entries/"))
            assert "弥渡县粮油仓储物流园" in page
            assert "固定资产投资项目（3）" in page
            assert "粮油仓储" not in other.get("/register/entries/")
            done = clerk.client.post("/register/entries/", {"project": "P1"}, follow=True)
            assert "计划总投资“12,000.50万元”，2023-05-01开工" in words(done.content.decode()).replace(
                " ", ""
            )
            assert clerk.client.post("/register/entries/", {"project": "P9"}).status_code == 404
        finally:
            database.take_role("job")


def test_what_is_wrong_with_a_list_is_said_and_nothing_is_kept(office: Office) -> None:
    from youju.register.models import ProjectRow

    office.load()
    take(office)
    wrong = [("P1", "项目甲", "", "", "待定", "", "明年", "", ""), *ROWS[1:]]
    assert [(one.code.id, one.fields["text"], one.where.row) for one in take(office, wrong).held] == [
        ("K816", "明年", 3), ("K816", "待定", 3),
    ]  # fmt: skip
    assert {one.code.id for one in take(office, [*ROWS, ROWS[0]]).held} == {"U518", "U519"}
    with pytest.raises(YoujuError) as caught:
        take(office, actor=TOWN)
    assert caught.value.problems[0].code.id == "K804"
    assert ProjectRow.objects.count() == len(ROWS)


def test_a_list_without_amounts_says_so(tmp_path: Path) -> None:
    from youju.register import projects

    path = written(tmp_path, [row[:2] for row in ROWS], HEAD[:2])
    with pytest.raises(YoujuError) as caught:
        projects.described(path)
    (problem,) = caught.value.problems
    assert (problem.code.id, problem.fields["heading"], problem.where.row) == ("K815", "计划总投资", 2)


def test_a_part_of_the_list_leaves_the_others(office: Office) -> None:
    from youju.register.models import ProjectRow

    office.load()
    take(office)
    part = [(*ROWS[1][:4], "850", *ROWS[1][5:]), ("P6", "弥渡县图书馆", "", "", "700", "", "", "", "")]
    assert take(office, part, partial=True).counts == {"added": 1, "changed": 1, "same": 0, "gone": 0}
    found = dict(ProjectRow.objects.values_list("code", "planned"))
    assert len(found) == 6
    assert found["P2"] == "850"
    whole = take(office, [*ROWS, part[1]])
    assert whole.counts == {"added": 0, "changed": 1, "same": 5, "gone": 0}


def test_a_list_unlike_the_last_is_held_until_somebody_looked(office: Office) -> None:
    from youju.register.models import Delivery, ProjectRow

    office.load()
    take(office)
    held = take(office, ROWS[:2])
    assert [one.code.id for one in held.held] == ["U516"]
    assert Delivery.objects.get(id=held.delivery.id).held
    assert ProjectRow.objects.count() == len(ROWS)
    assert take(office, ROWS[:2], accepted=True).counts["gone"] == 3
    assert ProjectRow.objects.count() == 2


def test_lists_of_units_do_not_wait_for_projects(office: Office) -> None:
    from youju.register import actions, projects, queries

    office.load()
    office.today = date(2023, 10, 8)
    take(office)
    assert queries.lists_delivered() == ["market", "tax", "walk"]
    assert office.load(on=date(2023, 9, 30)).rows
    before = projects.described(written(office.folder))
    with pytest.raises(YoujuError) as caught:
        actions.take_projects(before, actor=CLERK, on=date(2023, 10, 1), at=office.at())
    assert caught.value.problems[0].code.id == "K803"


def test_no_list_of_units_is_called_like_that_of_projects(office: Office) -> None:
    from youju.register import actions

    path = office.write({"market": MARKET})
    path.write_text(path.read_text(encoding="utf-8").replace("market:", f"{PROJECTS}:"), encoding="utf-8")
    with pytest.raises(YoujuError) as caught:
        actions.load(path, actor=CLERK, on=office.today, at=office.at())
    assert caught.value.problems[0].code.id == "K809"


def test_by_page_as_any_list(office: Office) -> None:
    from youju.register.models import ProjectRow

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        office.load()
        client = Browser(CLERK).client
        database.take_role("application")
        try:
            page = client.get("/register/entries/").content.decode()
            (address,) = re.findall(r'href="(/register/deliveries/new/[^"]+)"', page)
            assert (
                f'<option value="{PROJECTS}" lang="zh-Hans" selected>' in client.get(address).content.decode()
            )
            answer = sent(
                client, written(office.folder).read_bytes(), "项目.xlsx", list=PROJECTS, on="2023-09-01"
            )
            assert columns_of(answer) == {
                "项目代码": "row", "项目名称": "name", "建设单位": "owner", "统一社会信用代码": "code",
                "计划总投资（万元）": "planned", "计划开工时间": "", "开工时间": "began", "竣工时间": "ended",
                "建设地点": "address",
            }  # fmt: skip
            without = taken(client, answer, **{"column.4": ""})
            assert "没有选计划总投资是哪一列" in without.content.decode()
            waits = taken(client, answer).content.decode()
            assert "等待入库" in waits
            assert worked() == 1
            shown = words(client.get("/register/deliveries/").content.decode())
            assert "等待入库" not in shown
            assert "新增 5，变化 0，不再有 0" in shown
            wrong = [("P1", "项目甲", "", "", "待定", "", "", "", ""), *ROWS[1:]]
            answer = sent(client, written(office.folder, wrong).read_bytes(), "项目.xlsx", list=PROJECTS)
            held = taken(client, answer)
            assert held.status_code == 422
            assert "第3行：“计划总投资”一列的“待定”不是金额或日期" in held.content.decode()
        finally:
            database.take_role("job")
        assert ProjectRow.objects.count() == len(ROWS)


def test_by_command(office: Office) -> None:
    from youju.cli import app

    office.load()
    path = written(office.folder)
    done = CliRunner().invoke(app, ["register", "projects", str(path), "--on", "2023-09-01"])
    assert done.exit_code == 0, done.output
    assert "投资项目清单：新增5。" in done.output
    again = [*ROWS[1:], ("P7", "弥渡县粮库", "", "", "多少", "", "", "", "")]
    every = office.folder / "原因.csv"
    path = written(office.folder, again)
    done = CliRunner().invoke(app, ["register", "projects", str(path), "--partial", "--reasons", str(every)])
    assert done.exit_code == 2
    assert "第7行：“计划总投资”一列的“多少”不是金额或日期" in done.output
    assert '"投资项目清单","7","多少",' in every.read_text(encoding="utf-8-sig")
    shown = CliRunner().invoke(app, ["register", "candidates", "--as-of", "2023-09-01"])
    assert "应统未统\tP1\t弥渡县粮油仓储物流园\t固定资产投资项目\t12000.50万元" in shown.output
