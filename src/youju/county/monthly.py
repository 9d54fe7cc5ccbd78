"""Three years of series of the made-up county, as departments deliver them: first, revised, final. Pure.

Enter at `deliveries`. Totals are sums of their parts to the last printed digit, and cumulative values sums of
the months, so that nothing that is composed of them contradicts itself. What was published first differs from
what is known in the end, as it does everywhere.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple

from youju.county.dice import dice
from youju.county.indicators import INDICATORS, Indicator
from youju.county.world import CITY, COUNTY, PEERS, YEAR

START: Final = YEAR - 2
HEADINGS: Final = ("指标代码", "地区代码", "类别代码", "报告期", "数值")
_TOP: Final = {"good_air": 100}


class Value(NamedTuple):
    """A value as it is delivered."""

    series: str
    area: str
    sector: str
    period: str
    value: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is handed over on one day.

    Attributes:
        on: The day.
        source: From whom, and of which month.
        rows: The values.
    """

    on: date
    source: str
    rows: tuple[Value, ...]


def deliveries(seed: int) -> list[Delivery]:
    """All deliveries, in the order of their days."""
    by_day: dict[date, list[Value]] = defaultdict(list)
    for name, indicator in INDICATORS.items():
        areas = [COUNTY[0], *(code for code, _ in PEERS if indicator.peers)]
        known = {area: series(seed, name, area) for area in areas}
        for place in range(len(_periods(indicator))):
            for on, rows in _published(seed, name, place, known):
                by_day[on] += rows
    return [
        Delivery(on, f"各部门月报（{on.year}年{on.month}月）", tuple(sorted(rows)))
        for on, rows in sorted(by_day.items())
    ]


def write(folder: Path, seed: int) -> list[tuple[Delivery, Path]]:
    """The deliveries as files; those in the folder are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for one in deliveries(seed):
        path = folder / f"{one.on.isoformat()}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(HEADINGS)
            out.writerows(one.rows)
        written.append((one, path))
    return written


def series(seed: int, name: str, area: str) -> list[dict[str, int]]:
    """The final values of each period by sector (``""`` is the whole), in units of the last printed digit.

    Flows are those of the period alone, not cumulative.
    """
    indicator = INDICATORS[name]
    own = dice(seed, "series", name, area)
    size = 1.0 if area == COUNTY[0] else 0.55 + own.random()
    pull = 0.0 if area == COUNTY[0] else own.uniform(-2.5, 2.5)
    months = _path(indicator, pull)
    found = []
    for place, span in enumerate(_spans(indicator)):
        level = size * sum(months[month] for month in span) / len(span)
        noise = own.gauss(0, indicator.noise)
        if indicator.kind == "rate":
            value = level + noise + (0.8 * math.sin(place / 5) if name == "cpi" else 0.0)
            found.append({"": _whole(min(value, _TOP.get(name, math.inf)), indicator)})
            continue
        level *= 1 + noise / 100
        years = (span[0] + span[-1]) / 24
        parts = {
            code: share * (1 + faster / 100) ** years * math.exp(own.gauss(0, 0.006))
            for code, (share, faster) in indicator.sectors.items()
        }
        whole = sum(parts.values())
        row = {code: _whole(level * part / whole, indicator) for code, part in parts.items()}
        found.append({"": sum(row.values()) if row else _whole(level, indicator), **row})
    return found


def _path(indicator: Indicator, pull: float) -> list[float]:
    """Level of each month, without noise; the growth changes where it turns."""
    level, growth, found = indicator.level, indicator.growth, []
    for month in range(36):
        year, place = START + month // 12, month % 12
        turn = indicator.turns.get(f"{year}-{place + 1:02d}")
        if indicator.kind == "rate":
            level = indicator.level if turn is None and month == 0 else level + (turn or 0.0)
            found.append(level)
            continue
        growth = turn if turn is not None else growth
        level *= (1 + (growth + pull) / 100) ** (1 / 12)
        found.append(level * indicator.season[place])
    return found


def _spans(indicator: Indicator) -> list[range]:
    return [range(first, first + indicator.every) for first in range(0, 36, indicator.every)]


def _periods(indicator: Indicator) -> list[str]:
    """Names of the periods."""
    found = []
    for span in _spans(indicator):
        year, place = START + span[0] // 12, span[0] % 12
        word = {1: f"-{place + 1:02d}", 3: f"-Q{place // 3 + 1}", 12: ""}[indicator.every]
        found.append(f"{year}{word}")
    return found


def _whole(value: float, indicator: Indicator) -> int:
    return round(value * 10**indicator.decimals)


def _published(
    seed: int, name: str, place: int, known: Mapping[str, list[dict[str, int]]]
) -> Iterator[tuple[date, list[Value]]]:
    """The publications of one period: on which day, with which values."""
    indicator = INDICATORS[name]
    spans = _spans(indicator)
    in_year = place % (12 // indicator.every) + 1
    if in_year < indicator.first:
        return
    period = _periods(indicator)[place]
    last = spans[place][-1]
    year, month = START + last // 12, last % 12 + 1
    since = place - in_year + 1 if indicator.kind == "sum" else place
    final: dict[tuple[str, str], int] = {}
    for area, rows in known.items():
        for sector in rows[0]:
            final[area, sector] = sum(row[sector] for row in rows[since : place + 1])
    _add_city(final, known)
    days = [_following(year, month, 18)]
    errors = [0.0]
    if indicator.revised:
        error = dice(seed, "revision", name, period).gauss(-indicator.revised / 3, indicator.revised) / 100
        days = [days[0], _following(year, month + 2, 18), date(year + 1, 6, 18)]
        errors = [error, error / 3, 0.0]
    for day, error in zip(days, errors, strict=True):
        if day > date(YEAR + 1, 3, 31):
            continue
        yield day, _rows(name, period, indicator, final, error)


def _add_city(final: dict[tuple[str, str], int], known: Mapping[str, object]) -> None:
    """The city's values are those of its counties together."""
    if len(known) > 1:
        final[CITY[0], ""] = sum(value for (_, sector), value in final.items() if not sector)


def _following(year: int, month: int, day: int) -> date:
    """A day of the month after one; months beyond the twelfth are those of the next year."""
    return date(year + month // 12, month % 12 + 1, day)


def _rows(
    name: str, period: str, indicator: Indicator, final: Mapping[tuple[str, str], int], error: float
) -> list[Value]:
    """Values off by an error, the whole still being the sum of its parts."""
    told: dict[tuple[str, str], int] = {}
    for (area, sector), value in final.items():
        told[area, sector] = round(value * (1 + error))
    for area in {area for area, _ in told}:
        parts = [value for (place, sector), value in told.items() if place == area and sector]
        if parts:
            told[area, ""] = sum(parts)
    if (CITY[0], "") in told:
        told[CITY[0], ""] = sum(
            value for (area, sector), value in told.items() if area != CITY[0] and not sector
        )
    scale = Decimal(1).scaleb(-indicator.decimals)
    return [
        Value(name, area, sector, period, f"{(value * scale):.{indicator.decimals}f}")
        for (area, sector), value in told.items()
        if not sector or area == COUNTY[0]
    ]
