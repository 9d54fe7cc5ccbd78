"""The sample pack of the ledger tests with figures of every kind, and a ledger with a past."""

from __future__ import annotations

import io
import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.ledger.conftest import AUDITOR, FINANCE, Desk, county, pack_of, sample_files
from youju.definitions.load import Loaded
from youju.errors import YoujuError
from youju.ledger import actions, evidence
from youju.people.actors import Actor

__all__ = ["county"]

FIGURES: list[dict[str, Any]] = [
    {"figure": "findings_all", "label": "问题", "of": "ledger findings", "unit": "个"},
    {
        "figure": "findings_with_merged",
        "label": "全部登记",
        "of": {"ledger": "findings", "merged": "true"},
        "unit": "个",
    },
    {
        "figure": "large",
        "label": "大额问题",
        "of": "ledger findings",
        "where": "amount >= 50",
        "unit": "个",
    },
    {
        "figure": "amount_sum",
        "label": "金额",
        "of": "ledger findings",
        "measure": "sum",
        "value": "amount",
        "unit": "万元",
        "decimals": "2",
    },
    {
        "figure": "amount_in_yuan",
        "label": "金额（元）",
        "of": "ledger findings",
        "measure": "sum",
        "value": "amount",
        "unit": "元",
        "decimals": "2",
    },
    {
        "figure": "amount_average",
        "label": "平均金额",
        "of": "ledger findings",
        "measure": "average",
        "value": "amount",
        "unit": "万元",
        "decimals": "2",
    },
    {
        "figure": "amount_most",
        "label": "最大金额",
        "of": "ledger findings",
        "measure": "max",
        "value": "amount",
        "unit": "万元",
        "decimals": "2",
    },
    {
        "figure": "amount_least",
        "label": "最小金额",
        "of": "ledger findings",
        "measure": "min",
        "value": "amount",
        "unit": "万元",
        "decimals": "2",
    },
    {
        "figure": "areas",
        "label": "涉及区划",
        "of": "ledger findings",
        "measure": "distinct",
        "value": "area",
        "unit": "个",
    },
    {
        "figure": "late_share",
        "label": "逾期率",
        "of": "ledger findings",
        "where": "state <> 'waiting'",
        "numerator": "overdue(rectify) > 0",
        "denominator": "amount is not null",
        "unit": "percent",
        "decimals": "2",
    },
    {
        "figure": "visits",
        "label": "回头看",
        "of": "acts findings",
        "where": "act = 'visit'",
        "unit": "次",
    },
    {
        "figure": "visits_this_quarter",
        "label": "本季回头看",
        "of": "acts findings",
        "where": "act = 'visit'",
        "period": "quarter",
        "unit": "次",
    },
    {
        "figure": "steps",
        "label": "计划步骤",
        "of": {"ledger": "findings", "rows": "table", "table": "plan"},
        "where": '"by" is not null',
        "unit": "步",
    },
]

PACK_FILES = {**sample_files(), "figures/findings.yaml": {"figures": FIGURES}}


@pytest.fixture
def bureau(county: Desk) -> tuple[Desk, Loaded]:
    """The county with a second version of the sample pack, which has figures."""
    files = {**PACK_FILES, "pack.yaml": {**PACK_FILES["pack.yaml"], "version": "1.1.0"}}
    loaded = pack_of(files)
    actions.install_pack(loaded, actor=Actor.system(), at=county.at())
    return county, loaded


def past(desk: Desk, *, seed: int, count: int = 14) -> list[UUID]:
    """Records opened over three months and worked for some more, with late entries, voids and a merger."""
    choice = random.Random(seed)
    made: list[UUID] = []
    for number in range(count):
        desk.today = date(2023, 1 + number % 3, 5)
        more: dict[str, Any] = {}
        if area := choice.choice(["341802", "341821", "341881", None]):
            more["area"] = area
        if choice.random() < 0.8:
            more["amount"] = str(choice.randrange(100)) + choice.choice(["", ".5", ".25"])
        if choice.random() < 0.4:
            more["plan"] = [{"step": "一", "by": "2023-05-01"}, {"step": "二"}]
        made.append(desk.open(code=f"{seed}-{number}", **more).id)
    proof = _proof(seed)
    for step in range(8 * count):
        desk.today = date(2023, 4, 1) + timedelta(days=step // 2)
        try:
            _step(desk, made, choice, proof)
        except YoujuError:
            continue  # not every act is allowed; those that are make the past
    return made


def _step(desk: Desk, made: list[UUID], choice: random.Random, proof: Any) -> None:
    record = choice.choice(made)
    on = desk.today - timedelta(days=choice.choice([0, 0, 0, 4, 25]))
    match choice.randrange(8):
        case 0 | 1:
            desk.do(record, "accept", on=on)
        case 2:
            desk.do(record, "visit", on=on)
        case 3:
            desk.do(record, "ask", by=AUDITOR, on=on)
        case 4:
            desk.do(record, "submit", by=FINANCE, on=on, values={"returned": "100"}, evidence=[proof])
        case 5:
            desk.do(record, "clear", by=AUDITOR, on=on)
        case 6:
            changed = {"amount": str(choice.randrange(1000))}
            actions.amend(record, changed, actor=AUDITOR, on=on, at=desk.at(), reason="核对")
        case _:
            seq = choice.randrange(2, 6)
            actions.void(record, seq, actor=AUDITOR, at=desk.at(), reason="误录")


def _proof(seed: int) -> Any:
    return evidence.store(io.BytesIO(f"已收回，见凭证{seed}号。".encode()), f"{seed}.txt")
