"""What upper rooms know of their streams: how many events a record has, and what people call it.

An upper room registers a `Witness` when it is loaded. `verify` then finds a stream that vanished
together with its head, because the record still counts its events, and names records as people do.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Witness:
    """A query over a projection.

    Attributes:
        name: Of the projection, for messages.
        query: SELECT that gives ``stream`` (uuid), ``seq`` (integer, number of the stream's events;
            NULL where the projection does not know) and ``label`` (text).
    """

    name: str
    query: str


_WITNESSES: dict[str, Witness] = {}


def register(witness: Witness) -> None:
    """Register a witness; a second one of the same name replaces the first."""
    _WITNESSES[witness.name] = witness


def witnesses() -> tuple[Witness, ...]:
    """All registered witnesses."""
    return tuple(_WITNESSES.values())
