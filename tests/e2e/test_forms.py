"""A form is sent whatever else happens while its button is pressed: nothing moves under the pointer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter, Visit

pytestmark = pytest.mark.e2e

NEW = "/ledgers/audit_findings/new/"


@pytest.fixture(autouse=True)
def no_drafts(windows: dict[Any, Visit]) -> Iterator[None]:
    """What is typed here is kept nowhere: others of these tests fill in the same forms."""
    yield
    for visitor in windows.values():
        visitor.page.unroute("**/*?draft")


def _form(clerk: Visit, address: str) -> Visit:
    """Open a form that keeps no draft."""
    clerk.page.route("**/*?draft", lambda route: route.fulfill(body="", content_type="text/plain"))
    clerk.open(address)
    return clerk


def test_an_answer_that_comes_while_the_button_is_pressed_moves_nothing(enter: Enter) -> None:
    clerk = _form(enter("wang"), NEW)
    page = clerk.page
    held: list[Any] = []
    page.route("**/new/?check", lambda route: held.append(route))  # noqa: PLW0108 - Playwright wants a function
    try:
        for label in ("问题金额", "约谈人次"):
            _leave(clerk, label, "很多")
        assert held, "what is typed is checked when one leaves it"
        _pressed(clerk, lambda: _answer(clerk, held))
    finally:
        page.unroute("**/new/?check")
    expect(page.locator(".errors")).to_be_visible()
    clerk.is_sound()


def test_what_the_browser_finds_while_the_button_is_pressed_moves_nothing(enter: Enter) -> None:
    clerk = _form(enter("shen"), "/ledgers/orders/new/")
    clerk.page.get_by_label("联系电话").fill("不详")
    _pressed(clerk, lambda: None)
    expect(clerk.page.locator(".errors")).to_contain_text("联系电话")


def test_names_that_are_offered_while_the_button_is_pressed_move_nothing(enter: Enter) -> None:
    clerk = enter("wang")
    page = clerk.page
    clerk.open("/ledgers/audit_findings/?state=cleared")
    page.locator("tbody th a").first.click()
    page.locator("#comment-text").wait_for()
    held: list[Any] = []
    page.route("**/people/?q=*", lambda route: held.append(route))  # noqa: PLW0108 - as above
    with page.expect_request("**/people/?q=*"):
        page.locator("#comment-text").press_sequentially("请看 @")
    place = _down(clerk, ".say button[type=submit]")
    with page.expect_response("**/people/?q=*"):
        held[-1].fulfill(json={"results": [{"name": "王甲", "note": "审计局", "value": "王甲"}]})
    page.evaluate("() => new Promise((done) => setTimeout(done))")
    assert page.locator(".say button[type=submit]").bounding_box() == place
    page.unroute("**/people/?q=*")
    page.mouse.move(5, 5)
    page.mouse.up()
    expect(page.locator(".people button")).to_have_count(1)  # as soon as nothing is pressed any more


def test_without_an_answer_one_may_send_again(enter: Enter) -> None:
    """A form is sent once however often it is pressed, but a request that was lost is not the end."""
    clerk = enter("wang")
    page = clerk.page
    page.clock.install()
    _form(clerk, NEW)
    sent: list[str] = []
    page.route("**/new/", lambda route: (sent.append(route.request.method), route.fulfill(status=204)))
    button = page.locator(".record-form .submit button")
    try:
        button.click()
        button.click()
        assert sent == ["POST"]
        page.clock.fast_forward(21_000)
        with page.expect_request("**/new/"):
            button.click()
        assert sent == ["POST", "POST"]
    finally:
        page.unroute("**/new/")


def _leave(clerk: Visit, label: str, text: str) -> None:
    """Type something and go on to the next field."""
    field = clerk.page.get_by_label(label)
    with clerk.page.expect_request("**/new/?check"):
        field.fill(text)
        field.press("Tab")


def _answer(clerk: Visit, held: list[Any]) -> None:
    """Let the answers come in, and the page deal with them."""
    for route in held:
        with clerk.page.expect_response("**/new/?check"):
            route.continue_()
    clerk.page.evaluate("() => new Promise((done) => setTimeout(done))")


def _down(clerk: Visit, selector: str) -> Any:
    """Put the pointer on a button and press it; gives where the button is."""
    button = clerk.page.locator(selector)
    button.scroll_into_view_if_needed()
    place = button.bounding_box()
    clerk.page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    clerk.page.mouse.down()
    return place


def _pressed(clerk: Visit, meanwhile: Callable[[], None]) -> None:
    """Press the button of the form, let something happen, let the button go: the form is sent."""
    place = _down(clerk, ".record-form .submit button")
    meanwhile()
    assert clerk.page.locator(".record-form .submit button").bounding_box() == place
    with clerk.page.expect_navigation():
        clerk.page.mouse.up()
