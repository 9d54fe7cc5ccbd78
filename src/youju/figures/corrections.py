"""What the correction of a record moves among figures: weighed before it is saved, followed up after it.

Enter at `weigh` (for the forms of the room ``ledger``) and `follow` (for the periodic work). To weigh, the
correction is made in a transaction that is undone; the figures are counted before and after it, both times
from a copy of the snapshots in which only this record is as it stands now. So what others have recorded
since the figures were counted is not mistaken for the effect of this correction.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from youju.errors import YoujuError, fail
from youju.events.queries import latest_position
from youju.figures import impacts
from youju.figures.actions import supersede
from youju.figures.count import Counter
from youju.figures.impacts import Moved
from youju.figures.models import ObservationRow
from youju.figures.observation import Observation
from youju.figures.queries import visible_to
from youju.figures.showing import printed, printed_value
from youju.ledger import snapshots
from youju.ledger.effects import Effect, Item
from youju.ledger.models import LedgerRecord
from youju.notices import actions as notices
from youju.people.actors import Actor
from youju.people.telling import sentence
from youju.ui.formats import bracketed

MOST = 20
"""Moved observations that are named; the sentence counts all."""
_TOLD = "corrections"


def weigh(row: LedgerRecord, change: Callable[[], object], on: dt.date, actor: Actor) -> Effect | None:
    """What a correction would move among the figures that somebody may see (`ledger.effects.Weigh`)."""
    rows = impacts.of_ledger(row.ledger, since=on, among=visible_to(actor))
    if not rows:
        return None
    try:
        moved = _weighed(row, change, rows)
    except _NotCounted as error:
        return Effect(_("没有算出对指标的影响：%(why)s") % {"why": sentence(error.problems[0])})
    if not moved:
        return None
    return Effect(told(moved), [_item(one) for one in _first(moved)])


class _NotCounted(YoujuError):
    """That counting failed, not the correction."""


def _weighed(row: LedgerRecord, change: Callable[[], object], rows: Sequence[ObservationRow]) -> list[Moved]:
    with _copy() as root:
        before = _counted(row, rows, root)
        with transaction.atomic():
            change()
            after = _counted(row, rows, root)
            transaction.set_rollback(True)
    published = impacts.published(rows)
    return [
        Moved(one, after[one.address], one.address in published, before[one.address])
        for one in rows
        if one.address in before
        and one.address in after
        and before[one.address].value != after[one.address].value
    ]


def _counted(row: LedgerRecord, rows: Sequence[ObservationRow], root: Path) -> dict[str, Observation]:
    """Observations anew by the address of the kept ones, with the record as it stands in this transaction."""
    try:
        if not snapshots.retell(row.ledger, [row.id], root=root):
            raise fail("F803", ledger=row.ledger)
        with Counter(root=root, refresh=False) as counter:
            return impacts.anew(counter, rows)
    except YoujuError as error:
        raise _NotCounted(error.problems) from error


@contextmanager
def _copy() -> Iterator[Path]:
    """The snapshots once more, as links: files that are written anew do not touch those of the original."""
    known = Path(settings.SNAPSHOT_ROOT)
    known.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=known.parent, prefix="weighing-") as folder:
        root = Path(folder) / "snapshots"
        ignored = shutil.ignore_patterns("manifests", ".*", "tmp*", "*.tmp")
        shutil.copytree(known, root, copy_function=_linked, ignore=ignored)
        yield root


def _linked(source: str, target: str) -> None:
    Path(target).hardlink_to(source)


def told(moved: Sequence[Moved]) -> str:
    """What is moved, in one sentence of the reader's language."""
    figures = {one.row.figure for one in moved}
    parts = [_("将影响%(count)d个指标") % {"count": len(figures)}]
    if published := {one.row.figure for one in moved if one.published}:
        parts.append(_("其中%(count)d个已公布") % {"count": len(published)})
    shares = [one.relative for one in moved if one.relative is not None]
    if shares:
        most = max(shares, key=abs)
        sign = "−" if most < 0 else "+"
        parts.append(_("变动最大的为%(change)s%%") % {"change": f"{sign}{abs(most):.1f}"})
    return _("，").join(parts) + _("。")


def _first(moved: Sequence[Moved]) -> list[Moved]:
    """Published ones first, totals before their groups."""
    return sorted(moved, key=lambda one: (not one.published, len(one.row.by), one.row.figure))[:MOST]


def _item(one: Moved) -> Item:
    row = one.row
    names = _("、").join(row.key_labels.values())
    on = _("截至%(on)s") % {"on": row.as_of.isoformat()}
    return Item(
        label=f"{row.label}{bracketed(names)} {on}",
        was=printed(row) if one.was == row.value else printed_value(one.was, row.unit, row.decimals),
        now=printed_value(one.now.value, row.unit, row.decimals),
        address=reverse("figures:figure", args=[row.address]),
        note=_("已公布") if one.published else "",
    )


def follow(*, at: dt.datetime) -> int:
    """Count again what corrections since the last time have touched, and keep what became of it.

    For the periodic work, which sees every record; whoever corrects need not.

    Returns:
        How many observations came out otherwise.
    """
    upto = latest_position()
    count = 0
    with transaction.atomic():
        done = notices.told_upto(_TOLD, begin=0)
        for ledger, (since, cause) in _corrected(done.position, upto).items():
            moved = impacts.again(impacts.of_ledger(ledger, since=since))
            supersede(moved, cause=cause, at=at)
            count += len(moved)
        notices.advance(done, upto)
    return count


def _corrected(after: int, upto: int) -> dict[str, tuple[dt.date, str]]:
    """Ledgers with corrections between two positions: from which day the first is right, and which it was.

    What was done on an earlier day than it was entered corrects what had been counted of that day.
    """
    late = "e.type = 'acted' AND e.business_date < (e.recorded_at AT TIME ZONE 'Asia/Shanghai')::date"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.ledger,"  # noqa: S608 - a constant
            " min(CASE WHEN e.type IN ('amended', 'acted') THEN e.business_date ELSE r.opened_on END),"
            " count(*), min(coalesce(r.number, '')), bool_and(e.type = 'acted')"
            " FROM events_event e JOIN ledger_record r ON r.id = e.stream"
            " WHERE e.position > %s AND e.position <= %s AND e.kind = 'ledger'"
            f" AND (e.type IN ('amended', 'voided', 'merged') OR {late}) GROUP BY 1",
            [after, upto],
        )
        return {
            ledger: (since, _cause(count, number, entered_late=entered_late))
            for ledger, since, count, number, entered_late in cursor.fetchall()
        }


def _cause(count: int, number: str, *, entered_late: bool) -> str:
    """What was corrected, in words that are kept."""
    what = "补录" if entered_late else "更正"
    if count == 1 and number:
        return f"{what}{number}的办理" if entered_late else f"{what}{number}"
    return f"{what}{count}处办理" if entered_late else f"{what}{count}处记录"
