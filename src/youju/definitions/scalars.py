"""The scalar types of definitions: text from the YAML becomes numbers and truth values by the schema only.

Enter at the annotated types. The loader hands over every scalar as the text that was typed, so `Boolean`
and `Integer` read text strictly (``true``, ``12``; not ``yes``, ``1_000`` or ``1.0``). The JSON Schema of
free text admits what an editor sees as a number or truth value, since ``denominator: true`` and
``default: 0`` are text to us.

`wrong` raises a mistake with a code of the registry from inside a model.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, NoReturn

from pydantic import (
    BeforeValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema


def wrong(code: str, **fields: Any) -> NoReturn:
    """Raise a mistake of the registry from a validator; the fields fill its sentence."""
    raise PydanticCustomError(code, "{code}", {"code": code, **fields})


def _boolean(value: Any) -> Any:
    if value in ("true", "false"):
        return value == "true"
    if isinstance(value, bool):
        return value
    wrong("D324", value=_shown(value), wanted="true 或 false")


def _integer(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,9}", value):
        return int(value)
    wrong("D324", value=_shown(value), wanted="整数")


def _number(value: Any) -> Any:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,24}(\.[0-9]{1,10})?", value):
        return Decimal(value)
    wrong("D324", value=_shown(value), wanted="数，如 100 或 12.5")


class OneOrMany:
    """Marks a list that may be written as its single item: ``by: clerk`` is ``by: [clerk]``."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def listed(value: Any) -> Any:
            return [value] if isinstance(value, (str, dict)) else value

        return core_schema.no_info_before_validator_function(listed, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        whole = handler(schema)
        return {"anyOf": [whole["items"], whole]}


def _shown(value: Any) -> str:
    return str(value)[:40] if isinstance(value, (str, int, float, bool)) else "一组内容"


_ANY_SCALAR = ["string", "number", "boolean"]
NAME_PATTERN = r"^[a-z][a-z0-9_]{0,47}$"

Boolean = Annotated[bool, BeforeValidator(_boolean)]
Integer = Annotated[int, BeforeValidator(_integer)]
Number = Annotated[Decimal, BeforeValidator(_number), WithJsonSchema({"type": "number"})]
Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN)]
Names = Annotated[list[Name], OneOrMany()]
"""One name, or a list of names."""

Label = Annotated[
    str,
    StringConstraints(min_length=1, max_length=60, strip_whitespace=True),
    WithJsonSchema({"type": ["string", "number"], "minLength": 1, "maxLength": 60}),
]
Text = Annotated[str, StringConstraints(max_length=4000), WithJsonSchema({"type": _ANY_SCALAR})]
Expression = Annotated[
    str,
    StringConstraints(min_length=1, max_length=4000),
    WithJsonSchema({"type": _ANY_SCALAR, "minLength": 1, "maxLength": 4000, "title": "表达式"}),
]
Version = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,5}\.[0-9]{1,5}\.[0-9]{1,5}$")]
Day = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
MonthDay = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}-[0-9]{2}$")]
