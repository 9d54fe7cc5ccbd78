"""A ledger's definition made ready to work with: parsed expressions, reader of values, who may do what. Pure.

Enter at `Rules`, one for each ledger and version of a pack; `youju.ledger.catalogue` keeps them. A
`Situation` is what expressions see of a record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_noop

from youju.definitions.models import Act, Code, FieldDef, Ledger, Pack
from youju.definitions.nearest import hint
from youju.definitions.symbols import column_symbols, record_symbols
from youju.errors import CODES, NOWHERE, Problem, Where, fail
from youju.language import ClockReading, Expression, Kind, Symbols, evaluate, explain, parse
from youju.language.numbers import FIELD_PLACES
from youju.language.symbols import Symbol
from youju.ledger.clocks import Clock
from youju.ledger.values import Lookups, Reader, stored, typed

KINDS: Mapping[str, str] = {
    "document": gettext_noop("文档"),
    "spreadsheet": gettext_noop("电子表格"),
    "photo": gettext_noop("照片"),
    "video": gettext_noop("视频"),
    "audio": gettext_noop("录音"),
    "archive": gettext_noop("压缩包"),
}
"""Kinds of evidence and what people call them."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What expressions see of a record: values and clocks as stored, and what it has besides."""

    values: Mapping[str, Any]
    clocks: Mapping[str, Clock]
    state: str
    level: str | None = None
    number: str | None = None


class Formula:
    """A parsed expression that reads stored values, and of those only the ones that it names."""

    __slots__ = ("_clocks", "_fields", "_own", "expression")

    def __init__(self, expression: Expression, fields: Mapping[str, FieldDef]) -> None:
        self.expression = expression
        self._fields = [(name, fields[name]) for name in expression.fields if name in fields]
        self._own = [name for name in expression.fields if name not in fields]
        self._clocks = list(expression.clocks)

    def value(self, situation: Situation, *, as_of: date) -> Any:
        """Its value; None is unknown."""
        values = situation.values
        record: dict[str, Any] = {name: typed(one, values.get(name)) for name, one in self._fields}
        for name in self._own:
            record[name] = getattr(situation, name)
        if self._clocks:
            clocks = situation.clocks
            record["clocks"] = {name: reading(clocks[name]) for name in self._clocks if name in clocks}
        return evaluate(self.expression, record, as_of=as_of)

    def holds(self, situation: Situation, *, as_of: date) -> bool:
        """Whether it is true; unknown is not."""
        return self.value(situation, as_of=as_of) is True


def reading(clock: Clock) -> ClockReading:
    """A clock object as expressions read it."""
    return ClockReading(
        started=_day(clock["started"]),
        due=_day(clock["due"]),
        stopped=_day(clock["stopped"]),
        paused_since=_day(clock["paused_since"]),
        workdays=clock["workdays"],
    )


def holds_personal(one: FieldDef) -> bool:
    """Whether a field holds personal data, itself or in a column of its table."""
    return one.personal or any(column.personal for column in (one.columns or {}).values())


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


class Rules:
    """One ledger in one version of its pack.

    Attributes:
        pack: Code of the pack.
        version: Version of the pack.
        ledger: The definition.
        acts: Transitions and activities by name.

    Args:
        pack: The pack.
        name: The ledger.
        lookups: How organisations and standard codes are found.
    """

    def __init__(self, pack: Pack, name: str, lookups: Lookups) -> None:
        self._pack = pack
        self._lookups = lookups
        self.pack = pack.header.pack
        self.version = pack.header.version
        self.ledger: Ledger = pack.ledgers[name]
        self.acts = self.ledger.acts
        self.name = name

    @cached_property
    def symbols(self) -> Symbols:
        """Names in expressions about a record."""
        return record_symbols(self._pack, self.ledger)

    def formula(self, text: str, *, expects: Kind | Symbol | None = None) -> Formula:
        """An expression about a record of this ledger."""
        return Formula(parse(text, self.symbols, expects=expects), self.ledger.fields)

    @cached_property
    def guards(self) -> Mapping[str, Formula]:
        """Conditions of the acts that have one."""
        return {
            name: self.formula(act.guard, expects=Kind.BOOLEAN)
            for name, act in self.acts.items()
            if act.guard is not None
        }

    @cached_property
    def sets(self) -> Mapping[str, Mapping[str, Formula]]:
        """What acts compute: by act, field to expression."""
        return {
            name: {
                field: self.formula(text, expects=self.symbols.field(field))
                for field, text in act.sets.items()
            }
            for name, act in self.acts.items()
            if act.sets
        }

    @cached_property
    def required_when(self) -> Mapping[str, Formula]:
        """Conditions under which a field must be filled in."""
        return {
            name: self.formula(one.required_when, expects=Kind.BOOLEAN)
            for name, one in self.ledger.fields.items()
            if one.required_when is not None
        }

    @cached_property
    def lights(self) -> Mapping[str, Formula]:
        """Conditions of the lights, in order."""
        return {
            name: self.formula(light.when, expects=Kind.BOOLEAN) for name, light in self.ledger.lights.items()
        }

    @cached_property
    def priority(self) -> Formula | None:
        """What is to be done first, greatest first."""
        text = self.ledger.priority
        return self.formula(text, expects=Kind.NUMBER) if text is not None else None

    @cached_property
    def party_fields(self) -> tuple[str, ...]:
        """Organisation fields whose organisation has to do with a record, and so sees it."""
        named: list[str] = [self.ledger.belongs_to] if self.ledger.belongs_to else []
        for act in self.acts.values():
            named += act.by
        for clock in self.ledger.clocks.values():
            for step in clock.escalation.values():
                named += step.to
        return tuple(dict.fromkeys(name for name in named if name in self.ledger.fields))

    @cached_property
    def free_roles(self) -> frozenset[str]:
        """Roles that work in this ledger whatever the organisation: they see all of it."""
        named = set(self.ledger.open_by)
        for act in self.acts.values():
            named.update(act.by)
        return frozenset(name for name in named if name not in self.ledger.fields)

    @cached_property
    def reader(self) -> Reader:
        """Reads what people type into the fields of this ledger."""
        return Reader(self.ledger.fields, self.code_lists, self._lookups)

    @property
    def code_lists(self) -> Mapping[str, Mapping[str, Code]]:
        """The codes of the pack, by the name of their list."""
        return {name: entry.codes for name, entry in self._pack.header.code_lists.items()}

    def act(self, name: str) -> Act:
        """An act by its name.

        Raises:
            YoujuError: K734 when there is none.
        """
        found = self.acts.get(name)
        if found is None:
            labels = {act.label: code for code, act in self.acts.items()}
            if name in labels:
                return self.acts[labels[name]]
            raise fail("K734", name=name, hint=hint(name, self.acts))
        return found

    def who(self, names: Iterable[str]) -> str:
        """Roles and organisation fields as people call them."""
        labels = []
        for name in names:
            role = self._pack.header.roles.get(name)
            if name in self.ledger.fields:
                labels.append(f"{self.ledger.fields[name].label}（所填机构）")
            else:
                labels.append(role.label if role else name)
        return "、".join(labels)

    def state_label(self, state: str) -> str:
        """What people call a state."""
        found = self.ledger.states.get(state)
        return found.label if found else state

    def is_final(self, state: str) -> bool:
        """Whether a state ends the work on a record."""
        found = self.ledger.states.get(state)
        return found is not None and found.final

    def lacking(self, situation: Situation, *, on: date, where: Where = NOWHERE) -> list[Problem]:
        """Required fields that are empty, also those required under the present circumstances.

        Args:
            situation: The record as it would be.
            on: Date as at which conditions are judged.
            where: Place of the record in a file.
        """
        problems = []
        for name, one in self.ledger.fields.items():
            if name in situation.values:
                if one.type == "table":
                    problems += self._lacking_in_rows(name, one, situation.values[name], on=on, where=where)
            elif one.required:
                problems.append(Problem(CODES["K701"], {"field": one.label}, where))
            elif name in self.required_when and self.required_when[name].holds(situation, as_of=on):
                condition = explain(self.required_when[name].expression)
                problems.append(Problem(CODES["K702"], {"field": one.label, "condition": condition}, where))
        return problems

    @cached_property
    def _column_conditions(self) -> Mapping[str, Mapping[str, Formula]]:
        found: dict[str, dict[str, Formula]] = {}
        for table, one in self.ledger.fields.items():
            for name, column in (one.columns or {}).items():
                if column.required_when is not None:
                    symbols = column_symbols(self._pack, self.ledger, table)
                    expression = parse(column.required_when, symbols, expects=Kind.BOOLEAN)
                    found.setdefault(table, {})[name] = Formula(expression, one.columns or {})
        return found

    def _lacking_in_rows(
        self, table: str, one: FieldDef, rows: Iterable[Mapping[str, Any]], *, on: date, where: Where
    ) -> list[Problem]:
        conditions = self._column_conditions.get(table, {})
        columns = one.columns or {}
        problems = []
        for number, row in enumerate(rows, 1) if conditions else ():
            situation = Situation(row, {}, "")
            for name, condition in conditions.items():
                if name not in row and condition.holds(situation, as_of=on):
                    field = f"{one.label}第{number}行的{columns[name].label}"
                    fields = {"field": field, "condition": explain(condition.expression)}
                    problems.append(Problem(CODES["K702"], fields, where))
        return problems

    def computed(self, act: str, situation: Situation, *, as_of: date) -> dict[str, Any]:
        """Fields that an act sets by its expressions, as they are stored."""
        return {
            field: self._fitted(field, formula.value(situation, as_of=as_of))
            for field, formula in self.sets.get(act, {}).items()
        }

    def _fitted(self, field: str, value: Any) -> Any:
        """A computed value with the decimals of its field, rounded half away from zero as money is."""
        if isinstance(value, Decimal):
            decimals = self.ledger.fields[field].decimals
            places = FIELD_PLACES if decimals is None else decimals
            value = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        return stored(value)


def may(
    by: Iterable[str],
    *,
    roles: frozenset[str],
    organisation: str | None,
    values: Mapping[str, Any],
    fields: Mapping[str, FieldDef],
    within: Callable[[str, str], bool],
) -> bool:
    """Whether someone is one of those who may do an act.

    Args:
        by: Roles, or organisation fields: the organisation that the field names, and those below it.
        roles: Roles that the person holds.
        organisation: Organisation for which the person acts.
        values: Values of the record.
        fields: Fields of the ledger.
        within: Whether the first organisation lies below the second.
    """
    for name in by:
        if name in fields:
            named = values.get(name) if organisation is not None else None
            if named and (named == organisation or within(str(organisation), named)):
                return True
        elif name in roles:
            return True
    return False
