"""Django's registration of this room."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The room ``ui``."""

    name = "youju.ui"
    label = "ui"
    verbose_name = "界面"
