"""More examples of rules than the one that `rules` gives each: tables, several files, periods.

Enter at `MORE`. Shown on the pages of the rules in ``docs/rules/``; a test runs them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Pair:
    """A wrong text and the same put right.

    Attributes:
        title: What the pair shows, in a few Chinese words.
        message: What the finding in the wrong one says, or a piece of it.
    """

    title: str
    wrong: str
    right: str
    message: str


_TOTALS: Final = """表1 走访情况
| 镇 | 企业 | 农户 | 合计 |
|---|---|---|---|
| 甲镇 | 12 | 30 | 42 |
| 乙镇 | 15 | 41 | 56 |
| 合计 | 27 | {} | 98 |"""
_SHARES: Final = """表2 办件渠道
| 渠道 | 件数 | 占比（%） |
|---|---|---|
| 网上 | 60 | 60.0 |
| 窗口 | 30 | {} |
| 电话 | 10 | 10.0 |
| 合计 | 100 | 100 |"""
_PLANS: Final = """表3 造林任务
| 镇 | 计划（亩） | 完成（亩） | 完成率（%） |
|---|---|---|---|
| 甲镇 | 200 | 150 | 75.0 |
| 乙镇 | 400 | 300 | {} |"""
_GROWTH: Final = """表4 税收收入（万元）
| 税种 | 2023年 | 2022年 | 增长（%） |
|---|---|---|---|
| 甲税 | 120 | 100 | 20.0 |
| 乙税 | 90 | 60 | 50.0 |
| 丙税 | 33 | 30 | {} |"""
_RANKS: Final = """表5 考评结果
| 镇 | 得分 | 位次 |
|---|---|---|
| 甲镇 | 95 | 1 |
| 乙镇 | 93 | 2 |
| 丙镇 | 91 | {} |
| 丁镇 | 88 | 4 |"""
_TOLD: Final = """甲镇完成投资{}万元。
表6 投资
| 镇 | 投资（亿元） |
|---|---|
| 甲镇 | 0.1250 |
| 乙镇 | 0.2380 |
| 合计 | 0.3630 |"""

MORE: Final[Mapping[str, tuple[Pair, ...]]] = {
    "N101": (
        Pair(
            "表格的合计",
            _TOTALS.format(72),
            _TOTALS.format(71),
            "表1第4行“合计”第3列“农户”：合计72，分项30+41=71",
        ),
    ),
    "N102": (
        Pair("表格的占比", _SHARES.format("35.0"), _SHARES.format("30.0"), "30÷100≈30%"),
        Pair("表格的完成率", _PLANS.format("85.0"), _PLANS.format("75.0"), "300÷400≈75%"),
    ),
    "N103": (Pair("表格的增长", _GROWTH.format("11.0"), _GROWTH.format("10.0"), "（33-30）÷30≈10%"),),
    "N202": (Pair("文字与表格", _TOLD.format(1350), _TOLD.format(1250), "表6第2行“甲镇”第2列“投资”"),),
    "N203": (
        Pair("起止颠倒", "2023年9月至2023年3月开展排查。", "2022年9月至2023年3月开展排查。", "起止颠倒"),
        Pair("没有的月份", "项目于2023年13月开工。", "项目于2023年12月开工。", "没有2023年13月"),
    ),
    "N205": (Pair("表格的位次", _RANKS.format(2), _RANKS.format(3), "按“得分”91排第3"),),
    "N207": (
        Pair(
            "截止日期晚于落款",
            "截至2023年12月31日，办结30件。\n某局\n2023年12月4日",
            "截至2023年11月30日，办结30件。\n某局\n2023年12月4日",
            "晚于落款",
        ),
    ),
    "T405": (
        Pair(
            "与另一个文件相同",
            "甲局情况：健全惠企服务机制，开展上门送政策活动，组织银企对接，协调融资需求，帮助企业办理手续。\n====\n"
            "甲局情况：健全惠企服务机制，开展上门送政策活动，组织银企对接，协调融资需求，帮助企业办理手续。",
            "甲局情况：健全惠企服务机制，开展上门送政策活动，组织银企对接，协调融资需求，帮助企业办理手续。\n====\n"
            "乙局情况：加强水源地保护，开展入河排污口排查，完成河道清淤，新建污水管网，水质持续改善。",
            "第1行的一段相同",
        ),
    ),
}
"""By number of the rule; texts of two files are parted by a line ``====``."""
