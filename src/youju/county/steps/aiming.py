"""The targets of the year, taken over from the plans of the packs."""

from __future__ import annotations

from datetime import datetime

from youju.county import world
from youju.county.year import FIRST, Say, Year
from youju.ledger import catalogue
from youju.targets.actions import load


def set_targets(year: Year, at: datetime, say: Say) -> str:
    """Take over every plan of the installed packs."""
    clerk = year.clerk(world.organisation("statistics"))
    plans = [
        plan
        for one in catalogue.installed()
        for plan in catalogue.loaded(one.digest).pack.plans.values()
        if plan.year == world.YEAR
    ]
    count = 0
    for place, plan in enumerate(plans):
        say(plan.label, place / len(plans))
        count += len(load(plan, actor=clerk, on=FIRST, at=at).fresh)
    return f"年度目标{count}项。"
