"""Three years of the main indicators, delivered month by month as files."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from youju.county import monthly, world
from youju.county.year import Say, Year
from youju.errors import YoujuError
from youju.series import effects
from youju.series.actions import take_in
from youju.series.vintages import Change


def take_series_in(year: Year, at: datetime, say: Say) -> str:
    """Every delivery in the order of its day, by the county's statistician."""
    say("各部门报送", 0.0)
    written = monthly.write(year.folder / "series", year.seed)
    clerk = year.clerk(world.organisation("statistics"))
    counts: Counter[str] = Counter()
    corrected: list[Change] = []
    for place, (delivery, path) in enumerate(written):
        say(delivery.source, place / len(written))
        result = take_in(path, source=delivery.source, on=delivery.on, at=at, by=clerk)
        if result.problems:
            raise YoujuError(result.problems)
        counts.update(result.counts)
        corrected += [one for one in result.changes if one.former is not None]
    effects.follow(corrected, cause="各部门月报", at=at)
    return (
        f"收录{len(written)}次报送，数列{len(monthly.INDICATORS)}个，"
        f"数值{counts['first']}个，修订{counts['revised']}次。"
    )
