"""Many records in few lines: numbers of a repeated step, values dealt out over it, aliases by number.

Enter at `spread` (the values of every record of a step) and `expand` (the records that a pattern names). What
a short form means is decided here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import Field, PlainValidator, ValidationError, WithJsonSchema, model_validator

from youju.definitions.model_base import Model
from youju.definitions.scalars import Integer

MAX_REPEAT = 10_000
"""So many records one step may make; a story is read by people, mass data belong in a benchmark."""


class Repeat(Model):
    """Numbers n for which a step is done: ``146`` is 1 to 146, ``147-178`` and ``1, 3, 5-9`` as written."""

    PATTERN: ClassVar[str | None] = r"[0-9][0-9, -]*"

    numbers: tuple[int, ...] = Field(min_length=1, max_length=MAX_REPEAT, description="序号")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if not isinstance(value, str):
            raise ValueError("repeat 应写作“146”“147-178”或“1, 3, 5-9”")
        text = value.strip()
        if re.fullmatch(r"\d{1,5}", text):
            return {"numbers": _checked(range(1, int(text) + 1))}
        numbers: list[int] = []
        for part in text.split(","):
            match = re.fullmatch(r"\s*(\d{1,7})(?:\s*-\s*(\d{1,7}))?\s*", part)
            if not match:
                raise ValueError("repeat 应写作“146”“147-178”或“1, 3, 5-9”")
            first, last = int(match[1]), int(match[2] or match[1])
            numbers.extend(_checked(range(first, last + 1)))
        if len(set(numbers)) != len(numbers):
            raise ValueError("repeat 中有重复的序号")
        return {"numbers": numbers}


def _checked(numbers: range) -> range:
    if not 0 < len(numbers) <= MAX_REPEAT:
        raise ValueError(f"repeat 一次应为1至{MAX_REPEAT}件，且起点不大于终点")
    return numbers


class NumberSeries(Model):
    """Decimal numbers in equal steps."""

    first: Decimal = Field(alias="from", description="第一个")
    by: Decimal = Field(description="每次加多少")


class DaySeries(Model):
    """Dates so many days apart."""

    first: date = Field(alias="from", description="第一天")
    by: Integer = Field(default=1, ge=0, le=366, description="每隔几天")


class Between(Model):
    """Dates from the first to the last day."""

    first: date = Field(alias="from", description="第一天")
    last: date = Field(alias="to", description="最后一天")

    @model_validator(mode="after")
    def _in_order(self) -> Between:
        if self.last < self.first:
            raise ValueError("between 的 to 不能早于 from")
        return self


class Distribution(Model):
    """How a value differs over the records of a repeated step; exactly one of the five ways.

    Attributes:
        cycle: One after the other, then from the beginning.
        split: Value to count, in order; the counts must add up to the number of records.
        numbers: From a number in equal steps, decimals kept: ``{from: "0.50", by: "0.25"}``.
        days: From a date so many days apart.
        between: Dates spread evenly from the first to the last day, both included.
    """

    cycle: list[str] | None = Field(default=None, min_length=1, description="依次轮流")
    split: dict[str, Integer] | None = Field(
        default=None, min_length=1, description="各值几件，依次分配，总数须相符"
    )
    numbers: NumberSeries | None = Field(default=None, description="等差的数")
    days: DaySeries | None = Field(default=None, description="等距的日期")
    between: Between | None = Field(default=None, description="起止之间均匀的日期")

    @model_validator(mode="after")
    def _one_way(self) -> Distribution:
        ways = (self.cycle, self.split, self.numbers, self.days, self.between)
        if sum(way is not None for way in ways) != 1:
            raise ValueError("分布只能写一种：cycle、split、numbers、days 或 between")
        return self

    def values(self, count: int) -> Iterator[str]:
        """The values for so many records, in order.

        Raises:
            ValueError: The counts of `split` do not add up.
        """
        if self.split is not None:
            if sum(self.split.values()) != count:
                raise ValueError(f"split 各数之和为{sum(self.split.values())}，应为{count}")
            return (value for value, times in self.split.items() for _ in range(times))
        if self.numbers is not None:
            return (str(self.numbers.first + index * self.numbers.by) for index in range(count))
        if self.days is not None:
            return ((self.days.first + timedelta(index * self.days.by)).isoformat() for index in range(count))
        if self.between is not None:
            length = (self.between.last - self.between.first).days
            first = self.between.first
            return (
                (first + timedelta(length * index // max(1, count - 1))).isoformat() for index in range(count)
            )
        cycle = self.cycle or []
        return (cycle[index % len(cycle)] for index in range(count))


def _first(error: ValidationError) -> str:
    """The first mistake of a nested part, as a phrase for the message around it."""
    detail = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in detail["loc"])
    what = str(detail.get("ctx", {}).get("error") or detail["msg"])
    return f"{place}：{what}" if place else what


def _distributed(value: Any) -> Any:
    """A mapping is a distribution; anything else stays as it is."""
    if not isinstance(value, dict):
        return value
    try:
        return Distribution.model_validate(value)
    except ValidationError as error:
        raise ValueError(_first(error)) from None


def _days(value: Any) -> date | Distribution:
    """A day, or days dealt out over a repeated step."""
    if isinstance(value, (dict, Distribution)):
        given: Distribution = _distributed(value)
        return given
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError("日期应写作 2023-11-30") from None


_SCALAR = {"type": ["string", "number", "boolean"]}
Days = Annotated[
    date | Distribution,
    PlainValidator(_days),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"type": "object"}]}),
]
Given = Annotated[
    Any,
    PlainValidator(_distributed),
    WithJsonSchema({"anyOf": [_SCALAR, {"type": "array"}, {"type": "object"}]}),
]


def fill(template: str, number: int | None) -> str:
    """Put the number of a repeated step into a text: ``<n>``, ``<n:3>`` for three digits, ``<n+1>``.

    Example:
        >>> fill("P<n:3>", 7), fill("r<n+1>", 7)
        ('P007', 'r8')
    """
    if number is None:
        return template
    return re.sub(
        r"<n([+-]\d{1,6})?(?::(\d))?>",
        lambda match: str(number + int(match[1] or 0)).zfill(int(match[2] or 1)),
        template,
    )


def fill_all(value: Any, number: int | None) -> Any:
    """`fill` in every text of a nested value (tables are lists of mappings)."""
    if isinstance(value, str):
        return fill(value, number)
    if isinstance(value, list):
        return [fill_all(item, number) for item in value]
    if isinstance(value, dict):
        return {key: fill_all(item, number) for key, item in value.items()}
    return value


def spread(values: Mapping[str, Any], numbers: tuple[int | None, ...]) -> list[dict[str, Any]]:
    """The values of every record of a step: distributions dealt out, ``<n>`` filled in.

    Raises:
        ValueError: The counts of a split do not add up; the message names the field.
    """
    columns: dict[str, list[Any]] = {}
    for name, given in values.items():
        if isinstance(given, Distribution):
            try:
                columns[name] = list(given.values(len(numbers)))
            except ValueError as error:
                raise ValueError(f"{name}：{error}") from None
        else:
            columns[name] = [given] * len(numbers)
    return [
        {name: fill_all(column[index], number) for name, column in columns.items()}
        for index, number in enumerate(numbers)
    ]


def expand(pattern: str) -> list[str]:
    """Aliases that a pattern names: ``p<1-3>`` is p1, p2, p3; plain text is itself.

    Example:
        >>> expand("p<1-2,5>")
        ['p1', 'p2', 'p5']
    """
    match = re.fullmatch(r"([^<>]*)<([^<>]+)>([^<>]*)", pattern)
    if not match:
        return [pattern]
    text = match[2] if re.search(r"[-,]", match[2]) else f"{match[2]}-{match[2]}"
    return [f"{match[1]}{number}{match[3]}" for number in Repeat.model_validate(text).numbers]
