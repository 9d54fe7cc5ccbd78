"""Every text of templates and code has its English with the same gaps to fill in; nothing is left over."""

from __future__ import annotations

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from types import ModuleType

import pytest

from tests.house.source import ROOT


def load() -> ModuleType:
    """The tool, which has no suffix to import it by."""
    loader = SourceFileLoader("messages", str(ROOT / "tools" / "messages"))
    spec = spec_from_loader("messages", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


messages = load()


@pytest.mark.parametrize("room", messages.ROOMS)
def test_a_room_speaks_english(room: str) -> None:
    assert messages.problems(room, messages.others(room)) == []


def test_texts_of_a_template() -> None:
    source = """{% load i18n %}{% translate "台账" %}{% translate '完成50%' as done %}
    {% blocktranslate trimmed count many=rows|length %}
        有 {{ many }} 件
    {% plural %}有 {{ many }} 件{% endblocktranslate %}{{ unit|default:_("件") }}"""
    assert list(messages.of_template(source)) == [
        ("台账", ""),
        ("完成50%%", ""),
        ("有 %(many)s 件", "有 %(many)s 件"),
        ("件", ""),
    ]


def test_texts_of_code() -> None:
    source = (
        "from django.utils.translation import gettext_lazy as _, ngettext\n"
        "x = _('台' '账'), ngettext('%d天', '%d天', 3), other('别的'), _(name)\n"
    )
    assert list(messages.of_code(source)) == [("台账", ""), ("%d天", "%d天")]


def test_chinese_that_is_not_marked() -> None:
    source = "<p>{# 说明 #}{% translate '好' %}{% blocktranslate %}好{% endblocktranslate %}</p>\n<b>坏</b>"
    assert messages.bare(source) == ["<b>坏</b>"]


@pytest.mark.parametrize(
    ("text", "gaps"),
    [("共 %(rows)s 行", {"rows"}), ("100%%(s)", set()), ("%s 至 {until}", {"%s", "until"}), ("%%", set())],
)
def test_gaps(text: str, gaps: set[str]) -> None:
    assert messages.placeholders(text) == gaps
