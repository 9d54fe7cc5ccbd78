"""Reported series: I1xx."""

from youju.errors.shape import Code

TITLE = "统计数列"

CODES: tuple[Code, ...] = (
    Code("I101", "无权报送", "{actor}没有报送数列“{label}”的角色。", "请由有该角色的人员报送。", http=403),
    Code("I102", "缺少必需的列", "交来的数据缺少：{columns}。", "请补上后再报；列名可用中文或 SDMX 的写法。"),
    Code(
        "I103",
        "不是可读的SDMX文件",
        "文件“{name}”不能按 SDMX-ML 读取：{what}。",
        "请改用 SDMX-CSV、CSV 或 Excel。",
    ),
    Code("I104", "没有这个数列", "没有名为“{name}”的数列。", "{hint}", http=404),
    Code("I105", "内容有误", "{what}“{value}”不能识别。", "应为{wanted}。"),
    Code("I106", "不是数", "“{value}”不是数。", "请只写数字，没有数的整行删去。"),
    Code("I107", "计量单位不符", "数列“{label}”的计量单位应为{wanted}，不是“{value}”。", "请换算后再报。"),
    Code("I108", "数值超出范围", "数列“{label}”的值{value}超出可能的范围（{limit}）。", "请核对数值和单位。"),
    Code("I109", "同一时期有两个数", "数列“{label}”{period}的数与第{first}行重复。", "请只保留一行。"),
    Code(
        "I110",
        "报送日期有误",
        "报送日期{on}早于数列“{label}”上一次报送的日期{last}，或晚于今天。",
        "请改正 --on：修订总在后面。",
    ),
)
