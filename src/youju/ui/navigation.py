"""What stands in the left column: entries that the rooms register at their start, each for whom it serves.

Enter at `register` (from a room's ``apps.py``) and `visible`. An entry whose address does not exist in this
installation is left out, so a room can be taken away without touching the others.

Does not belong here: who may do what (`people`); a hidden entry protects nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from youju.people.actors import Actor

Sees = Callable[[Any, Actor | None], bool]


@dataclass(frozen=True, slots=True)
class Link:
    """A line of the column.

    Attributes:
        count: Shown at its end; None shows nothing.
        current: Whether the reader is there.
    """

    label: str
    href: str
    count: int | None = None
    current: bool = False


def with_actor(account: Any, actor: Actor | None) -> bool:
    """Whoever acts for an organisation: everybody but the three administrators."""
    return account is not None and actor is not None


def of_kind(*kinds: str) -> Sees:
    """Accounts of certain kinds: ``of_kind("system_admin")``."""
    return lambda account, actor: account is not None and account.kind in kinds  # noqa: ARG005 - one shape for all


@dataclass(frozen=True, slots=True)
class Entry:
    """A section of the platform.

    Attributes:
        key: Its name; a page says by ``section`` in its context, or by the namespace of its address, to
            which section it belongs.
        label: What people read; may be lazily translated.
        url: Name of its address.
        place: Smaller stands higher.
        sees: To whom it is shown.
        below: Lines under it, asked only while the reader is in the section.
    """

    key: str
    label: Any
    url: str
    place: int
    sees: Sees = with_actor
    below: Callable[[HttpRequest], Iterable[Link]] | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as the column shows it to one reader."""

    label: str
    href: str
    current: bool
    below: tuple[Link, ...]


_entries: dict[str, Entry] = {}


def register(*entries: Entry) -> None:
    """Add entries.

    Raises:
        ValueError: Another entry has the same key.
    """
    for entry in entries:
        if _entries.get(entry.key, entry).url != entry.url:
            raise ValueError(f"two entries of the navigation are called {entry.key}")
        _entries[entry.key] = entry


def visible(request: HttpRequest, section: str) -> list[Shown]:
    """What one reader sees, from the top.

    Args:
        section: Key of the section of the page.
    """
    account, actor = getattr(request, "account", None), getattr(request, "actor", None)
    found = []
    for entry in sorted(_entries.values(), key=lambda one: one.place):
        if not entry.sees(account, actor):
            continue
        try:
            href = reverse(entry.url)
        except NoReverseMatch:
            continue
        current = entry.key == section
        below = tuple(entry.below(request)) if current and entry.below else ()
        found.append(Shown(str(entry.label), href, current, below))
    return found
