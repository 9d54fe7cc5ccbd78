"""Django's registration of this room."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from youju.ui import navigation


class NoticesConfig(AppConfig):
    """The room ``notices``."""

    name = "youju.notices"
    label = "notices"
    verbose_name = "通知"

    def ready(self) -> None:
        """Put the notices into the left column."""
        navigation.register(navigation.Entry("notices", _("通知"), "notices:list", 90, below=_below))


def _below(request: HttpRequest) -> Iterator[navigation.Link]:
    """What is not read yet."""
    from django.urls import reverse

    from youju.notices.queries import unread

    actor = getattr(request, "actor", None)
    if actor is not None:
        href = f"{reverse('notices:list')}?unread=1"
        yield navigation.Link(str(_("未读")), href, unread(actor.id), request.GET.get("unread") == "1")
        settings = reverse("notices:settings")
        yield navigation.Link(str(_("通知设置")), settings, current=request.path == settings)
