"""Literals: numbers, dates, codes by label, and the common type of several values.

Enter at `fitted`, which makes values comparable: text becomes a date or a code where the other side is
one, labels become codes, units are converted.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from youju.errors import YoujuError
from youju.language import arithmetic, numbers
from youju.language.nodes import Node, Op, Reference
from youju.language.scope import Scope
from youju.language.types import BOOLEAN, DATE, NUMBER, TEXT, Kind, Type
from youju.standards.units import unit

_NUMBER = re.compile(r"[0-9]*(\.[0-9]*)?")
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")


def number_literal(scope: Scope, text: str, at: int, type_: Type = NUMBER) -> Node:
    """A number as it is written: no exponent, at most 17 digits before the point and 10 after it."""
    if not _NUMBER.fullmatch(text) or text in ("", "."):
        return scope.report("L219", at, value=text)
    whole, _, places = text.partition(".")
    if len(whole.lstrip("0")) > numbers.WHOLE_DIGITS or len(places.rstrip("0")) > numbers.PLACES:
        return scope.report("L219", at, value=text)
    return Node(Op.LITERAL, type_, value=Decimal(text), at=at)


def quantity_literal(scope: Scope, amount: str, symbol: str, at: int) -> Node:
    """A number with its unit: 30万元."""
    try:
        type_ = Type.of(Kind.NUMBER, unit(symbol).symbol)
    except YoujuError as error:
        return scope.report("L226", at, value=amount + symbol, reason=error.problems[0].message.rstrip("。"))
    return number_literal(scope, amount, at, type_)


def text_literal(text: str, at: int) -> Node:
    """Text between quotes."""
    return Node(Op.LITERAL, TEXT, value=text, at=at)


def date_literal(scope: Scope, text: str, at: int) -> Node:
    """A date written 2024-01-31 or 2024年1月31日."""
    match = _DATE.fullmatch(text.strip())
    try:
        day = dt.date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        day = None
    return scope.report("L212", at, value=text) if day is None else Node(Op.LITERAL, DATE, (), day, at)


def is_text_literal(node: Node) -> bool:
    """Whether it is text that may turn out to be a date, a code or an organisation."""
    return node.op is Op.LITERAL and node.type.kind is Kind.TEXT


def code_literal(scope: Scope, node: Node, codes: Mapping[str, str] | None, label: str) -> Node:
    """A code from a literal that is a code or a label of the list."""
    wanted: str = node.value
    kind = Type(Kind.CODE)
    if codes is None:
        return replace(node, type=kind)
    if wanted in codes:
        return replace(node, type=kind, label=codes[wanted])
    matching = [code for code, name in codes.items() if name == wanted]
    if len(matching) == 1:
        return replace(node, type=kind, value=matching[0], label=wanted)
    if matching:
        return scope.report("L216", node.at, name=wanted, options="、".join(matching))
    return scope.unknown("L211", node.at, wanted, [*codes.values(), *codes], field=label)


def codes_of(node: Node) -> tuple[Mapping[str, str] | None, str, bool]:
    """The code list behind a value, the label of its field, and whether there is such a field."""
    if isinstance(node.value, Reference):
        return node.value.symbol.codes, node.value.symbol.label, node.type.kind is Kind.CODE
    inner = node.args if node.op is Op.CALL else node.args[1:] if node.op is Op.CASE else ()
    for argument in inner:
        if argument.type.kind is Kind.CODE:
            found = codes_of(argument)
            if found[2]:
                return found
    return None, "", False


def coerced(scope: Scope, node: Node, kind: Kind, like: Node | None = None) -> Node:
    """Text as a date, code or organisation; anything else as it is."""
    if not is_text_literal(node):
        return node
    if kind is Kind.DATE:
        return date_literal(scope, node.value, node.at)
    if kind is Kind.ORGANISATION:
        return replace(node, type=Type(Kind.ORGANISATION))
    if kind is Kind.CODE and like is not None:
        codes, label, _ = codes_of(like)
        return code_literal(scope, node, codes, label)
    return node


def fitted(
    scope: Scope, nodes: Sequence[Node], action: str, *, finest: bool = True, nulls: bool = False
) -> tuple[Node, ...] | None:
    """Values made comparable, or None when they are not and that has been reported.

    Args:
        scope: The parse.
        nodes: At least one.
        action: What is being done with them, for the message.
        finest: Whether numbers go to the smallest unit among them rather than the first.
        nulls: Whether NULL may stand among them.
    """
    if any(node.broken for node in nodes):
        return None
    known = [node for node in nodes if node.type.kind is not Kind.NULL]
    if not nulls and len(known) < len(nodes):
        null = next(node for node in nodes if node.type.kind is Kind.NULL)
        scope.report("L218", null.at)
        return None
    if not known:
        scope.report("L225", nodes[0].at)
        return None
    if all(node.type.numeric for node in known):
        try:
            ready = arithmetic.aligned(tuple(known), finest=finest)
        except arithmetic.Misfit as misfit:
            scope.misfit(nodes[0].at, action, misfit.left, misfit.right)
            return None
        return _with_nulls(nodes, ready)
    guide = _guide(known)
    ready = tuple(coerced(scope, node, guide.type.kind, guide) for node in known)
    if any(node.broken for node in ready):
        return None
    for node in ready:
        if node.type.kind is not guide.type.kind or guide.type.kind in (Kind.OTHER, Kind.CLOCK):
            scope.misfit(node.at, action, guide.type, node.type)
            return None
    if guide.type.kind is Kind.CODE and not _same_list(ready):
        scope.report("L227", nodes[0].at, action=action)
        return None
    return _with_nulls(nodes, ready)


def _guide(nodes: Sequence[Node]) -> Node:
    """The value that decides what text literals mean: the first that is not one."""
    return next((node for node in nodes if not is_text_literal(node)), nodes[0])


def _same_list(nodes: Sequence[Node]) -> bool:
    lists = [found[0] for found in map(codes_of, nodes) if found[2] and found[0] is not None]
    return all(set(lists[0]) & set(other) for other in lists[1:]) if lists else True


def _with_nulls(nodes: Sequence[Node], ready: Sequence[Node]) -> tuple[Node, ...]:
    """The values in their places, and NULL of their type between them."""
    following = iter(ready)
    type_ = next((node.type for node in ready if not node.type.plain), ready[0].type)
    return tuple(
        replace(node, type=type_) if node.type.kind is Kind.NULL else next(following) for node in nodes
    )


def boolean_literal(value: bool, at: int) -> Node:
    """TRUE or FALSE."""
    return Node(Op.LITERAL, BOOLEAN, value=value, at=at)
