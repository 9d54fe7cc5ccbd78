"""JSON Schema files of the pack format, for editors: completion, hover text and early warnings.

Enter at `schemas` and `write_schemas`. They are made from the models, never by hand; a test makes them again
and compares. A schema sees each file alone: what must hold between files, only ``youju pack check`` knows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from youju.definitions.models import Figure, Ledger, PackHeader, SeriesDef
from youju.definitions.scenario_models import Scenario
from youju.definitions.target_models import Plan, Scoring
from youju.definitions.warning_models import WarningRule

_DIALECT = "https://json-schema.org/draft/2020-12/schema"

KINDS: Mapping[str, tuple[type[BaseModel], str, str]] = {
    "pack": (PackHeader, "pack.yaml", "业务包：代码、名称、版本、角色、代码表、迁移"),
    "ledger": (Ledger, "ledgers/*.yaml", "台账：字段、状态、办理动作、时钟、亮灯、关联"),
    "series": (
        SeriesDef,
        "series/*.yaml",
        "统计数列：部门按期报送的一项数据，单位、频率、分组、修订",
    ),
    "figure": (Figure, "figures/*.yaml", "指标：来源、口径、计算方法、分组、单位、目标"),
    "target": (Plan, "targets/*.yaml", "目标计划：一年的目标，责任单位、节点、权重、出处"),
    "scoring": (Scoring, "scoring/*.yaml", "考核办法：目标和其他内容怎样扣分、加分"),
    "warning": (WarningRule, "warnings/*.yaml", "预警规则：监测什么，几个级别，怎样进入和退出"),
    "scenario": (Scenario, "scenarios/*.yaml", "情景：谁在哪一天做什么，当时应当怎样"),
}
"""Kinds of file: model, where such files lie, and what they hold."""


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema of every kind of file, by kind."""
    found: dict[str, dict[str, Any]] = {}
    for kind, (model, _, title) in KINDS.items():
        schema = _strict(model.model_json_schema(by_alias=True, mode="validation"))
        if kind in ("figure", "warning", "series"):
            plural = kind if kind == "series" else f"{kind}s"
            schema = _one_or_several(schema, model.__name__, plural, title.partition("：")[0])
        found[kind] = {"$schema": _DIALECT, **schema, "title": title}
    return found


def schema_text(schema: Mapping[str, Any]) -> str:
    """A schema as it is written to its file."""
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def write_schemas(folder: Path) -> list[Path]:
    """Write all schemas into a folder.

    Args:
        folder: Made when it is not there.

    Returns:
        The files written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind, schema in schemas().items():
        path = folder / f"{kind}.schema.json"
        path.write_text(schema_text(schema), encoding="utf-8")
        written.append(path)
    return written


def _one_or_several(schema: dict[str, Any], name: str, plural: str, word: str) -> dict[str, Any]:
    """A file that holds one figure, or a list of them under ``figures``."""
    definitions = schema.pop("$defs", {})
    definitions[name] = schema
    several = {
        "type": "object",
        "properties": {
            plural: {"type": "array", "items": {"$ref": f"#/$defs/{name}"}, "description": f"几个{word}"}
        },
        "required": [plural],
        "additionalProperties": False,
    }
    return {"$defs": definitions, "anyOf": [{"$ref": f"#/$defs/{name}"}, several]}


_LIMITS = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum"}


def _for_developers(text: str) -> bool:
    """Whether a text is a docstring, or a title made of a name: only Chinese ones are for the user."""
    first = text.split("\n\n")[0]
    return first.isascii() or first.endswith(".")


def _strict(schema: Any) -> Any:
    """Say what the loader does, in the words of JSON Schema, and to editors only what is in Chinese.

    No empty values; no names but those of the pattern; limits of numbers that are read from text; no titles
    made of Python names and no docstrings that are meant for developers.
    """
    if isinstance(schema, list):
        return [_strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    out = {_LIMITS.get(key, key): _strict(value) for key, value in schema.items()}
    for key in ("title", "description"):
        if isinstance(out.get(key), str) and _for_developers(out[key]):
            del out[key]
    options = out.get("anyOf")
    if isinstance(options, list) and {"type": "null"} in options:
        rest = [option for option in options if option != {"type": "null"}]
        del out["anyOf"]
        out = {**rest[0], **out} if len(rest) == 1 else {"anyOf": rest, **out}
    if out.get("type") == "string" and not out.keys() & {"pattern", "enum", "const", "format"}:
        out["type"] = ["string", "number", "boolean"]  # what an editor takes for a number is text to us
    if "default" in out and out["default"] is None:
        del out["default"]
    if "patternProperties" in out:
        out["additionalProperties"] = False
    return out
