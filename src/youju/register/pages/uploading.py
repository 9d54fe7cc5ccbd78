"""A list that somebody uploads: kept until its columns have been looked at, then taken in or held.

Enter at `received`, `shown` and `source`. Between the two pages the file lies under its digest, and the form
carries the digest under a signature: nobody can name a file that he did not upload.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from youju.errors import fail
from youju.ledger import filestore
from youju.linkage import deliveries, guessing
from youju.linkage.config import Source
from youju.people.actors import Actor
from youju.register import projects
from youju.register.pages.unit import LABELS
from youju.register.projects import PROJECTS
from youju.register.rules import Rules
from youju.register.rules import read as read_rules

LARGEST: Final = 200 << 20
"""Bytes of a list that is uploaded; larger ones are taken in by the command."""
_SALT: Final = "youju.register.upload"
_HOURS: Final = 12
_ROW: Final = gettext_noop("行号")
TRANSLATED: Final = frozenset({"row", *LABELS})
"""Meanings with words of ours; the others are called as rules and lists call them."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file whose columns wait to be looked at.

    Attributes:
        token: Carries the rest through the form.
        name: Of the file.
        path: Where it lies.
    """

    token: str
    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, what stands under it, and what it is taken for; empty for nothing."""

    heading: str
    samples: tuple[str, ...]
    meaning: str


def received(stream: Any, name: str, actor: Actor) -> Waiting:
    """Keep what is uploaded until it is taken in.

    Raises:
        YoujuError: K741 when it is too large.
    """
    name = Path(name).name[:150] or "list"
    root = Path(settings.EVIDENCE_ROOT)
    with filestore.received(root, stream, name=name, limit=LARGEST) as incoming:
        kept = filestore.keep(root, incoming)
        digest = incoming.sha256
    token = signing.dumps({"sha256": digest, "name": name, "by": actor.id}, salt=_SALT)
    return Waiting(token, name, kept)


def waiting(token: str, actor: Actor) -> Waiting:
    """What was uploaded.

    Raises:
        YoujuError: K808 when the form is another's, altered or too old.
    """
    try:
        said = signing.loads(token, salt=_SALT, max_age=_HOURS * 3600)
    except signing.BadSignature as error:
        raise fail("K808") from error
    path = filestore.path_of(Path(settings.EVIDENCE_ROOT), said["sha256"])
    if said["by"] != actor.id or not path.is_file():
        raise fail("K808")
    return Waiting(token, said["name"], path)


def shown(file: Waiting, folder: Path, name: str) -> tuple[list[Column], Source]:
    """The columns of a file with the first cells and what each seems to mean, and where they stand.

    Raises:
        YoujuError: G46x, G47x, U510, U527 for a file that cannot be read.
    """
    found = source(file, folder, name, {})
    guess = guessing.guess(deliveries.sheet_of(found))
    meant = {**guess.columns, **guess.items}
    if name == PROJECTS:
        meant = projects.guessed(list(guess.samples))
    meanings = {heading: meaning for meaning, heading in meant.items()}
    columns = [Column(one, cells, meanings.get(one, "")) for one, cells in guess.samples.items()]
    return columns, found


def read(source: Source) -> None:
    """Read a list as it will be when it is taken in, but for what the last one looked like.

    Raises:
        YoujuError: Whatever stands against it.
    """
    if source.name == PROJECTS:
        projects.read(source)
    else:
        deliveries.read(source)


def source(file: Waiting, folder: Path, name: str, said: Mapping[str, str]) -> Source:
    """The list as linkage and the register read it.

    Args:
        file: What was uploaded.
        folder: For a copy under its own name, by which sentences and deliveries call it.
        name: Of the list.
        said: Meaning by heading.
    """
    path = folder / file.name
    if not path.exists():
        shutil.copyfile(file.path, path)
    return guessing.described(name, path, {meaning: heading for heading, meaning in said.items() if meaning})


def lists(rules: Rules) -> list[tuple[str, str]]:
    """The lists that there are or usually come, with what they are called."""
    known = [(name, one.label) for name, one in ({**read_rules().lists, **rules.lists}).items()]
    return [*known, (PROJECTS, PROJECTS)]


def meanings(rules: Rules, name: str) -> list[tuple[str, str]]:
    """What a column of a list may mean, with words for it."""
    if name == PROJECTS:
        return list(projects.LABELS.items())
    found = {"row": _(_ROW)} | {name: _(label) for name, label in LABELS.items()}
    for item in (*rules.items, *guessing.ITEMS):
        label = rules.items[item].label if item in rules.items else guessing.ITEMS[item][0]
        found.setdefault(item, label)
    return list(found.items())


def chosen(form: Mapping[str, Any], columns: list[Column], rules: Rules, name: str) -> dict[str, str]:
    """Meaning by heading as the form says; a meaning is used once.

    Raises:
        YoujuError: K809 for a meaning that two columns have, and for a list without what it needs.
    """
    names = dict(meanings(rules, name))
    said: dict[str, str] = {}
    for place, column in enumerate(columns):
        meaning = str(form.get(f"column.{place}", ""))
        if meaning in names:
            if meaning in said.values():
                raise fail("K809", reason=_("两列都选为“%(meaning)s”") % {"meaning": names[meaning]})
            said[column.heading] = meaning
    for one in projects.NEEDED if name == PROJECTS else ("name",):
        if one not in said.values():
            raise fail("K809", reason=_("没有选%(meaning)s是哪一列") % {"meaning": names[one]})
    return said
