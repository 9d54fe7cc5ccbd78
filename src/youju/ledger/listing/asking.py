"""What somebody asks of a list, read out of an address and written into one.

Enter at `read`. Every parameter is optional and may be nonsense: what cannot be read is left out and told.

=====================  ==========================================================================
``state``, ``light``   names, several
``level``              a level, or ``*`` for all; without it the level that is worked
``org``, ``div``       an organisation, a division: with all below
``opened.from/.to``    dates of the opening, both included
``due.from/.to``       first due date of the clocks that run
``c.NAME``             how a clock stands: overdue, warning, running, paused, stopped, none
``c.NAME.from/.to``    due date of one clock
``f.NAME``             a field: part of a text, codes (several), organisation, true or false
``f.NAME.from/.to``    a field: from, to
``f.NAME.empty``       a field: 1 not filled in, 0 filled in
``q``                  words that must all occur somewhere in the record
``where``              an expression
``sort``               `SORTS`, with ``-`` before it for the other direction
=====================  ==========================================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from django.utils.translation import gettext, gettext_noop

from youju.definitions.models import FieldDef
from youju.errors import CODES, Problem, YoujuError
from youju.language import Kind
from youju.ledger.rules import Formula, Rules
from youju.standards import divisions

SORTS: Mapping[str, str] = {"id": "登记先后", "number": "编号", "opened": "登记日期", "due": "到期日"}
"""By what a list can be sorted; each has an index."""
DEFAULT_SORT = "-id"
STANDINGS: Mapping[str, str] = {
    "overdue": gettext_noop("已超期"),
    "warning": gettext_noop("将到期"),
    "running": gettext_noop("正在计时"),
    "paused": gettext_noop("已暂停"),
    "stopped": gettext_noop("已停止"),
    "none": gettext_noop("未起算"),
}
"""How a clock can stand."""
MOST_VALUES = 200
"""Values of one parameter."""
LONGEST = 2000
"""Characters of one value."""

_NUMERIC = frozenset({"number", "money", "percent"})
_TEXTS = frozenset({"text", "person", "place"})


class Parameters(Protocol):
    """An address's query, such as Django's QueryDict."""

    def getlist(self, key: str) -> Sequence[Any]:
        """All values of a parameter."""

    def keys(self) -> Any:
        """Names of the parameters."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing asked of a record.

    Attributes:
        key: The parameter, without ``.from`` and the like.
        kind: ``any`` of the values, ``within`` a subtree, ``range`` (values are low and high, either None),
            ``part`` of a text, ``empty`` (True) or not (False), ``standing`` of a clock.
        values: What is asked.
    """

    key: str
    kind: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A list that somebody asks for.

    Attributes:
        rules: The ledger.
        as_of: Date as at which lights and clocks are judged.
        today: The present day; lights beside the records are not older than that.
        conditions: All must be true.
        words: All must occur in the record.
        where: An expression that must be true, or None.
        where_text: It as typed, right or wrong.
        sort: Key of `SORTS`.
        descending: The other direction.
        problems: What could not be read.
    """

    rules: Rules
    as_of: date
    today: date
    conditions: tuple[Condition, ...] = ()
    words: tuple[str, ...] = ()
    where: Formula | None = None
    where_text: str = ""
    sort: str = "id"
    descending: bool = True
    problems: tuple[Problem, ...] = field(default=(), compare=False)

    def asked_for(self, key: str) -> Condition | None:
        """The condition on something."""
        return next((one for one in self.conditions if one.key == key), None)

    @property
    def is_filtered(self) -> bool:
        """Whether anything is asked that leaves records out."""
        return bool(self.words or self.where or any(one.key != "level" for one in self.conditions))


def read(rules: Rules, given: Parameters, *, as_of: date, today: date, personal: bool = False) -> Asked:
    """An address as what is asked.

    Args:
        rules: The ledger.
        given: The parameters.
        as_of: Date as at which lights and clocks are judged.
        today: The present day.
        personal: Whether fields with personal data may be asked for; who may not see what a field holds
            must not find it out by asking either.
    """
    reader = _Reader(rules, given, personal)
    conditions = tuple(reader.conditions())
    where_text = reader.one("where")
    sort = reader.one("sort") or DEFAULT_SORT
    key = sort.removeprefix("-")
    if key not in SORTS or (key == "number" and rules.ledger.number is None):
        reader.wrong(gettext("排序"), sort, "没有这种排序", "、".join(SORTS))
        key, sort = "id", DEFAULT_SORT
    return Asked(
        rules=rules,
        as_of=as_of,
        today=today,
        conditions=conditions,
        words=reader.words(),
        where=reader.formula(where_text),
        where_text=where_text,
        sort=key,
        descending=sort.startswith("-"),
        problems=tuple(reader.problems),
    )


class _Reader:
    """Reads parameter by parameter and notes what it cannot read."""

    def __init__(self, rules: Rules, given: Parameters, personal: bool) -> None:
        self.rules = rules
        self.given = given
        self.personal = personal
        self.problems: list[Problem] = []

    def all(self, key: str) -> list[str]:
        """All values of a parameter that say something."""
        values = (str(one).strip() for one in list(self.given.getlist(key))[:MOST_VALUES])
        return [one[:LONGEST] for one in dict.fromkeys(values) if one and "\0" not in one]

    def one(self, key: str) -> str:
        """The last value of a parameter, or empty."""
        found = self.all(key)
        return found[-1] if found else ""

    def words(self) -> tuple[str, ...]:
        """Words to look for; a single character is in too many records to lead anywhere."""
        found = list(dict.fromkeys(self.one("q").split()))[:8]
        for one in found:
            if len(one) < 2:
                self.wrong(gettext("检索"), one, "太短", "两个字以上的词")
        return tuple(one for one in found if len(one) > 1)

    def wrong(self, what: str, value: str, reason: str, expected: str) -> None:
        """Note a value that cannot be read."""
        shown = value if len(value) <= 40 else value[:39] + "…"
        fields = {"field": what, "value": shown, "reason": reason, "expected": expected}
        self.problems.append(Problem(CODES["K703"], fields))

    def conditions(self) -> Iterator[Condition]:
        ledger = self.rules.ledger
        yield from self._chosen("state", gettext("状态"), ledger.states)
        yield from self._chosen("light", gettext("灯色"), ledger.lights)
        if ledger.levels is not None and self.one("level") != "*":
            found = list(self._chosen("level", gettext("层级"), ledger.levels.names))
            yield from found or [Condition("level", "any", (ledger.levels.worked,))]
        yield from (Condition("org", "within", (one,)) for one in self.all("org")[-1:])
        if division := self.one("div"):
            yield from self._division("div", gettext("区划"), division)
        yield from self._range("opened", gettext("登记日期"), self._day)
        yield from self._range("due", gettext("到期日"), self._day)
        for name, clock in ledger.clocks.items():
            yield from self._chosen(f"c.{name}", clock.label, STANDINGS, kind="standing")
            yield from self._range(f"c.{name}", clock.label, self._day)
        for name, one in ledger.fields.items():
            if not one.personal or self.personal:
                yield from self._field(f"f.{name}", one)
        self._unknown()

    def _unknown(self) -> None:
        """Conditions on what the ledger does not have, such as after an upgrade of the pack."""
        ledger = self.rules.ledger
        for key in self.given.keys():  # noqa: SIM118 - a QueryDict or anything like it
            parts = str(key).split(".")
            if parts[0] not in ("f", "c") or len(parts) == 1 or not self.all(key):
                continue
            known: Mapping[str, Any] = ledger.fields if parts[0] == "f" else ledger.clocks
            field = ledger.fields.get(parts[1]) if parts[0] == "f" else None
            if parts[1] not in known or (field is not None and field.personal and not self.personal):
                self.wrong(
                    gettext("条件"), ".".join(parts[:2]), "台账没有这个字段，或您不能按它查找", "台账的字段"
                )

    def _chosen(
        self, key: str, what: str, options: Mapping[str, Any], *, kind: str = "any"
    ) -> Iterator[Condition]:
        values = self.all(key)
        known = tuple(one for one in values if one in options)
        for one in values:
            if one not in options:
                self.wrong(what, one, "没有这一项", "所列的选项")
        if known:
            yield Condition(key, kind, known)

    def _division(self, key: str, what: str, code: str) -> Iterator[Condition]:
        found = divisions.get(code) if code.isascii() and code.isdigit() else None
        if found is None:
            self.wrong(what, code, "没有登记", "行政区划代码")
        else:
            yield Condition(key, "within", (found.code,))

    def _range(self, key: str, what: str, read_one: Any) -> Iterator[Condition]:
        low, high = (read_one(what, self.one(f"{key}.{end}")) for end in ("from", "to"))
        if low is not None or high is not None:
            yield Condition(key, "range", (low, high))

    def _day(self, what: str, text: str) -> date | None:
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.wrong(what, text, "不是日期", "日期，如 2023-12-01")
            return None

    def _number(self, what: str, text: str) -> Decimal | None:
        if not text:
            return None
        try:
            number = Decimal(text.replace(",", "").replace("，", ""))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number.adjusted()) > 30:
            self.wrong(what, text, "不是数", "数，如 1234.5")
            return None
        return number

    def _field(self, key: str, one: FieldDef) -> Iterator[Condition]:
        empty = self.one(f"{key}.empty")
        if empty in ("0", "1"):
            yield Condition(key, "empty", (empty == "1",))
        elif empty:
            self.wrong(one.label, empty, "没有这一项", "1或0")
        if one.type in _NUMERIC:
            yield from self._range(key, one.label, self._number)
        elif one.type == "date":
            yield from self._range(key, one.label, self._day)
        elif one.type in _TEXTS:
            if text := self.one(key):
                yield Condition(key, "part", (text,))
        elif one.type == "boolean":
            yield from self._chosen(key, one.label, {"true": "是", "false": "否"})
        elif one.type == "organisation":
            yield from (Condition(key, "within", (code,)) for code in self.all(key)[-1:])
        elif one.codes == "standard:division":
            if code := self.one(key):
                yield from self._division(key, one.label, code)
        elif one.type == "code":
            symbol = self.rules.symbols.field(key.removeprefix("f."))
            codes = symbol.codes if symbol and symbol.codes else dict.fromkeys(self.all(key))
            yield from self._chosen(key, one.label, codes)

    def formula(self, text: str) -> Formula | None:
        """The expression, or what is wrong with it."""
        if not text:
            return None
        try:
            found = self.rules.formula(text, expects=Kind.BOOLEAN)
        except YoujuError as error:
            self.problems += error.problems
            return None
        secret = [
            one.label
            for name, one in self.rules.ledger.fields.items()
            if one.personal and name in found.expression.fields and not self.personal
        ]
        for label in secret:
            self.wrong(gettext("表达式"), label, "是个人信息，您不能按它查找", "其他字段")
        return None if secret else found


def query(given: Parameters, **changes: str | None) -> str:
    """The address's parameters with some changed (None leaves one out); pages of the list start anew.

    Args:
        given: The present parameters.
        changes: By name, with ``__`` for a dot.
    """
    from urllib.parse import urlencode

    replaced = {name.replace("__", "."): value for name, value in changes.items()}
    kept = [
        (key, value)
        for key in given.keys()  # noqa: SIM118
        if key not in replaced and key not in ("after", "before", "count")
        for value in given.getlist(key)
        if value != ""
    ]
    kept += [(key, value) for key, value in replaced.items() if value is not None]
    return urlencode(kept)
