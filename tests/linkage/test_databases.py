"""Lists that lie in databases: read without changing anything, and nothing of the address is ever said."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from typer.testing import CliRunner

from tests.linkage.test_deliveries import HEADINGS, codes, listing
from youju.cli import app
from youju.errors import YoujuError
from youju.linkage import config, deliveries

SECRET = "mima-9f3c"
COLUMNS = ", ".join(f'"{heading}" text' for heading in HEADINGS)


def configured(tmp_path: Path, lists: str) -> config.Configuration:
    path = tmp_path / "lists.yaml"
    path.write_text(f"lists:\n{lists}", encoding="utf-8")
    return config.read(path)


@pytest.fixture
def sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "civil affairs.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"create table units ({COLUMNS}, size integer)")
        connection.executemany("insert into units values (?, ?, ?, ?, 5)", listing())
        connection.execute("update units set size = null where rowid = 2")
    monkeypatch.setenv("CIVIL", f"sqlite:///{path}")
    return path


@pytest.fixture
def server(db: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A schema of another department, which a user of its own may read."""
    with psycopg.connect(db.conninfo(), autocommit=True) as connection:
        connection.execute("create schema civil")
        connection.execute(f"create table civil.units ({COLUMNS})")
        connection.cursor().executemany("insert into civil.units values (%s, %s, %s, %s)", listing())
        told = conninfo_to_dict(db.conninfo())
        monkeypatch.setenv("CIVIL", f"postgresql:///?{urlencode(told)}")
        yield connection
        connection.execute("drop schema civil cascade")


def test_sqlite_gives_what_a_file_gives(tmp_path: Path, sqlite: Path) -> None:
    lists = "  civil: {database: CIVIL, table: units, items: {staff: size}}\n"
    before = sqlite.read_bytes()
    read = deliveries.read_all(configured(tmp_path, lists))["civil"]
    assert read.raw["name"].to_pylist() == [row[1] for row in listing()]
    assert read.raw["code"][3].as_py() == listing()[3][0]
    assert read.columns["address"] == "住所"
    assert read.items["staff"].to_pylist()[:3] == ["5", None, "5"]
    assert sqlite.read_bytes() == before


def test_postgresql_gives_what_a_file_gives(tmp_path: Path, server: Any, monkeypatch: Any) -> None:
    from youju.linkage import databases

    monkeypatch.setattr(databases, "_BATCH", 7)
    query = "select *, null::date as 注销日期 from civil.units where 企业名称 like '%第1%' order by 2"
    lists = (
        f'  civil: {{database: CIVIL, table: civil.units}}\n  some: {{database: CIVIL, query: "{query}"}}\n'
    )
    read = deliveries.read_all(configured(tmp_path, lists))
    assert sorted(read["civil"].raw["name"].to_pylist()) == sorted(row[1] for row in listing())
    assert len(read["some"].raw) == 11


@pytest.mark.parametrize(
    ("address", "how", "code", "said"),
    [
        (None, "table: units", "U520", "“CIVIL”"),
        ("ftp://reader:{secret}@127.0.0.1/x", "table: units", "U521", "地址"),
        ("reader {secret}", "table: units", "U521", "地址"),
        ("postgresql://reader:{secret}@127.0.0.1:1/civil?port=x", "table: units", "U52", "civil"),
        ("postgresql://reader:{secret}@127.0.0.1:1/civil", "table: units", "U522", "没有连上服务器"),
        ("postgresql://reader:{secret}@127.0.0.1/civil?nonsense=1", "table: units", "U521", "地址"),
        ("sqlite:////nowhere/{secret}.db", "table: units", "U522", "没有这个数据库文件"),
        ("sqlite", "table: nobody", "U523", "nobody"),
        ("sqlite", "query: select absent from units", "U523", "absent"),
        ("sqlite", "query: delete from units", "U524", "readonly"),
        ("sqlite", "query: selec", "U524", "syntax"),
        ("server", "table: civil.nobody", "U523", "nobody"),
        ("server", "query: select nothing from civil.units", "U523", "nothing"),
        ("server", "query: delete from civil.units", "U524", ""),
        ("server", "query: delete from civil.units returning *", "U524", ""),
        ("server", "query: select 1/0 as name", "U524", "zero"),
    ],
)
def test_every_fault_is_told_and_nothing_of_the_address(
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    address: str | None,
    how: str,
    code: str,
    said: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    if address in ("sqlite", "server"):
        request.getfixturevalue(address)
    elif address is not None:
        monkeypatch.setenv("CIVIL", address.format(secret=SECRET))
    found = configured(tmp_path, f"  civil: {{database: CIVIL, {how}}}\n")
    with pytest.raises(YoujuError) as caught:
        deliveries.read_all(found)
    (problem,) = caught.value.problems
    assert problem.code.id.startswith(code)
    assert said in problem.sentence()
    assert (problem.where.file, problem.where.line) == ("lists.yaml", 2)
    assert SECRET not in problem.sentence() + str(problem.as_dict()) + caplog.text
    assert caught.value.__cause__ is None
    if address == "server":
        count = request.getfixturevalue("server").execute("select count(*) from civil.units").fetchone()
        assert count == (20,)


def test_what_a_database_list_may_say(tmp_path: Path) -> None:
    cases = {
        "{database: CIVIL}": "U503",
        "{database: CIVIL, table: units, query: select 1}": "U503",
        "{database: CIVIL, table: 'units; drop'}": "U503",
        "{database: CIVIL, table: units, encoding: gbk}": "U503",
        "{table: units}": "U504",
    }
    for case, code in cases.items():
        with pytest.raises(YoujuError) as caught:
            configured(tmp_path, f"  civil: {case}\n")
        assert code in codes(caught), case


def test_the_command_links_lists_of_both_kinds(tmp_path: Path, sqlite: Path) -> None:
    import csv

    with (tmp_path / "market.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([HEADINGS, *listing()])
    lists = "lists:\n  market: {file: market.csv}\n  civil: {database: CIVIL, table: units}\n"
    (tmp_path / "lists.yaml").write_text(lists, encoding="utf-8")
    out = tmp_path / "links.csv"
    done = CliRunner().invoke(app, ["link", "--config", str(tmp_path / "lists.yaml"), "--out", str(out)])
    assert done.exit_code == 0, done.output
    with out.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len({row["unit"] for row in rows}) == 20
    assert len(rows) == 40
