"""The cover sheet of a record (督办单): what is printed, signed and put in front of the papers.

Enter at `sheet`, which gathers it; `sheet_docx` and `sheet_pdf` set it. Personal data is masked on paper too:
a sheet goes through many hands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from youju.ledger import queries
from youju.ledger.models import LedgerRecord
from youju.ledger.pages.history import history
from youju.ledger.pages.limits import limits
from youju.ledger.pages.words import Words, day
from youju.ledger.rules import Rules
from youju.people.actors import Actor
from youju.people.queries import organisation_names
from youju.ui.formats import bracketed

MOST_TOLD = 30
"""Entries of the timeline that are printed; the latest."""


@dataclass(frozen=True, slots=True)
class CoverSheet:
    """A cover sheet in words.

    Attributes:
        name: Name of the file, without its ending.
        heading: On top, in the middle.
        number: Number of the record, or empty.
        facts: Label and text; rows of a table are written one under another.
        limits: Label and how it stands.
        history: Day, what, who, opinion.
        signatures: What is signed at the foot.
        foot: Who printed it and when.
    """

    name: str
    heading: str
    number: str
    facts: Sequence[tuple[str, str]]
    limits: Sequence[tuple[str, str]]
    history: Sequence[tuple[str, str, str, str]]
    signatures: Sequence[str]
    foot: str


def sheet(row: LedgerRecord, rules: Rules, *, actor: Actor, as_of: date) -> CoverSheet:
    """The cover sheet of a record as at a date.

    Args:
        row: The record, which the actor may see.
        rules: Its ledger.
        actor: Who prints it.
        as_of: As at which day.
    """
    folded = queries.as_at(row.id, as_of=as_of)
    moments = queries.timeline(row)
    words = Words(rules, [folded.values, *(one.changes for one in moments)], {one.actor for one in moments})
    title, label = words.title(folded.values), rules.ledger.record_label
    facts = [(gettext("事项"), title), (gettext("状态"), rules.state_label(folded.state))]
    for fact in words.facts(folded.values):
        text = "\n".join("　".join(cells) for cells in fact.rows) if fact.rows else fact.text
        facts.append((f"{fact.label}{bracketed(fact.unit)}", text))
    told = [one for one in history(moments, words, as_of=as_of) if one.voided_by is None][:MOST_TOLD]
    organisation = (
        organisation_names([actor.organisation]).get(actor.organisation, "") if actor.organisation else ""
    )
    return CoverSheet(
        name=f"{gettext('督办单')}-{folded.number or str(row.id)[:8]}",
        heading=gettext("%(record)s督办单") % {"record": label},
        number=folded.number or "",
        facts=facts,
        limits=[(one.label, one.words) for one in limits(rules, folded.clocks, as_of=as_of)],
        history=[
            (day(one.on), f"{one.label}{' → ' + one.moved if one.moved else ''}", one.actor, one.comment)
            for one in reversed(told)
        ],
        signatures=[gettext("拟办意见"), gettext("领导批示"), gettext("办理结果")],
        foot=gettext("%(organisation)s %(name)s打印，截至%(day)s")
        % {"organisation": organisation, "name": actor.name, "day": day(as_of)},
    )
