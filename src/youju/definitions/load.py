"""From a folder (or a stored version) to a checked pack: whole or not at all, and all mistakes at once.

Enter at `load_pack` (a folder), `find_pack` (a name), `available` (what there is) and `from_canonical` (what
was stored when a pack was installed). Each gives a `Loaded`.

The steps are: read the files (`layout`), read their YAML strictly (`yaml_tree`), validate each part
(`models`, `translate`), check the parts against each other (`check`). Every step collects problems; a part
with mistakes is left out of the later steps together with what refers to it: one mistake is said once.

Does not belong here: storing packs, comparing versions (`upgrade`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import youju
from youju.definitions.assemble import Draft, assemble
from youju.definitions.layout import HEADER, read_files
from youju.definitions.models import Pack
from youju.definitions.nearest import hint
from youju.definitions.sources import Sources
from youju.definitions.yaml_tree import Tree, read_yaml
from youju.errors import Problem, YoujuError, fail

SHIPPED = Path(youju.__file__).parent / "packs"
"""Folder of the packs that come with the software."""

_STORED_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Loaded:
    """A checked pack with all that is known of where it came from.

    Attributes:
        pack: Header, ledgers and figures.
        digest: SHA-256 (hex) of relative paths and contents of everything but the scenarios, in sorted
            order. Comments, quoting and line breaks of the YAML do not change it; the order of keys does,
            because order has meaning (the first state, the first light that is true).
        canonical: JSON text from which `from_canonical` rebuilds the same pack; store this.
        sources: File, line and column of every part; empty after `from_canonical`.
        path: The folder; None after `from_canonical`.
        reports: Report templates by name (file name without ending).
        scenarios: Scenarios by name (file name without ending), as `scenario_models.Scenario`.
    """

    pack: Pack
    digest: str
    canonical: str
    sources: Sources = field(default_factory=Sources)
    path: Path | None = None
    reports: Mapping[str, str] = field(default_factory=dict)
    scenarios: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Code of the pack."""
        return self.pack.header.pack

    @property
    def version(self) -> str:
        """Version of the pack, such as ``1.0.0``."""
        return self.pack.header.version


def load_pack(path: Path | str, *, search: Iterable[Path | str] = ()) -> Loaded:
    """Load and check the pack in a folder.

    Args:
        path: Folder that holds ``pack.yaml``.
        search: Further folders in which packs that it depends on lie; the folder beside it and the shipped
            packs are searched anyway.

    Raises:
        YoujuError: With every problem found, in the order of files and lines.
    """
    loaded, problems = read_pack(path, search=search)
    if problems or loaded is None:
        raise YoujuError(problems)
    return loaded


def read_pack(path: Path | str, *, search: Iterable[Path | str] = ()) -> tuple[Loaded | None, list[Problem]]:
    """As `load_pack`, but hands the problems back; the pack is there only when there are none."""
    root = Path(path)
    draft = _draft(root)
    roots = [root.resolve().parent, *(Path(one) for one in search), SHIPPED]
    pack, parts = assemble(draft, lambda name: _dependency(name, roots))
    if draft.problems or pack is None:
        return None, _sorted(draft.problems)
    canonical, digest = _canonical(draft.trees), _digest(draft.trees)
    return Loaded(pack, digest, canonical, draft.sources, root, parts.reports, parts.scenarios), []


def _draft(root: Path) -> Draft:
    """Read the files of a pack and their YAML."""
    files = read_files(root)
    draft = Draft(trees={}, sources=Sources(), root=root, problems=files.problems)
    for name, text in files.texts.items():
        if not name.endswith(".yaml"):
            draft.trees[name] = text
            continue
        tree, source, found = read_yaml(text, files.shown(name))
        draft.sources.files[name] = source
        draft.problems.extend(found)
        if tree is not None:
            draft.trees[name] = tree
    for name in files.names:
        if name not in draft.trees:  # what it defines is not known, so nothing is to be called unknown
            draft.broken.add(Path(name).stem)
            draft.incomplete.add(name.partition("/")[0])
    return draft


def from_canonical(text: str) -> Loaded:
    """Rebuild a pack from `Loaded.canonical`.

    The parts are validated again but not checked against other packs: it was checked when it was stored,
    and what it depends on may have moved on since.

    Raises:
        YoujuError: D392 when the text is not of this form; problems of the models when they have changed.
    """
    try:
        stored = json.loads(text)
        if stored["format"] != _STORED_FORMAT:
            raise fail("D392", what=f"格式 {stored['format']}")
        trees = dict(stored["files"])
    except (ValueError, KeyError, TypeError) as error:
        raise fail("D392", what=str(error)[:80]) from error
    draft = Draft(trees=trees, sources=Sources(), root=None)
    pack, parts = assemble(draft, None)
    if draft.problems or pack is None:
        raise YoujuError(_sorted(draft.problems) or fail("D392", what=HEADER).problems)
    return Loaded(pack, _digest(trees), text, reports=parts.reports, scenarios=parts.scenarios)


def available(extra: Iterable[Path | str] = ()) -> dict[str, Path]:
    """Packs that can be found by name: folder name to folder, earlier folders winning, in sorted order."""
    found: dict[str, Path] = {}
    for folder in (*(Path(one) for one in extra), SHIPPED):
        for path in _packs_in(folder):
            found.setdefault(path.name, path)
    return dict(sorted(found.items()))


def find_pack(name: str, *, extra: Iterable[Path | str] = ()) -> Loaded:
    """Load a pack by name, from the extra folders first and then from those that are shipped.

    Raises:
        YoujuError: D391 when there is none of that name, and all problems of the pack itself.
    """
    extra = list(extra)
    packs = available(extra)
    if name not in packs:
        raise fail("D391", name=name, hint=hint(name, packs))
    return load_pack(packs[name], search=extra)


def _packs_in(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(path for path in folder.iterdir() if (path / HEADER).is_file())


def _dependency(name: str, roots: Iterable[Path]) -> Pack | None:
    """The pack that another depends on, its shape only: what it says of itself is checked where it is.

    Raises:
        YoujuError: When it cannot be read.
    """
    for folder in roots:
        if (folder / name / HEADER).is_file():
            return _shape(folder / name)
    return None


def _shape(root: Path) -> Pack:
    draft = _draft(root)
    pack, _ = assemble(draft, None)
    if draft.problems or pack is None:
        raise YoujuError(_sorted(draft.problems))
    return pack


def _lasting(trees: Mapping[str, Tree]) -> dict[str, Tree]:
    """What records depend on: a scenario is a test, and may change without a new version."""
    return {name: trees[name] for name in sorted(trees) if not name.startswith("scenarios/")}


def _canonical(trees: Mapping[str, Tree]) -> str:
    document = {"format": _STORED_FORMAT, "files": {name: trees[name] for name in sorted(trees)}}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _digest(trees: Mapping[str, Tree]) -> str:
    """SHA-256 over (length, path, length, content) of each file, so that no two packs share a byte string."""
    state = hashlib.sha256()
    for name, tree in _lasting(trees).items():
        content = json.dumps(tree, ensure_ascii=False, separators=(",", ":"))
        for part in (name.encode(), content.encode()):
            state.update(len(part).to_bytes(8, "big"))
            state.update(part)
    return state.hexdigest()


def _sorted(problems: Iterable[Problem]) -> list[Problem]:
    unique = {(one.code.id, one.where, one.message): one for one in problems}

    def order(problem: Problem) -> tuple[str, int, int, str]:
        where = problem.where
        return (where.file or "", where.line or 0, where.column or 0, problem.code.id)

    return sorted(unique.values(), key=order)
