"""What is asked of records as SQL over ``r``, a row of ``ledger_record``.

Enter at `compiled`. Values travel as parameters only; names of fields, clocks and states come from the
definition, whose names are ``[a-z][a-z0-9_]*`` (`youju.definitions.scalars.Name`). Dates inside JSON are ISO
text and are compared as such; numbers are read as numbers.

Does not belong here: lights and expressions, whose truth `finding` judges where SQL cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from youju.definitions.models import FieldDef
from youju.ledger.listing.asking import Asked, Condition
from youju.people.queries import subtree
from youju.standards import divisions


class Part(NamedTuple):
    """A condition in SQL with its parameters."""

    sql: str
    given: tuple[Any, ...] = ()


class Compiled(NamedTuple):
    """Conditions, those first that an index of the records answers.

    Attributes:
        indexed: State, organisation, opening, due date.
        others: Everything else.
    """

    indexed: list[Part]
    others: list[Part]


def compiled(asked: Asked) -> Compiled:
    """All conditions of a list but those on light, words and expression."""
    indexed = [Part("r.ledger = %s", (asked.rules.name,)), Part("NOT r.voided")]
    indexed.append(Part("r.merged_into IS NULL"))
    others: list[Part] = []
    for one in asked.conditions:
        if one.key == "light":
            continue
        (indexed if one.key in ("state", "org", "opened", "due") else others).append(_part(asked, one))
    return Compiled(indexed, others)


def joined(parts: Iterable[Part]) -> Part:
    """All of several conditions."""
    listed = list(parts)
    return Part(
        " AND ".join(f"({one.sql})" for one in listed) or "true",
        tuple(value for one in listed for value in one.given),
    )


def _part(asked: Asked, one: Condition) -> Part:
    if one.key in _OWN:
        return _OWN[one.key](one)
    head, _, name = one.key.partition(".")
    if head == "c":
        return _clock(asked, name, one)
    return _field(name, asked.rules.ledger.fields[name], one)


def _state(one: Condition) -> Part:
    return among("r.state", one.values)


def _level(one: Condition) -> Part:
    return among("r.level", one.values)


def _organisation(one: Condition) -> Part:
    return among("r.organisation", _below(one.values[0]))


def among(column: str, values: Sequence[str]) -> Part:
    """A column has one of some values; of a single value an index also gives the order behind it."""
    if len(values) == 1:
        return Part(f"{column} = %s", (values[0],))
    return Part(f"{column} = ANY (%s)", (list(values),))


def _below(code: str) -> list[str]:
    """An organisation with all below it; one that is not known, alone, finds nothing."""
    return subtree(code) or [code]


def _division(one: Condition) -> Part:
    return Part("starts_with(r.division, %s)", (divisions.prefix(one.values[0]),))


def _dates(column: str) -> Callable[[Condition], Part]:
    return lambda one: _between(column, one.values)


_OWN: Mapping[str, Callable[[Condition], Part]] = {
    "state": _state,
    "level": _level,
    "org": _organisation,
    "div": _division,
    "opened": _dates("r.opened_on"),
    "due": _dates("r.next_due"),
}


def _between(value: str, ends: tuple[Any, ...]) -> Part:
    """A range with either end open."""
    low, high = ends
    parts = [Part(f"{value} >= %s", (low,))] if low is not None else []
    parts += [Part(f"{value} <= %s", (high,))] if high is not None else []
    return joined(parts)


def _texts(ends: tuple[Any, ...]) -> tuple[str | None, str | None]:
    low, high = (end.isoformat() if end is not None else None for end in ends)
    return low, high


def _clock(asked: Asked, name: str, one: Condition) -> Part:
    """How a clock stands as at the date; `youju.language.clocks` says what the words mean."""
    clock = f"r.clocks->'{name}'"

    def day(part: str) -> str:
        return f"({clock}->>'{part}') COLLATE \"C\""

    if one.kind == "range":
        return _between(day("due"), _texts(one.values))
    today = asked.as_of.isoformat()
    begun = Part(f"{day('started')} <= %s", (today,))
    stopped = Part(f"coalesce({day('stopped')} <= %s, false)", (today,))
    paused = Part(f"coalesce({day('paused_since')} <= %s, false)", (today,))
    going = joined([begun, _no(stopped), _no(paused)])
    stands = Part(f'least(%s COLLATE "C", {day("stopped")}, {day("paused_since")})', (today,))
    found = {
        "overdue": joined([begun, Part(f"{day('due')} < {stands.sql}", stands.given)]),
        "warning": joined([going, Part(f"{day('warn_from')} <= %s AND {day('due')} >= %s", (today, today))]),
        "running": going,
        "paused": joined([begun, _no(stopped), paused]),
        "stopped": joined([begun, stopped]),
        "none": Part(f"({begun.sql}) IS NOT TRUE", begun.given),
    }
    chosen = [found[value] for value in one.values]
    return Part(" OR ".join(f"({c.sql})" for c in chosen), tuple(v for c in chosen for v in c.given))


def _no(part: Part) -> Part:
    return Part(f"NOT ({part.sql})", part.given)


def _field(name: str, definition: FieldDef, one: Condition) -> Part:
    text = f"(r.values->>'{name}')"
    if one.kind == "empty":
        return Part(f"r.values->'{name}' IS {'' if one.values[0] else 'NOT '}NULL")
    if one.kind == "part":
        # Letters of the alphabet without regard to case, as people type codes; nothing else has one.
        return Part(f'strpos(lower({text} COLLATE "C"), %s) > 0', (folded(one.values[0]),))
    if one.kind == "range" and definition.type == "date":
        return _between(f'{text} COLLATE "C"', _texts(one.values))
    if one.kind == "range":
        return _between(number(name), one.values)
    if one.kind == "within" and definition.type == "organisation":
        return Part(f"{text} = ANY (%s)", (_below(one.values[0]),))
    if one.kind == "within":
        return Part(f"starts_with({text}, %s)", (divisions.prefix(one.values[0]),))
    return Part(f"{text} = ANY (%s)", (list(one.values),))


def number(name: str) -> str:
    """A field as a number; nothing where an old version of the pack stored something else."""
    text = f"(r.values->>'{name}')"
    return f"(CASE WHEN {text} ~ '^-?[0-9]+([.][0-9]+)?$' THEN {text}::numeric END)"


_CAPITALS = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def folded(text: str) -> str:
    """A text with the capitals of the Latin alphabet made small, as PostgreSQL does it under "C".

    Example:
        >>> folded("审改A〔É〕")
        '审改a〔É〕'
    """
    return text.translate(_CAPITALS)
