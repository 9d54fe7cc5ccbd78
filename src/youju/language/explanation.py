"""What an expression says, as one Chinese sentence with the labels that people know.

Enter at `explain`. Conditions become clauses, values become phrases; no English name is left over.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from youju.language import numbers
from youju.language.functions import Function
from youju.language.nodes import COMPARISONS, Expression, Node, Op, Period, Reference
from youju.language.types import BOOLEAN, WORKDAY, Kind, Type

_NUMBERS = {
    Op.EQ: "{0}等于{1}",
    Op.NE: "{0}不等于{1}",
    Op.LT: "{0}小于{1}",
    Op.LE: "{0}不超过{1}",
    Op.GT: "{0}超过{1}",
    Op.GE: "{0}不低于{1}",
}
_DATES = {
    Op.EQ: "{0}是{1}",
    Op.NE: "{0}不是{1}",
    Op.LT: "{0}早于{1}",
    Op.LE: "{0}不晚于{1}",
    Op.GT: "{0}晚于{1}",
    Op.GE: "{0}不早于{1}",
}
_TEXTS = {
    Op.EQ: "{0}是{1}",
    Op.NE: "{0}不是{1}",
    Op.LT: "{0}按字符顺序在{1}之前",
    Op.LE: "{0}按字符顺序不在{1}之后",
    Op.GT: "{0}按字符顺序在{1}之后",
    Op.GE: "{0}按字符顺序不在{1}之前",
}
_DAYS = {
    "overdue": {
        Op.EQ: "{0}超期{1}",
        Op.NE: "{0}超期不是{1}",
        Op.LT: "{0}超期不足{1}",
        Op.LE: "{0}超期不超过{1}",
        Op.GT: "{0}超期超过{1}",
        Op.GE: "{0}超期不少于{1}",
    },
    "remaining": {
        Op.EQ: "{0}剩余{1}",
        Op.NE: "{0}剩余不是{1}",
        Op.LT: "{0}剩余不足{1}",
        Op.LE: "{0}剩余不超过{1}",
        Op.GT: "{0}剩余超过{1}",
        Op.GE: "{0}剩余不少于{1}",
    },
}
_AT_ZERO = {
    ("overdue", Op.GT): "{0}已超期",
    ("overdue", Op.EQ): "{0}未超期",
    ("overdue", Op.LE): "{0}未超期",
}
_SIGNS = {Op.ADD: "＋", Op.SUB: "－", Op.MUL: "×", Op.DIV: "÷"}
_SIMPLE = {Op.LITERAL, Op.FIELD, Op.CLOCK, Op.CALL, Op.CASE}
_PERIODS = {Period.NOW: "", Period.PREVIOUS: "上期", Period.LAST_YEAR: "上年同期"}
_OPPOSITE = {Op.EQ: Op.NE, Op.NE: Op.EQ, Op.LT: Op.GE, Op.LE: Op.GT, Op.GT: Op.LE, Op.GE: Op.LT}


def explain(expression: Expression) -> str:
    """One sentence in Chinese, without a full stop.

    Example:
        ``overdue(rectify) > 30 and state <> 'cleared'`` is
        ‘整改期限’超期超过30天，且状态不是‘已销号’
    """
    root = expression.root
    if root.op is Op.LITERAL and root.type == BOOLEAN:
        return "始终成立" if root.value else "始终不成立"
    return _clause(root) if root.type == BOOLEAN else _phrase(root)


def _clause(node: Node) -> str:
    """A condition."""
    if node.op in (Op.AND, Op.OR):
        return ("，且" if node.op is Op.AND else "，或").join(_part(one) for one in node.args)
    if node.op is Op.NOT:
        return _negated(node.args[0])
    if node.op in COMPARISONS:
        return _comparison(node, node.op)
    if node.op is Op.IS_NULL:
        return f"{_subject(node.args[0])}为空"
    if node.op is Op.BETWEEN:
        return "{}在{}至{}之间".format(*map(_operand, node.args))
    if node.op is Op.IN:
        return f"{_operand(node.args[0])}是{_listed(node.args[1:])}"
    if node.op is Op.LIKE:
        return f"{_operand(node.args[0])}符合样式{_phrase(node.args[1])}"
    if node.op is Op.LITERAL:
        return "成立" if node.value else "未知" if node.value is None else "不成立"
    if node.op is Op.FIELD:
        return f"{_phrase(node)}为“是”"
    if node.op is Op.CASE:
        return f"{_phrase(node)}成立"
    return _phrase(node)


def _part(node: Node) -> str:
    """A condition within a longer one."""
    return f"（{_clause(node)}）" if node.op in (Op.AND, Op.OR) else _clause(node)


def _negated(node: Node) -> str:
    if node.op is Op.NOT:
        return _clause(node.args[0])
    if node.op in COMPARISONS:
        return _comparison(node, _OPPOSITE[node.op])
    if node.op is Op.IS_NULL:
        return (
            f"{_subject(node.args[0])}已填写"
            if node.args[0].op is Op.FIELD
            else f"{_subject(node.args[0])}不为空"
        )
    if node.op is Op.BETWEEN:
        return "{}不在{}至{}之间".format(*map(_operand, node.args))
    if node.op is Op.IN:
        return f"{_operand(node.args[0])}不是{_listed(node.args[1:])}"
    if node.op is Op.LIKE:
        return f"{_operand(node.args[0])}不符合样式{_phrase(node.args[1])}"
    if node.op is Op.FIELD:
        return f"{_phrase(node)}为“否”"
    return f"并非（{_clause(node)}）"


def _subject(node: Node) -> str:
    return f"（{_clause(node)}）" if node.type == BOOLEAN and node.op not in _SIMPLE else _operand(node)


def _listed(options: tuple[Node, ...]) -> str:
    shown = "、".join(_phrase(option) for option in options)
    return f"{shown}之一" if len(options) > 1 else shown


def _comparison(node: Node, op: Op) -> str:
    left, right = node.args
    if left.type == BOOLEAN:
        return _truth(left, right, op)
    if left.op is Op.CALL and left.value.name in _DAYS and right.op is Op.LITERAL:
        pattern = _DAYS[left.value.name][op]
        if right.value == 0:
            pattern = _AT_ZERO.get((left.value.name, op), pattern)
        return pattern.format(_phrase(left.args[0]), _phrase(right))
    patterns = _NUMBERS if left.type.numeric else _DATES if left.type.kind is Kind.DATE else _TEXTS
    return patterns[op].format(_operand(left), _operand(right))


def _truth(left: Node, right: Node, op: Op) -> str:
    """Two conditions compared with one another, or one with TRUE or FALSE."""
    if left.op is Op.LITERAL:
        left, right = right, left
    if right.op is Op.LITERAL and right.value is not None:
        return _clause(left) if right.value is (op is Op.EQ) else _negated(left)
    return f"（{_clause(left)}）与（{_clause(right)}）{'一致' if op is Op.EQ else '不一致'}"


def _operand(node: Node) -> str:
    """A value within a longer phrase."""
    return _phrase(node) if node.op in _SIMPLE or node.op is Op.CONVERT else f"（{_phrase(node)}）"


def _factor(node: Node) -> str:
    """A value beside a sign."""
    negative = node.op is Op.LITERAL and isinstance(node.value, Decimal) and node.value < 0
    return f"（{_phrase(node)}）" if negative else _operand(node)


def _phrase(node: Node) -> str:
    """A value."""
    if node.op is Op.LITERAL:
        return _literal(node)
    if node.op is Op.FIELD:
        reference: Reference = node.value
        return f"{_PERIODS[reference.period]}{reference.symbol.label}"
    if node.op is Op.CLOCK:
        return f"‘{node.value.label}’"
    if node.op is Op.CONVERT:
        return _operand(node.args[0])
    if node.op is Op.NEG:
        return f"负的{_operand(node.args[0])}"
    if node.op in _SIGNS:
        return _SIGNS[node.op].join(_factor(one) for one in node.args)
    if node.op is Op.MOD:
        return "{}除以{}的余数".format(*map(_operand, node.args))
    if node.op is Op.CASE:
        pairs = zip(node.args[:-1:2], node.args[1::2], strict=False)
        cases = "；".join(f"如果{_clause(condition)}，取{_phrase(result)}" for condition, result in pairs)
        return f"（{cases}；否则取{_phrase(node.args[-1])}）"
    if node.op is Op.CALL:
        return _called(node.value, node.args)
    return f"（{_clause(node)}）"


def _called(function: Function, arguments: tuple[Node, ...]) -> str:
    if function.name == "coalesce" and len(arguments) == 2 and arguments[1].op is Op.LITERAL:
        if arguments[0].type != BOOLEAN:
            return f"{_operand(arguments[0])}（为空的按{_phrase(arguments[1])}计）"
        return f"{_clause(arguments[0])}（未知的按“{'是' if arguments[1].value else '否'}”计）"
    if function.name == "round" and (len(arguments) == 1 or arguments[1].value == 0):
        return f"{_operand(arguments[0])}四舍五入取整"
    phrases = [_bare(one) if function.name in ("add_days", "add_months", "add_workdays") and place == 1
               else _operand(one) for place, one in enumerate(arguments)]  # fmt: skip
    return function.meaning.replace("{*}", "、".join(phrases)).format(*phrases)


def _bare(node: Node) -> str:
    """A count whose unit is already in the sentence."""
    return numbers.text(node.value) if node.op is Op.LITERAL else _operand(node)


def _literal(node: Node) -> str:
    value: Any = node.value
    if value is None:
        return "空值"
    if isinstance(value, bool):
        return "“是”" if value else "“否”"
    if isinstance(value, Decimal):
        return numbers.text(value) + _unit(node.type)
    if isinstance(value, dt.date):
        return f"{value.year}年{value.month}月{value.day}日"
    return f"‘{node.label or value}’"


def _unit(type_: Type) -> str:
    if type_.unit == WORKDAY:
        return "个工作日"
    return type_.unit or ""
