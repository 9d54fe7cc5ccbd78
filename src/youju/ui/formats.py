"""How dates, figures, lights and time limits are written for people, in Chinese. Pure functions.

They are also template filters of the same names. Does not belong here: anything that reads records.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_noop, ngettext

register = template.Library()

SHAPES = {"white": "○", "green": "●", "yellow": "▲", "red": "■", "blue": "◆"}
"""A light is told by its shape too: colour-blind readers and black-and-white printers exist."""

_NAMES = {
    "white": gettext_noop("白灯"),
    "green": gettext_noop("绿灯"),
    "yellow": gettext_noop("黄灯"),
    "red": gettext_noop("红灯"),
    "blue": gettext_noop("蓝灯"),
}


@register.filter
def chinese_date(day: date | None) -> str:
    """2023年10月31日; a moment is shown by its day in the time of the office.

    Example:
        >>> chinese_date(date(2023, 3, 1))
        '2023年3月1日'
    """
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = day.astimezone(timezone.get_current_timezone()).date()
    return f"{day.year}年{day.month}月{day.day}日"


_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@register.filter
def day(value: date | None) -> str:
    """A day as the reader's language writes it: 2023年10月31日, or 31 October 2023.

    Example:
        >>> day(date(2023, 3, 1))
        '2023年3月1日'
    """
    if value is None or not (get_language() or "").startswith("en"):
        return chinese_date(value)
    if isinstance(value, datetime):
        value = value.astimezone(timezone.get_current_timezone()).date()
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


@register.filter
def amount(value: Any) -> str:
    """A figure with thousands separated and no zeros that say nothing; empty for what is unknown.

    Example:
        >>> amount(Decimal("1234567.50"))
        '1,234,567.5'
    """
    if value is None or value == "":
        return ""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    whole = number == number.to_integral_value()
    return f"{number.quantize(Decimal(1)) if whole else number.normalize():,f}"


@register.filter
def bracketed(text: object) -> str:
    """What stands after a name, in the brackets of the reader's language; empty for nothing.

    Example:
        >>> bracketed("万元"), bracketed("")
        ('（万元）', '')
    """
    if text is None or text == "":
        return ""
    return f" ({text})" if (get_language() or "").startswith("en") else f"（{text}）"


@register.filter
def listed(words: Iterable[object]) -> str:
    """Words one after the other, divided as the reader's language does.

    Example:
        >>> listed(["甲", "乙"])
        '甲、乙'
    """
    return gettext("、").join(str(word) for word in words)


def duration(count: int, unit: str) -> str:
    """A number of days, working days, months or years.

    Example:
        >>> duration(5, "workdays")
        '5个工作日'
    """
    words = {
        "days": ngettext("%(count)d天", "%(count)d天", count),
        "workdays": ngettext("%(count)d个工作日", "%(count)d个工作日", count),
        "months": ngettext("%(count)d个月", "%(count)d个月", count),
        "years": ngettext("%(count)d年", "%(count)d年", count),
    }
    return words[unit] % {"count": count}


def shape(light: str) -> str:
    """The shape of a light; a colour of an office's own gets an open diamond.

    Example:
        >>> shape("red"), shape("purple")
        ('■', '◇')
    """
    return SHAPES.get(light, "◇")


def light_label(name: str, label: str | None) -> str:
    """The word of a light: the pack's own, or the colour."""
    return label or (gettext(_NAMES[name]) if name in _NAMES else name)


def masked(text: str) -> str:
    """Personal data for people who need not know it: its first character, then a fixed number of stars.

    The length is not given away. Example:
        >>> masked("王小明"), masked("")
        ('王**', '')
    """
    return text[0] + "**" if text else ""


def clock_words(clock: Mapping[str, Any], *, overdue: int, remaining: int | None) -> str:
    """How a time limit stands, in one sentence.

    Args:
        clock: Clock object as events carry it (`youju.ledger.clocks`).
        overdue: Days, or working days, past due; 0 when in time.
        remaining: Days, or working days, left; None when it does not run.
    """
    unit = "个工作日" if clock.get("workdays") else "天"
    parts = [f"{_day(clock['started'])}起算" if clock.get("started") else "未起算"]
    if clock.get("due"):
        parts.append(f"{_day(clock['due'])}到期")
    if clock.get("stopped"):
        late = f"，逾期{overdue}{unit}" if overdue else "，按期"
        parts.append(f"{_day(clock['stopped'])}办结{late if clock.get('due') else ''}")
    elif clock.get("paused_since"):
        parts.append(f"{_day(clock['paused_since'])}起暂停计时")
    elif overdue:
        parts.append(f"已逾期{overdue}{unit}")
    elif remaining is not None and clock.get("due"):
        parts.append(f"还剩{remaining}{unit}" if remaining else "今天到期")
    return "，".join(parts)


def _day(text: str) -> str:
    return chinese_date(date.fromisoformat(text))
