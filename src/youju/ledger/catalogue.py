"""The definitions that are installed here, parsed once for each process.

Enter at `current` (the rules of a ledger now), `at_version` (as they were) and `of_digest` (when the digest
is known already). What is kept is keyed by the digest of the pack's text, so that it never goes stale,
whatever other processes install.
"""

from __future__ import annotations

from functools import lru_cache

from django.db import connection

from youju.definitions.load import Loaded, from_canonical
from youju.definitions.nearest import hint
from youju.errors import fail
from youju.ledger.models import LedgerPack
from youju.ledger.rules import Rules
from youju.ledger.values import Lookups
from youju.people.holding import once
from youju.people.models import Organisation
from youju.standards import divisions
from youju.ui.formats import bracketed

_KEPT: dict[str, Loaded] = {}
_RULES: dict[tuple[str, str], Rules] = {}
_MOST = 200
"""Versions of packs kept in memory; a county has a few dozen packs."""


@once
def current(ledger: str) -> Rules:
    """The rules of a ledger in the version that is installed now.

    Raises:
        YoujuError: K700 when no installed pack has the ledger.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT digest FROM ledger_pack WHERE current AND %s = ANY (ledgers)", [ledger])
        row = cursor.fetchone()
    if row is None:
        raise fail("K700", name=ledger, hint=hint(ledger, names()))
    return of_digest(row[0], ledger)


def at_version(pack: str, version: str, ledger: str) -> Rules:
    """The rules of a ledger in a version that was installed at some time."""
    digest = LedgerPack.objects.values_list("digest", flat=True).get(name=pack, version=version)
    return of_digest(digest, ledger)


def of_digest(digest: str, ledger: str) -> Rules:
    """The rules of a ledger in the pack with this digest, which is or was installed."""
    found = _RULES.get((digest, ledger))
    if found is None:
        if len(_RULES) >= _MOST:
            _RULES.clear()
        found = _RULES[digest, ledger] = Rules(loaded(digest).pack, ledger, LOOKUPS)
    return found


def loaded(digest: str) -> Loaded:
    """The pack with this digest, from what was stored at its installation."""
    found = _KEPT.get(digest)
    if found is None:
        if len(_KEPT) >= _MOST:
            _KEPT.clear()
        canonical = LedgerPack.objects.filter(digest=digest).values_list("canonical", flat=True)[0]
        found = _KEPT[digest] = from_canonical(canonical)
    return found


@once
def installed() -> list[LedgerPack]:
    """The packs in force, by name."""
    return list(LedgerPack.objects.filter(current=True).defer("canonical").order_by("name"))


def names() -> list[str]:
    """Names of the ledgers in force."""
    return sorted(ledger for pack in installed() for ledger in pack.ledgers)


def all_current() -> dict[str, Rules]:
    """The rules in force of every ledger, by name."""
    return {ledger: of_digest(pack.digest, ledger) for pack in installed() for ledger in pack.ledgers}


def role_labels() -> dict[str, str]:
    """Labels of the roles that installed packs know, with that of the pack, by role."""
    packs = [loaded(pack.digest).pack for pack in installed()]
    return {
        role: f"{one.label}{bracketed(pack.header.label)}"
        for pack in packs
        for role, one in pack.header.roles.items()
    }


def ledger_labels() -> dict[str, str]:
    """Labels of the installed ledgers, by name."""
    return {name: rules.ledger.label for name, rules in all_current().items()}


def organisation(text: str) -> str | None:
    """Code of an organisation by its code, or by its name when only one has it."""
    if Organisation.objects.filter(code=text).exists():
        return text
    found = list(Organisation.objects.filter(name=text).values_list("code", flat=True)[:2])
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=4096)
def _division(text: str) -> str | None:
    found = divisions.get(text) if text.isdigit() else None
    return found.code if found else None


@lru_cache(maxsize=4096)
def _industry(text: str) -> str | None:
    from youju.standards import industries

    found = industries.get(text)
    if found is None:
        named = [one for one in industries.search(text) if one.name == text]
        found = named[0] if len(named) == 1 else None
    return found.code if found else None


LOOKUPS = Lookups(organisation=organisation, division=_division, industry=_industry)
