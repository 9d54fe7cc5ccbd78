"""Text into SQLGlot's tree, with the place of every name and literal, and bounds against abuse.

Enter at `tree_of`. The dialect is SQL stripped to scalar expressions: no comments (``a--1`` is a
subtraction here), no statements, every function kept by name so that `build` decides. Full-width
punctuation (（），＝≥) is read as its ASCII twin, “…” and ‘…’ quote text, and an amount may carry its
unit (``30万元``). What the tree contains is judged in `build`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import ClassVar

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ParseError, SqlglotError
from sqlglot.parser import Parser as BaseParser
from sqlglot.tokens import Token, TokenType
from sqlglot.tokens import Tokenizer as BaseTokenizer

from youju.errors import CODES, NOWHERE, Problem, Where, YoujuError

MAX_LENGTH = 4000
MAX_NESTING = 20
"""Brackets and CASE within one another; SQLGlot descends some 25 Python frames for each."""
QUANTITY = "quantity"
"""Name of the function that ``30万元`` is read as."""
DAY = "date"
"""Name of the function that ``date '2024-01-01'`` is read as."""

_WORDS = {
    "AND", "OR", "NOT", "IN", "IS", "NULL", "LIKE", "BETWEEN", "CASE", "WHEN", "THEN", "ELSE", "END",
    "TRUE", "FALSE", "<=", ">=", "<>", "!=", "==", "::", "->", "||",
}  # fmt: skip
_WIDE = {
    "（": "(", "）": ")", "，": ",", "；": ";", "＝": "=", "＞": ">", "＜": "<", "＋": "+", "－": "-",
    "＊": "*", "×": "*", "／": "/", "÷": "/", "％": "%", "．": ".",
}  # fmt: skip
_FOREIGN = {
    "SELECT": "查询（SELECT）", "FROM": "查询（FROM）", "WHERE": "查询（WHERE）", "JOIN": "查询（JOIN）",
    "OVER": "窗口函数（OVER）", "FILTER": "FILTER", "CAST": "类型转换（CAST）", "AS": "别名（AS）",
    "EXISTS": "子查询（EXISTS）", "UNION": "查询（UNION）", "DISTINCT": "DISTINCT", "INTERVAL": "INTERVAL",
    "ESCAPE": "ESCAPE", "INSERT": "INSERT", "UPDATE": "UPDATE", "DELETE": "DELETE", "DROP": "DROP",
    "COLLATE": "COLLATE", "EXTRACT": "EXTRACT", "LIMIT": "LIMIT", "ORDER": "ORDER BY", "GROUP": "GROUP BY",
}  # fmt: skip
_OPENING = {TokenType.L_PAREN: TokenType.R_PAREN, TokenType.CASE: TokenType.END}
_CLOSING = {closing: opening for opening, closing in _OPENING.items()}


class Youju(Dialect):
    """The language as SQLGlot sees it."""

    class Tokenizer(BaseTokenizer):
        QUOTES: ClassVar = ["'", ("“", "”"), ("‘", "’")]
        IDENTIFIERS: ClassVar = ['"', "`"]
        STRING_ESCAPES: ClassVar = ["'"]
        COMMENTS: ClassVar = []
        KEYWORDS: ClassVar = {
            **{word: token for word, token in BaseTokenizer.KEYWORDS.items() if word in _WORDS},
            "≥": TokenType.GTE,
            "≤": TokenType.LTE,
            "≠": TokenType.NEQ,
            "＞＝": TokenType.GTE,
            "＜＝": TokenType.LTE,
        }
        SINGLE_TOKENS: ClassVar = {
            **BaseTokenizer.SINGLE_TOKENS,
            **{wide: BaseTokenizer.SINGLE_TOKENS[narrow] for wide, narrow in _WIDE.items()},
            **dict.fromkeys("“”‘’≥≤≠\u3000", TokenType.UNKNOWN),
        }

    class Parser(BaseParser):
        FUNCTIONS: ClassVar = {}
        FUNCTION_PARSERS: ClassVar = {}
        NO_PAREN_FUNCTIONS: ClassVar = {}
        NO_PAREN_FUNCTION_PARSERS: ClassVar = {"CASE": BaseParser.NO_PAREN_FUNCTION_PARSERS["CASE"]}
        # As in SQLGlot, but these words keep their place as well.
        PRIMARY_PARSERS: ClassVar = {
            **BaseParser.PRIMARY_PARSERS,
            TokenType.NULL: lambda self, token: self.expression(exp.Null(), token),
            TokenType.TRUE: lambda self, token: self.expression(exp.Boolean(this=True), token),
            TokenType.FALSE: lambda self, token: self.expression(exp.Boolean(this=False), token),
        }


def tree_of(text: str, *, where: Where = NOWHERE) -> exp.Expr:
    """SQLGlot's tree of an expression.

    Raises:
        YoujuError: L204–L208, L221, L222: empty, too long, too deep, not an expression.
    """
    if not text.strip():
        raise _error("L206", text, 0, where)
    if len(text) > MAX_LENGTH:
        raise _error("L207", text, MAX_LENGTH, where, most=MAX_LENGTH)
    _check_characters(text, where)
    try:
        tokens = Youju().tokenize(text)
    except SqlglotError as error:
        raise _error("L221", text, _open_quote(text), where) from error
    tokens = [token for token in tokens if text[token.start] != "\u3000"]
    _check_brackets(tokens, text, where)
    tokens = _rewrite(tokens)
    try:
        trees = Youju().parser().parse_into(exp.Condition, tokens, text)
    except ParseError as error:
        raise _explained(error, tokens, text, where) from error
    except RecursionError as error:
        raise _error("L208", text, 0, where, most=MAX_NESTING) from error
    tree = trees[0] if len(trees) == 1 else None
    if tree is None:
        raise _error("L204", text, 0, where, near=_shown(text))
    return tree


def locate(text: str, at: int, where: Where = NOWHERE) -> Where:
    """The place of an offset, as line and column from 1, within a file when `where` names one.

    Example:
        >>> str(locate("a >\\n  b", 6))
        '第2行第3列'
    """
    before = text[:at]
    line, column = before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1
    if where.line is None:
        return Where(where.file, line, column, where.path, where.row)
    if where.column is None:
        return Where(where.file, where.line + line - 1, None, where.path, where.row)
    shifted = where.column + column - 1 if line == 1 else column
    return Where(where.file, where.line + line - 1, shifted, where.path, where.row)


def start_of(node: exp.Expr) -> int:
    """Offset at which a part of the tree begins, as far as its names and literals tell."""
    starts = [part.meta["start"] for part in node.walk() if "start" in part.meta]
    return min(starts, default=0)


def problem(code: str, text: str, at: int, where: Where, **fields: object) -> Problem:
    """A problem at an offset."""
    return Problem(CODES[code], fields, locate(text, at, where))


def _error(code: str, text: str, at: int, where: Where, **fields: object) -> YoujuError:
    return YoujuError(problem(code, text, at, where, **fields))


def _shown(text: str, most: int = 20) -> str:
    return text if len(text) <= most else text[:most] + "…"


def _check_characters(text: str, where: Where) -> None:
    for at, character in enumerate(text):
        if unicodedata.category(character) in ("Cc", "Cs", "Cf") and character not in "\t\r\n\u200d":
            raise _error("L222", text, at, where, character=f"U+{ord(character):04X}")


def _open_quote(text: str) -> int:
    """Where the quote begins that never ends."""
    closing = {"'": "'", '"': '"', "`": "`", "“": "”", "‘": "’"}
    at = 0
    while at < len(text):
        if text[at] in closing:
            end = text.find(closing[text[at]], at + 1)
            if end < 0:
                return at
            at = end
        at += 1
    return 0


def _check_brackets(tokens: Sequence[Token], text: str, where: Where) -> None:
    """Brackets in pairs, not too deep, and one expression only."""
    problems: list[Problem] = []
    waiting: list[Token] = []
    for token in tokens:
        kind = token.token_type
        if kind is TokenType.SEMICOLON:
            problems.append(problem("L205", text, token.start, where, what="分号", instead="只写一个表达式"))
        elif kind in _OPENING:
            waiting.append(token)
            if len(waiting) > MAX_NESTING:
                raise _error("L208", text, token.start, where, most=MAX_NESTING)
        elif kind in _CLOSING:
            if waiting and waiting[-1].token_type is _CLOSING[kind]:
                waiting.pop()
            else:
                near = text[token.start : token.end + 1]
                problems.append(problem("L204", text, token.start, where, near=near))
    problems += [problem("L223", text, token.start, where, open=token.text) for token in waiting]
    if problems:
        raise YoujuError(problems)


def _rewrite(tokens: Sequence[Token]) -> list[Token]:
    """``date '…'`` and ``30万元`` become calls, so that the parser needs no rule of its own."""
    result: list[Token] = []
    for token in tokens:
        if result and _is_date(result[-1], token):
            result += _call(DAY, result.pop(), [token])
        elif result and _is_quantity(result[-1], token):
            amount = result.pop()
            result += _call(QUANTITY, amount, [amount, _as(token, TokenType.STRING)])
        else:
            result.append(token)
    return result


def _is_date(word: Token, token: Token) -> bool:
    is_word = word.token_type is TokenType.VAR and word.text.lower() == DAY
    return is_word and token.token_type is TokenType.STRING


def _is_quantity(number: Token, token: Token) -> bool:
    return (
        number.token_type is TokenType.NUMBER
        and token.token_type is TokenType.VAR
        and token.start == number.end + 1
        and not re.match(r"[A-Za-z0-9_]", token.text)
    )


def _as(token: Token, kind: TokenType, text: str | None = None) -> Token:
    return Token(kind, token.text if text is None else text, token.line, token.col, token.start, token.end)


def _call(name: str, at: Token, arguments: Sequence[Token]) -> list[Token]:
    tokens = [_as(at, TokenType.VAR, name), _as(at, TokenType.L_PAREN, "(")]
    for argument in arguments:
        tokens += [argument, _as(argument, TokenType.COMMA, ",")]
    tokens[-1] = _as(arguments[-1], TokenType.R_PAREN, ")")
    return tokens


def _explained(error: ParseError, tokens: Sequence[Token], text: str, where: Where) -> YoujuError:
    """SQLGlot's complaint in words that help."""
    for token in tokens:
        if token.token_type is TokenType.VAR and token.text.upper() in _FOREIGN:
            return _error(
                "L205", text, token.start, where,
                what=_FOREIGN[token.text.upper()],
                instead="只用字段、运算符和所列函数",
            )  # fmt: skip
    first = error.errors[0] if error.errors else {}
    description, near = str(first.get("description", "")), str(first.get("highlight", ""))
    at = _offset(tokens, text, int(first.get("line") or 1), int(first.get("col") or 1))
    if "Required keyword" in description or at >= len(text.rstrip()) or near == "":
        return _error("L224", text, at, where, near=near or _shown(text.strip()))
    return _error("L204", text, at, where, near=near)


def _offset(tokens: Sequence[Token], text: str, line: int, column: int) -> int:
    """Offset of the token that ends at SQLGlot's line and column."""
    for token in tokens:
        if (token.line, token.col) == (line, column):
            return token.start
    return len(text)
