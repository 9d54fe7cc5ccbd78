"""What the checks of a pack share: the pack, its dependencies, the places, and how to report.

Enter at `Context`. It decides once what "unknown name" means, so that every check says it in the same way
and keeps quiet about names whose definition is itself broken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from youju.definitions import register_units
from youju.definitions.assemble import Draft, Parts, Place
from youju.definitions.layout import HEADER
from youju.definitions.models import Code, Ledger, Pack
from youju.definitions.nearest import hint
from youju.errors import CODES, Problem, Where


@dataclass(frozen=True, slots=True)
class Context:
    """A pack under check.

    Attributes:
        pack: The sound parts.
        parts: Report templates and scenarios.
        draft: Places and broken names; receives the problems.
        depends: Packs that it depends on, by name.
    """

    pack: Pack
    parts: Parts
    draft: Draft
    depends: Mapping[str, Pack] = field(default_factory=dict)

    def report(self, code: str, place: Place, *path: str | int, key: bool = False, **fields: Any) -> None:
        """Note a problem at a part of the pack."""
        self.draft.report(code, place, *path, key=key, **fields)

    def known(
        self,
        kind: str,
        name: str,
        options: Iterable[str],
        place: Place,
        *path: str | int,
        key: bool = False,
        whole: str | None = None,
    ) -> bool:
        """Whether a name exists; reported as unknown (D340) unless its definition is broken.

        Args:
            kind: What it should name, in Chinese: 角色, 状态, 字段.
            name: The name.
            options: Names that there are.
            place: Part of the pack in which it is written.
            *path: Path within that part.
            key: The name is a key, not a value.
            whole: Folder or file that must have been read completely for names to be called unknown.
        """
        where = self.draft.where(place, *path, key=key)
        return self.known_at(kind, name, options, where, whole=whole)

    def known_at(
        self, kind: str, name: str, options: Iterable[str], where: Where, *, whole: str | None = None
    ) -> bool:
        """`known`, for a name whose place is not that of a key or value."""
        known = list(options)
        if name in known:
            return True
        if name not in self.draft.broken and whole not in self.draft.incomplete:
            fields = {"kind": kind, "name": name, "hint": hint(name, known)}
            self.draft.problems.append(Problem(CODES["D340"], fields, where))
        return False

    def known_each(
        self, kind: str, names: Iterable[str], options: Iterable[str], place: Place, *path: str | int
    ) -> None:
        """`known` for every name of a list (or of a single text that stands for a list)."""
        options = list(options)
        for index, name in enumerate(names):
            self.known(kind, name, options, place, *path, index)

    def roles_are_known(self) -> bool:
        """False when ``pack.yaml`` could not be read."""
        return HEADER not in self.draft.incomplete

    def party_is_known(self, ledger: Ledger, names: Iterable[str], place: Place, *path: str | int) -> None:
        """Check who may act or is told: roles of the pack, or organisation fields of the ledger."""
        roles = self.pack.header.roles
        fields = {name for name, one in ledger.fields.items() if one.type == "organisation"}
        for index, name in enumerate(names):
            if name in roles and name in ledger.fields:
                self.report("D364", place, *path, index, name=name)
            elif name not in roles and name in ledger.fields and name not in fields:
                self.report("D360", place, *path, index, name=name, wanted="organisation（机构）")
            elif self.roles_are_known():
                self.known("角色或机构字段", name, [*roles, *sorted(fields)], place, *path, index)

    def ledgers(self) -> dict[str, Ledger]:
        """Ledgers of the pack and of those it depends on, by name."""
        merged: dict[str, Ledger] = {}
        for other in self.depends.values():
            merged.update(other.ledgers)
        merged.update(self.pack.ledgers)
        return merged

    def owner(self, ledger: Ledger) -> Pack:
        """The pack that defines a ledger: this one, or one that it depends on."""
        for other in (*self.depends.values(), register_units.PACK):
            if other.ledgers.get(ledger.ledger) is ledger:
                return other
        return self.pack

    def code_list(self, name: str) -> dict[str, Code] | None:
        """Codes of a list of the pack; None for those of the standards and for unknown ones."""
        found = self.pack.header.code_lists.get(name)
        return dict(found.codes) if found else None

    def is_broken(self, ledger: Ledger, *sections: str) -> bool:
        """Whether entries were taken out of some sections, so that the whole is not to be judged."""
        place = self.draft.places["ledger", ledger.ledger]
        tree = self.draft.trees.get(place.file)
        if not isinstance(tree, dict):
            return True
        for section in sections:
            written = tree.get(section)
            if isinstance(written, dict) and len(written) != len(getattr(ledger, section)):
                return True
        return False
