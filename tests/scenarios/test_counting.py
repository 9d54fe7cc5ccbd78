"""Figures that are not as a story says, and the records behind them."""

from __future__ import annotations

import pytest

from tests.scenarios.stories import ISSUED, OPENED, line_of, story
from youju.scenarios.running import Result, run_all

ORDERS = """\
  - on: 2023-03-01
    by: bing
    do: open
    ledger: orders
    record: o<n>
    repeat: 4
    values:
      channel: {split: {hotline: 3, portal: 1}}
      content: 第<n>件
"""


def told(folder, expected: str, *pieces: str) -> Result:
    beat = f"  - on: 2023-03-31\n    expect:\n      figures:\n        {expected}\n"
    (result,) = run_all([story(folder, *(pieces or (OPENED, ISSUED)), beat)])
    return result


def test_right(tmp_path, db) -> None:
    result = told(tmp_path, "inspection_rules: {total: 2, behind: [r<1-2>]}")
    assert result.differences == []
    assert result.checks == 2


def test_wrong_total(tmp_path, db) -> None:
    (difference,) = told(tmp_path, "inspection_rules: 3").differences
    assert (difference.expected, difference.got) == ("3", "2")
    assert difference.what == "指标 inspection_rules（制定完善制度机制）"
    assert difference.line == line_of(tmp_path / "small.yaml", "inspection_rules: 3")


def test_wrong_records_behind(tmp_path, db) -> None:
    (difference,) = told(tmp_path, "inspection_rules: {behind: [r<2-3>]}").differences
    assert (difference.expected, difference.got) == ("r<2-3>", "多了 r1；少了 r3")


@pytest.mark.parametrize(
    ("expected", "wanted", "got"),
    [
        ("orders_received by channel: {hotline: 3, portal: 1}", None, None),
        ("orders_received by channel: {12345热线电话: 3, 政府门户网站: 1}", None, None),
        ("orders_received by channel: {hotline: 2, portal: 1}", "2", "3"),
        ("orders_received by channel: {hotline: 3}", "没有这一组", "1"),
        ("orders_received by channel: {hotline: 3, portal: 1, weibo: 0}", "0", "没有这一组"),
        ("orders_received by channel: {hotline: 3, portal: 1, weibo: 2}", "2", "没有这一组"),
        ("orders_on_time_rate: 无", None, None),
        ("orders_on_time_rate: 无 = 0/0", None, None),
        ("orders_on_time_rate: 无 = 0/1", "无 = 0/1", "无 = 0/0"),
        ("orders_on_time_rate: 100", "100", "无 = 0/0"),
        ("orders_counted by channel, state: {hotline / received: 3, portal / received: 1}", None, None),
        ("orders_counted by channel, state: {hotline / received: 3, portal / 已接收: 1}", "1", "没有这一组"),
    ],
)
def test_groups_and_empty_rates(tmp_path, db, expected, wanted, got) -> None:
    differences = told(tmp_path, expected, ORDERS).differences
    if wanted is None:
        assert differences == []
    else:
        assert (wanted, got) in [(one.expected, one.got) for one in differences]
