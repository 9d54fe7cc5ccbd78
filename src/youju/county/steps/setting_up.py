"""The packs, organisations and people that the year needs."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from youju.county import world
from youju.county.year import FIRST, Say, Year
from youju.definitions.load import find_pack
from youju.ledger import actions as ledgers
from youju.people.actions import import_directory
from youju.people.actors import Actor

PACKS: Final = ("supervision", "register", "statistics")


def set_up(year: Year, at: datetime, say: Say) -> str:
    """Packs, organisations, people."""
    del year
    system = Actor.system()
    for place, name in enumerate(PACKS):
        say("安装业务包", place / (len(PACKS) + 1))
        ledgers.install_pack(find_pack(name), actor=system, at=at)
    say("设立机构", len(PACKS) / (len(PACKS) + 1))
    people = world.people()
    import_directory(world.organisations(), people, actor=system, on=FIRST, at=at)
    return (
        f"安装业务包{len(PACKS)}个；{len(world.BUREAUS)}个部门、{len(world.TOWNS)}个乡镇，{len(people)}人。"
    )
