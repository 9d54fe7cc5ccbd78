"""What a list shows: its columns, which of them somebody chose, and a record's cells in words.

Enter at `available`, `chosen` and `cells`. Does not belong here: HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from youju.definitions.models import FieldDef
from youju.ledger.models import LedgerRecord
from youju.ledger.rules import Rules
from youju.ledger.values import place_of
from youju.people.queries import organisation_names
from youju.standards import divisions, industries
from youju.ui.formats import bracketed, light_label

MOST = 30
"""Columns that a list shows at once."""
USUAL = 6
"""Columns of a ledger for which nobody chose any."""
SHAPES = {"white": "○", "green": "●", "yellow": "▲", "red": "■", "blue": "◆"}
"""A light is told by its shape too: colour-blind readers and black-and-white printers exist."""
MASK = "**"
NUMERIC = frozenset({"number", "money", "percent"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list.

    Attributes:
        key: As in addresses: ``number``, ``state``, …, or ``f.NAME`` of a field, ``c.NAME`` of a clock.
        label: Head of the column, with the unit.
        numeric: Whether it stands right and can be added up.
        sort: Key by which the list can be sorted by it, or empty.
        personal: Whether it holds personal data.
    """

    key: str
    label: str
    numeric: bool = False
    sort: str = ""
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Light:
    """A light as it is shown: colour, shape and word."""

    name: str
    label: str
    shape: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Attributes:
        text: In words.
        number: The figure behind it, for adding up on the page; None for what is no number.
        light: For the column of lights.
    """

    column: Column
    text: str = ""
    number: Decimal | None = None
    light: Light | None = None


def available(rules: Rules) -> list[Column]:
    """All columns that a list of a ledger can show, in the order of the definition."""
    ledger = rules.ledger
    found = [Column("number", gettext("编号"), sort="number")] if ledger.number else []
    found.append(Column("title", rules.ledger.record_label))
    if ledger.levels:
        found.append(Column("level", gettext("层级")))
    belongs = ledger.fields[ledger.belongs_to].label if ledger.belongs_to else gettext("所属机构")
    found.append(Column("org", belongs))
    found.append(Column("state", gettext("状态")))
    if ledger.lights:
        found.append(Column("light", gettext("灯色")))
    found.append(Column("due", gettext("到期日"), sort="due"))
    found.append(Column("opened", gettext("登记日期"), sort="opened"))
    for name, one in ledger.fields.items():
        if name not in title_fields(rules) and name != ledger.belongs_to:
            unit = "%" if one.type == "percent" else one.unit
            label = f"{one.label}{bracketed(unit)}"
            found.append(Column(f"f.{name}", label, one.type in NUMERIC, personal=one.personal))
    found += [Column(f"c.{name}", clock.label) for name, clock in ledger.clocks.items()]
    return found


def chosen(rules: Rules, keys: Sequence[str]) -> list[Column]:
    """The columns that somebody chose, in his order; the usual ones when he chose none that exist."""
    every = {one.key: one for one in available(rules)}
    found = [every[key] for key in dict.fromkeys(keys) if key in every][:MOST]
    if not found:
        usual = [one for one in every.values() if not one.key.startswith(("f.", "c."))]
        found = usual[:1] + _telling_apart(rules, every) + usual[1:]
        found += [one for one in every.values() if one.numeric][:1]
    if not any(one.key == "title" for one in found):
        found.insert(0, every["title"])  # the link to the record
    return found


def _telling_apart(rules: Rules, every: Mapping[str, Column]) -> list[Column]:
    """Where records have no numbers: the code by which two with one title differ (差异种类, 申报专业)."""
    ledger = rules.ledger
    keys = [] if ledger.number else [name for key in ledger.unique for name in key]
    coded = [name for name in keys if ledger.fields[name].type == "code"]
    return [every[f"f.{name}"] for name in coded if f"f.{name}" in every][:1]


def title_fields(rules: Rules) -> list[str]:
    """The fields by which people recognise a record; never a personal one.

    ``title`` or ``name``; or, where records have numbers, the first text that is no key, and where they have
    none, the texts of the first unique key (批次、图斑编号); or the first text there is.
    """
    ledger = rules.ledger
    texts = [name for name, one in ledger.fields.items() if one.type == "text" and not one.personal]
    for name in ("title", "name"):
        if name in texts:
            return [name]
    keys = [name for key in ledger.unique for name in key if name in texts]
    if ledger.number is None and keys:
        return [name for name in ledger.unique[0] if name in texts] or keys[:1]
    return [name for name in texts if name not in keys][:1] or texts[:1]


def light(rules: Rules, name: str | None) -> Light | None:
    """A light of a ledger as it is shown."""
    if not name:
        return None
    found = rules.ledger.lights.get(name)
    return Light(name, (found.label if found else None) or light_word(name), SHAPES.get(name, "◇"))


def light_word(name: str) -> str:
    """What a light is called that the pack gives no word."""
    return light_label(name, None)


class Words:
    """Puts records of one page into words; names of organisations are fetched once.

    Args:
        rules: The ledger.
        records: The records of the page.
        personal: Whether personal data is shown.
    """

    def __init__(self, rules: Rules, records: Iterable[LedgerRecord], *, personal: bool = False) -> None:
        self.rules = rules
        self.personal = personal
        fields = [name for name, one in rules.ledger.fields.items() if one.type == "organisation"]
        rows = list(records)
        codes = {row.values[name] for row in rows for name in fields if name in row.values}
        self.names: Mapping[str, str] = organisation_names(codes | {row.organisation for row in rows} - {""})

    def cells(self, row: LedgerRecord, columns: Sequence[Column], lit: str | None) -> list[Cell]:
        """The cells of a record.

        Args:
            row: The record.
            columns: What to show.
            lit: Name of its light.
        """
        return [self._cell(row, column, lit) for column in columns]

    def title(self, row: LedgerRecord) -> str:
        """What a record is called, in one line; what it is about when its title is empty."""
        fields = self.rules.ledger.fields
        texts = [self.value(fields[name], name, row.values.get(name)) for name in title_fields(self.rules)]
        return " ".join(filter(None, texts)) or self.rules.ledger.record_label

    def _cell(self, row: LedgerRecord, column: Column, lit: str | None) -> Cell:
        ledger = self.rules.ledger
        head, _, name = column.key.partition(".")
        if head == "f":
            return self._field(row, column, name)
        if head == "c":
            clock = row.clocks.get(name)
            return Cell(column, (clock and clock["due"]) or "")
        if column.key == "light":
            shown = light(self.rules, lit)
            return Cell(column, shown.label if shown else "", light=shown)
        texts = {
            "number": row.number or "",
            "title": self.title(row),
            "level": ledger.levels.names[row.level].label if ledger.levels and row.level else "",
            "org": self.names.get(row.organisation, row.organisation),
            "state": self.rules.state_label(row.state),
            "due": row.next_due.isoformat() if row.next_due else "",
            "opened": row.opened_on.isoformat(),
        }
        return Cell(column, texts[column.key])

    def _field(self, row: LedgerRecord, column: Column, name: str) -> Cell:
        one, value = self.rules.ledger.fields[name], row.values.get(name)
        if value is None:
            return Cell(column)
        text = self.value(one, name, value)
        if one.personal and not self.personal:
            return Cell(column, text[:1] + MASK if text else "")
        return Cell(column, text, Decimal(value) if column.numeric else None)

    def value(self, one: FieldDef, name: str, value: Any) -> str:
        """A stored value in words; empty for nothing."""
        if value is None:
            return ""
        match one.type:
            case "boolean":
                return gettext("是") if value else gettext("否")
            case "number" | "money" | "percent":
                return f"{Decimal(value):,f}"
            case "organisation":
                return self.names.get(value, value)
            case "code":
                return self._code(one, name, value)
            case "place":
                return place_of(value).text
            case "file":
                return str(value.get("name", ""))
            case "table":
                return gettext("%(count)d行") % {"count": len(value)}
            case _:
                return str(value)

    def _code(self, one: FieldDef, name: str, value: str) -> str:
        if one.codes == "standard:division":
            division = divisions.get(value)
            return division.name if division else value
        if one.codes == "standard:industry":
            industry = industries.get(value)
            return industry.name if industry else value
        symbol = self.rules.symbols.field(name)
        return (symbol.codes or {}).get(value, value) if symbol else value
