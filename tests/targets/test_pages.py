"""The pages of targets, asked for under the role of the pages."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings
from openpyxl import load_workbook

from tests.ledger.conftest import AUDITOR, FINANCE, SCHOOL
from tests.register.test_pages import Browser, words
from tests.targets.conftest import DAY, END, Bureau
from youju.web import database


@pytest.fixture
def site(bureau: Bureau) -> Iterator[Any]:
    """Targets with figures of two days, and three people who have logged in."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        bureau.load()
        bureau.count(DAY, END)
        browsers = {actor.id: Browser(actor) for actor in (AUDITOR, FINANCE, SCHOOL)}
        database.take_role("application")
        try:
            yield browsers
        finally:
            database.take_role("job")


def test_a_year_with_its_progress(site: Any) -> None:
    page = words(site[AUDITOR.id].get("/targets/?year=2023&as_of=2023-06-30"))
    assert "发现问题 不低于4个 3个 75.0%" in page
    assert "达到序时进度" in page
    assert "落后于序时进度" in page
    own = words(site[SCHOOL.id].get("/targets/"))
    assert "问题金额控制" in own
    assert "发现问题" not in own
    assert 'href="/targets/"' in site[SCHOOL.id].get("/").split("<main")[0]


def test_one_target_and_what_happened_to_it(site: Any) -> None:
    page = words(site[AUDITOR.id].get("/targets/county_2023/amounts/"))
    assert "900000" in page
    assert "立项" in page
    assert "半年" in page
    site[SCHOOL.id].get("/targets/county_2023/found/", status=404)


def test_the_sheets_are_explained(site: Any) -> None:
    page = words(site[AUDITOR.id].get("/targets/scores/assessment/?as_of=2023-12-31"))
    assert "每低于目标1个百分点扣0.2分，扣5分" in page
    assert "79" in page
    site[AUDITOR.id].get("/targets/scores/none/", status=404)
    assert "没有您可以查看" not in page


def test_the_sheets_as_an_excel_file(site: Any) -> None:
    answer = site[AUDITOR.id].client.get("/targets/scores/assessment.xlsx?as_of=2023-12-31")
    assert answer.status_code == 200
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[0][:3] == ("机构", "考核内容", "分值")
    assert any("每低于目标1个百分点扣0.2分" in str(row[8]) for row in rows)


@pytest.mark.parametrize(
    "path",
    ["/targets/?year=x", "/targets/?as_of=x", "/targets/county_2023/found/?as_of=1",
     "/targets/scores/assessment/?as_of=x", "/targets/?year=0", "/targets/scores/assessment.xlsx?as_of=x"],
)  # fmt: skip
def test_what_is_no_day_is_refused(site: Any, path: str) -> None:
    site[AUDITOR.id].get(path, status=400)
