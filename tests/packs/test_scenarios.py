"""Every scenario of every shipped pack is true, and every shipped pack is without mistakes."""

from __future__ import annotations

import pytest

from youju.definitions.load import SHIPPED, available, read_pack
from youju.scenarios.reading import find
from youju.scenarios.running import run
from youju.scenarios.scratch import scratch

SCENARIOS = sorted(SHIPPED.glob("*/scenarios/*.yaml"))
LEDGERS = {path.stem for path in SHIPPED.glob("supervision/ledgers/*.yaml")}


def test_there_are_packs_and_each_has_scenarios() -> None:
    packs = available()
    assert "supervision" in packs
    assert {path.parent.parent.name for path in SCENARIOS} == set(packs)


@pytest.mark.parametrize("name", sorted(available()))
def test_pack_is_clean(name: str) -> None:
    loaded, problems = read_pack(SHIPPED / name)
    assert [problem.sentence() for problem in problems] == []
    assert loaded is not None


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_scenario(path, db) -> None:
    (story,) = find([path])
    with scratch() as place:
        result = run(story, place)
    if result.differences:
        pytest.fail("\n".join(str(one) for one in result.differences), pytrace=False)
    assert result.steps == len(story.scenario.story)
    assert result.checks > 0


def test_every_ledger_has_a_scenario() -> None:
    told = {
        beat.ledger
        for story in find([SHIPPED / "supervision"])
        for beat in story.scenario.story
        if beat.do in ("open", "import")
    }
    assert told == LEDGERS
