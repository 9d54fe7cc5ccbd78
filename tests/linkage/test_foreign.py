"""Lists in other departments' databases, here with SQLite in their place; and without a driver."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from tests.linkage.test_databases import COLUMNS, SECRET, configured
from tests.linkage.test_deliveries import listing
from youju.errors import YoujuError
from youju.linkage import deliveries, foreign


@pytest.fixture
def other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database that is asked as MySQL is, by another driver; its session is made to read only."""
    path = tmp_path / "civil.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f'create table 社会组织 ({COLUMNS}, "登记 日期" text)')
        connection.executemany("insert into 社会组织 values (?, ?, ?, ?, '12:30')", listing())
    kind = replace(
        foreign.KINDS["mysql"], driver="sqlite+pysqlite", waiting="timeout",
        opening="PRAGMA query_only = 1", missing=("no such",),
    )  # fmt: skip
    monkeypatch.setitem(foreign.KINDS, "mysql", kind)
    monkeypatch.setenv("CIVIL", f"mysql:///{path}")
    return path


def test_another_database_gives_what_a_file_gives(
    tmp_path: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from youju.linkage import databases

    monkeypatch.setattr(databases, "_BATCH", 7)
    query = "select * from 社会组织 where 企业名称 like '%第1%' and '登记 日期' <> ':x'"
    lists = f'  civil: {{database: CIVIL, table: 社会组织}}\n  some: {{database: CIVIL, query: "{query}"}}\n'
    before = other.read_bytes()
    read = deliveries.read_all(configured(tmp_path, lists))
    assert read["civil"].raw["name"].to_pylist() == [row[1] for row in listing()]
    assert read["civil"].columns["address"] == "住所"
    assert len(read["some"].raw) == 11
    assert other.read_bytes() == before


@pytest.mark.parametrize(
    ("address", "how", "code", "said"),
    [
        (None, "table: nobody", "U523", "nobody"),
        (None, "query: select absent from 社会组织", "U523", "absent"),
        (None, "query: delete from 社会组织", "U524", "readonly"),
        (None, "query: selec", "U524", "syntax"),
        ("dm://reader:{secret}@127.0.0.1:5236", "table: units", "U525", "dmSQLAlchemy"),
        ("oracle://reader:{secret}@127.0.0.1:1/?service_name=x", "table: units", "U522", "没有连上服务器"),
        ("mariadb://reader:{secret}@127.0.0.1:1/x", "table: units", "U522", "没有连上服务器"),
        ("mariadb://reader:{secret}@127.0.0.1:port/x", "table: units", "U521", "地址"),
    ],
)
def test_every_fault_is_told_and_nothing_of_the_address(
    tmp_path: Path,
    other: Path,
    monkeypatch: pytest.MonkeyPatch,
    address: str | None,
    how: str,
    code: str,
    said: str,
) -> None:
    if address is not None:
        monkeypatch.setenv("CIVIL", address.format(secret=SECRET))
    with pytest.raises(YoujuError) as caught:
        deliveries.read_all(configured(tmp_path, f"  civil: {{database: CIVIL, {how}}}\n"))
    (problem,) = caught.value.problems
    assert problem.code.id == code and said in problem.sentence()
    assert (problem.where.file, problem.where.line) == ("lists.yaml", 2)
    assert SECRET not in problem.sentence() + str(problem.as_dict())
    assert caught.value.__cause__ is None


def test_without_the_optional_part_it_says_what_to_install(
    tmp_path: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    with pytest.raises(YoujuError) as caught:
        deliveries.read_all(configured(tmp_path, "  civil: {database: CIVIL, table: units}\n"))
    (problem,) = caught.value.problems
    assert problem.code.id == "U525"
    assert "MySQL" in problem.sentence() and "pip install 'youju[databases]'" in problem.sentence()


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("(1045, \"Access denied for user 'reader'@'x'\")", "用户名或密码不对"),
        ("(1049, \"Unknown database 'x'\")", "没有这个数据库"),
        ("ORA-01017: invalid username/password", "用户名或密码不对"),
        ("ORA-12514: no listener", "没有这个数据库"),
        ("(18456, b\"Login failed for user 'reader'.\")", "用户名或密码不对"),
        ('(2003, "... ([Errno -2] Name or service not known)")', "找不到这台服务器"),
        ("timed out", "没有连上服务器"),
    ],
)
def test_why_there_is_no_connection(said: str, reason: str) -> None:
    assert foreign.connecting(said) == reason


def test_nothing_of_the_address_is_passed_on() -> None:
    url = make_url(f"mysql://reader:{SECRET}@db.example.cn/minzheng")
    error: Any = Exception(1146, f"Table 'minzheng.x' of reader:{SECRET}@db.example.cn")
    assert foreign._without(foreign._said(error), url) == "Table '….x' of …:…@…"
    assert foreign._said(Exception(208, "对象名无效".encode())) == "对象名无效"


@pytest.mark.parametrize(
    ("address", "driver", "database", "package"),
    [
        ("mysql://reader:x@127.0.0.1:1/civil", "pymysql", "MySQL", "PyMySQL"),
        ("mssql://reader:x@127.0.0.1:1/civil", "pymssql", "SQL Server", "pymssql"),
        ("oracle://reader:x@127.0.0.1:1/?service_name=civil", "oracledb", "Oracle", "oracledb"),
        ("dm://reader:x@127.0.0.1:1", "dmPython", "达梦", "dmPython"),
    ],
)
def test_a_driver_that_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, driver: str, database: str, package: str
) -> None:
    monkeypatch.setenv("CIVIL", address)
    monkeypatch.setitem(sys.modules, driver, None)
    with pytest.raises(YoujuError) as caught:
        deliveries.read_all(configured(tmp_path, "  civil: {database: CIVIL, table: units}\n"))
    (problem,) = caught.value.problems
    told = problem.sentence()
    assert problem.code.id == "U525"
    assert f"名录“civil”在{database}数据库中" in told
    assert package in told
    assert "youju[databases]" in told
