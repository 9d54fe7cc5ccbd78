"""Connections: Parquet in, Arrow out; DuckDB locked down; failures told with the statement."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from youju.engine.backends.base import Backend
from youju.engine.backends.duckdb import DuckDB
from youju.errors import YoujuError


def _spark() -> Backend:
    from youju.engine.backends.spark import Spark

    return Spark()


Connect = Callable[[Path], Backend]


@pytest.fixture(
    params=[
        pytest.param(lambda path: DuckDB([path]), id="duckdb"),
        pytest.param(
            lambda _: _spark(), id="spark", marks=[pytest.mark.spark, pytest.mark.xdist_group("spark")]
        ),
    ]
)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Backend]:
    connect: Connect = request.param
    with connect(tmp_path) as made:
        yield made


COLUMNS = {"row": "BIGINT", "f_amount": "DECIMAL(23, 6)", "f_new": "DATE"}


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    amounts = pa.array([Decimal("1.5"), None], pa.decimal128(23, 6))
    pq.write_table(pa.table({"row": [1, 2], "f_amount": amounts}), tmp_path / "a.parquet")
    pq.write_table(pa.table({"row": [3]}), tmp_path / "it's b.parquet")
    return [tmp_path / "a.parquet", tmp_path / "it's b.parquet"]


def test_parquet_with_columns_that_older_files_lack(engine: Backend, files: list[Path]) -> None:
    engine.read_parquet("records", files, columns=COLUMNS)
    found = engine.sql("SELECT * FROM records ORDER BY row")
    assert found.schema.names == list(COLUMNS)
    assert found.schema.field("f_amount").type == pa.decimal128(23, 6)
    assert found.schema.field("f_new").type == pa.date32()
    assert found.column("f_amount").to_pylist() == [Decimal("1.5"), None, None]


def test_no_file_is_no_row(engine: Backend) -> None:
    engine.read_parquet("records", [], columns=COLUMNS)
    assert engine.sql("SELECT * FROM records").num_rows == 0
    assert engine.sql("SELECT COUNT(*) AS n, SUM(f_amount) AS s FROM records").to_pylist() == [
        {"n": 0, "s": None}
    ]


def test_a_view_can_be_replaced(engine: Backend, files: list[Path]) -> None:
    engine.read_parquet("records", files)
    engine.read_parquet("records", files[:1])
    assert engine.sql("SELECT * FROM records").num_rows == 2


def test_few_rows_may_be_held_and_are_the_same(engine: Backend, files: list[Path]) -> None:
    wanted = "SELECT row, f_amount, f_new FROM v ORDER BY row"
    engine.read_parquet("v", files, columns=COLUMNS)
    read = engine.sql(wanted).to_pylist()
    engine.read_parquet("v", files, columns=COLUMNS, few=True)
    engine.read_parquet("w", files[1:], columns=COLUMNS, few=True)
    assert engine.sql(wanted).to_pylist() == read
    engine.read_parquet("v", files[1:], columns=COLUMNS, few=True)
    assert [row["row"] for row in engine.sql(wanted).to_pylist()] == [3]
    assert engine.sql("SELECT COUNT(*) AS n FROM w").to_pylist() == [{"n": 1}]


def test_a_missing_file_is_named(engine: Backend, tmp_path: Path) -> None:
    with pytest.raises(YoujuError, match=r"G403") as raised:
        engine.read_parquet("records", [tmp_path / "none.parquet"])
    assert "none.parquet" in str(raised.value)


def test_a_broken_file_is_told(engine: Backend, tmp_path: Path) -> None:
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 this is no parquet")
    with pytest.raises(YoujuError, match="G401"):
        engine.read_parquet("records", [tmp_path / "broken.parquet"])
        engine.sql("SELECT * FROM records")


def test_a_failing_statement_is_told_in_full(engine: Backend) -> None:
    with pytest.raises(YoujuError) as raised:
        engine.sql("SELECT missing_column FROM (SELECT 1 AS x)")
    assert raised.value.code == "G401"
    assert "SELECT missing_column FROM (SELECT 1 AS x)" in str(raised.value)


@pytest.mark.parametrize(
    "text", ["DROP VIEW records", "CREATE TABLE x (y INT)", "SET threads = 1", "INSERT INTO r VALUES (1)"]
)
def test_only_queries_are_run(engine: Backend, text: str) -> None:
    with pytest.raises(YoujuError, match="G404"):
        engine.sql(text)


def test_an_arrow_table_without_rows(engine: Backend) -> None:
    schema = pa.schema([("division", pa.string()), ("value", pa.decimal128(38, 10))])
    engine.register("given", schema.empty_table())
    assert engine.sql("SELECT division, value FROM given").num_rows == 0
    assert engine.sql("SELECT COUNT(*) AS n, SUM(value) AS s FROM given").to_pylist() == [{"n": 0, "s": None}]


def test_arrow_tables_and_the_version(engine: Backend) -> None:
    engine.register("t", pa.table({"s": ["中文🦆", None]}))
    assert engine.sql("SELECT s FROM t WHERE s IS NOT NULL").to_pylist() == [{"s": "中文🦆"}]
    assert any(name in engine.version for name in ("DuckDB 2", "Sail"))


@pytest.fixture
def locked(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Backend, Path]]:
    outside = tmp_path_factory.mktemp("outside")
    pq.write_table(pa.table({"secret": [1]}), outside / "x.parquet")
    (outside / "x.csv").write_text("secret\n1\n")
    with DuckDB([tmp_path]) as engine:
        yield engine, outside


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM read_parquet('{outside}/x.parquet')",
        "SELECT * FROM '{outside}/x.parquet'",
        "SELECT * FROM read_csv('{outside}/x.csv')",
        "SELECT * FROM read_text('{outside}/x.csv')",
        "SELECT * FROM glob('{outside}/*')",
        "SELECT * FROM read_parquet('{inside}/../{name}/x.parquet')",
        "SELECT * FROM read_parquet('http://127.0.0.1:1/x.parquet')",
        "COPY (SELECT 1) TO '{inside}/x.csv'",
        "ATTACH '{outside}/x.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "SET lock_configuration = false",
        "PRAGMA database_list",
        "SELECT 1; SELECT 2",
        "SELECT * FROM outside_frame",
    ],
)
def test_duckdb_is_locked_down(locked: tuple[Backend, Path], tmp_path: Path, text: str) -> None:
    engine, outside = locked
    outside_frame = pa.table({"secret": [1]})
    assert outside_frame.num_rows == 1
    with pytest.raises(YoujuError) as raised:
        engine.sql(text.format(outside=outside, inside=tmp_path, name=outside.name))
    assert raised.value.code in ("G401", "G404")


def test_another_directory_cannot_be_read(locked: tuple[Backend, Path]) -> None:
    engine, outside = locked
    with pytest.raises(YoujuError, match="G401"):
        engine.read_parquet("records", [outside / "x.parquet"])


def test_a_directory_whose_name_goes_on_is_another_one(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "inside").mkdir()
    pq.write_table(pa.table({"secret": [1]}), tmp_path / "inside" / "x.parquet")
    with DuckDB([tmp_path / "in"]) as engine, pytest.raises(YoujuError, match="G401"):
        engine.read_parquet("records", [tmp_path / "inside" / "x.parquet"])


def test_memory_is_limited(tmp_path: Path) -> None:
    query = "SELECT COUNT(*) AS n FROM (SELECT i FROM range(3000000) t(i) ORDER BY hash(i) LIMIT 2900000)"
    with DuckDB(memory_limit="20MiB", threads=1) as engine, pytest.raises(YoujuError, match="G401"):
        engine.sql(query)
    with DuckDB(memory_limit="20MiB", threads=1, temporary=tmp_path / "spill") as engine:
        assert engine.sql("SELECT COUNT(DISTINCT i) AS n FROM range(1000000) t(i)").to_pylist() == [
            {"n": 1_000_000}
        ]


def _in_fresh_python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_without_the_extra_spark_says_what_to_install() -> None:
    done = _in_fresh_python(
        "import sys\n"
        "sys.modules['pyspark'] = sys.modules['pyspark.sql'] = None\n"
        "from youju.engine.backends.spark import Spark\n"
        "from youju.errors import YoujuError\n"
        "try:\n    Spark()\nexcept YoujuError as error:\n    print(error)\n"
    )
    assert "没有安装Spark计算组件" in done.stdout, done.stderr
    assert "youju[spark]" in done.stdout


def test_the_base_and_the_dialects_import_no_engine() -> None:
    done = _in_fresh_python(
        "import sys\n"
        "import youju.engine.aggregates, youju.engine.backends.base\n"
        "import youju.engine.backends.spark, youju.language\n"
        "print([name for name in ('duckdb', 'pyspark', 'pysail', 'django') if name in sys.modules])\n"
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def _doubled(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        numbers = [number * 2 for number in batch.column("number").to_pylist()]
        yield pa.record_batch({"twice": pa.array(numbers, pa.int64()), "said": batch.column("said")})


def test_functions_of_ours_work_on_the_rows_of_a_query(engine: Backend) -> None:
    engine.register(
        "given", pa.table({"number": pa.array([1, 2, 3], pa.int64()), "said": ["甲", None, "丙"]})
    )
    schema = pa.schema([("twice", pa.int64()), ("said", pa.string())])
    engine.mapped("found", "SELECT number, said FROM given WHERE number > 1", _doubled, schema)
    found = engine.sql("SELECT twice, said FROM found ORDER BY twice").to_pylist()
    assert found == [{"twice": 4, "said": None}, {"twice": 6, "said": "丙"}]
    engine.mapped("found", "SELECT number, said FROM given WHERE number > 9", _doubled, schema)
    assert engine.sql("SELECT COUNT(*) AS many FROM found").to_pylist() == [{"many": 0}]
    with pytest.raises(YoujuError):
        engine.mapped("found", "SELECT nothing FROM given", _doubled, schema)
        engine.sql("SELECT * FROM found")
