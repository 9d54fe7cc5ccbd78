"""An official looks at the sample, in both schemes, on an office screen and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("browser")]  # one server and one browser for all

DAY = "2023-11-30"


def test_from_the_ledgers_down_to_a_record(visit: Visit) -> None:
    visit.open(f"/?as_of={DAY}")
    page = visit.page
    expect(page.get_by_role("heading", name="台账", exact=True)).to_be_visible()
    visit.picture("ledgers")
    visit.is_sound()

    page.get_by_role("link", name="审计整改台账").click()
    expect(page.get_by_role("heading", name="审计整改台账")).to_be_visible()
    visit.picture("ledger")
    visit.is_sound()

    page.get_by_label("灯色").select_option("yellow")
    page.get_by_role("button", name="筛选").click()
    expect(page).to_have_url(re.compile(f"as_of={DAY}.*light=yellow"))
    expect(page.get_by_text("符合条件的 2 件")).to_be_visible()
    visit.picture("ledger-filtered")

    page.locator("tbody a").first.click()
    expect(page.get_by_role("heading", name="办理经过")).to_be_visible()
    expect(page.locator(".light-yellow")).to_be_visible()
    visit.picture("record")
    visit.is_sound()


def test_another_date_shows_another_day(visit: Visit) -> None:
    visit.open(f"/?as_of={DAY}")
    visit.page.get_by_label("截至").fill("2023-03-06")
    visit.page.get_by_role("button", name="查看").click()
    expect(visit.page.get_by_text("截至2023年3月6日")).to_be_visible()
    expect(visit.page).to_have_url(re.compile("as_of=2023-03-06"))
    visit.is_sound()


def test_from_a_figure_to_what_stands_behind_it(visit: Visit) -> None:
    visit.open(f"/figures/?as_of={DAY}")
    visit.picture("figures")
    visit.is_sound()
    visit.page.get_by_role("link", name="突出生态环境问题销号率").click()
    expect(visit.page.get_by_text("77.78 %")).to_be_visible()
    expect(visit.page.get_by_role("heading", name="背后的事项（72）")).to_be_visible()
    visit.picture("figure")
    visit.is_sound()
    visit.page.get_by_role("link", name="下一页").click()
    expect(visit.page.get_by_text("本页 22 条")).to_be_visible()


def test_everything_can_be_done_by_keyboard(visit: Visit) -> None:
    visit.open(f"/?as_of={DAY}")
    visit.page.keyboard.press("Tab")
    assert visit.page.locator(":focus").inner_text() == "跳到正文"
    visit.page.get_by_role("link", name="建议提案台账").focus()
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/ledgers/proposals/**")
    expect(visit.page.get_by_role("heading", name="建议提案台账")).to_be_visible()


def test_a_page_that_is_not_there(visit: Visit) -> None:
    answer = visit.page.goto(visit.site + "/ledgers/nothing/")
    assert answer.status == 404
    expect(visit.page.get_by_role("heading", name="没有这个页面")).to_be_visible()
    visit.picture("missing")
