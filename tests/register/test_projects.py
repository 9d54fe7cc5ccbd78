"""Investment projects: their list is read strictly, tied to units, and held against the rule of the pack."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import override_settings
from typer.testing import CliRunner

from tests.linkage.county import code_of
from tests.register.conftest import BUREAU, CLERK, OTHER, TOWN, Office
from tests.register.test_pages import Browser, words
from youju.errors import YoujuError
from youju.people.actors import Actor
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


def take(office: Office, rows: Any = ROWS, actor: Actor = CLERK) -> int:
    from youju.register import actions

    path = written(office.folder, rows)
    return actions.take_projects(path, actor=actor, on=office.today, at=office.at())


def test_projects_are_candidates_once_they_are_large_and_begun(office: Office) -> None:
    from youju.register import candidates

    office.load()
    assert take(office) == 5
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
    assert take(office, later) == 5
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
    take(office, [(*ROWS[0][:7], "2023-08-31", ROWS[0][8])])
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
    with pytest.raises(YoujuError) as caught:
        take(office, wrong)
    assert [(one.code.id, one.fields["text"]) for one in caught.value.problems] == [
        ("K816", "明年"), ("K816", "待定"),
    ]  # fmt: skip
    with pytest.raises(YoujuError) as caught:
        take(office, [*ROWS, ROWS[0]])
    assert {one.code.id for one in caught.value.problems} == {"U518"}
    with pytest.raises(YoujuError) as caught:
        take(office, actor=TOWN)
    assert caught.value.problems[0].code.id == "K804"
    assert ProjectRow.objects.count() == len(ROWS)


def test_a_list_without_amounts_says_so(tmp_path: Path) -> None:
    from youju.register import projects

    path = written(tmp_path, [row[:2] for row in ROWS], HEAD[:2])
    with pytest.raises(YoujuError) as caught:
        projects.read(path)
    (problem,) = caught.value.problems
    assert (problem.code.id, problem.fields["heading"], problem.where.row) == ("K815", "计划总投资", 2)


def test_by_command(office: Office) -> None:
    from youju.cli import app

    office.load()
    path = written(office.folder)
    done = CliRunner().invoke(app, ["register", "projects", str(path), "--on", "2023-09-01"])
    assert done.exit_code == 0, done.output
    shown = CliRunner().invoke(app, ["register", "candidates", "--as-of", "2023-09-01"])
    assert "应统未统\tP1\t弥渡县粮油仓储物流园\t固定资产投资项目\t12000.50万元" in shown.output
