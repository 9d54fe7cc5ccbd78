"""Choosing one of many by typing: divisions, industries, organisations, persons, and what other rooms add.

Enter at `find` (what the address ``/pick/<kind>/`` answers) and `read` (the code that a typed text means).
`index` looks up names, codes and pinyin; `sources` says what there is to choose from. Another room adds a
kind by `register`.

Does not belong here: the text box and its list (``templates/ui``, ``assets/js/4-picker.js``).
"""

from __future__ import annotations

from collections.abc import Callable

from youju.people.actors import Actor
from youju.ui.picking import sources
from youju.ui.picking.index import Choice, Index
from youju.ui.picking.words import coded, typed_code

MOST = 20
"""Choices that are offered at once."""

Source = Callable[[Actor | None], Index]

_SOURCES: dict[str, Source] = {
    "division": sources.divisions_near,
    "industry": sources.all_industries,
    "organisation": sources.organisations_of,
    "person": sources.persons_of,
}

__all__ = ["MOST", "Choice", "Index", "coded", "find", "kinds", "read", "register", "typed_code"]


def register(kind: str, source: Source) -> None:
    """Add a kind: a function of the actor that gives what he may choose from.

    Raises:
        ValueError: The kind is taken.
    """
    if _SOURCES.get(kind, source) is not source:
        raise ValueError(f"two pickers are called {kind}")
    _SOURCES[kind] = source


def kinds() -> frozenset[str]:
    """What can be picked."""
    return frozenset(_SOURCES)


def find(kind: str, query: str, *, actor: Actor | None) -> list[Choice]:
    """Choices for what was typed, the likeliest first, at most `MOST` + 1 so that more can be told.

    Raises:
        KeyError: There is no such kind.
    """
    return _SOURCES[kind](actor).search(query, limit=MOST + 1, near=sources.home_of(actor))


def read(kind: str, text: str, *, actor: Actor | None) -> Choice | None:
    """The one choice that a typed text means: 名称（代码）, a code, or a name that only one bears.

    Returns:
        None when nothing, or more than one, is meant.
    """
    return _SOURCES[kind](actor).only(text)
