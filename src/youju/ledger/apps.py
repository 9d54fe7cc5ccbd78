"""Django's registration of this room."""

from __future__ import annotations

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The room ``ledger``."""

    name = "youju.ledger"
    label = "ledger"
    verbose_name = "台账"

    def ready(self) -> None:
        """Let the verification of events count and name the records of ledgers."""
        from youju.events.witnesses import Witness, register

        register(
            Witness("ledger", "SELECT id AS stream, head_seq AS seq, number AS label FROM ledger_record")
        )
