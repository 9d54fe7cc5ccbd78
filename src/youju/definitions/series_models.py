"""What a pack may say of reported series: ``series/*.yaml``, one ``series`` a file, or several in a list.

Enter at `SeriesDef` and `Period`. A series (统计数列) is one indicator as a department reports it, period by
period, for areas and sectors. What is done with its values is a figure (`figure_models`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, StringConstraints, WithJsonSchema

from youju.definitions.model_base import Labelled
from youju.definitions.scalars import Integer, Label, Name, Names, OneOrMany, Text

PERIOD_PATTERN = r"^[0-9]{4}(-(0[1-9]|1[0-2]|Q[1-4]|H[12]))?$"
PeriodText = Annotated[
    str, StringConstraints(pattern=PERIOD_PATTERN), WithJsonSchema({"type": ["string", "integer"]})
]
Frequency = Literal["month", "quarter", "half", "year"]

IN_YEAR: dict[str, int] = {"month": 12, "quarter": 4, "half": 2, "year": 1}
"""Periods of a year."""


class Period(NamedTuple):
    """A month, quarter, half-year or year, such as ``2024-03``, ``2024-Q1``, ``2024-H1``, ``2024``.

    Attributes:
        frequency: What it is.
        year: Calendar year.
        place: Which of its kind in the year, from 1.
    """

    frequency: Frequency
    year: int
    place: int

    @classmethod
    def parse(cls, text: str) -> Period | None:
        """The period that a text names; None when it names none.

        Example:
            >>> Period.parse("2024-03"), Period.parse("2024-13")
            (Period(frequency='month', year=2024, place=3), None)
        """
        if not re.fullmatch(PERIOD_PATTERN, text):
            return None
        year, rest = int(text[:4]), text[5:]
        if not rest:
            return cls("year", year, 1)
        if rest[0] in "QH":
            return cls("quarter" if rest[0] == "Q" else "half", year, int(rest[1]))
        return cls("month", year, int(rest))

    @classmethod
    def last(cls, frequency: Frequency, day: date) -> Period:
        """The last period that has ended on or before a day.

        Example:
            >>> str(Period.last("month", date(2024, 3, 30))), str(Period.last("quarter", date(2024, 3, 31)))
            ('2024-02', '2024-Q1')
        """
        months = 12 // IN_YEAR[frequency]
        after = day + timedelta(days=1)
        ordinal = (after.year * 12 + after.month - 1) // months - 1
        return cls(frequency, ordinal // IN_YEAR[frequency], ordinal % IN_YEAR[frequency] + 1)

    @property
    def ordinal(self) -> int:
        """A number that grows by one from period to period."""
        return self.year * IN_YEAR[self.frequency] + self.place - 1

    @property
    def end(self) -> date:
        """Its last day."""
        month = self.place * (12 // IN_YEAR[self.frequency])
        following = date(self.year + month // 12, month % 12 + 1, 1)
        return following - timedelta(days=1)

    def moved(self, by: int) -> Period:
        """The period so many later (or earlier)."""
        count = IN_YEAR[self.frequency]
        return Period(self.frequency, (self.ordinal + by) // count, (self.ordinal + by) % count + 1)

    def of_year(self) -> Iterator[Period]:
        """The periods of its year up to itself."""
        return (self._replace(place=place) for place in range(1, self.place + 1))

    def told(self, *, cumulative: bool = False) -> str:
        """As a sentence names it: 2024年3月, 2024年1—3月, 2024年前三季度, 2024年.

        Example:
            >>> Period.parse("2024-Q3").told(cumulative=True), Period.parse("2024-03").told()
            ('2024年前三季度', '2024年3月')
        """
        year, place = f"{self.year}年", self.place
        if self.frequency == "year" or (cumulative and place == IN_YEAR[self.frequency]):
            return year
        if self.frequency == "month":
            return f"{year}1—{place}月" if cumulative and place > 1 else f"{year}{place}月"
        if self.frequency == "half":
            return f"{year}{'上下'[place - 1]}半年"
        if cumulative and place > 1:
            return f"{year}{'上半年' if place == 2 else '前三季度'}"
        return f"{year}{'一二三四'[place - 1]}季度"

    def __str__(self) -> str:
        if self.frequency == "year":
            return f"{self.year:04d}"
        letter = {"month": "", "quarter": "Q", "half": "H"}[self.frequency]
        return f"{self.year:04d}-{letter}{self.place}" if letter else f"{self.year:04d}-{self.place:02d}"


class SeriesDef(Labelled):
    """An indicator that a department reports: what it measures, how often, for what."""

    series: Name = Field(description="数列代码")
    unit: Text = Field(description="计量单位，如 万元、户、percent；指数写 index")
    decimals: Integer = Field(default=0, ge=0, le=6, description="小数位数")
    frequency: Frequency = Field(
        default="month", description="多久报一次：month 月、quarter 季、half 半年、year 年"
    )
    kind: Literal["flow", "stock", "rate", "index"] = Field(
        description="flow 时期数（可以累计）、stock 时点数、rate 比率、index 指数"
    )
    reported: Literal["period", "cumulative"] = Field(
        default="period", description="报送的是当期数（period）还是自年初累计数（cumulative）"
    )
    first: Integer = Field(
        default=1, ge=1, le=12, description="每年从第几期起报；1月不单独报、2月报1—2月的写 2"
    )
    department: Label = Field(description="报送部门")
    source: Text | None = Field(default=None, description="出处：制度、表号，如 规上工业统计报表 B204-1")
    by: Names = Field(min_length=1, description="可以报送并查看全部数据的角色")
    dimensions: Annotated[list[Literal["area", "sector"]], OneOrMany()] = Field(
        default_factory=list, description="除全域总数外，还按什么分：area 地区、sector 行业或类别"
    )
    sectors: str | None = Field(
        default=None, description="sector 的代码表：本包 code_lists 的名称，或 standard:industry"
    )
    base: Literal["last_year", "previous"] | PeriodText | None = Field(
        default=None, description="index 以什么为100：last_year 上年同期、previous 上期，或某一期如 2020"
    )
    vintages: list[Label] = Field(
        default=["初次数", "第一次修订数", "最终数"],
        min_length=1,
        description="各次公布怎么称呼，末一个是最终数",
    )
    min: Text | None = Field(default=None, description="最小可能值，小于它的整份不予收录")
    max: Text | None = Field(default=None, description="最大可能值，大于它的整份不予收录")
    breaks: dict[PeriodText, Text] = Field(
        default_factory=dict,
        description="口径变动：自哪一期起、为什么；变动前后的数没有可比基数时不算增速",
    )

    @property
    def cumulates(self) -> bool:
        """Whether its periods can be added up."""
        return self.kind == "flow"
