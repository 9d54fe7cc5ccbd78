"""``docs/tutorial/first-report.md`` as a newcomer follows it, in its order: the browser and the commands.

Each part is a section; what it looks for is what the page tells one to open. Pictures are left in
``test-results``.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import SIZES, WAIT, Visit, served, watch
from tests.house.source import ROOT
from tests.reports.planting import W, controls, wrong
from tests.sample import Sample, environment, year

pytestmark = pytest.mark.e2e

PAGE = (ROOT / "docs" / "tutorial" / "first-report.md").read_text(encoding="utf-8")
SECTIONS = re.findall(r"^## (\d+)\. (.+)$", PAGE, re.MULTILINE)
PASSWORD = "Heyang#2023-deng"


@pytest.fixture(scope="module")
def made() -> Sample:
    """Section 1: what ``./start`` has made."""
    return year()


@pytest.fixture(scope="module")
def newcomer(browser: Any, made: Sample) -> Iterator[Visit]:
    """Somebody in front of the pages who has not logged in."""
    with served(made.home) as site:
        context = browser.new_context(
            viewport=SIZES["desktop"], locale="zh-CN", timezone_id="Asia/Shanghai", accept_downloads=True
        )
        context.set_default_timeout(WAIT)
        visitor = Visit(context.new_page(), site, "zh")
        watch(visitor)
        yield visitor
        context.close()


def told(*words: str) -> None:
    """The page says so."""
    missing = [one for one in words if one not in PAGE]
    assert not missing, f"the tutorial does not tell of {missing}"


def command(made: Sample, folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the page in a folder."""
    told(text)
    program, *words = text.split()
    assert program == ".venv/bin/youju"
    return subprocess.run(
        [sys.executable, "-m", "youju.cli", *words],
        cwd=folder,
        env={**environment(made.home), "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_every_section_is_walked() -> None:
    assert [title for _, title in SECTIONS[:6]] == [
        "启动", "登录", "看名录和差异", "看指标从哪里来", "看报告", "证明它",
    ]  # fmt: skip


def test_1_start_says_where_to_look(made: Sample) -> None:
    told("./start", "到哪里看")
    for place in ("/register/", "/figures/", "/monitoring/", "/reports/"):
        assert place in made.printed
    assert "《2023年工作总结》" in made.printed and "经三人审核后签发" in made.printed


def _2_a_first_password(newcomer: Visit, made: Sample) -> None:
    told("logins.txt", "`meng`")
    line = next(one for one in (made.home / "logins.txt").read_text().splitlines() if one.startswith("meng"))
    first, page = line.split()[1], newcomer.page
    newcomer.open("/")
    page.locator("#username").fill("meng")
    page.locator("#password").fill(first)
    page.locator("main form button[type=submit]").first.click()
    newcomer.picture("tutorial-2-password")
    page.locator("#old").fill(first)
    page.locator("#new").fill(PASSWORD)
    page.locator("#again").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("我的工作台")
    newcomer.picture("tutorial-2-workplace")
    newcomer.is_sound()


def _3_units_and_differences(newcomer: Visit, made: Sample) -> None:
    del made
    told("名录库", "名录差异核查台账")
    page = newcomer.page
    page.get_by_role("navigation").get_by_role("link", name="名录库").click()
    page.locator("tbody th a").first.click()
    expect(page.get_by_role("heading", name="各名录中的行")).to_be_visible()
    newcomer.picture("tutorial-3-unit")
    newcomer.open("/ledgers/register_differences/")
    expect(page.get_by_role("heading", level=1)).to_have_text("名录差异核查台账")
    assert page.locator("tbody tr").count() > 10
    newcomer.is_sound()


def _4_a_figure_leads_to_its_records_and_its_deliveries(newcomer: Visit, made: Sample) -> None:
    del made
    told("“指标”", "在册法人单位", "地区生产总值增速", "统计数列", "监测预警")
    page = newcomer.page
    newcomer.open("/figures/?as_of=2023-12-31")
    page.get_by_role("link", name="在册法人单位", exact=True).first.click()
    expect(page.get_by_role("heading", name=re.compile("背后的单位"))).to_be_visible()
    newcomer.open("/figures/?as_of=2023-12-31")
    page.get_by_role("link", name="地区生产总值增速", exact=True).first.click()
    expect(page.get_by_role("region", name="报送的数")).to_contain_text("各部门月报")
    newcomer.picture("tutorial-4-figure")
    page.get_by_role("region", name="报送的数").get_by_role("link").first.click()
    expect(page.locator("[data-drawn]")).to_be_visible()
    newcomer.picture("tutorial-4-series")
    page.get_by_role("navigation").get_by_role("link", name="监测预警").click()
    page.locator("tbody th a").first.click()
    page.get_by_role("link", name="看数列").click()
    expect(page.locator("[data-drawn]").first).to_be_visible()
    newcomer.picture("tutorial-4-alert")
    newcomer.is_sound()


def _5_the_report_is_there_to_read(newcomer: Visit, made: Sample) -> None:
    told("“报告”", "var/out")
    page = newcomer.page
    told("已经三人审核后签发")
    newcomer.open("/reports/")
    expect(page.get_by_role("row", name=re.compile("2023年工作总结"))).to_contain_text("已签发")
    page.get_by_role("link", name="2023年工作总结", exact=True).click()
    sheet = page.locator("article.sheet")
    expect(sheet).to_contain_text("2023年")
    assert sheet.locator("a.bound").count() > 50
    newcomer.picture("tutorial-5-report")
    sheet.locator("a.bound").first.click()
    expect(page.get_by_role("heading", name="口径和出处")).to_be_visible()
    names = {one.suffix for one in (made.home / "out").iterdir()}
    assert names == {".docx", ".pdf", ".html"}
    newcomer.is_sound()


def test_2_to_5_the_pages(newcomer: Visit, made: Sample) -> None:
    """One walk: the first password is good once."""
    _2_a_first_password(newcomer, made)
    _3_units_and_differences(newcomer, made)
    _4_a_figure_leads_to_its_records_and_its_deliveries(newcomer, made)
    _5_the_report_is_there_to_read(newcomer, made)


def test_6_one_composes_it_and_proves_it(made: Sample, tmp_path: Path) -> None:
    composed = command(
        made, tmp_path, ".venv/bin/youju compose rectification --as-of 2023-12-31 --out 整改报告.docx"
    )
    assert composed.returncode == 0, composed.stderr
    proof = ".venv/bin/youju check --evidence 整改报告.docx"
    proved = command(made, tmp_path, proof)
    assert (proved.returncode, proved.stdout) == (0, ""), proved.stdout
    path = tmp_path / "整改报告.docx"
    written = docx.Document(str(path))
    text = next(controls(written.element)[0].iter(f"{W}t"))
    was, text.text = text.text, wrong(text.text)
    written.save(str(path))
    found = command(made, tmp_path, proof)
    assert found.returncode == 1
    assert f"“{text.text}”应为“{was}”" in found.stdout
