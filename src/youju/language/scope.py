"""What is known while one expression is being typed: its text, its names, and what was found wrong."""

from __future__ import annotations

from dataclasses import dataclass, field

from youju.errors import Problem, Where
from youju.language.grammar import problem
from youju.language.nodes import Node, broken
from youju.language.symbols import Symbols, nearest
from youju.language.types import Type


@dataclass(slots=True)
class Scope:
    """One parse.

    Attributes:
        text: The expression.
        symbols: Names it may use.
        where: Place of the text in a file.
        problems: With the offset of each, so that they can be told in the order of the text.
    """

    text: str
    symbols: Symbols
    where: Where
    problems: list[tuple[int, Problem]] = field(default_factory=list)

    def report(self, code: str, at: int, **fields: object) -> Node:
        """Notes what is wrong, and returns a node that silences what would follow from it."""
        found = (at, problem(code, self.text, at, self.where, **fields))
        if found not in self.problems:
            self.problems.append(found)
        return broken(at)

    def unknown(self, code: str, at: int, name: str, options: list[str], **fields: object) -> Node:
        """Notes that a name does not exist, and offers the nearest or those that there are."""
        return self.report(code, at, name=_short(name), hint=hint(name, options), **fields)

    def misfit(self, at: int, action: str, left: Type, right: Type) -> Node:
        """Notes that two values do not go together: units when both are numbers, else kinds."""
        if left.numeric and right.numeric:
            return self.report(
                "L209", at, action=action, left=left.unit or "没有单位", right=right.unit or "没有单位"
            )
        return self.report("L210", at, action=action, left=left.label, right=right.label)


def hint(name: str, options: list[str]) -> str:
    """How to mend a wrong name.

    Example:
        >>> hint("金額", ["金额", "问题"])
        '最接近的是“金额”，请改正名称。'
    """
    close = nearest(name, options)
    if close is not None:
        return f"最接近的是“{close}”，请改正名称。"
    if not options:
        return "这里没有可用的名称。"
    shown = "、".join(dict.fromkeys(options[:12]))
    return f"可用的有：{shown}{'等' if len(options) > 12 else ''}。"


def _short(name: str) -> str:
    return name if len(name) <= 40 else name[:40] + "…"
