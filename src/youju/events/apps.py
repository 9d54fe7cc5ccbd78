"""Django's registration of this room."""

from __future__ import annotations

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """The room ``events``."""

    name = "youju.events"
    label = "events"
    verbose_name = "事件"
