"""Walks a record through its life on the screens, as the persons whom the pack names for each act.

Enter at `Walk`. Which fields a form has and which of them must be filled in is read off the page; who may do
an act, and which state follows, off the pack. Only what decides the way (a class, an opinion) is given.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import TimeoutError as TooLate
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from youju import packs
from youju.definitions.models import Ledger
from youju.scenarios import props
from youju.scenarios.reading import Story, find

EVIDENCE = ("整改报告.pdf", "现场照片.png", "来电录音.txt")
KINDS = {".pdf": 0, ".docx": 0, ".png": 1, ".jpg": 1}


@cache
def stories() -> Mapping[str, Story]:
    """The scenarios of the pack, by name."""
    folder = Path(str(packs.__path__[0])) / "supervision"
    return {story.scenario.scenario: story for story in find([folder])}


@dataclass
class Walk:
    """One record on its way.

    Attributes:
        ledger: Its ledger.
        story: The scenario whose people are at work.
        enter: Lets a person in; each has a window of his own.
        values: What is typed in, by field, wherever a form asks for it.
        elsewhere: Organisations among them that belong to another tree than those who work on it.
        keys: Whether everything is done by keyboard.
        address: Of the record's page, once it is registered.
    """

    ledger: str
    story: str
    enter: Callable[[str], Visit]
    values: dict[str, str]
    elsewhere: tuple[str, ...] = ()
    keys: bool = False
    address: str = ""
    windows: dict[str, Visit] = field(default_factory=dict)
    at: Visit | None = None

    @property
    def rules(self) -> Ledger:
        """The ledger as the pack says."""
        return stories()[self.story].ledgers[self.ledger]

    def window(self, who: str) -> Visit:
        """The window of a person."""
        if who not in self.windows:
            self.windows[who] = self.enter(who)
        return self.windows[who]

    def somebody(self, allowed: list[str]) -> str:
        """A person of the scenario who holds a role, or belongs to an organisation that the record names."""
        scenario = stories()[self.story].scenario
        for one in allowed:
            for person, about in scenario.people.items():
                if one in about.roles or about.of == self.values.get(one):
                    return person
        raise AssertionError(f"nobody in {self.story} is {allowed}")

    def register(self, under: str = "", **given: str) -> str:
        """Register a record from the list; gives the address of its page."""
        visitor = self.window(self.somebody(self.rules.open_by))
        if under:
            visitor.open(under)
            self.press(visitor, f"a[href*='/ledgers/{self.ledger}/new/?under=']")
        else:
            visitor.open(f"/ledgers/{self.ledger}/")
            self.press(visitor, f"main a[href$='/ledgers/{self.ledger}/new/']")
        self.fill(visitor, {**self.values, **given})
        self.send(visitor)
        self.address = visitor.page.url.removeprefix(visitor.site).split("?")[0]
        return self.address

    def act(self, name: str, who: str = "", **given: str) -> Visit:
        """Do an act from the page of the record; the state after it is the one of the pack."""
        act = {**self.rules.transitions, **self.rules.activities}[name]
        visitor = self.window(who or self.somebody(act.by))
        if self.address not in visitor.page.url or self.at is not visitor:
            visitor.open(self.address)
        self.at = visitor
        self.press(visitor, f"a[href$='/act/{name}/']")
        expect(visitor.page.get_by_role("heading", level=1)).to_have_text(act.label)
        self.fill(visitor, {**self.values, **given})
        self.send(visitor)
        if act.to is not None:
            self.stands(visitor, act.to)
        return visitor

    def stands(self, visitor: Visit, state: str) -> None:
        """The page says in which state the record is."""
        expect(visitor.page.locator(".standing .badge")).to_have_text(self.rules.states[state].label)

    def press(self, visitor: Visit, selector: str) -> None:
        """Follow a link, out of a menu if it is in one."""
        link = visitor.page.locator(selector).first
        menu = link.locator("xpath=ancestor::details[not(@open)]/summary")
        if menu.count():
            self._hit(menu.first)
        self._hit(link)

    def _hit(self, what: Any) -> None:
        if self.keys:
            what.focus()
            what.press("Enter")
        else:
            what.click()

    def send(self, visitor: Visit) -> None:
        """Send the form; it leads to the page of the record."""
        page = visitor.page
        try:
            with page.expect_navigation():
                if self.keys:
                    page.locator(".record-form").locator("input:visible, textarea:visible").last.press(
                        "Control+Enter"
                    )
                else:
                    page.locator(".record-form .submit button[type=submit]").click()
        except TooLate as error:
            form = page.locator(".record-form").evaluate(
                "form => ({sent: form.dataset.sent || '', valid: form.checkValidity(),"
                " focus: document.activeElement.outerHTML.slice(0, 200), said: form.innerText})"
            )
            visitor.picture("not-sent")
            raise AssertionError(f"{page.url} was not sent: {form}") from error
        if "?done=" not in page.url:
            told = page.locator(".errors")
            raise AssertionError(f"{page.url}: {told.inner_text() if told.count() else page.title()}")
        visitor.is_sound()

    def fill(self, visitor: Visit, given: Mapping[str, str]) -> None:
        """Fill in what a form requires, and whatever is given for its fields."""
        form = visitor.page.locator(".record-form")
        inputs = form.evaluate(READ)
        for one in inputs:
            code = one["name"].removeprefix("f.").split("-")[0]
            value = given.get(code)
            if one["kind"] == "cell":
                value = self._cell(one["name"])
            elif value is None and one["required"] and not one["value"]:
                value = f"浏览器走查：{one['label']}"
            if value is not None and value != one["value"]:
                self._type(visitor, form, one, value)

    def _cell(self, name: str) -> str | None:
        """The first row of a table is filled in."""
        column = name.rsplit("-", 1)[1]
        if "-0-" not in name:
            return None
        return "2026-12-25" if column.endswith("_on") else f"第一行{column}"

    def _type(self, visitor: Visit, form: Any, one: Mapping[str, Any], value: str) -> None:
        page, kind, target = visitor.page, one["kind"], form.locator(f"[name='{one['name']}']").first
        if kind == "file":
            target.set_input_files(_files(one["accept"]))
        elif kind == "radio":
            choice = form.locator(f"input[name='{one['name']}'][value='{value}']")
            choice.focus()
            choice.press("Space") if self.keys else choice.check()
        elif kind == "select":
            target.select_option(value)
        elif kind == "pick" and page.locator("[role=combobox]").count():
            name = stories_name(self.story, value)
            target.focus()
            if (
                value in self.elsewhere
            ):  # nobody is offered the organisations of other trees, but may name them
                target.fill(value)
                target.press("Tab")
                return
            target.fill(name)
            expect(form.locator("[role=listbox]:not([hidden]) [role=option]").first).to_contain_text(value)
            target.press("ArrowDown")
            target.press("Enter")
            expect(target).to_have_value(f"{name}（{value}）")
        elif self.keys and kind != "lines":
            target.focus()
            target.fill("")
            target.press_sequentially(value)
        else:
            target.fill(value)


READ = """form => {
  const seen = new Set(), found = [];
  for (const one of form.elements) {
    const known = /^(f\\.|comment$|evidence$|reason$|on$|extend$)/;
    if (!one.name || one.type === 'hidden' || !known.test(one.name) || seen.has(one.name)) continue;
    seen.add(one.name);
    const box = one.closest('.field');
    const label = box ? box.querySelector('label, legend') : null;
    const optional = box && box.querySelector('label .optional, legend .optional');
    let kind = one.tagName === 'SELECT' ? 'select' : one.tagName === 'TEXTAREA' ? 'lines' : one.type;
    if (one.closest('.combo')) kind = 'pick';
    if (one.closest('[data-rows]')) kind = 'cell';
    const chosen = one.type === 'radio' ? (form.elements[one.name].value || '') : one.value;
    found.push({name: one.name, kind, required: !optional, value: chosen, accept: one.accept || '',
                label: label ? label.firstChild.textContent.trim() : ''});
  }
  return found;
}"""
"""The inputs of a form, as somebody sees them: what is not marked as optional has to be filled in."""


def _files(accept: str) -> list[dict[str, Any]]:
    """A file of a kind that is asked for."""
    names = [name for name in EVIDENCE if name[name.rindex(".") :] in accept.split(",")]
    name = names[0]
    media = {".pdf": "application/pdf", ".png": "image/png", ".txt": "text/plain"}[name[name.rindex(".") :]]
    text = f"浏览器走查 {uuid.uuid4().hex[:8]}"
    return [{"name": name, "mimeType": media, "buffer": props.made(name, text)}]


def stories_name(story: str, code: str) -> str:
    """Name of an organisation of a scenario."""

    def search(level: Mapping[str, Any]) -> str | None:
        for key, one in level.items():
            found = one.name if key == code else search(one.under)
            if found:
                return str(found)
        return None

    name = search(stories()[story].scenario.organisations)
    assert name, f"{code} is not in {story}"
    return name
