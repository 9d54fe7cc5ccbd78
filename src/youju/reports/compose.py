"""Composing: from a template and a cut-off to a text in which every number is bound, with its appendix.

Enter at `compose`. Nothing is kept here (`actions`), but what is missing is counted when the observations say
so. Everything that is wrong is said at once where it can be: a figure without a value does not leave a hole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from youju.definitions.report_text import references
from youju.engine.aggregates import rounded
from youju.errors import Problem, YoujuError, fail
from youju.figures.models import ObservationRow
from youju.figures.queries import home_of
from youju.reports import catalogue
from youju.reports.behind import Records
from youju.reports.document import Bound, Document, Kind
from youju.reports.fields import label_of
from youju.reports.language import Language, composed
from youju.reports.markdown import SHORT, Unbound, escaped, link, parsed
from youju.reports.periods import ref_of, said
from youju.reports.printing import Style, shown_unit
from youju.reports.sources import Observations
from youju.standards import divisions

PRINTED: Final = 12
"""Digits of an observation's address in the appendix; eight are enough to find it."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A text with everything that it stands on.

    Attributes:
        offered: The template.
        source: Markdown with bound numbers.
        appendix: Markdown of the appendix of evidence.
        rows: Observations by address.
    """

    offered: catalogue.Offered
    source: str
    appendix: str
    rows: dict[str, ObservationRow]

    @property
    def bound(self) -> list[Bound]:
        """Everything that is bound in the text, in order."""
        return list(document_of(self.source, self.rows).bound())


def compose(
    name: str,
    observations: Observations,
    *,
    as_of: dt.date,
    on: dt.date,
    signatory: str = "",
) -> Composed:
    """Compose a report.

    Args:
        name: Code of the template.
        observations: Where its values come from.
        as_of: Cut-off.
        on: Day on which the document is made.
        signatory: Who signs; overrides the template's.

    Raises:
        YoujuError: B101 to B111, with all figures that have no value.
    """
    offered = catalogue.found(name)
    figures = catalogue.figures_of(offered)
    wanted = [one.name for one in references(offered.template) if one.name in set(figures)]
    observations.prepare(wanted, as_of=as_of)
    division = divisions.get(observations.division) if observations.division else None
    with Records() as records:
        language = Language(
            observations,
            as_of=as_of,
            on=on,
            signatory=signatory or offered.template.header.signatory or "",
            area=division.name if division else "",
            records=records.listed,
            actor=observations.actor,
        )
        text = composed(offered.template, language, figures, file=offered.file)
        used = _used(text, observations)
        appendix = evidence(used, records, as_of=as_of)
    return Composed(offered, text, appendix, {row.address: row for row in used})


def _used(text: str, observations: Observations) -> list[ObservationRow]:
    """The observations that a text is bound to, in their order."""
    document = document_of(text, observations.given)
    return rows_of(document.bound(), observations.given)


def rows_of(bound: Iterable[Bound], rows: dict[str, ObservationRow]) -> list[ObservationRow]:
    """The observations behind what is bound, each once."""
    found: dict[str, ObservationRow] = {}
    for one in bound:
        for address in addresses(one):
            if address in rows:
                found.setdefault(address, rows[address])
    return list(found.values())


def addresses(bound: Bound) -> tuple[str, ...]:
    """The observations that a bound text came from."""
    if bound.kind is Kind.FIGURE:
        return (bound.ref,)
    if bound.kind is Kind.CALCULATED:
        one, _, other = bound.ref.split(".")
        return one, other
    return ()


def document_of(text: str, rows: dict[str, ObservationRow], **facts: Any) -> Document:
    """The document that a text says, with whole addresses.

    Args:
        text: Markdown, whose links carry the beginnings of addresses.
        rows: The observations that it may be bound to.
        facts: Kept with the document.

    Raises:
        YoujuError: B112 for each number bound to something else.
    """
    whole = {address[:SHORT]: address for address in rows}

    def resolve(kind: Kind, ref: str) -> str | None:
        if kind is Kind.FIGURE:
            return whole.get(ref[:SHORT])
        if kind is Kind.CALCULATED:
            one, _, rest = ref.partition(".")
            operation, _, other = rest.partition(".")
            if operation not in ("plus", "minus", "over") or one[:SHORT] not in whole:
                return None
            return (
                f"{whole[one[:SHORT]]}.{operation}.{whole[other[:SHORT]]}" if other[:SHORT] in whole else None
            )
        return ref

    try:
        return parsed(text, resolve=resolve, facts=facts)
    except Unbound as error:
        raise fail("B112", text=error.text, ref=error.ref) from error


def evidence(rows: Sequence[ObservationRow], records: Records, *, as_of: dt.date) -> str:
    """The appendix of evidence (证据附录): every figure with its value, definition, cut-off and records.

    Raises:
        YoujuError: B106 for each figure whose records cannot be read any more.
    """
    problems: list[Problem] = []
    lines = [["序号", "指标", "数值", "口径", "截止日期", "记录数", "观测编号"]]
    for place, row in enumerate(rows, 1):
        try:
            records.check(row)
            number = records.number(row)
        except YoujuError as error:
            problems.extend(error.problems)
            continue
        lines.append([
            link(Bound(Kind.COUNT, f"{place}.row", str(place))),
            _name(label_of(row)),
            _value(row),
            _name(definition_in_words(row)),
            _day(row.as_of),
            link(Bound(Kind.COUNT, f"{number}.records", str(number), label="记录数")),
            _name(row.address[:PRINTED]),
        ])  # fmt: skip
    if problems:
        raise YoujuError(problems)
    if not rows:
        return ""
    table = "\n".join("| " + " | ".join(one) + " |" for one in [lines[0], ["---"] * 7, *lines[1:]])
    return (
        f"\n---\n\n{{caption}} 附录　数据证据（截至{_day(as_of)}）\n\n{table}\n\n"
        "{note} 表中每个数都能在本系统中追溯到记录；正文中的数绑定在观测编号上，可以核验。\n"
    )


def _value(row: ObservationRow) -> str:
    if row.value is None:
        return "—"
    text = f"{rounded(row.value, row.decimals):f}{shown_unit(row.unit)}"
    return link(Bound(Kind.FIGURE, row.address, text, Style().query(), label_of(row)))


def _day(day: dt.date) -> str:
    ref = ref_of("day", day)
    return link(Bound(Kind.DATE, ref, said(ref) or "", label="截止日期"))


def _name(text: str) -> str:
    if any(one.isdigit() for one in text):
        return link(Bound(Kind.NAME, "", " ".join(text.split()), label="名称"))
    return escaped(text)


def definition_in_words(row: ObservationRow) -> str:
    """What an observation counts, in words: its note, or what was kept of it, or its conditions."""
    from youju.figures.definition import Definition
    from youju.figures.queries import observation_of
    from youju.language import explain

    figure = home_of(row.figure).pack.figures[row.figure]
    terms = getattr(row, "terms", "")
    if figure.note or terms:
        return str(figure.note or terms)
    definition = observation_of(row).definition
    if not isinstance(definition, Definition):
        return str(figure.label)
    where = "全部" if definition.where is None else explain(definition.where)
    counted = definition.ledger.label if row.ledger else row.label
    if definition.numerator is not None:
        return f"{counted}：{where}中，{explain(definition.numerator)}的"
    return f"{counted}：{where}"


def ledgers_of(rows: Iterable[ObservationRow]) -> list[str]:
    """What must be seen whole to see a document: the ledgers, and packs of series, that are counted."""
    return sorted(
        {source for row in rows for source in (getattr(row, "sources", None) or [row.ledger]) if source}
    )
