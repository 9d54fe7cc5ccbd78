"""An official gives two reports to the check page, reads what is marked, filters, takes a result away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.checker import samples
from tests.e2e.conftest import Visit

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("browser")]

PLAN = "某局2023年工作计划\n2023年，新建充电桩500个，培训企业统计人员120人次。\n"
SUMMARY = (
    "某局2023年工作总结",
    "一、工作开展情况",
    "（一）抓好政务公开。发布解读5篇，其中图片3篇、文字1篇、视频2篇；登记商户XX户，比上年增加500户，增长25%。",
    "（二）服务企业发展。全面完成年度目标，新建充电桩420个；按照序时进度完成完成各项任务。走访低保户周大山。",
    "（三）加强督促检查。抓好四个方面工作：一是学习。二是调研。三是整改。",
    "二、下一步打算",
    "继续抓好各项工作。",
)


def test_reports_are_checked_and_results_taken_away(visit: Visit, tmp_path: Path) -> None:
    plan, summary = tmp_path / "2023年工作计划.txt", tmp_path / "2023年工作总结.docx"
    plan.write_text(PLAN, encoding="gb18030")
    summary.write_bytes(samples.word(*SUMMARY))
    visit.open("/check/")
    page = visit.page
    expect(page.get_by_role("heading", name="检查报告")).to_be_visible()
    visit.picture("check")
    visit.is_sound()

    page.locator("input[type=file]").set_input_files([plan, summary])
    page.get_by_role("button", name="检查", exact=True).click()
    expect(page.get_by_role("heading", name="2023年工作总结.docx")).to_be_visible()
    second = page.locator("[data-document]").nth(1)
    mark = second.locator("mark", has_text="5篇，其中图片3篇")
    expect(mark).to_have_attribute("data-rules", "N101")
    expect(second.get_by_text("合计5篇，分项3+1+2=6，多1篇").first).to_be_visible()
    visit.picture("check-result")
    visit.is_sound()

    box = second.get_by_role("checkbox", name="N101")
    box.uncheck()
    expect(mark).to_have_class("error off")
    expect(second.locator("aside li[data-rules=N101]")).to_be_hidden()
    box.check()
    expect(second.locator("aside li[data-rules=N101]")).to_be_visible()

    with page.expect_download() as taken:
        page.get_by_role("link", name="JSON").click()
    found = json.loads(Path(taken.value.path()).read_text(encoding="utf-8"))
    assert len(found["documents"]) == 2
    visit.is_sound()


def test_a_file_that_cannot_be_read_gets_a_sentence(visit: Visit, tmp_path: Path) -> None:
    broken = tmp_path / "总结.pdf"
    broken.write_bytes(b"%PDF-1.4 broken")
    visit.open("/check/")
    visit.page.locator("input[type=file]").set_input_files(broken)
    with visit.page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        visit.page.get_by_role("button", name="检查", exact=True).click()
    assert answered.value.status == 422
    expect(visit.page.get_by_role("alert")).to_contain_text("“总结.pdf”读不出来")
