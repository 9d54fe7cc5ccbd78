"""Three years of the main indicators, delivered month by month as files."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from youju.county import monthly, world
from youju.county.year import Say, Year
from youju.errors import YoujuError
from youju.series.actions import take_in


def take_series_in(year: Year, at: datetime, say: Say) -> str:
    """Every delivery in the order of its day, by the county's statistician."""
    say("各部门报送", 0.0)
    written = monthly.write(year.folder / "series", year.seed)
    clerk = year.clerk(world.organisation("statistics"))
    counts: Counter[str] = Counter()
    for place, (delivery, path) in enumerate(written):
        say(delivery.source, place / len(written))
        result = take_in(path, source=delivery.source, on=delivery.on, at=at, by=clerk)
        if result.problems:
            raise YoujuError(result.problems)
        counts.update(result.counts)
    return (
        f"收录{len(written)}次报送，数列{len(monthly.INDICATORS)}个，"
        f"数值{counts['first']}个，修订{counts['revised']}次。"
    )
