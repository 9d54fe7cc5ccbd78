"""Django's registration of this room."""

from __future__ import annotations

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """The room ``monitoring``."""

    name = "youju.monitoring"
    label = "monitoring"
    verbose_name = "监测预警"

    def ready(self) -> None:
        """Stand in the left column, and let `youju audit verify` hold alerts against their events."""
        from django.utils.translation import gettext_lazy as _

        from youju.events.witnesses import Witness, register
        from youju.monitoring import queries
        from youju.ui import navigation

        entry = navigation.Entry(
            "monitoring", _("监测预警"), "monitoring:alerts", 54, sees=queries.is_shown_to
        )
        navigation.register(entry)
        query = "SELECT id AS stream, head_seq AS seq, label FROM monitoring_alert"
        acknowledged = "SELECT id AS stream, 1 AS seq, note AS label FROM monitoring_acknowledgement"
        register(Witness("monitoring", f"{query} UNION ALL {acknowledged}"))
