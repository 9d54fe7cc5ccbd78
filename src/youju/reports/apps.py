"""Django's registration of this room."""

from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The room ``reports``."""

    name = "youju.reports"
    label = "reports"
    verbose_name = "报告"

    def ready(self) -> None:
        """Let `youju audit verify` hold the documents against their events."""
        from youju.events.witnesses import Witness, register

        register(Witness("reports", "SELECT id AS stream, seq AS seq, title AS label FROM reports_report"))
