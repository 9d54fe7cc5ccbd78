"""The story of the guide is true, and fails in the words that the guide shows."""

from __future__ import annotations

import re
from pathlib import Path

from youju.scenarios.reading import find
from youju.scenarios.running import run_all

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "write-a-scenario.md"


def shown(kind: str) -> list[str]:
    """The blocks of a language that the guide shows."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def story() -> str:
    """The pieces of the guide, one after the other."""
    pieces = shown("yaml")
    assert len(pieces) >= 6
    return "\n".join(pieces)


def test_the_story_of_the_guide(tmp_path, db) -> None:
    (tmp_path / "story.yaml").write_text(story(), encoding="utf-8")
    (result,) = run_all(find([tmp_path]))
    assert result.differences == []
    assert result.steps == len(result.story.scenario.story)


def test_its_failure_reads_as_shown(tmp_path, db, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("story.yaml")
    path.write_text(story().replace("r<3-7>: 起草中", "r<3-7>: 已印发"), encoding="utf-8")
    (result,) = run_all(find([path]))
    (text,) = shown("text")
    assert "\n".join(str(one) for one in result.differences) + "\n" == text
