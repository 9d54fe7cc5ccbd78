"""A clerk works in a list: filters, leafs, selects, acts on many, imports; by keyboard and on a phone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.test import override_settings
from django.utils import timezone

from tests.e2e.conftest import SIZES, Visit
from tests.ledger.conftest import Desk
from tests.ledger.conftest import county as county
from tests.ledger.list_urls import MIDDLEWARE

TITLES = ("账实不符", "资金闲置", "招标程序不规范", "公务接待超标准", "档案缺失")
BASE = "/ledgers/findings/"


@pytest.fixture(autouse=True)
def allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """While Playwright runs, its event loop would keep Django's ORM from this thread."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def desk(allowed: None, county: Desk) -> Desk:
    """Sixty records of three units, some of them late."""
    for number in range(60):
        county.today = timezone.localdate() - timedelta(days=100 - number)
        county.open(
            title=f"{TITLES[number % 5]}（第{number}件）",
            unit=("finance", "treasury", "school")[number % 3],
            amount=str(number * 37 % 900),
            source=("audit", "inspection")[number % 2],
        )
    return county


class Quiet(WSGIRequestHandler):
    """Says nothing to standard error."""

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture
def pages(desk: Desk, tmp_path: Path) -> Iterator[str]:
    """The pages of lists on a port of their own."""
    changed = {"ROOT_URLCONF": "tests.ledger.list_urls", "MIDDLEWARE": MIDDLEWARE, "HOME": tmp_path}
    with override_settings(**changed, ALLOWED_HOSTS=["127.0.0.1"]):
        server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet, ipv6=False, allow_reuse_address=True)
        server.daemon_threads = True
        server.set_app(WSGIHandler())
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(params=["desktop", "phone"])
def clerk(request: pytest.FixtureRequest, browser: Any, pages: str) -> Iterator[Visit]:
    """Somebody of the audit office, who acts for every unit."""
    context = browser.new_context(
        viewport=SIZES[request.param],
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        extra_http_headers={"X-Who": "wang"},
        accept_downloads=True,
    )
    visitor = Visit(context.new_page(), pages, f"{request.param}-light")
    visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    visitor.page.on(
        "console",
        lambda said: visitor.complaints.append(said.text) if said.type in ("error", "warning") else None,
    )
    visitor.page.on("requestfailed", lambda sent: visitor.complaints.append(f"failed {sent.url}"))
    yield visitor
    context.close()


def test_a_list_is_filtered_leafed_and_selected(clerk: Visit) -> None:
    page = clerk.page
    clerk.open(BASE)
    clerk.is_sound()
    clerk.picture("ledger-list")
    page.get_by_label("检索").fill("资金闲置")
    page.get_by_role("button", name="筛选", exact=True).click()
    page.wait_for_url("**q=**")
    assert page.get_by_text("共 12 件").is_visible()
    clerk.open(BASE + "?sort=id")
    page.get_by_role("link", name="下一页").click()
    page.wait_for_url("**after=**")
    assert page.locator("tbody tr").count() == 10
    page.locator("tbody input[data-row]").first.check()
    page.locator("tbody input[data-row]").nth(1).check()
    assert page.locator("#bar [data-count]").inner_text() == "2"
    clerk.picture("ledger-list-selected")
    clerk.is_sound()


def test_selected_records_are_worked_on_together(clerk: Visit) -> None:
    page = clerk.page
    clerk.open(BASE + "?sort=id&state=dispatched")
    page.locator("tbody input[data-row]").first.check()
    page.get_by_role("button", name="办理所选").click()
    assert page.get_by_text("所选 1 件").is_visible()
    page.get_by_role("button", name="预览“回头看”").click()
    assert page.get_by_role("heading", name="将办理 1 件").is_visible()
    clerk.picture("ledger-list-bulk")
    page.get_by_role("button", name="回头看 1 件").click()
    assert page.get_by_text("已办理 1 件").is_visible()
    clerk.is_sound()


def test_groups_and_more_conditions_fit_the_window(clerk: Visit) -> None:
    page = clerk.page
    clerk.open(BASE + "?group=light")
    clerk.picture("ledger-list-groups")
    clerk.is_sound()
    clerk.open(BASE + "?where=金额 >&opened.from=2023.13.1")
    assert page.get_by_role("alert").is_visible()
    page.get_by_text("更多条件").click()
    clerk.picture("ledger-list-conditions")
    clerk.is_sound()


def test_a_file_comes_in_step_by_step(clerk: Visit) -> None:
    page = clerk.page
    clerk.open(BASE + "import/")
    clerk.picture("ledger-import")
    content = "问题,外部编号,责任单位,金额（元）\n账实不符,X1,school,8000\n资金闲置,X2,没有的单位,很多\n"
    page.set_input_files(
        "input[type=file]", {"name": "清单.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )
    page.get_by_role("button", name="上传并核对列名").click()
    page.wait_for_url("**/import/*-*/")
    clerk.picture("ledger-import-columns")
    page.get_by_role("button", name="检查 2 行").click()
    page.get_by_role("heading", name="问题", exact=True).wait_for()
    assert page.get_by_text("没有登记").first.is_visible()
    clerk.picture("ledger-import-problems")
    clerk.is_sound()


def test_the_keyboard_is_enough(clerk: Visit) -> None:
    """From the search to the first record without a pointer."""
    page = clerk.page
    clerk.open(BASE)
    page.get_by_label("检索").focus()
    page.keyboard.type("资金")
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
        assert {"org", "due", "opened"} <= shown
