"""What was posted, as the actions take it. Nothing is judged here and nothing that was typed is lost.

Names of inputs: ``f.FIELD``; ``f.FIELD-ROW-COLUMN`` of a table; ``evidence`` for files to attach. A file that
was taken in already travels as a signed reference in ``NAME.kept``, so that a form that comes back for
another reason keeps it, and nobody can name a file that he did not bring himself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from youju.definitions.models import FieldDef
from youju.errors import Problem, YoujuError
from youju.ledger import evidence
from youju.ledger.forms.written import in_unit, picked, picker
from youju.people.actors import Actor

MOST_ROWS = 500
"""Rows of a table in a form; more come by import."""

_CELL = re.compile(r"f\.(?P<field>[^-]+)-(?P<row>[0-9]{1,4})-(?P<column>[^-]+)")


@dataclass(slots=True)
class Kept:
    """A file that was taken in, and the signed reference by which the form remembers it."""

    name: str
    size: int
    kind: str
    sha256: str
    token: str

    def as_dict(self) -> dict[str, Any]:
        """As events refer to it."""
        return {"sha256": self.sha256, "name": self.name, "size": self.size, "kind": self.kind}


@dataclass(slots=True)
class Given:
    """What a form brought.

    Attributes:
        values: Field to what was typed, for the reader; a table to its rows that are not empty.
        files: Input to the files that it holds: a field of type file, or ``evidence``.
        problems: What is wrong with the files, by input.
    """

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, list[Kept]] = field(default_factory=dict)
    problems: list[tuple[str, Problem]] = field(default_factory=list)

    @property
    def evidence(self) -> list[dict[str, Any]]:
        """The attached files."""
        return [one.as_dict() for one in self.files.get("evidence", ())]


def gathered(
    fields: Mapping[str, FieldDef],
    names: Iterable[str],
    data: QueryDict | Mapping[str, str],
    *,
    actor: Actor,
    uploads: MultiValueDict[str, Any] | None = None,
    attach: bool = False,
) -> Given:
    """What was posted for some fields.

    Args:
        fields: Fields of the ledger.
        names: Those that the form has.
        data: What was posted.
        actor: Who posted it; only his own file references count.
        uploads: Files that came with it; they are taken into the store.
        attach: Whether the form has a place for evidence.
    """
    given = Given()
    for name in names:
        one = fields[name]
        if one.type == "table":
            given.values[name] = rows_of(one, name, data)
        elif one.type == "file":
            kept = _files(given, f"f.{name}", data, uploads, actor)[-1:]
            given.files[name] = kept
            given.values[name] = kept[0].as_dict() if kept else ""
        else:
            given.values[name] = _typed(one, data.get(f"f.{name}") or "")
    if attach:
        given.files["evidence"] = _files(given, "evidence", data, uploads, actor)
    return given


def _typed(one: FieldDef, text: str) -> str:
    """What was typed into one input, as the reader of values takes it."""
    if picker(one):
        return picked(text)
    if one.type == "money":
        return in_unit(text, one.unit)
    return text.replace("\r\n", "\n")


def rows_of(one: FieldDef, name: str, data: Mapping[str, Any]) -> list[dict[str, str]]:
    """The rows of a table that hold anything, in their order."""
    columns = one.columns or {}
    found: dict[int, dict[str, str]] = {}
    for key in data:
        match = _CELL.fullmatch(key)
        if match and match["field"] == name and match["column"] in columns:
            text = str(data.get(key) or "")
            if text.strip():
                column = columns[match["column"]]
                found.setdefault(int(match["row"]), {})[match["column"]] = _typed(column, text)
    return [found[row] for row in sorted(found)][:MOST_ROWS]


def _files(
    given: Given,
    name: str,
    data: Mapping[str, Any],
    uploads: MultiValueDict[str, Any] | None,
    actor: Actor,
) -> list[Kept]:
    """The files of an input: those kept from before, then those that have just come."""
    tokens: Sequence[str] = data.getlist(f"{name}.kept") if isinstance(data, QueryDict) else ()
    removed = set(data.getlist(f"{name}.removed")) if isinstance(data, QueryDict) else set()
    found = [one for token in tokens if token not in removed and (one := restored(token, actor))]
    for upload in uploads.getlist(name) if uploads else ():
        try:
            stored = evidence.store(upload, upload.name or "")
        except YoujuError as error:
            given.problems += [(name, problem) for problem in error.problems]
        else:
            found.append(kept(stored.as_dict(), actor))
    return list({one.sha256: one for one in found}.values())


def kept(reference: Mapping[str, Any], actor: Actor) -> Kept:
    """A stored file with a reference that only this actor's forms may carry."""
    parts = {key: reference[key] for key in ("sha256", "name", "size", "kind")}
    return Kept(**parts, token=signing.dumps(parts, salt=_salt(actor), compress=True))


def restored(token: str, actor: Actor) -> Kept | None:
    """The file of a reference, unless it is another's or was tampered with."""
    try:
        return Kept(**signing.loads(token, salt=_salt(actor)), token=token)
    except signing.BadSignature:
        return None


def _salt(actor: Actor) -> str:
    return f"youju.ledger.forms:{actor.id}"


def key_of(text: str | None) -> UUID | None:
    """The key that a form carries; None when there is none that can be read."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
