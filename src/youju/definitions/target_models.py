"""What a pack may say of targets: plans (``targets/*.yaml``) and scoring tables (``scoring/*.yaml``).

Enter at `Plan` and `Scoring`. A target names the figure that says what was reached, so that nobody types it.
`unit` is required, and its absence has a sentence of its own: a target without a unit can be neither compared
nor scored. Expressions of scoring tables use the names of
`youju.definitions.symbols.score_symbols`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from pydantic import Field, model_validator

from youju.definitions.model_base import Labelled, Model
from youju.definitions.scalars import Expression, Integer, Label, MonthDay, Name, Names, Number, Text, wrong

Direction = Literal["at_least", "at_most", "between"]
Pace = Literal["time", "milestones", "seasonal", "level"]


class Milestone(Model):
    """How far one should be by a day of the year."""

    by: MonthDay = Field(description="到哪一天，写作 06-30")
    value: Number = Field(description="到那一天应达到（或不超过）的数，单位同目标")
    label: Label | None = Field(default=None, description="名称，如 时间过半、任务过半")


class Target(Labelled):
    """One target (年度目标): a figure, what it should be at the end of the year, and who answers for it."""

    figure: Name = Field(description="由哪个指标说明完成情况")
    key: dict[Name, Text] = Field(default_factory=dict, description="指标分组中的哪一组，如 division: 341802")
    unit: Text | None = Field(default=None, description="计量单位，必须写；百分比写 percent")
    direction: Direction = Field(
        default="at_least", description="不低于（at_least）、不高于（at_most）或在两数之间（between）"
    )
    value: Number | None = Field(default=None, description="目标值；between 时写 low 和 high")
    low: Number | None = Field(default=None, description="between 的下限")
    high: Number | None = Field(default=None, description="between 的上限")
    organisation: Text = Field(description="责任单位的机构代码")
    person: Text | None = Field(default=None, description="责任人的编号")
    weight: Number = Field(default=Decimal(1), ge=0, le=1000, description="权重，即考核中的分值")
    pace: Pace | None = Field(
        default=None,
        description="序时进度怎样算：按时间（time）、按节点（milestones）、按往年同期占全年的比重（seasonal）、"
        "全年同一水平（level）；不写时，有节点的按节点，百分比按同一水平，其余按时间",
    )
    milestones: list[Milestone] = Field(default_factory=list, description="节点，按日期先后")
    source: Text | None = Field(default=None, description="出自哪份文件的哪一处；不写则同本表")

    @model_validator(mode="after")
    def _whole(self) -> Target:
        if self.unit is None or not self.unit.strip():
            wrong("D385", label=self.label)
        single, pair = self.value is not None, self.low is not None and self.high is not None
        if self.direction == "between":
            if single or not pair or (self.low or 0) > (self.high or 0):
                wrong("D386", label=self.label, wanted="low 和 high，且 low 不大于 high；不写 value")
        elif not single or self.low is not None or self.high is not None:
            wrong("D386", label=self.label, wanted="value；不写 low 和 high")
        if self.pace == "milestones" and not self.milestones:
            wrong("D387", label=self.label, what="按节点计算进度，而没有写节点")
        if self.milestones and self.direction == "between":
            wrong("D387", label=self.label, what="在两数之间的目标不能有节点")
        days = [one.by for one in self.milestones]
        if days != sorted(set(days)):
            wrong("D387", label=self.label, what="节点没有按日期先后排列，或有两个在同一天")
        return self


class Plan(Labelled):
    """``targets/*.yaml``: the targets of one year as they were set in one document."""

    plan: Name = Field(description="目标计划的代码，与文件名相同")
    year: Integer = Field(ge=1949, le=2100, description="年度")
    source: Text = Field(description="出自哪份文件，如 2022年度工作总结“2023年工作打算”")
    by: Names = Field(
        default_factory=list, description="可以查看全部目标，并调整、撤销、认定它们的角色；不写则只有系统"
    )
    targets: dict[Name, Target] = Field(min_length=1, description="目标")


class Step(Model):
    """One way in which points are taken or added."""

    when: Expression = Field(default="true", description="表达式为真时适用")
    points: Expression = Field(description="扣（加）多少分：数值表达式，负数按零计")
    most: Number | None = Field(default=None, ge=0, description="最多扣（加）多少分")
    because: Text = Field(description="理由，用于逐条说明，如 每低于目标1个百分点扣0.5分")


class Item(Model):
    """What is scored besides the targets: a figure, with points of its own."""

    label: Label | None = Field(default=None, description="名称；不写则同指标")
    figure: Name = Field(description="指标")
    key: dict[Name, Text] = Field(default_factory=dict, description="指标分组中的哪一组")
    organisation: Text | None = Field(default=None, description="只考核这个机构；不写则考核本表的每一个机构")
    points: Number = Field(default=Decimal(0), ge=0, le=1000, description="分值；只用于加分、扣分的写 0")
    deduct: list[Step] = Field(default_factory=list, description="扣分办法")
    bonus: list[Step] = Field(default_factory=list, description="加分办法")

    @model_validator(mode="before")
    @classmethod
    def _figure_alone(cls, value: Any) -> Any:
        return {"figure": value} if isinstance(value, str) else value


class Manner(Model):
    """How every target of the plan is scored; its weight is what it is worth."""

    deduct: list[Step] = Field(default_factory=list, description="扣分办法")
    bonus: list[Step] = Field(default_factory=list, description="加分办法")


class Scoring(Labelled):
    """``scoring/*.yaml``: a scoring table (目标管理绩效考核办法)."""

    scoring: Name = Field(description="考核办法的代码，与文件名相同")
    plan: Name = Field(description="考核哪个目标计划")
    source: Text | None = Field(default=None, description="依据的文件和条款")
    targets: Manner = Field(default_factory=Manner, description="目标怎样计分，分值为目标的权重")
    overrides: dict[Name, Manner] = Field(default_factory=dict, description="个别目标另定的计分办法")
    items: dict[Name, Item] = Field(default_factory=dict, description="目标以外的考核内容")
    scale: Number | None = Field(
        default=None, gt=0, description="把各机构的基本分折算为多少分制，如 100；不写则不折算"
    )
    most_bonus: Number | None = Field(default=None, ge=0, description="加分合计最多多少分")
    most_deduction: Number | None = Field(default=None, ge=0, description="目标以外的扣分合计最多多少分")
