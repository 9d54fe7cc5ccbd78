"""The functions and filters of report templates; their list and its words stand in `definitions.report_text`.

Enter at `composed`, which turns a template into Markdown. Whatever a template prints is a field that knows
where it came from, or text without digits: a bare number is refused, a text of the data is escaped.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from jinja2 import TemplateError, TemplateSyntaxError
from jinja2.exceptions import SecurityError, UndefinedError

from youju.definitions.report_text import DIGITS, FILTERS, FUNCTIONS, ReportTemplate, environment
from youju.errors import YoujuError, fail
from youju.errors.shape import Where
from youju.figures.models import ObservationRow
from youju.people.actors import Actor
from youju.reports.document import Bound, Chart, Kind
from youju.reports.fields import Calculated, Field, Markdown, Word, without_value
from youju.reports.goals import Goal, goals_of
from youju.reports.markdown import chart_block, escaped, link
from youju.reports.periods import moved, ref_of, said
from youju.reports.printing import CHANGE
from youju.reports.sources import Observations
from youju.standards.numerals import to_chinese

MOST_TEXT: Final = 2_000_000
"""Characters of a composed text."""
Records = Callable[[ObservationRow, Sequence[str], int, str], "tuple[list[str], list[list[str | Bound]]]"]
"""Gives heads and cells of the records behind an observation: fields, how many, which part."""


class Language:
    """One composition: what a template sees.

    Args:
        observations: Where values come from.
        as_of: Cut-off.
        on: Day on which the document is made.
        signatory: Who signs.
        area: What the division is called.
        records: Lists the records behind an observation.
    """

    def __init__(
        self,
        observations: Observations,
        *,
        as_of: dt.date,
        on: dt.date,
        signatory: str = "",
        area: str = "",
        records: Records | None = None,
        actor: Actor | None = None,
    ) -> None:
        self.observations = observations
        self.as_of = as_of
        self.on = on
        self.signatory, self.area = signatory, area
        self._records_behind = records
        self._actor = actor

    def total(self, name: str, as_of: dt.date) -> ObservationRow:
        """For `fields.Reader`."""
        return self.observations.total(name, as_of=as_of)

    def group(self, name: str, key: dict[str, str | None], as_of: dt.date) -> ObservationRow:
        """For `fields.Reader`."""
        return self.observations.group(name, key, as_of=as_of)

    def without_value(self, row: ObservationRow) -> YoujuError:
        """For `fields.Reader`."""
        return YoujuError(without_value(row))

    def names(self, figures: Iterable[str]) -> dict[str, Any]:
        """Everything that a template may name."""
        dates = {
            "as_of": self._date("day", self.as_of),
            "year": self._date("year", self.as_of),
            "month": self._date("month", self.as_of),
            "this_month": self._date("only_month", self.as_of),
            "last_year": self._date("year", moved(self.as_of, "year", -1)),
            "next_year": self._date("year", moved(self.as_of, "year", 1)),
            "today": self._date("day", self.on),
        }
        own = {name: getattr(self, f"_{name}") for name in FUNCTIONS}
        fields = {name: Field(name, self, self.as_of) for name in figures}
        return {**fields, **dates, **own, "signatory": self.signatory, "area": self.area}

    def _date(self, form: str, day: dt.date) -> Word:
        ref = ref_of(form, day)
        return Word(Bound(Kind.DATE, ref, said(ref) or "", label="日期"))

    def _groups(self, figure: Field, *, by: str, no_zero: bool = False) -> list[Field]:
        rows = self.observations.groups(figure.name, by, as_of=figure.as_of)
        found = [replace(figure, key=dict(row.key), known_row=row) for row in rows]
        return [one for one in found if not no_zero or not one.known or one.value != 0]

    def _top(self, fields: Sequence[Field], most: int) -> list[Field]:
        known = [one for one in fields if one.known]
        return sorted(known, key=lambda one: one.value, reverse=True)[:most]

    def _listed(self, fields: Sequence[Field], *, between: str = "、") -> Markdown:
        return Markdown(between.join(_worded(one.label) + str(one) for one in fields))

    def _labels(self, fields: Sequence[Any], *, between: str = "、") -> Markdown:
        return Markdown(between.join(_worded(one.label) for one in fields))

    def _count(self, fields: Sequence[Any], *, digits: bool = False) -> Word:
        number = len(fields)
        text = str(number) if digits else to_chinese(number)
        ref = f"{number}.{'digits' if digits else 'han'}"
        return Word(Bound(Kind.COUNT, ref, text, label="所列项数"))

    def _nth(self, number: int) -> Markdown:
        return Markdown(to_chinese(number))

    def _name(self, text: str) -> Word:
        return Word(Bound(Kind.NAME, "", str(text), label="名称"))

    def _series(self, figure: Field, *, last: int, step: str = "month") -> list[Field]:
        days = [moved(self.as_of, step, -count) for count in range(min(last, 60) - 1, -1, -1)]
        return [replace(figure, as_of=day, known_row=None) for day in days]

    def _table(
        self,
        figures: Sequence[Any],
        *,
        by: str = "",
        title: str = "",
        total: bool = False,
        head: str = "分组",
    ) -> Markdown:
        """A table: a row a group and a column a figure; without `by`, a row a figure."""
        if not by:
            lines = [["指标", "数值"], *([_worded(one.label), str(one)] for one in figures)]
            return _pipes(lines, title)
        units = [_head_unit(one) for one in figures]
        heads = [head, *(escaped(_row(one).label) + unit for one, unit in zip(figures, units, strict=True))]
        columns = [{one.code: one for one in self._groups(figure, by=by)} for figure in figures]
        codes = dict.fromkeys(code for column in columns for code in column)
        lines = [heads]
        for code in codes:
            found = [column.get(code) for column in columns]
            label = next(one.label for one in found if one is not None)
            lines.append([_worded(label), *(_cell(one) for one in found)])
        if total:
            lines.append(["合计", *(_cell(one) for one in figures)])
        return _pipes(lines, title)

    def _chart(
        self, figure: Any, *, by: str = "", kind: str = "bar", title: str = "", most: int = 30
    ) -> Markdown:
        """A picture of a figure's groups, or of a list of fields."""
        fields = self._groups(figure, by=by) if by else list(figure)
        fields = [one for one in fields if one.known][:most]
        if not fields:
            return Markdown("")
        first = fields[0].row
        same = len({one.as_of for one in fields}) < len(fields)
        labels = tuple(one.label if same else (said(ref_of("month", one.as_of)) or "") for one in fields)
        unit = "%" if first.unit == "percent" else first.unit
        values = tuple(one.styled(unit="").bound for one in fields)
        shown = title or first.label
        return Markdown(chart_block(Chart(kind, shown, unit, labels, values)))

    def _records(
        self, figure: Field, *, fields: Sequence[str] = (), most: int = 20, part: str = "all"
    ) -> Markdown:
        """A table of the records behind a figure."""
        if self._records_behind is None:
            return Markdown("")
        heads, rows = self._records_behind(figure.row, tuple(fields), most, part)
        if not rows:
            return Markdown("（没有这样的事项）")
        lines = [[escaped(one) for one in heads]]
        lines += [[link(cell) if isinstance(cell, Bound) else escaped(cell) for cell in row] for row in rows]
        return _pipes(lines, "", left=True)

    def _targets(self, *, year: int = 0, verdict: str = "") -> list[Goal]:
        """The targets of this year, or of one so many years away; only those kept, missed or dropped."""

        def field(name: str, key: dict[str, str | None]) -> Field:
            return Field(name, self, self.as_of, key=key or None)

        found = goals_of(self.as_of.year + year, self._actor, field)
        return [one for one in found if not verdict or getattr(one, verdict)]


def composed(template: ReportTemplate, language: Language, figures: Iterable[str], *, file: str = "") -> str:
    """The Markdown of a template.

    Args:
        template: The template.
        language: What it sees.
        figures: Codes of the figures that it may name.
        file: Its name in messages.

    Raises:
        YoujuError: B102, B104, B108 with the line; whatever the figures raise.
    """
    made = environment(finalize=_finalized)
    made.filters.update(_FILTERS)
    names = language.names(figures)
    try:
        text = made.from_string(template.body).render(names)
    except YoujuError:
        raise
    except TemplateSyntaxError as error:
        where = Where(file=file or None, line=error.lineno + template.first - 1)
        raise fail("B102", where=where, what=str(error.message)) from error
    except (SecurityError, UndefinedError) as error:
        where = Where(file=file or None, line=_line(error, template))
        offered = "、".join([*FUNCTIONS, *FILTERS])
        raise fail("B104", where=where, what=str(error.message), names=offered) from error
    except (TemplateError, TypeError) as error:
        where = Where(file=file or None, line=_line(error, template))
        raise fail("B102", where=where, what=str(error)[:120]) from error
    if len(text) > MOST_TEXT:
        raise fail("B129", most=MOST_TEXT // 10_000)
    return text


def _line(error: Exception, template: ReportTemplate) -> int | None:
    """Line of the template's file at which composing failed."""
    trace, found = error.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            found = trace.tb_lineno + template.first - 1
        trace = trace.tb_next
    return found


def _finalized(value: Any) -> Any:
    """What a field prints; called by the template engine for every one."""
    if isinstance(value, (Field, Calculated, Word, Markdown)):
        return str(value)
    if value is None:
        return ""
    if isinstance(value, str):
        return _worded(value)
    raise fail("B108", text=str(value)[:40])


def _worded(text: str) -> str:
    """A text of the data: escaped, and bound as a name where it has digits."""
    if not DIGITS.search(text):
        return escaped(text)
    return link(Bound(Kind.NAME, "", text, label="名称"))


def _row(one: Any) -> Any:
    return one.row if isinstance(one, Field) else one


def _head_unit(one: Any) -> str:
    if not isinstance(one, Field):
        return ""
    unit = one.row.unit
    return f"（{'%' if unit == 'percent' else unit}）"


def _cell(one: Any) -> str:
    """A cell of a table whose head says the unit; a dash where there is no value."""
    if one is None or not one.known:
        return "—"
    return str(one.styled(unit=""))


def _pipes(lines: Sequence[Sequence[str]], title: str, *, left: bool = False) -> Markdown:
    """A Markdown table."""
    width = len(lines[0])
    rule = ["---"] * width if left else ["---", *(["---:"] * (width - 1))]
    text = "\n".join("| " + " | ".join(row) + " |" for row in (lines[0], rule, *lines[1:]))
    return Markdown(f"\n{f'{{caption}} {_worded(title)}' if title else ''}\n\n{text}\n\n")


def _change(field: Any, more: str = CHANGE[0], less: str = CHANGE[1], same: str = CHANGE[2]) -> Any:
    return field.styled(words=(more, less, same))


def _sign(field: Any, more: str, less: str, same: str) -> Any:
    return field.styled(words=(more, less, same), only="sign")


_FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "change": _change,
    "sign": _sign,
    "about": lambda field, digits=2: field.styled(about=digits),
    "number": lambda field: field.styled(unit=""),
    "plain": lambda field: field.styled(only="plain"),
}
