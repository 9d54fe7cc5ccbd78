"""What the page of components shows: one of each, with words that are about nothing real."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from youju.ui.navigation import Link
from youju.ui.tables import Cell, Column, Row, Table


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of a timeline, as ``ui/_timeline.html`` reads it."""

    title: str
    on: date
    who: str = ""
    moved: str = ""
    note: str = ""
    comment: str = ""
    void: bool = False
    lines: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact, as ``ui/_facts.html`` reads it."""

    label: str
    text: str = ""
    unit: str = ""
    masked: bool = False


def context() -> dict[str, Any]:
    """The context of ``ui/components.html``."""
    columns = [
        Column("title", "事项", sort="?sort=title", sorted="ascending"),
        Column("unit", "单位"),
        Column("state", "状态", nowrap=True),
        Column("light", "灯色"),
        Column("sum", "金额（万元）", numeric=True),
    ]
    lines = [
        (
            "一号示例事项，题目较长时会折行显示，手机上成为卡片的第一行",
            "甲单位",
            "办理中",
            "going",
            "yellow",
            "将到期",
            "1234.5",
        ),
        ("二号示例事项", "乙单位", "已办结", "done", "green", "正常", "200"),
        ("三号示例事项", "丙单位", "已作废", "void", "red", "逾期12个工作日", "0.5"),
    ]
    rows = [
        Row(
            str(place),
            [
                Cell(title, "#tables"),
                Cell(unit),
                Cell(state, badge=kind),
                Cell(word, light=light),
                Cell(f"{float(sum_):,}", value=sum_),
            ],
        )
        for place, (title, unit, state, kind, light, word, sum_) in enumerate(lines)
    ]
    return {
        "crumbs": [("我的工作", "/"), ("组件", "")],
        "table": Table("sample", "示例事项", columns, rows, bar="sample-bar", form="sample-form"),
        "sums": [("sum", "金额（万元）")],
        "tabs": [
            Link("基本情况", "#tabs", current=True),
            Link("办理经过", "#tabs", 3),
            Link("佐证材料", "#tabs", 0),
        ],
        "moments": [
            Moment(
                "提交整改报告",
                date(2023, 10, 31),
                "示例人员",
                "待核查",
                comment="已按要求完成。",
                lines=("进度：80%",),
            ),
            Moment("受理", date(2023, 10, 9), "示例人员", "办理中", note="2023年10月11日补录"),
            Moment("登记", date(2023, 10, 8), "示例人员", void=True),
        ],
        "facts": [
            Fact("牵头单位", "甲单位"),
            Fact("计划投资", "1,234.5", "万元"),
            Fact("联系人", "张**", masked=True),
        ],
        "problems": [
            ("sample-name", "“名称”还没有填写，请填写后重新提交。"),
            ("", "结束日期早于开始日期，请改正其中一个。"),
        ],
        "as_of": date(2023, 10, 31),
        "section": "home",
    }
