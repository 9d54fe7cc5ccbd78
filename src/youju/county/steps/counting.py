"""All figures at the end of the year."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from youju.county.year import CUT_OFF, Say, Year
from youju.engine.backends.base import Backend
from youju.figures.actions import keep
from youju.figures.count import Counter, Observation
from youju.figures.plan import Scope
from youju.figures.refreshing import at_once
from youju.ledger import catalogue
from youju.people.actors import Actor


def count(year: Year, at: datetime, say: Say) -> str:
    """Count and keep all figures of the installed packs at the end of the year."""
    del year
    found = counted(say)
    say("保存", 0.9)
    keep(found, actor=Actor.system(), at=at)
    figures = len({one.definition.figure.figure for one in found})
    return f"指标{figures}个，连同分组共得{len(found)}个数，每个都可以追溯到记录。"


def counted(say: Say, *, root: Path | None = None, backend: Backend | None = None) -> list[Observation]:
    """Every figure of every installed pack, whole and by each of its groups; nothing is kept.

    Args:
        say: Told of the progress.
        root: Folder of the snapshots; the configured one by default.
        backend: Engine that counts; DuckDB here by default.
    """
    found: list[Observation] = []
    packs = [catalogue.loaded(one.digest) for one in catalogue.installed()]
    figures = [(pack, name) for pack in packs for name in pack.pack.figures]
    at_once((pack.pack.figures[name] for pack, name in figures), root=root)
    with Counter(root=root, backend=backend) as counter:
        groups = {name: ((), *((one,) for one in pack.pack.figures[name].by)) for pack, name in figures}
        counter.prepare((pack, name, Scope(CUT_OFF, by=by)) for pack, name in figures for by in groups[name])
        for place, (pack, name) in enumerate(figures):
            say(pack.pack.figures[name].label, 0.9 * place / len(figures))
            for by in groups[name]:
                found += counter.count(pack, name, as_of=CUT_OFF, by=by)
    return found
