"""Django's registration of this room."""

from __future__ import annotations

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """The room ``figures``."""

    name = "youju.figures"
    label = "figures"
    verbose_name = "指标"

    def ready(self) -> None:
        """Let the pages of records tell what was counted of their ledger."""
        from youju.figures.showing import related
        from youju.ledger.related import register

        register(related)

        from youju.figures import effects
        from youju.series.effects import register as effective

        effective(effects)

        from youju.figures.corrections import weigh
        from youju.ledger.effects import register as weighing

        weighing(weigh)
