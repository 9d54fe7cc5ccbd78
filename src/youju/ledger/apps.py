"""Django's registration of this room."""

from __future__ import annotations

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The room ``ledger``."""

    name = "youju.ledger"
    label = "ledger"
    verbose_name = "台账"

    def ready(self) -> None:
        """Tell the rooms below what they cannot know: how to count records, and who sees whole ledgers."""
        from youju.events.witnesses import Witness, register
        from youju.ledger import catalogue
        from youju.ledger.queries import seen_whole
        from youju.people import roles, tickets
        from youju.people.tokens import scopes

        tickets.seen_whole_by(seen_whole)
        roles.offered_by(catalogue.role_labels)
        scopes.offered_by(catalogue.ledger_labels)

        register(
            Witness("ledger", "SELECT id AS stream, head_seq AS seq, number AS label FROM ledger_record")
        )
