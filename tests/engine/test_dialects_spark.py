"""Spark (Sail over Spark Connect) and the one-record evaluator give the same answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.agreement import connect, differences
from tests.engine.test_dialects import EDGES, understood
from tests.language.expressions import expressions
from youju.engine.backends.base import Backend
from youju.engine.dialects import Dialect, quoted

pytestmark = [pytest.mark.spark, pytest.mark.xdist_group("spark")]


@pytest.fixture(scope="module")
def spark() -> Iterator[Backend]:
    from youju.engine.backends.spark import Spark

    with Spark() as engine:
        yield connect(engine)


def test_the_edges(spark: Backend) -> None:
    found = differences(spark, EDGES)
    assert not found, "\n\n".join(found[:5])


# Four at a time: a query costs Sail more than the expressions in it.
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(expressions(3), min_size=2, max_size=8))
def test_spark_agrees_with_the_evaluator(spark: Backend, texts: list[str]) -> None:
    found = differences(spark, understood(texts))
    assert not found, found[0]


@pytest.mark.parametrize(
    "text", ["'", "\\", "\\'", "'; DROP TABLE records; --", "a\\\\b", '"', "`", "🦆", "%s", "${x}", ""]
)
def test_text_cannot_become_syntax(spark: Backend, text: str) -> None:
    written = "'" + text.replace("'", "''") + "'"
    found = differences(spark, [f"title = {written}", f"length({written})", f"coalesce(title, {written})"])
    assert not found, found[0]


def test_names_cannot_become_syntax(spark: Backend) -> None:
    column = quoted("a`b'\"", Dialect.SPARK)
    assert spark.sql(f"SELECT {column} + 1 AS one FROM (SELECT 1 AS {column})").to_pylist() == [{"one": 2}]
