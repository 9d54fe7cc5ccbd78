"""The reference page of the pack format, generated from the models.

Enter at `reference_page`. A test makes the page again and compares it with ``docs/reference/packs.md``.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel, WithJsonSchema
from pydantic.fields import FieldInfo

from youju.definitions.check_fields import RESERVED, STANDARD_LISTS
from youju.definitions.check_figures import GROUPINGS
from youju.definitions.check_ledger import PALETTE
from youju.definitions.models import Model
from youju.definitions.schema import KINDS
from youju.definitions.translate import PATTERNS

_TITLES: dict[str, str] = {
    "Role": "角色", "CodeList": "代码表", "Code": "代码表中的一项", "Migration": "迁移",
    "LedgerMigration": "台账的迁移", "FieldDef": "字段", "Levels": "层级", "Labelled": "名称",
    "State": "状态", "Act": "办理动作", "EvidenceRule": "佐证材料", "Extension": "延期",
    "ClockDef": "时钟", "Due": "到期方式", "Duration": "期限",
    "EscalationStep": "逐级提醒", "LightDef": "亮灯", "Link": "关联", "FigureSource": "数据来源",
    "OrganisationDef": "机构", "PersonDef": "人员", "Beat": "步骤", "Repeat": "重复", "Distribution": "分布",
    "Plan": "目标计划", "Target": "目标", "Milestone": "节点", "Scoring": "考核办法", "Manner": "计分办法",
    "Step": "扣分或加分", "Item": "考核内容", "LevelDef": "预警级别", "Acknowledgement": "确认",
    "Foresees": "预见什么",
    "NumberSeries": "等差的数", "DaySeries": "等距的日期", "Between": "起止之间的日期", "Attachment": "附件",
    "Expect": "应当怎样", "FigureExpectation": "指标应当怎样", "FigureValue": "指标值",
}  # fmt: skip

_SCALARS: dict[Any, str] = {str: "文字", int: "整数", bool: "true 或 false", typing.Any: "任意"}

_HEAD = """# 业务包格式

<!-- 本页由 `youju pack reference` 生成，请勿手改。 -->

业务包是一个文件夹，只含数据：

| 文件 | 内容 |
|---|---|
{files}
| reports/*.md | 报告模板，用 `{{{{ 指标代码 }}}}` 引用指标 |

规则：

- 文件用 UTF-8 编码、YAML 1.2 写法；不用锚点、别名、类型标签；项名不得重复。
- 所有内容先按文字读入，再由本页的格式决定类型：`011200` 就是 011200，`on` 就是 on。
- 代码由小写英文字母开头，只含小写字母、数字和下划线，最长48个字符。
- 名称（label）在同一台账的字段和时钟中不得重复，因为表达式中可以直接写名称。
- 灯色只有 {palette}。
- 系统使用的名称不能作字段或时钟的代码：{reserved}。
- 代码表除本包的 code_lists 外，还可用 {lists}。
- 指标的分组除字段外，还可用 {groupings}；按办理动作统计的还可用 act；数列的分组是 division、sector。

检查时给出的每条提示都有代码，见[错误代码](errors.md)；怎样写业务包，见[写一个业务包](../guides/write-a-pack.md)。
"""


def reference_page() -> str:
    """The whole page, as Markdown."""
    files = "\n".join(f"| {where} | {title} |" for _, where, title in KINDS.values())
    head = _HEAD.format(
        files=files,
        palette="、".join(PALETTE),
        reserved="、".join(sorted(RESERVED)),
        lists="、".join(STANDARD_LISTS),
        groupings="、".join(GROUPINGS),
    )
    parts = [head]
    told: set[type[BaseModel]] = set()
    for model, where, title in KINDS.values():
        parts.append(f"## {where}\n\n{title}。\n")
        for one in _with_parts(model):
            if one not in told:
                told.add(one)
                parts.append(_section(one, model))
    return "\n".join(parts)


def _section(model: type[BaseModel], top: type[BaseModel]) -> str:
    heading = "" if model is top else f"### {_TITLES.get(model.__name__, model.__name__)}\n\n"
    bare = _bare(model)
    rows = [
        f"| `{field.alias or name}` | {'是' if field.is_required() else ''} | {written(field)} "
        f"| {field.description or ''} |"
        for name, field in model.model_fields.items()
    ]
    table = "| 项 | 必填 | 写法 | 说明 |\n|---|---|---|---|\n" + "\n".join(rows)
    return f"{heading}{bare}{table}\n"


def _bare(model: type[BaseModel]) -> str:
    if not issubclass(model, Model):
        return ""
    if model.bare_key():
        return f"可以只写一段文字，即 `{model.bare_key()}`。\n\n"
    return f"可以写成一段文字：`{model.PATTERN}`。\n\n".replace("|", "\\|") if model.PATTERN else ""


def _with_parts(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """A model and the models inside it, outer ones first, each once."""
    waiting, seen = [model], set()
    while waiting:
        current = waiting.pop(0)
        if current in seen:
            continue
        seen.add(current)
        yield current
        for field in current.model_fields.values():
            waiting.extend(_models_in(field.annotation))


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in typing.get_args(annotation) for model in _models_in(part)]


def written(field: FieldInfo) -> str:
    """How a key's value is written, in words."""
    words = _constrained(field.metadata) or _words(field.annotation)
    if field.is_required() or field.default in (None, False, "", [], {}):
        return words
    default = field.get_default(call_default_factory=True)
    if not default:
        return words
    shown = "、".join(str(item) for item in default) if isinstance(default, (list, tuple)) else default
    return f"{words}；不写则为 {str(shown).lower() if isinstance(shown, bool) else shown}"


def _constrained(metadata: Iterable[Any]) -> str | None:
    """What the constraints of a text make of it: a code, a version, an expression."""
    for part in metadata:
        if isinstance(part, WithJsonSchema) and (part.json_schema or {}).get("title"):
            return str((part.json_schema or {})["title"])
        pattern = str(getattr(part, "pattern", None))
        if pattern in PATTERNS:
            return PATTERNS[pattern].partition("，")[0]
    return None


def _words(annotation: Any) -> str:
    origin, parts = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _constrained(parts[1:]) or _words(parts[0])
    if origin is typing.Literal:
        return " / ".join(f"`{part}`" for part in parts)
    if origin is dict:
        return f"“{_words(parts[0])}: {_words(parts[1])}”的一组"
    if origin in (list, tuple):
        return f"{_words(parts[0])}的列表"
    if origin in (typing.Union, types.UnionType):
        return "或".join(_words(part) for part in parts if part is not type(None))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"[{_TITLES.get(annotation.__name__, annotation.__name__)}]"
    return _SCALARS.get(
        annotation, {"date": "日期", "Decimal": "数"}.get(getattr(annotation, "__name__", ""), "")
    )
