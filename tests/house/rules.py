"""House rules that no linter has, each with lines that it must find and lines that it must leave.

A rule looks at the syntax tree, never at text. `RULES` is the list; `EXCEPTIONS` names the places where
a rule is broken on purpose, with the reason. An exception that no longer applies fails the tests.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

STORING = ("events/", "people/", "ledger/", "register/", "figures/", "scenarios/", "web/")
_SQL_WRITE = re.compile(
    r"^\s*(INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|TRUNCATE|MERGE\s+INTO|COPY\s+\S.*\sFROM\s+STDIN)",
    re.IGNORECASE | re.DOTALL,
)
_ALWAYS_WRITES = {"bulk_create", "bulk_update", "update_or_create", "get_or_create"}
_CLOCKS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
    ("timezone", "now"), ("timezone", "localdate"), ("timezone", "localtime"),
    ("time", "time"), ("time", "localtime"), ("time", "strftime"),
}  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        name: Short name, used in `EXCEPTIONS`.
        why: The habit behind it, shown when it is broken.
        applies: Whether the rule looks at a module, by its path below ``src/youju``.
        find: Lines on which the rule is broken.
        bad: Snippets that must be found.
        good: Snippets that must not.
    """

    name: str
    why: str
    applies: Callable[[str], bool]
    find: Callable[[ast.AST], Iterator[int]]
    bad: tuple[str, ...]
    good: tuple[str, ...]


def _names(node: ast.AST) -> set[str]:
    """Attribute and variable names along a chain such as ``Model.objects.filter(x).update``."""
    found: set[str] = set()
    while True:
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        else:
            if isinstance(node, ast.Name):
                found.add(node.id)
            return found


def _writes(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _SQL_WRITE.match(node.value):
            yield node.lineno
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name = node.func.attr
        through_manager = bool(
            _names(node.func.value) & {"objects", "filter", "exclude", "select_for_update"}
        )
        if (
            name in _ALWAYS_WRITES
            or (name in ("create", "update", "delete") and through_manager)
            or (name in ("save", "delete") and not node.args and not _is_file(node.func.value))
        ):
            yield node.lineno


def _is_file(node: ast.AST) -> bool:
    """Whether the receiver is by its name a file in memory or on disk rather than a row."""
    return isinstance(node, ast.Name) and node.id in {"workbook", "book", "image", "document"}


def _reads_in_views(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager", "_base_manager"):
            yield node.lineno


def _now(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            receiver = node.func.value
            owner = receiver.attr if isinstance(receiver, ast.Attribute) else getattr(receiver, "id", "")
            if (owner, node.func.attr) in _CLOCKS:
                yield node.lineno


def _stores(path: str) -> bool:
    return path.startswith(STORING) and not re.search(r"(^|/)actions(\.py$|/)", path)


def _is_edge(path: str) -> bool:
    return (
        path == "cli.py"
        or path.startswith("web/")
        or bool(re.search(r"/(\w+_)?(api|auth|answers|commands|views|jobs|middleware)(\.py$|/)", path))
    )


RULES = (
    Rule(
        name="writes-in-actions",
        why="all writes are in actions.py, so that page, command and import behave the same (habit 4)",
        applies=_stores,
        find=_writes,
        bad=(
            "record.save()",
            "record.save(update_fields=['state'])",
            "Record.objects.create(number=1)",
            "Record.objects.using('owner').filter(pk=1).update(state='x')",
            "Record.objects.filter(pk=1).delete()",
            "record.delete()",
            "Record.objects.bulk_create(rows)",
            "cursor.execute('INSERT INTO ledger_record VALUES (1)')",
            "cursor.execute('update ledger_record set state = 1')",
            "cursor.execute(f'DELETE FROM {table}')",
            "cursor.copy('COPY events_event (position) FROM STDIN')",
        ),
        good=(
            "seen.update(names)",
            "digest.update(b'x')",
            "workbook.save('a.xlsx')",
            "image.save(target, 'PNG')",
            "Schema.create(rows)",
            "cursor.execute('SELECT 1')",
            "text = 'UPDATE is a word'",
        ),
    ),
    Rule(
        name="no-managers-in-views",
        why="a view reaches records through queries.py, where the scope of the reader is applied (habit 5)",
        applies=lambda path: bool(re.search(r"/views(\.py$|/)", path)),
        find=_reads_in_views,
        bad=("Record.objects.all()", "rows = Record.objects", "Record._default_manager.get(pk=1)"),
        good=("queries.visible_to(user)", "len(objects)"),
    ),
    Rule(
        name="time-is-an-argument",
        why="states, lights and dues are functions of events and a date; only the edge knows today (habit 6)",
        applies=lambda path: not _is_edge(path),
        find=_now,
        bad=(
            "datetime.now(UTC)",
            "datetime.datetime.utcnow()",
            "date.today()",
            "timezone.now()",
            "django.utils.timezone.localdate()",
            "time.time()",
        ),
        good=(
            "time.perf_counter()",
            "time.monotonic()",
            "record.today()",
            "as_of + timedelta(days=1)",
            "clock.now()",
        ),
    ),
)

EXCEPTIONS: dict[tuple[str, str], str] = {
    ("writes-in-actions", "people/accounts.py"): "every function of it is an action on accounts, apart from "
    "those on organisations and roles in actions.py",
    ("writes-in-actions", "people/signing_in.py"): "keeps failed logins, which stay although the login is "
    "refused and rolls everything else back",
    ("writes-in-actions", "people/tickets.py"): "tells the database the key of the tickets over the owner's "
    "connection, while migrating",
    (
        "writes-in-actions",
        "events/loading.py",
    ): "the one COPY of many rows at once; only the actions of events "
    "and imports call it, inside their transactions",
    ("writes-in-actions", "ledger/importing/matching.py"): "fills a temporary table of keys to join with; "
    "no record is written",
}
"""(rule, module) to the reason why the module may break the rule."""
