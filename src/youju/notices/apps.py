"""Django's registration of this room."""

from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The room ``notices``."""

    name = "youju.notices"
    label = "notices"
    verbose_name = "通知"
