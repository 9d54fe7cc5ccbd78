"""Redaction for release (脱敏): what the template says is hidden, and the checker looks for what shows.

Enter at `released`. Rules stand in a template's ``redact``: the code of a figure (its numbers become XX),
``records`` (tables of records and what they say become their number of rows), ``appendix`` (the appendix of
evidence stays inside), or a word, which becomes 某某. A document that still gives away what is hidden is not
released.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from youju.checker.check import check_text
from youju.errors import fail
from youju.figures.models import ObservationRow
from youju.reports.compose import addresses
from youju.reports.document import (
    Block,
    Bound,
    Chart,
    Document,
    Heading,
    Kind,
    PageBreak,
    Paragraph,
    Plain,
    Span,
    Table,
    Title,
    plain_text,
    spans_of,
)
from youju.reports.printing import shown_unit

MASK: Final = "XX"
WORD: Final = "某某"
RECORDS, APPENDIX = "records", "appendix"


def released(document: Document, rules: Iterable[str], rows: Mapping[str, ObservationRow]) -> Document:
    """The document as it may go out.

    Args:
        document: As it was signed.
        rules: What is hidden.
        rows: The observations that it is bound to, by address.

    Raises:
        YoujuError: B127 when it still gives away what is hidden, or a person.
    """
    wanted = list(rules)
    hidden = {address for address, row in rows.items() if row.figure in wanted}
    words = [one for one in wanted if one not in (RECORDS, APPENDIX) and not one.isascii()]
    blocks = _without_appendix(document.blocks) if APPENDIX in wanted else document.blocks
    hider = _Hider(hidden, words, records=RECORDS in wanted, rows=rows)
    made = replace(document, blocks=tuple(one for block in blocks for one in hider.block(block)))
    leaks = leaks_in(made)
    if leaks:
        raise fail("B127", count=len(leaks), first=leaks[0])
    return made


def leaks_in(document: Document) -> list[str]:
    """What the checker says of hidden values that can be computed, of numbers of persons and of names."""
    found = check_text(plain_text(document))
    return [one.message for report in found.reports for one in report.findings if one.rule.startswith("R3")]


def _without_appendix(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    places = [place for place, block in enumerate(blocks) if isinstance(block, PageBreak)]
    return blocks[: places[-1]] if places else blocks


class _Hider:
    def __init__(
        self, hidden: set[str], words: list[str], *, records: bool, rows: Mapping[str, ObservationRow]
    ) -> None:
        self._hidden, self._words, self._records, self._rows = hidden, words, records, rows

    def block(self, block: Block) -> list[Block]:
        """What is left of a block."""
        if isinstance(block, Chart):
            return [] if any(self._is_hidden(one) for one in block.values) else [block]
        if isinstance(block, Table):
            if self._records and _of_records(block):
                return [Paragraph((Plain("（明细不予公开。）"),))]
            rows = tuple(tuple(self._spans(cell) for cell in row) for row in block.rows)
            return [replace(block, rows=rows, caption=self._spans(block.caption))]
        if isinstance(block, (Title, Heading, Paragraph)):
            return [replace(block, spans=self._spans(block.spans))]
        return [block]

    def _spans(self, spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(self._span(one) for one in spans)

    def _span(self, span: Span) -> Span:
        if isinstance(span, Bound):
            return Plain(self._masked(span)) if self._is_hidden(span) else self._worded(span)
        return self._worded(span)

    def _is_hidden(self, bound: Bound) -> bool:
        if bound.kind is Kind.RECORD:
            return self._records
        return any(address in self._hidden for address in addresses(bound))

    def _masked(self, bound: Bound) -> str:
        """A value without its digits; the unit stays where it was printed."""
        found = addresses(bound)
        unit = shown_unit(self._rows[found[0]].unit) if found else ""
        return MASK + (unit if unit and bound.text.endswith(unit) else "")

    def _worded(self, span: Span) -> Span:
        text = span.text
        for word in self._words:
            text = text.replace(word, WORD)
        return span if text == span.text else Plain(text)


def _of_records(table: Table) -> bool:
    return any(
        isinstance(one, Bound) and one.kind is Kind.RECORD for spans in spans_of(table) for one in spans
    )
