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
)
