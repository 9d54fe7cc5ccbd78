"""Ask once, in every form: what the lists say of a unit is offered where a ledger asks for it.

A ledger asks of a unit when one of its fields is, by its label, the credit code or the number of the unit;
which of its other fields hold an item of the register, their labels say as well, as the headings of a list do
(`youju.linkage.guessing`). Persons and telephones are not offered, nor what nobody reported. By the same
fields a record leads to the page of its unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.urls import reverse

from youju.definitions.models import FieldDef
from youju.errors import YoujuError
from youju.ledger.offering import Offer
from youju.ledger.rules import Rules
from youju.linkage.config import GUESSES
from youju.linkage.guessing import ITEMS
from youju.people.actors import Actor
from youju.register import queries
from youju.register.candidates import amount_of
from youju.register.models import Unit
from youju.register.rules import CODED
from youju.standards import divisions, industries

_KEYS: Final = ("单位号", *GUESSES["code"])
_HEADINGS: Final = {"name": GUESSES["name"][:-2], "address": GUESSES["address"], **ITEMS}
_BRACKETS: Final = re.compile(r"（[^）]*）")
_YUAN: Final = {"元": Decimal(10_000), "万元": Decimal(1), "亿元": Decimal("0.0001")}
"""How many of a unit of money are 10,000 yuan, which amounts of the lists are in."""


class _Register:
    """The register as a provider of the forms of ledgers."""

    def keys(self, rules: Rules) -> list[str]:
        """The fields that name a unit: its number first, then its credit code."""
        named = {_label(one): name for name, one in rules.ledger.fields.items() if one.type == "text"}
        return [named[heading] for heading in _KEYS if heading in named]

    def offers(self, rules: Rules, said: Mapping[str, str], *, actor: Actor) -> dict[str, Offer]:
        """What the lists say of the unit that a form or record is about; none for one that is not seen."""
        unit = self._unit(rules, said, actor)
        if unit is None:
            return {}
        in_force = queries.rules_in_force()
        return {
            name: Offer(text, in_force.label(value["list"]), date.fromisoformat(value["on"]))
            for name, value, text in _known(rules, unit)
        }

    def pages(self, rules: Rules, said: Mapping[str, str], actor: Actor) -> dict[str, str]:
        """The page of the unit that a record is about, for every field that names it."""
        unit = self._unit(rules, said, actor)
        if unit is None:
            return {}
        address = reverse("register:unit", args=[unit.id])
        return {name: address for name in self.keys(rules) if said.get(name)}

    def _unit(self, rules: Rules, said: Mapping[str, str], actor: Actor) -> Unit | None:
        """The unit that a form or record is about; None for none, or one that is not seen."""
        key = next((said[name] for name in self.keys(rules) if said.get(name)), "")
        try:
            return queries.get_for(actor, key.strip().upper()) if key else None
        except YoujuError:
            return None


PROVIDER: Final = _Register()


def _known(rules: Rules, unit: Unit) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    """Field, what the register has, and how the field writes it."""
    for name, one in rules.ledger.fields.items():
        item = item_of(one)
        value = unit.values.get("address" if item == "division" else item) if item else None
        if value is None or value["list"] == CODED:
            continue
        text = unit.division if item == "division" else value["value"]
        if written := _written(one, text):
            yield name, value, written


def item_of(one: FieldDef) -> str:
    """Which item of the register a field asks for; empty for none.

    Example:
        >>> item_of(FieldDef(label="主营业务收入或计划总投资", type="money", unit="万元"))
        'sales'
        >>> item_of(FieldDef(label="联系电话", type="text"))
        ''
    """
    if one.personal:
        return ""
    if one.type == "code":
        return {"standard:industry": "industry", "standard:division": "division"}.get(one.codes or "", "")
    label = _label(one)
    return next(
        (item for item, headings in _HEADINGS.items() if any(label.startswith(head) for head in headings)), ""
    )


def _label(one: FieldDef) -> str:
    return _BRACKETS.sub("", one.label)


def _written(one: FieldDef, text: str) -> str:
    """A value of a list as the input of a field takes it; empty where it does not fit."""
    if one.type == "code":
        known = industries.get(text) if one.codes == "standard:industry" else divisions.get(text)
        return f"{known.name}（{known.code}）" if known else ""
    if one.type in ("money", "number"):
        found = amount_of(text)
        scale = _YUAN.get(one.unit or "", None if one.type == "money" else Decimal(1))
        if found is None or scale is None:
            return ""
        reached = (found * scale).normalize()
        return f"{reached:f}" if one.decimals is None else f"{round(reached, one.decimals):f}"
    if one.type == "date":
        return text if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else ""
    return text if one.type in ("text", "place") and len(text) <= (one.max_length or len(text)) else ""
