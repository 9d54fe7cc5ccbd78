"""The page that says how many units no list has: its ways of grouping, its table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from youju.register.missing import Group, group_name
from youju.register.pages import words
from youju.ui.navigation import Link
from youju.ui.tables import Cell, Column, Row, Table

WAYS: Final = {
    "town": ("town",),
    "industry": ("industry",),
    "both": ("town", "industry"),
    "kind": ("kind",),
}
"""What can be asked for, and by what units are put together then."""
_LABELS: Final = {
    "town": gettext_noop("乡镇（街道）"),
    "industry": gettext_noop("行业大类"),
    "both": gettext_noop("乡镇的行业"),
    "kind": gettext_noop("单位类型"),
}


def links(chosen: str, path: str) -> list[Link]:
    """The ways of grouping, with addresses."""
    return [Link(_(_LABELS[one]), f"{path}?{urlencode({'by': one})}", current=one == chosen) for one in WAYS]


def table(chosen: str, groups: Sequence[Group]) -> Table:
    """A row for each group."""
    ways = WAYS[chosen]
    numbers = (_("在库单位"), _("估计缺"), _("95%的区间"), _("覆盖率（%）"))
    columns = [Column(way, _(_LABELS[way]), names=way != "kind") for way in ways]
    columns += [Column(f"n{place}", label, numeric=True) for place, label in enumerate(numbers)]
    rows = [Row("-".join(one.keys), [*_names(ways, one), *_numbers(one)]) for one in groups]
    return Table("missing", _("各名录都没有的单位"), columns, rows)


def told(groups: Iterable[Group]) -> dict[str, str]:
    """How many groups could be estimated, and what they lack together."""
    judged = [one for one in groups if one.estimate]
    return {"judged": f"{len(judged):,}", "missed": f"{sum(one.missed for one in judged):,.0f}"}


def _names(ways: Sequence[str], one: Group) -> Iterable[Cell]:
    for way, key in zip(ways, one.keys, strict=True):
        href = f"{reverse('register:units')}?{urlencode({'division': key})}" if way == "town" and key else ""
        yield Cell(words.word(key) if way == "kind" and key else group_name(way, key), href=href)


def _numbers(one: Group) -> Iterable[Cell]:
    yield Cell(f"{one.seen:,}", value=one.seen)
    if one.estimate is None:
        yield from (Cell(_("不能估计")), Cell("—"), Cell("—"))
        return
    low, high = one.estimate.low - one.seen, one.estimate.high - one.seen
    yield Cell(f"{one.missed:,.0f}")
    yield Cell(f"{low:,.0f}—{high:,.0f}")
    yield Cell(f"{one.estimate.coverage * 100:.1f}")
