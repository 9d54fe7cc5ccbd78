"""Figures that count a ledger, told by the room that knows them; this room stands below it.

`figures` registers what gives them at its start (`register`), the page of a record asks `figures_of`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from youju.people.actors import Actor


@dataclass(frozen=True, slots=True)
class RelatedFigure:
    """The latest observation of a figure that counts a ledger.

    Attributes:
        value: As it is printed, without the unit.
        address: Where it is shown, a path of the site.
    """

    label: str
    value: str
    unit: str
    as_of: date
    address: str


Provider = Callable[[str, Actor, date], list[RelatedFigure]]
_PROVIDERS: list[Provider] = []


def register(provider: Provider) -> None:
    """Ask also this one for figures; registered twice, it is asked once."""
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)


def figures_of(ledger: str, *, actor: Actor, as_of: date) -> list[RelatedFigure]:
    """What all providers know of a ledger as at a date, as far as somebody may see it."""
    return [one for provider in _PROVIDERS for one in provider(ledger, actor, as_of)]
