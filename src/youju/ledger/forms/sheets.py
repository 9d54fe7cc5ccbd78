"""A form as somebody meets it: its inputs, what it asks for besides, and what sending it does.

Enter at `Sheet` and `Entered`. `youju.ledger.views.filling` shows one and takes it in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from youju.definitions.models import Act, EvidenceRule, FieldDef
from youju.errors import CODES, Problem
from youju.ledger.catalogue import LOOKUPS
from youju.ledger.coercing import Wrong, coercion
from youju.ledger.effects import Effect
from youju.ledger.forms.controls import Control, accepted
from youju.ledger.forms.gathering import Kept
from youju.ledger.models import LedgerRecord
from youju.ledger.rules import KINDS, Rules
from youju.people.actors import Actor
from youju.ui.formats import duration

_DAY = coercion(FieldDef(label="日期", type="date"), {}, LOOKUPS)


@dataclass(slots=True)
class Entered:
    """What somebody entered.

    Attributes:
        values: Fields that he changed, as the reader of values takes them.
        evidence: Files that he attached.
        on: Business date; None when it could not be read.
        asked: What was asked besides: ``comment``, ``reason``, ``extend``, ``level``, ``other`` …
        expected: Number of events that he saw.
        problems: What could not even be read.
    """

    values: dict[str, Any]
    evidence: list[dict[str, Any]]
    on: date
    asked: Mapping[str, str]
    expected: int | None
    problems: list[Problem] = field(default_factory=list)

    def text(self, name: str) -> str:
        """An answer without blanks around it."""
        return self.asked.get(name, "").strip()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form.

    Attributes:
        place: Name of its draft.
        heading: What it is for.
        button: What sending it does, in words.
        names: Fields that it has.
        do: Does it.
        check: Says without doing it what stands against it.
        today: Default of the business date.
        consequence: What follows from it.
        danger: Whether that should be considered twice.
        values: What the record holds now.
        hidden: Personal fields whose value is not shown.
        asks: Inputs besides the fields.
        evidence: What must be attached; None when nothing is asked.
        attach: Whether files can be attached.
        back: Address of the page to which one returns.
        weigh: Of a correction: what it would move, said before it is saved.
    """

    actor: Actor
    rules: Rules
    row: LedgerRecord | None
    place: str
    heading: str
    button: str
    names: Sequence[str]
    do: Callable[[Entered], LedgerRecord]
    check: Callable[[Entered], Sequence[Problem]]
    today: date
    back: str
    consequence: str = ""
    danger: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)
    required: Iterable[str] = ()
    hidden: Sequence[str] = ()
    asks: Sequence[Control] = ()
    evidence: EvidenceRule | None = None
    attach: bool = False
    weigh: Callable[[Entered], Sequence[Effect]] | None = None

    @property
    def inputs(self) -> list[str]:
        """Names of all inputs."""
        own = [f"f.{name}" for name in self.names] + [one.name for one in self.asks]
        return [*own, "evidence"] if self.attach else own

    def asked(self, typed: Mapping[str, Any] | None) -> list[Control]:
        """Its inputs besides the fields, with what was typed."""
        if typed is None:
            return [replace(one, errors=[]) for one in self.asks]
        return [replace(one, value=str(typed.get(one.name) or ""), errors=[]) for one in self.asks]

    def entered(
        self,
        values: Mapping[str, Any],
        evidence: list[dict[str, Any]],
        typed: Mapping[str, Any],
    ) -> Entered:
        """What somebody entered, from what was posted: only the values that he changed."""
        asked = {one.name: str(typed.get(one.name) or "") for one in self.asks}
        on, problems = day_of(asked.get("on", ""), self.today)
        late = self.row is not None and on < self.row.head_date
        changed = {
            name: value for name, value in values.items() if not self._is_as_before(name, value, late=late)
        }
        seen = str(typed.get("seen") or "")
        return Entered(changed, evidence, on, asked, int(seen) if seen.isdecimal() else None, problems)

    def _is_as_before(self, name: str, value: Any, *, late: bool) -> bool:
        """Whether a value says nothing new: an empty input of an empty field, or what is stored already.

        What is entered into the past is said in full, because then something else may have been stored.
        """
        stored = self.values.get(name)
        empty = value in ("", [], None)
        if empty and (stored is None or name in self.hidden):
            return True
        if late or self.row is None:
            return False
        read, problems = self.rules.reader.read({name: value})
        return not problems and read[name] == stored

    def evidence_control(self, files: Sequence[Kept]) -> Control | None:
        """The input for evidence."""
        if not self.attach:
            return None
        kinds = self.evidence.kinds if self.evidence else list(KINDS)
        made = Control("evidence", "evidence", gettext("佐证材料"), "file", files=files)
        made.accept = accepted(kinds)
        made.required = bool(self.evidence and self.evidence.min)
        labels = gettext("、").join(gettext(KINDS[kind]) for kind in kinds)
        least = self.evidence.min if self.evidence else 0
        made.hint = (
            gettext("至少%(least)d份，可以是%(kinds)s") % {"least": least, "kinds": labels}
            if least
            else gettext("可以是%(kinds)s") % {"kinds": labels}
        )
        return made


def day_of(text: str, today: date) -> tuple[date, list[Problem]]:
    """A business date as it was typed; today when nothing was."""
    try:
        read = _DAY(text) if text.strip() else None
    except Wrong as wrong:
        fields = {"on": wrong.fields["value"], "reason": wrong.fields["reason"]}
        return today, [Problem(CODES["K720"], {**fields, "expected": wrong.fields["expected"]})]
    return (date.fromisoformat(read) if read else today), []


def ask_date(today: date, label: str, hint: str = "") -> Control:
    """The business date."""
    return Control("on", "on", label, "date", value=today.isoformat(), required=True, hint=hint)


def ask_text(name: str, label: str, *, required: bool, hint: str = "") -> Control:
    """A remark, an opinion, a reason."""
    return Control(name, name, label, "lines", required=required, hint=hint)


def ask_choice(name: str, label: str, choices: Sequence[tuple[str, str]], value: str = "") -> Control:
    """One of a few."""
    return Control(name, name, label, "choice", value=value, required=True, choices=choices)


def ask_extension(act: Act) -> list[Control]:
    """By how much an extending act extends: from one unit to the most that it may."""
    if act.extends is None:
        return []
    most = act.extends.by
    choices = [(f"{count} {most.unit}", duration(count, most.unit)) for count in range(most.count, 0, -1)]
    return [ask_choice("extend", gettext("延长多久"), choices, choices[0][0])]


def uuid_of(text: str) -> UUID | None:
    """An id, if it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None
