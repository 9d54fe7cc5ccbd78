"""Writing a report around its figures, three reviews and sign-off; and what a correction would do to it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Enter, Visit
from tests.e2e.entering import COLLEAGUE, REVIEWERS

pytestmark = pytest.mark.e2e

TO_SIGN = "2023年10月31日"
"""Cut-off of the document that is signed; the other one stays as it is."""


def _open(visitor: Visit) -> str:
    """Go to the document; gives its address."""
    visitor.open("/reports/")
    visitor.page.locator("tbody tr", has_text=TO_SIGN).locator("th a").click()
    return str(visitor.page.url.removeprefix(visitor.site))


def _add(writing: Locator, text: str) -> None:
    """Write a paragraph at the end."""
    writing.press("Control+End")
    writing.press("Enter")
    writing.press("Enter")
    writing.press_sequentially(text)


def _take_back(writing: Locator, text: str) -> None:
    """Delete what was written last."""
    writing.press("Control+End")
    for _ in text:
        writing.press("Backspace")


def test_a_report_is_written_reviewed_and_signed(enter: Enter) -> None:
    author = enter("wang")
    page = author.page
    address = _open(author)
    page.get_by_role("link", name="修改文稿").click()
    text = page.locator("#source")
    expect(text).to_be_hidden()  # nobody sees the addresses of numbers
    writing = page.get_by_role("textbox", name="文稿")
    expect(writing).not_to_contain_text("](o:")
    taken = page.locator(".figures-to-take label").first
    label, value = taken.evaluate("one => [one.firstChild.data.trim(), one.querySelector('b').innerText]")
    _add(writing, f"另据统计，{label}为{value}，有关材料共98765页。")
    page.get_by_role("button", name="核对数字").click()
    expect(page.locator("#loose")).to_contain_text("2 个数字没有来历")
    author.picture("editor-loose")
    assert page.locator(".loose li").nth(1).inner_text().count("未经证明") == 1
    page.locator(".loose li").first.locator("button[name=bind]").first.click()
    expect(page.locator("#loose")).to_contain_text("1 个数字没有来历")
    expect(text).to_have_value(re.compile(re.escape(f"[{value}](o:")))
    _take_back(writing, "，有关材料共98765页。")
    writing.press_sequentially("。其中有：")
    page.get_by_text("可以引用的指标").click()
    taken.get_by_role("button").click()
    expect(text).to_have_value(re.compile(r"其中有：\[[^\]]+\]\(o:\w+\)\s*$"))
    page.keyboard.press("Backspace")
    expect(text).to_have_value(re.compile("其中有：\\s*$"))  # a number goes as a whole
    _take_back(writing, "其中有：")
    page.locator("#note").fill("补充一句")
    with page.expect_navigation():
        page.get_by_role("button", name="保存为新稿").click()
    expect(page.locator(".counted")).to_contain_text("第 2 稿")
    expect(page.locator("article.sheet")).to_contain_text(f"另据统计，{label}为{value}。")
    page.get_by_role("button", name="初审通过").click()
    expect(page.locator(".toasts")).to_contain_text("三审应由不同的人")  # who wrote it does not review it
    author.is_sound()
    for reviewer, step in zip((COLLEAGUE, *REVIEWERS), ("初审", "复审", "终审"), strict=True):
        reader = enter(reviewer)
        reader.open(address)
        reader.page.locator("#opinion").fill(f"{step}没有意见")
        reader.page.get_by_role("button", name=f"{step}通过").click()
        expect(reader.page.locator(".comments").first).to_contain_text(f"{step}没有意见")
        reader.is_sound()
    author.open(address)
    author.picture("editor-reviewed")
    page.get_by_role("button", name="签发").click()
    expect(page.locator(".counted")).to_contain_text("已签发")
    expect(page.get_by_role("link", name="修改文稿")).to_have_count(0)
    author.picture("editor-signed")
    with page.expect_download() as download:
        page.get_by_role("link", name="公开稿（脱敏）").click()
    assert download.value.suggested_filename.endswith(".docx")
    author.is_sound()
    author.open(f"{address}edit/")
    _add(page.get_by_role("textbox", name="文稿"), "改")
    page.get_by_role("button", name="保存为新稿").click()
    expect(page.locator(".errors")).to_contain_text("已经签发")


def test_the_editor_works_on_a_phone(enter: Enter) -> None:
    author = enter("wang", size="phone")
    author.open("/reports/")
    page = author.page
    page.locator("tbody th a").first.click()
    author.is_sound()
    page.get_by_role("link", name="修改文稿").click()
    _add(page.get_by_role("textbox", name="文稿"), "另有1个。")
    page.get_by_role("button", name="核对数字").click()
    expect(page.locator("#loose")).to_contain_text("1 个数字没有来历")
    author.picture("editor-loose")
    author.is_sound()


def test_a_correction_says_what_it_moves_before_it_is_saved(enter: Enter) -> None:
    """Shown, and left: the sample stays as it is."""
    clerk = enter("wang")
    clerk.open("/ledgers/audit_findings/?state=cleared&sort=id")
    page = clerk.page
    page.locator("tbody th a").first.click()
    link = page.locator("a[href$='/amend/']").first
    menu = link.locator("xpath=ancestor::details[not(@open)]/summary")
    if menu.count():
        menu.first.click()
    link.click()
    amount = page.locator("[name='f.amount']")
    amount.fill("98765.43")
    page.locator("[name=reason]").fill("金额多记")
    opened = page.locator("[name=on]")
    opened.fill("2023-11-01")
    page.locator(".record-form .submit button[type=submit]").click()
    effects = page.locator("#effects")
    expect(effects).to_contain_text("还没有保存")
    expect(effects).to_contain_text(re.compile(r"将影响\d+个指标"))
    expect(effects.locator("li").first).to_contain_text("→")
    clerk.picture("correction-weighed")
    clerk.is_sound()
