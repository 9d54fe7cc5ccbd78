"""How the forty main indicators of the county move: level, growth, season, turns, revisions. Pure.

`INDICATORS` has one entry for each series of the pack ``statistics``, which says what it is and in which
unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

FLAT: Final = (1.0,) * 12
WORKS: Final = (0.86, 0.82, 1.02, 1.0, 1.03, 1.08, 0.98, 0.98, 1.03, 1.02, 1.04, 1.14)
"""Industry: little at the Spring Festival, much at the ends of half-years."""
BUILDS: Final = (0.62, 0.6, 1.05, 1.08, 1.1, 1.2, 1.02, 0.98, 1.08, 1.1, 1.09, 1.08)
SHOPS: Final = (1.2, 1.05, 0.92, 0.93, 0.98, 0.98, 0.92, 0.94, 1.0, 1.05, 0.98, 1.05)
FARMS: Final = (0.7, 0.7, 0.8, 0.9, 1.0, 1.1, 1.0, 1.0, 1.3, 1.4, 1.1, 1.0)
TRAVELS: Final = (0.9, 1.1, 0.8, 1.1, 1.2, 0.9, 1.05, 1.1, 0.9, 1.3, 0.85, 0.8)
HEATS: Final = (1.1, 0.95, 0.92, 0.88, 0.92, 1.0, 1.2, 1.22, 1.0, 0.9, 0.93, 1.05)
TAXES: Final = (1.35, 0.8, 0.95, 1.1, 1.0, 1.2, 1.05, 0.8, 0.95, 1.05, 0.85, 0.9)
SPENDS: Final = (0.8, 0.85, 1.1, 0.9, 0.95, 1.3, 0.9, 0.85, 1.05, 0.85, 0.95, 1.5)


@dataclass(frozen=True, slots=True)
class Indicator:
    """How one series moves.

    Attributes:
        level: Of a period of 2020 on the average: a month, or a quarter; of a stock, at its beginning.
        growth: Per cent a year to begin with.
        decimals: As it is reported.
        season: How the months differ.
        turns: Month (``2022-03``) to the yearly growth from then on: the planted turning points.
        noise: Standard deviation of a period, per cent.
        revised: Standard deviation of the first publication from the final one, per cent; 0 is never revised.
        sectors: Share of each at the beginning, and how much faster than the whole it grows, per cent a year.
        peers: Whether the other counties of the city report it as well.
        every: Months of a period.
        kind: ``flow`` as period values, ``sum`` flows as cumulative values, ``stock``, or ``rate``.
        first: First period of a year that is reported.
    """

    level: float
    growth: float
    decimals: int = 2
    season: tuple[float, ...] = FLAT
    turns: Mapping[str, float] = field(default_factory=dict)
    noise: float = 1.0
    revised: float = 0.0
    sectors: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    peers: bool = False
    every: int = 1
    kind: str = "sum"
    first: int = 1


INDICATORS: Final[Mapping[str, Indicator]] = {
    # 综合
    "gdp": Indicator(
        42.0,
        6.5,
        season=(0.9, 0.9, 0.9, 0.97, 0.97, 0.97, 1.0, 1.0, 1.0, 1.13, 1.13, 1.13),
        turns={"2022-04": 3.8, "2023-01": 6.2},
        noise=0.4,
        revised=0.5,
        peers=True,
        every=3,
        sectors={"primary": (0.14, -2.0), "secondary": (0.41, 0.4), "tertiary": (0.45, 0.3)},
    ),
    "agriculture_output": Indicator(9.8, 4.5, season=FARMS, noise=0.6, every=3),
    "grain": Indicator(31.2, 1.1, 2, noise=0.8, every=12, kind="flow"),
    "meat": Indicator(2350.0, 3.0, 0, turns={"2022-09": 8.0}, noise=2.0, kind="flow"),
    "employment": Indicator(310.0, 2.0, 0, season=SHOPS, noise=4.0, kind="flow"),
    "new_entities": Indicator(
        168.0,
        9.0,
        0,
        season=BUILDS,
        turns={"2022-03": -12.0, "2023-01": 18.0},
        noise=4.0,
        kind="flow",
        sectors={"enterprise": (0.3, 3.0), "household": (0.65, -1.0), "cooperative": (0.05, -4.0)},
    ),
    "cpi": Indicator(101.6, 0.0, 1, noise=0.25, kind="rate"),
    # 工业和能源
    "industry_output": Indicator(
        17.6,
        8.5,
        season=WORKS,
        turns={"2022-04": 1.0, "2022-10": 9.5},
        noise=0.9,
        revised=0.7,
        peers=True,
        first=2,
        sectors={
            "food": (0.24, 1.0),
            "textile": (0.17, -3.0),
            "furniture": (0.13, -2.0),
            "minerals": (0.19, -1.5),
            "metal": (0.17, 2.0),
            "other": (0.1, 4.0),
        },
    ),
    "industry_value_growth": Indicator(
        7.4, 0.0, 1, turns={"2022-04": -3.5, "2022-10": 2.6}, noise=0.3, kind="rate", first=2
    ),
    "industry_revenue": Indicator(
        16.9, 8.0, season=WORKS, turns={"2022-04": 1.5, "2022-10": 8.8}, noise=1.0, revised=0.6, first=2
    ),
    "industry_profit": Indicator(
        0.92, 5.0, season=WORKS, turns={"2021-10": -9.0, "2023-02": 7.0}, noise=2.5, revised=1.0, first=2
    ),
    "industry_sold": Indicator(97.4, 0.0, 1, noise=0.5, kind="rate", first=2),
    "industry_units": Indicator(118.0, 5.5, 0, noise=0.0, kind="stock"),
    "power": Indicator(
        9650.0,
        6.0,
        0,
        season=HEATS,
        noise=1.2,
        kind="flow",
        sectors={
            "primary": (0.03, 1.0),
            "secondary": (0.6, 0.0),
            "tertiary": (0.17, 3.0),
            "residents": (0.2, -1.0),
        },
    ),
    "industry_power": Indicator(
        5480.0, 5.8, 0, season=WORKS, turns={"2022-04": 0.5, "2022-10": 7.5}, noise=1.2, kind="flow"
    ),
    # 投资和房地产
    "investment": Indicator(
        11.4,
        9.0,
        season=BUILDS,
        turns={"2022-09": 3.0, "2023-06": 7.0},
        noise=1.2,
        revised=0.8,
        peers=True,
        first=2,
        sectors={
            "industry": (0.34, 4.0),
            "infrastructure": (0.27, 1.0),
            "real_estate": (0.26, -9.0),
            "other": (0.13, 1.0),
        },
    ),
    "technical_investment": Indicator(1.9, 12.0, season=BUILDS, turns={"2022-06": 4.0}, noise=2.0, first=2),
    "private_investment": Indicator(
        6.2, 7.5, season=BUILDS, turns={"2022-03": -5.0, "2023-04": 4.0}, noise=1.5, first=2
    ),
    "housing_area": Indicator(2.9, 8.0, season=BUILDS, turns={"2021-09": -18.0, "2023-08": -4.0}, noise=2.0),
    "housing_value": Indicator(
        1.85, 9.0, season=BUILDS, turns={"2021-09": -20.0, "2023-08": -5.0}, noise=2.0
    ),
    "housing_stock": Indicator(19.4, -4.0, turns={"2021-11": 17.0, "2023-09": 3.0}, noise=0.3, kind="stock"),
    # 贸易、旅游和对外
    "retail": Indicator(
        6.9,
        7.0,
        season=SHOPS,
        turns={"2022-03": -2.5, "2022-12": 9.5},
        noise=0.8,
        revised=0.5,
        peers=True,
        sectors={"goods": (0.88, -0.4), "catering": (0.12, 3.0)},
    ),
    "retail_listed": Indicator(1.72, 8.0, season=SHOPS, turns={"2022-03": -4.0, "2022-12": 11.0}, noise=1.2),
    "online_retail": Indicator(0.64, 16.0, season=SHOPS, turns={"2022-06": 11.0}, noise=1.8),
    "trade": Indicator(
        1.31,
        12.0,
        season=WORKS,
        turns={"2022-08": -14.0, "2023-07": 5.0},
        noise=2.0,
        sectors={"export": (0.83, 0.5), "import": (0.17, -3.0)},
    ),
    "foreign_capital": Indicator(142.0, 6.0, 0, turns={"2022-07": -11.0}, noise=6.0),
    "visitors": Indicator(
        38.0, 6.0, season=TRAVELS, turns={"2022-03": -22.0, "2022-12": 38.0}, noise=3.0, kind="flow"
    ),
    "tourism_revenue": Indicator(
        2.6, 7.0, season=TRAVELS, turns={"2022-03": -24.0, "2022-12": 41.0}, noise=3.0
    ),
    # 财政、金融和收入
    "revenue": Indicator(
        1.46,
        7.5,
        season=TAXES,
        turns={"2022-04": -6.0, "2022-11": 6.5},
        noise=1.5,
        peers=True,
        sectors={"tax": (0.68, -1.0), "non_tax": (0.32, 2.0)},
    ),
    "expenditure": Indicator(
        4.1,
        5.0,
        season=SPENDS,
        noise=1.2,
        sectors={
            "education": (0.19, 0.5),
            "health": (0.11, 2.0),
            "security": (0.17, 1.0),
            "agriculture": (0.16, 0.0),
            "other": (0.37, -1.0),
        },
    ),
    "tax_collected": Indicator(1.72, 6.0, season=TAXES, turns={"2022-04": -8.0, "2022-11": 7.0}, noise=1.6),
    "deposits": Indicator(286.0, 11.0, noise=0.3, kind="stock", peers=True),
    "household_deposits": Indicator(214.0, 13.5, noise=0.3, kind="stock"),
    "loans": Indicator(198.0, 14.0, turns={"2023-03": 11.0}, noise=0.3, kind="stock", peers=True),
    "income": Indicator(6920.0, 7.2, 0, season=SHOPS, noise=0.5, every=3),
    "income_urban": Indicator(9350.0, 6.4, 0, season=SHOPS, noise=0.5, every=3),
    "income_rural": Indicator(4860.0, 8.6, 0, season=SHOPS, noise=0.5, every=3),
    # 交通和环境
    "freight": Indicator(
        86.0, 5.0, season=WORKS, turns={"2022-03": -9.0, "2023-01": 10.0}, noise=1.5, kind="flow"
    ),
    "passengers": Indicator(
        41.0, -4.0, 1, season=TRAVELS, turns={"2022-03": -28.0, "2022-12": 33.0}, noise=2.5, kind="flow"
    ),
    "good_air": Indicator(93.4, 0.0, 1, noise=1.2, kind="rate"),
}
