"""The typed tree: what `parse` builds and what the evaluator, the explanation and the engines read.

It says everything explicitly (conversions of units, codes instead of labels, dates instead of text), so
that no reader has to decide anything a second time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlglot import exp

from youju.language.symbols import Clock, Symbol
from youju.language.types import BROKEN, Kind, Type


class Op(StrEnum):
    """What a node does with its arguments."""

    LITERAL = "literal"
    FIELD = "field"
    CLOCK = "clock"
    AND = "and"
    OR = "or"
    NOT = "not"
    EQ = "="
    NE = "<>"
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="
    ADD = "+"
    SUB = "-"
    MUL = "*"
    DIV = "/"
    MOD = "%"
    NEG = "negate"
    CONVERT = "convert"
    """Times the fraction in `value`, by `youju.language.numbers.steps`."""
    IN = "in"
    BETWEEN = "between"
    LIKE = "like"
    IS_NULL = "is null"
    CASE = "case"
    """Condition, result, condition, result, …, otherwise."""
    CALL = "call"
    BROKEN = "broken"


ARITHMETIC = frozenset({Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.MOD, Op.NEG, Op.CONVERT})
COMPARISONS = frozenset({Op.EQ, Op.NE, Op.LT, Op.LE, Op.GT, Op.GE})


class Period(StrEnum):
    """Of which period a field is read."""

    NOW = "now"
    PREVIOUS = "previous"
    LAST_YEAR = "last_year"


@dataclass(frozen=True, slots=True)
class Reference:
    """A field of this record, or the same field of an earlier period."""

    symbol: Symbol
    period: Period = Period.NOW


@dataclass(frozen=True, slots=True)
class Node:
    """One step of an expression.

    Attributes:
        op: What it does.
        type: What comes out.
        args: What goes in.
        value: Literal value, `Reference`, `Clock`, `Function`, or `Fraction`, by `op`.
        at: Offset in the text, in characters, for messages.
        label: What people see for a literal code.
    """

    op: Op
    type: Type
    args: tuple[Node, ...] = ()
    value: Any = None
    at: int = field(default=0, compare=False)
    label: str | None = field(default=None, compare=False)

    @property
    def broken(self) -> bool:
        """Whether it has been reported as wrong."""
        return self.type.kind is Kind.BROKEN

    @property
    def constant(self) -> bool:
        """Whether its number is made of literals only, so that it may take the unit of what it meets."""
        if self.op is Op.CASE:
            return all(result.constant for result in (*self.args[1::2], self.args[-1]))
        made = self.op in ARITHMETIC or (self.op is Op.CALL and self.value.adapts)
        return self.op is Op.LITERAL or (made and all(argument.constant for argument in self.args))

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.args))


def broken(at: int = 0) -> Node:
    """What stands for something that has been reported."""
    return Node(Op.BROKEN, BROKEN, at=at)


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed and typed expression.

    Attributes:
        text: As it was written.
        root: The typed tree.
        tree: SQLGlot's tree of the same text.
    """

    text: str
    root: Node
    tree: exp.Expr = field(compare=False, repr=False)

    @property
    def type(self) -> Type:
        """What comes out."""
        return self.root.type

    @property
    def fields(self) -> frozenset[str]:
        """Codes of the fields that are read, of whichever period."""
        return frozenset(
            node.value.symbol.code for node in self.root.walk() if isinstance(node.value, Reference)
        )

    @property
    def clocks(self) -> frozenset[str]:
        """Codes of the clocks that are read."""
        return frozenset(node.value.code for node in self.root.walk() if isinstance(node.value, Clock))
