"""The records behind an observation, as rows of a document; and how many there are.

Enter at `Records`. One engine serves all observations of a report. Personal data never comes into a document:
such fields are left out, whoever composes.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from uuid import UUID

from youju.definitions.report_text import DIGITS
from youju.errors import YoujuError, fail
from youju.events.queries import of_streams
from youju.figures.count import Counter
from youju.figures.models import ObservationRow
from youju.figures.queries import Behind, records_behind
from youju.ledger import catalogue
from youju.ledger.fold import fold
from youju.ledger.listing.columns import title_fields
from youju.ledger.pages.words import Words
from youju.reports.document import Bound, Kind


class Records:
    """Reads what observations counted, in a ``with``."""

    def __init__(self) -> None:
        self._counter = Counter(refresh=False)
        self._numbers: dict[str, int] = {}

    def __enter__(self) -> Records:
        self._counter.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._counter.__exit__(kind, error, trace)

    def of(self, row: ObservationRow, *, numerator: bool = False) -> Sequence[Behind]:
        """The records (or acts) that were counted.

        Raises:
            YoujuError: B106 when they cannot be read any more.
        """
        try:
            found = records_behind(row, numerator=numerator, counter=self._counter)
        except YoujuError as error:
            reason = error.problems[0].message.rstrip("。")
            raise fail("B106", figure=row.label, as_of=row.as_of, reason=reason) from error
        if not found and row.value is not None and row.numerator:
            raise fail("B106", figure=row.label, as_of=row.as_of, reason="快照中已经没有这些记录")
        return found

    def number(self, row: ObservationRow) -> int:
        """How many records (or acts) stand behind an observation."""
        if row.address not in self._numbers:
            self._numbers[row.address] = len(_inputs(row)) if _is_made(row) else len(self.of(row))
        return self._numbers[row.address]

    def check(self, row: ObservationRow) -> None:
        """Whether everything that an observation is made of can still be read, down to the records.

        Raises:
            YoujuError: B106.
        """
        if not _is_made(row):
            self.number(row)
            return
        wanted = {address for _role, address in _inputs(row)}
        found = list(ObservationRow.objects.filter(address__in=wanted))
        if len(found) < len(wanted):
            raise fail("B106", figure=row.label, as_of=row.as_of, reason="所依据的观测值已不在")
        for one in found:
            self.check(one)

    def listed(
        self, row: ObservationRow, fields: Sequence[str], most: int, part: str
    ) -> tuple[list[str], list[list[str | Bound]]]:
        """Heads and cells of the records, as they were at the cut-off.

        Args:
            row: The observation.
            fields: Fields of the ledger, or ``number``, ``state``; none for number, title and state.
            most: How many at most, the first by their numbers.
            part: ``numerator`` for what counts in a share, ``rest`` for what does not, ``all``.
        """
        behind = list(self.of(row, numerator=part == "numerator"))
        if part == "rest":
            counted = {one.record for one in self.of(row, numerator=True)}
            behind = [one for one in behind if one.record not in counted]
        chosen = list(dict.fromkeys(UUID(one.record) for one in behind))[:most]
        streams = of_streams(chosen)
        rules = catalogue.current(row.ledger)
        then = {id_: fold(streams[id_], as_of=row.as_of, known_at=row.known_at) for id_ in chosen}
        wanted = [
            name
            for name in (fields or ("number", *title_fields(rules), "state"))
            if name in ("number", "state") or not rules.ledger.fields[name].personal
        ]
        words = Words(rules, [one.values for one in then.values()])
        own = {"number": "编号", "state": "状态"}
        heads = ["序号", *(own.get(name) or rules.ledger.fields[name].label for name in wanted)]
        rows: list[list[str | Bound]] = []
        for place, (id_, folded) in enumerate(then.items(), 1):
            cells: list[str | Bound] = [_cell(id_, "row", str(place))]
            for name in wanted:
                if name == "number":
                    text = folded.number or ""
                elif name == "state":
                    text = rules.state_label(folded.state)
                else:
                    text = words.value(rules.ledger.fields[name], folded.values.get(name))
                cells.append(_cell(id_, name, text))
            rows.append(cells)
        return heads, rows


def _is_made(row: ObservationRow) -> bool:
    """Whether it is computed from series or other figures, and has no records of its own."""
    return getattr(row, "source", "ledger") in ("series", "figure")


def _inputs(row: ObservationRow) -> list[tuple[str, str]]:
    """Role and address of the observations that it is computed from."""
    return [(str(role), str(address)) for role, address in getattr(row, "inputs", ())]


def _cell(record: UUID, name: str, text: str) -> str | Bound:
    """A cell; bound to its record where it has digits."""
    if not DIGITS.search(text):
        return text
    return Bound(Kind.RECORD, f"{record.hex}.{name}", " ".join(text.split()), label="记录内容")
