"""Django's registration of this room."""

from __future__ import annotations

from django.apps import AppConfig


class SeriesConfig(AppConfig):
    """The room ``series``."""

    name = "youju.series"
    label = "series"
    verbose_name = "统计数列"

    def ready(self) -> None:
        """Say who sees series whole, stand in the left column, and let `youju audit verify` hold deliveries
        against their events.
        """
        from django.utils.translation import gettext_lazy as _

        from youju.events.witnesses import Witness, register
        from youju.people import tickets
        from youju.series import queries
        from youju.ui import navigation

        entry = navigation.Entry("series", _("统计数列"), "series:list", 58, sees=queries.is_shown_to)
        navigation.register(entry)
        tickets.seen_whole_by(queries.seen_whole)
        register(
            Witness("series", "SELECT id AS stream, head_seq AS seq, source AS label FROM series_delivery")
        )
