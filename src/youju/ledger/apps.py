"""Django's registration of this room."""

from __future__ import annotations

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The room ``ledger``."""

    name = "youju.ledger"
    label = "ledger"
    verbose_name = "台账"
