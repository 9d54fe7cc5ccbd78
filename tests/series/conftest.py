"""The county of the ledger tests with a pack of series: output by town and trade, units, rates, prices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.ledger.conftest import Desk, county, pack_of
from youju.definitions.load import Loaded
from youju.ledger import actions as ledger_actions
from youju.people.actors import Actor
from youju.series import actions
from youju.series.actions import Result

__all__ = ["county"]

PACK: dict[str, Any] = {
    "pack.yaml": {
        "pack": "economy",
        "label": "统计",
        "version": "1.0.0",
        "roles": {"statistician": "统计员", "reader": "读者"},
        "code_lists": {"trades": {"label": "行业", "codes": {"light": "轻工业", "heavy": "重工业"}}},
    },
    "series/economy.yaml": {
        "series": [
            {
                "series": "output", "label": "工业总产值", "unit": "万元", "decimals": "1", "kind": "flow",
                "reported": "cumulative", "dimensions": ["area", "sector"], "sectors": "trades",
                "department": "统计局", "by": ["statistician"], "min": "-1000000", "max": "9999999",
            },
            {
                "series": "sales", "label": "零售额", "unit": "万元", "kind": "flow", "first": "2",
                "reported": "cumulative", "department": "商务局", "by": ["statistician"],
            },
            {
                "series": "tax", "label": "税收", "unit": "万元", "kind": "flow", "dimensions": ["area"],
                "department": "税务局", "by": ["statistician"],
            },
            {
                "series": "units", "label": "工业单位", "unit": "户", "kind": "stock", "dimensions": ["area"],
                "department": "统计局", "by": ["statistician"], "breaks": {"2023-06": "普查后调整范围"},
            },
            {
                "series": "rate", "label": "产销率", "unit": "percent", "decimals": "1", "kind": "rate",
                "dimensions": ["area"], "department": "统计局", "by": ["statistician"],
            },
            {
                "series": "prices", "label": "价格指数", "unit": "index", "decimals": "1", "kind": "index",
                "base": "last_year", "department": "调查队", "by": ["statistician"],
            },
            {
                "series": "gdp", "label": "生产总值", "unit": "亿元", "kind": "flow", "frequency": "quarter",
                "reported": "cumulative", "department": "统计局", "by": ["statistician"],
                "vintages": ["初步核算数", "最终核实数"],
            },
        ]
    },
}  # fmt: skip

STATISTICIAN = Actor("li", "李统计", "county", frozenset({"statistician"}))
TOWNS = ("341802001", "341802002", "341802003")


def at(day: date) -> datetime:
    """A moment on a day."""
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


def rows(series: str, periods: Sequence[tuple[str, Any]], **more: Any) -> list[dict[str, object]]:
    """Rows of one series, by period."""
    return [{"series": series, "period": period, "value": value, **more} for period, value in periods]


def deliver(given: Any, on: date, *, by: Any = "system", source: str = "统计局") -> Result:
    """Take rows or a file in on a day."""
    return actions.take_in(given, source=source, on=on, at=at(on), by=by)


def months(year: int, values: Sequence[Any]) -> list[tuple[str, Any]]:
    """Values of the months of a year, from January."""
    return [(f"{year}-{month:02d}", value) for month, value in enumerate(values, 1)]


@pytest.fixture
def office(county: Desk) -> tuple[Desk, Loaded]:
    """The county with the pack of series."""
    loaded = pack_of(PACK)
    ledger_actions.install_pack(loaded, actor=Actor.system(), at=county.at())
    return county, loaded


def decimal(text: str) -> Decimal:
    """A number."""
    return Decimal(text)


def written(folder: Path, name: str, text: str) -> Path:
    """A file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
