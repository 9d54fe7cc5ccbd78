"""Which roles there are to be given: those of the installed packs, which a room above tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext

from youju.people.actions import MEMBER


def _none() -> Mapping[str, str]:
    return {}


_told: Callable[[], Mapping[str, str]] = _none


def offered_by(rule: Callable[[], Mapping[str, str]]) -> None:
    """Say where labels by role come from; the room ``ledger`` does, when Django starts."""
    global _told  # noqa: PLW0603 - registered once, at start
    _told = rule


def offered() -> dict[str, str]:
    """Labels by role, that of a mere member first."""
    return {MEMBER: gettext("成员（不担任具体角色）"), **_told()}
