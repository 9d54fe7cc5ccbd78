"""Django's registration of this room."""

from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The room ``reports``."""

    name = "youju.reports"
    label = "reports"
    verbose_name = "报告"

    def ready(self) -> None:
        """Stand in the left column, and let `youju audit verify` hold the documents against their events."""
        from django.utils.translation import gettext_lazy as _

        from youju.events.witnesses import Witness, register
        from youju.ui import navigation

        navigation.register(navigation.Entry("reports", _("报告"), "reports:list", 65))

        from youju.figures import impacts
        from youju.reports import queries

        impacts.published_by(queries.published)

        register(Witness("reports", "SELECT id AS stream, seq AS seq, title AS label FROM reports_report"))
