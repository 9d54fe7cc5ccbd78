"""What changes from one version of a pack to the next, and what its migration covers.

Enter at `compare`. It only compares definitions. Whether records are in the way, the ledger room finds out:
records in `Changes.vanished_states`, records with data in `Changes.dropped_fields`, `retyped_fields` and
`vanished_codes`, records of `vanished_ledgers` and `vanished_levels` make an upgrade impossible, and are
listed to the user; `rewrites` says what to do with the rest.

Does not belong here: records, events.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from youju.definitions.check_pack import version_key
from youju.definitions.models import CodeList, FieldDef, Ledger, LedgerMigration, Migration, Pack
from youju.definitions.values import NUMERIC
from youju.errors import fail

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What an upgrade does with the records of one ledger; only what the migration says.

    Attributes:
        states: Old state to new state; records in the old one are moved.
        fields: Old field to new field; values are carried over.
        drop: Old fields whose values the records no longer show (they stay in the events).
    """

    states: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    drop: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Changes:
    """The difference between two versions, after what the migration covers has been taken off.

    Everything is keyed by ledger (its code in the old version); names are those of the old version.

    Attributes:
        vanished_ledgers: Ledgers that the new version does not have.
        vanished_states: States that are gone and not renamed: no record may be in one.
        dropped_fields: Fields that are gone, neither renamed nor dropped on purpose: no record may have
            data there.
        retyped_fields: Field to (old, new) description of its type: stored values might not fit.
        vanished_codes: Code field to codes that its list no longer has: no record may have one of them.
        vanished_levels: Levels that are gone: no record may be on one.
        vanished_links: Links that are gone: no record may be linked by one.
        rewrites: What the migration does, by ledger.
    """

    vanished_ledgers: tuple[str, ...] = ()
    vanished_states: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dropped_fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    retyped_fields: Mapping[str, Mapping[str, tuple[str, str]]] = field(default_factory=dict)
    vanished_codes: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    vanished_levels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    vanished_links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rewrites: Mapping[str, Rewrite] = field(default_factory=dict)

    @property
    def harmless(self) -> bool:
        """Whether no record could be in the way, whatever there is."""
        return not (
            self.vanished_ledgers
            or self.vanished_states
            or self.dropped_fields
            or self.retyped_fields
            or self.vanished_codes
            or self.vanished_levels
            or self.vanished_links
        )


def migration_for(old: Pack, new: Pack) -> Migration | None:
    """The migration that a new version brings for an old one, or None."""
    for migration in new.header.migrations:
        if migration.from_ == old.header.version:
            return migration
    return None


def require_newer(old: Pack, new: Pack, *, same_content: bool) -> None:
    """Refuse a version that is not newer, and the same version with another content.

    Args:
        old: What is installed.
        new: What is to be installed.
        same_content: Whether the digests are equal.

    Raises:
        YoujuError: D380 for another pack, D381 for an older version, D382 for the same version with
            another content.
    """
    if old.header.pack != new.header.pack:
        raise fail("D380", old=old.header.pack, new=new.header.pack)
    before, after = version_key(old.header.version), version_key(new.header.version)
    if after < before:
        raise fail("D381", pack=new.header.pack, old=old.header.version, new=new.header.version)
    if after == before and not same_content:
        raise fail("D382", pack=new.header.pack, version=new.header.version)


def compare(old: Pack, new: Pack, migration: Migration | None = None) -> Changes:
    """What goes from `old` to `new`, other than what is only added.

    Args:
        old: The installed version.
        new: The version to come.
        migration: What the new version does with the records of the old one; `migration_for` finds it.
    """
    parts = {part.ledger: part for part in migration.ledgers} if migration else {}
    pairs = [
        (name, before, new.ledgers[name], parts.get(name) or LedgerMigration(ledger=name))
        for name, before in old.ledgers.items()
        if name in new.ledgers
    ]

    def each(find: Callable[[Ledger, Ledger, LedgerMigration], T]) -> dict[str, T]:
        found = {name: find(before, after, part) for name, before, after, part in pairs}
        return {name: value for name, value in found.items() if value}

    return Changes(
        vanished_ledgers=tuple(name for name in old.ledgers if name not in new.ledgers),
        vanished_states=each(lambda a, b, part: _gone(a.states, b.states, part.states)),
        dropped_fields=each(lambda a, b, part: _gone(a.fields, b.fields, {*part.fields, *part.drop})),
        retyped_fields=each(_retyped),
        vanished_codes=each(lambda a, b, part: _vanished_codes(old, new, _pairs(a, b, part))),
        vanished_levels=each(lambda a, b, _: _gone(_level_names(a), _level_names(b), ())),
        vanished_links=each(lambda a, b, _: _gone(a.links, b.links, ())),
        rewrites={
            name: Rewrite(dict(part.states), dict(part.fields), frozenset(part.drop))
            for name, part in parts.items()
            if name in old.ledgers
        },
    )


def _level_names(ledger: Ledger) -> Collection[str]:
    return ledger.levels.names if ledger.levels else ()


def _gone(before: Collection[str], after: Collection[str], covered: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in before if name not in after and name not in covered)


def _pairs(before: Ledger, after: Ledger, part: LedgerMigration) -> list[tuple[str, FieldDef, FieldDef]]:
    """Fields that live on, under their own or a new name."""
    found = []
    for name, one in before.fields.items():
        target = part.fields.get(name, name)
        if target in after.fields and name not in part.drop:
            found.append((name, one, after.fields[target]))
    return found


def _retyped(before: Ledger, after: Ledger, part: LedgerMigration) -> dict[str, tuple[str, str]]:
    """Fields whose stored values would mean something else, or nothing."""
    found = {}
    for name, old, new in _pairs(before, after, part):
        if not _values_fit(old, new):
            found[name] = (_described(old), _described(new))
    return found


def _values_fit(old: FieldDef, new: FieldDef) -> bool:
    """Whether every stored value keeps its meaning.

    Anything that is stored as text may become free text. A unit may not change: 12 万元 would silently
    become 12 元. Decimals may be added, not taken away.
    """
    if new.type == "text" and old.type in ("text", "code", "organisation"):
        return True
    if old.type != new.type or (old.type in ("number", "money") and old.unit != new.unit):
        return False
    if old.type in NUMERIC and new.decimals is not None:
        return old.decimals is not None and old.decimals <= new.decimals
    if old.type == "table":
        columns, others = old.columns or {}, new.columns or {}
        return all(name in others and _values_fit(one, others[name]) for name, one in columns.items())
    return True


def _described(one: FieldDef) -> str:
    """A field's type as a refusal shows it: ``money 万元 2位小数``."""
    details = [one.type, *(part for part in (one.unit,) if part)]
    if one.decimals is not None:
        details.append(f"{one.decimals}位小数")
    columns = "、".join(f"{name} {_described(column)}" for name, column in (one.columns or {}).items())
    return " ".join(details) + (f"（{columns}）" if columns else "")


def _vanished_codes(
    old: Pack, new: Pack, pairs: Iterable[tuple[str, FieldDef, FieldDef]]
) -> dict[str, tuple[str, ...]]:
    """Codes that records may have and that the new list does not know."""
    found = {}
    for name, was, now in pairs:
        if was.type == now.type == "code" and was.codes and now.codes:
            known, had = new.header.code_lists.get(now.codes), old.header.code_lists.get(was.codes)
            gone = _codes_gone(had, known, was.codes == now.codes)
            if gone:
                found[name] = gone
    return found


def _codes_gone(had: CodeList | None, known: CodeList | None, same_name: bool) -> tuple[str, ...]:
    """Codes of the old list that the new one lacks; ``*`` for a list of the standards that was replaced."""
    if had is None:
        return () if same_name else ("*",)
    return tuple(code for code in had.codes if known is None or code not in known.codes)
