"""What a pack may say of early warning: rules (``warnings/*.yaml``) over a figure or a reported series.

Enter at `WarningRule`. Levels stand from the mildest to the most severe. A level is entered when the value is
beyond `enter` for `duration` periods running, and left only when it has come back beyond `leave` for `settle`
periods: between the two nothing changes (hysteresis), so that a value on the edge does not raise an alert
every month.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from youju.definitions.model_base import Duration, Labelled, Model
from youju.definitions.scalars import Expression, Integer, Name, Names, Number, Text, wrong

Measure = Literal["value", "yoy", "change", "adjusted_change"]


class LevelDef(Labelled):
    """A level of an alert: 蓝, 黄, 橙, 红."""

    BARE = None

    enter: Number = Field(description="达到这个数即进入本级")
    leave: Number | None = Field(default=None, description="回到这个数才退出本级；不写则同 enter")


class Acknowledgement(Model):
    """Who has to say that he has seen an alert, and by when."""

    by: Names = Field(min_length=1, description="确认的角色")
    within: Duration | None = Field(default=None, description="多久以内确认")


class Foresees(Model):
    """The event that a rule is meant to foresee; by it the rule is judged on past data."""

    event: Expression = Field(
        description="以 value 表示本期值、measure 表示所监测的数（均为最终值），为真即为事件，如 measure < 0"
    )
    horizon: Integer = Field(default=6, ge=1, le=36, description="提前几期以内算作预见到")


class WarningRule(Labelled):
    """A rule of early warning (预警规则)."""

    BARE = None

    warning: Name = Field(description="规则代码")
    series: Name | None = Field(default=None, description="监测哪个数列；与 figure 只写一个")
    figure: Name | None = Field(default=None, description="监测哪个指标")
    area: Text = Field(default="", description="数列的地区代码；不写则为全县")
    sector: Text = Field(default="", description="数列的行业代码；不写则为合计")
    key: dict[Name, Text] = Field(default_factory=dict, description="指标分组中的哪一组")
    measure: Measure = Field(
        default="value",
        description="监测本期值（value）、同比增速（yoy）、比上期增速（change）或季节调整后比上期增速"
        "（adjusted_change）；增速以百分比计",
    )
    side: Literal["below", "above"] = Field(description="低于（below）还是高于（above）时预警")
    levels: dict[Name, LevelDef] = Field(min_length=1, description="级别，从轻到重")
    duration: Integer = Field(default=1, ge=1, le=12, description="连续几期达到才进入")
    settle: Integer = Field(default=1, ge=1, le=12, description="连续几期回到才退出")
    acknowledge: Acknowledgement | None = Field(default=None, description="由谁确认")
    foresees: Foresees | None = Field(default=None, description="预见什么；据此检验规则的命中率和提前期")
    why: Text = Field(description="为什么监测它")
    advice: Text = Field(description="预警以后做什么")

    @model_validator(mode="after")
    def _whole(self) -> WarningRule:
        if (self.series is None) == (self.figure is None):
            wrong("D388", name=self.warning)
        if self.figure is not None and (self.area or self.sector):
            wrong("D388", name=self.warning)
        sign = 1 if self.side == "above" else -1
        last = None
        for name, level in self.levels.items():
            enter = sign * level.enter
            leave = sign * (level.enter if level.leave is None else level.leave)
            if leave > enter:
                wrong("D389", name=name, what="退出的数比进入的数还要严重")
            if last is not None and (enter <= last[0] or leave < last[1]):
                wrong("D389", name=name, what="没有比前一级更严重")
            last = enter, leave
        return self
