"""How one typed value becomes one stored value, by the type of its field. Pure.

Enter at `coercion` and `table`; `youju.ledger.values` says what stored values look like.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from django.utils.translation import gettext_noop

from youju.definitions.models import Code, FieldDef
from youju.definitions.nearest import hint
from youju.errors import Problem
from youju.language.numbers import FIELD_PLACES, WHOLE_DIGITS

MAX_TEXT = 10_000
"""Characters of a text field whose definition sets no limit."""
MAX_ROWS = 10_000
"""Rows of a table field."""
YEARS = range(1900, 2201)
"""Years that a date may lie in; others are slips of the finger."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_DATE = re.compile(
    r"([0-9]{4})(?:-([0-9]{1,2})-|/([0-9]{1,2})/|\.([0-9]{1,2})\.|年([0-9]{1,2})月)([0-9]{1,2})日?"
)
_COORDINATES = re.compile(r"(.*\S)\s*@(-?[0-9]{1,3}(?:\.[0-9]{1,8})?),(-?[0-9]{1,2}(?:\.[0-9]{1,8})?)")
_TRUTH = {"true": True, "是": True, "1": True, "false": False, "否": False, "0": False}


NUMBERED = (
    gettext_noop("有{}个字"),
    gettext_noop("有{}位小数"),
    gettext_noop("不超过{}个字"),
    gettext_noop("不超过{}位小数的数"),
    gettext_noop("不超过{}行"),
    gettext_noop("不小于{}的数"),
    gettext_noop("不大于{}的数"),
    gettext_noop("整数部分不超过{}位的数"),
    gettext_noop("{}至{}之间的日期"),
    gettext_noop("已于{}停用"),
    gettext_noop("{}或以前的日期"),
    gettext_noop("{}或以后的日期"),
    gettext_noop("{}年{}月没有{}日"),
    gettext_noop("记载从{}到{}"),
    gettext_noop("已经保存了{}个视图"),
    gettext_noop("请改到{}个字以内"),
    gettext_noop("最多可以延长{}次"),
    gettext_noop("到 {} 超过了规定的次数"),
)
"""Words of this room that hold numbers, for the catalogue; `youju.people.telling` fills them in."""


class Wrong(Exception):  # `Reader` turns it into a problem
    """A value that cannot be stored: code of the registry and the fields of its sentence."""

    def __init__(self, code: str, **fields: Any) -> None:
        super().__init__(code)
        self.code, self.fields = code, fields


Coerce = Callable[[Any], Any]


Find = Callable[[str], str | None]


@dataclass(frozen=True)
class Lookups:
    """How texts become codes that no pack lists; each gives None for what it does not know.

    Attributes:
        organisation: Code of an organisation by its code or exact name.
        division: Division code by code.
        industry: Industry code by code or name.
    """

    organisation: Find
    division: Find
    industry: Find


CodeLists = Mapping[str, Mapping[str, Code]]


class Place(NamedTuple):
    """A place field taken apart; degrees of longitude and latitude."""

    text: str
    longitude: Decimal | None = None
    latitude: Decimal | None = None


def place_of(stored: str) -> Place:
    """Address and coordinates of a stored place.

    Example:
        >>> place_of("鳌峰街道3号 @118.7587,30.9409").longitude
        Decimal('118.7587')
    """
    match = _COORDINATES.fullmatch(stored)
    return Place(match[1], Decimal(match[2]), Decimal(match[3])) if match else Place(stored)


def plain(number: Decimal) -> str:
    """A decimal as text, without exponent and superfluous zeros.

    Example:
        >>> plain(Decimal("12.50")), plain(Decimal("1E+2")), plain(Decimal("-0.0"))
        ('12.5', '100', '0')
    """
    return format(number.normalize(), "f") if number else "0"


def coercion(definition: FieldDef, lists: CodeLists, lookups: Lookups) -> Coerce:
    """What reads one value of a field; it raises `Wrong`. Table fields are read by `table`."""
    kind = definition.type
    if kind in ("number", "money", "percent"):
        return _number(definition)
    if kind == "code":
        return _code(definition, lists, lookups)
    if kind == "organisation":
        return _known(lookups.organisation, gettext_noop("登记在册的机构代码或名称"))
    if kind == "boolean":
        return _boolean
    simple = {"date": _date, "file": _file, "place": _place}
    return simple.get(kind, _text)(definition)


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"


def _wrong(value: Any, reason: str, expected: str) -> Wrong:
    return Wrong("K703", value=_shown(value), reason=reason, expected=expected)


def _text(definition: FieldDef) -> Coerce:
    limit = definition.max_length or (100 if definition.type == "person" else MAX_TEXT)
    pattern = re.compile(definition.pattern) if definition.pattern else None

    def coerce(value: Any) -> str | None:
        if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
            raise _wrong(value, "不是文字", "文字")
        text = unicodedata.normalize("NFC", value if isinstance(value, str) else _spelled(value)).strip()
        if not text.isprintable() and any(
            unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t\r" for c in text
        ):
            raise _wrong(value.__repr__(), "含有不可见的控制字符", "普通文字")
        if len(text) > limit:
            raise _wrong(text, f"有{len(text)}个字", f"不超过{limit}个字")
        if text and pattern and not pattern.fullmatch(text):
            raise _wrong(text, "格式不符", f"规定的格式（{definition.note or definition.pattern}）")
        return text or None

    return coerce


def _spelled(number: int | float | Decimal) -> str:
    """A number that a spreadsheet made of what people typed as text, such as a code."""
    if isinstance(number, float) and number.is_integer():
        return str(int(number))
    return str(number)


def _number(definition: FieldDef) -> Coerce:
    decimals = FIELD_PLACES if definition.decimals is None else definition.decimals
    low = Decimal(definition.min) if definition.min is not None else None
    high = Decimal(definition.max) if definition.max is not None else None
    suffix = "%" if definition.type == "percent" else (definition.unit or "")

    def coerce(value: Any) -> str | None:
        number = _decimal(value, suffix)
        if number is None:
            return None
        number = number.normalize() if number else Decimal(0)
        exponent = number.as_tuple().exponent
        if not isinstance(exponent, int) or number.adjusted() >= WHOLE_DIGITS:
            raise _wrong(value, "数值过大", f"整数部分不超过{WHOLE_DIGITS}位的数")
        if -exponent > decimals:
            raise _wrong(
                value, f"有{-exponent}位小数", f"{'整数' if decimals == 0 else f'不超过{decimals}位小数的数'}"
            )
        if low is not None and number < low:
            raise _wrong(value, "过小", f"不小于{definition.min}的数")
        if high is not None and number > high:
            raise _wrong(value, "过大", f"不大于{definition.max}的数")
        return plain(number)

    return coerce


def _decimal(value: Any, suffix: str) -> Decimal | None:
    if isinstance(value, str):
        text = unicodedata.normalize("NFKC", value).strip()
        if suffix and text.endswith(suffix):
            text = text[: -len(suffix)].rstrip()
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            raise _wrong(value, "不是数", "数，如 1234.5")
        return Decimal(text.replace(",", ""))
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise _wrong(value, "不是数", "数，如 1234.5")
    try:
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    except InvalidOperation as error:  # pragma: no cover - repr of a float is always a decimal
        raise _wrong(value, "不是数", "数，如 1234.5") from error
    if not number.is_finite():
        raise _wrong(value, "不是数", "数，如 1234.5")
    return number


def _date(definition: FieldDef) -> Coerce:
    low = date.fromisoformat(definition.min) if definition.min else date(YEARS.start, 1, 1)
    high = date.fromisoformat(definition.max) if definition.max else date(YEARS.stop - 1, 12, 31)

    def coerce(value: Any) -> str | None:
        day = _day(value)
        if day is None:
            return None
        if not low <= day <= high:
            raise _wrong(value, "不在允许的范围内", f"{low}至{high}之间的日期")
        return day.isoformat()

    return coerce


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        text = unicodedata.normalize("NFKC", value).strip()
        if not text:
            return None
        try:
            match = _DATE.fullmatch(text)
            if match:
                month = next(group for group in match.groups()[1:5] if group)
                return date(int(match[1]), int(month), int(match[6]))
            if re.fullmatch(r"[0-9]{8}", text):
                return date.fromisoformat(text)
        except ValueError as error:
            raise _wrong(value, "没有这一天", "日期，如 2023-11-30") from error
    raise _wrong(value, "不是日期", "日期，如 2023-11-30")


def _boolean(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    if not text:
        return None
    if text not in _TRUTH:
        raise _wrong(value, "不是“是”或“否”", "“是”或“否”")
    return _TRUTH[text]


def _code(definition: FieldDef, lists: CodeLists, lookups: Lookups) -> Coerce:
    if definition.codes == "standard:division":
        return _known(lookups.division, "行政区划代码")
    if definition.codes == "standard:industry":
        return _known(lookups.industry, gettext_noop("国民经济行业代码或名称"))
    codes = lists[definition.codes or ""]
    labels = {code.label: name for name, code in codes.items()}

    def coerce(value: Any) -> str | None:
        text = _spelled(value) if isinstance(value, (int, float)) else str(value).strip()
        if not text:
            return None
        name = text if text in codes else labels.get(text)
        if name is None:
            raise Wrong("K704", value=_shown(text), hint=hint(text, labels))
        return name

    return coerce


def _known(find: Find, expected: str) -> Coerce:
    def coerce(value: Any) -> str | None:
        text = _spelled(value) if isinstance(value, (int, float)) else str(value).strip()
        if not text:
            return None
        found = find(text)
        if found is None:
            raise _wrong(text, "没有登记", expected)
        return found

    return coerce


def _place(definition: FieldDef) -> Coerce:
    as_text = _text(definition)

    def coerce(value: Any) -> str | None:
        text: str | None = as_text(value)
        if text:
            place = place_of(text)
            if place.longitude is not None and place.latitude is not None:
                if not (-180 <= place.longitude <= 180 and -90 <= place.latitude <= 90):
                    raise _wrong(text, "坐标不在地球上", "地址 @经度,纬度")
                return f"{place.text} @{plain(place.longitude)},{plain(place.latitude)}"
        return text

    return coerce


def _file(definition: FieldDef) -> Coerce:
    def coerce(value: Any) -> dict[str, Any]:
        reference = value.as_dict() if hasattr(value, "as_dict") else value
        if not isinstance(reference, Mapping) or not {"sha256", "name", "size", "kind"} <= reference.keys():
            raise _wrong(value, "不是已上传的文件", "先上传文件")
        if definition.kinds and reference["kind"] not in definition.kinds:
            raise _wrong(
                reference["name"],
                f"种类是 {reference['kind']}",
                f"以下种类之一：{'、'.join(definition.kinds)}",
            )
        return {key: reference[key] for key in ("sha256", "name", "size", "kind")}

    return coerce


ReadRow = Callable[[Mapping[str, Any]], tuple[dict[str, Any], list[Problem]]]


def table(definition: FieldDef, read_row: ReadRow) -> Coerce:
    """What reads a table field.

    Args:
        definition: The field.
        read_row: Reads one row by its columns.
    """
    columns = definition.columns or {}

    def coerce(value: Any) -> list[dict[str, Any]] | None:
        if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
            raise _wrong(value, "不是表格", "逐行填写的表格")
        if len(value) > MAX_ROWS:
            raise _wrong(f"{len(value)}行", "行数过多", f"不超过{MAX_ROWS}行")
        rows = []
        for number, given in enumerate(value, 1):
            row, problems = read_row(given)
            kept = {name: item for name, item in row.items() if item is not None}
            if problems:
                told = "；".join(one.message.rstrip("。") for one in problems)
                raise _wrong(f"第{number}行", told, "正确的内容")
            lacking = [
                column.label for name, column in columns.items() if column.required and name not in kept
            ]
            if lacking:
                raise _wrong(f"第{number}行", f"没有填写{'、'.join(lacking)}", "必填的列")
            rows.append(kept)
        return rows or None

    return coerce
