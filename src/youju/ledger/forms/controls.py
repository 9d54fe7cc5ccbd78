"""The inputs of a form, made from the fields of a ledger.

Enter at `controls`. An input knows what it shows, what may be typed and what is wrong with it; how it looks
is said by ``ledger/_control.html``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext

from youju.definitions.models import FieldDef
from youju.ledger import filetypes
from youju.ledger.forms.gathering import MOST_ROWS, Kept
from youju.ledger.forms.written import SCALES, picker, written
from youju.ledger.offering import Offer
from youju.ledger.pages.words import Words
from youju.ledger.rules import KINDS, Rules

SHORT = 100
"""Longest text that fits a single line."""
FEW = 4
"""Most choices that are shown at once instead of in a list to open."""
BLANK_ROWS = 3
"""Empty rows under what a table holds, for those without JavaScript."""


@dataclass(slots=True)
class Control:
    """One input.

    Attributes:
        name: Name of the input in the form.
        code: Name of the field.
        kind: text, lines, number, date, truth, radios, choice, pick, file or table.
        value: What it shows.
        choices: Code and label, for radios and choices.
        picker: Kind of picker, for pick.
        columns: Inputs of one row, for a table.
        rows: Rows of inputs, for a table.
        files: Files that it holds already.
        accept: Endings of files that are taken.
        secret: Whether what it holds now is personal and is not shown: left empty it stays.
        offer: What a department already holds of it.
        looks_up: Whether what it says leads to what departments hold of the other fields.
        errors: Sentences about it.
    """

    name: str
    code: str
    label: str
    kind: str
    value: str = ""
    required: bool = False
    hint: str = ""
    unit: str = ""
    choices: Sequence[tuple[str, str]] = ()
    picker: str = ""
    max_length: int | None = None
    pattern: str = ""
    columns: Sequence[Control] = ()
    rows: Sequence[Sequence[Control]] = ()
    files: Sequence[Kept] = ()
    accept: str = ""
    secret: bool = False
    offer: Offer | None = None
    looks_up: bool = False
    errors: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Of the HTML element."""
        return self.name.replace(".", "-")

    @property
    def example_row(self) -> Sequence[Control]:
        """Inputs of a row that a script can copy."""
        found = [replace(one, value="", errors=[]) for one in self.columns]
        for one in found:
            one.name = re.sub(r"-\d+-", "-__row__-", one.name, count=1)
        return found

    @property
    def described_by(self) -> str:
        """Ids of the hint and the errors, for ``aria-describedby``."""
        parts = [f"{self.id}-hint"] if self.hint else []
        return " ".join([*parts, f"{self.id}-error"] if self.errors else parts)


def controls(
    rules: Rules,
    names: Iterable[str],
    *,
    words: Words,
    values: Mapping[str, Any],
    typed: Mapping[str, Any] | None = None,
    files: Mapping[str, Sequence[Kept]] | None = None,
    required: Iterable[str] = (),
    hidden: Iterable[str] = (),
    more: str = "",
) -> list[Control]:
    """The inputs for some fields of a ledger.

    Args:
        rules: The ledger.
        names: Fields, in order.
        words: Names for codes.
        values: What is stored now.
        typed: What was posted (raw, by name of input), which is shown instead.
        files: Files that file fields hold.
        required: Fields that must be filled in here, besides those that always must.
        hidden: Personal fields whose value is not shown.
        more: Table to which rows are to be added.
    """
    must, secret = set(required), set(hidden)
    found = []
    for name in names:
        one = rules.ledger.fields[name]
        stored = None if name in secret else values.get(name)
        made = _control(rules, f"f.{name}", name, one, words=words, stored=stored, typed=typed)
        made.required = name in must or one.required
        made.secret = name in secret and values.get(name) is not None
        if made.secret:
            made.required = False
            made.hint = gettext("已有内容，属个人信息，不在此显示；留空则不改动。")
        if one.type == "table":
            _fill_table(rules, made, one, words=words, stored=stored, typed=typed, more=more == name)
        if one.type == "file" and files is not None:
            made.files = files.get(name, ())
        found.append(made)
    return found


def _control(
    rules: Rules,
    name: str,
    field_name: str,
    one: FieldDef,
    *,
    words: Words,
    stored: Any,
    typed: Mapping[str, Any] | None,
) -> Control:
    made = Control(name, field_name, one.label, _kind(rules, one), hint=one.note or "")
    made.unit = "%" if one.type == "percent" else one.unit or ""
    made.max_length, made.pattern = one.max_length, one.pattern or ""
    if made.kind in ("radios", "choice"):
        made.choices = _choices(rules, one)
    made.picker = picker(one)
    if one.type == "file":
        made.accept = accepted(one.kinds or list(KINDS))
    if one.type in ("table", "file"):
        return made
    if typed is not None:
        made.value = str(typed.get(name) or "")
    else:
        shown = one.default if stored is None and one.default is not None else stored
        made.value = written(one, shown, words.name_of)
    made.hint = made.hint or _hint(one)
    return made


def _kind(rules: Rules, one: FieldDef) -> str:
    if one.type == "text":
        return "text" if (one.max_length or SHORT + 1) <= SHORT or one.pattern or _is_name(one) else "lines"
    if one.type in ("number", "money", "percent"):
        return "number"
    if one.type == "code" and not picker(one):
        return "radios" if len(rules.code_lists[one.codes or ""]) <= FEW else "choice"
    kinds = {"date": "date", "boolean": "truth", "organisation": "pick", "code": "pick"}
    return {**kinds, "file": "file", "table": "table"}.get(one.type, "text")


def _is_name(one: FieldDef) -> bool:
    """Whether a text is by what it is called one line: a number, a name, a telephone."""
    ends = (
        "编号",
        "文号",
        "代码",
        "单位号",
        "电话",
        "名称",
        "科室",
        "年度",
        "批次",
        "届次",
        "轮次",
        "姓名",
        "人",
        "委员",
        "单位",
    )
    return one.personal or one.label.endswith(ends)


def _choices(rules: Rules, one: FieldDef) -> list[tuple[str, str]]:
    """Codes that are still in use, in the order of the pack."""
    return [(name, code.label) for name, code in rules.code_lists[one.codes or ""].items() if not code.until]


def _hint(one: FieldDef) -> str:
    if one.type == "date":
        return gettext("如 2023-12-01，也可写作 2023.12.1 或 2023年12月1日")
    if one.type == "money" and one.unit in SCALES:
        return gettext("不写单位即为%(unit)s，也可写作 3000元、1.2亿元") % {"unit": one.unit}
    if one.type == "place":
        return gettext("地址；知道坐标的写作：地址 @经度,纬度")
    return ""


def accepted(kinds: Iterable[str]) -> str:
    """Endings of the kinds of files, as ``accept`` of an input takes them."""
    wanted = set(kinds)
    ends = [f".{end}" for end, known in filetypes.BY_EXTENSION.items() if known.kind in wanted]
    return ",".join(sorted(ends))


def _fill_table(
    rules: Rules,
    made: Control,
    one: FieldDef,
    *,
    words: Words,
    stored: Any,
    typed: Mapping[str, Any] | None,
    more: bool,
) -> None:
    """Give a table the inputs of its rows: what it holds, and a few empty ones."""
    columns = one.columns or {}
    held = list(stored or ()) if typed is None else []
    sent, filled = (0, len(held)) if typed is None else _rows_of(made.name, typed)
    count = min(max(sent, filled + BLANK_ROWS) + (BLANK_ROWS if more else 0), MOST_ROWS)
    made.rows = [
        [
            _cell(rules, made.name, number, name, column, words, held, typed)
            for name, column in columns.items()
        ]
        for number in range(count)
    ]
    made.columns = made.rows[0]


def _cell(
    rules: Rules,
    table: str,
    number: int,
    name: str,
    column: FieldDef,
    words: Words,
    held: Sequence[Mapping[str, Any]],
    typed: Mapping[str, Any] | None,
) -> Control:
    stored = held[number].get(name) if number < len(held) else None
    made = _control(rules, f"{table}-{number}-{name}", name, column, words=words, stored=stored, typed=typed)
    made.kind = "text" if made.kind == "lines" else "choice" if made.kind == "radios" else made.kind
    made.required, made.hint = column.required, ""
    return made


def _rows_of(table: str, typed: Mapping[str, Any]) -> tuple[int, int]:
    """How many rows of a table were posted, and up to which of them anything is filled in."""
    sent = filled = 0
    for key in typed:
        parts = key.split("-", 2)
        if parts[0] == table and len(parts) == 3 and parts[1].isdecimal():
            number = int(parts[1]) + 1
            sent = max(sent, number)
            if str(typed.get(key) or "").strip():
                filled = max(filled, number)
    return sent, filled
