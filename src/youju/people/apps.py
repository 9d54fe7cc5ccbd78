"""Django's registration of this room."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The room ``people``."""

    name = "youju.people"
    label = "people"
    verbose_name = "人员与机构"
