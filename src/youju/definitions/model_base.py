"""What all definitions have in common: no unknown keys, immutable, labels, short forms, lengths of time.

Enter at `Model` and `Labelled`; `youju.definitions.models` builds on them, and hands them on.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from youju.definitions.scalars import Integer, Label, Text, wrong


class Model(BaseModel):
    """Base of all definitions: immutable, no unknown keys.

    Attributes:
        BARE: Key that a bare text stands for: ``cleared: 已销号`` is ``cleared: {label: 已销号}``.
        PATTERN: Form of a text that may stand for the whole: ``60 days``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    BARE: ClassVar[str | None] = None
    PATTERN: ClassVar[str | None] = None

    @classmethod
    def bare_key(cls) -> str | None:
        """`BARE`, when nothing else must be written."""
        others = any(field.is_required() for name, field in cls.model_fields.items() if name != cls.BARE)
        return None if others else cls.BARE

    @model_validator(mode="before")
    @classmethod
    def _from_bare_text(cls, value: Any) -> Any:
        if cls.BARE and isinstance(value, str):
            return {cls.BARE: value}
        return value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler(core_schema)
        if not (cls.bare_key() or cls.PATTERN):
            return schema
        full = handler.resolve_ref_schema(schema)
        text: JsonSchemaValue = {"type": ["string", "number", "boolean"]}
        if cls.PATTERN:
            kinds = ["string", "number"] if re.fullmatch(cls.PATTERN, "182") else "string"
            text = {"type": kinds, "pattern": f"^({cls.PATTERN})$"}
        whole = dict(full)
        full.clear()
        full["anyOf"] = [text, whole]
        return schema


class Labelled(Model):
    """Anything that people see by a Chinese label; a bare text is its label."""

    BARE: ClassVar[str | None] = "label"

    label: Label = Field(description="名称，显示在页面和报告中", examples=["已销号"])
    note: Text | None = Field(default=None, description="说明、口径或依据（文件、条款）")


class Duration(Model):
    """A length of time: natural days, working days, months or years.

    Written ``60 days``, ``15 workdays``, ``2 months``, ``1 years``.
    """

    PATTERN: ClassVar[str | None] = r"[0-9]{1,4} (day|workday|month|year)s?"

    count: Integer = Field(ge=0, le=3660, description="数量")
    unit: Literal["days", "workdays", "months", "years"] = Field(description="自然日、工作日、月或年")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if isinstance(value, str):
            match = re.fullmatch(r"([0-9]{1,4}) (day|workday|month|year)s?", value.strip())
            if not match:
                wrong("D328", value=value[:40])
            return {"count": int(match[1]), "unit": match[2] + "s"}
        return value

    def __str__(self) -> str:
        """As a sentence has it: 60个自然日, 15个工作日, 2个月, 1年."""
        words = {"days": "日", "workdays": "个工作日", "months": "个月", "years": "年"}
        return f"{self.count}{words[self.unit]}"
