"""Shapes that every part of the API shares: what is wrong, and bodies of requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema
from pydantic import ConfigDict, model_validator

from youju.errors import fail
from youju.people.tokens import actions

REFUSALS = frozenset({400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 503})
"""Statuses whose body is `Refusal`."""


class Mistake(Schema):
    """One thing that is wrong: what, how to mend it, and where."""

    code: str
    title: str
    message: str
    mend: str
    where: dict[str, str | int]
    fields: dict[str, str]


class Refusal(Schema):
    """Why nothing was done."""

    problems: list[Mistake]


class Body(Schema):
    """What a request carries; unknown names are refused."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="after")
    def _readable(self) -> Body:
        if _holds_nul(self.model_dump()):
            raise ValueError("含有不能保存的字符")
        return self


def _holds_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value)
    if isinstance(value, dict):
        return any(_holds_nul(one) for pair in value.items() for one in pair)
    return isinstance(value, list) and any(map(_holds_nul, value))


def written(request: HttpRequest, do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do a write once, where the header ``Idempotency-Key`` asks for that.

    Raises:
        YoujuError: W940 for a key that is too long; those of `youju.people.tokens.actions.once`.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return do()
    if len(key) > 100 or not key.isascii() or not key.isprintable():
        raise fail("W940", path="Idempotency-Key", reason="不是100个以内的可见字符")
    asked = orjson.dumps([request.method, request.get_full_path()]) + request.body
    return actions.once(request.auth, key, asked, do, at=timezone.now())  # type: ignore[attr-defined]
