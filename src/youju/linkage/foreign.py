"""Lists in the databases that other departments run: MySQL, MariaDB, SQL Server, Oracle, 达梦.

Enter at `batches`. SQLAlchemy reaches them with the usual driver of each; both are an optional part of the
installation (the extra ``databases``; the driver of 达梦 comes with that database). What can be read only is
opened so; where a database knows no such thing, nothing is ever committed. Nothing of the address is said:
what a driver says is passed on without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from youju.errors import YoujuError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL

Fault = Callable[..., YoujuError]
Batches = Iterator[Sequence[Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of database.

    Attributes:
        label: As people call it.
        driver: As SQLAlchemy calls dialect and driver.
        packages: What has to be installed for it.
        waiting: How the driver is told how many seconds it may wait for a connection.
        opening: What makes the session one that reads only; empty where there is no such thing.
        missing: What a driver's words for a table or column that is not there hold.
    """

    label: str
    driver: str
    packages: str
    waiting: str = ""
    opening: str = ""
    missing: tuple[str, ...] = ()


_READING: Final = "SET TRANSACTION READ ONLY"
_MYSQL: Final = (
    "mysql+pymysql", "SQLAlchemy、PyMySQL", "connect_timeout", "SET SESSION TRANSACTION READ ONLY",
)  # fmt: skip
_NO_MYSQL: Final = ("doesn't exist", "Unknown column", "Unknown table")
_NO_ORACLE: Final = ("ORA-00942", "ORA-00904")
KINDS: Final[dict[str, Kind]] = {
    "mysql": Kind("MySQL", *_MYSQL, _NO_MYSQL),
    "mariadb": Kind("MariaDB", *_MYSQL, _NO_MYSQL),
    "mssql": Kind(
        "SQL Server", "mssql+pymssql", "SQLAlchemy、pymssql", "login_timeout", "",
        ("Invalid object name", "Invalid column name"),
    ),
    "oracle": Kind(
        "Oracle", "oracle+oracledb", "SQLAlchemy、oracledb", "tcp_connect_timeout",
        _READING, _NO_ORACLE,
    ),
    "dm": Kind(
        "达梦", "dm+dmPython", "SQLAlchemy、dmPython、dmSQLAlchemy", "", _READING,
        ("-2106", "-2207", "无效的表", "无效的列"),
    ),
}  # fmt: skip
"""By the beginning of an address."""
_PASSWORD: Final = ("Access denied", "password", "ORA-01017", "Login failed", "-2501", "用户名或密码错误")
_DATABASE: Final = ("Unknown database", "ORA-12514", "ORA-12505", "Cannot open database")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked.

    Attributes:
        variable: Environment variable that holds the address.
        table: Table, perhaps with its schema; or None.
        query: In place of a table; or None.
        patience: Seconds to wait for a connection.
        batch: Rows at a time.
    """

    variable: str
    table: str | None
    query: str | None
    patience: int
    batch: int


def batches(kind: Kind, address: str, wanted: Wanted, fault: Fault) -> Batches:
    """The headings as one row, then the rows.

    Args:
        kind: One of `KINDS`.
        address: Of the database.
        wanted: What is asked of it.
        fault: Makes the error of a code and its fields.

    Raises:
        YoujuError: U521 for an address that cannot be read, U522 when nobody answers, U523 for a table or
            column that is not there, U524 for what the database refuses, U525 where what asks it is not
            installed.
    """
    try:
        from sqlalchemy import exc
    except ImportError:
        raise _absent(kind, fault) from None
    engine, url = _engine(kind, address, wanted, fault)
    try:
        connection = engine.connect()
    except (exc.SQLAlchemyError, OSError) as error:
        raise fault("U522", reason=connecting(str(error))) from None
    with closing(connection):
        try:
            yield from _read(kind, connection, wanted)
        except exc.SQLAlchemyError as error:
            said = _without(_said(getattr(error, "orig", None) or error), url)
            is_missing = any(mark in said for mark in kind.missing)
            raise fault("U523" if is_missing else "U524", reason=said) from None


def _engine(kind: Kind, address: str, wanted: Wanted, fault: Fault) -> tuple[Engine, URL]:
    from sqlalchemy import create_engine, exc, pool
    from sqlalchemy.engine import make_url

    waiting: Mapping[str, int] = {kind.waiting: wanted.patience} if kind.waiting else {}
    try:
        url = make_url(address).set(drivername=kind.driver)
        return create_engine(url, poolclass=pool.NullPool, connect_args=dict(waiting)), url
    except (exc.NoSuchModuleError, ImportError):
        raise _absent(kind, fault) from None
    except (exc.ArgumentError, ValueError, TypeError):
        raise fault("U521", variable=wanted.variable) from None


def _read(kind: Kind, connection: Connection, wanted: Wanted) -> Batches:
    from sqlalchemy import exc, text

    if kind.opening:
        connection.exec_driver_sql(kind.opening)
    query = wanted.query or _all_of(connection, wanted.table or "")
    streaming = connection.execution_options(stream_results=True, max_row_buffer=wanted.batch)
    # As it stands: a colon begins no parameter, and each dialect writes per cent as its driver wants it.
    result = streaming.execute(text(query.replace(":", r"\:")))
    if not result.returns_rows:
        raise exc.InvalidRequestError("query 没有给出行")
    yield [list(result.keys())]
    while rows := result.fetchmany(wanted.batch):
        yield rows


def _all_of(connection: Connection, table: str) -> str:
    quoted = connection.dialect.identifier_preparer.quote
    return f"SELECT * FROM {'.'.join(quoted(part) for part in table.split('.'))}"  # noqa: S608


def _absent(kind: Kind, fault: Fault) -> YoujuError:
    return fault("U525", database=kind.label, packages=kind.packages)


def connecting(said: str) -> str:
    """Why there is no connection; nothing that a driver says is passed on, as it may hold the address."""
    if any(mark in said for mark in _PASSWORD):
        return "用户名或密码不对"
    if any(mark in said for mark in _DATABASE):
        return "没有这个数据库"
    if "resolve" in said or "Name or service" in said or "getaddrinfo" in said:
        return "找不到这台服务器"
    return "没有连上服务器"


def _said(error: BaseException) -> str:
    """The words of a driver's error, which come behind its number."""
    last = error.args[-1] if error.args else str(error)
    return last.decode("utf-8", "replace") if isinstance(last, bytes) else str(last)


def _without(said: str, url: URL) -> str:
    """What a driver says, without anything that the address holds."""
    for part in sorted(
        filter(None, (url.password, url.username, url.host, url.database)), key=len, reverse=True
    ):
        said = said.replace(str(part), "…")
    return said[:300]
