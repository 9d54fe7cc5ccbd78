"""Django's registration of this room."""

from __future__ import annotations

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """The room ``register``."""

    name = "youju.register"
    label = "register"
    verbose_name = "名录库"

    def ready(self) -> None:
        """Let `youju audit verify` hold the tables against the events that they follow from."""
        from youju.events.witnesses import Witness, register

        register(
            Witness(
                "register", "SELECT id AS stream, head_seq AS seq, number::text AS label FROM register_unit"
            )
        )
