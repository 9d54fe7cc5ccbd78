"""Stored values in words, with the names of organisations and persons that a page needs, fetched once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from youju.definitions.models import FieldDef
from youju.ledger.listing.columns import title_fields
from youju.ledger.rules import Rules
from youju.ledger.values import place_of
from youju.people.queries import organisation_names, person_names
from youju.standards import divisions, industries
from youju.ui import formats


@dataclass(frozen=True, slots=True)
class Fact:
    """One field with its value in words.

    Attributes:
        name: Name of the field.
        heads: Column heads of a table.
        rows: Rows of a table.
        masked: Whether personal data is hidden, in a table that of some columns.
        file: The file of a file field.
        page: Address of the page of what the value names; empty for none.
    """

    name: str
    label: str
    unit: str = ""
    text: str = ""
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    masked: bool = False
    file: Mapping[str, Any] | None = None
    page: str = ""


class Words:
    """Puts the values of a ledger's records into words.

    Args:
        rules: The ledger.
        values: Values whose organisations will be named.
        persons: Ids of persons who will be named.
    """

    def __init__(
        self, rules: Rules, values: Iterable[Mapping[str, Any]] = (), persons: Iterable[str] = ()
    ) -> None:
        self.rules = rules
        codes = {code for one in values for code in _organisations(rules.ledger.fields, one)}
        self.organisations = organisation_names(codes) if codes else {}
        wanted = set(persons)
        for name, one in rules.ledger.fields.items():
            if one.type == "person":
                wanted |= {str(held[name]) for held in values if held.get(name)}
        self.persons = person_names(wanted) if wanted else {}

    def person(self, id_: str) -> str:
        """Name of whoever did something."""
        return gettext("系统") if id_ == "system" else self.persons.get(id_, id_)

    def name_of(self, one: FieldDef, value: Any) -> str:
        """Name of an organisation or of a code of a standard; the code itself when it is not known."""
        if one.type == "organisation":
            return self.organisations.get(value, str(value))
        if one.codes == "standard:division":
            division = divisions.get(value)
            return division.name if division else str(value)
        if one.codes == "standard:industry":
            industry = industries.get(value)
            return industry.name if industry else str(value)
        code = self.rules.code_lists.get(one.codes or "", {}).get(value)
        return code.label if code else str(value)

    def value(self, one: FieldDef, value: Any) -> str:
        """A stored value in words; empty for nothing."""
        if value is None:
            return ""
        match one.type:
            case "boolean":
                return gettext("是") if value else gettext("否")
            case "date":
                return day(value)
            case "number" | "money":
                return f"{Decimal(value):,f}"
            case "percent":
                return f"{Decimal(value):,f}%"
            case "organisation" | "code":
                return self.name_of(one, value)
            case "person":
                return self.persons.get(value, str(value))
            case "place":
                return place_of(value).text
            case "file":
                return str(value.get("name", ""))
            case "table":
                return gettext("%(count)d行") % {"count": len(value)}
            case _:
                return str(value)

    def fact(self, name: str, value: Any, *, revealed: bool = False) -> Fact:
        """A field with its value.

        Args:
            name: The field.
            value: As it is stored.
            revealed: Whether personal data is shown.
        """
        one = self.rules.ledger.fields[name]
        unit = one.unit or ""
        if one.personal and not revealed:
            text = self.value(one, value)
            return Fact(name, one.label, unit, _masked(text), masked=bool(text))
        if one.type == "table" and one.columns:
            heads = [_head(column) for column in one.columns.values()]
            rows = [
                [self._cell(column, row.get(key), revealed) for key, column in one.columns.items()]
                for row in value or ()
            ]
            masked = not revealed and any(
                column.personal and row.get(key) for row in value or () for key, column in one.columns.items()
            )
            return Fact(name, one.label, unit, self.value(one, value or []), heads, rows, masked=masked)
        return Fact(name, one.label, unit, self.value(one, value), file=value if one.type == "file" else None)

    def _cell(self, column: FieldDef, value: Any, revealed: bool) -> str:
        text = self.value(column, value)
        return text if revealed or not column.personal else _masked(text)

    def facts(self, values: Mapping[str, Any], *, revealed: Iterable[str] = ()) -> list[Fact]:
        """The fields that are filled in, in the order of the definition, without what is the title."""
        shown = set(revealed)
        return [
            self.fact(name, values[name], revealed=name in shown)
            for name in self.rules.ledger.fields
            if name in values and title_fields(self.rules) != [name]
        ]

    def title(self, values: Mapping[str, Any]) -> str:
        """What a record is called, in one line."""
        fields = self.rules.ledger.fields
        texts = [self.value(fields[name], values.get(name)) for name in title_fields(self.rules)]
        return " ".join(filter(None, texts)) or self.rules.ledger.record_label


def _masked(text: str) -> str:
    return f"{text[:1]}**" if text else ""


def _head(column: FieldDef) -> str:
    return f"{column.label}{formats.bracketed(column.unit)}"


def _organisations(fields: Mapping[str, FieldDef], values: Mapping[str, Any]) -> set[str]:
    """Codes of the organisations that values name, also those in tables."""
    found = set()
    for name, value in values.items():
        one = fields.get(name)
        if one is None or value is None:
            continue
        if one.type == "organisation":
            found.add(str(value))
        elif one.type == "table":
            for row in value:
                found |= _organisations(one.columns or {}, row)
    return found


def day(value: date | str | None) -> str:
    """A stored date as people of the reader's language write it: 2023年10月31日."""
    if not value:
        return ""
    return str(formats.day(date.fromisoformat(value) if isinstance(value, str) else value))
