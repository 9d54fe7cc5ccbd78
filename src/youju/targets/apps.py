"""Django's registration of this room."""

from __future__ import annotations

from django.apps import AppConfig


class TargetsConfig(AppConfig):
    """The room ``targets``."""

    name = "youju.targets"
    label = "targets"
    verbose_name = "目标管理"

    def ready(self) -> None:
        """Stand in the left column, and let `youju audit verify` hold targets against their events."""
        from django.utils.translation import gettext_lazy as _

        from youju.events.witnesses import Witness, register
        from youju.targets import queries
        from youju.ui import navigation

        entry = navigation.Entry("targets", _("目标"), "targets:list", 52, sees=queries.is_shown_to)
        navigation.register(entry)
        register(Witness("targets", "SELECT id AS stream, head_seq AS seq, label FROM targets_target"))
