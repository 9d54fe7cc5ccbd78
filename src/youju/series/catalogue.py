"""The series of the installed packs, and the area that this installation is for.

Enter at `all_series` and `home`.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models.functions import Length

from youju.definitions.load import Loaded
from youju.definitions.models import SeriesDef
from youju.definitions.nearest import hint
from youju.errors import fail
from youju.ledger import catalogue
from youju.people.holding import once
from youju.people.models import Organisation
from youju.standards import divisions, industries


@dataclass(frozen=True, slots=True)
class Known:
    """A series with the pack that defines it."""

    series: SeriesDef
    loaded: Loaded

    @property
    def pack(self) -> str:
        """Code of the pack."""
        return self.loaded.name

    def sectors(self) -> dict[str, str] | None:
        """Label by code of its sectors; None where they are those of a standard, or it has none."""
        lists = self.loaded.pack.header.code_lists
        if self.series.sectors not in lists:
            return None
        return {code: one.label for code, one in lists[self.series.sectors].codes.items()}

    def sector_label(self, code: str) -> str:
        """What people call a sector."""
        if not code:
            return "合计"
        own = self.sectors()
        if own is not None:
            return own.get(code, code)
        found = industries.get(code)
        return found.name if found else code


@once
def all_series() -> dict[str, Known]:
    """Every series in force, by name, pack after pack."""
    packs = [catalogue.loaded(one.digest) for one in catalogue.installed()]
    return {name: Known(one, loaded) for loaded in packs for name, one in loaded.pack.series.items()}


def get(name: str) -> Known:
    """A series by its code.

    Raises:
        YoujuError: I104 when no installed pack has it.
    """
    known = all_series()
    if name not in known:
        raise fail("I104", name=name, hint=hint(name, known))
    return known[name]


@once
def home() -> str:
    """Beginning of the code of the division that this installation is for; empty when none is known.

    It is that of the organisation nearest to the root of the tree that has one.
    """
    found = Organisation.objects.exclude(division="").order_by(Length("path"), "code").first()
    return divisions.prefix(found.division) if found else ""


def area_label(area: str) -> str:
    """What people call an area."""
    found = divisions.get(area) if area else None
    return found.full_name if found else area or "全域"
