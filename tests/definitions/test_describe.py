"""A pack in Chinese: everything it says is told, and nothing English is left over."""

from __future__ import annotations

import re

import pytest

from tests.definitions.packs import GOOD
from youju.definitions.describe import describe
from youju.definitions.load import available, load_pack

TEXT = describe(load_pack(GOOD))


@pytest.mark.parametrize(
    "line",
    [
        "# 县级督查（county 1.1.0）",
        "- 分管领导：审定销号",
        "每条记录是一件“问题”，由督查员登记。",
        "分级登记：方面 → 分项 → 细项，办理“细项”一级。",
        "不得重复：问题＋责任单位。",
        "- 来源：代码，可选上级交办、群众反映、旧来源，不填则为“上级交办”。",
        "- 延期原因：文字，当涉及金额超过10万元，且整改期限日已填写时必填。",
        "    - 费用：金额（元）。",
        "- ○ 已交办（初始）",
        "    - ──签收──▶ 整改中",
        "    - ··延期··",
        "- ◎ 已销号（办结）",
        "- 整改时限：自进入“已交办”起，至进入“已销号”止，应在起算后60日内办完，遇非工作日顺延，"
        "在已上报期间暂停，到期前10日起提示。",
        "    - 到期前5日：提醒函，送责任单位",
        "    - 到期后1日：催办函，送责任单位、分管领导",
        "- 约定时限：自进入“已交办”起，至进入“已销号”止，应在“整改期限日”所填之日前办完。",
        "- 年度报告：自进入“已交办”起，至进入“已销号”止，应在次年1月31日前办完。",
        "- 月报：自进入“已交办”起，至进入“已销号”止，应在次月8日前办完。",
        "- 回头看时限：自办理“签收”起，至进入“已销号”止，应在起算后1个月内办完。",
        "- 白灯：状态是‘已销号’",
        "- 红灯：严重超期：‘整改时限’超期超过30天",
        "- 绿灯：其余",
        "- 销号率（百分比）：问题台账的记录，比率；分子：状态是‘已销号’；分母：全部；目标：90；"
        "提示条件：本期值小于目标值。",
        "- 退回件次（件次）：问题台账的办理动作，本年，计数；范围：办理动作是‘退回’；分组：办理动作。",
        "- 整改费用（元）：问题台账的明细行，求和；取值：费用。",
        "- 一件问题从交办到签收（first）",
    ],
)
def test_it_is_told(line: str) -> None:
    assert line in TEXT.split("\n")


@pytest.mark.parametrize("path", [GOOD, *available().values()], ids=lambda path: path.name)
def test_no_code_is_left_over(path: object) -> None:
    loaded = load_pack(str(path))
    text, header = describe(loaded), loaded.pack.header
    # What another pack defines has no words here; it is named by its code.
    foreign = {one.of.name for one in loaded.pack.figures.values()} - {
        *loaded.pack.figures,
        *loaded.pack.series,
    }
    for name, ledger in loaded.pack.ledgers.items():
        assert f"## {ledger.label}（{name}）" in text
    for line in text.split("\n"):
        told = re.sub(r"（[a-z0-9_]+[ ，）0-9.件多一]*|\{[a-z:0-9]+\}|\[[^\]]*\]|^报告.*", "", line)
        english = [
            word
            for word in re.findall(r"[a-z_]{3,}", told)
            if word not in {*loaded.reports, *header.code_lists, *header.depends, *foreign}
        ]
        assert english == [], line
