"""What a scenario may say: a story in steps, and what must be true on given days.

Enter at `Scenario`. As with the other definitions, scalars arrive as text from the strict YAML reader,
unknown keys are refused, and the same models give the JSON Schema and the reference page. Writing many
records in few lines (`Repeat`, `Distribution`) is decided here, so that a story means the same to the
runner, to a schema and to a reader: `spread` is the one place that turns a template into values.

Does not belong here: running the steps (`youju.scenarios`), what acts a ledger has (`models`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, ClassVar

from pydantic import (
    Field,
    GetJsonSchemaHandler,
    PlainValidator,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from youju.definitions.models import Labelled, Model
from youju.definitions.scalars import Label, Name, Names, OneOrMany

MAX_REPEAT = 10_000
"""So many records one step may make; a story is read by people, mass data belong in a benchmark."""

Alias = Annotated[str, StringConstraints(pattern=r"^[^\s,<>]{1,40}$")]
AliasPattern = Annotated[str, StringConstraints(min_length=1, max_length=200)]

RESERVED = ("open", "amend", "void", "merge", "link", "unlink", "escalate", "import")
"""What can be done besides the acts of a ledger.

In Chinese: 登记、更正、作废、并案、关联、解除关联、到期提醒、批量导入.
"""

OF = "of "
"""``by: of auditee``: the first person listed of the organisation that the record's field names."""

NOTHING = "无"
"""How a scenario writes that a value, a due date or a figure is not there."""


class OrganisationDef(Model):
    """An invented organisation with those below it."""

    BARE: ClassVar[str | None] = "name"

    name: Label
    short_name: str | None = None
    kind: str = Field(default="agency", description="机构种类")
    division: str | None = Field(default=None, description="所在区划代码")
    under: dict[Name, OrganisationDef] = Field(default_factory=dict, description="下级机构")


class PersonDef(Model):
    """An invented person: a name that is clearly made up, an organisation, roles of the pack in it."""

    name: Label
    of: Name = Field(description="所在机构")
    roles: Names = Field(default_factory=list)


class Repeat(Model):
    """Numbers n for which a step is done: ``146`` is 1 to 146, ``147-178`` and ``1, 3, 5-9`` as written."""

    PATTERN: ClassVar[str | None] = r"[0-9][0-9, -]*"

    numbers: tuple[int, ...] = Field(min_length=1, max_length=MAX_REPEAT)

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

    first: Decimal = Field(alias="from")
    by: Decimal


class DaySeries(Model):
    """Dates so many days apart."""

    first: date = Field(alias="from")
    by: int = Field(default=1, ge=0, le=366)


class Between(Model):
    """Dates from the first to the last day."""

    first: date = Field(alias="from")
    last: date = Field(alias="to")

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

    cycle: list[str] | None = Field(default=None, min_length=1)
    split: dict[str, int] | None = Field(default=None, min_length=1)
    numbers: NumberSeries | None = None
    days: DaySeries | None = None
    between: Between | None = None

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


class Attachment(Model):
    """A small file that the runner makes; its name says of which kind (.pdf .docx .xlsx .png .jpg .txt)."""

    BARE: ClassVar[str | None] = "name"

    name: Annotated[
        str, StringConstraints(pattern=r"^[^/\\\s]{1,80}\.(pdf|docx|xlsx|png|jpg|txt)$", min_length=5)
    ]
    text: str = Field(default="", max_length=2000)


_FIGURE = "指标应写作“182”“80.22 = 146/182”或“无”"


class FigureValue(Model):
    """What a figure must be: ``182``, ``80.22 = 146/182``, or ``无`` for no value."""

    PATTERN: ClassVar[str | None] = r"[^\s%=]+%?(\s*=\s*\S+?\s*/\s*\S+)?"

    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    parts: bool = False

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if not isinstance(value, str):
            raise ValueError(_FIGURE)
        match = re.fullmatch(r"(?P<v>[^\s%=]+)%?(?:\s*=\s*(?P<n>\S+?)\s*/\s*(?P<d>\S+))?", value.strip())
        if not match:
            raise ValueError(_FIGURE)
        try:
            return {
                "value": None if match["v"] == NOTHING else Decimal(match["v"]),
                "numerator": Decimal(match["n"]) if match["n"] else None,
                "denominator": Decimal(match["d"]) if match["d"] else None,
                "parts": match["n"] is not None,
            }
        except InvalidOperation:
            raise ValueError(_FIGURE) from None

    def __str__(self) -> str:
        """As it is written in a scenario."""
        value = NOTHING if self.value is None else f"{self.value:f}"
        return f"{value} = {self.numerator:f}/{self.denominator:f}" if self._has_parts else value

    @property
    def _has_parts(self) -> bool:
        return self.parts and self.numerator is not None and self.denominator is not None


class FigureExpectation(Model):
    """A value, or the values of all groups; `division` limits the count to a subtree."""

    PATTERN: ClassVar[str | None] = FigureValue.PATTERN

    total: FigureValue | None = None
    rows: dict[str, FigureValue] | None = None
    division: str | None = None
    behind: list[AliasPattern] | None = Field(default=None, description="指标背后的全部记录")

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"total": value}
        if isinstance(value, dict) and not value.keys() & cls.model_fields.keys():
            return {"rows": value}
        return value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = super().__get_pydantic_json_schema__(core_schema, handler)
        whole = handler.resolve_ref_schema(schema)
        whole["anyOf"].append({"type": "object", "additionalProperties": {"type": ["string", "number"]}})
        return schema


class Expect(Model):
    """What must be true. Records are named by alias; ``p<1-146>`` names p1 to p146."""

    records: dict[Name, int] = Field(default_factory=dict, description="台账的记录数（不含并入他件的）")
    states: dict[AliasPattern, str] = Field(default_factory=dict)
    state_counts: dict[Name, dict[str, int]] = Field(default_factory=dict)
    light: dict[AliasPattern, str] = Field(default_factory=dict)
    lights: dict[Name, dict[str, int]] = Field(default_factory=dict, description="各色件数，须写全")
    values: dict[AliasPattern, dict[Name, Any]] = Field(default_factory=dict)
    due: dict[AliasPattern, dict[Name, str]] = Field(default_factory=dict, description="到期日；没有则写“无”")
    acts: dict[AliasPattern, dict[Name, int]] = Field(default_factory=dict, description="各动作的次数")
    timeline: dict[AliasPattern, int] = Field(default_factory=dict, description="办理记录条数")
    escalations: dict[AliasPattern, list[Name]] = Field(default_factory=dict, description="已发的提醒")
    links: dict[AliasPattern, dict[Name, list[AliasPattern]]] = Field(default_factory=dict)
    merged: dict[AliasPattern, Alias] = Field(default_factory=dict, description="并入了哪一件")
    done: dict[AliasPattern, str] = Field(default_factory=dict, description="下级办结数，如 23/24")
    figures: dict[str, FigureExpectation] = Field(
        default_factory=dict, description="写作“指标”或“指标 by 分组”"
    )

    @model_validator(mode="after")
    def _says_something(self) -> Expect:
        if not any(getattr(self, name) for name in type(self).model_fields):
            raise ValueError("expect 没有写任何应当成立的内容")
        return self

    @field_validator("figures")
    @classmethod
    def _figure_keys(cls, value: dict[str, FigureExpectation]) -> dict[str, FigureExpectation]:
        for key in value:
            figure_key(key)
        return value


def figure_key(text: str) -> tuple[str, list[str] | None]:
    """Split ``findings by source, light`` into figure and grouping; None where no grouping is written.

    Example:
        >>> figure_key("findings by source, light")
        ('findings', ['source', 'light'])
    """
    match = re.fullmatch(r"([a-z][a-z0-9_]*)(?: by ([a-z][a-z0-9_]*(?:\s*,\s*[a-z][a-z0-9_]*)*))?", text)
    if not match:
        raise ValueError("指标应写作“指标名”或“指标名 by 分组, 分组”")
    return match[1], [part.strip() for part in match[2].split(",")] if match[2] else None


class Beat(Model):
    """One entry of the story: a step (`do`), or what must be true (`expect`).

    Attributes:
        on: Business date; for `expect` the date as at which is looked. May be a distribution.
        recorded: Day on which it was entered, when later than `on`; the story's clock never goes back.
        known_at: Only with `expect`: what was known by then; everything so far when not written.
        by: Alias of a person.
        do: An act of the ledger, or one of `RESERVED`.
        record: Alias of the record, given by `open`; ``p<n>`` in a repeated step.
        ledger: With `open` and `import`.
        into: With `merge`: alias of the record that goes on.
        to: With `link` and `unlink`: aliases of the other records.
        entry: With `void`: name of the act (the latest one) or ``open``/``amend``.
        refused: Code of the error with which the step must be refused, leaving everything as it was.
    """

    on: Days
    note: str | None = None
    recorded: date | None = None
    known_at: date | None = None
    by: Annotated[str, StringConstraints(pattern=r"^(of )?[a-z][a-z0-9_]{0,47}$")] | None = None
    do: str | None = None
    ledger: Name | None = None
    record: AliasPattern | None = None
    level: Name | None = None
    parent: Given = None
    values: dict[Name, Given] = Field(default_factory=dict)
    comment: str | None = None
    evidence: Annotated[list[Attachment], OneOrMany()] = Field(default_factory=list)
    into: AliasPattern | None = None
    link: Name | None = None
    to: Annotated[list[AliasPattern], OneOrMany()] = Field(default_factory=list)
    entry: Name | None = None
    reason: str | None = None
    repeat: Repeat | None = None
    refused: Annotated[str, StringConstraints(pattern=r"^[A-Z]\d{3}$")] | None = None
    expect: Expect | None = None

    @model_validator(mode="after")
    def _step_or_expectation(self) -> Beat:
        if (self.do is None) == (self.expect is None):
            raise ValueError("每一条要么写 do（做什么），要么写 expect（应当怎样）")
        given = {name for name in self.model_fields_set if name not in ("note", "on")}
        allowed, needed = _KEYS.get(self.do or "", _ACT_KEYS) if self.do else ({"known_at", "expect"}, set())
        extra, missing = given - allowed - {"do"}, needed - given
        what = f"do: {self.do}" if self.do else "expect"
        if extra:
            raise ValueError(f"{what} 不能写 {'、'.join(sorted(extra))}")
        if missing:
            raise ValueError(f"{what} 还应写 {'、'.join(sorted(missing))}")
        if isinstance(self.on, Distribution) and self.repeat is None:
            raise ValueError("on 写作分布时应写 repeat")
        return self

    @property
    def numbers(self) -> tuple[int | None, ...]:
        """The numbers n of a repeated step; one None for a plain one."""
        return self.repeat.numbers if self.repeat else (None,)


_COMMON = {"by", "recorded", "repeat", "refused"}
_ACT_KEYS: tuple[set[str], set[str]] = (
    _COMMON | {"record", "values", "comment", "evidence"},
    {"by", "record"},
)
_KEYS: Mapping[str, tuple[set[str], set[str]]] = {
    "open": (
        _COMMON | {"ledger", "record", "values", "level", "parent", "evidence"},
        {"by", "ledger", "record", "values"},
    ),
    "import": (_COMMON | {"ledger", "record", "values"}, {"by", "ledger", "record", "values", "repeat"}),
    "amend": (_COMMON | {"record", "values", "reason"}, {"by", "record", "values", "reason"}),
    "void": (_COMMON | {"record", "entry", "reason"}, {"by", "record", "entry", "reason"}),
    "merge": (_COMMON | {"record", "into", "reason"}, {"by", "record", "into", "reason"}),
    "link": (_COMMON | {"record", "link", "to"}, {"by", "record", "link", "to"}),
    "unlink": (_COMMON | {"record", "link", "to"}, {"by", "record", "link", "to"}),
    "escalate": ({"recorded", "ledger", "repeat"}, set()),
}


class Scenario(Labelled):
    """A story with invented organisations and people: specification, test and demo data at once."""

    scenario: Name
    pack: Name
    organisations: dict[Name, OrganisationDef] = Field(min_length=1)
    people: dict[Name, PersonDef] = Field(min_length=1)
    story: list[Beat] = Field(min_length=1)

    @model_validator(mode="after")
    def _checks_something(self) -> Scenario:
        if not any(beat.expect for beat in self.story):
            raise ValueError("情景中没有一处 expect，什么也没有检验")
        return self


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
