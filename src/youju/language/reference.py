"""The reference page of the language, ``docs/reference/expressions.md``, from the registries.

Enter at `page`. Only what people look up is written here; why numbers mean what they mean is in
``docs/decisions/0003-one-meaning-of-numbers.md``.
"""

from __future__ import annotations

from youju.language import grammar, numbers
from youju.language.functions import FUNCTIONS, Function
from youju.language.types import Kind

_TYPES = (
    (Kind.NUMBER, "可有计量单位，如 件、人、平方米", "30、2.5、3万人"),
    (Kind.MONEY, "有计量单位，元、万元、亿元可以互相换算", "30、30万元"),
    (Kind.PERCENT, "按百分数计，50表示50%", "50、12.5"),
    (Kind.DATE, "公元1年至9999年", "'2024-01-31'、date '2024-01-31'"),
    (Kind.TEXT, "空文字与未填写不同", "'资金'、“资金”"),
    (Kind.CODE, "代码或名称都可以写", "'cleared'、'已销号'"),
    (Kind.BOOLEAN, "", "true、false"),
    (Kind.ORGANISATION, "写机构代码", "'SJJ'"),
)
_OPERATORS = (
    ("`=` `<>` `!=` `<` `<=` `>` `>=`", "比较；代码、机构和是否只能用 `=`、`<>`"),
    ("`and` `or` `not`", "并且、或者、不是"),
    ("`+` `-` `*` `/` `%`", "加、减、乘、除、求余；两个日期相减得天数"),
    ("`x in (a, b)`、`x not in (a, b)`", "是其中之一"),
    ("`x between a and b`", "在两者之间，含两端"),
    ("`x like '样式'`", "`%`代表任意多个字，`_`代表一个字，区分大小写"),
    ("`x is null`、`x is not null`", "为空、不为空"),
    ("`x is true`、`x is not true`", "确定为真、不确定为真"),
    ("`case when 条件 then 值 … else 值 end`", "第一个成立的条件所对应的值"),
    ("`if(条件, 值, 值)`", "条件成立取前者，否则取后者"),
)


def page() -> str:
    """The whole page."""
    types = [f"| {kind.label} | {note} | {_cell(example)} |" for kind, note, example in _TYPES]
    operators = [f"| {_cell(sign)} | {_cell(meaning)} |" for sign, meaning in _OPERATORS]
    return (
        _HEAD
        + "\n".join(["| 类型 | 说明 | 写法 |", "|---|---|---|", *types])
        + "\n\n## 运算符\n\n"
        + "\n".join(["| 写法 | 含义 |", "|---|---|", *operators])
        + "\n\n## 函数\n\n函数可以用英文名，也可以用中文名，如 `超期天数(整改期限)`。\n\n"
        + "\n".join(
            ["| 写法 | 中文名 | 结果 | 说明 | 例 |", "|---|---|---|---|---|", *map(_row, FUNCTIONS.values())]
        )
        + "\n"
        + _TAIL
    )


def _row(function: Function) -> str:
    result = function.result.label if function.result else "与参数相同"
    cells = (f"`{function.signature}`", function.label, result, function.description, f"`{function.example}`")
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;") if "`" not in text else text.replace("|", "\\|")


_HEAD = """# 表达式

灯色、办理条件、必填条件、指标口径都用同一种表达式：用字段、运算符和函数写成的一行条件或算式。

    状态 = '已销号' and 金额 > 30
    overdue(整改期限) > 30 and state <> 'cleared'
    share(已整改金额, 金额) >= 90
    问题 like '%资金%' or 紧急
    add_workdays(收到日期, 15) < as_of()
    case when 紧急 then 5 else 15 end

字段写名称或代码都可以；名称中有空格、括号或运算符的，加双引号，如 `"备注（内部）"`。
全角的括号、逗号、等号、引号与半角的相同。本页由 `python -m tests.language.test_registry` 根据程序生成。

## 类型

"""

_TAIL = f"""
## 未知

没有填写的字段，值是未知。与未知比较、用未知计算，结果仍是未知；
`and` 有一边不成立就不成立，`or` 有一边成立就成立。
条件未知的记录不计入指标，不显示该灯色。
除以零、超出范围的数、安排尚未公布年份的工作日，结果也是未知。

## 数

- 整数部分最多{numbers.WHOLE_DIGITS}位，小数最多{numbers.PLACES}位；字段最多{numbers.FIELD_PLACES}位小数。
- 加减没有误差；乘、除和单位换算先精确计算，再四舍五入一次到{numbers.PLACES}位小数。
- 计量单位不同类的数不能相加或比较；同类而大小不同的自动换算，加减的结果用左边的单位。
- 直接写出的数采用另一边的单位：`金额 > 30` 中的30就是30万元（金额以万元计）。
- 金额乘以百分比得金额；金额相除得数值；两个金额不能相乘。

## 限度

一个表达式最多{grammar.MAX_LENGTH}字，括号最多{grammar.MAX_NESTING}层。
"""
