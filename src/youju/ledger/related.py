"""What stands beside a record and other rooms know: figures that count it, pages of what it is about.

This room stands below them. `figures` and the register say at their start whom to ask (`register`,
`register_pages`); the page of a record asks `figures_of` and `pages_of`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from youju.ledger.rules import Rules
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
Pages = Callable[[Rules, Mapping[str, str], Actor], dict[str, str]]
"""From a ledger and what the fields of a record say, as text: the address of a page by field."""
_PROVIDERS: list[Provider] = []
_PAGES: list[Pages] = []


def register(provider: Provider) -> None:
    """Ask also this one for figures; registered twice, it is asked once."""
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)


def figures_of(ledger: str, *, actor: Actor, as_of: date) -> list[RelatedFigure]:
    """What all providers know of a ledger as at a date, as far as somebody may see it."""
    return [one for provider in _PROVIDERS for one in provider(ledger, actor, as_of)]


def register_pages(provider: Pages) -> None:
    """Ask also this one for pages; registered twice, it is asked once."""
    if provider not in _PAGES:
        _PAGES.append(provider)


def pages_of(rules: Rules, values: Mapping[str, str], *, actor: Actor) -> dict[str, str]:
    """Addresses of the pages of what a record's fields name, by field; of those that somebody may see."""
    found: dict[str, str] = {}
    for provider in _PAGES:
        found |= provider(rules, values, actor)
    return found
