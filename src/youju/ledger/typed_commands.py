"""Who and when, as the options of commands say it: what commands of several rooms share.

Nothing here is loaded but the standard library, so that ``--help`` stays quick.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from youju.people.actors import Actor


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def day(given: datetime | None) -> date:
    """The day of an option; today in China without one."""
    from youju.ledger.fold import known_on

    return given.date() if given else known_on(now())


def actor(person: str | None) -> Actor:
    """The person of an option; the platform without one.

    Raises:
        YoujuError: For a person that is not known.
    """
    from youju.people.actors import Actor
    from youju.people.queries import actor as known

    return known(person) if person else Actor.system()
