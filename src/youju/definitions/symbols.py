"""The names that expressions of a pack may use, as the language wants them.

Enter at `record_symbols` (guards, lights, required-when, priority, figures over records), `act_symbols`
(figures over acts), `row_symbols` (figures over the rows of a table), `column_symbols` (required-when inside
a table), `alert_symbols` (a figure's alert), `score_symbols` (scoring tables) and `event_symbols` (what a
warning foresees). The ledger and figures rooms take the names from here too, so
that what was checked is what runs.
"""

from __future__ import annotations

from collections.abc import Mapping

from youju.definitions.models import Code, FieldDef, Figure, Ledger, Pack
from youju.language import Clock, Symbol, Symbols, Type

OTHER_TYPES = frozenset({"person", "place", "file", "table"})
"""Field types of which an expression can only ask whether they are filled in."""

_STANDARD = "standard:"


def field_type(one: FieldDef) -> Type:
    """The language's type of a field; fields with a mistaken unit or type count as other."""
    if one.type in OTHER_TYPES:
        return Type.of("other")
    return Type.of(one.type, one.unit if one.type in ("number", "money") else None)


def _symbol(name: str, one: FieldDef, code_lists: Mapping[str, Mapping[str, Code]]) -> Symbol:
    codes: dict[str, str] | None = None
    scheme: str | None = None
    if one.type == "code" and one.codes:
        if one.codes.startswith(_STANDARD):
            scheme = one.codes.removeprefix(_STANDARD)
        elif one.codes in code_lists:
            codes = {code: entry.label for code, entry in code_lists[one.codes].items()}
    return Symbol(name, one.label, field_type(one), codes, scheme)


def _fields(pack: Pack, fields: Mapping[str, FieldDef]) -> list[Symbol]:
    lists = {name: entry.codes for name, entry in pack.header.code_lists.items()}
    return [_symbol(name, one, lists) for name, one in fields.items()]


def _own(ledger: Ledger) -> list[Symbol]:
    """What every record has besides its fields."""
    states = {name: state.label for name, state in ledger.states.items()}
    found = [Symbol("state", "状态", Type.of("code"), states)]
    if ledger.levels is not None:
        levels = {name: level.label for name, level in ledger.levels.names.items()}
        found.append(Symbol("level", "层级", Type.of("code"), levels))
    if ledger.number is not None:
        found.append(Symbol("number", "编号", Type.of("text")))
    return found


def _clocks(ledger: Ledger) -> list[Clock]:
    return [
        Clock(name, clock.label, clock.due.after is not None and clock.due.after.unit == "workdays")
        for name, clock in ledger.clocks.items()
    ]


def record_symbols(pack: Pack, ledger: Ledger) -> Symbols:
    """Names in expressions about one record.

    Args:
        pack: The pack that defines the ledger; its code lists are used.
        ledger: The ledger.
    """
    return Symbols([*_own(ledger), *_fields(pack, ledger.fields)], _clocks(ledger))


def act_symbols(pack: Pack, ledger: Ledger) -> Symbols:
    """Names in figures over acts: those of the record as it was after the act, and ``act`` (办理动作)."""
    acts = {name: act.label for name, act in ledger.acts.items()}
    own = [Symbol("act", "办理动作", Type.of("code"), acts), *_own(ledger)]
    return Symbols([*own, *_fields(pack, ledger.fields)], _clocks(ledger))


def row_symbols(pack: Pack, ledger: Ledger, table: str) -> Symbols:
    """Names in figures over the rows of a table field: its columns, then the record's fields.

    A column hides a field of the same name or label.
    """
    columns = _fields(pack, ledger.fields[table].columns or {})
    taken = {name for column in columns for name in (column.code, column.label)}
    rest = [
        one
        for one in (*_own(ledger), *_fields(pack, ledger.fields))
        if one.code not in taken and one.label not in taken
    ]
    return Symbols([*columns, *rest], _clocks(ledger))


def column_symbols(pack: Pack, ledger: Ledger, table: str) -> Symbols:
    """Names in expressions about one row of a table: its columns only."""
    return Symbols(_fields(pack, ledger.fields[table].columns or {}))


def figure_symbols(pack: Pack, figure: Figure, ledger: Ledger) -> Symbols:
    """Names in the expressions of a figure, by what it counts."""
    if figure.of.rows == "acts":
        return act_symbols(pack, ledger)
    if figure.of.rows == "table" and figure.of.table:
        return row_symbols(pack, ledger, figure.of.table)
    return record_symbols(pack, ledger)


def measured_type(figure: Figure) -> Type:
    """What the value of a figure is: a number in its unit, to which what is added up is converted.

    Raises:
        YoujuError: S101 when the unit is empty.
    """
    return Type.of("number", figure.unit)


def alert_symbols(figure: Figure) -> Symbols:
    """Names in a figure's alert: ``value`` (本期值), and ``target`` (目标值) when it has one."""
    measured = measured_type(figure)
    found = [Symbol("value", "本期值", measured)]
    if figure.target is not None:
        found.append(Symbol("target", "目标值", measured))
    return Symbols(found)


def score_symbols() -> Symbols:
    """Names in the expressions of scoring tables; all are plain numbers, so that points can be made of them.

    ``completion`` and ``pace`` are in percentage points of what was to be reached; ``gap`` is how far the
    value stays behind the target in the target's unit, never negative; what does not exist is unknown.
    """
    number, yes_no = Type.of("number"), Type.of("boolean")
    return Symbols(
        [
            Symbol("value", "完成值", number),
            Symbol("target", "目标值", number),
            Symbol("completion", "完成率", number),
            Symbol("pace", "应完成率", number),
            Symbol("gap", "差距", number),
            Symbol("kept", "是否完成", yes_no),
            Symbol("worth", "分值", number),
        ]
    )


def event_symbols() -> Symbols:
    """Names in `Foresees.event`: ``value`` as reported, and ``measure`` that is watched; plain numbers."""
    number = Type.of("number")
    return Symbols([Symbol("value", "本期值", number), Symbol("measure", "监测值", number)])
