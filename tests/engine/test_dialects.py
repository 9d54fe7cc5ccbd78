"""DuckDB and the one-record evaluator give the same answers; the SQL is safe and always the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.engine.agreement import COLUMNS, connect, differences
from tests.language.expressions import AS_OF, RECORDS, SYMBOLS, expressions
from youju.engine import dialects
from youju.engine.backends.base import Backend
from youju.engine.backends.duckdb import DuckDB
from youju.engine.dialects import Columns, Dialect, quoted
from youju.errors import YoujuError
from youju.language import Symbol, Symbols, Type, evaluate, parse
from youju.language.functions import FUNCTIONS

EDGES = (
    "amount * score",
    "done * score / amount",
    "score * score",
    "score * score * score",
    "score * 99999999999999999",
    "score / 0.0000000001",
    "score / score",
    "0.0000000001 / score",
    "score % 0.7",
    "score % -3",
    "score / 0",
    "score % 0",
    "amount + 99999999999999999 > 5",
    "score + 99999999999999999",
    "score - 99999999999999999",
    "-score - 99999999999999999",
    "round(score) > 0",
    "round(score, 2) = 0",
    "round(-score, 3)",
    "score * 0.0000000001 >= 0.0000000012",
    "score / 3 > 0.3333333333",
    "score / 3 in (1, 2.3333333333)",
    "score * 0.5 between 0.5 and 1",
    "add_workdays(received, score)",
    "add_workdays(received, -3)",
    "add_workdays(received, 0)",
    "add_workdays(received, 15)",
    "add_workdays(closed, -5000)",
    "add_workdays(closed, 5000)",
    "workdays_between(received, closed)",
    "add_days(received, score)",
    "add_months(received, score)",
    "add_months(closed, 1)",
    "add_months(closed, -1)",
    "add_months(closed, 12)",
    "add_days(closed, 3652058)",
    "add_days(closed, -3652058)",
    "add_months(closed, 119987)",
    "overdue(rectify)",
    "overdue(reply)",
    "remaining(rectify)",
    "remaining(reply)",
    "due(reply)",
    "started(rectify)",
    "stopped_on(reply)",
    "running(reply)",
    "paused(reply)",
    "stopped(reply)",
    "plot + land",
    "land - plot",
    "land > plot",
    "done + 1亿元",
    "rate * amount",
    "amount / rate",
    "share(done, amount)",
    "min_of(amount, done, 1元)",
    "max_of(rate, 50)",
    "title < note",
    "title = note",
    "length(title)",
    "substring(title, 2, 1)",
    "title like '%\\%'",
    "title like 'a\\b'",
    "title like '_'",
    "title like '100%'",
    "ends_with(title, '\\b')",
    "contains(note, '''')",
    "title in ('🦆', 'o''neil')",
    "state in ('整改中', '已销号')",
    "urgent = checked",
    "urgent <> (amount > 1)",
    "(amount > 1) is not true",
    "coalesce(urgent, checked, true)",
    "case state when '整改中' then 1 when '已销号' then 2.5 end",
    "photo is null",
    "previous(amount) + same_period_last_year(amount)",
    "source.tax.sales / done",
    "within(division, '34')",
    "within(trade, 'C')",
    "not within(trade, '13-43,01')",
    "received - closed",
    "(received - closed) * 2",
    "year(received) * 12 + month(received)",
    "-overdue(rectify)",
    "abs(received - closed) > 30",
    "received between closed and as_of()",
    "true",
    "null is null",
    "1 / 3",
    "as_of()",
)
"""What has gone wrong with one engine or another, or could; each is also run on Spark."""


@pytest.fixture(scope="module")
def duckdb() -> Iterator[Backend]:
    with DuckDB() as engine:
        yield connect(engine)


@pytest.mark.parametrize("text", EDGES)
def test_an_edge(duckdb: Backend, text: str) -> None:
    found = differences(duckdb, [text])
    assert not found, found[0]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(expressions(3), min_size=1, max_size=4))
def test_duckdb_agrees_with_the_evaluator(duckdb: Backend, texts: list[str]) -> None:
    found = differences(duckdb, understood(texts))
    assert not found, found[0]


def understood(texts: list[str]) -> list[str]:
    """The expressions that are not too complex; at least one."""
    kept = []
    for text in texts:
        try:
            parse(text, SYMBOLS)
            kept.append(text)
        except YoujuError as error:
            assert error.code == "L208", str(error)
    assume(kept)
    return kept


def test_every_function_has_an_edge() -> None:
    tried = " ".join(EDGES)
    missing = {name for name in FUNCTIONS if f"{name}(" not in tried}
    assert missing <= {"starts_with", "quarter", "day", "days_between"}, missing  # the random test has them


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf")), max_size=30))
@settings(max_examples=100, deadline=None)
def test_text_cannot_become_syntax(duckdb: Backend, text: str) -> None:
    written = "'" + text.replace("'", "''") + "'"
    expression = parse(f"title = {written} or length({written}) = {len(text)}", SYMBOLS)
    sql = dialects.compile(expression, Dialect.DUCKDB, COLUMNS)
    answers = duckdb.sql(f"SELECT {written} AS said, {sql} AS ok FROM records WHERE {sql}").to_pylist()
    assert len(answers) == 40
    assert {row["said"] for row in answers} == {text}


@pytest.mark.parametrize("name", ['a"b', "a`b", "a b", "a;--", "金额", "'", "\\"])
def test_names_cannot_become_syntax(name: str) -> None:
    with DuckDB() as engine:
        column = quoted(name, Dialect.DUCKDB)
        rows = engine.sql(f"SELECT {column} + 1 AS one FROM (SELECT 1 AS {column})").to_pylist()
    assert rows == [{"one": 2}]
    assert dialects.compile(
        parse('"x"', Symbols([Symbol("x", "乙", Type.of("number"))])),
        Dialect.SPARK,
        Columns(AS_OF, {"x": name}),
    ) == quoted(name, Dialect.SPARK)


@given(expressions(3))
@settings(max_examples=50, deadline=None)
def test_the_text_is_always_the_same(text: str) -> None:
    (text,) = understood([text])
    for dialect in Dialect:
        assert dialects.compile(parse(text, SYMBOLS), dialect, COLUMNS) == dialects.compile(
            parse(text, SYMBOLS), dialect, COLUMNS
        )


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("金额 > 30", '"f_amount" > 30'),
        ("状态 = '已销号' and not 紧急", '("state" = \'cleared\') AND (NOT "f_urgent")'),
        (
            "amount + done",
            'TRY_CAST("f_amount" + TRY(CAST("f_done" * 0.0001 AS DECIMAL(27, 10))) AS DECIMAL(27, 10))',
        ),
        (
            "add_workdays(received, 15) < as_of()",
            "youju_add_workdays(\"f_received\", 15) < DATE '2024-02-29'",
        ),
        ("previous(amount) is null", '"previous__f_amount" IS NULL'),
    ],
)
def test_the_sql_can_be_read(text: str, sql: str) -> None:
    assert dialects.compile(parse(text, SYMBOLS), Dialect.DUCKDB, COLUMNS) == sql


def test_columns_can_be_told_apart() -> None:
    columns = Columns(dt.date(2024, 1, 1), table="r", prefix="x_")
    assert dialects.compile(parse("amount > 1 and state = 'cleared'", SYMBOLS), Dialect.DUCKDB, columns) == (
        '("r"."x_amount" > 1) AND ("r"."state" = \'cleared\')'
    )


def test_rows_known_to_count_natural_days_are_counted_so(duckdb: Backend) -> None:
    assert any(record["clocks"]["rectify"] and record["clocks"]["rectify"].workdays for record in RECORDS)
    known = Columns(AS_OF, natural=frozenset({"rectify"}))
    for name in ("overdue", "remaining"):
        expression = parse(f"{name}(rectify)", SYMBOLS)
        sql = dialects.compile(expression, Dialect.DUCKDB, known)
        assert "workdays" not in sql
        rows = duckdb.sql(f"SELECT {sql} AS x FROM records ORDER BY row").column("x").to_pylist()
        for record, found in zip(RECORDS, rows, strict=True):
            reading = record["clocks"]["rectify"]
            natural = {"clocks": {"rectify": reading and replace(reading, workdays=False)}}
            assert found == evaluate(expression, natural, as_of=AS_OF)
