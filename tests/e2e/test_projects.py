"""A list of investment projects is handed in by page, and all that is wrong with one is downloaded."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter, Visit

pytestmark = pytest.mark.e2e

HEAD = "项目代码,项目名称,建设单位,计划总投资（万元）,开工日期,建设地点\n"


def chosen(visitor: Visit, amounts: list[str]) -> None:
    """Choose a file of projects on the page behind the button, and look at its columns."""
    visitor.open("/register/entries/")
    visitor.page.get_by_role("link", name="上传投资项目清单").click()
    expect(visitor.page.get_by_label("哪份名录")).to_have_value("投资项目清单")
    rows = "".join(
        f"P{number},禾阳县第{number}水厂,,{amount},2023-05,禾阳县城关镇\n"
        for number, amount in enumerate(amounts)
    )
    file = {"name": "项目.csv", "mimeType": "text/csv", "buffer": (HEAD + rows).encode()}
    visitor.page.set_input_files("input[type=file]", file)
    visitor.page.get_by_role("button", name="上传并核对各列").click()
    expect(visitor.page.get_by_label("计划总投资（万元）")).to_have_value("planned")


def test_projects_are_handed_in(enter: Enter) -> None:
    clerk = enter("hy_meng")
    chosen(clerk, ["1200", "800"])
    clerk.page.get_by_role("button", name="采用清单").click()
    expect(clerk.page.get_by_text("已交来，后台入库")).to_be_visible()
    expect(clerk.page.get_by_text("投资项目清单 项目.csv")).to_be_visible()
    clerk.is_sound()


def test_all_reasons_are_downloaded(enter: Enter, tmp_path: Path) -> None:
    clerk = enter("hy_meng")
    chosen(clerk, ["待定" if number % 2 else "=1+1" for number in range(60)])
    clerk.page.get_by_role("button", name="采用清单").click()
    expect(clerk.page.get_by_role("alert")).to_contain_text("一列的“待定”不是金额或日期")
    clerk.picture("projects-refused")
    with clerk.page.expect_download() as download:
        clerk.page.get_by_role("button", name="下载全部原因（CSV）").click()
    download.value.save_as(tmp_path / "reasons.csv")
    assert download.value.suggested_filename == "项目.csv的全部原因.csv"
    with (tmp_path / "reasons.csv").open(encoding="utf-8-sig", newline="") as stream:
        found = list(csv.DictReader(stream))
    assert [one["行"] for one in found] == [str(row) for row in range(2, 62)]
    assert {one["内容"] for one in found} == {"待定", "'=1+1"}, "no spreadsheet takes it for a formula"
    clerk.is_sound()
