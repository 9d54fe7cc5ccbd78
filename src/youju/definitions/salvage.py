"""Validate a part, and when it has mistakes, keep what can still be checked.

Enter at `validated`. A pack with mistakes is never loaded; but someone who has mistyped one key wants to
hear of the unknown role three lines below as well. So an entry with a mistake is taken out, its name is
remembered as broken (what refers to it is then not reported again), and the rest goes on to the checks.
"""

from __future__ import annotations

import copy
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from youju.definitions.sources import Path, Source
from youju.definitions.translate import translated
from youju.errors import Problem

SECTIONS = frozenset(
    {"fields", "states", "transitions", "activities", "clocks", "lights", "links", "roles", "code_lists"}
)
"""Parts of a definition that are entries by name; an entry is what is taken out."""

_PLACEHOLDERS = {"label": "（缺）", "record_label": "（缺）"}
_ROUNDS = 40

M = TypeVar("M", bound=BaseModel)


def validated(
    model: type[M], tree: Any, source: Source, prefix: Path, problems: list[Problem], broken: set[str]
) -> M | None:
    """The model of a tree, or of what is left of it, or None.

    Args:
        model: What the tree should be.
        tree: Texts, lists and mappings as the loader read them; not changed.
        source: Places of the file.
        prefix: Path of the tree within the file.
        problems: Receives what is wrong.
        broken: Receives the names that were taken out.
    """
    rest = tree
    for attempt in range(_ROUNDS):
        try:
            return model.model_validate(rest)
        except ValidationError as error:
            problems.extend(translated(error, model, source, prefix))
            rest = copy.deepcopy(tree) if attempt == 0 else rest
            if not isinstance(rest, dict) or not _pruned(
                rest, error.errors(include_url=False), model, broken
            ):
                return None
    return None


def _pruned(tree: dict[str, Any], errors: list[ErrorDetails], model: type[M], broken: set[str]) -> bool:
    """Take the mistakes out of a tree; False when nothing sensible would be left."""
    for error in errors:
        loc = tuple(part for part in error["loc"] if part != "[key]")
        if not loc:
            return False
        if error["type"] == "extra_forbidden":
            _remove(tree, loc)
        elif loc[0] in SECTIONS and len(loc) > 1:
            broken.update(_names(tree, loc[:2]))
            _remove(tree, loc[:2])
        elif loc[0] in _PLACEHOLDERS:
            tree[str(loc[0])] = _PLACEHOLDERS[str(loc[0])]
        elif _optional(model, str(loc[0])) and str(loc[0]) in tree:
            broken.add(str(loc[0]))
            del tree[str(loc[0])]
        else:
            return False
    return True


def _names(tree: Any, loc: Path) -> set[str]:
    """The names of an entry: its code, and its label, which expressions may use as well."""
    section = tree.get(loc[0])
    entry = section.get(loc[1]) if isinstance(section, dict) else None
    label = entry.get("label") if isinstance(entry, dict) else entry
    return {str(loc[1]), *([label] if isinstance(label, str) else [])}


def _remove(tree: Any, loc: Path) -> None:
    for part in loc[:-1]:
        try:
            tree = tree[part]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(tree, dict):
        tree.pop(loc[-1], None)


def _optional(model: type[BaseModel], key: str) -> bool:
    for name, info in model.model_fields.items():
        if key in (name, info.alias):
            return not info.is_required()
    return False
