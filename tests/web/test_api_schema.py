"""The API against its own OpenAPI document: whatever is sent, no fault of ours, no answer outside it.

Schemathesis makes requests that fit the document and some that do not. Most name things that exist, so that
answers with content are compared too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from tests import scopes
from tests.ledger.conftest import AUDITOR, county
from tests.scopes import Theirs
from youju.web import database

__all__ = ["county"]

schemathesis.checks.load_all_checks()
CHECKS = schemathesis.checks.CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
        "response_headers_conformance",
    ]
)
EXAMPLES = 10
"""Of each operation and kind; the same on every run."""
OPERATIONS = 15


@pytest.fixture
def theirs(county: Any, tmp_path: Path) -> Iterator[Theirs]:
    with override_settings(
        HOME=tmp_path,
        EVIDENCE_ROOT=tmp_path / "evidence",
        SNAPSHOT_ROOT=tmp_path / "snapshots",
        ALLOWED_HOSTS=["localhost"],
    ):
        found = scopes.theirs(county)
        scopes.count(found, tmp_path / "snapshots")
        yield found


@pytest.fixture
def token(theirs: Theirs) -> Iterator[str]:
    """A token that may do everything, while the process answers under the role of the pages."""
    from youju.people.tokens import actions, auth

    now = datetime.now(UTC)
    made = actions.issue(
        "测试", person=AUDITOR.id, organisation="audit", scopes=["read:*", "write:*", "figures"],
        until=now.date() + timedelta(days=1), by="account:x", at=now,
    )  # fmt: skip
    database.take_role("application")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(auth, "RATE", 10**9)
        try:
            yield made
        finally:
            database.take_role("job")


def document() -> Any:
    """The document as it is served."""
    from django.core.handlers.wsgi import WSGIHandler

    handler = WSGIHandler()

    def served(environ: Any, start: Any) -> list[bytes]:
        """The answer read and closed, as servers do; the client here leaves that undone."""
        answer = handler(environ, start)
        with closing(answer):
            return [b"".join(answer)]

    return schemathesis.openapi.from_wsgi("/api/openapi.json", served, headers={"Host": "localhost"})


def test_the_document_is_openapi_3_1(theirs: Theirs) -> None:
    from django.test import Client

    found = Client(headers={"host": "localhost"}).get("/api/openapi.json").json()
    assert found["openapi"].startswith("3.1")
    operations = [one for methods in found["paths"].values() for one in methods.values()]
    assert len(operations) == OPERATIONS
    for one in operations:
        assert one["summary"], one
        assert re.search("[一-鿿]", one["summary"])
        assert one["security"], one["operationId"]
        assert {"200", "201"} & one["responses"].keys()
        assert {"401", "403", "404", "422", "429"} <= one["responses"].keys()
    assert found["components"]["securitySchemes"]["Token"]["scheme"] == "bearer"


def tried(operation: Any, mode: GenerationMode, known: dict[str, list[str]], headers: Any) -> set[int]:
    """Send an operation many requests and compare every answer with the document; gives their statuses."""
    statuses: set[int] = set()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), number=st.integers(0, 3))
    def send(case: Any, number: int) -> None:
        if number:  # or nothing that is asked for would ever be there
            for name, values in known.items():
                if name in case.path_parameters:
                    case.path_parameters[name] = values[number % len(values)]
        statuses.add(case.call_and_validate(headers=headers, checks=CHECKS).status_code)

    send()
    return statuses


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_answer_is_in_the_document(theirs: Theirs, token: str, mode: GenerationMode) -> None:
    known = {
        "id_": [str(theirs.record), str(theirs.own)],
        "sha256": [theirs.sha256],
        "address": [theirs.observation],
        "act": ["accept", "visit", "extend"],
    }
    headers = {"Host": "localhost", "Authorization": f"Bearer {token}"}
    operations = [found.ok() for found in document().get_all_operations()]
    assert len(operations) == OPERATIONS
    statuses = {}
    for operation in operations:
        names = ["findings_all"] if "figures" in operation.path else ["findings", "feedback"]
        statuses[operation.label] = tried(operation, mode, {**known, "name": names}, headers)
    if mode is GenerationMode.POSITIVE:
        # Openings and acts need values that fit the pack; `test_api` sends them.
        poor = {label for label, seen in statuses.items() if not seen & {200, 201}}
        assert poor <= POOR, poor - POOR


POOR = {
    "POST /api/ledgers/{name}/records",
    "POST /api/records/{id_}/acts/{act}",
    "POST /api/records/{id_}/amendments",
    "POST /api/evidence",
}
"""Operations to which chance alone sends nothing that is right."""


def test_no_answer_without_a_token(theirs: Theirs) -> None:
    database.take_role("application")
    try:
        for given_headers in ({}, {"Authorization": "Bearer yj_guess"}, {"Authorization": "Basic eDp5"}):
            for found in document().get_all_operations():
                operation = found.ok()
                case = operation.Case(
                    path_parameters={
                        "name": "findings", "id_": str(theirs.record), "act": "accept",
                        "sha256": theirs.sha256, "address": theirs.observation,
                    },
                )  # fmt: skip
                answer = case.call(headers={"Host": "localhost", **given_headers})
                assert answer.status_code == 401, (operation.label, answer.status_code)
                assert answer.json()["problems"][0]["code"] == "P630"
    finally:
        database.take_role("job")
