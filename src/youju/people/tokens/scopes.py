"""Which scopes a token can be given: all ledgers or one, to read or to write, and the figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext


def _none() -> Mapping[str, str]:
    return {}


_told: Callable[[], Mapping[str, str]] = _none


def offered_by(rule: Callable[[], Mapping[str, str]]) -> None:
    """Say where labels by ledger come from; the room ``ledger`` does, when Django starts."""
    global _told  # noqa: PLW0603 - registered once, at start
    _told = rule


def offered() -> dict[str, str]:
    """Labels by scope."""
    found = {
        "read:*": gettext("读取全部台账"),
        "write:*": gettext("登记和办理全部台账"),
        "figures": gettext("读取指标"),
    }
    for name, label in _told().items():
        found[f"read:{name}"] = gettext("读取%(ledger)s") % {"ledger": label}
        found[f"write:{name}"] = gettext("登记和办理%(ledger)s") % {"ledger": label}
    return found
