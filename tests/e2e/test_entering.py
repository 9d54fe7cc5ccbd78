"""From an account that does not exist yet to the first day at work, by the pages of three administrators."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter, Visit
from tests.e2e.entering import NEWCOMER

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("entering")]

PASSWORD = "Qinghe#2026-shan"
NAME = "newcomer_kong"


def test_an_account_in_two_halves_a_first_password_and_the_start_page(enter: Enter) -> None:
    system, security, person = enter("sys"), enter("sec"), enter(None, size="phone")
    system.open("/administration/accounts/")
    form = system.page.locator("main form").last
    form.get_by_label("账号名").fill(NAME)
    form.get_by_label(re.compile("人员标识")).fill(NEWCOMER)
    form.get_by_label(re.compile("姓名")).fill("孔丁")
    form.get_by_role("button", name="建立账号").click()
    first = _half(system)
    security.open("/administration/locks/")
    security.page.get_by_role("button", name=re.compile(f"发放后半.*{NAME}")).click()
    second = _half(security)

    _log_in(person, first)
    expect(person.page.get_by_role("alert")).to_contain_text("账号或密码不对")
    expect(person.page.get_by_label("账号")).to_have_value(NAME)
    person.picture("login-refused")
    _log_in(person, f"{first}-{second}")
    expect(person.page.get_by_role("heading", name="修改密码")).to_be_visible()
    person.picture("password-first")
    _change(person, f"{first}-{second}", "short")
    assert person.page.url.endswith("/password/"), "the browser itself asks for more"
    _change(person, f"{first}-{second}", PASSWORD)
    expect(person.page.get_by_role("heading", name="我的工作台")).to_be_visible()
    person.is_sound()

    person.page.get_by_text("孔丁").first.click()
    person.page.get_by_role("button", name="English").click()
    expect(person.page.get_by_role("heading", level=1)).to_have_text("My workplace")
    person.page.get_by_text("孔丁").first.click()
    person.page.get_by_role("button", name="Log out").click()
    expect(person.page.get_by_role("heading", name="Log in")).to_be_visible()
    answer = person.page.goto(person.site + "/ledgers/")
    assert answer.url.endswith("/login/?next=%2Fledgers%2F"), "and comes back there afterwards"

    audit = enter("aud")
    audit.open(f"/administration/trail/?who={NAME}")
    for told in ("建立账号", "修改密码"):
        expect(audit.page.get_by_role("rowheader", name=told, exact=True).first).to_be_visible()
    audit.open("/administration/trail/?type=login_failed")
    expect(audit.page.get_by_role("row").filter(has_text=NAME).first).to_be_visible()


def test_administrators_see_no_records(enter: Enter) -> None:
    for who in ("sys", "sec", "aud"):
        visitor = enter(who)
        answer: Any = visitor.page.goto(visitor.site + "/ledgers/audit_findings/")
        assert answer.status in (403, 404) or "/administration/" in visitor.page.url
        assert visitor.page.get_by_text("审改〔2023〕").count() == 0


def _half(visitor: Visit) -> str:
    expect(visitor.page.locator(".toast code, .errors")).to_be_visible()
    assert visitor.page.locator(".errors").count() == 0, visitor.page.locator(".errors").inner_text()
    return str(visitor.page.locator(".toast code").inner_text()).strip()


def _log_in(visitor: Visit, password: str) -> None:
    visitor.open("/login/")
    visitor.page.get_by_label("账号").fill(NAME)
    visitor.page.get_by_label("密码").fill(password)
    with visitor.page.expect_navigation():
        visitor.page.locator("main button[type=submit]").click()


def _change(visitor: Visit, old: str, new: str) -> None:
    for label, text in (("原密码", old), ("新密码", new), ("再输一遍新密码", new)):
        visitor.page.get_by_label(label, exact=True).fill(text)
    visitor.page.locator("main button[type=submit]").click()
