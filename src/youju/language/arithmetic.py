"""What may be added to, compared with, multiplied by and divided by what.

The sides of an addition or comparison must measure the same; 万元 and 元 are converted, 万元 and 人 are
refused. A bare literal takes the unit of the other side. Products and quotients: an amount times a number
is an amount; an amount divided by an amount is a plain number; a percentage of an amount scales it by a
hundredth, a percentage times a plain number stays a percentage.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from youju.language import numbers
from youju.language.nodes import Node, Op
from youju.language.types import NUMBER, PERCENT, Kind, Type

_RATIO = "ratio"


class Misfit(Exception):
    """Two units do not fit.

    Attributes:
        left: Type of the left side.
        right: Type of the right side.
    """

    def __init__(self, left: Type, right: Type) -> None:
        super().__init__(left.label, right.label)
        self.left, self.right = left, right


def converted(node: Node, target: Type) -> Node:
    """A numeric node in another unit of the same dimension; literals are converted here and now."""
    if node.type == target:
        return node
    if node.constant and node.type.plain:
        return replace(node, type=target)
    if node.type.dimension != target.dimension or node.type.plain != target.plain:
        raise Misfit(node.type, target)
    return scaled(node, node.type.scale / target.scale, target)


def scaled(node: Node, ratio: Fraction, target: Type) -> Node:
    """A node times an exact ratio, as another type."""
    if ratio == 1:
        return replace(node, type=target)
    if node.op is Op.LITERAL and node.value is not None:
        value = numbers.convert(node.value, ratio)
        if value is not None:
            return replace(node, type=target, value=value)
    return Node(Op.CONVERT, target, (node,), ratio, node.at)


def aligned(nodes: tuple[Node, ...], *, finest: bool) -> tuple[Node, ...]:
    """Numeric nodes in one unit.

    Args:
        nodes: At least one.
        finest: Convert to the smallest unit among them, which is exact (comparisons); otherwise to that
            of the first one that has a unit.

    Raises:
        Misfit: When two measure different things.
    """
    fixed = [node.type for node in nodes if not (node.constant and node.type.plain)]
    if not fixed:
        return nodes
    target = fixed[0]
    for other in fixed[1:]:
        if other.plain != target.plain or other.dimension != target.dimension:
            raise Misfit(fixed[0], other)
        if finest and other.scale < target.scale:
            target = other
    return tuple(converted(node, target) for node in nodes)


def sum_of(op: Op, left: Node, right: Node, at: int) -> Node:
    """Sum, difference or remainder, in the unit of the left side.

    Raises:
        Misfit: When the two measure different things.
    """
    left, right = aligned((left, right), finest=False)
    kind = left.type if not left.type.plain else right.type
    return Node(op, kind, (left, right), at=at)


def product(left: Node, right: Node, at: int) -> Node:
    """Product of two numeric nodes.

    Raises:
        Misfit: Two amounts of money.
    """
    a, b = left.type, right.type
    plain = Node(Op.MUL, NUMBER, (left, right), at=at)
    if a.kind is Kind.MONEY and b.kind is Kind.MONEY:
        raise Misfit(a, b)
    if _RATIO in (a.dimension, b.dimension):
        return _share_of(left, right, at)
    for price, quantity, other in ((a, right, left), (b, left, right)):
        per = per_unit(price, quantity.type)
        if per is not None:
            return Node(Op.MUL, per[0], (other, converted(quantity, per[1])), at=at)
    if a.kind is Kind.MONEY or b.plain:
        return replace(plain, type=a)
    if b.kind is Kind.MONEY or a.plain:
        return replace(plain, type=b)
    return plain


def _share_of(left: Node, right: Node, at: int) -> Node:
    """A product in which one side is a percentage."""
    share, other = (left, right) if left.type.dimension == _RATIO else (right, left)
    if other.type.plain:
        return Node(Op.MUL, share.type, (left, right), at=at)
    target = PERCENT if other.type.dimension == _RATIO else other.type
    scale = share.type.scale * (other.type.scale / PERCENT.scale if target == PERCENT else 1)
    return scaled(Node(Op.MUL, target, (left, right), at=at), scale, target)


def per_unit(price: Type, quantity: Type) -> tuple[Type, Type] | None:
    """For 元/平方米 times 亩: the type 元 of the product and the type 平方米 of the quantity."""
    if not price.unit or "/" not in price.unit or not quantity.unit:
        return None
    head, _, tail = price.unit.rpartition("/")
    wanted = Type.of(Kind.NUMBER, tail)
    return (Type.of(Kind.NUMBER, head), wanted) if wanted.dimension == quantity.dimension else None


def quotient(left: Node, right: Node, at: int) -> Node:
    """Quotient of two numeric nodes."""
    a, b = left.type, right.type
    if not a.plain and a.dimension == b.dimension:
        left, right = aligned((left, right), finest=True)
        return Node(Op.DIV, NUMBER, (left, right), at=at)
    if b.dimension == _RATIO:
        target = a
        return scaled(Node(Op.DIV, target, (left, right), at=at), 1 / b.scale, target)
    if b.plain or a.kind is Kind.MONEY:
        return Node(Op.DIV, a, (left, right), at=at)
    return Node(Op.DIV, NUMBER, (left, right), at=at)
