"""Shapes of what the API takes and gives for ledgers and records."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from youju.people.tokens.answers import Body


class LedgerOut(Schema):
    """A ledger."""

    name: str
    label: str
    record_label: str
    pack: str
    version: str


class LedgerWhole(LedgerOut):
    """A ledger with its definition as the pack gives it."""

    definition: dict[str, Any]


class RecordOut(Schema):
    """A record as it stands.

    Attributes:
        seq: Number of its events; send it as ``expected`` to be refused when somebody was faster.
        masked: Fields with personal data, which are left out of ``values``.
    """

    id: UUID
    ledger: str
    number: str | None
    level: str
    parent: UUID | None
    state: str
    state_label: str
    final: bool
    organisation: str
    division: str
    opened_on: dt.date
    due: dt.date | None
    light: str | None
    merged_into: UUID | None
    seq: int
    values: dict[str, Any]
    masked: list[str]


class Records(Schema):
    """Some records, and the key after which to go on; a page may be short although there are more."""

    records: list[RecordOut]
    next: str | None


class MomentOut(Schema):
    """One entry of a history."""

    seq: int
    type: str
    act: str | None
    label: str
    on: dt.date
    recorded_at: dt.datetime
    late: bool
    actor: str
    comment: str | None
    changes: dict[str, Any]
    evidence: list[dict[str, Any]]
    state: str | None
    voids: int | None
    voided_by: int | None


class FileOut(Schema):
    """A file that is stored; name it in ``evidence`` of an opening or an act."""

    sha256: str
    name: str
    size: int
    kind: str


class FileIn(Body):
    """A stored file, as it was answered."""

    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    name: str = Field(max_length=255)
    size: int = Field(ge=0, le=2**40)
    kind: str = Field(max_length=20)


class OpeningIn(Body):
    """A record to be registered. Values are given as people type them."""

    values: dict[str, Any]
    on: dt.date | None = None
    level: str | None = Field(None, max_length=48)
    parent: UUID | None = None
    comment: str | None = Field(None, max_length=5000)
    evidence: list[FileIn] = Field(default=[], max_length=100)


class ActIn(Body):
    """An act to be done."""

    on: dt.date | None = None
    comment: str | None = Field(None, max_length=5000)
    values: dict[str, Any] | None = None
    evidence: list[FileIn] = Field(default=[], max_length=100)
    extend: str | None = Field(None, max_length=40)
    expected: int | None = Field(None, ge=0, le=2**31 - 1)


class AmendmentIn(Body):
    """Values to be put right, with the reason."""

    values: dict[str, Any]
    reason: str = Field(min_length=1, max_length=5000)
    on: dt.date | None = None
    expected: int | None = Field(None, ge=0, le=2**31 - 1)
