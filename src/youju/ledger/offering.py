"""What departments already hold of what a form asks, told by the room that knows it; this room stands below.

`register` registers what gives it at its start (`offer_from`), a form asks `offers`. Nobody is asked again
for what a list already says: the form offers the value with its source and date, and one button takes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from youju.ledger.rules import Rules
from youju.people.actors import Actor


@dataclass(frozen=True, slots=True)
class Offer:
    """A value that is known already.

    Attributes:
        text: As it is written into the input.
        source: Who holds it.
        on: Since when that is so.
    """

    text: str
    source: str
    on: date


class Provider(Protocol):
    """Whoever knows values."""

    def keys(self, rules: Rules) -> list[str]:
        """The fields of a ledger any of which says of which unit it is."""

    def offers(self, rules: Rules, said: Mapping[str, str], *, actor: Actor) -> dict[str, Offer]:
        """Values by field, for what the fields say so far; none that the actor may not see."""


_PROVIDERS: list[Provider] = []


def offer_from(provider: Provider) -> None:
    """Ask also this one; registered twice, it is asked once."""
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)


def keys(rules: Rules) -> set[str]:
    """Fields of a ledger that name what somebody knows more of."""
    return {key for provider in _PROVIDERS for key in provider.keys(rules)}


def offers(rules: Rules, said: Mapping[str, str], *, actor: Actor) -> dict[str, Offer]:
    """What is known already, by field.

    Args:
        rules: The ledger.
        said: Field to what the form or the record says of it, as text.
        actor: Who fills in the form.
    """
    found: dict[str, Offer] = {}
    for provider in _PROVIDERS:
        if any(said.get(key) for key in provider.keys(rules)):
            found |= provider.offers(rules, said, actor=actor)
    return found
