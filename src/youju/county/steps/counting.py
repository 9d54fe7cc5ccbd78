"""All figures at the end of the year."""

from __future__ import annotations

from datetime import datetime

from youju.county.year import CUT_OFF, Say, Year
from youju.figures.actions import keep
from youju.figures.count import Counter, Observation
from youju.ledger import catalogue
from youju.people.actors import Actor


def count(year: Year, at: datetime, say: Say) -> str:
    """All figures of the installed packs at the end of the year, whole and by each of their groups."""
    del year
    counted: list[Observation] = []
    packs = [catalogue.loaded(one.digest) for one in catalogue.installed()]
    figures = [(pack, name) for pack in packs for name in pack.pack.figures]
    with Counter() as counter:
        for place, (pack, name) in enumerate(figures):
            say(pack.pack.figures[name].label, 0.9 * place / len(figures))
            for by in ((), *((dimension,) for dimension in pack.pack.figures[name].by)):
                counted += counter.count(pack, name, as_of=CUT_OFF, by=by)
    say("保存", 0.9)
    keep(counted, actor=Actor.system(), at=at)
    return f"指标{len(figures)}个，连同分组共得{len(counted)}个数，每个都可以追溯到记录。"
