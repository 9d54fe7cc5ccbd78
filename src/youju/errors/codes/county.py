"""Codes of the room county: Y1xx."""

from __future__ import annotations

from youju.errors.shape import Code

TITLE = "样例县"

CODES = (
    Code(
        "Y101",
        "生成的文稿没有通过检查",
        "生成的文稿有{count}处问题：{what}",
        "请改正模板或数据后重新执行 ./start；已做完的步骤不再重做。",
    ),
    Code(
        "Y102",
        "没有实际名录",
        "文件夹“{folder}”中没有 {missing}。",
        "请写有 register/xuancheng 的文件夹，其中须有四份名录。",
    ),
    Code(
        "Y103",
        "数据目录中已有另一份样例",
        "数据目录“{home}”中已有另一份样例（生成名录的，或实际名录的）。",
        "请用环境变量 YOUJU_HOME 换一个数据目录。",
    ),
)
