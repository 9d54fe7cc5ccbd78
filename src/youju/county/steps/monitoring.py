"""The early-warning rules of the packs over the series of the years."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from youju.county.year import Say, Year
from youju.ledger.fold import known_on
from youju.monitoring import actions, queries
from youju.monitoring.watching import rules


def monitor(year: Year, at: datetime, say: Say) -> str:
    """Judge every rule in every period that was handed over, each by what was known on its day."""
    del year
    known = rules()
    say(f"{len(known)}条预警规则", 0.1)
    ran = actions.run(as_of=known_on(at), at=at)
    moves = Counter(what for _, what, _ in ran.moves)
    standing = queries.visible_to(None).filter(ended_on=None)
    told = "、".join(f"{one.label}（{one.level_label}）" for one in standing)
    return (
        f"{len(known)}条预警规则判断{ran.judged}期，发出预警{moves['raised']}次，解除{moves['ended']}次，"
        + (f"仍在预警{len(standing)}项：{told}。" if standing else "没有仍在预警的。")
    )
