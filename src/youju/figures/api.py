"""Figures over the API: what there is, what was observed, and how one was counted.

Observations are for those who see a ledger whole, and for who stands at the head of the division counted.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from ninja import Query, Router, Schema

from youju.figures import queries
from youju.figures.models import ObservationRow
from youju.ledger import catalogue
from youju.people.tokens.answers import REFUSALS, Refusal
from youju.people.tokens.auth import require

router = Router(tags=["指标"])


class FigureOut(Schema):
    """A figure that a pack defines."""

    figure: str
    label: str
    pack: str
    ledger: str
    measure: str
    unit: str
    decimals: int


class ObservationOut(Schema):
    """One observed value; numbers are decimal text, so that none is rounded on the way."""

    address: str
    figure: str
    label: str
    unit: str
    as_of: dt.date
    known_at: dt.date | None
    key: dict[str, str | None]
    key_labels: dict[str, str]
    division: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    reason: str
    counted_at: dt.datetime


class Behind(Schema):
    """A record, or an act on one, that was counted."""

    record: str
    number: str | None
    on: dt.date | None
    act: str | None
    seq: int | None


class ObservationWhole(ObservationOut):
    """An observation with everything that made it, and the first records behind it."""

    definition: dict[str, Any]
    definition_hash: str
    pack: str
    pack_version: str
    pack_digest: str
    snapshot_digest: str
    engine: str
    sql: str
    behind: list[Behind]
    behind_count: int


@router.get("/figures", response={200: list[FigureOut], REFUSALS: Refusal}, summary="列出指标")
def figures(request: Any) -> list[dict[str, Any]]:
    """已安装业务包定义的指标。"""
    require(request, "figures")
    return [
        {
            "figure": name,
            "label": one.label,
            "pack": pack.name,
            "ledger": one.of.ledger,
            "measure": str(one.measure),
            "unit": one.unit,
            "decimals": one.decimals,
        }
        for pack in catalogue.installed()
        for name, one in catalogue.loaded(pack.digest).pack.figures.items()
    ]


@router.get(
    "/figures/{name}/observations",
    response={200: list[ObservationOut], REFUSALS: Refusal},
    summary="列出指标值",
)
def observations(request: Any, name: str, size: int = Query(100, ge=1, le=500)) -> list[ObservationRow]:
    """最近统计的在前；只列令牌所属人员看得到的：整个台账的，或者本级区划的。"""
    require(request, "figures")
    return queries.latest(figure=name, limit=size, actor=request.actor)


@router.get(
    "/observations/{address}",
    response={200: ObservationWhole, REFUSALS: Refusal},
    summary="读取一个指标值及其来历",
)
def observation(
    request: Any,
    address: str,
    size: int = Query(100, ge=0, le=1000),
    part: str = Query("all", pattern="^(all|numerator)$"),
) -> dict[str, Any]:
    """口径、业务包、快照、引擎和查询语句，以及计入的记录；part 为 numerator 时只列分子。"""
    require(request, "figures")
    row = queries.find(address[:64], actor=request.actor)
    behind = queries.records_behind(row, numerator=part == "numerator")
    names = set(ObservationWhole.model_fields) - {"behind", "behind_count"}
    return {
        **{name: getattr(row, name) for name in names},
        "behind": [Behind.model_validate(one, from_attributes=True) for one in behind[:size]],
        "behind_count": len(behind),
    }
