"""Checks of a ledger's fields: each says what its type needs and nothing that its type does not have.

Enter at `check_fields`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args

from youju.definitions.assemble import Place
from youju.definitions.context import Context
from youju.definitions.models import EvidenceKind, FieldDef, Ledger
from youju.definitions.values import NUMERIC, written_value
from youju.errors import YoujuError
from youju.language import Symbol, Symbols, Type, parse
from youju.standards.units import unit

STANDARD_LISTS = ("standard:division", "standard:industry")
"""Code lists that come with the software: GB/T 2260 divisions, GB/T 4754-2017 industries."""

RESERVED = frozenset({"state", "level", "number", "light", "clocks", "act", "value", "records"})
"""Names that expressions and groupings use themselves."""

_ORDERED = NUMERIC | {"date"}
_BELONGS: Mapping[str, frozenset[str]] = {
    "unit": frozenset({"number", "money"}),
    "codes": frozenset({"code"}),
    "decimals": NUMERIC,
    "min": _ORDERED,
    "max": _ORDERED,
    "max_length": frozenset({"text", "person", "place"}),
    "pattern": frozenset({"text"}),
    "columns": frozenset({"table"}),
    "kinds": frozenset({"file"}),
    "default": _ORDERED | {"text", "boolean", "code", "organisation", "person", "place"},
}
_NEEDED = {"code": "codes", "table": "columns", "money": "unit"}


def check_fields(context: Context, ledger: Ledger, place: Place) -> None:
    """Check all fields, what must be unique, and the fields with a part to play."""
    _check_group(context, ledger.fields, place, ("fields",))
    for name, one in ledger.fields.items():
        if one.columns:
            _check_group(context, one.columns, place, ("fields", name, "columns"))
    _check_names(context, ledger, place)
    for index, names in enumerate(ledger.unique):
        for position, name in enumerate(names):
            path = ("unique", index, position)
            if not context.known("字段", name, ledger.fields, place, *path):
                continue
            if ledger.fields[name].type in ("file", "table"):
                context.report("D360", place, *path, name=name, wanted="可以比较的（不是文件或表格）")
        if len(set(names)) != len(names) or not names:
            context.report("D359", place, "unique", index)
    _check_part(context, ledger, place, "belongs_to", "organisation（机构）")
    _check_part(context, ledger, place, "division", "code（codes: standard:division）")


def _check_part(context: Context, ledger: Ledger, place: Place, key: str, wanted: str) -> None:
    """`belongs_to` names an organisation field, `division` a field of division codes."""
    name = getattr(ledger, key)
    if name is None or not context.known("字段", name, ledger.fields, place, key):
        return
    one = ledger.fields[name]
    fits = one.type == "organisation" if key == "belongs_to" else one.codes == "standard:division"
    if not fits:
        context.report("D360", place, key, name=name, wanted=wanted)


def _check_names(context: Context, ledger: Ledger, place: Place) -> None:
    """Names and labels that an expression could not tell apart."""
    taken: dict[str, str] = {"状态": "state", "层级": "level", "编号": "number"}
    taken |= {name: name for name in (*ledger.fields, *ledger.clocks)}
    for section, entries in (("fields", ledger.fields), ("clocks", ledger.clocks)):
        for name, entry in entries.items():
            if name in RESERVED or not _can_be_written(name):
                context.report("D358", place, section, name, key=True, name=name)
            if section == "clocks" and name in ledger.fields:
                context.report("D357", place, section, name, key=True, name=name)
            if taken.get(entry.label, name) != name:
                context.report(
                    "D356", place, section, name, "label", label=entry.label, first=taken[entry.label]
                )
            taken.setdefault(entry.label, name)


def _can_be_written(name: str) -> bool:
    """Whether an expression can name it: ``order`` and ``end`` are words of SQL."""
    try:
        parse(name, Symbols([Symbol(name, name, Type.of("text"))]))
    except YoujuError:
        return False
    return True


def _check_group(
    context: Context, fields: Mapping[str, FieldDef], place: Place, path: tuple[str, ...]
) -> None:
    inside_table = len(path) > 1
    labels: dict[str, str] = {}
    for name, one in fields.items():
        here = (*path, name)
        if inside_table:
            if one.type in ("table", "file"):
                context.report("D355", place, *here, "type", type=one.type)
            if one.label in labels:
                context.report("D356", place, *here, "label", label=one.label, first=labels[one.label])
            labels.setdefault(one.label, name)
        for key, types in _BELONGS.items():
            if getattr(one, key) is not None and one.type not in types:
                context.report("D350", place, *here, key, key=True, name=key, type=one.type)
        needed = _NEEDED.get(one.type)
        if needed and getattr(one, needed) is None:
            context.report("D351", place, *here, key=True, name=needed, type=one.type)
        _check_details(context, one, place, here)


def _check_details(context: Context, one: FieldDef, place: Place, path: tuple[str, ...]) -> None:
    if one.codes is not None and one.type == "code" and context.roles_are_known():
        lists = [*context.pack.header.code_lists, *STANDARD_LISTS]
        context.known("代码表", one.codes, lists, place, *path, "codes")
    if one.unit is not None and one.type in ("number", "money"):
        _check_unit(context, one, place, path)
    for index, kind in enumerate(one.kinds or ()):
        context.known("文件种类", kind, get_args(EvidenceKind), place, *path, "kinds", index)
    if one.pattern is not None:
        try:
            re.compile(one.pattern)
        except re.error as error:
            context.report("D353", place, *path, "pattern", what=f"第{(error.pos or 0) + 1}个字符处")
    _check_written(context, one, place, path)


def _check_unit(context: Context, one: FieldDef, place: Place, path: tuple[str, ...]) -> None:
    try:
        is_money = unit(one.unit or "").dimension == "money"
    except YoujuError:
        context.report("D349", place, *path, "unit", value=one.unit, wanted="计量单位，如 件、人、万元")
        return
    if is_money != (one.type == "money"):
        wanted = (
            "货币单位，如 元、万元、亿元" if one.type == "money" else "货币以外的单位；金额请用 money 类型"
        )
        context.report("D349", place, *path, "unit", value=one.unit, wanted=wanted)


def _check_written(context: Context, one: FieldDef, place: Place, path: tuple[str, ...]) -> None:
    """Limits and default are of the field's type, in order, and the default is within the limits."""
    values: dict[str, Any] = {}
    for key in ("min", "max", "default"):
        text = getattr(one, key)
        if text is None or one.type not in _BELONGS[key]:
            continue
        try:
            value = written_value(one.type, text)
        except ValueError as error:
            context.report("D349", place, *path, key, value=text, wanted=str(error))
        else:
            if one.type in _ORDERED:
                values[key] = value
    low, high = one.min or "不限", one.max or "不限"
    for lower, upper, key in (
        ("min", "max", "max"),
        ("min", "default", "default"),
        ("default", "max", "default"),
    ):
        if lower in values and upper in values and values[lower] > values[upper]:
            context.report("D354", place, *path, key, value=getattr(one, key), low=low, high=high)
    codes = context.code_list(one.codes) if one.type == "code" and one.codes else None
    if codes is not None and one.default is not None:
        context.known("代码", one.default, codes, place, *path, "default")
