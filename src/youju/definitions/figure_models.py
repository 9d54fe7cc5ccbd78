"""What a pack may say of figures (指标): ``figures/*.yaml``, one ``figure`` a file, or several in a list.

Enter at `Figure`. A figure counts records of a ledger, acts, units of the register; reads a reported series;
or is composed from another figure or series (`COMPOSED`).
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from youju.definitions.model_base import Labelled, Model
from youju.definitions.scalars import Boolean, Expression, Integer, Name, Names, Text, wrong
from youju.definitions.series_models import PeriodText

Kind = Literal["ledger", "register", "series", "figure"]

COUNTED = ("count", "sum", "share", "average", "distinct", "min", "max")
"""Measures of records, acts, rows and units."""
COMPOSED = ("growth", "change", "contribution", "structure", "index", "average", "rank", "distance")
"""Measures of a series or of another figure."""
MEASURES: dict[str, tuple[str, ...]] = {
    "ledger": COUNTED,
    "register": COUNTED,
    "series": ("value", *COMPOSED, "share", "ratio"),
    "figure": (*COMPOSED, "share", "ratio"),
}
"""What can be measured of each kind of source."""

UNITS = "register_units"
"""Name under which the units of the register are counted, as if they were the records of a ledger."""

_SOURCE = r"(ledger|acts|series|figure) [a-z][a-z0-9_]{0,47}|register units"


class FigureSource(Model):
    """What a figure is made of: a ledger, its acts or tables, the register, a series, or another figure."""

    PATTERN: ClassVar[str | None] = _SOURCE

    ledger: Name = Field(default="", description="台账")
    rows: Literal["records", "acts", "table", "units"] = Field(
        default="records", description="按记录、按办理动作、按表格字段的行，或按名录库的单位"
    )
    table: Name | None = Field(default=None, description="rows 为 table 时的表格字段")
    merged: Boolean = Field(default=False, description="是否计入已并入他件的重复件")
    series: Name = Field(default="", description="统计数列")
    figure: Name = Field(default="", description="另一个指标")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if not re.fullmatch(_SOURCE, value.strip()):
            wrong("D331", value=value[:60])
        what, name = value.split()
        if what == "register":
            return {"ledger": UNITS, "rows": "units"}
        if what in ("series", "figure"):
            return {what: name}
        return {"ledger": name, "rows": "records" if what == "ledger" else "acts"}

    @model_validator(mode="after")
    def _one(self) -> FigureSource:
        if sum(bool(one) for one in (self.ledger, self.series, self.figure)) != 1:
            wrong(
                "D331", value="、".join(one for one in (self.ledger, self.series, self.figure) if one) or "空"
            )
        return self

    @property
    def kind(self) -> Kind:
        """Sort of source."""
        if self.rows == "units":
            return "register"
        return "series" if self.series else "figure" if self.figure else "ledger"

    @property
    def name(self) -> str:
        """Code of the ledger, series or figure."""
        return self.ledger or self.series or self.figure


class Figure(Labelled):
    """A 指标: how it is derived, in which unit, and against which target."""

    BARE: ClassVar[str | None] = None

    figure: Name = Field(description="指标代码")
    of: FigureSource = Field(
        description="数据来源，写作“ledger 台账”“acts 台账”“register units”“series 数列”或“figure 指标”"
    )
    measure: Literal[
        "count", "sum", "share", "average", "distinct", "min", "max",
        "value", "growth", "change", "contribution", "structure", "index", "rank", "distance", "ratio",
    ] = Field(
        default="count",
        description="计算方法；写了 numerator 则为 share，数列则为 value。"
        "growth 增速、change 增减量、contribution 拉动（百分点）、structure 构成、index 指数、"
        "average 各期平均、rank 位次、distance 与平均的差距、share 占比、ratio 之比",
    )  # fmt: skip
    where: Expression | None = Field(default=None, description="统计范围（口径）")
    value: Expression | None = Field(default=None, description="sum、average、distinct、min、max 的取值")
    numerator: Expression | None = Field(default=None, description="share 的分子条件")
    denominator: Expression | None = Field(default=None, description="share 的分母条件")
    by: Names = Field(
        default_factory=list,
        description="分组：字段、state、light、level 或 division；数列为 division、sector",
    )
    unit: Text = Field(description="计量单位；share、growth、structure 为 percent，contribution 为 个百分点")
    decimals: Integer = Field(default=0, ge=0, le=6, description="小数位数")
    period: Literal["all", "year", "quarter", "month"] = Field(
        default="all", description="acts 的统计时段：到截止日为止的全部、本年、本季或本月"
    )
    basis: Literal["reported", "period", "cumulative"] = Field(
        default="reported", description="数列取报送的数、当期数，还是自年初累计数"
    )
    sector: Text | None = Field(default=None, description="数列只取这一行业或类别")
    against: Literal["last_year", "previous"] | None = Field(
        default=None, description="与什么相比：last_year 上年同期（不写则是）、previous 上期"
    )
    comparable: Boolean = Field(
        default=True, description="报送了可比基数的，按可比口径计算；写 false 则按原公布的数"
    )
    over: Name | None = Field(
        default=None,
        description="share、ratio 的分母，contribution、structure 的总体：of 为数列时写数列，为指标时写指标",
    )
    base: PeriodText | None = Field(default=None, description="index 以哪一期为100；不写则为上年同期")
    periods: Integer | None = Field(
        default=None, ge=2, le=60, description="average 取最近几期；不写则为本年各期"
    )
    every: Literal["month", "quarter", "year"] | None = Field(
        default=None, description="of 为 figure 时，上期是上月、上季还是上年；不写则随数列，台账为上月"
    )
    order: Literal["most", "least"] | None = Field(
        default=None, description="rank 以多（不写则是）还是以少为先"
    )
    to: Literal["average", "total"] | None = Field(
        default=None, description="distance 与同级的平均（不写则是），还是与上一级的数相比"
    )
    target: Text | None = Field(default=None, description="目标值，单位同 unit")
    alert: Expression | None = Field(default=None, description="以 value 表示本指标值，为真时提示")

    @model_validator(mode="before")
    @classmethod
    def _measure_by_default(cls, value: Any) -> Any:
        if not isinstance(value, dict) or "measure" in value:
            return value
        if "numerator" in value:
            return {**value, "measure": "share"}
        of = value.get("of")
        name = of if isinstance(of, str) else " ".join(of) if isinstance(of, dict) else ""
        return {**value, "measure": "value"} if name.startswith("series") else value
