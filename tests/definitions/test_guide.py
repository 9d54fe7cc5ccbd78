"""The guide is true: its files are a pack that passes the check, and its message is what one gets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.definitions.packs import edited
from youju.definitions.load import load_pack, read_pack
from youju.definitions.models import Migration

GUIDE = (Path(__file__).parents[2] / "docs" / "guides" / "write-a-pack.md").read_text(encoding="utf-8")
BLOCKS = {
    match[1]: match[0].split("\n", 1)[1].removesuffix("```")
    for match in re.finditer(r"```\w+\n(?:# |<!-- )(\S+)[^\n]*\n.*?```", GUIDE, re.DOTALL)
}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The pack that the guide writes, block by block."""
    for name in ("pack.yaml", "ledgers/items.yaml", "figures/items.yaml", "reports/monthly.md"):
        path = tmp_path / "duban" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = BLOCKS[name]
        path.write_text(text.split("\n", 1)[1] if name.endswith(".yaml") else text, encoding="utf-8")
    return tmp_path / "duban"


def test_the_guide_writes_a_sound_pack(pack: Path) -> None:
    loaded = load_pack(pack)
    assert loaded.name == "duban"
    assert list(loaded.pack.figures) == ["items", "on_time_rate", "returned", "urged"]


def test_the_message_in_the_guide_is_the_one_that_is_given(pack: Path) -> None:
    edited(pack, "ledgers/items.yaml", "by: leader", "by: leder")
    _, problems = read_pack(pack)
    assert len(problems) == 1
    message = problems[0].sentence().replace(f"{pack}/", "")
    assert f"    {message}\n" in GUIDE


def test_the_migration_in_the_guide_is_one() -> None:
    from youju.definitions.yaml_tree import read_yaml

    tree, _, problems = read_yaml(BLOCKS["migrations"], "x")
    assert not problems
    assert isinstance(tree, dict)
    migration = Migration.model_validate(tree["migrations"][0])
    assert migration.ledgers[0].drop == ["reason"]


def test_all_blocks_are_used() -> None:
    assert set(BLOCKS) == {
        "pack.yaml", "ledgers/items.yaml", "figures/items.yaml", "reports/monthly.md", "migrations",
    }  # fmt: skip
    assert GUIDE.count("```") == 2 * len(BLOCKS)
