"""A record as people read it: facts, time limits and what was done, in words. Reads nothing itself.

Enter at `facts`, `limits` and `timeline`; `Names` brings the names of organisations and persons, fetched
once for a page. Fields marked as personal are masked here, for everyone, until there are roles
(docs/decisions/0008).

Does not belong here: HTML (templates), fetching (`pages`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from youju.definitions.models import Code, FieldDef
from youju.errors import YoujuError
from youju.language.clocks import overdue, remaining
from youju.ledger.fold import Folded, known_on
from youju.ledger.rules import Rules, reading
from youju.ledger.timelines import Moment
from youju.ledger.values import place_of
from youju.standards import divisions, industries
from youju.ui.formats import amount, chinese_date, clock_words, light_label, masked, shape

CodeLists = Mapping[str, Mapping[str, Code]]

HIDDEN_EVENTS = frozenset({"recomputed"})
"""Events that only bring clocks right after a late entry; people see the entry itself."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names for codes that no pack lists.

    Attributes:
        organisations: Name by code.
        persons: Name by id.
    """

    organisations: Mapping[str, str] = field(default_factory=dict)
    persons: Mapping[str, str] = field(default_factory=dict)

    def organisation(self, code: str) -> str:
        """Name of an organisation; an unknown one is shown by its code."""
        return self.organisations.get(code, code)

    def person(self, id_: str) -> str:
        """Name of whoever did something."""
        return "系统" if id_ == "system" else self.persons.get(id_, id_)


@dataclass(frozen=True, slots=True)
class Light:
    """A light as it is shown: colour, shape and word.

    Attributes:
        count: How many records show it; None where that is not asked.
    """

    name: str
    label: str
    shape: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One field with its value in words.

    Attributes:
        heads: Column heads of a table field.
        rows: Rows of a table field.
        masked: Whether the text hides personal data.
    """

    label: str
    unit: str = ""
    text: str = ""
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit and how it stands."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Happened:
    """One event as the timeline shows it.

    Attributes:
        label: What was done.
        moved: The state to which it moved the record.
        on: Business date.
        recorded: Day on which it was recorded.
        late: Whether it was recorded after its business date.
        voided: Whether it was taken back later.
    """

    label: str
    moved: str
    on: date
    recorded: date
    late: bool
    voided: bool
    actor: str
    comment: str
    changes: Sequence[Fact]
    files: Sequence[str]


def light(rules: Rules, name: str | None, count: int | None = None) -> Light | None:
    """A light of a ledger as it is shown."""
    if name is None:
        return None
    found = rules.ledger.lights.get(name)
    return Light(name, light_label(name, found.label if found else None), shape(name), count)


def title_fields(rules: Rules) -> list[str]:
    """The fields by which people recognise a record; never a personal one.

    ``title``; or, where records have numbers, the first text that is no key, and where they have none, the
    texts of the first unique key (批次、图斑编号); or the first text there is.
    """
    ledger = rules.ledger
    if "title" in ledger.fields:
        return ["title"]
    texts = [name for name, one in ledger.fields.items() if one.type == "text" and not one.personal]
    keys = [name for key in ledger.unique for name in key if name in texts]
    if ledger.number is None and keys:
        return [name for name in ledger.unique[0] if name in texts] or keys[:1]
    return [name for name in texts if name not in keys][:1] or texts[:1]


def title(rules: Rules, values: Mapping[str, Any], lists: CodeLists, names: Names) -> str:
    """What a record is called, in one line; what it is about when its title is empty."""
    fields = rules.ledger.fields
    texts = [fact(fields[name], values.get(name), lists, names).text for name in title_fields(rules)]
    return " ".join(filter(None, texts)) or rules.ledger.record_label


def facts(rules: Rules, values: Mapping[str, Any], lists: CodeLists, names: Names) -> list[Fact]:
    """The fields that are filled in, in the order of the definition, without what is the title."""
    return [
        fact(one, values[name], lists, names)
        for name, one in rules.ledger.fields.items()
        if name in values and title_fields(rules) != [name]
    ]


def fact(one: FieldDef, value: Any, lists: CodeLists, names: Names) -> Fact:
    """A field with its value."""
    label, unit = one.label, one.unit or ""
    if one.type == "table" and one.columns and not one.personal:
        columns = one.columns
        rows = [
            [fact(column, row.get(name), lists, names).text for name, column in columns.items()]
            for row in value or ()
        ]
        return Fact(label, unit, f"{len(rows)}行", [column.label for column in columns.values()], rows)
    text = value_text(one, value, lists, names)
    if one.personal:
        return Fact(label, unit, masked(text), masked=bool(text))
    return Fact(label, unit, text)


def value_text(one: FieldDef, value: Any, lists: CodeLists, names: Names) -> str:
    """A stored value in words; empty for nothing."""
    if value is None:
        return ""
    match one.type:
        case "boolean":
            return "是" if value else "否"
        case "date":
            return chinese_date(date.fromisoformat(value))
        case "number" | "money":
            return amount(value)
        case "percent":
            return f"{amount(value)}%"
        case "organisation":
            return names.organisation(value)
        case "person":
            return names.persons.get(value, value)
        case "code":
            return _code_text(one.codes or "", value, lists)
        case "place":
            return place_of(value).text
        case "file":
            return str(value.get("name", ""))
        case _:
            return str(value)


def _code_text(codes: str, value: str, lists: CodeLists) -> str:
    if codes == "standard:division":
        division = divisions.get(value)
        return division.name if division else value
    if codes == "standard:industry":
        industry = industries.get(value)
        return industry.name if industry else value
    code = lists.get(codes, {}).get(value)
    return code.label if code else value


def limits(rules: Rules, clocks: Mapping[str, Mapping[str, Any]], *, as_of: date) -> list[Limit]:
    """The time limits of a record in words, in the order of the definition."""
    found = []
    for name, definition in rules.ledger.clocks.items():
        clock = clocks.get(name)
        if clock is None:
            continue
        hands = reading(dict(clock))
        try:
            late, left = overdue(hands, as_of), remaining(hands, as_of)
        except YoujuError:  # working days beyond the published calendar: say the dates, not the count
            late, left = None, None
        words = clock_words(
            clock, overdue=int(late or 0), remaining=None if left is None else max(int(left), 0)
        )
        found.append(Limit(definition.label, words))
    return found


def timeline(
    rules: Rules, moments: Iterable[Moment], lists: CodeLists, names: Names, *, as_of: date
) -> list[Happened]:
    """What happened up to a date, the latest first; what was taken back is shown as such."""
    told = [one for one in moments if one.on <= as_of and one.type not in HIDDEN_EVENTS]
    told.sort(key=lambda one: (one.on, one.seq), reverse=True)
    return [_happened(rules, one, lists, names) for one in told]


def _happened(rules: Rules, moment: Moment, lists: CodeLists, names: Names) -> Happened:
    fields, opening = rules.ledger.fields, moment.type == "opened"
    return Happened(
        label=moment.label,
        moved=moment.state if moment.state and not opening else "",
        on=moment.on,
        recorded=known_on(moment.recorded_at),
        late=moment.late,
        voided=moment.voided_by is not None,
        actor=names.person(moment.actor),
        comment=moment.comment or "",
        # What it was opened with stands among the facts already.
        changes=[
            fact(fields[name], value, lists, names)
            for name, value in moment.changes.items()
            if name in fields and not opening
        ],
        files=[one["name"] for one in moment.evidence],
    )


def organisations_in(rules: Rules, folded: Folded) -> set[str]:
    """Codes of the organisations that a record names, so that their names are fetched at once."""
    fields = rules.ledger.fields
    codes = {
        value
        for name, value in folded.values.items()
        if name in fields and fields[name].type == "organisation"
    }
    for name, value in folded.values.items():
        columns = fields[name].columns if name in fields else None
        for column, one in (columns or {}).items():
            if one.type == "organisation":
                codes |= {row[column] for row in value if row.get(column)}
    return codes
