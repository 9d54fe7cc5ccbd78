"""The year of the county in steps: what each of them does, through the services that everybody uses.

Enter at `STEPS`. A step gets the `Year`, the time at which it is recorded, and a way to say how far it is,
and returns one sentence about what came of it. It runs inside a transaction (`stages`). What it writes to
files it writes the same again when it is repeated.
"""

from __future__ import annotations

import io
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from youju.county import lists, lives, telling, world
from youju.county.dice import dice
from youju.definitions.load import find_pack
from youju.ledger import actions as ledgers
from youju.ledger import evidence
from youju.ledger.actions import Request
from youju.ledger.models import LedgerRecord
from youju.people.actions import import_directory
from youju.people.actors import Actor
from youju.people.queries import actor as actor_of
from youju.register import actions as register
from youju.register.queries import DIFFERENCES
from youju.scenarios.props import made
from youju.standards import calendar

PACKS: Final = ("supervision", "register")
FIRST: Final = date(world.YEAR, 1, 3)
"""The day on which the county begins to work."""
DELIVERED: Final = date(world.YEAR, 4, 3)
"""The day as at which the departments deliver their lists."""
UNITS: Final = 6_000
"""Units of the sample county; a factor multiplies them."""

TOGETHER: Final = 1_000
"""Records that are entered at once."""

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
        return "real" if self.real else "sample"

    @property
    def folder(self) -> Path:
        """Where the county's files lie."""
        return self.home / "county"

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


def make_lists(year: Year, at: datetime, say: Say) -> str:
    """The departments' lists, as files."""
    del at
    say("各部门交来名录", 0.1)
    folder = year.folder / "lists"
    shutil.rmtree(folder, ignore_errors=True)
    counts = lists.write(folder, seed=year.seed, units=round(UNITS * year.factor))
    labels = {"market": "市场监管", "tax": "税务", "social": "社保", "walk": "实地走访"}
    told = "、".join(f"{labels[name]}{count}行" for name, count in counts.items())
    return f"{told}，共{sum(counts.values())}行。"


def link(year: Year, at: datetime, say: Say) -> str:
    """Link the lists, and take units and differences in."""
    say("比对名录", 0.1)
    clerk = year.clerk(world.organisation("statistics"))
    result = register.load(year.folder / "lists" / "lists.yaml", actor=clerk, on=DELIVERED, at=at)
    differences = (result.differences or {}).get("opened", 0)
    return (
        f"比对成{result.units.get('entered', 0)}个单位，登记名录差异{differences}件，待审{result.waiting}行。"
    )


_FINDINGS: Final = {
    "field_only": ("correct", "changed"), "missing": ("list_wrong", "correct"),
    "name": ("list_wrong", "changed"), "address": ("changed", "correct"),
    "industry": ("list_wrong", "changed"), "status": ("closed", "list_wrong"),
    "duplicate": ("same_unit",), "code": ("list_wrong",),
}  # fmt: skip
"""What a township may find, by kind of difference; the first mostly."""


def settle(year: Year, at: datetime, say: Say) -> str:
    """Townships verify the differences, the bureau settles them, and the lists are linked again."""
    clerk = year.clerk(world.organisation("statistics"))
    rows = LedgerRecord.objects.filter(ledger=DIFFERENCES, voided=False, state="open").order_by("id")
    verified: dict[tuple[str, str, date], list[UUID]] = {}
    settled: dict[tuple[str, date, str], list[UUID]] = {}
    for place, row in enumerate(rows):
        fate = dice(year.seed, "difference", row.values["unit"], row.values["kind"])
        first, *others = _FINDINGS[row.values["kind"]]
        finding = fate.choice(others) if others and fate.random() < 0.25 else first
        if fate.random() < 0.05:
            continue  # still open at the end of the year
        on = calendar.next_workday(DELIVERED + timedelta(days=2 + place % 5 * 6), included=True)
        if town := row.values.get("town"):
            verified.setdefault((town, finding, on), []).append(row.id)
        later = calendar.next_workday(on + timedelta(days=3 + fate.randrange(2) * 4), included=True)
        settled.setdefault((finding, later, town or ""), []).append(row.id)
    acts = [("verify", year.clerk(town), on, finding, ids) for (town, finding, on), ids in verified.items()]
    acts += [("settle", clerk, on, finding, ids) for (finding, on, _), ids in settled.items()]
    done: Counter[str] = Counter()
    for place, (act, actor, on, finding, ids) in enumerate(acts):
        say("乡镇核实" if act == "verify" else "认定差异", 0.8 * place / len(acts))
        ledgers.perform_many(ids, act, actor=actor, on=on, at=at, values={"finding": finding})
        done[act] += len(ids)
    say("照认定重新比对", 0.8)
    result = register.relink(actor=clerk, on=date(world.YEAR, 5, 31), at=at)
    merged = result.units.get("merged", 0)
    return f"乡镇核实{done['verify']}件，认定{done['settle']}件；照认定重新比对，并入{merged}个单位。"


def work_ledgers(year: Year, at: datetime, say: Say) -> str:
    """The six ledgers of supervision through the year."""
    waiting: list[telling.Life] = []
    rows: dict[tuple[str, str], tuple[UUID, str]] = {}
    counts: Counter[str] = Counter()
    total = sum(lives.SIZES.values()) * year.factor * 1.05
    for life in lives.lives(year.seed, factor=year.factor):
        if waiting and (len(waiting) >= TOGETHER or _breaks(waiting[-1], life)):
            _enter(year, waiting, rows, counts, at)
            say("办理台账", min(0.99, counts["records"] / total))
            waiting = []
        waiting.append(life)
    _enter(year, waiting, rows, counts, at)
    return f"六本台账登记{counts['records']}件，办理{counts['acts']}次。"


def _breaks(before: telling.Life, after: telling.Life) -> bool:
    """Whether what is above must be there first."""
    return before.ledger != after.ledger or before.level != after.level


def _enter(
    year: Year,
    planned: Sequence[telling.Life],
    rows: dict[tuple[str, str], tuple[UUID, str]],
    counts: Counter[str],
    at: datetime,
) -> None:
    entered = [
        ledgers.Life(
            life.ledger,
            _request(year, life.opening, at),
            [_request(year, step, at) for step in life.steps],
            level=life.level,
            parent=rows[life.ledger, life.parent] if life.parent else None,
        )
        for life in planned
    ]
    for life, one in zip(planned, entered, strict=True):
        if life.level:
            rows[life.ledger, life.key] = (one.id, life.level)
    ledgers.enter(entered, at=at)
    counts["records"] += len(entered)
    counts["acts"] += sum(len(life.steps) for life in planned)


def _request(year: Year, step: telling.Step, at: datetime) -> Request:
    files = [year.file(name) for name in step.files]
    return Request(step.act, year.clerk(step.by), step.on, at, step.comment, step.values or None, files)


def ready(year: Year) -> None:
    """Make the county's divisions known to this installation; done before any step, and harmless twice."""
    from youju.standards import divisions

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


STEPS: Final = (
    Step("set_up", "设立机构、安装业务包", set_up),
    Step("lists", "收集四个部门的名录", make_lists),
    Step("link", "比对名录，登记单位和差异", link, "/register/"),
    Step("settle", "核实、认定差异", settle, "/ledgers/register_differences/"),
    Step("ledgers", "六本台账办理一年", work_ledgers, "/ledgers/"),
)
