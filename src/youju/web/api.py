"""The HTTP API under ``/api/``: the rooms' parts put together, one shape of errors, its own documentation.

The OpenAPI document is at ``/api/openapi.json``; ``/api/docs`` shows it as a page made here, since the
content security policy lets nothing in from outside. Does not belong here: what the parts do (``api.py`` of
the rooms).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError

from youju.errors import CODES, Problem, YoujuError
from youju.figures.api import router as figures
from youju.ledger.api import router as ledger
from youju.people.api import router as people
from youju.people.tokens.auth import Token

VERSION = "1.0.0"
LEAD = (
    "令牌由安全管理员发放，写在请求头 Authorization: Bearer 之后。"
    "看得到什么、能办什么，与令牌所属人员在网页上相同。"
)

api = NinjaAPI(
    title="有据接口", version=VERSION, description=LEAD, auth=Token(), docs_url=None, urls_namespace="api"
)
rest = Router()
"""What no part answers; must come last, since the first address that fits is taken."""


def _refused(request: HttpRequest, problems: list[Problem], status: int) -> HttpResponse:
    body = {"problems": [one.as_dict() for one in problems[:1000]]}
    return api.create_response(request, body, status=status)


@api.exception_handler(YoujuError)
def known(request: HttpRequest, error: YoujuError) -> HttpResponse:
    """What the user can mend."""
    return _refused(request, list(error.problems), error.http)


@api.exception_handler(ValidationError)
def misshapen(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A request that does not have the shape of the document."""
    problems = [
        Problem(CODES["W940"], {"path": ".".join(map(str, one["loc"]))[:200], "reason": reason})
        for one in error.errors
        for reason in [f"不合要求（{one['type']}）"]
    ]
    return _refused(request, problems, 422)


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that is no JSON."""
    del error
    return _refused(request, [Problem(CODES["W940"], {"path": "正文", "reason": "不是 JSON"})], 422)


@api.get("/docs", auth=None, include_in_schema=False)
def documentation(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document as a page."""
    schema = api.get_openapi_schema()
    return render(request, "api.html", {"info": schema["info"], "groups": _groups(schema)})


@rest.api_operation(
    ["GET", "POST", "PUT", "PATCH", "DELETE"], "/{path:address}", auth=None, include_in_schema=False
)
def missing(request: HttpRequest, address: str) -> HttpResponse:
    """No such address."""
    return _refused(request, [Problem(CODES["W941"], {"path": unquote(address)[:100]})], 404)


for router in (ledger, figures, people, rest):
    api.add_router("", router)


def _groups(schema: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Operations by their tag, with what they take and give."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path, methods in schema["paths"].items():
        for method, one in methods.items():
            bodies = one.get("requestBody", {}).get("content", {})
            found.setdefault(one["tags"][0], []).append(
                {
                    "method": method.upper(),
                    "path": path,
                    "summary": one["summary"],
                    "description": one.get("description", ""),
                    "parameters": [
                        (given["name"], given["in"], given.get("required", False), _type(given["schema"]))
                        for given in one.get("parameters", ())
                    ],
                    "body": [row for body in bodies.values() for row in _fields(schema, body["schema"])],
                    "answer": [
                        row
                        for status, answer in one["responses"].items()
                        if str(status).startswith("2")
                        for body in answer.get("content", {}).values()
                        for row in _fields(schema, body["schema"])
                    ],
                }
            )
    return list(found.items())


def _fields(schema: dict[str, Any], shape: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """Names, types and whether they are required, of an object or the objects of a list."""
    shape = shape.get("items", shape)
    if "$ref" in shape:
        shape = schema["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
    needed = shape.get("required", ())
    return [(name, _type(one), name in needed) for name, one in shape.get("properties", {}).items()]


def _type(shape: dict[str, Any]) -> str:
    """A type in a few words."""
    if "$ref" in shape:
        return str(shape["$ref"]).rpartition("/")[2]
    if "anyOf" in shape:
        return " | ".join(_type(one) for one in shape["anyOf"])
    if shape.get("type") == "array":
        return f"[{_type(shape.get('items', {}))}]"
    return str(shape.get("format") or shape.get("type") or "any")
