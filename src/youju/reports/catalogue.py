"""The report templates of the installed packs.

Enter at `found` and `offered`. A template is read from the pack as it was installed, not from a folder.
"""

from __future__ import annotations

from dataclasses import dataclass

from youju.definitions.load import Loaded
from youju.definitions.nearest import hint
from youju.definitions.report_text import ReportTemplate, read
from youju.errors import fail
from youju.ledger import catalogue
from youju.reports.document import digest


@dataclass(frozen=True, slots=True)
class Offered:
    """A template of an installed pack.

    Attributes:
        name: Its code.
        loaded: The pack.
        template: Header and body.
        digest: SHA-256 of its text.
        file: What messages call it.
    """

    name: str
    loaded: Loaded
    template: ReportTemplate
    digest: str

    @property
    def file(self) -> str:
        """As the pack has it."""
        return f"{self.loaded.name}/reports/{self.name}.md"


def offered() -> list[Offered]:
    """All templates, pack by pack."""
    return [
        Offered(name, loaded, read(name, text), digest(text))
        for loaded in (catalogue.loaded(pack.digest) for pack in catalogue.installed())
        for name, text in loaded.reports.items()
    ]


def found(name: str) -> Offered:
    """A template by its code.

    Raises:
        YoujuError: B101 when there is none.
    """
    known = {one.name: one for one in offered()}
    if name not in known:
        raise fail("B101", name=name, hint=hint(name, known))
    return known[name]


def figures_of(one: Offered) -> list[str]:
    """Codes of the figures that a template may name: those of all installed packs."""
    packs = [catalogue.loaded(pack.digest) for pack in catalogue.installed()]
    own = list(one.loaded.pack.figures)
    return list(dict.fromkeys([*own, *(name for loaded in packs for name in loaded.pack.figures)]))
