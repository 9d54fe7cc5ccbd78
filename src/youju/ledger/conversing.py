"""Who can be spoken to about a record, and whom a comment calls.

Enter at `listeners` (everybody who sees the record), `called` (whom ``@姓名`` in a text means) and
`comments_of`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from youju.errors import CODES, Problem, YoujuError
from youju.ledger import catalogue
from youju.ledger.models import LedgerRecord
from youju.ledger.models_own import Comment
from youju.people.models import Membership, Organisation
from youju.people.queries import organisation_names, person_names

_CALL = re.compile(
    r"(?<![0-9A-Za-z._%+-])@(?P<name>[^\s@，。；：、！？（）()]{1,40})(?:（(?P<of>[^）]{1,80})）)?"
)
MOST_FOUND = 12


@dataclass(frozen=True, slots=True)
class Listener:
    """A person who sees a record, in one of the organisations through which he does."""

    id: str
    name: str
    organisation: str

    @property
    def address(self) -> str:
        """How to call him without doubt."""
        return f"@{self.name}（{self.organisation}）"


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as it is shown: pieces of text, those that call somebody marked."""

    who: str
    organisation: str
    at: datetime
    pieces: Sequence[tuple[str, bool]]


def listeners(record: LedgerRecord) -> list[Listener]:
    """Active persons who see a record, by name.

    The same rule as `youju.ledger.queries.visible_to`: who holds a role of the ledger that is tied to no
    organisation, and everybody in the organisations that it concerns and in those above them.
    """
    roles = catalogue.current(record.ledger).free_roles
    paths = Organisation.objects.filter(code__in=record.parties).values_list("path", flat=True)
    scopes = {code for path in paths for code in path.split("/") if code}
    held = Membership.objects.filter(Q(role__in=roles) | Q(organisation_id__in=scopes), person__active=True)
    rows = held.values_list("person_id", "person__name", "organisation__name").distinct()
    return [Listener(*row) for row in sorted(rows, key=lambda row: (row[1], row[2], row[0]))]


def matching(found: Iterable[Listener], text: str) -> list[Listener]:
    """The first few whose name or organisation holds a text."""
    wanted = text.strip().lstrip("@")
    return [one for one in found if wanted in one.name or wanted in one.organisation][:MOST_FOUND]


def called(text: str, known: Sequence[Listener]) -> list[Listener]:
    """Whom a text calls, each once.

    Raises:
        YoujuError: K791 for every name that nobody, or more than one person, answers to.
    """
    found: dict[str, Listener] = {}
    problems = []
    for match in _CALL.finditer(text):
        meant = _meant(match, known)
        people = {one.id for one in meant}
        if len(people) == 1:
            found[meant[0].id] = meant[0]
        else:
            hint = "、".join(one.address for one in meant[:3]) or "只能提醒看得到本件的人"
            problems.append(Problem(CODES["K791"], {"name": match["name"], "hint": hint}))
    if problems:
        raise YoujuError(problems)
    return list(found.values())


def _meant(match: re.Match[str], known: Sequence[Listener]) -> list[Listener]:
    """Those of the longest name with which a call begins: all that bear it, or those of the organisation."""
    name, of = match["name"], match["of"]
    begins = [one for one in known if name.startswith(one.name)]
    longest = max((len(one.name) for one in begins), default=0)
    meant = [one for one in begins if len(one.name) == longest]
    if of and len(name) == longest:
        meant = [one for one in meant if one.organisation == of]
    return meant


def comments_of(record: LedgerRecord, *, limit: int = 200) -> list[Said]:
    """The latest comments on a record, in the order in which they were made."""
    rows = list(Comment.objects.filter(record=record.id).order_by("-id")[:limit])[::-1]
    names = person_names({row.person for row in rows} | {id_ for row in rows for id_ in row.mentions})
    organisations = organisation_names({row.organisation for row in rows if row.organisation})
    return [
        Said(
            names.get(row.person, row.person),
            organisations.get(row.organisation, ""),
            row.said_at,
            _pieces(row.text, [names[id_] for id_ in row.mentions if id_ in names]),
        )
        for row in rows
    ]


def _pieces(text: str, names: Sequence[str]) -> list[tuple[str, bool]]:
    """A text cut at the calls of these names."""
    if not names:
        return [(text, False)]
    either = "|".join(re.escape(name) for name in sorted(set(names), key=len, reverse=True))
    parts = re.split(f"(@(?:{either})(?:（[^）]{{1,80}}）)?)", text)
    return [(part, index % 2 == 1) for index, part in enumerate(parts) if part]
