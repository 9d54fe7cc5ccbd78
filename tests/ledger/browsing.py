"""Somebody in front of the pages of records, without JavaScript: reads, fills in a form, sends it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

from django.test import Client

from youju.people.actors import Actor


class _Form(HTMLParser):
    """The inputs of the form of a record as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.inside = False
        self.template = 0
        self.select = ""
        self.area = ""
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = "record-form" in given.get("class", "")
        if tag == "template":
            self.template += 1
        if not self.inside or self.template:
            return
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "input" and name and kind not in ("submit", "file"):
            if kind in ("radio", "checkbox") and "checked" not in given:
                self.fields.setdefault(name, [])
            else:
                self.fields.setdefault(name, []).append(given.get("value", ""))
        elif tag == "select":
            self.select = name
            self.fields.setdefault(name, [""])
        elif tag == "option" and self.select and "selected" in given:
            self.fields[self.select] = [given.get("value", "")]
        elif tag == "textarea":
            self.area, self.text = name, ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self.template -= 1
        elif tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = ""
        elif tag == "textarea" and self.area:
            self.fields[self.area] = [self.text.removeprefix("\n")]
            self.area = ""


def inputs(html: str) -> dict[str, list[str]]:
    """The inputs of the form of a record, by name."""
    parser = _Form()
    parser.feed(html)
    return parser.fields


@dataclass
class Page:
    """An answer.

    Attributes:
        html: Its text.
    """

    status: int
    html: str
    address: str
    errors: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What people read."""
        bare = re.sub(r"<(script|style).*?</\1>", "", self.html, flags=re.S)
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", bare))).strip()

    @property
    def problems(self) -> list[str]:
        """The sentences on top of the form."""
        found = re.search(r'<div class="errors".*?</div>', self.html, re.S)
        return (
            [unescape(re.sub(r"<[^>]+>", "", one)) for one in re.findall(r"<li>(.*?)</li>", found[0], re.S)]
            if found
            else []
        )


class Visitor:
    """Somebody who acts for an organisation."""

    def __init__(self, actor: Actor) -> None:
        self.client = Client(headers={"X-Who": actor.id})

    def get(self, path: str) -> Page:
        """Open a page."""
        answer = self.client.get(path)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return Page(answer.status_code, content.decode(errors="replace"), path)

    def send(self, path: str, /, **typed: Any) -> Page:
        """Open the page of a form, fill in what is given (``f__NAME`` for fields) and send it."""
        page = self.get(path)
        assert page.status == 200, page.text
        return self.post(path, inputs(page.html), **typed)

    def post(self, path: str, fields: dict[str, Any], /, **typed: Any) -> Page:
        """Send inputs, changed by what is given, and follow to where it leads."""
        given = {name.replace("f__", "f."): value for name, value in typed.items()}
        answer = self.client.post(path, {**fields, **given}, follow=True)
        address = answer.redirect_chain[-1][0] if answer.redirect_chain else path
        return Page(answer.status_code, answer.content.decode(errors="replace"), address)


def record_path(record: Any, what: str = "") -> str:
    """Address of a record, or of one of its forms."""
    id_ = record if isinstance(record, UUID) else record.id
    return f"/records/{id_}/{what}"
