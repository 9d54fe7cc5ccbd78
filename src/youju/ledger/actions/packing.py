"""What is asked to be done with packs in a page, and what came of it; the worker does it between the two.

Pages may neither make a scratch schema nor change the records of others, so they only ask. Enter at `ask`;
the worker takes with `take` and says with `finish` what came of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from uuid_utils.compat import uuid7

from youju.definitions.load import Loaded
from youju.errors import YoujuError, fail
from youju.ledger.actions.upgrading import install_pack
from youju.ledger.models import PackWork
from youju.people.actors import Actor

LOST = timedelta(hours=1)
"""After so long a worker that has not finished is taken for dead, and its work is done again."""


def ask(pack: str, work: str, folder: str, *, digest: str = "", account: str, at: datetime) -> PackWork:
    """Ask for something to be done.

    Raises:
        YoujuError: K786 when the same waits already.
    """
    try:
        with transaction.atomic():
            return PackWork.objects.create(
                id=uuid7(), pack=pack, work=work, folder=folder, digest=digest, asked_by=account, asked_at=at
            )
    except IntegrityError:
        raise fail("K786", pack=pack) from None


@transaction.atomic
def take(*, at: datetime) -> PackWork | None:
    """The oldest thing asked that nobody does, now taken; None when there is none."""
    free = Q(began_at=None) | Q(began_at__lt=at - LOST)
    one = (
        PackWork.objects.select_for_update(skip_locked=True).filter(free, done_at=None).order_by("id").first()
    )
    if one is not None:
        one.began_at = at
        one.save(update_fields=["began_at"])
    return one


def finish(one: PackWork, outcome: Mapping[str, Any], *, at: datetime) -> None:
    """Keep what came of it.

    Args:
        outcome: ``problems`` (sentences) when it could not be done, or is not as it should be;
            ``said`` (sentences) of what was done.
    """
    one.outcome, one.done_at = dict(outcome), at
    one.save(update_fields=["outcome", "done_at"])


class _Undo(Exception):
    """Leads out of a transaction that is only tried."""


def install(pack: Loaded, *, actor: Actor, at: datetime, only_try: bool = False) -> list[str]:
    """Install or upgrade a pack, or try what would happen and change nothing.

    Returns:
        What is in the way, as sentences; empty when nothing is.
    """
    try:
        with transaction.atomic():
            install_pack(pack, actor=actor, at=at)
            if only_try:
                raise _Undo
    except _Undo:
        return []
    except YoujuError as error:
        return [problem.sentence() for problem in error.problems]
    return []
