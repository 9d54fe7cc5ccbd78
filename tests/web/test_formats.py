"""Dates, figures and time limits in words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from youju.ui import formats
from youju.web import security


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("", ""),
        (0, "0"),
        (1234, "1,234"),
        ("1234567.50", "1,234,567.5"),
        (Decimal("1E+3"), "1,000"),
        (Decimal("-0.10"), "-0.1"),
        ("不详", "不详"),
    ],
)
def test_amount(value: Any, text: str) -> None:
    assert formats.amount(value) == text


def test_a_moment_is_shown_by_the_day_of_the_office() -> None:
    assert formats.chinese_date(datetime(2023, 12, 31, 16, 0, tzinfo=UTC)) == "2024年1月1日"
    assert formats.chinese_date(date(2023, 12, 31)) == "2023年12月31日"
    assert formats.chinese_date(None) == ""


CLOCK = {
    "started": "2023-03-01",
    "due": "2023-04-30",
    "stopped": None,
    "paused_since": None,
    "workdays": False,
}


@pytest.mark.parametrize(
    ("changes", "overdue", "remaining", "ending"),
    [
        ({}, 0, 3, "4月30日到期，还剩3天"),
        ({"workdays": True}, 0, 3, "到期，还剩3个工作日"),
        ({}, 0, 0, "到期，今天到期"),
        ({}, 12, None, "到期，已逾期12天"),
        ({"paused_since": "2023-04-01"}, 0, None, "到期，2023年4月1日起暂停计时"),
        ({"stopped": "2023-04-20"}, 0, None, "到期，2023年4月20日办结，按期"),
        ({"stopped": "2023-05-02"}, 2, None, "到期，2023年5月2日办结，逾期2天"),
        ({"due": None}, 0, None, "2023年3月1日起算"),
    ],
)
def test_clock_words(changes: dict[str, Any], overdue: int, remaining: int | None, ending: str) -> None:
    words = formats.clock_words({**CLOCK, **changes}, overdue=overdue, remaining=remaining)
    assert words.startswith("2023年3月1日起算")
    assert words.endswith(ending)


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("192.168.1.5", False),
        ("", False),
    ],
)
def test_this_machine(address: str, here: bool) -> None:
    assert security.is_this_machine(address) is here
