"""What a pack may say: one Pydantic model per kind of definition, unknown keys forbidden.

The same models validate the YAML, give the JSON Schema of ``docs/schema`` and the reference pages.
Scalars reach them as text (the loader does not guess types); expressions are kept as text here and
are typed by `youju.definitions.check`.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from youju.definitions.figure_models import Figure, FigureSource
from youju.definitions.model_base import Duration, Labelled, Model
from youju.definitions.scalars import (
    Boolean,
    Day,
    Expression,
    Integer,
    Label,
    MonthDay,
    Name,
    Names,
    Text,
    Version,
    wrong,
)
from youju.definitions.series_models import SeriesDef
from youju.definitions.target_models import Plan, Scoring
from youju.definitions.warning_models import WarningRule

__all__ = [
    "Act",
    "ClockDef",
    "Code",
    "CodeList",
    "Due",
    "Duration",
    "EscalationStep",
    "EvidenceKind",
    "EvidenceRule",
    "Extension",
    "FieldDef",
    "FieldType",
    "Figure",
    "FigureSource",
    "Labelled",
    "Ledger",
    "LedgerMigration",
    "Levels",
    "LightDef",
    "Link",
    "Migration",
    "Model",
    "Pack",
    "PackHeader",
    "Role",
    "SeriesDef",
    "State",
]


class Due(Model):
    """When a clock falls due; exactly one of the five ways. A bare duration is `after`.

    Attributes:
        after: So long after the start; the day after the start is day one.
        day_of_month: 每月8日前: the first such day on or after the start (`next_month` skips to the next).
        after_quarter: 季度末后15日内: counted from the end of the quarter in which the clock started.
        date_of_year: 次年1月31日前, written ``01-31``: that day of the year after the start.
        field: A date field of the record holds the day.
    """

    PATTERN: ClassVar[str | None] = Duration.PATTERN

    after: Duration | None = Field(default=None, description="自起算之日起多久，次日为第一天")
    day_of_month: Integer | None = Field(
        default=None, ge=1, le=31, description="每月几日前；当月没有这一天的，为月末"
    )
    next_month: Boolean = Field(default=False, description="与 day_of_month 同用：从次月起算")
    after_quarter: Duration | None = Field(default=None, description="起算之日所在季度末之后多久")
    date_of_year: MonthDay | None = Field(default=None, description="次年几月几日前，写作 01-31")
    field: Name | None = Field(default=None, description="到期日写在记录的哪个日期字段中")
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
            wrong("D329")
        return self


class Code(Labelled):
    """One code of a list."""

    parent: Text | None = Field(default=None, description="上级代码")
    until: Day | None = Field(default=None, description="停用日期，如 2024-12-31；旧记录仍可显示")


class CodeList(Labelled):
    """Codes with labels, in the order in which people expect them."""

    BARE: ClassVar[str | None] = None

    codes: dict[str, Code] = Field(min_length=1, description="代码和名称，按习惯的顺序")


class Role(Labelled):
    """A part that people play in a pack; given to a person within an organisation."""


FieldType = Literal[
    "text", "number", "money", "percent", "date", "boolean", "code",
    "organisation", "person", "place", "file", "table",
]  # fmt: skip


class FieldDef(Labelled):
    """One field of a record."""

    BARE: ClassVar[str | None] = None

    type: FieldType = Field(description="类型")
    unit: Text | None = Field(default=None, description="number 和 money 的计量单位，如 件、人、万元")
    codes: str | None = Field(
        default=None,
        description="code 类型的代码表：本包 code_lists 的名称，或 standard:division、standard:industry",
    )
    decimals: Integer | None = Field(default=None, ge=0, le=6, description="小数位数")
    min: Text | None = Field(default=None, description="最小值或最早日期")
    max: Text | None = Field(default=None, description="最大值或最晚日期")
    max_length: Integer | None = Field(default=None, ge=1, le=1_000_000, description="最多字数")
    pattern: str | None = Field(default=None, max_length=200, description="text 必须符合的正则表达式")
    required: Boolean = Field(default=False, description="登记时必填")
    required_when: Expression | None = Field(default=None, description="表达式为真时必填")
    default: Text | None = Field(default=None, description="未填时的值")
    personal: Boolean = Field(default=False, description="个人信息：按角色遮蔽，不进入公开页面")
    columns: dict[Name, FieldDef] | None = Field(default=None, min_length=1, description="table 类型的列")
    kinds: list[str] | None = Field(default=None, min_length=1, description="file 类型允许的文件种类")


class State(Labelled):
    """Where a record stands."""

    final: Boolean = Field(default=False, description="办结状态：时钟停止，汇总时算作完成")


EvidenceKind = Literal["document", "spreadsheet", "photo", "video", "audio", "archive"]


class EvidenceRule(Model):
    """What must be attached to an act."""

    min: Integer = Field(default=1, ge=0, le=100, description="至少几份")
    kinds: list[EvidenceKind] = Field(default=["document", "photo"], min_length=1, description="允许的种类")


class Extension(Model):
    """An act that gives a clock more time (延期)."""

    clock: Name = Field(description="延长哪个时钟")
    by: Duration = Field(description="最长可延期多久")
    times: Integer = Field(default=1, ge=1, le=12, description="最多延期几次")


class Act(Labelled):
    """Something a person does to a record: it may move the state (`to`), or not (回头看, 约谈).

    Attributes:
        from_: States in which it may be done; empty means any state that is not final.
        by: Roles of the pack, or names of organisation fields (the organisation that the field names).
        guard: Must be true for the act to be allowed; `otherwise` is the sentence when it is not.
        fields: Fields that are filled in with the act; `required` ones must be given or present.
        sets: Field to expression, computed when the act is done.
    """

    BARE: ClassVar[str | None] = None

    from_: Names = Field(
        default_factory=list, alias="from", description="可以办理的状态；不写则为所有未办结的状态"
    )
    to: Name | None = Field(default=None, description="办理后的状态")
    by: Names = Field(min_length=1, description="可以办理的角色，或机构字段（该字段所填的机构）")
    guard: Expression | None = Field(default=None, description="表达式为真才可办理")
    otherwise: Text | None = Field(default=None, description="不符合 guard 时给办理人的一句话")
    comment: Literal["none", "optional", "required"] = Field(default="optional", description="办理意见")
    evidence: EvidenceRule | None = Field(default=None, description="必须附的佐证材料")
    fields: Names = Field(default_factory=list, description="办理时可以填写的字段")
    required: Names = Field(default_factory=list, description="办理时必须有值的字段")
    sets: dict[Name, Expression] = Field(default_factory=dict, description="办理时由表达式算出的字段")
    extends: Extension | None = Field(default=None, description="延期")
    restarts: Names = Field(default_factory=list, description="重新起算的时钟，如每月一回头")


class EscalationStep(Labelled):
    """One rung of 提醒函 → 催办函 → 约谈: done by itself when the day comes, and an event like any other."""

    BARE: ClassVar[str | None] = None

    after: Duration = Field(description="到期后多久；before: true 时为到期前多久")
    before: Boolean = Field(default=False, description="在到期之前")
    to: Names = Field(min_length=1, description="送达的角色或机构字段")


class ClockDef(Labelled):
    """A time limit. It runs from `starts` to `stops`, and stands still in the states of `pauses`.

    `starts` and `stops` name a state that is entered, an act that is done, or a date field.
    """

    BARE: ClassVar[str | None] = None

    starts: Names = Field(min_length=1, description="起算：进入的状态、办理的动作或日期字段")
    stops: Names = Field(min_length=1, description="停止：进入的状态、办理的动作或日期字段")
    pauses: Names = Field(default_factory=list, description="在这些状态中暂停计时，如补正")
    due: Due = Field(description="到期方式")
    warn: Duration | None = Field(default=None, description="到期前多久起提示（黄灯、将到期）")
    escalation: dict[Name, EscalationStep] = Field(
        default_factory=dict, description="逐级提醒：提醒函、催办函、约谈"
    )


class LightDef(Model):
    """A colour with the condition under which it is shown; the first true one wins."""

    BARE: ClassVar[str | None] = "when"

    label: Label | None = Field(default=None, description="名称，如 超期30日以上")
    when: Expression = Field(description="表达式为真时亮此灯；从上到下第一个为真的生效")


class Link(Labelled):
    """A named connection to records of another ledger."""

    BARE: ClassVar[str | None] = None

    to: Name = Field(description="对方台账")
    many: Boolean = Field(default=True, description="是否可以关联多件")


class Levels(Model):
    """Sub-items in one ledger: 方面 → 分项问题 → 细化问题. Acts are done on the `worked` level only."""

    names: dict[Name, Labelled] = Field(min_length=2, description="层级，从上到下")
    worked: Name = Field(description="办理哪一级；上级随下级")


class Ledger(Labelled):
    """A 台账: what is recorded, how it moves, by when, and who may do what."""

    BARE: ClassVar[str | None] = None

    ledger: Name = Field(description="台账代码，与文件名相同")
    record_label: Label = Field(description="一条记录叫什么，如 问题、工单、图斑")
    number: Label | None = Field(default=None, description="编号样式，如 审改〔{year}〕{seq:4}；不写则不编号")
    open_by: Names = Field(min_length=1, description="可以登记记录的角色")
    belongs_to: Name | None = Field(default=None, description="记录归属的机构字段，决定谁能看到")
    division: Name | None = Field(default=None, description="记录所在区划的字段，用于按区划汇总")
    fields: dict[Name, FieldDef] = Field(min_length=1, description="字段")
    unique: list[list[Name]] = Field(default_factory=list, description="不得重复的字段或字段组合")
    levels: Levels | None = Field(default=None, description="层级")
    states: dict[Name, State] = Field(min_length=1, description="状态，第一个是初始状态")
    transitions: dict[Name, Act] = Field(default_factory=dict, description="改变状态的办理动作")
    activities: dict[Name, Act] = Field(default_factory=dict, description="不改变状态的办理动作")
    clocks: dict[Name, ClockDef] = Field(default_factory=dict, description="时钟")
    lights: dict[Name, LightDef] = Field(default_factory=dict, description="亮灯，从上到下第一个为真的生效")
    priority: Expression | None = Field(default=None, description="数值表达式，越大越先办")
    links: dict[Name, Link] = Field(default_factory=dict, description="与其他台账记录的关联")

    @property
    def acts(self) -> dict[str, Act]:
        """Transitions and activities together, by name."""
        return {**self.transitions, **self.activities}

    @property
    def initial(self) -> str:
        """Name of the state in which a record opens."""
        return next(iter(self.states))

    def point(self, name: str) -> Literal["state", "act", "field"] | None:
        """What a name in `ClockDef.starts` or `stops` stands for; a checked pack has no doubtful ones."""
        if name in self.states:
            return "state"
        if name in self.transitions or name in self.activities:
            return "act"
        return "field" if name in self.fields else None


class LedgerMigration(Model):
    """How the records of one ledger go from one version to the next."""

    ledger: Name = Field(description="台账（旧版本中的代码）")
    states: dict[Name, Name] = Field(default_factory=dict, description="旧状态 → 新状态")
    fields: dict[Name, Name] = Field(default_factory=dict, description="旧字段 → 新字段")
    drop: Names = Field(default_factory=list, description="明确放弃的字段（历史仍在事件中）")


class Migration(Model):
    """What a new version does with the records of an old one."""

    from_: Version = Field(alias="from", description="旧版本号")
    ledgers: list[LedgerMigration] = Field(min_length=1, description="各台账的迁移")


class PackHeader(Labelled):
    """``pack.yaml``."""

    BARE: ClassVar[str | None] = None

    pack: Name = Field(description="业务包代码，与文件夹名相同")
    version: Version = Field(description="版本号，如 1.0.0；内容变动必须增大")
    depends: dict[Name, Version] = Field(default_factory=dict, description="依赖的业务包和最低版本")
    roles: dict[Name, Role] = Field(default_factory=dict, description="角色")
    code_lists: dict[Name, CodeList] = Field(default_factory=dict, description="代码表")
    migrations: list[Migration] = Field(default_factory=list, description="从旧版本迁移的办法")


class Pack(Model):
    """A whole pack, loaded: header and parts by name. The loader keeps line numbers apart."""

    header: PackHeader
    ledgers: dict[Name, Ledger]
    figures: dict[Name, Figure]
    series: dict[Name, SeriesDef] = Field(default_factory=dict)
    plans: dict[Name, Plan] = Field(default_factory=dict)
    scoring: dict[Name, Scoring] = Field(default_factory=dict)
    warnings: dict[Name, WarningRule] = Field(default_factory=dict)
