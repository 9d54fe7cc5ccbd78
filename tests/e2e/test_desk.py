"""A day at the desk, with the clicks that people make: the workbench, a record, and what colleagues share."""

from __future__ import annotations

import re
import uuid
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter
from tests.e2e.entering import COLLEAGUE

pytestmark = pytest.mark.e2e

FINDINGS = "/ledgers/audit_findings/"
DAY = "2023-11-30"


def test_the_workbench_leads_to_what_it_counts(enter: Enter) -> None:
    clerk = enter("lv")
    page = clerk.page
    clerk.open(f"/?as_of={DAY}")
    red = page.locator(".tile a.light-red").first
    count = red.locator("b").inner_text()
    red.click()
    expect(page.locator(".counted")).to_contain_text(f"共 {count} 件")
    page.go_back()
    page.locator("table.calendar td a").first.click()
    expect(page.locator("ol.timeline li:target a").first).to_be_visible()
    page.locator("ol.timeline li:target a").first.click()
    expect(page.locator(".standing .badge")).to_be_visible()
    clerk.open(f"/?as_of={DAY}")
    step = page.locator("h2:text-is('等我办理') ~ .table tbody tr").first
    label = step.locator("td").first.inner_text()
    step.locator("a").click()
    expect(page.locator(".doing")).to_contain_text(label)
    clerk.is_sound()
    leader = enter("li")
    leader.open(f"/?as_of={DAY}")
    figure = leader.page.locator("dl.facts dt a").first
    name = figure.inner_text()
    figure.click()
    expect(leader.page.get_by_role("heading", level=1)).to_have_text(name)
    leader.is_sound()


def test_colleagues_are_called_and_answer_on_the_record(enter: Enter) -> None:
    clerk, leader = enter("wang"), enter("li")
    page, text = clerk.page, f"请看材料{uuid.uuid4().hex[:6]}"
    clerk.open(f"{FINDINGS}?state=cleared&sort=id")
    page.locator("tbody th a").first.click()
    box = page.locator("#comment-text")
    box.press_sequentially(f"{text} @李")
    page.locator(".people button", has_text="李二").click()
    expect(box).to_have_value(re.compile("@李二"))
    page.get_by_role("button", name="发表意见").click()
    expect(page.locator(".comments li").last).to_contain_text(text)
    expect(page.locator(".comments li").last.locator("b.called")).to_contain_text("@李二")
    clerk.is_sound()
    address = page.url.split("#")[0].split("?")[0]
    leader.open("/notices/")
    leader.page.locator("ol.timeline li", has_text="王一").get_by_role("button").first.click()
    expect(leader.page).to_have_url(re.compile(re.escape(address)))
    expect(leader.page.locator(".comments")).to_contain_text(text)
    leader.is_sound()


def test_a_record_shows_its_evidence_figures_and_cover_sheet(enter: Enter, tmp_path: Path) -> None:
    clerk = enter("lv")
    page = clerk.page
    clerk.open("/ledgers/land_patches/?sort=id")
    page.locator("tbody th a").first.click()
    picture = page.locator(".piece img").first
    picture.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.piece img').naturalWidth > 0")
    page.locator(".piece a").first.click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="下载原件").click()
    assert Path(taken.value.path()).stat().st_size > 0
    page.go_back()
    for kind, name in (("pdf", "督办单（PDF）"), ("docx", "督办单（Word）")):
        page.locator(".doing summary").click()
        with page.expect_download() as taken:
            page.get_by_role("link", name=name).click()
        file = tmp_path / f"sheet.{kind}"
        taken.value.save_as(file)
        assert file.read_bytes().startswith(b"%PDF-") if kind == "pdf" else zipfile.is_zipfile(file)
        page.keyboard.press("Escape")
    clerk.is_sound()
    auditor = enter("wang")
    auditor.open(f"{FINDINGS}?sort=id")
    auditor.page.locator("tbody th a").first.click()
    auditor.page.locator("#figures + ul a").first.click()
    expect(auditor.page.locator(".figure")).to_be_visible()
    auditor.is_sound()


def test_records_are_connected_and_parted(enter: Enter) -> None:
    clerk = enter("wang")
    page = clerk.page
    clerk.open(f"{FINDINGS}?sort=id&state=rectifying")
    page.locator("tbody th a").first.click()
    here = page.url
    page.get_by_role("link", name="关联其他记录").click()
    form = page.locator(".record-form")
    options = form.locator("select[name=link] option").all_inner_texts()
    assert options, "the ledger names its connections"
    form.locator("[name=other]").fill("没有这件")
    form.locator(".submit button").click()
    expect(page.locator(".errors")).to_contain_text("没有这件")
    page.get_by_role("link", name="返回，不提交").click()
    expect(page).to_have_url(here)


def test_groups_count_what_they_lead_to(enter: Enter) -> None:
    clerk = enter("wang")
    page = clerk.page
    clerk.open(f"{FINDINGS}?opened.to=2023-12-31")
    page.get_by_role("navigation", name="分组").get_by_role("link", name="状态").click()
    row = page.locator("table.groups tbody tr").first
    count = row.locator("td.n").inner_text()
    row.locator("a").click()
    expect(page.locator(".counted")).to_contain_text(f"共 {count} 件")
    clerk.is_sound()


def test_a_view_is_shared_with_a_role_and_taken_back(enter: Enter) -> None:
    clerk = enter("wang")
    page, name = clerk.page, f"本周要办{uuid.uuid4().hex[:6]}"
    clerk.open(f"{FINDINGS}?state=rectifying&opened.to=2023-12-31")
    page.get_by_text("保存为视图").click()
    page.get_by_label("名称", exact=True).fill(name)
    page.get_by_label("供谁使用").select_option(index=1)
    page.get_by_role("button", name="保存视图").click()
    for who in ("wang", COLLEAGUE):
        reader = enter(who)
        reader.open(FINDINGS)
        reader.page.get_by_text(re.compile("^视图")).click()
        reader.page.get_by_role("link", name=name).click()
        expect(reader.page.locator(".chips")).to_contain_text("整改中")
        reader.is_sound()
    page.get_by_text(re.compile("^视图")).click()
    page.get_by_role("button", name=f"删除视图 {name}").click()
    page.get_by_text("保存为视图").wait_for()
    expect(page.get_by_role("link", name=name)).to_have_count(0)
    clerk.is_sound()


def test_an_announcement_is_published_read_and_taken_back(enter: Enter) -> None:
    title = f"周五停机维护{uuid.uuid4().hex[:6]}"
    administrator, clerk = enter("sys"), enter("lv")
    page = administrator.page
    administrator.open("/administration/announcements/")
    page.get_by_label("标题").fill(title)
    page.get_by_label("内容").fill("自21时起停机两小时。\n请提前保存草稿。")
    page.get_by_label("截止日期").fill("2199-12-31")
    page.get_by_role("button", name="发布").click()
    page.get_by_role("rowheader", name=title).wait_for()
    administrator.is_sound()
    clerk.open("/")
    notice = clerk.page.locator("details", has_text=title)
    if notice.get_attribute("open") is None:
        notice.locator("summary").click()
    expect(notice.get_by_text("请提前保存草稿。")).to_be_visible()
    clerk.is_sound()
    row = page.locator("tr", has_text=title)
    row.get_by_role("button", name="撤下").click()
    expect(row).to_contain_text("已撤下")
    clerk.open("/")
    expect(clerk.page.get_by_text(title)).to_have_count(0)
