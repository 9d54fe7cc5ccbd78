"""What the language accepts, what it refuses, and the words in which it does."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.language.expressions import AS_OF, SYMBOLS, expressions
from youju.errors import Where, YoujuError
from youju.language import Clock, Kind, Symbol, Symbols, Type, evaluate, explain, parse
from youju.language.grammar import MAX_LENGTH, MAX_NESTING

RECORD = {
    "state": "cleared",
    "amount": Decimal(40),
    "done": Decimal(300_000),
    "urgent": False,
    "score": Decimal(7),
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("金额 > 30", True),
        ("amount > 30", True),
        ('"金额" > 30', True),
        ("`金额` > 30", True),
        ("AMOUNT > 30", True),
        ("金额＞30", True),
        ("（金额 ＋ 1）≥ 41", True),
        ("金额 ≠ 40", False),
        ("金额 == 40 and 金额 != 41", True),
        ("状态 = “已销号”", True),
        ("状态 ＝ ‘已销号’", True),
        ("state = 'cleared'", True),
        ("state in ('整改中'，'已销号')", True),
        ("金额 > 30万元", True),
        ("金额 = 400000元", True),
        ("金额 > 0.005亿元", False),
        ("score--1", Decimal(8)),
        ("score - -1", Decimal(8)),
        ("7 % 3", Decimal(1)),
        ("2 + 3 * 4", Decimal(14)),
        ("(2 + 3) * 4", Decimal(20)),
        ("date '2024-01-31' < '2024-02-01'", True),
        ("as_of() = '2024年2月29日'", True),
        ("if(urgent, 1, 2)", Decimal(2)),
        ("case when urgent then 1 else 2 end", Decimal(2)),
        ("case 状态 when '已销号' then 1 end", Decimal(1)),
        ("not urgent", True),
        ("urgent is not true", True),
        ("四舍五入(金额 / 7, 2)", Decimal("5.71")),
        ("金额\n  > 30\tand true", True),
        ("金额　>　30", True),
        ("'it''s' = 'it''s'", True),
        ("unit is null", True),
    ],
)
def test_an_expression_is_understood(text: str, value: object) -> None:
    assert evaluate(parse(text, SYMBOLS), RECORD, as_of=AS_OF) == value


REFUSED = [
    ("金額 > 1", "L201", 1, 1, "金额"),
    ("amonut > 1", "L201", 1, 1, "amount"),
    ("金额 > 1 and\n  人书 > 2", "L201", 2, 3, "人数"),
    ("overdue(整改) > 1", "L202", 1, 9, "整改期限"),
    ("overdu(rectify) > 1", "L203", 1, 1, "overdue"),
    ("count(*) > 1", "L203", 1, 1, "汇总请写在指标中"),
    ("xyzzy(1) > 1", "L203", 1, 1, "可用的有"),
    ("金额 金额", "L204", 1, 4, "运算符"),
    ("金额 > 1)", "L204", 1, 7, ")"),
    ("12345热 线 = 1", "L204", 1, 8, "线"),
    ("select 金额 from t", "L205", 1, 1, "SELECT"),
    ("exists(select 1)", "L205", 1, 1, "EXISTS"),
    ("金额 in (select 1)", "L205", 1, 8, "SELECT"),
    ("cast(金额 as int) > 1", "L205", 1, 1, "CAST"),
    ("sum(金额) over (order by 状态)", "L205", 1, 9, "OVER"),
    ("金额::int", "L205", 1, 1, "类型转换"),
    ("金额[1] > 1", "L205", 1, 1, "方括号"),
    ("金额 > ?", "L205", 1, 1, "参数"),
    ("金额 > @x", "L205", 1, 1, "参数"),
    ("金额 > 1; drop table t", "L205", 1, 7, "分号"),
    ("问题 like '%x' escape '!'", "L205", 1, 14, "ESCAPE"),
    ("问题 || 'x' = 'y'", "L205", 1, 1, "拼接"),
    ("金额 as x", "L205", 1, 4, "AS"),
    ("{{x}}", "L205", 1, 3, "写法"),
    ("  ", "L206", 1, 1, "空"),
    ("1" * (MAX_LENGTH + 1), "L207", 1, MAX_LENGTH + 1, "4000"),
    ("(" * (MAX_NESTING + 1) + "1" + ")" * (MAX_NESTING + 1), "L208", 1, MAX_NESTING + 1, "20"),
    ("金额 + 人数 > 3", "L209", 1, 1, "“万元”，另一个是“人”"),
    ("金额 > 得分", "L209", 1, 1, "没有单位"),
    ("金额 * 已整改金额", "L209", 1, 1, "相乘"),
    ("金额 > 3人", "L209", 1, 1, "人"),
    ("问题 + 1", "L210", 1, 1, "文字与数值"),
    ("紧急 = 1", "L210", 1, 6, "是否与数值"),
    ("问题 = 收到日期", "L210", 1, 6, "文字与日期"),
    ("照片 = 照片", "L210", 1, 1, "是否填写"),
    ("状态 = '已消号'", "L211", 1, 6, "已销号"),
    ("状态 in ('整改中', 'x')", "L211", 1, 15, "可用的有"),
    ("收到日期 > '2024-02-30'", "L212", 1, 8, "2024-02-30"),
    ("add_days('昨天', 1) > as_of()", "L212", 1, 10, "昨天"),
    ("round() > 1", "L213", 1, 1, "round(数值, [小数位])"),
    ("as_of(1) > 收到日期", "L213", 1, 1, "as_of()"),
    ("if(紧急) > 1", "L213", 1, 1, "if(条件"),
    ("length(金额) > 1", "L214", 1, 8, "金额（万元）"),
    ("contains(问题, 备注)", "L201", 1, 14, "备注（内部）"),
    ("contains(问题, title)", "L214", 1, 14, "写明的文字"),
    ("金额 = null", "L218", 1, 6, "is null"),
    ("金额 in (1, null)", "L218", 1, 11, "is null"),
    ("金额 > 1e5", "L219", 1, 6, "科学记数法"),
    ("金额 > 123456789012345678", "L219", 1, 6, "17"),
    ("金额 > 0.12345678901", "L219", 1, 6, "10"),
    ("overdue(1) > 1", "L220", 1, 1, "时限"),
    ("问题 = '资金", "L221", 1, 6, "引号"),
    ("问题 = “资金", "L221", 1, 6, "引号"),
    ("金额\u200b > 1", "L222", 1, 3, "U+200B"),
    ("问题 = 'a\x00'", "L222", 1, 8, "U+0000"),
    ("(金额 > 1", "L223", 1, 1, "("),
    ("case when 紧急 then 1", "L223", 1, 1, "END"),
    ("金额 >", "L224", 1, 4, ">"),
    ("金额 > 1 and", "L224", 1, 8, "and"),
    ("coalesce(null, null) is null", "L225", 1, 10, "空值"),
    ("previous(金额 + 1) > 1", "L228", 1, 10, "字段"),
    ("round(金额, 7)", "L230", 1, 11, "0至6"),
    ("substring(问题, 0, 1) = 'a'", "L230", 1, 15, "1至10000"),
    ("within(区划, 'abc')", "L231", 1, 12, "abc"),
    ("within(行业, '99-98')", "L231", 1, 12, "13-43"),
    ("整改期限 > 1", "L232", 1, 1, "overdue(整改期限)"),
    ("金额 and 紧急", "L233", 1, 1, "金额（万元）"),
    ("not 金额", "L233", 1, 5, "not"),
    ("状态 > '整改中'", "L234", 1, 1, "代码"),
    ("紧急 between true and false", "L234", 1, 1, "是否"),
    ("收到日期 + 3 > as_of()", "L235", 1, 1, "add_days"),
    ("-问题 = 1", "L236", 1, 2, "文字"),
    ("金额 in (金额)", "L237", 1, 8, "括号"),
    ("金额 in 3", "L237", 1, 1, "括号"),
    ("问题 like 问题", "L238", 1, 1, "样式"),
]


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "hint"), REFUSED, ids=[one[0][:24] for one in REFUSED]
)
def test_a_mistake_is_told_with_its_place(text: str, code: str, line: int, column: int, hint: str) -> None:
    with pytest.raises(YoujuError) as raised:
        parse(text, SYMBOLS)
    (problem,) = raised.value.problems
    assert (problem.code.id, problem.where.line, problem.where.column) == (code, line, column)
    assert hint in problem.sentence()
    assert re.search("[\u4e00-\u9fff]", problem.message)


def test_every_code_of_the_language_has_an_example() -> None:
    from youju.errors import CODES

    elsewhere = {"L215", "L216", "L226", "L227", "L229"}  # tests of their own below
    assert {code for code in CODES if code.startswith("L2")} == {one[1] for one in REFUSED} | elsewhere


def test_all_mistakes_are_told_at_once_in_the_order_of_the_text() -> None:
    with pytest.raises(YoujuError) as raised:
        parse("金額 > 3 and foo(1) and 状态 = 'x' and 金额 + 人数 > 1", SYMBOLS)
    assert [problem.code.id for problem in raised.value.problems] == ["L201", "L203", "L211", "L209"]


def test_a_mistake_in_a_file_is_told_with_file_and_line() -> None:
    where = Where("ledgers/audit.yaml", 7, 11, "lights.red")
    with pytest.raises(YoujuError) as raised:
        parse("紧急 and\n金額 > 3", SYMBOLS, where=where)
    assert str(raised.value.problems[0].where) == "ledgers/audit.yaml:8:1 lights.red"
    with pytest.raises(YoujuError) as raised:
        parse("金額 > 3", SYMBOLS, where=where)
    assert str(raised.value.problems[0].where) == "ledgers/audit.yaml:7:11 lights.red"
    with pytest.raises(YoujuError) as raised:
        parse("金額 > 3", SYMBOLS, where=Where("a.yaml", 7))
    assert str(raised.value.problems[0].where) == "a.yaml:7"


@pytest.mark.parametrize(
    ("text", "expects", "code"),
    [
        ("金额 > 3", Kind.BOOLEAN, None),
        ("金额", Kind.BOOLEAN, "L215"),
        ("金额", Kind.NUMBER, None),
        ("金额", Kind.MONEY, None),
        ("人数", Kind.MONEY, "L215"),
        ("30", Kind.MONEY, None),
        ("'2024-01-31'", Kind.DATE, None),
        ("'x'", Kind.DATE, "L212"),
        ("状态", Kind.TEXT, None),
        ("null", Kind.DATE, None),
        ("人数", Type.of("money", "元"), "L209"),
    ],
)
def test_what_must_come_out(text: str, expects: Kind | Type, code: str | None) -> None:
    if code is None:
        parse(text, SYMBOLS, expects=expects)
        return
    with pytest.raises(YoujuError) as raised:
        parse(text, SYMBOLS, expects=expects)
    assert raised.value.code == code


def test_a_value_is_made_for_the_field_that_will_hold_it() -> None:
    done, state = SYMBOLS.field("done"), SYMBOLS.field("state")
    assert done and state
    assert evaluate(parse("金额", SYMBOLS, expects=done), RECORD, as_of=AS_OF) == 400_000
    assert evaluate(parse("'已销号'", SYMBOLS, expects=state), RECORD, as_of=AS_OF) == "cleared"
    with pytest.raises(YoujuError, match="最接近的是“已销号”"):
        parse("'已消号'", SYMBOLS, expects=state)


def test_names_that_are_not_clear_are_refused() -> None:
    same = Symbols([Symbol("a", "金额", Type.of("number")), Symbol("b", "金额", Type.of("number"))])
    with pytest.raises(YoujuError) as raised:
        parse("金额 > 1", same)
    assert raised.value.code == "L216"
    assert "a、b" in str(raised.value)
    assert parse("a > b", same).fields == {"a", "b"}


def test_a_code_hides_a_label_that_equals_it() -> None:
    names = Symbols([Symbol("x", "乙", Type.of("number")), Symbol("乙", "甲", Type.of("number"))])
    assert parse("乙 > 1", names).fields == {"乙"}


def test_codes_of_different_lists_do_not_compare() -> None:
    names = Symbols(
        [Symbol("a", "甲", Type.of("code"), {"1": "一"}), Symbol("b", "乙", Type.of("code"), {"x": "叉"})]
    )
    with pytest.raises(YoujuError) as raised:
        parse("a = b", names)
    assert raised.value.code == "L227"


def test_earlier_periods_need_a_return_that_has_periods() -> None:
    with pytest.raises(YoujuError) as raised:
        parse("previous(a) > 1", Symbols([Symbol("a", "甲", Type.of("number"))]))
    assert raised.value.code == "L229"


def test_names_used_are_known() -> None:
    expression = parse("previous(金额) > 1 and overdue(整改期限) > 0 and source.tax.sales > 1", SYMBOLS)
    assert expression.fields == {"amount", "source.tax.sales"}
    assert expression.clocks == {"rectify"}
    assert expression.type.kind is Kind.BOOLEAN
    assert expression.tree.sql()


def test_words_of_sql_may_be_names() -> None:
    names = Symbols(
        [
            Symbol(word, f"标签{word}", Type.of("number"))
            for word in ("order", "group", "date", "level", "left", "desc")
        ],
        [Clock("select", "时限")],
    )
    text = "order + group + date + level + left + desc > 0 and overdue(select) > 0"
    assert len(parse(text, names).fields) == 6


@given(st.text(max_size=60))
def test_any_text_is_parsed_or_refused_with_words(text: str) -> None:
    try:
        parse(text, SYMBOLS)
    except YoujuError as error:
        for problem in error.problems:
            assert problem.code.id.startswith("L2")
            assert problem.where.line and problem.where.column
            assert problem.sentence()


_PIECES = st.sampled_from(
    [
        "金额",
        "amount",
        "state",
        "(",
        ")",
        "，",
        "=",
        ">",
        "+",
        "-",
        "'",
        "“",
        "”",
        "and",
        "or",
        "not",
        "is",
        "null",
        "in",
        "between",
        "case",
        "when",
        "then",
        "end",
        "date",
        "'2024-01-31'",
        "30",
        "万元",
        "3.",
        ".",
        "overdue",
        "rectify",
        "if",
        "select",
        "from",
        "::",
        "[",
        "]",
        "{",
        "}",
        "?",
        "@",
        "*",
        "/",
        "%",
        "like",
        "\n",
        "--",
        "/*",
        ";",
        ":",
        "->",
        "$1",
        "$$",
        "\\",
        "||",
        "~",
        "&",
        "^",
        "!",
        "#",
        "x'1'",
        "b'0'",
        "e'a'",
        "cast",
        "as",
    ]
)


@given(st.lists(_PIECES, max_size=14).map(" ".join))
def test_any_row_of_tokens_is_parsed_or_refused_with_words(text: str) -> None:
    try:
        explain(parse(text, SYMBOLS))
    except YoujuError as error:
        assert all(problem.code.id.startswith("L2") for problem in error.problems)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 3000,
        "((" * 900 + "1" + "))" * 900,
        "not " * 900 + "紧急",
        "-" * 3000 + "1",
        "1" + "+1" * 1900,
        "case when 紧急 then " * 200 + "1" + " end" * 200,
        "abs(" * 600 + "1" + ")" * 600,
        "金额" + "*金额" * 20,
        "add_days(" * 12 + "收到日期" + ",1)" * 12,
        "if(紧急," * 19 + "1/" * 60 + "1" + ",1)" * 19,
        "[" * 3000,
        "{" * 3000,
        "a." * 1500 + "a",
        "'" * 3001,
    ],
)
def test_abuse_is_refused_and_does_not_crash(text: str) -> None:
    with pytest.raises(YoujuError) as raised:
        parse(text, SYMBOLS)
    assert raised.value.code.startswith("L2")


def test_a_long_list_of_alternatives_is_no_abuse() -> None:
    assert parse(" or ".join(["得分 = 1"] * 300), SYMBOLS).type.kind is Kind.BOOLEAN


@given(expressions(2))
def test_random_expressions_of_the_right_types_are_accepted(text: str) -> None:
    try:
        assert parse(text, SYMBOLS).text == text
    except YoujuError as error:
        assert error.code == "L208", str(error)
