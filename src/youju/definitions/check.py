"""What must hold between the parts of a pack: names exist, states connect, expressions have their types.

Enter at `check`. Everything is reported, nothing stops at the first mistake. What was taken out because of
another mistake (`Draft.broken`) is not reported as unknown.
"""

from __future__ import annotations

from collections.abc import Callable

from youju.definitions.assemble import Draft, Parts, Place, Resolver
from youju.definitions.check_clocks import check_clocks
from youju.definitions.check_expressions import check_expressions
from youju.definitions.check_fields import check_fields
from youju.definitions.check_figures import check_figures
from youju.definitions.check_ledger import check_ledger
from youju.definitions.check_pack import check_header, check_reports, dependencies
from youju.definitions.check_scenarios import check_scenarios
from youju.definitions.check_series import check_series
from youju.definitions.check_targets import check_targets, check_warnings
from youju.definitions.context import Context
from youju.definitions.models import Ledger, Pack

_LEDGER_CHECKS: tuple[Callable[[Context, Ledger, Place], None], ...] = (
    check_fields,
    check_ledger,
    check_clocks,
    check_expressions,
)


def check(pack: Pack, parts: Parts, draft: Draft, resolve: Resolver) -> None:
    """Check a pack as a whole; problems go to the draft.

    Args:
        pack: What could be validated.
        parts: Report templates and scenarios.
        draft: Places of the parts, names that are broken; receives the problems.
        resolve: Finds the packs that this one depends on.
    """
    context = Context(pack, parts, draft, dependencies(pack, draft, resolve))
    check_header(context)
    for name, ledger in pack.ledgers.items():
        place = draft.places["ledger", name]
        for one in _LEDGER_CHECKS:
            one(context, ledger, place)
    check_series(context)
    check_figures(context)
    check_targets(context)
    check_warnings(context)
    check_reports(context)
    if context.roles_are_known():
        check_scenarios(context)
