"""Every page of the site, and who opens it; addresses with the number of a record are looked up on the way.

A page that is added is added here: `test_access` opens it with axe-core, in both schemes, as a picture, and
in English.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.template import loader

from tests.e2e.conftest import Visit

DAY = "as_of=2023-11-30"
FINDINGS = "/ledgers/audit_findings/"


@dataclass(frozen=True)
class Place:
    """A page.

    Attributes:
        name: As in file names of pictures.
        who: Whose session; None for somebody who has not logged in.
        path: Its address, or a selector (``a[…]``) of the link to it on the page before.
        status: What it answers.
        act: What is done on it before it is looked at.
    """

    name: str
    who: str | None
    path: str
    status: int = 200
    act: Callable[[Visit], None] | None = None


def _press(selector: str) -> Callable[[Visit], None]:
    return lambda visitor: visitor.page.locator(selector).first.click()


def _send_empty(visitor: Visit) -> None:
    with visitor.page.expect_navigation():
        visitor.page.locator(".record-form .submit button").click()


def _open_all(visitor: Visit) -> None:
    visitor.page.evaluate("document.querySelectorAll('main details').forEach((one) => (one.open = true))")


def _select(visitor: Visit) -> None:
    visitor.page.locator("tbody input[data-row]").first.check()


def _import(visitor: Visit) -> None:
    content = "问题,审计项目,问题方面,被审计单位,审计机关\n账实不符,镇级决算,control,没有的单位,yunxi_audit\n"
    file = {"name": "list.csv", "mimeType": "text/csv", "buffer": content.encode()}
    visitor.page.set_input_files("input[type=file]", file)
    with visitor.page.expect_navigation():
        visitor.page.locator("main form button[type=submit]").first.click()


def _check_columns(visitor: Visit) -> None:
    visitor.page.locator("form[action$='/check/'] .submit button").click()
    visitor.page.locator("#problems").wait_for()


def _follow(*selectors: str) -> Callable[[Visit], None]:
    """Follow links one after the other, out of menus where they stand in one."""

    def follow(visitor: Visit) -> None:
        for selector in selectors:
            link = visitor.page.locator(selector).first
            link.wait_for(state="attached")
            menu = link.locator("xpath=ancestor::details[not(@open)]/summary")
            if menu.count():
                menu.first.click()
            link.click()

    return follow


def _drawn(visitor: Visit) -> None:
    """Every chart has been drawn."""
    charts = visitor.page.locator("[data-chart]")
    assert charts.count() > 0
    for one in charts.all():
        one.and_(visitor.page.locator("[data-drawn]")).wait_for()


def _upload_list(visitor: Visit) -> None:
    """A list with a title above its headings, down to the page where its columns are looked at."""
    content = "禾阳县名录\n单位名称,统一社会信用代码,地址,联系电话\n禾阳县粮油商店,,禾阳县城关镇建设路1号,\n"
    file = {"name": "名录.csv", "mimeType": "text/csv", "buffer": content.encode()}
    visitor.page.set_input_files("input[type=file]", file)
    with visitor.page.expect_navigation():
        visitor.page.locator("main form button[type=submit]").first.click()


def _upload_projects(visitor: Visit) -> None:
    """A list of projects with an amount that is none, down to the page that says so."""
    content = (
        "项目代码,项目名称,计划总投资（万元）,开工日期\nP1,禾阳县水厂改造,1200,2023-05\nP2,禾阳县冷库,待定,\n"
    )
    file = {"name": "项目.csv", "mimeType": "text/csv", "buffer": content.encode()}
    visitor.page.set_input_files("input[type=file]", file)
    for form in ("main form.form", "form#columns"):
        with visitor.page.expect_navigation():
            visitor.page.locator(f"{form} button.primary").click()


def _import_checked(visitor: Visit) -> None:
    _import(visitor)
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("button", name=re.compile("检查 1 行|Validate 1 row")).click()


def _bulk(visitor: Visit) -> None:
    _select(visitor)
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("button", name=re.compile("办理所选|Process selected")).first.click()


def _checked(visitor: Visit) -> None:
    text = "一、工作开展情况\n发布解读5篇，其中图片3篇、文字1篇、视频2篇。\n"
    file = {"name": "总结.txt", "mimeType": "text/plain", "buffer": text.encode()}
    visitor.page.set_input_files("input[type=file]", file)
    with visitor.page.expect_navigation():
        visitor.page.locator("main form button[type=submit]").first.click()


def _unsigned(visitor: Visit) -> None:
    """A form that was not made by us."""
    with visitor.page.expect_navigation():
        visitor.page.evaluate(
            "() => { const form = document.createElement('form'); form.method = 'post';"
            " form.action = '/preferences/'; document.body.append(form); form.submit(); }"
        )


def _broken(visitor: Visit) -> None:
    """The page that stands for one that could not be made; it needs nothing but itself."""
    body = loader.render_to_string("500.html")
    visitor.page.route("**/broken/", lambda route: route.fulfill(body=body, content_type="text/html"))
    visitor.page.goto(visitor.site + "/broken/")
    visitor.page.unroute("**/broken/")


PLACES = {
    one.name: one
    for one in (
        Place("login", None, "/login/"),
        Place("home", "lv", f"/?{DAY}"),
        Place("home-empty", "shen", "/"),
        Place("ledgers", "lv", "/ledgers/"),
        Place("list", "wang", f"{FINDINGS}?{DAY}"),
        Place("list-selected", "wang", f"{FINDINGS}?light=red", act=_select),
        Place("list-groups", "wang", f"{FINDINGS}?group=state"),
        Place("list-conditions", "wang", f"{FINDINGS}?opened.from=2023.13.1&state=rectifying", act=_open_all),
        Place("list-bulk", "wang", f"{FINDINGS}?state=rectifying&sort=id", act=_bulk),
        Place("list-nothing", "wang", f"{FINDINGS}?q=没有这件事"),
        Place("list-empty", "wang", "/ledgers/proposals/"),
        Place("new", "wang", f"{FINDINGS}new/"),
        Place("new-errors", "wang", f"{FINDINGS}new/", status=200, act=_send_empty),
        Place("import", "wang", f"{FINDINGS}import/"),
        Place("import-columns", "wang", f"{FINDINGS}import/", act=_import),
        Place("import-problems", "wang", f"{FINDINGS}import/", act=_import_checked),
        Place("act", "wang", f"{FINDINGS}?state=rectifying", act=_follow("tbody th a", "a[href*='/act/']")),
        Place(
            "amend", "wang", f"{FINDINGS}?state=rectifying", act=_follow("tbody th a", "a[href$='/amend/']")
        ),
        Place(
            "merge", "wang", f"{FINDINGS}?state=rectifying", act=_follow("tbody th a", "a[href$='/merge/']")
        ),
        Place("void", "wang", f"{FINDINGS}?state=rectifying", act=_follow("tbody th a", "a[href*='/void/']")),
        Place("record", "wang", f"{FINDINGS}?state=cleared", act=_press("tbody th a")),
        Place(
            "preview", "wang", f"{FINDINGS}?state=cleared", act=_follow("tbody th a", "a[href$='/preview/']")
        ),
        Place("record-tree", "chen", "/ledgers/inspection_feedback/?sort=id", act=_press("tbody th a")),
        Place("record-personal", "shen", "/ledgers/orders/?sort=id", act=_press("tbody th a")),
        Place("record-late", "li", f"{FINDINGS}?light=red", act=_press("tbody th a")),
        Place("figures", "li", f"/figures/?{DAY}"),
        Place("figure", "li", f"/figures/?{DAY}", act=_press("tbody th a")),
        Place("targets", "hy_meng", "/targets/?year=2023"),
        Place("scores", "hy_meng", "/targets/", act=_follow("main a[href*='/scores/']")),
        Place("monitoring", "hy_meng", "/monitoring/"),
        Place("alert", "hy_meng", "/monitoring/", act=_follow("tbody th a")),
        Place("rule", "hy_meng", "/monitoring/rules/retail_slow/", act=_drawn),
        Place("race", "hy_meng", "/monitoring/races/", act=_drawn),
        Place("register", "lv", "/register/?q=粮油"),
        Place("unit", "hy_meng", "/register/", act=_follow("tbody th a")),
        Place("register-division", "hy_meng", "/register/?division=980121101"),
        Place("review", "hy_meng", "/register/review/"),
        Place("deliveries", "hy_meng", "/register/deliveries/"),
        Place("upload", "hy_meng", "/register/deliveries/new/"),
        Place("upload-columns", "hy_meng", "/register/deliveries/new/", act=_upload_list),
        Place(
            "upload-projects", "hy_meng", "/register/deliveries/new/?list=投资项目清单", act=_upload_projects
        ),
        Place("items", "hy_meng", "/register/items/"),
        Place("entries", "hy_meng", "/register/entries/"),
        Place("entries-heading", "hy_meng", "/register/entries/?category=catering"),
        Place("uncovered", "hy_meng", "/register/missing/?by=both"),
        Place("all-series", "hy_meng", "/series/"),
        Place("series", "hy_meng", "/series/industry_output/", act=_drawn),
        Place("reports", "wang", "/reports/"),
        Place("reported", "wang", "/reports/reported/"),
        Place("report", "wang", "/reports/", act=_follow("tbody th a")),
        Place("report-edit", "wang", "/reports/", act=_follow("tbody th a", "a[href$='/edit/']")),
        Place("notices", "wang", "/notices/"),
        Place("notice-settings", "wang", "/notices/settings/"),
        Place("search", "wang", "/search/?q=资金"),
        Place("search-nothing", "wang", "/search/?q=xyzzy"),
        Place("help", "wang", "/help/"),
        Place("check", "wang", "/check/"),
        Place("check-result", "wang", "/check/", act=_checked),
        Place("password", "wang", "/password/"),
        Place("second-factor", "wang", "/second-factor/"),
        Place("bad-request", "wang", "/?as_of=2023-13-01", status=400),
        Place("missing", "wang", "/nothing/", status=404),
        Place("missing-stranger", "sys", FINDINGS, status=404),
        Place("refused", "lv", f"{FINDINGS}new/", status=403),
        Place("unsigned", "wang", "/help/", act=_unsigned),
        Place("broken", "wang", "/help/", act=_broken),
        Place("packs", "sys", "/packs/"),
        Place("pack", "sys", "/packs/supervision/", act=_press(".pack-section:nth-of-type(2) > summary")),
        Place("pack-missing", "sys", "/packs/nothing/", status=404),
        Place("organisation", "sys", "/administration/organisations/yunxi/"),
        Place("tokens", "sec", "/administration/tokens/"),
        Place("organisations", "sys", "/administration/organisations/"),
        Place("announcements", "sys", "/administration/announcements/"),
        Place("accounts", "sys", "/administration/accounts/"),
        Place("roles", "sec", "/administration/roles/"),
        Place("locks", "sec", "/administration/locks/"),
        Place("policies", "sec", "/administration/policies/"),
        Place("trail", "aud", "/administration/trail/"),
        Place("api-docs", "wang", "/api/docs"),
    )
}
