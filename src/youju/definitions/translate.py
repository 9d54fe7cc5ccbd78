"""Pydantic's mistakes as problems of ours: code, Chinese sentence, file, line, column, nearest valid key.

Enter at `translated`. Mistakes that a model raises itself (`scalars.wrong`) carry their code already.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from youju.definitions.nearest import hint, nearest
from youju.definitions.scalars import NAME_PATTERN
from youju.definitions.series_models import PERIOD_PATTERN
from youju.definitions.sources import Path, Source
from youju.errors import CODES, Problem

_SHAPES = {
    "dict_type": "“名称: 内容”的一组",
    "model_type": "“名称: 内容”的一组",
    "model_attributes_type": "“名称: 内容”的一组",
    "list_type": "以“- ”开头的列表",
    "string_type": "一段文字",
}
_KINDS = {
    "date": "日期，写作 2024-12-31",
    "int": "整数",
    "decimal": "数",
    "float": "数",
    "bool": "true 或 false",
}
PATTERNS = {
    NAME_PATTERN: "代码，由小写英文字母开头，只含小写字母、数字和下划线，最长48个字符",
    r"^[0-9]{1,5}\.[0-9]{1,5}\.[0-9]{1,5}$": "版本号，如 1.0.0",
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$": "日期，如 2024-12-31",
    r"^[0-9]{2}-[0-9]{2}$": "月和日，如 01-31",
    PERIOD_PATTERN: "一期，如 2024-03、2024-Q1、2024-H1 或 2024",
}


def translated(error: ValidationError, model: type[BaseModel], source: Source, prefix: Path) -> list[Problem]:
    """Everything that a validation found, in the order of the file.

    Args:
        error: What Pydantic raised.
        model: The model that was asked for.
        source: Places of the file.
        prefix: Path of the validated part within the file.
    """
    details = error.errors(include_url=False)
    misspelt = {
        (*one["loc"][:-1], _meant(model, one["loc"])) for one in details if one["type"] == "extra_forbidden"
    }
    problems = [
        _problem(detail, model, source, prefix)
        for detail in details
        if not (detail["type"] == "missing" and detail["loc"] in misspelt)
    ]
    unique = {(problem.code.id, problem.where, problem.message): problem for problem in problems}
    return sorted(unique.values(), key=lambda one: (one.where.line or 0, one.where.column or 0))


def _meant(model: type[BaseModel], loc: Sequence[str | int]) -> str | None:
    """The key that a wrong one probably stands for: it is then not reported as missing as well."""
    return nearest(str(loc[-1]), keys_of(model_at(model, loc[:-1])))


def _problem(detail: ErrorDetails, model: type[BaseModel], source: Source, prefix: Path) -> Problem:
    kind, context = detail["type"], dict(detail.get("ctx") or {})
    at_key = detail["loc"][-1:] == ("[key]",)
    path = (*prefix, *(part for part in detail["loc"] if part != "[key]"))
    name = path[-1] if path else ""
    value = _shown(detail.get("input"))
    if kind in CODES:
        context.pop("code", None)
        return Problem(CODES[kind], context, source.where(path))
    if kind == "extra_forbidden":
        keys = keys_of(model_at(model, detail["loc"][:-1]))
        return Problem(
            CODES["D320"], {"name": name, "hint": hint(str(name), keys)}, source.where(path, key=True)
        )
    if kind == "missing":
        return Problem(CODES["D321"], {"name": name}, source.where(path[:-1], key=True))
    if kind in ("literal_error", "enum"):
        options = _options(model, detail["loc"])
        fields = {"name": _named(path), "value": value, "hint": hint(value, options)}
        return Problem(CODES["D322"], fields, source.where(path))
    if kind == "string_pattern_mismatch":
        wanted = PATTERNS.get(str(context.get("pattern")), f"符合 {context.get('pattern')} 的文字")
        fields = {"value": value, "wanted": wanted}
        return Problem(CODES["D323"], fields, source.where(path, key=at_key))
    if kind in _SHAPES:
        return Problem(
            CODES["D325"], {"name": _named(path) or "文件", "wanted": _SHAPES[kind]}, source.where(path)
        )
    kinds = [words for start, words in _KINDS.items() if kind.startswith(start)]
    if kinds:
        return Problem(CODES["D324"], {"value": value, "wanted": kinds[0]}, source.where(path))
    limit = _limit(kind, context)
    if limit:
        return Problem(CODES["D326"], {"name": _named(path), "limit": limit}, source.where(path, key=at_key))
    what = str(context.get("error") or detail["msg"])
    return Problem(
        CODES["D327"], {"name": _named(path) or "这里", "what": what.rstrip("。")}, source.where(path)
    )


def _limit(kind: str, context: dict[str, Any]) -> str | None:
    """The broken limit in words."""
    words = {
        "greater_than_equal": ("ge", "不小于 {}"),
        "greater_than": ("gt", "大于 {}"),
        "less_than_equal": ("le", "不大于 {}"),
        "less_than": ("lt", "小于 {}"),
        "too_short": ("min_length", "至少 {} 项"),
        "too_long": ("max_length", "至多 {} 项"),
        "string_too_short": ("min_length", "至少 {} 个字"),
        "string_too_long": ("max_length", "至多 {} 个字"),
    }
    if kind not in words:
        return None
    key, sentence = words[kind]
    return sentence.format(context.get(key))


def _named(path: Sequence[str | int]) -> str:
    return str(next((part for part in reversed(path) if isinstance(part, str)), ""))


def _shown(value: Any) -> str:
    return value[:40] if isinstance(value, str) else "一组内容" if value is not None else ""


def model_at(model: Any, loc: Iterable[str | int]) -> Any:
    """The annotation that holds at a location, without ``Optional`` and ``Annotated``; None when unknown."""
    current = bare_type(model)
    for part in loc:
        if part == "[key]":
            continue
        if isinstance(current, type) and issubclass(current, BaseModel):
            field = current.model_fields.get(str(part)) or next(
                (one for one in current.model_fields.values() if one.alias == part), None
            )
            if field is None:
                return None
            current = bare_type(field.annotation)
        elif typing.get_origin(current) is dict:
            current = bare_type(typing.get_args(current)[1])
        elif typing.get_origin(current) is list and isinstance(part, int):
            current = bare_type(typing.get_args(current)[0])
        elif typing.get_origin(current) not in (typing.Union, types.UnionType):
            return None
    return current


def bare_type(annotation: Any) -> Any:
    """An annotation without ``Annotated`` and ``| None``."""
    while True:
        origin = typing.get_origin(annotation)
        if origin is typing.Annotated:
            annotation = typing.get_args(annotation)[0]
        elif origin in (typing.Union, types.UnionType):
            parts = [part for part in typing.get_args(annotation) if part is not type(None)]
            if len(parts) != 1:
                return annotation
            annotation = parts[0]
        else:
            return annotation


def keys_of(annotation: Any) -> list[str]:
    """Keys that may be written where a model is expected."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [field.alias or name for name, field in annotation.model_fields.items()]
    return []


def _options(model: type[BaseModel], loc: Sequence[str | int]) -> list[str]:
    annotation = model_at(model, loc)
    if typing.get_origin(annotation) is typing.Literal:
        return [str(option) for option in typing.get_args(annotation)]
    return []
