"""Comparing areas (赛马) in a way that is fair to small ones.

Enter at `compare_shares` (so many of so many) and `compare_growth` (a base and what became of it). A
township of eight firms is first or last by chance: one firm moves its rate by 12.5 points. So

* a rate is *shrunk* towards that of all, the more the smaller its base: a beta-binomial model whose spread is
  estimated from the areas themselves (empirical Bayes: Efron and Morris, JASA 70, 1975; Marshall, Applied
  Statistics 40, 1991); growth likewise by a normal model whose noise falls with the base, where the areas
  show that it does: of areas of about one size nothing is shrunk;
* ranks have *intervals*: how often an area stands where, over draws from what is known of all of them
  (Goldstein and Spiegelhalter, JRSS A 159, 1996). The draws start from a fixed seed, so that the same data
  give the same intervals;
* a *funnel* says which rates are out of what chance gives to their base (Spiegelhalter, Statistics in
  Medicine 24, 2005): exact binomial limits of 95 and 99.8 per cent around the rate of all;
* an area whose base is below the minimum is shown without a rank; equal printed values share one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, Literal

import numpy as np

from youju.errors import fail

DRAWS: Final = 4000
SEED: Final = 20230101
INTERVAL: Final = (5, 95)
"""Percentiles of ranks that are told: nine times in ten."""
INNER: Final = 0.05
OUTER: Final = 0.002
FIRMEST: Final = 1e7
"""Weight of the prior, as so many cases, from which on the areas do not differ at all."""

SHOWN: Final = 2.706
"""Twice the gain of log-likelihood by which noise shows itself: the 95th percentile of the mixture of 0 and
chi-square(1) in equal parts, since no noise is the end of its range (Self and Liang, JASA 82, 1987)."""

Funnel = Literal["", "high", "low", "very_high", "very_low"]


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many in an area."""

    area: str
    count: int
    base: int


@dataclass(frozen=True, slots=True)
class Growth:
    """A base and what became of it in an area; any unit, the same for all."""

    area: str
    base: Decimal
    current: Decimal


@dataclass(frozen=True, slots=True)
class Place:
    """Where an area stands.

    Attributes:
        area: The area.
        base: What its rate is of.
        value: Its rate or growth in per cent as it is; None when the base gives none.
        fair: The same, shrunk; None when it is not ranked.
        low: Lower end of the nine-in-ten interval of `fair`.
        high: Upper end.
        rank: From 1; equal printed values share one; None when it is not ranked.
        best: Lower end of the nine-in-ten interval of the rank.
        worst: Upper end.
        funnel: Whether its rate is beyond what chance gives to its base (shares only).
        reason: Why it has no rank: ``small`` (基数不足), ``zero`` (基数为零), ``negative`` (基数为负).
    """

    area: str
    base: Decimal
    value: float | None
    fair: float | None = None
    low: float | None = None
    high: float | None = None
    rank: int | None = None
    best: int | None = None
    worst: int | None = None
    funnel: Funnel = ""
    reason: Literal["", "small", "zero", "negative"] = ""


def compare_shares(
    shares: Sequence[Share], *, least: int = 20, high_is_good: bool = True, decimals: int = 1
) -> list[Place]:
    """Rank areas by a share, best first, those without a rank last.

    Args:
        shares: One for each area.
        least: Smallest base that is ranked.
        high_is_good: Whether the highest is first.
        decimals: To which the shrunk value is rounded before ranks are given, so that what reads the same
            shares a rank.

    Raises:
        YoujuError: M106 for a count below zero or above its base.
    """
    for one in shares:
        if not 0 <= one.count <= max(one.base, 0):
            raise fail("M106", area=one.area, count=one.count, base=one.base)
    ranked = [one for one in shares if one.base >= max(least, 1)]
    others = [
        Place(
            one.area,
            Decimal(one.base),
            100 * one.count / one.base if one.base else None,
            reason="small" if one.base else "zero",
        )
        for one in shares
        if one not in ranked
    ]
    if not ranked:
        return others
    counts = np.array([one.count for one in ranked], dtype=float)
    bases = np.array([one.base for one in ranked], dtype=float)
    rate = float(counts.sum() / bases.sum())
    firmness = _firmness(counts, bases, rate)
    alpha, beta = firmness * rate + counts, firmness * (1 - rate) + bases - counts
    fair = 100 * alpha / (alpha + beta)
    random = np.random.default_rng(SEED)
    tiny = 1e-9  # a rate of none or all has a beta distribution of no width
    draws = 100 * random.beta(np.maximum(alpha, tiny), np.maximum(beta, tiny), size=(DRAWS, len(ranked)))
    return [
        *_placed(
            [one.area for one in ranked],
            [Decimal(one.base) for one in ranked],
            100 * counts / bases,
            fair,
            draws,
            funnels=[_funnel(one, rate) for one in ranked],
            high_is_good=high_is_good,
            decimals=decimals,
        ),
        *others,
    ]


def compare_growth(
    growths: Sequence[Growth], *, least: Decimal = Decimal(0), high_is_good: bool = True, decimals: int = 1
) -> list[Place]:
    """Rank areas by growth in per cent, best first, those without a rank last.

    The noise of a growth rate falls with its base; how much, and how much areas really differ, is estimated
    together by the largest likelihood.

    Args:
        growths: One for each area.
        least: Smallest base that is ranked; a base of zero or below never is.
        high_is_good: Whether the highest is first.
        decimals: As in `compare_shares`.
    """
    ranked = [one for one in growths if one.base > 0 and one.base >= least]
    others = [
        Place(
            one.area,
            one.base,
            _rate(one) if one.base > 0 else None,
            reason="small" if one.base > 0 else "zero" if one.base == 0 else "negative",
        )
        for one in growths
        if one not in ranked
    ]
    if not ranked:
        return others
    raw = np.array([_rate(one) for one in ranked])
    bases = np.array([float(one.base) for one in ranked])
    centre, spread, noise = _growth_model(raw, bases)
    weight = spread / (spread + noise) if len(ranked) > 1 else np.ones(1)
    fair = centre + weight * (raw - centre)
    deviation = np.sqrt(weight * noise)
    random = np.random.default_rng(SEED)
    draws = fair + deviation * random.standard_normal((DRAWS, len(ranked)))
    return [
        *_placed(
            [one.area for one in ranked],
            [one.base for one in ranked],
            raw,
            fair,
            draws,
            funnels=[""] * len(ranked),
            high_is_good=high_is_good,
            decimals=decimals,
        ),
        *others,
    ]


def funnel_limits(base: int, rate: float, *, outside: float = INNER) -> tuple[float, float]:
    """Rates in per cent that chance leaves to a base: outside of them lies `outside` at most, half each way.

    Args:
        base: Number of cases.
        rate: Rate of all, 0 to 1.
        outside: 0.05 or 0.002.
    """
    from scipy.stats import binom

    low, high = binom.ppf([outside / 2, 1 - outside / 2], base, rate)
    return 100 * float(low) / base, 100 * float(high) / base


def _rate(one: Growth) -> float:
    return 100 * float(one.current / one.base - 1)


def _firmness(counts: Any, bases: Any, rate: float) -> float:
    """Weight of the prior in cases: the one that makes the counts most likely (beta-binomial)."""
    if len(counts) < 2 or not 0 < rate < 1:
        return FIRMEST if len(counts) > 1 else 0.0
    from scipy.optimize import minimize_scalar
    from scipy.special import betaln

    def against(power: float) -> float:
        a, b = np.exp(power) * rate, np.exp(power) * (1 - rate)
        return -float((betaln(counts + a, bases - counts + b) - betaln(a, b)).sum())

    found = minimize_scalar(against, bounds=(0.0, float(np.log(FIRMEST))), method="bounded")
    return float(np.exp(found.x))


def _growth_model(raw: Any, bases: Any) -> tuple[float, float, Any]:
    """Centre, variance between areas, and noise of each (noise is a constant over the base)."""
    from scipy.optimize import minimize

    relative = bases.mean() / bases
    if len(raw) < 3:
        return float(np.average(raw, weights=bases)), 1.0, np.zeros(len(raw))
    scale = max(float(raw.var()), 1e-12)

    def parts(logs: Any) -> tuple[float, float, Any]:
        spread, noise = float(np.exp(logs[0])) * scale, np.exp(logs[1]) * scale * relative
        return float(np.average(raw, weights=1 / (spread + noise))), spread, noise

    def against(logs: Any) -> float:
        centre, spread, noise = parts(logs)
        total = spread + noise
        return float(0.5 * (np.log(total) + (raw - centre) ** 2 / total).sum())

    # From three sides, since the likelihood may have more than one top; bounded, so that it has one at all.
    starts = ((-1.0, -1.0), (-6.0, 0.0), (0.0, -6.0))
    found = min(
        (minimize(against, start, method="L-BFGS-B", bounds=((-14, 3), (-14, 3))) for start in starts),
        key=lambda one: float(one.fun),
    )
    # Areas of about one size cannot tell noise from real differences: then nothing is shrunk.
    without = minimize(lambda log: against((log[0], -14.0)), (-1.0,), method="L-BFGS-B", bounds=((-14, 3),))
    if 2 * (float(without.fun) - float(found.fun)) < SHOWN:
        return parts((float(without.x[0]), -14.0))
    return parts(found.x)


def _funnel(one: Share, rate: float) -> Funnel:
    value = 100 * one.count / one.base
    for outside, high, low in ((OUTER, "very_high", "very_low"), (INNER, "high", "low")):
        lower, upper = funnel_limits(one.base, rate, outside=outside)
        if value > upper:
            return high  # type: ignore[return-value]
        if value < lower:
            return low  # type: ignore[return-value]
    return ""


def _placed(
    areas: Sequence[str],
    bases: Sequence[Decimal],
    raw: Any,
    fair: Any,
    draws: Any,
    *,
    funnels: Sequence[Funnel],
    high_is_good: bool,
    decimals: int,
) -> list[Place]:
    sign = -1 if high_is_good else 1
    printed = [_printed(float(one), decimals) for one in fair]
    ranks = [1 + sum(sign * other < sign * one for other in printed) for one in printed]
    order = np.argsort(np.argsort(sign * draws, axis=1, kind="stable"), axis=1, kind="stable") + 1
    best, worst = np.percentile(order, INTERVAL, axis=0, method="nearest")
    low, high = np.percentile(draws, INTERVAL, axis=0)
    places = [
        Place(
            area, bases[at], float(raw[at]), float(fair[at]), float(low[at]), float(high[at]), ranks[at],
            min(int(best[at]), ranks[at]), max(int(worst[at]), ranks[at]), funnels[at],
        )
        for at, area in enumerate(areas)
    ]  # fmt: skip
    return sorted(places, key=lambda one: (one.rank or 0, one.area))


def _printed(value: float, decimals: int) -> Decimal:
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
