"""Expressions as SQL of an engine: deterministic text, one meaning.

Enter at `compile`. The text works in a connection of `youju.engine.backends`, which has run `setup`.
What an engine does in its own way is in `sql_duckdb` and `sql_spark`; what a number is, in
`youju.language.numbers`.
"""

from __future__ import annotations

from enum import StrEnum

from youju.engine import sql, sql_duckdb, sql_spark
from youju.engine.sql import FIELD, NUMBER, Columns, Compiler
from youju.language.nodes import Expression

__all__ = ["FIELD", "NUMBER", "Columns", "Dialect", "compile", "literal", "quoted", "setup"]


class Dialect(StrEnum):
    """Engines that expressions are compiled for."""

    DUCKDB = "duckdb"
    SPARK = "spark"


_COMPILERS: dict[Dialect, type[Compiler]] = {
    Dialect.DUCKDB: sql_duckdb.DuckDBCompiler,
    Dialect.SPARK: sql_spark.SparkCompiler,
}


def compile(expression: Expression, dialect: Dialect, columns: Columns) -> str:  # noqa: A001
    """SQL text of a scalar expression.

    Args:
        expression: From `youju.language.parse`.
        dialect: The engine.
        columns: Where the engine finds fields and clocks, and the day as at which they are read.

    Returns:
        Text that can stand in SELECT, WHERE (where NULL counts as not true) or an aggregate. The same
        expression and columns always give the same text.
    """
    return str(_COMPILERS[dialect](columns).sql(expression.root))


def quoted(name: str, dialect: Dialect) -> str:
    """A name as a quoted identifier.

    Example:
        >>> quoted('f_amount', Dialect.DUCKDB)
        '"f_amount"'
    """
    return sql.quoted(name, dialect.value)


def literal(text: str, dialect: Dialect) -> str:
    """A text as a literal.

    Example:
        >>> literal("a'b", Dialect.DUCKDB)
        "'a''b'"
    """
    return sql.literal(text, dialect.value)


def setup(dialect: Dialect) -> tuple[str, ...]:
    """Statements that a connection must have run before compiled text works in it."""
    return sql_duckdb.setup() if dialect is Dialect.DUCKDB else ()
