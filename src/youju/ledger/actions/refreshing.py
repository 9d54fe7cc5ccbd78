"""Work out again what rows say by their definition, after the definition has changed.

No event is needed: nothing about the records changes, only what follows from them (which states are final,
who is concerned, which values must be unique).
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from youju.definitions.models import Ledger
from youju.errors import CODES, Problem, YoujuError
from youju.events import cursors
from youju.ledger.actions import committing
from youju.ledger.models import LedgerRecord, UniqueKey
from youju.ledger.rules import Rules
from youju.ledger.values import unique_keys

_COLUMNS = """
UPDATE ledger_record AS r SET
    final = r.state = ANY (%(finals)s::text[]),
    organisation = coalesce(r."values" ->> %(belongs_to)s::text, r.created_organisation),
    division = coalesce(left(r."values" ->> %(division)s::text, 12), ''),
    parties = ARRAY (
        SELECT DISTINCT party COLLATE "C" FROM (
            SELECT r."values" ->> name FROM unnest(%(parties)s::text[]) AS names (name)
            UNION ALL SELECT nullif(r.created_organisation, '')
        ) AS all_parties (party) WHERE party IS NOT NULL ORDER BY 1
    ),
    light_until = CASE WHEN %(lights)s THEN DATE '0001-01-01' ELSE r.light_until END,
    next_step_on = CASE WHEN %(clocks)s AND r.next_due IS NOT NULL THEN r.opened_on ELSE r.next_step_on END
WHERE r.ledger = %(ledger)s AND NOT r.voided
"""
CHUNK = 5000
"""Records whose keys are computed and claimed together."""


def refresh(before: Ledger, rules: Rules) -> None:
    """Bring the rows and unique keys of a ledger in line with its new definition.

    Args:
        before: The definition until now.
        rules: The one that rules from now on.

    Raises:
        YoujuError: K705 for every record that breaks a new unique key.
    """
    now = rules.ledger
    cursors.writing().execute(
        _COLUMNS,
        {
            "ledger": rules.name,
            "finals": [name for name, state in now.states.items() if state.final],
            "belongs_to": now.belongs_to,
            "division": now.division,
            "parties": list(rules.party_fields),
            # The day to look for steps is worked out again by the next run of `escalate`.
            "clocks": before.clocks != now.clocks,
            # So is the light, by the next run of `relight`.
            "lights": (before.lights, before.levels) != (now.lights, now.levels),
        },
    )
    if before.unique != now.unique:
        _rebuild_keys(rules)


def _rebuild_keys(rules: Rules) -> None:
    UniqueKey.objects.filter(ledger=rules.name).delete()
    seen: dict[tuple[str, bytes], str] = {}
    problems: list[Problem] = []
    pending: list[UniqueKey] = []
    rows: Sequence[tuple[UUID, str | None, dict[str, object]]] = list(
        LedgerRecord.objects.filter(ledger=rules.name, voided=False)
        .order_by("id")
        .values_list("id", "number", "values")
    )
    for record, number, values in rows:
        for key, value in unique_keys(rules.ledger, values).items():
            digest = committing.key_digest(value)
            if (key, digest) in seen:
                labels = "、".join(rules.ledger.fields[field].label for field in key.split(","))
                fields = {
                    "fields": labels,
                    "record": rules.ledger.record_label,
                    "number": f"{seen[key, digest]}、{number or record}",
                }
                problems.append(Problem(CODES["K705"], fields))
            seen.setdefault((key, digest), number or str(record))
            pending.append(UniqueKey(ledger=rules.name, key=key, digest=digest, record=record))
    if problems:
        raise YoujuError(problems)
    for start in range(0, len(pending), CHUNK):
        UniqueKey.objects.bulk_create(pending[start : start + CHUNK])
