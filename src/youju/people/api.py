"""Organisations over the API."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router, Schema

from youju.people.models import Organisation
from youju.people.queries import organisations_after
from youju.people.tokens.answers import REFUSALS, Refusal

router = Router(tags=["机构"])


class OrganisationOut(Schema):
    """A body that acts or answers."""

    code: str
    name: str
    short_name: str
    kind: str
    division: str
    parent: str | None

    @staticmethod
    def resolve_parent(row: Organisation) -> str | None:
        """Code of the one above."""
        return row.parent_id


class Organisations(Schema):
    """Some organisations, and the code after which to go on."""

    organisations: list[OrganisationOut]
    next: str | None


@router.get("/organisations", response={200: Organisations, REFUSALS: Refusal}, summary="列出机构")
def organisations(
    request: Any, after: str = Query("", max_length=64), size: int = Query(100, ge=1, le=500)
) -> dict[str, Any]:
    """机构按代码排列；next 不为空时，以它作为 after 继续。"""
    del request
    rows = organisations_after(after, size + 1)
    return {"organisations": rows[:size], "next": rows[size - 1].code if len(rows) > size else None}
