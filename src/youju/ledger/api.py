"""Ledgers and records over the API: the same services as the pages, under the same scopes.

Personal data is left out (``masked`` names the fields); who must see it does so in a page, with a reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.http import FileResponse
from django.utils import timezone
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from youju.errors import YoujuError, fail
from youju.ledger import actions, catalogue, evidence, files, queries
from youju.ledger.api_shapes import (
    ActIn,
    AmendmentIn,
    FileOut,
    LedgerOut,
    LedgerWhole,
    MomentOut,
    OpeningIn,
    RecordOut,
    Records,
)
from youju.ledger.listing import asking, finding
from youju.ledger.models import LedgerRecord
from youju.ledger.rules import Rules
from youju.people.tokens.answers import REFUSALS, Refusal, written
from youju.people.tokens.auth import require

router = Router(tags=["台账"])
RECORDS = ["记录"]
FILES = ["佐证材料"]


@router.get("/ledgers", response={200: list[LedgerOut], REFUSALS: Refusal}, summary="列出台账")
def ledgers(request: Any) -> list[dict[str, Any]]:
    """令牌可以读取的台账。"""
    return [_ledger(rules) for rules in catalogue.all_current().values() if _may_read(request, rules.name)]


@router.get("/ledgers/{name}", response={200: LedgerWhole, REFUSALS: Refusal}, summary="读取台账的定义")
def ledger(request: Any, name: str) -> dict[str, Any]:
    """台账的字段、状态、办理动作、时限和灯色，与业务包一致。"""
    rules = _rules(request, name, "read")
    return _ledger(rules) | {"definition": rules.ledger.model_dump(mode="json", by_alias=True)}


@router.get(
    "/ledgers/{name}/records",
    response={200: Records, REFUSALS: Refusal},
    summary="列出记录",
    tags=RECORDS,
)
def records(
    request: Any,
    name: str,
    after: str = Query("", max_length=400),  # type: ignore[type-arg]
    size: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]
    as_of: dt.date | None = None,
) -> dict[str, Any]:
    """按条件列出看得到的记录；next 不为空时，以它作为 after 继续。

    条件与网页地址相同：state、light、level、org、div、opened.from/.to、due.from/.to、c.时限、f.字段、q、where、sort。
    """
    rules = _rules(request, name, "read")
    today = timezone.localdate()
    day = as_of or today
    if not 1900 <= day.year <= 2200:
        raise fail("W940", path="as_of", reason="不在1900年至2200年之间")
    asked = asking.read(rules, request.GET, as_of=day, today=today)
    if asked.problems:
        raise YoujuError(asked.problems)
    key = finding.key_of(after, asked.sort)
    if after and key is None:
        raise fail("W940", path="after", reason="不是上一页给出的 next")
    page = finding.page(request.actor, asked, after=key, size=size)
    following = page.after or page.resume
    rows = LedgerRecord.objects.in_bulk([one.id for one in page.records])
    return {
        "records": [_record(rules, rows[one.id], day) for one in page.records if one.id in rows],
        "next": following.text() if following else None,
    }


@router.post(
    "/ledgers/{name}/records",
    response={201: RecordOut, REFUSALS: Refusal},
    summary="登记一条记录",
    tags=RECORDS,
)
def open_record(request: Any, name: str, body: OpeningIn) -> Status[dict[str, Any]]:
    """请求头 Idempotency-Key 相同的同一请求只登记一次。"""
    rules = _rules(request, name, "write")

    def do() -> dict[str, Any]:
        row = actions.open_record(
            name,
            body.values,
            actor=request.actor,
            on=_day(body.on),
            at=timezone.now(),
            level=body.level,
            parent=body.parent,
            evidence=[one.model_dump() for one in body.evidence],
            comment=body.comment,
        )
        return _plain(rules, row)

    return Status(201, written(request, do))


@router.get(
    "/records/{id_}", response={200: RecordOut, REFUSALS: Refusal}, summary="读取一条记录", tags=RECORDS
)
def record(request: Any, id_: UUID) -> dict[str, Any]:
    """记录的现状。"""
    rules, row = _found(request, id_, "read")
    return _record(rules, row, timezone.localdate())


@router.post(
    "/records/{id_}/acts/{act}", response={200: RecordOut, REFUSALS: Refusal}, summary="办理", tags=RECORDS
)
def perform(request: Any, id_: UUID, act: str, body: ActIn) -> dict[str, Any]:
    """请求头 Idempotency-Key 相同的同一请求只办理一次。"""
    rules, _ = _found(request, id_, "write")

    def do() -> dict[str, Any]:
        row = actions.perform(
            id_,
            act,
            actor=request.actor,
            on=_day(body.on),
            at=timezone.now(),
            comment=body.comment,
            values=body.values,
            evidence=[one.model_dump() for one in body.evidence],
            extend=body.extend,
            expected=body.expected,
        )
        return _plain(rules, row)

    return written(request, do)


@router.post(
    "/records/{id_}/amendments",
    response={200: RecordOut, REFUSALS: Refusal},
    summary="更正记录",
    tags=RECORDS,
)
def amend(request: Any, id_: UUID, body: AmendmentIn) -> dict[str, Any]:
    """请求头 Idempotency-Key 相同的同一请求只更正一次。"""
    rules, _ = _found(request, id_, "write")

    def do() -> dict[str, Any]:
        row = actions.amend(
            id_,
            body.values,
            actor=request.actor,
            on=_day(body.on),
            at=timezone.now(),
            reason=body.reason,
            expected=body.expected,
        )
        return _plain(rules, row)

    return written(request, do)


@router.get(
    "/records/{id_}/timeline",
    response={200: list[MomentOut], REFUSALS: Refusal},
    summary="读取办理经过",
    tags=RECORDS,
)
def timeline(request: Any, id_: UUID) -> list[dict[str, Any]]:
    """按记载先后排列，补录和撤回的注明。"""
    rules, row = _found(request, id_, "read")
    names = MomentOut.model_fields
    return [
        {name: getattr(one, name) for name in names}
        | {"changes": _open_values(rules, one.changes)[0], "evidence": [dict(file) for file in one.evidence]}
        for one in queries.timeline(row)
    ]


@router.get(
    "/records/{id_}/evidence",
    response={200: list[FileOut], REFUSALS: Refusal},
    summary="列出佐证材料",
    tags=FILES,
)
def attached(request: Any, id_: UUID) -> list[Any]:
    """记录及并入它的记录所附的文件。"""
    _, row = _found(request, id_, "read")
    return list(queries.evidence_of(row))


@router.get(
    "/records/{id_}/evidence/{sha256}",
    response={200: bytes, REFUSALS: Refusal},
    summary="下载佐证材料",
    tags=FILES,
    openapi_extra={
        "responses": {
            200: {
                "description": "文件的内容",
                "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)
def download(request: Any, id_: UUID, sha256: str) -> FileResponse:
    """只经看得到的记录下载。"""
    rules, row = _found(request, id_, "read")
    found = files.of_record(row, rules, sha256)
    if found is None:
        raise fail("K710", record=sha256[:12])
    stream = evidence.open_file(found.sha256)
    return FileResponse(
        stream, as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )


@router.post("/evidence", response={201: FileOut, REFUSALS: Refusal}, summary="上传佐证材料", tags=FILES)
def upload(request: Any, file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """上传后把返回的内容写入登记或办理的 evidence。"""
    if not any(scope.startswith("write:") for scope in request.auth.scopes):
        require(request, "write:*")
    return Status(201, evidence.store(cast("BinaryIO", file.file), file.name or "").as_dict())


def _may_read(request: Any, name: str) -> bool:
    return bool({"read:*", f"read:{name}"} & set(request.auth.scopes))


def _rules(request: Any, name: str, verb: str) -> Rules:
    """The rules of a ledger.

    Raises:
        YoujuError: K700, P631.
    """
    rules = catalogue.current(name)
    require(request, f"{verb}:{name}")
    return rules


def _found(request: Any, id_: UUID, verb: str) -> tuple[Rules, LedgerRecord]:
    """A record that the actor may see.

    Raises:
        YoujuError: K710, P631.
    """
    row = queries.get_for(request.actor, id_)
    return _rules(request, row.ledger, verb), row


def _day(given: dt.date | None) -> dt.date:
    return given or timezone.localdate()


def _ledger(rules: Rules) -> dict[str, Any]:
    return {
        "name": rules.name,
        "label": rules.ledger.label,
        "record_label": rules.ledger.record_label,
        "pack": rules.pack,
        "version": rules.version,
    }


def _plain(rules: Rules, row: LedgerRecord) -> dict[str, Any]:
    """A record ready for JSON, as it is kept with the key of its request."""
    return RecordOut.model_validate(_record(rules, row, timezone.localdate())).model_dump(mode="json")


def _record(rules: Rules, row: LedgerRecord, day: dt.date) -> dict[str, Any]:
    values, masked = _open_values(rules, row.values)
    (line,) = queries.lines([row], as_of=day)
    return {
        **{name: getattr(row, name) for name in RecordOut.model_fields if hasattr(row, name)},
        "state_label": rules.state_label(row.state),
        "due": row.next_due,
        "light": line.light,
        "seq": row.head_seq,
        "values": values,
        "masked": masked,
    }


def _open_values(rules: Rules, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Values without personal data, and the fields that were left out."""
    kept, masked = {}, []
    for name, value in values.items():
        field = rules.ledger.fields.get(name)
        if field is None or field.personal:
            masked.append(name)
        elif field.type == "table" and isinstance(value, list):
            secret = {column for column, one in (field.columns or {}).items() if one.personal}
            kept[name] = [{key: cell for key, cell in row.items() if key not in secret} for row in value]
        else:
            kept[name] = value
    return kept, sorted(masked)
