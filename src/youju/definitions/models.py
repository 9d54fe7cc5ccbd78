"""What a pack may say: one Pydantic model per kind of definition, unknown keys forbidden.

The same models validate the YAML, give the JSON Schema of ``docs/schema`` and the reference pages.
Scalars reach them as text (the loader does not guess types); expressions are kept as text here and
are typed by `youju.definitions.check`.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
Label = Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]
Expression = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Version = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]


class Model(BaseModel):
    """Base of all definitions: immutable, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _labelled(value: Any) -> Any:
    """A bare text stands for ``{label: text}``."""
    return {"label": value} if isinstance(value, str) else value


class Labelled(Model):
    """Anything that people see by a Chinese label; a bare text is its label."""

    label: Label = Field(description="名称，显示在页面和报告中", examples=["已销号"])
    note: str | None = Field(default=None, description="说明、口径或依据（文件、条款）")

    @model_validator(mode="before")
    @classmethod
    def _bare_label(cls, value: Any) -> Any:
        return _labelled(value)


class Duration(Model):
    """A length of time: natural days, working days, months or years.

    Written ``60 days``, ``15 workdays``, ``2 months``, ``1 years``.
    """

    count: int = Field(ge=0, le=3660)
    unit: Literal["days", "workdays", "months", "years"]

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if isinstance(value, str):
            match = re.fullmatch(r"(\d{1,4}) (day|workday|month|year)s?", value.strip())
            if not match:
                raise ValueError("期限应写作“60 days”“15 workdays”“2 months”或“1 years”")
            return {"count": int(match[1]), "unit": match[2] + "s"}
        return value


class Due(Model):
    """When a clock falls due; exactly one of the four ways.

    Attributes:
        after: So long after the start; the day after the start is day one.
        day_of_month: 每月8日前: the first such day on or after the start (`next_month` skips to the next).
        after_quarter: 季度末后15日内: counted from the end of the quarter in which the clock started.
        date_of_year: 次年1月31日前, written ``01-31``: that day of the year after the start.
        field: A date field of the record holds the day.
    """

    after: Duration | None = None
    day_of_month: int | None = Field(default=None, ge=1, le=31)
    next_month: bool = False
    after_quarter: Duration | None = None
    date_of_year: Annotated[str, StringConstraints(pattern=r"^\d\d-\d\d$")] | None = None
    field: Name | None = None
    roll: Literal["none", "next_workday", "previous_workday"] = Field(
        default="none", description="到期日不是工作日时：不变、顺延或提前"
    )

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"after": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_way(self) -> Due:
        ways = (self.after, self.day_of_month, self.after_quarter, self.date_of_year, self.field)
        if sum(way is not None for way in ways) != 1:
            raise ValueError("到期方式只能写一种：after、day_of_month、after_quarter、date_of_year 或 field")
        return self


class Code(Labelled):
    """One code of a list."""

    parent: str | None = None
    until: str | None = Field(default=None, description="停用日期，如 2024-12-31；旧记录仍可显示")


class CodeList(Labelled):
    """Codes with labels, in the order in which people expect them."""

    codes: dict[str, Code]


class Role(Labelled):
    """A part that people play in a pack; given to a person within an organisation."""


FieldType = Literal[
    "text", "number", "money", "percent", "date", "boolean", "code",
    "organisation", "person", "place", "file", "table",
]  # fmt: skip


class FieldDef(Labelled):
    """One field of a record."""

    type: FieldType
    unit: str | None = Field(default=None, description="number 和 money 的计量单位，如 件、人、万元")
    codes: str | None = Field(
        default=None, description="code 类型的代码表：本包 code_lists 的名称，或 standard:division、standard:industry"
    )
    decimals: int | None = Field(default=None, ge=0, le=6)
    min: str | None = None
    max: str | None = None
    max_length: int | None = Field(default=None, ge=1, le=1_000_000)
    pattern: str | None = None
    required: bool = False
    required_when: Expression | None = Field(default=None, description="表达式为真时必填")
    default: str | None = None
    personal: bool = Field(default=False, description="个人信息：按角色遮蔽，不进入公开页面")
    columns: dict[Name, FieldDef] | None = Field(default=None, description="table 类型的列")
    kinds: list[str] | None = Field(default=None, description="file 类型允许的文件种类")


class State(Labelled):
    """Where a record stands."""

    final: bool = Field(default=False, description="办结状态：时钟停止，汇总时算作完成")


class EvidenceRule(Model):
    """What must be attached to an act."""

    min: int = Field(default=1, ge=0, le=100)
    kinds: list[Literal["document", "spreadsheet", "photo", "video", "audio", "archive"]] = Field(
        default_factory=lambda: ["document", "photo"]
    )


class Extension(Model):
    """An act that gives a clock more time (延期)."""

    clock: Name
    by: Duration = Field(description="最长可延期多久")
    times: int = Field(default=1, ge=1, le=12)


class Act(Labelled):
    """Something a person does to a record: it may move the state (`to`), or not (回头看, 约谈).

    Attributes:
        from_: States in which it may be done; empty means any state that is not final.
        by: Roles of the pack, or names of organisation fields (the organisation that the field names).
        guard: Must be true for the act to be allowed; `otherwise` is the sentence when it is not.
        fields: Fields that are filled in with the act; `required` ones must be given or present.
        sets: Field to expression, computed when the act is done.
    """

    from_: list[Name] = Field(default_factory=list, alias="from")
    to: Name | None = None
    by: list[Name] = Field(min_length=1)
    guard: Expression | None = None
    otherwise: str | None = None
    comment: Literal["none", "optional", "required"] = "optional"
    evidence: EvidenceRule | None = None
    fields: list[Name] = Field(default_factory=list)
    required: list[Name] = Field(default_factory=list)
    sets: dict[Name, Expression] = Field(default_factory=dict)
    extends: Extension | None = None
    restarts: list[Name] = Field(default_factory=list, description="重新起算的时钟，如每月一回头")

    @model_validator(mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        if isinstance(value, dict):
            value = dict(value)
            for key in ("from", "by", "fields", "required", "restarts"):
                if isinstance(value.get(key), str):
                    value[key] = [value[key]]
        return value


class EscalationStep(Labelled):
    """One rung of 提醒函 → 催办函 → 约谈: done by itself when the day comes, and an event like any other."""

    after: Duration = Field(description="到期后多久；before: true 时为到期前多久")
    before: bool = False
    to: list[Name] = Field(min_length=1, description="送达的角色或机构字段")


class ClockDef(Labelled):
    """A time limit. It runs from `starts` to `stops`, and stands still in the states of `pauses`.

    `starts` and `stops` name a state that is entered, an act that is done, or a date field.
    """

    starts: list[Name] = Field(min_length=1)
    stops: list[Name] = Field(min_length=1)
    pauses: list[Name] = Field(default_factory=list)
    due: Due
    warn: Duration | None = Field(default=None, description="到期前多久起提示（黄灯、将到期）")
    escalation: dict[Name, EscalationStep] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        if isinstance(value, dict):
            value = dict(value)
            for key in ("starts", "stops", "pauses"):
                if isinstance(value.get(key), str):
                    value[key] = [value[key]]
        return value


class LightDef(Model):
    """A colour with the condition under which it is shown; the first true one wins."""

    label: Label | None = None
    when: Expression

    @model_validator(mode="before")
    @classmethod
    def _bare_when(cls, value: Any) -> Any:
        return {"when": value} if isinstance(value, str) else value


class Link(Labelled):
    """A named connection to records of another ledger."""

    to: Name
    many: bool = True


class Levels(Model):
    """Sub-items in one ledger: 方面 → 分项问题 → 细化问题. Acts are done on the `worked` level only."""

    names: dict[Name, Labelled] = Field(min_length=2)
    worked: Name

    @model_validator(mode="after")
    def _worked_is_a_level(self) -> Levels:
        if self.worked not in self.names:
            raise ValueError("worked 必须是 names 中的一级")
        return self


class Ledger(Labelled):
    """A 台账: what is recorded, how it moves, by when, and who may do what."""

    ledger: Name
    record_label: Label
    number: str | None = Field(
        default=None, description="编号样式，如 审改〔{year}〕{seq:4}；不写则不编号", max_length=60
    )
    open_by: list[Name] = Field(min_length=1, description="可以登记记录的角色")
    belongs_to: Name | None = Field(default=None, description="记录归属的机构字段，决定谁能看到")
    division: Name | None = Field(default=None, description="记录所在区划的字段，用于按区划汇总")
    fields: dict[Name, FieldDef] = Field(min_length=1)
    unique: list[list[Name]] = Field(default_factory=list)
    levels: Levels | None = None
    states: dict[Name, State] = Field(min_length=1, description="第一个是初始状态")
    transitions: dict[Name, Act] = Field(default_factory=dict)
    activities: dict[Name, Act] = Field(default_factory=dict, description="不改变状态的办理动作")
    clocks: dict[Name, ClockDef] = Field(default_factory=dict)
    lights: dict[Name, LightDef] = Field(default_factory=dict)
    priority: Expression | None = Field(default=None, description="数值表达式，越大越先办")
    links: dict[Name, Link] = Field(default_factory=dict)

    @property
    def acts(self) -> dict[str, Act]:
        """Transitions and activities together, by name."""
        return {**self.transitions, **self.activities}

    @property
    def initial(self) -> str:
        """Name of the state in which a record opens."""
        return next(iter(self.states))


class FigureSource(Model):
    """What is counted: the records of a ledger, the acts done on them, or the rows of a table field."""

    ledger: Name
    rows: Literal["records", "acts", "table"] = "records"
    table: Name | None = None
    merged: bool = Field(default=False, description="是否计入已并入他件的重复件")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if isinstance(value, str):
            match = re.fullmatch(r"(ledger|acts) ([a-z][a-z0-9_]*)", value.strip())
            if not match:
                raise ValueError("of 应写作“ledger 台账名”或“acts 台账名”")
            return {"ledger": match[2], "rows": "records" if match[1] == "ledger" else "acts"}
        return value


class Figure(Labelled):
    """A 指标: how it is derived, in which unit, and against which target."""

    figure: Name
    of: FigureSource
    measure: Literal["count", "sum", "share", "average", "distinct", "min", "max"] = "count"
    where: Expression | None = Field(default=None, description="统计范围（口径）")
    value: Expression | None = Field(default=None, description="sum、average、distinct、min、max 的取值")
    numerator: Expression | None = None
    denominator: Expression | None = None
    by: list[Name] = Field(default_factory=list, description="分组：字段、state、light、level 或 division")
    unit: str = Field(description="计量单位；share 为 percent")
    decimals: int = Field(default=0, ge=0, le=6)
    period: Literal["all", "year", "quarter", "month"] = Field(
        default="all", description="acts 的统计时段：到截止日为止的全部、本年、本季或本月"
    )
    target: str | None = None
    alert: Expression | None = Field(default=None, description="以 value 表示本指标值，为真时提示")

    @model_validator(mode="before")
    @classmethod
    def _share_by_default(cls, value: Any) -> Any:
        if isinstance(value, dict):
            value = dict(value)
            if "numerator" in value and "measure" not in value:
                value["measure"] = "share"
            if isinstance(value.get("by"), str):
                value["by"] = [value["by"]]
        return value


class LedgerMigration(Model):
    """How the records of one ledger go from one version to the next."""

    ledger: Name
    states: dict[Name, Name] = Field(default_factory=dict, description="旧状态 → 新状态")
    fields: dict[Name, Name] = Field(default_factory=dict, description="旧字段 → 新字段")
    drop: list[Name] = Field(default_factory=list, description="明确放弃的字段（历史仍在事件中）")


class Migration(Model):
    """What a new version does with the records of an old one."""

    from_: Version = Field(alias="from")
    ledgers: list[LedgerMigration]


class PackHeader(Labelled):
    """``pack.yaml``."""

    pack: Name
    version: Version
    depends: dict[Name, Version] = Field(default_factory=dict)
    roles: dict[Name, Role] = Field(default_factory=dict)
    code_lists: dict[Name, CodeList] = Field(default_factory=dict)
    migrations: list[Migration] = Field(default_factory=list)


class Pack(Model):
    """A whole pack, loaded: header, ledgers and figures by name. The loader keeps line numbers apart."""

    header: PackHeader
    ledgers: dict[Name, Ledger]
    figures: dict[Name, Figure]
