"""What expressions say in Chinese."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from tests.language.expressions import SYMBOLS, expressions
from youju.errors import YoujuError
from youju.language import explain, parse
from youju.language.nodes import Op


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("overdue(rectify) > 30 and state <> 'cleared'", "‘整改期限’超期超过30天，且状态不是‘已销号’"),
        ("overdue(rectify) > 0", "‘整改期限’已超期"),
        ("overdue(rectify) = 0", "‘整改期限’未超期"),
        ("remaining(rectify) <= 10", "‘整改期限’剩余不超过10天"),
        ("overdue(reply) >= 5", "‘答复期限’超期不少于5个工作日"),
        ("true", "始终成立"),
        ("false", "始终不成立"),
        ("amount > 30", "金额超过30万元"),
        ("amount >= 30万元 or urgent", "金额不低于30万元，或紧急为“是”"),
        ("not urgent and not (amount > 30)", "紧急为“否”，且金额不超过30万元"),
        ("(urgent or checked) and title is not null", "（紧急为“是”，或已核查为“是”），且问题已填写"),
        ("received < '2024-03-01'", "收到日期早于2024年3月1日"),
        ("title like '%资金%'", "问题符合样式‘%资金%’"),
        ("contains(title, '资金')", "问题包含‘资金’"),
        ("not contains(title, '资金')", "并非（问题包含‘资金’）"),
        ("state in ('dispatched', '整改中')", "状态是‘已交办’、‘整改中’之一"),
        ("state not in ('dispatched')", "状态不是‘已交办’"),
        ("amount between 1 and 5", "金额在1万元至5万元之间"),
        ("share(done, amount) < 50", "已整改金额占金额的百分比小于50%"),
        ("coalesce(amount, 0) + done > 3", "（金额（为空的按0万元计）＋已整改金额）超过3万元"),
        ("round(amount / people, 2)", "（金额÷人数）四舍五入到2位小数"),
        ("add_workdays(received, 15) < as_of()", "收到日期之后15个工作日早于截止日"),
        ("closed - received > 60", "收到日期至办结日期的天数超过60天"),
        ("within(division, '341800')", "区划在‘安徽省宣城市’之内"),
        ("within(trade, '13-43')", "行业在‘13-43’之内"),
        ("previous(amount) * 2 < amount", "（上期金额×2）小于金额"),
        ("if(urgent, amount, 0)", "（如果紧急为“是”，取金额；否则取0万元）"),
        ("amount is null", "金额为空"),
        ("running(rectify)", "‘整改期限’正在计算"),
        ("urgent = false", "紧急为“否”"),
        ("urgent = checked", "（紧急为“是”）与（已核查为“是”）一致"),
    ],
)
def test_a_sentence(text: str, sentence: str) -> None:
    assert explain(parse(text, SYMBOLS)) == sentence


@given(expressions(3))
def test_no_english_is_left_over(text: str) -> None:
    try:
        expression = parse(text, SYMBOLS)
    except YoujuError as error:
        assert error.code == "L208"
        return
    sentence = explain(expression)
    for node in expression.root.walk():
        if node.op is Op.LITERAL and isinstance(node.value, str):
            sentence = sentence.replace(f"‘{node.label or node.value}’", "‘’")
    assert sentence
    assert not re.search(r"[A-Za-z_{}]", sentence)
