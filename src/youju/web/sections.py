"""The sections that the project itself puts into the left column: the ledgers, the check of reports.

Does not belong here: the sections of rooms that register their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youju.ledger import catalogue
from youju.ui import navigation


def register() -> None:
    """Put them there; `urls` does so once."""
    navigation.register(
        navigation.Entry("ledger", _("台账"), "ledgers", 20, below=_ledgers),
        navigation.Entry("figures", _("指标"), "figures:list", 60),
        navigation.Entry("check", _("检查报告"), "check", 70),
    )


def _ledgers(request: HttpRequest) -> Iterator[navigation.Link]:
    """Every ledger, so that one goes from one to the next without a detour."""
    for name, rules in catalogue.all_current().items():
        href = reverse("ledger:list", args=[name])
        yield navigation.Link(rules.ledger.label, href, current=request.path == href)
