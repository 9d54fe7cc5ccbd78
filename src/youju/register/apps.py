"""Django's registration of this room."""

from __future__ import annotations

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """The room ``register``."""

    name = "youju.register"
    label = "register"
    verbose_name = "名录库"

    def ready(self) -> None:
        """Stand in the left column and in forms and records; let `youju audit verify` see units."""
        from django.utils.translation import gettext_lazy as _

        from youju.events.witnesses import Witness, register
        from youju.ledger import related
        from youju.ledger.offering import offer_from
        from youju.register import offering, queries
        from youju.ui import navigation

        entry = navigation.Entry("register", _("名录库"), "register:units", 40, sees=queries.is_shown_to)
        navigation.register(entry)
        offer_from(offering.PROVIDER)
        related.register_pages(offering.PROVIDER.pages)

        register(
            Witness(
                "register", "SELECT id AS stream, head_seq AS seq, number::text AS label FROM register_unit"
            )
        )
