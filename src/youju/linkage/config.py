"""The file that says which lists are linked and which column means what, read strictly.

Enter at `read`. YAML 1.2; every mistake is said with file and line, all of them at once. Columns that are not
mentioned are found by their headings (`GUESSES`).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from youju.errors import CODES, Problem, Where, YoujuError

FIELDS: Final = ("code", "name", "person", "address", "phone", "row")
"""What a column may mean. ``row`` is the list's own number of a row; otherwise rows are counted."""

GUESSES: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("统一社会信用代码", "社会信用代码", "纳税人识别号", "信用代码", "组织机构代码"),
    "name": (
        *("单位名称", "企业名称", "纳税人名称", "参保单位名称", "单位详细名称", "机构名称", "招牌或单位名称"),
        *("名称", "招牌"),
    ),
    "person": ("法定代表人", "法定代表人（负责人）", "负责人", "经营者", "法人代表", "联系人"),
    "address": (
        *(
            "实际经营地址",
            "生产经营地址",
            "单位地址",
            "经营场所",
            "住所",
            "注册地址",
            "详细地址",
            "经营地址",
            "地址",
        ),
    ),
    "phone": ("联系电话", "电话", "手机", "手机号码", "固定电话"),
}
_FROM_FILES: Final = ("encoding", "sheet", "header_row", "delimiter", "formulas")
_KEYS: Final = ("file", "database", "table", "query", "columns", "items", *_FROM_FILES)
_TABLE: Final = re.compile(r"\w+(?:\.\w+)?")
_ITEM: Final = re.compile(r"[a-z][a-z0-9_]{0,30}")
_ENCODINGS: Final = ("utf-8", "gb18030", "gbk", "utf-16")


@dataclass(frozen=True, slots=True)
class Source:
    """One list.

    Attributes:
        name: As in the results.
        file: Where it lies; of a list in a database, where it is copied to.
        columns: Heading by meaning; meanings that are left out are guessed.
        items: Heading by name of what else is read; it is not compared, but kept by the register.
        database: Environment variable with the address of the database that it lies in, or None.
        table: Of the database, perhaps with its schema.
        query: Of the database, in place of a table.
        guessed: Whether columns that are not described are found by their headings.
        line: Where it stands in the configuration, from 1.
    """

    name: str
    file: Path
    columns: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    sheet: str | None = None
    header_row: int = 1
    delimiter: str | None = None
    formulas: str = "refuse"
    database: str | None = None
    table: str | None = None
    query: str | None = None
    guessed: bool = True
    line: int = 1

    def as_file(self, path: Path) -> Source:
        """The same list, when it has been copied from its database into a file."""
        return replace(
            self, file=path, encoding="utf-8", delimiter=",", database=None, table=None, query=None
        )


@dataclass(frozen=True, slots=True)
class Configuration:
    """What to link.

    Attributes:
        file: Name of the configuration, for sentences.
        sources: The lists in order.
        decisions: File of reviewers' decisions, or None.
        rules: File of the register's rules, which linking does not read, or None.
    """

    file: str
    sources: tuple[Source, ...]
    decisions: Path | None = None
    rules: Path | None = None


class _Reader:
    """Collects what is wrong while reading."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []

    def report(self, code: str, line: int, **fields: Any) -> None:
        self.problems.append(Problem(CODES[code], fields, Where(file=self.path.name, line=line)))

    def mapping(self, value: Any, line: int, what: str) -> CommentedMap:
        if isinstance(value, CommentedMap):
            return value
        self.report("U503", line, key=what, expected="若干“名称: 内容”")
        return CommentedMap()

    def known(self, mapping: CommentedMap, names: tuple[str, ...], what: str) -> None:
        for key in mapping:
            if key not in names:
                near = difflib.get_close_matches(str(key), names, 1)
                hint = f"是否为“{near[0]}”？" if near else ""
                self.report(
                    "U502", _line(mapping, key), key=key, what=what, names="、".join(names), hint=hint
                )

    def text(self, mapping: CommentedMap, key: str) -> str | None:
        value = mapping.get(key)
        if value is None and key not in mapping:
            return None
        if not isinstance(value, str) or not value.strip():
            self.report("U503", _line(mapping, key), key=key, expected="文字")
            return None
        return value.strip()

    def source(self, name: str, value: Any, line: int) -> Source:
        entry = self.mapping(value, line, name)
        self.known(entry, _KEYS, f"名录“{name}”")
        file = self.text(entry, "file")
        path = self.path.parent / (file or "")
        if "file" not in entry and "database" not in entry:
            self.report("U504", line, name=name)
        elif file and not path.is_file():
            self.report("U505", _line(entry, "file"), path=file)
        asked = self.asked(entry, line)
        columns = self.mapping(entry.get("columns", CommentedMap()), line, "columns")
        self.known(columns, FIELDS, "columns")
        items = self.mapping(entry.get("items", CommentedMap()), line, "items")
        for key in items:
            if not _ITEM.fullmatch(str(key)) or key in FIELDS:
                self.report(
                    "U503", _line(items, key), key=key, expected="小写字母、数字和下划线组成的项目代码"
                )
        header_row = entry.get("header_row", 1)
        if not isinstance(header_row, int) or isinstance(header_row, bool) or not 1 <= header_row <= 100:
            self.report("U503", _line(entry, "header_row"), key="header_row", expected="1至100的整数")
            header_row = 1
        return Source(
            name=name,
            file=path,
            columns={key: text for key in columns if (text := self.text(columns, key))},
            items={str(key): text for key in items if (text := self.text(items, key))},
            encoding=self.one_of(entry, "encoding", _ENCODINGS),
            sheet=self.text(entry, "sheet"),
            header_row=header_row,
            delimiter=entry.get("delimiter"),
            formulas=self.one_of(entry, "formulas", ("refuse", "values")) or "refuse",
            database=asked["database"],
            table=asked["table"],
            query=asked["query"],
            line=line,
        )

    def asked(self, entry: CommentedMap, line: int) -> dict[str, str | None]:
        """How a list is read from a database."""
        found = {key: self.text(entry, key) for key in ("database", "table", "query")}
        if "database" in entry:
            if ("table" in entry) == ("query" in entry):
                self.report("U503", line, key="database", expected="环境变量名，并写 table 和 query 中的一个")
            for key in ("file", *_FROM_FILES):
                if key in entry:
                    self.report("U503", _line(entry, key), key=key, expected="空缺，写了 database 就不写它")
        else:
            for key in ("table", "query"):
                if key in entry:
                    self.report("U503", _line(entry, key), key=key, expected="与 database 同时写的内容")
        if (table := found["table"]) and not _TABLE.fullmatch(table):
            self.report("U503", _line(entry, "table"), key="table", expected="表名，或“模式名.表名”")
        return found

    def one_of(self, mapping: CommentedMap, key: str, names: tuple[str, ...]) -> str | None:
        text = self.text(mapping, key)
        if text is not None and text.lower() not in names:
            self.report("U503", _line(mapping, key), key=key, expected="、".join(names) + " 之一")
            return None
        return text.lower() if text else None


def read(path: Path) -> Configuration:
    """Read a configuration.

    Raises:
        YoujuError: U501 when it is no YAML, U502 unknown keys, U503 wrong values, U504 a list without a
            file, U505 no such file, U506 no list at all.
    """
    reader = _Reader(path)
    try:
        tree = YAML(typ="rt").load(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise YoujuError(Problem(CODES["U505"], {"path": str(path)})) from error
    except (YAMLError, UnicodeDecodeError) as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        twice = isinstance(error, DuplicateKeyError)
        where = Where(file=path.name, line=mark.line + 1 if mark else 1)
        reason = "同一个键写了两次" if twice else "缩进、冒号、引号或编码有误"
        raise YoujuError(Problem(CODES["U501"], {"reason": reason}, where)) from error
    root = reader.mapping(tree, 1, "lists")
    reader.known(root, ("lists", "decisions", "rules"), "配置文件")
    lists = reader.mapping(root.get("lists", CommentedMap()), 1, "lists")
    sources = tuple(reader.source(str(name), value, _line(lists, name)) for name, value in lists.items())
    if not sources and not reader.problems:
        reader.report("U506", 1)
    beside = {}
    for key in ("decisions", "rules"):
        named = reader.text(root, key)
        if named and not (path.parent / named).is_file():
            reader.report("U505", _line(root, key), path=named)
        beside[key] = path.parent / named if named else None
    if reader.problems:
        raise YoujuError(sorted(reader.problems, key=lambda problem: problem.where.line or 0))
    return Configuration(path.name, sources, **beside)


def _line(mapping: CommentedMap, key: Any) -> int:
    """Line of a key, from 1."""
    place = mapping.lc.data.get(key) if mapping.lc.data else None
    return int(place[0]) + 1 if place else 1
