"""The register: lists delivered, linked, their differences verified, settled, and linked again."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from youju.county import lists, world
from youju.county.dice import dice
from youju.county.year import Say, Year
from youju.ledger import actions as ledgers
from youju.ledger.models import LedgerRecord
from youju.register import actions as register
from youju.register.models import Row
from youju.register.queries import DIFFERENCES
from youju.standards import calendar

DELIVERED: Final = date(world.YEAR, 4, 3)
"""The day as at which the departments deliver their lists."""
UNITS: Final = 6_000
"""Units of the sample county; a factor multiplies them."""


def make_lists(year: Year, at: datetime, say: Say) -> str:
    """The departments' lists, as files."""
    del at
    say("各部门交来名录", 0.1)
    folder = year.folder / "lists"
    shutil.rmtree(folder, ignore_errors=True)
    if year.real is not None:
        lists.point_at(folder, year.real / "register" / "xuancheng")
        return f"采用{year.real}中的实际名录。"
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
_PROOFS: Final = {"verify": "核实照片.jpg", "settle_on_paper": "部门复函.docx"}
"""On what it rests."""


def settle(year: Year, at: datetime, say: Say) -> str:
    """Townships verify the differences, the bureau settles them, and the lists are linked again."""
    clerk = year.clerk(world.organisation("statistics"))
    rows = LedgerRecord.objects.filter(ledger=DIFFERENCES, voided=False, state="open").order_by("id")
    verified: dict[tuple[str, date, str, str], list[UUID]] = {}
    settled: dict[tuple[str, str, date, str], list[UUID]] = {}
    for place, row in enumerate(rows):
        fate = dice(year.seed, "difference", row.values["unit"], row.values["kind"])
        first, *others = _FINDINGS[row.values["kind"]]
        finding = fate.choice(others) if others and fate.random() < 0.25 else first
        if fate.random() < 0.05:
            continue  # still open at the end of the year
        on = calendar.next_workday(DELIVERED + timedelta(days=2 + place % 5 * 6), included=True)
        town = row.values.get("town") or ""
        if town:
            verified.setdefault((town, on, finding, _right(row, finding)), []).append(row.id)
        later = calendar.next_workday(on + timedelta(days=3 + fate.randrange(2) * 4), included=True)
        settled.setdefault(("settle" if town else "settle_on_paper", finding, later, town), []).append(row.id)
    acts = [
        ("verify", year.clerk(town), on, {"finding": finding, "right": right}, ids)
        for (town, on, finding, right), ids in verified.items()
    ]
    acts += [(act, clerk, on, {"finding": finding}, ids) for (act, finding, on, _), ids in settled.items()]
    done: Counter[str] = Counter()
    for place, (act, actor, on, values, ids) in enumerate(acts):
        say("乡镇核实" if act == "verify" else "认定差异", 0.8 * place / len(acts))
        proof = [year.file(_PROOFS[act])] if act in _PROOFS else []
        given = {name: text for name, text in values.items() if text}
        ledgers.perform_many(ids, act, actor=actor, on=on, at=at, values=given, evidence=proof)
        done["verify" if act == "verify" else "settle"] += len(ids)
    say("照认定重新比对", 0.8)
    result = register.relink(actor=clerk, on=date(world.YEAR, 5, 31), at=at)
    merged, closed = result.units.get("merged", 0), result.units.get("closed", 0)
    return (
        f"乡镇核实{done['verify']}件，认定{done['settle']}件；照认定重新比对，"
        f"并入{merged}个单位，{closed}个不再存续。"
    )


def _right(record: LedgerRecord, finding: str) -> str:
    """Where a unit has moved to, when a township finds so: where the last of the lists has it."""
    if (record.values["kind"], finding) != ("address", "changed"):
        return ""
    name, _, number = (record.values.get("rows") or "").split("\n")[-1].partition(":")
    found = Row.objects.filter(source=name, row=number).values_list("address", flat=True).first()
    return found or ""
