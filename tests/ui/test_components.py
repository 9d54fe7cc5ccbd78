"""The shell and the components: what stands around a page, and that each part says what it must."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from tests.house.source import PACKAGE
from youju.people import limits
from youju.people.actors import Actor
from youju.ui import bundles, navigation, samples, shell
from youju.ui.tables import Cell, Column, Row, Table

ASSETS = PACKAGE / "ui" / "assets"


@dataclass
class Account:
    """As much of an account as the shell looks at."""

    kind: str = "user"
    username: str = "wang"
    person_id: str | None = "wang"


def render(text: str, **context: Any) -> str:
    return Template("{% load ui %}" + text).render(Context(context))


def request(path: str = "/", *, account: Account | None = None, actor: Actor | None = None) -> Any:
    made: Any = RequestFactory().get(path)
    made.account, made.actor = account, actor
    return made


def test_navigation_shows_each_reader_his_own(monkeypatch: pytest.MonkeyPatch) -> None:
    reverse("home")  # the sections of the project register when its addresses are read: not into ours
    monkeypatch.setattr(navigation, "_entries", {})
    navigation.register(
        navigation.Entry("b", "后", "home", 20),
        navigation.Entry("a", "前", "home", 10, below=lambda _: [navigation.Link("一", "#")]),
        navigation.Entry("admin", "管理", "home", 30, navigation.of_kind("system_admin")),
        navigation.Entry("gone", "没有装", "no-such-address", 5),
    )
    actor = Actor("wang", "王某", "gov", frozenset({"clerk"}))
    seen = navigation.visible(request(account=Account(), actor=actor), "a")
    assert [(one.label, one.current, len(one.below)) for one in seen] == [("前", True, 1), ("后", False, 0)]
    admin = navigation.visible(request(account=Account(kind="system_admin")), "a")
    assert [one.label for one in admin] == ["管理"]
    assert navigation.visible(request(), "a") == []


def test_two_entries_of_one_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_entries", {})
    navigation.register(navigation.Entry("a", "一", "home", 1))
    navigation.register(navigation.Entry("a", "一", "home", 1))  # a room that starts twice is no second entry
    with pytest.raises(ValueError, match="called a"):
        navigation.register(navigation.Entry("a", "二", "elsewhere", 1))


def test_shell_reads_scheme_and_language() -> None:
    asked = request("/?q=x&after=3")
    asked.COOKIES["theme"] = "dark"
    with translation.override("en"):
        found = shell.around(asked)
    assert (found.theme, found.language, found.carried) == ("dark", "en", [("q", "x")])
    asked.COOKIES["theme"] = "<script>"
    assert shell.around(asked).theme == "auto"
    assert shell.around(None).language == "zh-Hans"


@pytest.mark.parametrize(
    ("theme", "media"),
    [("auto", "screen and (prefers-color-scheme: dark)"), ("dark", "screen"), ("light", None)],
)
def test_dark_tokens_are_asked_for_by_choice(theme: str, media: str | None) -> None:
    asked = request()
    asked.COOKIES["theme"] = theme
    text = Template('{% extends "ui/page.html" %}').render(Context({"request": asked}))
    found = re.search(r'dark\.[0-9a-f]{12}\.css" media="([^"]*)"', text)
    assert (found and found[1]) == media


@pytest.mark.usefixtures("db")
def test_preferences_are_kept_and_lead_back() -> None:
    client = Client(SERVER_NAME="localhost")
    answer = client.post("/preferences/", {"theme": "dark", "next": "/figures/?a=1"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/figures/?a=1")
    assert client.cookies["theme"].value == "dark"
    answer = client.post("/preferences/", {"language": "xx", "theme": "pink", "next": "//evil.example/"})
    assert answer.headers["Location"] == "/"
    assert "django_language" not in client.cookies
    assert client.cookies["theme"].value == "dark"


@pytest.mark.usefixtures("db")
def test_preferences_are_changed_only_so_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "preferences", limits.PerMinute())
    monkeypatch.setattr(limits, "PREFERENCES", 0)
    client = Client(SERVER_NAME="localhost", REMOTE_ADDR="192.0.2.7")
    answer = client.post("/preferences/", {"theme": "dark"})
    assert answer.status_code == 429
    assert "每分钟最多0次" in answer.text
    assert "theme" not in answer.cookies
    monkeypatch.setattr(limits, "PREFERENCES", 5)
    assert client.post("/preferences/", {"theme": "dark"}).status_code == 302


@pytest.mark.usefixtures("db")
def test_bundles_are_named_by_their_content() -> None:
    client = Client(SERVER_NAME="localhost")
    for name in bundles.PARTS:
        address = f"/static/ui/{bundles.file_name(name)}"
        answer = client.get(address, headers={"accept-encoding": "gzip"})
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"].endswith("immutable")
        assert hashlib.sha256(gzip.decompress(answer.content)).hexdigest()[:12] in address
        assert client.get(address).content == bundles.bundle(name).content
    assert client.get("/static/ui/youju.000000000000.css").status_code == 404


def test_what_others_wrote_is_unchanged_and_named() -> None:
    listed = dict(
        re.findall(r"\| `(vendor/[^`]+)` \|.*`([0-9a-f]{64})`", (ASSETS / "THIRD_PARTY.md").read_text())
    )
    there = {
        path.relative_to(ASSETS).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (ASSETS / "vendor").iterdir()
    }
    assert there
    assert listed == there


def test_style_and_script_are_light() -> None:
    charts = {"echarts.js", "chart.js"}  # only pages with charts load them
    assert sum(len(bundles.bundle(name).packed) for name in bundles.PARTS.keys() - charts) < 60_000
    assert sum(len(bundles.bundle(name).packed) for name in charts) < 230_000


def test_our_script_needs_no_evaluation() -> None:
    scripts = [path.read_text(encoding="utf-8") for path in (ASSETS / "js").glob("*.js")]
    assert scripts
    assert not [text for text in scripts if re.search(r"\beval\(|new Function|innerHTML|\.style\b", text)]


def test_a_light_has_a_shape_and_a_word() -> None:
    text = render('{% light "red" count=1234 href="?light=red" %}')
    assert all(part in text for part in ("■", "红灯", "1,234", 'href="?light=red"'))
    assert "◇" in render('{% light "purple" "其他" %}')


class Sample(forms.Form):
    """A form with a hint, an error and a group."""

    name = forms.CharField(
        label="名称", help_text="与公文一致。", error_messages={"required": "请填写名称。"}
    )
    kind = forms.ChoiceField(label="类别", choices=[("a", "甲")], widget=forms.RadioSelect, required=False)


def test_a_field_tells_its_hint_and_its_error() -> None:
    form = Sample({})
    assert not form.is_valid()
    text = render("{% errors form %}{% fields form %}", form=form)
    assert '<a href="#id_name">请填写名称。</a>' in text
    assert 'aria-describedby="id_name-hint id_name-error"' in text
    assert 'aria-invalid="true"' in text
    assert "<fieldset" in text and "<legend>类别" in text
    assert render("{% errors form %}", form=Sample({"name": "x"})).strip() == ""


def test_a_table_tells_rows_and_sorting() -> None:
    columns = [
        Column("t", "事项", sort="?sort=t", sorted="descending"),
        Column("n", "金额（元）", numeric=True),
    ]
    rows = [Row("7", [Cell("修路 & 架桥", "/x/"), Cell("1,234.5", value="1234.5")])]
    table = Table("list", "示例", columns, rows, bar="bar", form="f")
    text = render('{% include "ui/_table.html" with table=table %}', table=table)
    assert 'aria-sort="descending"' in text
    assert 'aria-label="选中 修路 &amp; 架桥"' in text
    assert 'data-value="1234.5"' in text
    assert '<th scope="row" class="stick"><a href="/x/">修路 &amp; 架桥</a></th>' in text


def test_the_page_of_components_has_nothing_inline() -> None:
    text = Template('{% extends "ui/components.html" %}').render(
        Context({"request": request(account=Account(kind="audit_admin")), **samples.context()})
    )
    assert "示例事项" in text
    assert "style=" not in text and "onclick" not in text and "<script>" not in text


@pytest.mark.usefixtures("db")
def test_the_language_is_the_readers_choice_not_the_browsers() -> None:
    client = Client(SERVER_NAME="localhost")
    address = f"/static/ui/{bundles.file_name('dark.css')}"
    answer = client.get(address, headers={"accept-language": "en"})
    assert answer.headers["Content-Language"] == "zh-Hans"
    client.post("/preferences/", {"language": "en"})
    assert client.get(address).headers["Content-Language"] == "en"
