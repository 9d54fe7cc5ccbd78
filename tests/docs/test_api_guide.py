"""The guide to the API names addresses, scopes, headers and codes that there are."""

from __future__ import annotations

import json
import re

from tests.house.source import ROOT

GUIDE = (ROOT / "docs/guides/use-the-api.md").read_text(encoding="utf-8")


def test_every_address_of_the_guide_is_in_the_document() -> None:
    from youju.web.api import api

    paths = api.get_openapi_schema(path_prefix="/api/")["paths"]
    known = {re.sub(r"\{\w+\}", "[^/]+", path) for path in paths} | {"/api/docs", "/api/openapi.json"}
    named = {one.rstrip('`"') for one in re.findall(r"/api/[^\s?`，。；）]+", GUIDE)}
    assert len(named) >= 6
    for address in named:
        assert any(re.fullmatch(one, address) for one in known), address


def test_every_scope_of_the_guide_can_be_issued(db: object) -> None:
    from youju.people.tokens import scopes

    named = set(re.findall(r"`((?:read|write):\*|figures)`", GUIDE))
    assert named == set(scopes.offered()) & {"read:*", "write:*", "figures"}


def test_the_example_of_an_error_is_one() -> None:
    from youju.errors import fail

    (example,) = re.findall(r"```json\n(.*?)```", GUIDE, re.S)
    assert json.loads(example) == {"problems": [fail("K701", field="问题").problems[0].as_dict()]}


def test_the_statuses_are_those_of_the_document() -> None:
    from youju.people.tokens.answers import REFUSALS

    named = {int(one) for one in re.findall(r"^\| (\d{3}) \|", GUIDE, re.M)}
    assert len(named) >= 5
    assert named <= REFUSALS
