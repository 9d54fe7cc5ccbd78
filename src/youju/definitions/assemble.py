"""From the trees of a pack's files to its models, with every part in its place, then to the checks.

Enter at `assemble`. Works on what `load` read from a folder, or on what was stored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from youju.definitions.layout import HEADER
from youju.definitions.models import Figure, Ledger, Pack, PackHeader, SeriesDef
from youju.definitions.salvage import validated
from youju.definitions.sources import Path as TreePath
from youju.definitions.sources import Sources
from youju.definitions.target_models import Plan, Scoring
from youju.definitions.warning_models import WarningRule
from youju.definitions.yaml_tree import Tree
from youju.errors import CODES, Problem, Where

N = TypeVar("N", Plan, Scoring)
S = TypeVar("S", Figure, SeriesDef, WarningRule)

Resolver = Callable[[str], Pack | None]
"""Gives a pack by name; None when there is none; raises YoujuError when it cannot be read."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part is written: the file, and its path within the file."""

    file: str
    path: TreePath = ()


@dataclass(slots=True)
class Draft:
    """A pack while it is being read.

    Attributes:
        trees: Content by relative path: YAML as trees, templates as text.
        sources: Places, when the files are at hand.
        root: Folder, for messages.
        problems: What is wrong so far.
        broken: Names of entries that were taken out because of mistakes.
        places: Where each part is written, by kind and name.
        incomplete: Folders of which some part could not be read: names they may define are not unknown.
    """

    trees: dict[str, Tree]
    sources: Sources
    root: Path | None
    problems: list[Problem] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    incomplete: set[str] = field(default_factory=set)

    def where(self, place: Place, *path: str | int, key: bool = False) -> Where:
        """File, line and column of a part of the pack; `path` continues the path of the place."""
        where = self.sources.where(place.file, (*place.path, *path), key=key)
        if place.file not in self.sources.files and self.root is not None:
            where = Where(file=str(self.root / place.file), path=where.path)
        return where

    def report(self, code: str, place: Place, *path: str | int, key: bool = False, **fields: Any) -> None:
        """Note a problem at a part of the pack."""
        self.problems.append(Problem(CODES[code], fields, self.where(place, *path, key=key)))


@dataclass(slots=True)
class Parts:
    """The parts of a pack that are not in `Pack`."""

    reports: dict[str, str] = field(default_factory=dict)
    scenarios: dict[str, Any] = field(default_factory=dict)


def assemble(draft: Draft, resolve: Resolver | None) -> tuple[Pack | None, Parts]:
    """Validate and check the parts; problems go to the draft.

    Args:
        draft: What was read.
        resolve: Finds packs that this one depends on; None leaves the checks between parts out.

    Returns:
        The pack (of what is sound, when there are problems) or None, and its further parts.
    """
    parts = Parts()
    ledgers: dict[str, Ledger] = {}
    figures: dict[str, Figure] = {}
    series: dict[str, SeriesDef] = {}
    plans: dict[str, Plan] = {}
    scoring: dict[str, Scoring] = {}
    warnings: dict[str, WarningRule] = {}
    header = _header(draft)
    readers: dict[str, Callable[[str, str, Tree], None]] = {
        "ledgers": lambda name, stem, tree: _ledger(draft, name, stem, tree, ledgers),
        "figures": lambda name, _, tree: _several(draft, name, tree, Figure, "figure", "指标", figures),
        "series": lambda name, _, tree: _several(draft, name, tree, SeriesDef, "series", "数列", series),
        "targets": lambda name, stem, tree: _named(draft, name, stem, tree, Plan, "plan", plans),
        "scoring": lambda name, stem, tree: _named(draft, name, stem, tree, Scoring, "scoring", scoring),
        "warnings": lambda name, _, tree: _several(
            draft, name, tree, WarningRule, "warning", "预警规则", warnings
        ),
        "scenarios": lambda name, stem, tree: _scenario(draft, name, stem, tree, parts),
    }
    for name, tree in draft.trees.items():
        folder, _, stem = name.rpartition(".")[0].rpartition("/")
        if folder in readers:
            readers[folder](name, stem, tree)
        elif folder == "reports" and isinstance(tree, str):
            parts.reports[stem] = tree
            draft.places["report", stem] = Place(name)
    if header is None:
        draft.incomplete.add(HEADER)
        if resolve is None:
            return None, parts
        header = PackHeader(pack="unknown", label="（缺）", version="0.0.0")
    pack = Pack.model_construct(
        header=header,
        ledgers=ledgers,
        figures=figures,
        series=series,
        plans=plans,
        scoring=scoring,
        warnings=warnings,
    )
    if resolve is not None:
        from youju.definitions.check import check  # the checks need the language; storage does not

        check(pack, parts, draft, resolve)
    return pack, parts


def _header(draft: Draft) -> PackHeader | None:
    tree = draft.trees.get(HEADER)
    if tree is None:
        return None
    draft.places["header", ""] = Place(HEADER)
    return validated(PackHeader, tree, draft.sources.of(HEADER), (), draft.problems, draft.broken)


def _ledger(draft: Draft, name: str, stem: str, tree: Tree, ledgers: dict[str, Ledger]) -> None:
    place = Place(name)
    ledger = validated(Ledger, tree, draft.sources.of(name), (), draft.problems, draft.broken)
    if ledger is None:
        draft.broken.add(stem)
        if isinstance(tree, dict):
            draft.broken.add(str(tree.get("ledger", stem)))
        return
    if ledger.ledger != stem:
        draft.report("D316", place, "ledger", name=ledger.ledger, file=PurePosixPath(name).name)
    ledgers.setdefault(ledger.ledger, ledger)
    draft.places.setdefault(("ledger", ledger.ledger), place)


def _several(
    draft: Draft, name: str, tree: Tree, model: type[S], key: str, label: str, found: dict[str, S]
) -> None:
    """One definition in a file, or several in a list under the name of the folder."""
    folder = PurePosixPath(name).parts[0]
    items: list[tuple[TreePath, Any]] = [((), tree)]
    if isinstance(tree, dict) and folder in tree and (folder != key or isinstance(tree[folder], list)):
        listed = tree[folder]
        if not isinstance(listed, list) or len(tree) > 1:
            draft.report("D318", Place(name), folder, key=True, what=label, one=key, many=folder)
            draft.incomplete.add(folder)
            return
        items = [((folder, index), item) for index, item in enumerate(listed)]
    for path, item in items:
        one = validated(model, item, draft.sources.of(name), path, draft.problems, draft.broken)
        if one is None:
            draft.incomplete.add(folder)
            continue
        place, called = Place(name, path), str(getattr(one, key))
        if called in found:
            first = draft.places[key, called].file
            draft.report("D317", place, key, what=label, name=called, first=first)
            continue
        found[called] = one
        draft.places[key, called] = place


def _named(
    draft: Draft, name: str, stem: str, tree: Tree, model: type[N], key: str, found: dict[str, N]
) -> None:
    """One definition that is called what its file is called."""
    one = validated(model, tree, draft.sources.of(name), (), draft.problems, draft.broken)
    if one is None:
        draft.incomplete.add(PurePosixPath(name).parts[0])
        return
    called = str(getattr(one, key))
    if called != stem:
        draft.report("D316", Place(name), key, name=called, file=PurePosixPath(name).name)
    found.setdefault(called, one)
    draft.places.setdefault((key, called), Place(name))


def _scenario(draft: Draft, name: str, stem: str, tree: Tree, parts: Parts) -> None:
    from youju.definitions.scenario_models import Scenario

    draft.places["scenario", stem] = Place(name)
    scenario = validated(Scenario, tree, draft.sources.of(name), (), draft.problems, set())
    if scenario is not None:
        parts.scenarios[stem] = scenario
