"""What stands around every page: who reads, on whose behalf, in which language and scheme, as at which date.

Enter at `around`; the tag ``{% shell %}`` puts it into ``ui/page.html``. Does not belong here:
the page itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from youju.people.actors import Actor
from youju.people.models import Membership
from youju.ui import navigation

THEME = "theme"
"""Name of the cookie that keeps the reader's scheme."""
THEMES = {"auto": _("跟随系统"), "light": _("浅色"), "dark": _("深色")}
LANGUAGES = {"zh-hans": "简体中文", "en": "English"}
TAGS = {"zh-hans": "zh-Hans", "en": "en"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values between which the reader may switch."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """The surroundings of a page.

    Attributes:
        account: Who has logged in; None for nobody.
        actor: On whose behalf; None for administrators and nobody.
        sections: The left column.
        organisations: Those between which the reader may switch; empty when there is only one.
        theme: ``auto``, ``light`` or ``dark``.
        language: Tag for the ``lang`` attribute.
        here: Address of the page, to come back to.
        query: What was searched for.
        as_of: Date of the page; None for pages without one.
        carried: The rest of the address, kept when the date is changed.
        watermark: Who reads and when, across the page; empty when it is not set.
    """

    account: Any
    actor: Actor | None
    sections: list[navigation.Shown]
    organisations: list[Choice]
    theme: str
    themes: list[Choice]
    language: str
    languages: list[Choice]
    here: str
    query: str
    as_of: date | None
    carried: list[tuple[str, str]]
    watermark: str = ""

    @property
    def name(self) -> str:
        """What the reader is called."""
        return self.actor.name if self.actor else self.account.username if self.account else ""


def around(
    request: HttpRequest | None, *, section: str = "", as_of: date | None = None, at: datetime | None = None
) -> Shell:
    """The surroundings of a page.

    Args:
        request: None for a page that is made without one.
        section: Key of the page's section; by default the namespace of its address.
        at: Now, aware; only the watermark tells it.
    """
    language = get_language() or "zh-hans"
    asked = request.GET if request is not None else {}
    theme = request.COOKIES.get(THEME, "auto") if request is not None else "auto"
    theme = theme if theme in THEMES else "auto"
    account, actor = getattr(request, "account", None), getattr(request, "actor", None)
    match = getattr(request, "resolver_match", None)
    return Shell(
        account=account,
        actor=actor,
        sections=navigation.visible(request, section or getattr(match, "namespace", "")) if request else [],
        organisations=_organisations(account, actor),
        theme=theme,
        themes=[Choice(value, str(label), value == theme) for value, label in THEMES.items()],
        language=TAGS.get(language, language),
        languages=[Choice(value, label, value == language) for value, label in LANGUAGES.items()],
        here=request.get_full_path() if request is not None and request.method == "GET" else "/",
        query=asked.get("q", "") if getattr(match, "url_name", "") == "search" else "",
        as_of=as_of,
        watermark=_watermark(account, actor, at) if at is not None else "",
        carried=[(name, value) for name, value in asked.items() if name not in ("as_of", "after")],
    )


def _watermark(account: Any, actor: Actor | None, at: datetime) -> str:
    """Who reads and when, where the operator wants it on every page."""
    if account is None or not getattr(settings, "WATERMARK", False):
        return ""
    name = actor.name if actor else account.username
    return f"{name} {at.astimezone(timezone.get_current_timezone()):%Y-%m-%d %H:%M}"


def _organisations(account: Any, actor: Actor | None) -> list[Choice]:
    """The organisations in which the reader holds a role, when there are several."""
    if account is None or actor is None:
        return []
    held = Membership.objects.filter(person_id=actor.id).order_by("organisation__path")
    rows = dict(held.values_list("organisation_id", "organisation__name"))
    if len(rows) < 2:
        return []
    return [Choice(code, name, code == actor.organisation) for code, name in rows.items()]
