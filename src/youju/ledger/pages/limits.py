"""How the time limits of a record stand, in words that count down.

Enter at `limits`. A limit ends at midnight of its due date (Civil Code, article 203); what is left is told
in working days as well, because that is when somebody can work on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from youju.errors import YoujuError
from youju.ledger.pages.words import day
from youju.ledger.rules import Rules
from youju.standards import calendar
from youju.ui.formats import duration, listed


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit and how it stands.

    Attributes:
        words: The main thing, such as “还剩3个工作日（12月29日24时前）”.
        details: Start, extensions, pauses.
        mood: ``late``, ``soon``, ``paused``, ``done`` or ``fine``.
        share: How much of the time has passed, per cent; None when that says nothing.
    """

    name: str
    label: str
    words: str
    details: Sequence[str]
    mood: str
    share: int | None = None


def limits(rules: Rules, clocks: Mapping[str, Mapping[str, Any]], *, as_of: date) -> list[Limit]:
    """The time limits of a record, in the order of the definition."""
    return [
        _limit(name, definition.label, clocks[name], as_of)
        for name, definition in rules.ledger.clocks.items()
        if name in clocks
    ]


def _limit(name: str, label: str, clock: Mapping[str, Any], as_of: date) -> Limit:
    started = date.fromisoformat(clock["started"])
    due = date.fromisoformat(clock["due"]) if clock["due"] else None
    details = [gettext("%(day)s起算") % {"day": day(started)}, *_shifts(clock)]
    if clock["stopped"]:
        stopped = date.fromisoformat(clock["stopped"])
        late = due is not None and stopped > due
        words = gettext("%(day)s停止计时") % {"day": day(stopped)}
        if due is not None:
            how = gettext("逾期%(span)s") % {"span": span(clock, due, stopped)} if late else gettext("按期")
            words = gettext("%(words)s，%(how)s") % {"words": words, "how": how}
            details.append(gettext("%(day)s到期") % {"day": day(due)})
        return Limit(name, label, words, details, "late" if late else "done")
    if clock["paused_since"]:
        words = gettext("%(day)s起暂停计时") % {"day": day(clock["paused_since"])}
        if due is not None:
            details.append(gettext("恢复后顺延，原定%(day)s到期") % {"day": day(due)})
        return Limit(name, label, words, details, "paused")
    if due is None:
        return Limit(name, label, gettext("未定到期日"), details, "fine")
    if as_of > due:
        words = gettext("逾期%(span)s（%(day)s到期）") % {"span": span(clock, due, as_of), "day": day(due)}
        return Limit(name, label, words, details, "late", 100)
    soon = bool(clock["warn_from"] and clock["warn_from"] <= as_of.isoformat())
    whole = max((due - started).days, 1)
    share = min(max(round(100 * (as_of - started).days / whole), 0), 100)
    return Limit(name, label, _left(clock, as_of, due), details, "soon" if soon else "fine", share)


def _left(clock: Mapping[str, Any], as_of: date, due: date) -> str:
    ends = {"day": day(due)}
    if as_of == due:
        return gettext("今天24时到期（%(day)s）") % ends
    workdays = _workdays(as_of, due)
    if clock["workdays"] and workdays is not None:
        return gettext("还剩%(span)s（%(day)s24时前）") % {"span": _count(workdays, work=True), **ends}
    spans = {"span": _count((due - as_of).days, work=False), **ends}
    if workdays is None:
        return gettext("还剩%(span)s（%(day)s24时前）") % spans
    return gettext("还剩%(span)s，其中%(work)s（%(day)s24时前）") % {
        **spans,
        "work": _count(workdays, work=True),
    }


def span(clock: Mapping[str, Any], first: date, last: date) -> str:
    """How long it is from one day to another, in the days that the clock counts."""
    workdays = _workdays(first, last) if clock["workdays"] else None
    if workdays is not None:
        return _count(workdays, work=True)
    return _count((last - first).days, work=False)


def _workdays(first: date, last: date) -> int | None:
    """Working days after the first day up to the last; None beyond the published calendar."""
    try:
        return calendar.workdays_between(first, last)
    except YoujuError:
        return None


def _count(number: int, *, work: bool) -> str:
    return duration(number, "workdays" if work else "days")


def _shifts(clock: Mapping[str, Any]) -> list[str]:
    """Extensions and pauses as they were added to the time."""
    found = []
    if clock["extensions"]:
        found.append(gettext("已延期%(count)d次") % {"count": clock["extensions"]})
    if clock["shifts"]:
        added = listed(duration(count, unit) for count, unit in clock["shifts"])
        found.append(gettext("因延期或暂停顺延%(added)s") % {"added": added})
    return found
