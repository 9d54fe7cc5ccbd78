"""What people type and files bring, made into the values that are stored; every mistake at once. Pure.

Enter at `Reader` (made once for a ledger, reads many records) and `typed` (a stored value as the expression
language takes it). Stored values are JSON: text as text, numbers as decimal text without superfluous zeros
(``"12.5"``), dates as ISO text, booleans, organisations and codes by their code, files as
``{sha256, name, size, kind}``, tables as lists of objects. A percentage is stored in points: ``"98.3"`` is
98.3%. A place is its address as text, with coordinates behind it where they are known (CGCS2000, degrees,
longitude first): ``鳌峰街道3号 @118.7587,30.9409``. An empty field is None.

Does not belong here: the types one by one (`coercing`); whether a field is required, which needs the state
of the record (`rules`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import orjson

from youju.definitions.models import Code, FieldDef, Ledger
from youju.definitions.nearest import hint
from youju.errors import CODES, NOWHERE, Problem, Where
from youju.ledger.coercing import (
    MAX_TEXT,
    CodeLists,
    Lookups,
    Place,
    Wrong,
    coercion,
    place_of,
    plain,
    table,
)

__all__ = ["MAX_TEXT", "Lookups", "Place", "Reader", "place_of", "plain", "stored", "typed", "unique_keys"]


class Reader:
    """Reads values for the fields of one ledger (or the columns of one table field).

    Args:
        fields: The fields.
        lists: Code lists of the pack.
        lookups: How organisations and standard codes are found.
    """

    def __init__(self, fields: Mapping[str, FieldDef], lists: CodeLists, lookups: Lookups) -> None:
        self.fields = fields
        self._coerce = {
            name: table(one, Reader(one.columns or {}, lists, lookups).read)
            if one.type == "table"
            else coercion(one, lists, lookups)
            for name, one in fields.items()
        }
        self._until = {
            name: ends for name, one in fields.items() if (ends := _ends(lists.get(one.codes or "", {})))
        }

    @property
    def until(self) -> Mapping[str, Mapping[str, date]]:
        """Last day of use of the codes that have one, by field."""
        return self._until

    def read(
        self, given: Mapping[str, Any], *, on: date | None = None, where: Where = NOWHERE
    ) -> tuple[dict[str, Any], list[Problem]]:
        """Stored values of what was given, and everything that is wrong with it.

        Args:
            given: Field code to what a person or a file gave; None and blank text clear a field.
            on: Day on which codes must be in use; None accepts disused ones.
            where: Place of the record in a file, for the problems.
        """
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for name, raw in given.items():
            coerce = self._coerce.get(name)
            if coerce is None:
                problems.append(
                    Problem(CODES["K707"], {"name": name, "hint": hint(name, self.fields)}, where)
                )
                continue
            try:
                values[name] = None if raw is None or raw == "" else coerce(raw)
            except Wrong as wrong:
                fields = {"field": self.fields[name].label, **wrong.fields}
                problems.append(Problem(CODES[wrong.code], fields, where))
        if on is not None and self._until:
            problems += self._disused(values, on, where)
        return values, problems

    def _disused(self, values: Mapping[str, Any], on: date, where: Where) -> list[Problem]:
        problems = []
        for name, ends in self._until.items():
            until = ends.get(values.get(name, ""))
            if until is not None and on > until:
                fields = {"value": values[name], "reason": f"已于{until}停用", "expected": "现行的代码"}
                problems.append(Problem(CODES["K703"], {"field": self.fields[name].label, **fields}, where))
        return problems


def _ends(codes: Mapping[str, Code]) -> dict[str, date]:
    """Last days of the codes that have one."""
    return {name: date.fromisoformat(str(code.until)) for name, code in codes.items() if code.until}


def typed(definition: FieldDef, stored: Any) -> Any:
    """A stored value as the expression language takes it: Decimal, date, bool, text or None."""
    if stored is None:
        return None
    if definition.type in ("number", "money", "percent"):
        return Decimal(stored)
    if definition.type == "date":
        return date.fromisoformat(stored)
    return stored  # text, codes and truth values; of the rest one can only ask whether it is filled in


def stored(value: Any) -> Any:
    """The result of an expression as it is stored: the reverse of `typed`."""
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else value


def unique_keys(ledger: Ledger, values: Mapping[str, Any]) -> dict[str, str]:
    """The keys under which no other record of the ledger may be: names of the fields to their values.

    A key with an empty field does not bind, as in SQL.
    """
    keys = {}
    for fields in ledger.unique:
        parts = [values.get(name) for name in fields]
        if None not in parts:
            keys[",".join(fields)] = orjson.dumps(parts).decode()
    return keys
