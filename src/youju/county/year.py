"""What the steps of the year work on: the installation, its seed and size, who acts, what is attached.

Enter at `Year`; `ready` makes the county's divisions known before anything else. A `Step` gets the `Year`,
the time at which it is recorded, and a way to say how far it is, and returns one sentence about what came of
it. It runs inside a transaction (`stages`). What it writes to files it writes the same again when repeated.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from youju.county import world
from youju.ledger import evidence
from youju.people.actors import Actor
from youju.people.queries import actor as actor_of
from youju.scenarios.props import made
from youju.standards import divisions

FIRST: Final = date(world.YEAR, 1, 3)
"""The day on which the county begins to work."""
CUT_OFF: Final = date(world.YEAR, 12, 31)
"""As at which everything is counted and told."""

NAMES: Final = ("sample", "real")
"""What tells a year with generated lists from one with real ones."""

Say = Callable[[str, float], None]
"""Told what is going on and which part of the step is done, from 0 to 1."""


@dataclass(slots=True)
class Year:
    """What the steps work on.

    Attributes:
        home: Folder of the installation; the county's files lie in ``county`` below it.
        seed: Of the dice.
        factor: How many times the sample county.
        real: Folder with ``register/xuancheng`` and ``reports``, to be used in place of the generated lists.
    """

    home: Path
    seed: int = 2023
    factor: float = 1.0
    real: Path | None = None
    _actors: dict[str, Actor] = field(default_factory=dict)
    _files: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What tells this year from others in the same database."""
        return NAMES[self.real is not None]

    @property
    def title(self) -> str:
        """Whose year it is, and as at which day it is told."""
        of = "（单位取自实际名录）" if self.real else ""
        return f"{world.COUNTY[1]}{world.YEAR}年{of}，截至{CUT_OFF.year}年{CUT_OFF.month}月{CUT_OFF.day}日"

    @property
    def folder(self) -> Path:
        """Where the county's files lie."""
        return self.home / "county"

    @property
    def out(self) -> Path:
        """Where documents are written."""
        return self.home / "out"

    def begin(self) -> None:
        """Forget what was looked up and stored: a step that was undone took it along."""
        self._actors.clear()
        self._files.clear()

    def clerk(self, organisation: str) -> Actor:
        """Whoever acts for an organisation."""
        if organisation not in self._actors:
            person = next(name for name, one in world.people().items() if one["of"] == organisation)
            self._actors[organisation] = actor_of(person, organisation=organisation)
        return self._actors[organisation]

    def file(self, name: str) -> Any:
        """A small file of that name, stored."""
        if name not in self._files:
            content = io.BytesIO(made(name, f"{world.COUNTY[1]}{name.partition('.')[0]}"))
            self._files[name] = evidence.store(content, name)
        return self._files[name]


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes:
        name: For the machine; never changes.
        label: For people.
        work: Does it.
        look: Where to look at what came of it: a path of the site, or empty.
    """

    name: str
    label: str
    work: Callable[[Year, datetime, Say], str]
    look: str = ""


def ready(year: Year) -> None:
    """Make the county's divisions known to this installation; done before any step, and harmless twice."""
    file = year.home / "divisions.csv"
    known = dict(_local(file))
    known.update(world.DIVISIONS)
    text = "code,name\n" + "".join(f"{code},{name}\n" for code, name in known.items())
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    divisions.supplement(known.items())


def _local(file: Path) -> Iterator[tuple[str, str]]:
    if file.exists():
        for line in file.read_text(encoding="utf-8-sig").splitlines()[1:]:
            code, _, name = line.partition(",")
            yield code, name
