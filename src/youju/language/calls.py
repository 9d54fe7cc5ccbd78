"""Typing of function calls: number and kinds of arguments, and what comes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from sqlglot import exp

from youju.errors import YoujuError
from youju.language import functions, grammar, literals
from youju.language.functions import Function, Parameter
from youju.language.nodes import Node, Op, Period, Reference, broken
from youju.language.scope import Scope
from youju.language.types import BOOLEAN, DAYS, NUMERIC, WORKDAYS, Kind, Type
from youju.standards import divisions, industries

_AGGREGATES = {"count", "sum", "avg", "average", "array_agg", "group_concat"}

Build = Callable[[exp.Expr], Node]


def call(scope: Scope, tree: exp.Anonymous, build: Build) -> Node:
    """A typed function call."""
    at = grammar.start_of(tree)
    name, given = str(tree.this), tree.expressions
    if name == grammar.QUANTITY and len(given) == 2 and all(isinstance(one, exp.Literal) for one in given):
        return literals.quantity_literal(scope, given[0].name, given[1].name, at)
    if name.lower() == grammar.DAY and len(given) == 1 and isinstance(given[0], exp.Literal):
        return literals.date_literal(scope, given[0].name, at)
    function = functions.find(name)
    if function is None:
        if name.lower() in _AGGREGATES:
            return scope.report("L203", at, name=name, hint="表达式只看一条记录，汇总请写在指标中。")
        known = [*functions.FUNCTIONS, *functions.BY_LABEL]
        return scope.unknown("L203", at, name, known)
    if len(given) < function.least or (len(given) > len(function.parameters) and not function.variadic):
        return scope.report("L213", at, name=function.name, given=len(given), signature=function.signature)
    if function.name in functions.CLOCK_FUNCTIONS:
        return _of_clock(scope, function, given[0], at)
    arguments = [build(one) for one in given]
    if function.name in functions.PERIODS:
        return _of_period(scope, function, arguments[0], at)
    return _checked(scope, function, arguments, at)


def _of_clock(scope: Scope, function: Function, tree: exp.Expr, at: int) -> Node:
    if not isinstance(tree, (exp.Column, exp.Dot)):
        return scope.report("L220", at, name=function.name)
    name = ".".join(part.name for part in tree.parts)
    place = grammar.start_of(tree)
    shared = scope.symbols.ambiguous(name)
    clock = scope.symbols.clock(name)
    if clock is None and shared:
        return scope.report("L216", place, name=name, options="、".join(shared))
    if clock is None:
        names = [part for one in scope.symbols.clocks for part in (one.label, one.code)]
        return scope.unknown("L202", place, name, names)
    type_ = function.result or DAYS
    if type_ == DAYS and clock.workdays:
        type_ = WORKDAYS
    reading = Node(Op.CLOCK, Type(Kind.CLOCK), value=clock, at=place)
    return Node(Op.CALL, type_, (reading,), function, at)


def _of_period(scope: Scope, function: Function, argument: Node, at: int) -> Node:
    if argument.broken:
        return argument
    if not isinstance(argument.value, Reference) or argument.value.period is not Period.NOW:
        return scope.report("L228", argument.at, name=function.name)
    if not scope.symbols.periods:
        return scope.report("L229", at, name=function.name)
    period = Period(functions.PERIODS[function.name])
    return replace(argument, value=Reference(argument.value.symbol, period), at=at)


def _checked(scope: Scope, function: Function, arguments: list[Node], at: int) -> Node:
    """Arguments against the parameters; all that is wrong with them is reported."""
    ready = []
    for index, argument in enumerate(arguments):
        parameter = function.parameters[min(index, len(function.parameters) - 1)]
        ready.append(_fits(scope, function, parameter, index, argument))
    if any(argument.broken for argument in ready):
        return broken(at)
    if function.same:
        action = f"在{function.name}中一起使用"
        nulls = function.name == "coalesce"
        fitted = literals.fitted(scope, ready, action, finest=function.name == "share", nulls=nulls)
        if fitted is None:
            return broken(at)
        ready = list(fitted)
    if function.name == "within":
        return _within(scope, function, ready, at)
    type_ = function.result or next((one.type for one in ready if not one.type.plain), ready[0].type)
    return Node(Op.CALL, type_, tuple(ready), function, at)


def _fits(scope: Scope, function: Function, parameter: Parameter, index: int, argument: Node) -> Node:
    if argument.broken:
        return argument
    if Kind.DATE in parameter.kinds and Kind.TEXT not in parameter.kinds and not function.same:
        argument = literals.coerced(scope, argument, Kind.DATE)
        if argument.broken:
            return argument
    kind = argument.type.kind
    accepted = kind in parameter.kinds or (Kind.NUMBER in parameter.kinds and kind in NUMERIC)
    accepted = accepted or (function.same and (kind is Kind.NULL or literals.is_text_literal(argument)))
    if accepted and parameter.literal and argument.op is not Op.LITERAL:
        accepted = False
    if not accepted:
        return scope.report(
            "L214",
            argument.at,
            name=function.name,
            index=index + 1,
            wanted=parameter.wanted,
            given=argument.type.label,
            signature=function.signature,
        )
    if parameter.literal and isinstance(argument.value, Decimal):
        value = argument.value
        if value != int(value) or not parameter.low <= value <= parameter.high:
            return scope.report(
                "L230", argument.at, label=parameter.label, low=parameter.low, high=parameter.high
            )
    return argument


def _within(scope: Scope, function: Function, arguments: list[Node], at: int) -> Node:
    """`within` with its second argument as the beginnings of codes that lie within."""
    code, above = arguments
    symbol = code.value.symbol if isinstance(code.value, Reference) else None
    scheme = symbol.scheme if symbol is not None else None
    written: str = above.value
    label = symbol.codes.get(written) if symbol is not None and symbol.codes else None
    if scheme == "industry":
        try:
            prefixes = industries.parse_range(written).prefixes
        except YoujuError:
            prefixes = ()
    else:
        prefixes = tuple(filter(None, [divisions.prefix(written)]))
        if scheme == "division":
            known = divisions.get(written)
            label = known.full_name if known is not None else None
            prefixes = prefixes if written.isascii() and written.isdigit() else ()
    if not prefixes:
        return scope.report("L231", above.at, value=written)
    return Node(
        Op.CALL, BOOLEAN, (code, replace(above, value=prefixes, label=label or written)), function, at
    )
