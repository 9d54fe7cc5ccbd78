"""Find scenarios: in a file, a folder, or a pack; each with its pack, checked as `youju pack check` does.

Enter at `find`. Does not belong here: running them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from youju.definitions.assemble import Draft, Parts, Place
from youju.definitions.check_scenarios import check_scenario
from youju.definitions.context import Context
from youju.definitions.layout import HEADER
from youju.definitions.load import Loaded, find_pack, load_pack
from youju.definitions.models import Ledger
from youju.definitions.salvage import validated
from youju.definitions.scenario_models import Scenario
from youju.definitions.sources import Source, Sources
from youju.definitions.yaml_tree import read_yaml
from youju.errors import Problem, YoujuError, fail

FOLDER = "scenarios"


@dataclass(frozen=True)
class Story:
    """A scenario with its pack and the places of its lines.

    Attributes:
        path: The file.
        scenario: What it says.
        source: Where it says so.
        loaded: The pack.
    """

    path: Path
    scenario: Scenario
    source: Source
    loaded: Loaded

    def line(self, *path: str | int) -> int:
        """Line of a part of the file, from 1."""
        return self.source.where(path).line or 1

    @cached_property
    def ledgers(self) -> dict[str, Ledger]:
        """Ledgers of the pack and of those that it depends on."""
        packs = [find_pack(name, extra=self._beside).pack for name in self.loaded.pack.header.depends]
        return {name: one for pack in [*packs, self.loaded.pack] for name, one in pack.ledgers.items()}

    @property
    def _beside(self) -> list[Path]:
        return [self.loaded.path.resolve().parent] if self.loaded.path else []

    @cached_property
    def packs(self) -> list[Loaded]:
        """What has to be installed, in order: the packs that it depends on, then the pack."""
        return [*(find_pack(n, extra=self._beside) for n in self.loaded.pack.header.depends), self.loaded]


def find(paths: Iterable[Path]) -> list[Story]:
    """The scenarios under some paths, in the order of paths and then of names.

    Args:
        paths: Scenario files, folders of them, or folders of packs.

    Raises:
        YoujuError: C850 when a path holds none, and everything that is wrong with scenarios or packs.
    """
    stories: list[Story] = []
    problems: list[Problem] = []
    packs: dict[Path, Loaded] = {}
    for path in paths:
        try:
            found = list(_under(path, packs))
            if not found:
                raise fail("C850", path=path)
            stories += [story for story in found if story.path not in {one.path for one in stories}]
        except YoujuError as error:
            problems.extend(error.problems)
    if problems:
        raise YoujuError(problems)
    return stories


def _under(path: Path, packs: dict[Path, Loaded]) -> Iterator[Story]:
    """Stories of one path; packs are loaded once."""
    if not path.exists():
        raise fail("C850", path=path)
    root = next((one for one in (path, path.parent, path.parent.parent) if (one / HEADER).is_file()), None)
    if root is not None and (path == root or FOLDER in (path.name, path.parent.name)):
        loaded = packs.get(root) or packs.setdefault(root, load_pack(root))
        for stem, scenario in loaded.scenarios.items():
            file = root / FOLDER / f"{stem}.yaml"
            if path in (file, file.parent, root):
                yield Story(file, scenario, loaded.sources.of(f"{FOLDER}/{stem}.yaml"), loaded)
    elif path.is_dir():
        for file in sorted(path.glob("*.yaml")):
            yield _loose(file)
    else:
        yield _loose(path)


def _loose(path: Path) -> Story:
    """A scenario that lies outside a pack; the pack is found by the name that it gives."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise fail("C850", path=path) from error
    tree, source, problems = read_yaml(text, str(path))
    scenario = None
    if tree is not None:
        scenario = validated(Scenario, tree, source, (), problems, set())
    if problems or scenario is None:
        raise YoujuError(problems)
    loaded = find_pack(scenario.pack)
    name = str(path)
    draft = Draft(trees={}, sources=Sources({name: source}), root=None)
    check_scenario(Context(loaded.pack, Parts(), draft), scenario, Place(name))
    if draft.problems:
        raise YoujuError(draft.problems)
    return Story(path, scenario, source, loaded)
