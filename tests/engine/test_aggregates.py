"""Figures from sets: exact, independent of order, divided once; compared with Python over the same rows."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.agreement import COLUMNS, connect, table
from tests.language.expressions import AS_OF, RECORDS, SYMBOLS
from youju.engine.aggregates import Aggregate, Measure, aggregate, quotient, rounded, value_of
from youju.engine.backends.base import Backend
from youju.engine.backends.duckdb import DuckDB
from youju.language import evaluate, parse


def _spark() -> Backend:
    from youju.engine.backends.spark import Spark

    return Spark()


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(DuckDB, id="duckdb"),
        pytest.param(_spark, id="spark", marks=[pytest.mark.spark, pytest.mark.xdist_group("spark")]),
    ],
)
def engine(request: pytest.FixtureRequest) -> Iterator[Backend]:
    with request.param() as made:
        yield connect(made)


def _run(engine: Backend, figure: Aggregate, source: str = "records") -> Decimal | None:
    where = f" WHERE {figure.where}" if figure.where else ""
    below = figure.denominator or "NULL"
    sql = f"SELECT {figure.numerator} AS n, {below} AS d FROM {source}{where}"
    (row,) = engine.sql(sql).to_pylist()
    return value_of(figure.measure, row["n"], row["d"])


def _known(text: str, where: str | None = None) -> list[Any]:
    taken = [r for r in RECORDS if where is None or evaluate(parse(where, SYMBOLS), r, as_of=AS_OF) is True]
    values = [evaluate(parse(text, SYMBOLS), record, as_of=AS_OF) for record in taken]
    return [value for value in values if value is not None]


def _exact(values: list[Decimal]) -> Decimal:
    total = sum((Fraction(value) for value in values), Fraction(0))
    assert (total * 10**10).denominator == 1
    return Decimal(f"{(total * 10**10).numerator}e-10")


@pytest.mark.parametrize(
    "text", ["score", "amount + done", "overdue(rectify)", "score / 3", "round(score, 2)"]
)
@pytest.mark.parametrize("where", [None, "urgent", "state = '已销号'", "false"])
def test_totals(engine: Backend, text: str, where: str | None) -> None:
    if text == "score":
        text = "score * 0.001"  # the ends of the range overflow a product elsewhere; here they are wanted too
    values = _known(text, where)

    def figure(measure: Measure) -> Aggregate:
        scope = None if where is None else parse(where, SYMBOLS)
        return aggregate(measure, engine.dialect, COLUMNS, value=parse(text, SYMBOLS), where=scope)

    assert _run(engine, figure(Measure.SUM)) == _exact(values)
    assert _run(engine, figure(Measure.AVERAGE)) == quotient(_exact(values), len(values))
    assert _run(engine, figure(Measure.MIN)) == min(values, default=None)
    assert _run(engine, figure(Measure.MAX)) == max(values, default=None)
    assert _run(engine, figure(Measure.DISTINCT)) == len(set(values))


def test_counts_and_shares(engine: Backend) -> None:
    def conditions(text: str) -> int:
        return sum(value is True for value in _known(text))

    def figure(measure: Measure, **texts: str) -> Decimal | None:
        parts = {name: parse(text, SYMBOLS) for name, text in texts.items()}
        return _run(engine, aggregate(measure, engine.dialect, COLUMNS, **parts))

    assert figure(Measure.COUNT) == len(RECORDS)
    assert figure(Measure.COUNT, where="urgent") == conditions("urgent")
    share = figure(Measure.SHARE, numerator="urgent", denominator="checked")
    assert share == quotient(conditions("urgent and checked"), conditions("checked"), times=100)
    assert figure(Measure.SHARE, numerator="urgent") == quotient(
        conditions("urgent"), len(RECORDS), times=100
    )
    assert figure(Measure.SHARE, numerator="true", denominator="false") is None
    assert figure(Measure.DISTINCT, value="title") == len(set(_known("title")))


@pytest.mark.parametrize("seed", range(3))
def test_a_sum_does_not_depend_on_order_or_threads(seed: int) -> None:
    numbers = random.Random(seed)
    values = [Decimal(f"{numbers.randint(-(10**22), 10**22)}e-6") for _ in range(20_000)]
    expected = sum(map(Fraction, values), Fraction(0))
    figure = None
    for threads in (1, 4):
        numbers.shuffle(values)
        with DuckDB(threads=threads) as engine:
            engine.register("records", pa.table({"f_score": pa.array(values, pa.decimal128(23, 6))}))
            figure = aggregate(Measure.SUM, engine.dialect, COLUMNS, value=parse("score", SYMBOLS))
            found = _run(engine, figure)
            assert found is not None
            assert Fraction(found) == expected


def test_groups_work_as_well() -> None:
    with DuckDB() as engine:
        engine.register("records", table())
        figure = aggregate(Measure.COUNT, engine.dialect, COLUMNS)
        rows = engine.sql(f'SELECT "state" AS s, {figure.numerator} AS n FROM records GROUP BY 1').to_pylist()
    assert sum(row["n"] for row in rows) == len(RECORDS)
    for row in rows:
        assert row["n"] == sum(record["state"] == row["s"] for record in RECORDS)


def test_what_cannot_be_measured_is_the_programs_mistake(engine: Backend) -> None:
    title, amount = parse("title", SYMBOLS), parse("amount", SYMBOLS)
    for measure, parts in (
        (Measure.SUM, {}),
        (Measure.SUM, {"value": title}),
        (Measure.SHARE, {}),
        (Measure.SHARE, {"numerator": amount}),
        (Measure.COUNT, {"where": amount}),
    ):
        with pytest.raises(ValueError, match=r"need|no "):
            aggregate(measure, engine.dialect, COLUMNS, **parts)


totals = st.decimals(-(10**20), 10**20, places=6, allow_nan=False)


@given(totals, totals, st.integers(1, 100))
def test_totals_are_divided_exactly(a: Decimal, b: Decimal, times: int) -> None:
    found = quotient(a, b, times=times)
    if not b:
        assert found is None
        return
    assert found is not None
    error = abs(Fraction(found) - Fraction(a) * times / Fraction(b))
    assert error <= Fraction(1, 2 * 10**10)
    assert quotient(a.copy_negate(), b, times=times) == found.copy_negate()


@given(totals, st.integers(0, 6))
def test_figures_are_printed_half_away_from_zero(a: Decimal, places: int) -> None:
    assert abs(Fraction(rounded(a, places)) - Fraction(a)) <= Fraction(1, 2 * 10**places)
    assert rounded(a.copy_negate(), places) == rounded(a, places).copy_negate()
