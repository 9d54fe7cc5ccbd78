"""The rules E5xx: what can be wrong between a document and the observations that it was composed from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        title: A few Chinese words.
        why: Why it matters.
        severity: ``error`` or ``warning``.
        mend: How to put it right.
    """

    id: str
    title: str
    why: str
    severity: str
    mend: str


_ALL: Final = (
    Rule(
        "E501",
        "数字没有绑定",
        "手工敲进去的数字没有来历，无法证明。",
        "error",
        "从指标中重新选取，或在系统中改好后重新生成。",
    ),
    Rule(
        "E502",
        "数字与观测值不符",
        "绑定的数字被改过，或与数据库中的观测值不同。",
        "error",
        "恢复原来的数字，或重新统计后重新生成。",
    ),
    Rule(
        "E503",
        "编号没有对应的观测值",
        "控件上的编号在数据库和这份文稿中都找不到，可能是从别处复制来的。",
        "error",
        "从本系统重新选取这个数字。",
    ),
    Rule(
        "E504",
        "数据已经更正",
        "文稿生成以后，同一指标、同一截止日期又算出了不同的值。",
        "warning",
        "核对更正的原因，重新生成，或说明仍用当时的数。",
    ),
    Rule(
        "E505",
        "背后的记录已不在",
        "观测值还在，但它所依据的记录已经读不到，不能再追溯。",
        "error",
        "恢复快照或业务包，或重新统计。",
    ),
    Rule(
        "E506",
        "句子改写过",
        "数字没有变，但句子不是生成时的句子，意思可能变了。",
        "warning",
        "核对数字与前后文字是否仍然相符。",
    ),
    Rule("E507", "图改动过", "图不是由所绑定的数画出来的那一张。", "error", "重新生成这份文件。"),
    Rule(
        "E508",
        "数字被删去",
        "生成时有的数字现在没有了，可能是有意隐去。",
        "warning",
        "确系有意的，不必处理；否则重新生成。",
    ),
    Rule(
        "E509",
        "不是系统中的文稿",
        "数据库中没有这份文稿的这一稿，只能逐个核对数字本身。",
        "error",
        "请用保存这份文稿的数据库核对，或重新生成。",
    ),
)

RULES: Final[dict[str, Rule]] = {rule.id: rule for rule in _ALL}
"""All rules by number, in order."""
