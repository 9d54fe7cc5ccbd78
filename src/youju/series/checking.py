"""What is wrong with the rows of a delivery, each with its row; and what they say when nothing is.

Enter at `checked`. A column is read once for every distinct text in it, and rows are compared as sets. One
mistake holds the whole delivery: half a delivery would make sums of halves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from youju.definitions.nearest import hint
from youju.definitions.series_models import IN_YEAR, Period
from youju.errors import CODES, Problem, Where, YoujuError
from youju.series.catalogue import Known
from youju.series.reading import Delivered
from youju.standards import divisions, industries
from youju.standards.units import ratio

NUMBER = pa.decimal128(27, 10)
"""As everywhere: docs/decisions/0003."""
_NUMBER = r"^-?([0-9]{1,17}|[0-9]{1,3}(,[0-9]{3}){1,5})(\.[0-9]{1,10})?$"
SHOWN = 20
"""Rows that are named for each reason."""
KEY = ("series", "area", "sector", "period")


def checked(delivered: Delivered, known: Mapping[str, Known], *, on: date, home: str) -> pa.Table:
    """The values of a delivery.

    Args:
        delivered: Its rows.
        known: Series of the installed packs.
        on: Day on which it was handed over; no period ends later.
        home: Area of rows that name none.

    Returns:
        Columns of `KEY`, ``value`` and ``base``, in the order of the file.

    Raises:
        YoujuError: Everything that is wrong: I104 to I109, with rows.
    """
    check = _Check(delivered, known, on=on, home=home)
    return check.table()


class _Check:
    """One delivery under check."""

    def __init__(self, delivered: Delivered, known: Mapping[str, Known], *, on: date, home: str) -> None:
        self.delivered, self.known, self.on, self.home = delivered, known, on, home
        self.problems: list[Problem] = []
        texts = delivered.texts
        self.texts = {name: pc.utf8_trim_whitespace(texts.column(name)) for name in texts.column_names}

    def table(self) -> pa.Table:
        """The values, or all problems."""
        names = self.texts["series"]
        series = self._mapped(names, self._series)
        area = self._mapped(pc.fill_null(self.texts["area"], ""), self._area)
        columns = {"series": series, "area": area}
        columns["sector"] = self._mapped(self._with_series(names, "sector"), self._sector)
        columns["period"] = self._mapped(self._with_series(names, "period"), self._period)
        self._units(names)
        columns["value"] = self._numbers("value", names)
        columns["base"] = self._numbers("base", names)
        self._dimensions(columns)
        table = pa.table(columns)
        if not self.problems:
            self._twice(table)
        if self.problems:
            raise YoujuError(self.problems)
        if table.num_rows == 0:
            raise YoujuError(Problem(CODES["I102"], {"columns": "数据行"}, Where(file=self._file)))
        return table

    @property
    def _file(self) -> str | None:
        return self.delivered.file or None

    def _report(self, code: str, rows: list[int], fields: dict[str, Any]) -> None:
        """A reason with the rows that it holds for, the first of them each by itself."""
        for row in rows[:SHOWN]:
            number = self.delivered.rows[row].as_py()
            self.problems.append(Problem(CODES[code], fields, Where(file=self._file, row=number)))

    def _mapped(
        self, column: pa.ChunkedArray, one: Callable[[str], tuple[str | None, str, dict[str, Any]]]
    ) -> pa.Array:
        """A column with each distinct text read by `one`, which gives a value, or a code with its fields."""
        array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        encoded = pc.dictionary_encode(pc.fill_null(array, ""))
        encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
        values: list[str | None] = []
        for place, text in enumerate(encoded.dictionary.to_pylist()):
            value, code, fields = one(text)
            values.append(value)
            if value is None and code:
                rows = pc.indices_nonzero(pc.equal(encoded.indices, place)).to_pylist()
                self._report(code, rows, fields)
        return pa.array(values, pa.string()).take(encoded.indices)

    def _with_series(self, names: pa.ChunkedArray, column: str) -> pa.ChunkedArray:
        """Texts whose meaning depends on the series, behind its name."""
        return pc.binary_join_element_wise(
            pc.fill_null(names, ""), pc.fill_null(self.texts[column], ""), "\x1f"
        )

    def _found(self, text: str) -> Known | None:
        if text in self.known:
            return self.known[text]
        return next((one for one in self.known.values() if one.series.label == text), None)

    def _series(self, text: str) -> tuple[str | None, str, dict[str, Any]]:
        found = self._found(text)
        if found is None:
            return None, "I104", {"name": text, "hint": hint(text, self.known)}
        return found.series.series, "", {}

    def _area(self, text: str) -> tuple[str | None, str, dict[str, Any]]:
        if not text:
            return self.home, "", {}
        if not (text.isdecimal() and len(text) in (2, 4, 6, 9, 12) and divisions.get(text)):
            return None, "I105", {"what": "地区", "value": text, "wanted": "行政区划代码，如 341802001000"}
        return divisions.prefix(text), "", {}

    def _sector(self, text: str) -> tuple[str | None, str, dict[str, Any]]:
        name, _, sector = text.partition("\x1f")
        found = self._found(name)
        if not sector or sector in ("合计", "_T"):
            return "", "", {}
        if found is None:
            return None, "", {}
        own = found.sectors()
        if own is None:
            code = industries.get(sector) if found.series.sectors else None
            value = code.code if code else None
        else:
            value = sector if sector in own else next((k for k, v in own.items() if v == sector), None)
        wanted = (
            f"数列“{found.series.label}”的行业或类别" if found.series.sectors else "空白：这一数列不分行业"
        )
        return value, "I105", {"what": "行业或类别", "value": sector, "wanted": wanted}

    def _period(self, text: str) -> tuple[str | None, str, dict[str, Any]]:
        name, _, written = text.partition("\x1f")
        found, period = self._found(name), parsed(written)
        if found is None:
            return None, "", {}
        series = found.series
        fields = {"what": "时期", "value": written}
        if period is None or period.frequency != series.frequency:
            wanted = Period(series.frequency, 2024, IN_YEAR[series.frequency])
            return None, "I105", {**fields, "wanted": f"{wanted} 那样的一期"}
        if period.end > self.on:
            return None, "I105", {**fields, "wanted": f"不晚于报送日期（{self.on}）的一期"}
        if period.place < series.first:
            return None, "I105", {**fields, "wanted": f"每年第{series.first}期或以后：这一数列不报更早的"}
        return str(period), "", {}

    def _units(self, names: pa.ChunkedArray) -> None:
        """A unit that is told must be the one of the series; nothing is converted silently."""
        column = self._with_series(names, "unit")

        def one(text: str) -> tuple[str | None, str, dict[str, Any]]:
            name, _, unit = text.partition("\x1f")
            found = self._found(name)
            if not unit or found is None:
                return "", "", {}
            try:
                same = ratio(unit, found.series.unit) == 1
            except YoujuError:
                same = False
            return (
                "" if same else None,
                "I107",
                {"value": unit, "wanted": found.series.unit, "label": found.series.label},
            )

        self._mapped(column, one)

    def _numbers(self, name: str, names: pa.ChunkedArray) -> pa.Array:
        """A column of numbers within the limits of their series."""
        texts = self.texts[name].combine_chunks()
        good = pc.match_substring_regex(texts, _NUMBER)
        blank = pc.is_null(texts) if name == "base" else pa.array([False] * len(texts))
        bad = pc.invert(pc.or_(pc.fill_null(good, False), blank))
        for row in pc.indices_nonzero(bad).to_pylist()[:SHOWN]:
            self._report("I106", [row], {"value": texts[row].as_py() or "（空白）"})
        plain = pc.if_else(pc.fill_null(good, False), pc.replace_substring(texts, ",", ""), None)
        numbers = plain.cast(NUMBER)
        for key, (low, high) in self._limits(names).items():
            mine = pc.equal(names.combine_chunks(), key)
            for limit, outside in ((low, pc.less), (high, pc.greater)):
                if limit is None:
                    continue
                wrong = pc.and_(mine, outside(numbers, pa.scalar(limit, NUMBER)))
                rows = pc.indices_nonzero(pc.fill_null(wrong, False)).to_pylist()
                for row in rows[:SHOWN]:
                    label = self._label(key)
                    fields = {"label": label, "value": texts[row].as_py(), "limit": limit}
                    self._report("I108", [row], fields)
        return numbers

    def _label(self, text: str) -> str:
        found = self._found(text)
        return found.series.label if found else text

    def _limits(self, names: pa.ChunkedArray) -> dict[str, tuple[Decimal | None, Decimal | None]]:
        found = {}
        for text in pc.unique(names).to_pylist():
            known = self._found(text or "")
            if known is not None and (known.series.min or known.series.max):
                found[text] = (_decimal(known.series.min), _decimal(known.series.max))
        return found

    def _dimensions(self, columns: Mapping[str, pa.Array]) -> None:
        """Areas only where the series is divided by area."""
        for text in pc.unique(columns["series"]).to_pylist():
            known = self.known.get(text or "")
            if known is None or "area" in known.series.dimensions:
                continue
            other = pc.and_(pc.equal(columns["series"], text), pc.not_equal(columns["area"], self.home))
            rows = pc.indices_nonzero(pc.fill_null(other, False)).to_pylist()
            wanted = "空白：这一数列不分地区"
            for row in rows[:SHOWN]:
                value = columns["area"][row].as_py()
                self._report("I105", [row], {"what": "地区", "value": value, "wanted": wanted})

    def _twice(self, table: pa.Table) -> None:
        """One value for one period."""
        numbered = table.append_column("row", pa.array(range(table.num_rows), pa.int64()))
        groups = numbered.group_by(list(KEY)).aggregate([("row", "min"), ("row", "max"), ("row", "count")])
        for one in groups.filter(pc.greater(groups.column("row_count"), 1)).slice(0, SHOWN).to_pylist():
            first = self.delivered.rows[one["row_min"]].as_py()
            fields = {"label": self._label(one["series"]), "period": one["period"], "first": first}
            self._report("I109", [one["row_max"]], fields)


def parsed(text: str) -> Period | None:
    """A period as departments write it: 2024-03, 2024年3月, 202403, 2024M03, 2024Q1, 2024年一季度.

    Example:
        >>> str(parsed("2024年3月")), str(parsed("202403")), str(parsed("2024-Q1")), parsed("三月")
        ('2024-03', '2024-03', '2024-Q1', None)
    """
    plain = "".join(text.split()).upper()
    for place, digit in enumerate("一二三四", 1):
        plain = plain.replace(f"第{digit}季度", f"Q{place}").replace(f"{digit}季度", f"Q{place}")
    plain = plain.replace("上半年", "H1").replace("下半年", "H2").replace("年", "-").replace("月", "")
    year, rest = plain[:4], plain[4:].strip("-")
    if rest.startswith("M"):
        rest = rest[1:]
    if rest.startswith("S"):  # half-years of SDMX
        rest = "H" + rest[1:]
    if rest.isdecimal():
        rest = rest.zfill(2)
    return Period.parse(f"{year}-{rest}" if rest else year)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def series_of(table: pa.Table) -> Iterator[str]:
    """Names of the series that a checked table holds, in their order."""
    yield from sorted(pc.unique(table.column("series")).to_pylist())
