"""Django's registration of this room."""

from __future__ import annotations

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """The room ``figures``."""

    name = "youju.figures"
    label = "figures"
    verbose_name = "指标"
