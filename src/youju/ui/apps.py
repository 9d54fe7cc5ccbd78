"""Django's registration of this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """The room ``ui``."""

    name = "youju.ui"
    label = "ui"
    verbose_name = "界面"

    def ready(self) -> None:
        """Put the start page into the left column; the other rooms add theirs."""
        from youju.ui import navigation

        navigation.register(navigation.Entry("home", _("我的工作"), "home", 10))
