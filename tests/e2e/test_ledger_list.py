"""A clerk works in a list: filters, leafs, selects, acts on many, imports; by keyboard and on a phone."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter, Visit

pytestmark = pytest.mark.e2e

BASE = "/ledgers/audit_findings/"


@pytest.fixture(params=["desktop", "phone"])
def clerk(request: pytest.FixtureRequest, enter: Enter) -> Visit:
    """Somebody of the audit office."""
    return enter("wang", size=request.param)


def test_a_list_is_filtered_leafed_and_selected(clerk: Visit) -> None:
    page = clerk.page
    clerk.open(BASE)
    page.get_by_label("检索").fill("资产出租")
    page.get_by_role("button", name="筛选", exact=True).click()
    page.wait_for_url("**q=**")
    expect(page.locator(".counted")).to_contain_text("共 2 件")
    clerk.open(BASE + "?sort=id&opened.to=2023-12-31")
    page.get_by_role("link", name="下一页").click()
    page.wait_for_url("**after=**")
    page.locator("tbody input[data-row]").first.check()
    page.locator("tbody input[data-row]").nth(1).check()
    expect(page.locator("#bar [data-count]")).to_have_text("2")
    clerk.is_sound()


def test_conditions_are_folded_away_on_a_phone(enter: Enter) -> None:
    clerk = enter("wang", size="phone")
    clerk.open(BASE)
    unit = clerk.page.get_by_label("机构", exact=True)
    expect(unit).to_be_hidden()
    clerk.page.get_by_text("筛选条件").click()
    expect(unit).to_be_visible()
    clerk.is_sound()


def test_selected_records_are_worked_on_together(enter: Enter) -> None:
    clerk = enter("wang")
    page = clerk.page
    clerk.open(BASE + "?sort=id&state=rectifying&opened.to=2023-12-31")
    page.locator("tbody input[data-row]").first.check()
    page.get_by_role("button", name="办理所选").click()
    expect(page.get_by_text("所选 1 件")).to_be_visible()
    page.get_by_role("button", name="预览“两月一起底”").click()
    expect(page.get_by_role("heading", name="将办理 1 件")).to_be_visible()
    clerk.picture("list-bulk")
    page.get_by_role("button", name="两月一起底 1 件").click()
    expect(page.get_by_text("已办理 1 件")).to_be_visible()
    clerk.is_sound()


def test_a_file_comes_in_step_by_step(clerk: Visit) -> None:
    page = clerk.page
    clerk.open(BASE + "import/")
    head = "问题,审计项目,问题方面,被审计单位,审计机关,问题金额（万元）"
    good = f"账实不符{uuid.uuid4().hex[:6]},镇级决算,内部控制和财务管理,云溪市第九中学,云溪市审计局,8.00"
    page.set_input_files("input[type=file]", _file(f"{head}\n{good}\n资金闲置,镇级决算,,没有的单位,,很多\n"))
    page.get_by_role("button", name="上传并核对列名").click()
    page.get_by_role("button", name="检查 2 行").click()
    expect(page.get_by_role("heading", name="问题", exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="问题").locator("tbody tr").first).to_be_visible()
    clerk.picture("import-problems")
    clerk.is_sound()
    clerk.open(BASE + "import/")
    page.set_input_files("input[type=file]", _file(f"{head}\n{good}\n"))
    page.get_by_role("button", name="上传并核对列名").click()
    page.get_by_role("button", name="检查 1 行").click()
    page.get_by_role("button", name="导入这 1 行").click()
    expect(page.get_by_text("已登记 1 件")).to_be_visible()
    clerk.is_sound()


def _file(content: str) -> dict[str, object]:
    return {"name": "清单.csv", "mimeType": "text/csv", "buffer": content.encode()}


def test_the_keyboard_is_enough(enter: Enter) -> None:
    """From the search to the first record without a pointer."""
    clerk = enter("wang")
    page = clerk.page
    clerk.open(BASE)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到正文")
    page.get_by_label("检索").focus()
    page.keyboard.type("资产出租")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    link = page.locator("tbody th a").first
    for _ in range(120):
        page.keyboard.press("Tab")
        if link.evaluate("one => one === document.activeElement"):
            break
    else:
        pytest.fail("the first record cannot be reached by Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/records/**")


def test_a_phone_shows_the_two_fields_that_matter(clerk: Visit) -> None:
    clerk.open(BASE)
    shown = {
        cell.get_attribute("data-column")
        for cell in clerk.page.locator("tbody tr").first.locator("td[data-column]").all()
        if cell.is_visible()
    }
    if clerk.name.startswith("phone"):
        assert shown == {"state", "light"}
    else:
        assert {"due", "opened"} <= shown


def test_a_figure_leads_to_the_records_behind_it(clerk: Visit) -> None:
    clerk.open("/figures/?as_of=2023-11-30")
    clerk.page.get_by_role("link", name="审计整改销号率").first.click()
    expect(clerk.page.locator(".figure")).to_contain_text("76.49")
    expect(clerk.page.get_by_role("heading", name="背后的事项（268）")).to_be_visible()
    clerk.page.get_by_role("link", name="下一页").click()
    clerk.page.wait_for_url("**after=**")
    clerk.is_sound()
