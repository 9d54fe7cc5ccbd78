"""What a scenario may say: a story in steps, and what must be true on given days.

Enter at `Scenario`. As with the other definitions, scalars arrive as text from the strict YAML reader,
unknown keys are refused, and the same models give the JSON Schema and the reference page. How many records
are written in few lines is in `scenario_values`.

Does not belong here: running the steps (`youju.scenarios`), what acts a ledger has (`models`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, ClassVar

from pydantic import Field, GetJsonSchemaHandler, StringConstraints, field_validator, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from youju.definitions.model_base import Labelled, Model
from youju.definitions.scalars import Integer, Label, Name, Names, OneOrMany, Text
from youju.definitions.scenario_values import Days, Distribution, Given, Repeat

Alias = Annotated[str, StringConstraints(pattern=r"^[^\s,<>]{1,40}$")]
AliasPattern = Annotated[str, StringConstraints(min_length=1, max_length=200)]

RESERVED = ("open", "amend", "void", "merge", "link", "unlink", "escalate", "import")
"""What can be done besides the acts of a ledger.

In Chinese: 登记、更正、作废、并案、关联、解除关联、到期提醒、批量导入.
"""

OF = "of "
"""``by: of auditee``: the first person listed of the organisation that the record's field names."""

NOTHING = "无"
"""How a scenario writes that a value, a due date or a figure is not there."""


class OrganisationDef(Model):
    """An invented organisation with those below it."""

    BARE: ClassVar[str | None] = "name"

    name: Label = Field(description="名称，须为虚构")
    short_name: Label | None = Field(default=None, description="简称")
    kind: Text = Field(default="agency", description="机构种类")
    division: Text | None = Field(default=None, description="所在区划代码")
    under: dict[Name, OrganisationDef] = Field(default_factory=dict, description="下级机构")


class PersonDef(Model):
    """An invented person: a name that is clearly made up, an organisation, roles of the pack in it."""

    name: Label = Field(description="姓名，须一看便知是虚构的")
    of: Name = Field(description="所在机构")
    roles: Names = Field(default_factory=list, description="在该机构担任的业务包角色，可以没有")


class Attachment(Model):
    """A small file that the runner makes; its name says of which kind (.pdf .docx .xlsx .png .jpg .txt)."""

    BARE: ClassVar[str | None] = "name"

    name: Annotated[
        str, StringConstraints(pattern=r"^[^/\\\s]{1,80}\.(pdf|docx|xlsx|png|jpg|txt)$", min_length=5)
    ] = Field(description="文件名，扩展名决定种类")
    text: Text = Field(default="", max_length=2000, description="文件里的文字；不写则为文件名")


_FIGURE = "指标应写作“182”“80.22 = 146/182”或“无”"


class FigureValue(Model):
    """What a figure must be: ``182``, ``80.22 = 146/182``, or ``无`` for no value."""

    PATTERN: ClassVar[str | None] = r"[^\s%=]+%?(\s*=\s*\S+?\s*/\s*\S+)?"

    value: Decimal | None = Field(description="指标值")
    numerator: Decimal | None = Field(default=None, description="分子")
    denominator: Decimal | None = Field(default=None, description="分母")
    parts: bool = Field(default=False, description="是否写了分子分母")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if not isinstance(value, str):
            raise ValueError(_FIGURE)
        match = re.fullmatch(r"(?P<v>[^\s%=]+)%?(?:\s*=\s*(?P<n>\S+?)\s*/\s*(?P<d>\S+))?", value.strip())
        if not match:
            raise ValueError(_FIGURE)
        try:
            return {
                "value": None if match["v"] == NOTHING else Decimal(match["v"]),
                "numerator": Decimal(match["n"]) if match["n"] else None,
                "denominator": Decimal(match["d"]) if match["d"] else None,
                "parts": match["n"] is not None,
            }
        except InvalidOperation:
            raise ValueError(_FIGURE) from None

    def __str__(self) -> str:
        """As it is written in a scenario."""
        value = NOTHING if self.value is None else f"{self.value:f}"
        return f"{value} = {self.numerator:f}/{self.denominator:f}" if self._has_parts else value

    @property
    def _has_parts(self) -> bool:
        return self.parts and self.numerator is not None and self.denominator is not None


class FigureExpectation(Model):
    """A value, or the values of all groups; `division` limits the count to a subtree."""

    PATTERN: ClassVar[str | None] = FigureValue.PATTERN

    total: FigureValue | None = Field(default=None, description="总数")
    rows: dict[str, FigureValue] | None = Field(default=None, description="各组的值，须写全；组用代码或名称")
    division: Text | None = Field(default=None, description="只统计这个区划之内")
    behind: list[AliasPattern] | None = Field(default=None, description="指标背后的全部记录")

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"total": value}
        if isinstance(value, dict) and not value.keys() & cls.model_fields.keys():
            return {"rows": value}
        return value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = super().__get_pydantic_json_schema__(core_schema, handler)
        whole = handler.resolve_ref_schema(schema)
        whole["anyOf"].append({"type": "object", "additionalProperties": {"type": ["string", "number"]}})
        return schema


class Expect(Model):
    """What must be true. Records are named by alias; ``p<1-146>`` names p1 to p146."""

    records: dict[Name, Integer] = Field(default_factory=dict, description="台账的记录数（不含并入他件的）")
    states: dict[AliasPattern, str] = Field(default_factory=dict, description="记录的状态，代码或名称")
    state_counts: dict[Name, dict[str, Integer]] = Field(
        default_factory=dict, description="各状态件数，须写全"
    )
    light: dict[AliasPattern, str] = Field(default_factory=dict, description="记录的灯色")
    lights: dict[Name, dict[str, Integer]] = Field(default_factory=dict, description="各色件数，须写全")
    values: dict[AliasPattern, dict[Name, Any]] = Field(
        default_factory=dict, description="字段的值；空则写“无”"
    )
    due: dict[AliasPattern, dict[Name, str]] = Field(
        default_factory=dict, description="到期日；没有写“无”，暂停中写“暂停”"
    )
    acts: dict[AliasPattern, dict[Name, Integer]] = Field(default_factory=dict, description="各动作的次数")
    timeline: dict[AliasPattern, Integer] = Field(default_factory=dict, description="办理记录条数")
    escalations: dict[AliasPattern, list[Name]] = Field(default_factory=dict, description="已发的提醒")
    links: dict[AliasPattern, dict[Name, list[AliasPattern]]] = Field(
        default_factory=dict, description="关联的记录"
    )
    merged: dict[AliasPattern, Alias] = Field(default_factory=dict, description="并入了哪一件")
    done: dict[AliasPattern, str] = Field(default_factory=dict, description="下级办结数，如 23/24")
    figures: dict[str, FigureExpectation] = Field(
        default_factory=dict, description="写作“指标”或“指标 by 分组”"
    )

    @model_validator(mode="after")
    def _says_something(self) -> Expect:
        if not any(getattr(self, name) for name in type(self).model_fields):
            raise ValueError("expect 没有写任何应当成立的内容")
        return self

    @field_validator("figures")
    @classmethod
    def _figure_keys(cls, value: dict[str, FigureExpectation]) -> dict[str, FigureExpectation]:
        for key in value:
            figure_key(key)
        return value


def figure_key(text: str) -> tuple[str, list[str] | None]:
    """Split ``findings by source, light`` into figure and grouping; None where no grouping is written.

    Example:
        >>> figure_key("findings by source, light")
        ('findings', ['source', 'light'])
    """
    match = re.fullmatch(r"([a-z][a-z0-9_]*)(?: by ([a-z][a-z0-9_]*(?:\s*,\s*[a-z][a-z0-9_]*)*))?", text)
    if not match:
        raise ValueError("指标应写作“指标名”或“指标名 by 分组, 分组”")
    return match[1], [part.strip() for part in match[2].split(",")] if match[2] else None


class Beat(Model):
    """One entry of the story: a step (`do`), or what must be true (`expect`).

    Attributes:
        on: Business date; for `expect` the date as at which is looked. May be a distribution.
        recorded: Day on which it was entered, when later than `on`; the story's clock never goes back.
        known_at: Only with `expect`: what was known by then; everything so far when not written.
        by: Alias of a person.
        do: An act of the ledger, or one of `RESERVED`.
        record: Alias of the record, given by `open`; ``p<n>`` in a repeated step.
        ledger: With `open` and `import`.
        into: With `merge`: alias of the record that goes on.
        to: With `link` and `unlink`: aliases of the other records.
        entry: With `void`: name of the act (the latest one) or ``open``/``amend``.
        refused: Code of the error with which the step must be refused, leaving everything as it was.
    """

    on: Days = Field(description="业务日期；expect 的截止日期")
    note: Text | None = Field(default=None, description="给人看的说明")
    recorded: date | None = Field(default=None, description="录入日期，晚于 on 即补录；不写则与 on 同")
    known_at: date | None = Field(default=None, description="与 expect 同用：只看这天为止已录入的")
    by: Annotated[str, StringConstraints(pattern=r"^(of )?[a-z][a-z0-9_]{0,47}$")] | None = Field(
        default=None, description="由谁办理；of 字段 指该字段所填机构中最先列出的人员"
    )
    do: Name | None = Field(
        default=None, description="办理动作，或 open、amend、void、merge、link、unlink、escalate、import"
    )
    ledger: Name | None = Field(default=None, description="登记到哪个台账")
    record: AliasPattern | None = Field(default=None, description="记录的代称，如 p1；重复的写 p<n>")
    level: Name | None = Field(default=None, description="登记为哪一级")
    parent: Given = Field(default=None, description="上级记录的代称，或分布")
    values: dict[Name, Given] = Field(default_factory=dict, description="字段的值，或分布；清空写“无”")
    comment: Text | None = Field(default=None, description="办理意见")
    evidence: Annotated[list[Attachment], OneOrMany()] = Field(default_factory=list, description="佐证材料")
    into: AliasPattern | None = Field(default=None, description="merge：并入哪一件")
    link: Name | None = Field(default=None, description="link、unlink：哪种关联")
    to: Annotated[list[AliasPattern], OneOrMany()] = Field(
        default_factory=list, description="link、unlink：对方记录"
    )
    entry: Name | None = Field(default=None, description="void：作废最近一次的哪个动作")
    reason: Text | None = Field(default=None, description="amend、void、merge 的理由")
    repeat: Repeat | None = Field(default=None, description="对哪几件重复，如 146、147-178、1-3, 5")
    refused: Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{3}$")] | None = Field(
        default=None, description="应当以这个错误代码拒绝，且什么也不改变"
    )
    expect: Expect | None = Field(default=None, description="这一天应当怎样")

    @model_validator(mode="after")
    def _step_or_expectation(self) -> Beat:
        if (self.do is None) == (self.expect is None):
            raise ValueError("每一条要么写 do（做什么），要么写 expect（应当怎样）")
        given = {name for name in self.model_fields_set if name not in ("note", "on")}
        allowed, needed = _KEYS.get(self.do or "", _ACT_KEYS) if self.do else ({"known_at", "expect"}, set())
        extra, missing = given - allowed - {"do"}, needed - given
        what = f"do: {self.do}" if self.do else "expect"
        if extra:
            raise ValueError(f"{what} 不能写 {'、'.join(sorted(extra))}")
        if missing:
            raise ValueError(f"{what} 还应写 {'、'.join(sorted(missing))}")
        if isinstance(self.on, Distribution) and self.repeat is None:
            raise ValueError("on 写作分布时应写 repeat")
        return self

    @property
    def numbers(self) -> tuple[int | None, ...]:
        """The numbers n of a repeated step; one None for a plain one."""
        return self.repeat.numbers if self.repeat else (None,)


_COMMON = {"by", "recorded", "repeat", "refused"}
_ACT_KEYS: tuple[set[str], set[str]] = (
    _COMMON | {"record", "values", "comment", "evidence"},
    {"by", "record"},
)
_KEYS: Mapping[str, tuple[set[str], set[str]]] = {
    "open": (
        _COMMON | {"ledger", "record", "values", "level", "parent", "evidence"},
        {"by", "ledger", "record", "values"},
    ),
    "import": (_COMMON | {"ledger", "record", "values"}, {"by", "ledger", "record", "values", "repeat"}),
    "amend": (_COMMON | {"record", "values", "reason"}, {"by", "record", "values", "reason"}),
    "void": (_COMMON | {"record", "entry", "reason"}, {"by", "record", "entry", "reason"}),
    "merge": (_COMMON | {"record", "into", "reason"}, {"by", "record", "into", "reason"}),
    "link": (_COMMON | {"record", "link", "to"}, {"by", "record", "link", "to"}),
    "unlink": (_COMMON | {"record", "link", "to"}, {"by", "record", "link", "to"}),
    "escalate": ({"recorded", "ledger", "repeat"}, set()),
}


class Scenario(Labelled):
    """A story with invented organisations and people: specification, test and demo data at once."""

    scenario: Name = Field(description="情景代码，与文件名相同")
    pack: Name = Field(description="业务包")
    organisations: dict[Name, OrganisationDef] = Field(min_length=1, description="机构，按隶属关系")
    people: dict[Name, PersonDef] = Field(min_length=1, description="人员")
    story: list[Beat] = Field(min_length=1, description="按录入先后的步骤，中间写应当怎样")

    @model_validator(mode="after")
    def _checks_something(self) -> Scenario:
        if not any(beat.expect for beat in self.story):
            raise ValueError("情景中没有一处 expect，什么也没有检验")
        return self
