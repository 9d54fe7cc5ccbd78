"""How the columns of a file become the fields of a ledger: the 对照表, written in YAML or worked out.

Enter at `load` (a YAML file), `by_label` (headers that say the label of a field, the default) and `guess`
(as `by_label`, and a proposal for headers that nearly do, for people to confirm). Pure.

    ledger: audit_findings
    header_row: 2
    columns:
      问题: title
      问题金额(元): {field: amount, unit: 元}
      交办日期: {field: assigned_on, formats: ["%d/%m/%Y"]}
      来源: {field: source, values: {省厅: 上级交办}}
    constants: {year: "2023"}
    opened_on: 交办日期
    update_by: [code]

Does not belong here: reading the file (`youju.engine.spreadsheets`), reading a cell (`cells`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import Field, ValidationError
from rapidfuzz import fuzz, process

from youju.definitions.models import Ledger, Model
from youju.definitions.nearest import hint
from youju.definitions.scalars import Boolean, Integer, Label, Name, Names, Text
from youju.definitions.translate import translated
from youju.definitions.yaml_tree import read_yaml
from youju.engine.spreadsheets import Limits, Reading, clean_header
from youju.errors import CODES, Problem, Where, YoujuError
from youju.standards import units

NOT_IMPORTED = frozenset({"file", "table"})
"""Field types that a cell cannot hold."""

_UNIT_IN_HEADER = re.compile(r"(.+?)[（(\[【]\s*(?:单位[:：]\s*)?([^（()）]+?)\s*[）)\]】]")
_LIKE = 80


class Column(Model):
    """What one column of the file is."""

    BARE: ClassVar[str | None] = "field"

    field: Name = Field(description="台账字段")
    unit: Text | None = Field(default=None, description="文件中的计量单位，与字段不同的会换算")
    formats: list[Text] = Field(default_factory=list, description="日期的写法，如 %d/%m/%Y；常见写法不必写")
    values: dict[Text, Text] = Field(default_factory=dict, description="文件中的写法 → 台账的代码或名称")
    empty: list[Text] | None = Field(
        default=None, description="表示没有内容的写法；不写则文字以外的字段为 — - / 无"
    )


class Mapping(Model):
    """The whole 对照表."""

    BARE: ClassVar[str | None] = None

    ledger: Name = Field(description="台账")
    sheet: Label | None = Field(default=None, description="工作表名称；不写则为第一个可见的工作表")
    header_row: Integer = Field(default=1, ge=1, le=100, description="列名在第几行")
    encoding: Text | None = Field(default=None, description="CSV的文字编码；不写则自动识别")
    delimiter: Text | None = Field(default=None, min_length=1, max_length=1, description="CSV的分隔符")
    formulas: Literal["refuse", "values"] = Field(default="refuse", description="公式：拒绝，或取保存的结果")
    merged: Literal["refuse", "fill"] = Field(default="refuse", description="合并单元格：拒绝，或按范围填充")
    columns: dict[Text, Column] = Field(min_length=1, description="列名 → 字段")
    ignore: list[Text] = Field(default_factory=list, description="不导入的列")
    others: Literal["refuse", "ignore"] = Field(default="refuse", description="对照表没有写到的列")
    constants: dict[Name, Text] = Field(default_factory=dict, description="每一行都相同的字段内容")
    opened_on: Text | None = Field(
        default=None, description="登记日期：列名，或如 2023-05-01；不写则为导入当日"
    )
    level: Text | None = Field(default=None, description="层级：列名，或层级的代码或名称")
    parent: Text | None = Field(default=None, description="上级记录的编号所在的列")
    state: Text | None = Field(default=None, description="接收的记录的状态：列名，或状态的代码或名称")
    update_by: Names = Field(
        default_factory=list, description="按这些字段找到已有记录并更新；不写则只登记新记录"
    )
    add: Boolean = Field(default=True, description="update_by 找不到时登记新记录；false 则报告问题")

    def reading(self, limits: Limits | None = None) -> Reading:
        """How the file is to be read."""
        return Reading(
            sheet=self.sheet,
            header_row=self.header_row,
            encoding=self.encoding,
            delimiter=self.delimiter,
            formulas=self.formulas,
            merged=self.merged,
            limits=limits or Limits(),
        )


@dataclass(frozen=True, slots=True)
class Guess:
    """A proposed mapping.

    Attributes:
        mapping: The proposal; headers without a field are ignored in it.
        sure: Headers that name their field exactly.
        likely: Headers whose name is only like that of the field; people should confirm these.
        unknown: Headers for which there is no field.
    """

    mapping: Mapping | None
    sure: tuple[str, ...]
    likely: tuple[str, ...]
    unknown: tuple[str, ...]


def load(text: str, ledger: Ledger, *, file: str = "对照表") -> Mapping:
    """Read a mapping from YAML and check it against the ledger.

    Raises:
        YoujuError: D3xx for the YAML, K760 to K767 for names that do not fit; all of them.
    """
    tree, source, problems = read_yaml(text, file)
    if problems or tree is None:
        raise YoujuError(problems)
    try:
        mapping = Mapping.model_validate(tree)
    except ValidationError as error:
        raise YoujuError(translated(error, Mapping, source, ())) from error
    problems = check(mapping, ledger)
    if problems:
        raise YoujuError(Problem(one.code, one.fields, source.where(_path(one))) for one in problems)
    return mapping


def _path(problem: Problem) -> tuple[str | int, ...]:
    """Where in the mapping a problem of `check` is."""
    return tuple((problem.where.path or "").split("\0")) if problem.where.path else ()


def check(mapping: Mapping, ledger: Ledger) -> list[Problem]:
    """What in a mapping does not fit the ledger; `Where.path` holds the keys, parted by zero characters."""
    problems = []
    if mapping.ledger != ledger.ledger:
        problems.append(_problem("K760", "ledger", ledger=mapping.ledger, expected=ledger.ledger))
    seen: dict[str, str] = {}
    for header, column in mapping.columns.items():
        problems += _check_column(header, column, ledger)
        if column.field in seen:
            problems.append(_problem("K763", "columns", header, name=column.field, other=seen[column.field]))
        seen.setdefault(column.field, header)
    for name in mapping.constants:
        problems += _known(name, ledger, "constants", name)
        if name in seen:
            problems.append(_problem("K763", "constants", name, name=name, other=seen[name]))
    filled = {*seen, *mapping.constants}
    for name in mapping.update_by:
        problems += _known(name, ledger, "update_by")
    if mapping.update_by and not set(mapping.update_by) <= filled:
        missing = sorted(set(mapping.update_by) - filled)
        problems.append(_problem("K765", "update_by", names="、".join(missing)))
    elif mapping.update_by and sorted(mapping.update_by) not in [sorted(key) for key in ledger.unique]:
        keys = "；".join("、".join(key) for key in ledger.unique) or "无"
        problems.append(_problem("K764", "update_by", names="、".join(mapping.update_by), keys=keys))
    return problems


def _check_column(header: str, column: Column, ledger: Ledger) -> list[Problem]:
    problems = _known(column.field, ledger, "columns", header)
    if problems:
        return problems
    field = ledger.fields[column.field]
    if field.type in NOT_IMPORTED:
        problems.append(_problem("K762", "columns", header, label=field.label))
    if column.unit is not None:
        own = units.unit(field.unit or ("%" if field.type == "percent" else column.unit))
        if field.type not in ("number", "money", "percent") or not units.unit(column.unit).compatible(own):
            problems.append(
                _problem(
                    "K766", "columns", header, unit=column.unit, label=field.label, own=field.unit or "无单位"
                )
            )
    return problems


def _known(name: str, ledger: Ledger, *path: str) -> list[Problem]:
    if name in ledger.fields:
        return []
    labels = {field.label: code for code, field in ledger.fields.items()}
    near = f"“{name}”的代码是 {labels[name]}。" if name in labels else hint(name, ledger.fields)
    return [_problem("K761", *path, name=name, hint=near)]


def _problem(code: str, *path: str, **fields: object) -> Problem:
    return Problem(CODES[code], dict(fields), Where(path="\0".join(path)))


def by_label(ledger: Ledger, headers: Sequence[str]) -> Mapping:
    """The mapping of a file whose headers are the labels (or codes) of fields, units in parentheses allowed.

    Raises:
        YoujuError: K768 for every header that names no field, with the nearest one.
    """
    found = guess(ledger, headers)
    wrong = [*found.likely, *found.unknown]
    if wrong or found.mapping is None:
        names = [field.label for field in ledger.fields.values()]
        raise YoujuError(
            Problem(CODES["K768"], {"header": header, "hint": hint(header, names)}) for header in wrong
        )
    return found.mapping


def guess(ledger: Ledger, headers: Sequence[str]) -> Guess:
    """Propose a mapping for the headers of a file: exact labels and codes first, then the most alike."""
    names: dict[str, str] = {}
    for code, field in ledger.fields.items():
        if field.type not in NOT_IMPORTED:
            names.setdefault(code, code)
            names.setdefault(clean_header(field.label), code)
    columns: dict[str, Column] = {}
    sure, open_headers = [], []
    taken: set[str] = set()
    for header in headers:
        column = _exact(header, names, ledger)
        if column is None or column.field in taken:
            open_headers.append(header)
        else:
            columns[header] = column
            taken.add(column.field)
            sure.append(header)
    likely, unknown = [], []
    for header in open_headers:
        free = [name for name, code in names.items() if code not in taken]
        best = process.extractOne(_bare(header), free, scorer=fuzz.ratio, score_cutoff=_LIKE)
        if best is None:
            unknown.append(header)
        else:
            columns[header] = Column(field=names[best[0]])
            taken.add(names[best[0]])
            likely.append(header)
    ordered = {header: columns[header] for header in headers if header in columns}
    mapping = Mapping(ledger=ledger.ledger, columns=ordered, ignore=unknown) if ordered else None
    return Guess(mapping, tuple(sure), tuple(likely), tuple(unknown))


def _bare(header: str) -> str:
    """A header without the star that marks required columns and without a colon."""
    return clean_header(header).strip("*＊:：")


def _exact(header: str, names: dict[str, str], ledger: Ledger) -> Column | None:
    """The field that a header names, its unit in parentheses taken as the unit of the file."""
    text = _bare(header)
    if text in names:
        return Column(field=names[text])
    match = _UNIT_IN_HEADER.fullmatch(text)
    if match and match[1] in names:
        field = ledger.fields[names[match[1]]]
        if field.type in ("number", "money", "percent") and units.unit(match[2]).compatible(
            units.unit(field.unit or ("%" if field.type == "percent" else match[2]))
        ):
            return Column(field=names[match[1]], unit=match[2])
    return None


def as_yaml(found: Guess, ledger: Ledger, *, header_row: int = 1) -> str:
    """A proposed mapping as a file that people complete and check.

    Args:
        found: The proposal.
        ledger: The ledger, for the labels in remarks.
        header_row: Row of the headers.
    """
    lines = [f"ledger: {ledger.ledger}", f"header_row: {header_row}", "columns:"]
    for header, column in found.mapping.columns.items() if found.mapping else ():
        value = (
            column.field
            if column.unit is None
            else f"{{field: {column.field}, unit: {_quoted(column.unit)}}}"
        )
        doubt = f"  # 请核对：{ledger.fields[column.field].label}" if header in found.likely else ""
        lines.append(f"  {_quoted(header)}: {value}{doubt}")
    if found.unknown:
        lines.append(f"ignore: [{', '.join(map(_quoted, found.unknown))}]")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A text as a single-quoted YAML scalar."""
    return "'" + text.replace("'", "''") + "'"
