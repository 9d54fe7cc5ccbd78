"""Lists that are handed in by page: pages may not change the register, so the worker takes them in.

Enter at `hand_in` and `accept` (the page) and `take_uploads` (the worker).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from uuid_utils.compat import uuid7

from youju.errors import YoujuError, fail
from youju.ledger import filestore
from youju.ledger.fold import known_on
from youju.linkage import guessing, reasons
from youju.people.actors import Actor
from youju.people.queries import actor as actor_of
from youju.register import queries
from youju.register.actions.loading import take_in
from youju.register.actions.projecting import take_projects
from youju.register.models import Delivery, Upload
from youju.register.projects import PROJECTS


def hand_in(
    name: str,
    *,
    file: str,
    sha256: str,
    columns: Mapping[str, str],
    partial: bool,
    accepted: bool = False,
    actor: Actor,
    on: date,
    at: datetime,
) -> Upload:
    """Hand a list in; the worker takes it in, in the order in which lists were handed in.

    Args:
        name: Of the list.
        file: Name of its file.
        sha256: Under which the file lies.
        columns: Heading by meaning (`youju.linkage.config.FIELDS`, or an item).
        partial: The list holds new and changed rows only.
        accepted: Somebody has seen that it is not like the last delivery, and is right.
        actor: Must see the whole register.
        on: Business date.
        at: When we were told.

    Raises:
        YoujuError: K803 for a day that has not come, K804 for somebody who may not.
    """
    if not queries.sees_all(actor):
        raise fail("K804", actor=actor.name)
    if on > known_on(at):
        raise fail("K803", on=on, expected=f"{known_on(at)}或以前的日期")
    made = Upload(
        id=uuid7(), source=name, file=file, sha256=sha256, columns=dict(columns), partial=partial,
        accepted=accepted, on=on, by=actor.id, at=at,
    )  # fmt: skip
    made.save(force_insert=True)
    return made


def accept(delivery: str, *, actor: Actor, at: datetime) -> Upload:
    """Hand a list in again that was held because it is not like the last one, as right.

    Args:
        delivery: Id of the held delivery.
        actor: Must see the whole register.
        at: When we were told.

    Raises:
        YoujuError: K814 for a delivery that was held for other reasons, is not the last of its list, or was
            not handed in by page.
    """
    shown = [one for one in queries.deliveries(actor) if str(one.id) == delivery]
    handed = queries.acceptable(actor, shown)
    if not handed:
        raise fail("K814")
    (one,) = handed.values()
    return hand_in(
        one.source, file=one.file, sha256=one.sha256, columns=one.columns, partial=one.partial, accepted=True,
        actor=actor, on=one.on, at=at,
    )  # fmt: skip


def take_uploads(*, at: datetime) -> int:
    """Take in what waits; a list that cannot be taken in says why, and the next one is tried.

    Returns:
        How many lists there were.
    """
    count = 0
    for one in Upload.objects.filter(done_at=None).order_by("id"):
        try:
            one.delivery_id = _taken(one, at)
        except YoujuError as error:
            one.problems = [problem.as_dict() for problem in reasons.first(error.problems)]
        one.done_at = at
        one.save(update_fields=["delivery", "problems", "done_at"])
        count += 1
    return count


def _taken(one: Upload, at: datetime) -> UUID:
    with tempfile.TemporaryDirectory(prefix="register-") as folder:
        path = Path(folder) / one.file
        shutil.copyfile(filestore.path_of(Path(settings.EVIDENCE_ROOT), one.sha256), path)
        source = guessing.described(one.source, path, one.columns)
        said: dict[str, Any] = {
            "actor": actor_of(one.by), "on": one.on, "at": at,
            "partial": one.partial, "accepted": one.accepted,
        }  # fmt: skip
        if one.source == PROJECTS:
            return take_projects(source, **said).delivery.id
        return Delivery.objects.get(load=take_in(source, **said).id).id
