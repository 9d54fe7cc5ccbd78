"""SQLGlot's tree into the typed tree, with everything that is wrong told at once.

Enter at `parse`. The whitelist is the dispatch table of `_Builder`: a construct without a method is
refused with a sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlglot import exp

from youju.errors import NOWHERE, Where, YoujuError
from youju.language import arithmetic, calls, grammar, literals
from youju.language.functions import FUNCTIONS, Function
from youju.language.nodes import Expression, Node, Op, Reference, broken
from youju.language.scope import Scope
from youju.language.symbols import Symbol, Symbols
from youju.language.types import BOOLEAN, NULL, NUMERIC, TEXTUAL, Kind, Type

MAX_DEPTH = 100
"""Levels of SQLGlot's tree, AND and OR chains not counted; Python allows about a thousand frames."""
MAX_LEVELS = 50
"""Levels of the typed tree."""
MAX_REPEATS = 128
"""How often an engine's text may repeat one part; products and some functions repeat their arguments."""

_COMPARISONS: dict[type[exp.Expr], Op] = {
    exp.EQ: Op.EQ,
    exp.NEQ: Op.NE,
    exp.LT: Op.LT,
    exp.LTE: Op.LE,
    exp.GT: Op.GT,
    exp.GTE: Op.GE,
}
_REFUSED: dict[type[exp.Expr], tuple[str, str]] = {
    exp.Subquery: ("子查询", "把要比较的内容写成字段"),
    exp.Window: ("窗口函数", "只用所列函数"),
    exp.Cast: ("类型转换", "使用类型相符的字段"),
    exp.Star: ("星号", "写明字段"),
    exp.Lambda: ("箭头函数", "只用所列函数"),
    exp.Parameter: ("参数", "写明值或字段"),
    exp.Placeholder: ("参数", "写明值或字段"),
    exp.Bracket: ("方括号", "写明字段"),
    exp.Tuple: ("括号中的多个值", "只在“in (…)”中使用"),
    exp.DPipe: ("文字拼接", "分别比较各个字段"),
    exp.Concat: ("文字拼接", "分别比较各个字段"),
    exp.Alias: ("别名", "去掉别名"),
}


def parse(
    text: str,
    symbols: Symbols,
    *,
    expects: Kind | Type | Symbol | None = None,
    where: Where = NOWHERE,
) -> Expression:
    """An expression, parsed and typed.

    Args:
        text: SQL scalar expression with names of `symbols`, codes or labels.
        symbols: Names that it may use.
        expects: What must come out. A kind (``number`` accepts every numeric kind); a type, to whose unit
            the value is converted; or the field that will hold the value, which also turns literal labels
            into its codes.
        where: Place of the text, for messages.

    Raises:
        YoujuError: L2xx with line, column and the nearest name; everything that is wrong, in its order.

    Example:
        >>> names = Symbols([Symbol("amount", "金额", Type.of("money", "万元"))])
        >>> parse("金额 > 30", names).type.kind
        <Kind.BOOLEAN: 'boolean'>
    """
    tree = grammar.tree_of(text, where=where)
    scope = Scope(text, symbols, where)
    if _depth(tree) > MAX_DEPTH:
        raise YoujuError(grammar.problem("L208", text, 0, where, most=grammar.MAX_NESTING))
    root = _expected(scope, _Builder(scope).build(tree), expects)
    if not scope.problems and _too_complex(root):
        scope.report("L208", 0, most=grammar.MAX_NESTING)
    if scope.problems:
        raise YoujuError([found for _, found in sorted(scope.problems, key=lambda pair: pair[0])])
    return Expression(text, root, tree)


def _depth(tree: exp.Expr) -> int:
    deepest, waiting = 0, [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        for child in node.iter_expressions():
            chained = isinstance(node, exp.Connector) and type(child) is type(node)
            waiting.append((child, depth if chained else depth + 1))
    return deepest


def _too_complex(root: Node) -> bool:
    waiting = [(root, 1, 1)]
    while waiting:
        node, level, repeats = waiting.pop()
        if level > MAX_LEVELS or repeats > MAX_REPEATS:
            return True
        below = repeats * _repeats(node)
        waiting.extend((argument, level + 1, below) for argument in node.args)
    return False


def _repeats(node: Node) -> int:
    """How often an engine's text may repeat the arguments of a node."""
    if node.op is Op.MUL:
        return 1 if any(_is_short(argument) for argument in node.args) else 2
    if node.op is not Op.CALL:
        return 1
    function: Function = node.value
    written_out = bool(node.args) and node.args[-1].op is Op.LITERAL
    return function.literal_weight if written_out and function.literal_weight else function.weight


def _is_short(node: Node) -> bool:
    """Whether it is a literal of so few digits that no product with it overflows an engine."""
    return node.op is Op.LITERAL and node.value is not None and len(node.value.as_tuple().digits) <= 10


def _expected(scope: Scope, root: Node, expects: Kind | Type | Symbol | None) -> Node:
    """The root as what must come out."""
    if expects is None or root.broken:
        return root
    symbol = expects if isinstance(expects, Symbol) else None
    target = symbol.type if symbol else expects if isinstance(expects, Type) else Type(Kind(str(expects)))
    if root.type.kind is Kind.NULL:
        return replace(root, type=target)
    if target.numeric and root.type.numeric:
        if isinstance(expects, Kind):
            matching = expects is Kind.NUMBER or root.type.kind is expects or root.constant
            return root if matching else scope.report("L215", 0, wanted=target.label, given=root.type.label)
        try:
            return arithmetic.converted(root, target)
        except arithmetic.Misfit as misfit:
            return scope.misfit(0, "作为结果", target, misfit.left)
    if symbol is not None and target.kind is Kind.CODE and literals.is_text_literal(root):
        return literals.code_literal(scope, root, symbol.codes, symbol.label)
    root = literals.coerced(scope, root, target.kind)
    if root.broken or root.type.kind is target.kind:
        return root
    if target.kind is Kind.TEXT and root.type.kind in TEXTUAL:
        return root
    return scope.report("L215", 0, wanted=target.label, given=root.type.label)


class _Builder:
    """One method a construct; what has none is refused."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.methods: dict[type[exp.Expr], Callable[..., Node]] = {
            exp.Paren: lambda tree: self.build(tree.this),
            exp.Literal: self.literal,
            exp.Boolean: lambda tree: literals.boolean_literal(bool(tree.this), grammar.start_of(tree)),
            exp.Null: lambda tree: Node(Op.LITERAL, NULL, at=grammar.start_of(tree)),
            exp.Column: self.name,
            exp.Dot: self.name,
            exp.And: lambda tree: self.connected(tree, Op.AND),
            exp.Or: lambda tree: self.connected(tree, Op.OR),
            exp.Not: self.negated,
            exp.Add: lambda tree: self.added(tree, Op.ADD),
            exp.Sub: lambda tree: self.added(tree, Op.SUB),
            exp.Mod: lambda tree: self.added(tree, Op.MOD),
            exp.Mul: lambda tree: self.multiplied(tree, arithmetic.product, "相乘"),
            exp.Div: lambda tree: self.multiplied(tree, arithmetic.quotient, "相除"),
            exp.Neg: self.negative,
            exp.In: self.one_of,
            exp.Between: self.between,
            exp.Like: self.like,
            exp.Is: self.is_,
            exp.Case: self.case,
            exp.Anonymous: lambda tree: calls.call(self.scope, tree, self.build),
            **dict.fromkeys(_COMPARISONS, self.compared),
        }

    def build(self, tree: exp.Expr) -> Node:
        """The typed node of a part of the tree."""
        if isinstance(tree, exp.Anonymous) and str(tree.this).lower() == "if":
            return self.condition(tree)
        method = self.methods.get(type(tree))
        if method is None:
            what, instead = _REFUSED.get(type(tree), ("这种写法", "只用字段、运算符和所列函数"))
            return self.scope.report("L205", grammar.start_of(tree), what=what, instead=instead)
        return method(tree)

    def literal(self, tree: exp.Literal) -> Node:
        at = grammar.start_of(tree)
        if tree.is_string:
            return literals.text_literal(tree.name, at)
        return literals.number_literal(self.scope, tree.name, at)

    def name(self, tree: exp.Column | exp.Dot) -> Node:
        at, scope = grammar.start_of(tree), self.scope
        if not all(isinstance(part, exp.Identifier) for part in tree.parts):
            return scope.report("L205", at, what="这种带点的写法", instead="写明字段")
        name = ".".join(part.name for part in tree.parts)
        symbol = scope.symbols.field(name)
        if symbol is not None:
            return Node(Op.FIELD, symbol.type, value=Reference(symbol), at=at)
        shared = scope.symbols.ambiguous(name)
        if shared:
            return scope.report("L216", at, name=name, options="、".join(shared))
        if scope.symbols.clock(name) is not None:
            return scope.report("L232", at, name=name)
        names = [part for one in scope.symbols.fields for part in (one.label, one.code)]
        return scope.unknown("L201", at, name, names)

    def boolean(self, tree: exp.Expr, role: str) -> Node:
        """A part that must be true or false."""
        node = self.build(tree)
        if node.broken or node.type == BOOLEAN:
            return node
        return self.scope.report("L233", node.at, role=role, given=node.type.label)

    def connected(self, tree: exp.Connector, op: Op) -> Node:
        at = grammar.start_of(tree)
        parts: list[Node] = []
        for part in tree.flatten(unnest=True):
            node = self.boolean(part, "“and”“or”的两边")
            parts += node.args if node.op is op else (node,)
        return broken(at) if any(part.broken for part in parts) else Node(op, BOOLEAN, tuple(parts), at=at)

    def negated(self, tree: exp.Not) -> Node:
        inner = self.boolean(tree.this, "“not”之后")
        return inner if inner.broken else Node(Op.NOT, BOOLEAN, (inner,), at=inner.at)

    def compared(self, tree: exp.Binary) -> Node:
        op = _COMPARISONS[type(tree)]
        left, right = self.build(tree.left), self.build(tree.right)
        sides = literals.fitted(self.scope, (left, right), "比较")
        if sides is None:
            return broken(left.at)
        kind = sides[0].type.kind
        if op not in (Op.EQ, Op.NE) and kind in (Kind.BOOLEAN, Kind.CODE, Kind.ORGANISATION):
            return self.scope.report("L234", left.at, op=op.value, kind=kind.label)
        return Node(op, BOOLEAN, sides, at=left.at)

    def added(self, tree: exp.Binary, op: Op) -> Node:
        action = {Op.ADD: "相加", Op.SUB: "相减", Op.MOD: "求余"}[op]
        left, right = self.build(tree.left), self.build(tree.right)
        if left.broken or right.broken:
            return broken(left.at)
        if op is Op.SUB and Kind.DATE in (left.type.kind, right.type.kind):
            days = literals.fitted(self.scope, (left, right), action) if not right.type.numeric else None
            if days is not None:
                between = FUNCTIONS["days_between"]
                return Node(Op.CALL, between.result or NULL, (days[1], days[0]), between, left.at)
            if not right.type.numeric:
                return broken(left.at)
        if Kind.DATE in (left.type.kind, right.type.kind):
            return self.scope.report("L235", left.at)
        return self.calculated(left, right, action, lambda: arithmetic.sum_of(op, left, right, left.at))

    def multiplied(self, tree: exp.Binary, rule: Callable[[Node, Node, int], Node], action: str) -> Node:
        left, right = self.build(tree.left), self.build(tree.right)
        if left.broken or right.broken:
            return broken(left.at)
        return self.calculated(left, right, action, lambda: rule(left, right, left.at))

    def calculated(self, left: Node, right: Node, action: str, rule: Callable[[], Node]) -> Node:
        for node in (left, right):
            if not node.type.numeric:
                return self.scope.report(
                    "L210", node.at, action=action, left=left.type.label, right=right.type.label
                )
        try:
            return rule()
        except arithmetic.Misfit as misfit:
            return self.scope.misfit(left.at, action, misfit.left, misfit.right)

    def negative(self, tree: exp.Neg) -> Node:
        inner = self.build(tree.this)
        if inner.broken:
            return inner
        if inner.type.kind not in NUMERIC:
            return self.scope.report("L236", inner.at, given=inner.type.label)
        if inner.op is Op.LITERAL:
            return replace(inner, value=-inner.value)
        return Node(Op.NEG, inner.type, (inner,), at=inner.at)

    def one_of(self, tree: exp.In) -> Node:
        value = self.build(tree.this)
        if tree.args.get("query") is not None or tree.args.get("field") is not None or not tree.expressions:
            return self.scope.report("L237", value.at)
        options = [self.build(option) for option in tree.expressions]
        for option in options:
            if not option.broken and option.op is not Op.LITERAL:
                return self.scope.report("L237", option.at)
        sides = literals.fitted(self.scope, (value, *options), "比较")
        return broken(value.at) if sides is None else Node(Op.IN, BOOLEAN, sides, at=value.at)

    def between(self, tree: exp.Between) -> Node:
        parts = (self.build(tree.this), self.build(tree.args["low"]), self.build(tree.args["high"]))
        sides = literals.fitted(self.scope, parts, "比较")
        if sides is None:
            return broken(parts[0].at)
        kind = sides[0].type.kind
        if kind in (Kind.BOOLEAN, Kind.CODE, Kind.ORGANISATION):
            return self.scope.report("L234", parts[0].at, op="between", kind=kind.label)
        return Node(Op.BETWEEN, BOOLEAN, sides, at=parts[0].at)

    def like(self, tree: exp.Like) -> Node:
        value, pattern = self.build(tree.this), self.build(tree.expression)
        if value.broken or pattern.broken:
            return broken(value.at)
        if value.type.kind not in TEXTUAL or not literals.is_text_literal(pattern):
            return self.scope.report("L238", value.at)
        return Node(Op.LIKE, BOOLEAN, (value, pattern), at=value.at)

    def is_(self, tree: exp.Is) -> Node:
        value, what = self.build(tree.this), tree.expression
        if value.broken:
            return value
        if isinstance(what, exp.Null):
            return Node(Op.IS_NULL, BOOLEAN, (value,), at=value.at)
        if isinstance(what, exp.Boolean) and value.type == BOOLEAN:
            wanted = value if what.this else Node(Op.NOT, BOOLEAN, (value,), at=value.at)
            certain = (wanted, literals.boolean_literal(False, value.at))
            return Node(Op.CALL, BOOLEAN, certain, FUNCTIONS["coalesce"], value.at)
        return self.scope.report("L205", value.at, what="这种“is”", instead="写 is null 或 is not null")

    def case(self, tree: exp.Case) -> Node:
        subject = tree.this
        conditions, results = [], []
        for branch in tree.args["ifs"]:
            when = exp.EQ(this=subject.copy(), expression=branch.this) if subject else branch.this
            conditions.append(self.boolean(when, "“when”之后"))
            results.append(self.build(branch.args["true"]))
        default = tree.args.get("default")
        results.append(self.build(default) if default else Node(Op.LITERAL, NULL, at=conditions[0].at))
        return self.chosen(conditions, results)

    def condition(self, tree: exp.Anonymous) -> Node:
        """``if(condition, then, else)``."""
        if len(tree.expressions) not in (2, 3):
            at, given = grammar.start_of(tree), len(tree.expressions)
            return self.scope.report("L213", at, name="if", given=given, signature="if(条件, 是, [否])")
        first, *rest = tree.expressions
        results = [self.build(one) for one in rest]
        if len(results) == 1:
            results.append(Node(Op.LITERAL, NULL, at=results[0].at))
        return self.chosen([self.boolean(first, "“if”的条件")], results)

    def chosen(self, conditions: list[Node], results: list[Node]) -> Node:
        fitted = literals.fitted(self.scope, results, "作为同一结果", finest=False, nulls=True)
        if fitted is None or any(condition.broken for condition in conditions):
            return broken(conditions[0].at)
        arguments = [part for pair in zip(conditions, fitted, strict=False) for part in pair]
        type_ = next((one.type for one in fitted if not one.type.plain), fitted[0].type)
        return Node(Op.CASE, type_, (*arguments, fitted[-1]), at=conditions[0].at)
