"""What people type, made into what is stored; numbers of records; keys."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youju.definitions.models import Code, FieldDef
from youju.language.numbers import fits
from youju.ledger import openings
from youju.ledger.values import Lookups, Reader, place_of, plain, stored, typed

LOOKUPS = Lookups(
    organisation={"finance": "finance", "县财政局": "finance"}.get,
    division={"341802": "341802"}.get,
    industry={"A": "A", "农业": "01"}.get,
)
LISTS = {"sources": {"audit": Code(label="审计"), "old": Code(label="旧", until="2023-06-30")}}


def read(value: Any, on: date | None = None, **definition: Any) -> Any:
    """The stored value, or the codes of what is wrong."""
    one = FieldDef.model_validate({"label": "字段", **definition})
    values, problems = Reader({"f": one}, LISTS, LOOKUPS).read({"f": value}, on=on)
    return [problem.code.id for problem in problems] if problems else values["f"]


MONEY = {"type": "money", "unit": "万元", "decimals": "2", "min": "0", "max": "1000000"}


@pytest.mark.parametrize(
    ("definition", "given", "expected"),
    [
        ({"type": "text"}, "  甲\n乙 ", "甲\n乙"),
        ({"type": "text"}, 12.0, "12"),
        ({"type": "text"}, "   ", None),
        ({"type": "text"}, None, None),
        ({"type": "text"}, "甲\x00乙", ["K703"]),
        ({"type": "text"}, ["甲"], ["K703"]),
        ({"type": "text", "max_length": "3"}, "一二三四", ["K703"]),
        ({"type": "text", "pattern": "[A-Z]{2}"}, "AB", "AB"),
        ({"type": "text", "pattern": "[A-Z]{2}"}, "ABC", ["K703"]),
        (MONEY, "1,234.50", "1234.5"),
        (MONEY, "１２．５万元", "12.5"),
        (MONEY, 12.5, "12.5"),
        (MONEY, Decimal("1E+2"), "100"),
        (MONEY, "0.00", "0"),
        (MONEY, "1.234", ["K703"]),
        (MONEY, "-1", ["K703"]),
        (MONEY, "1000000.01", ["K703"]),
        (MONEY, "1,23", ["K703"]),
        (MONEY, "约5", ["K703"]),
        (MONEY, True, ["K703"]),
        (MONEY, float("nan"), ["K703"]),
        ({"type": "number"}, "9" * 17, "9" * 17),
        ({"type": "number"}, "9" * 18, ["K703"]),
        ({"type": "number", "decimals": "0"}, "3.0", "3"),
        ({"type": "percent"}, "98.3%", "98.3"),
        ({"type": "date"}, "2023年2月8日", "2023-02-08"),
        ({"type": "date"}, "2023/2/8", "2023-02-08"),
        ({"type": "date"}, "2023.02.08", "2023-02-08"),
        ({"type": "date"}, "20230208", "2023-02-08"),
        ({"type": "date"}, datetime(2023, 2, 8, 13, 0), "2023-02-08"),
        ({"type": "date"}, date(2023, 2, 8), "2023-02-08"),
        ({"type": "date"}, "2023-02-30", ["K703"]),
        ({"type": "date"}, "0023-02-03", ["K703"]),
        ({"type": "date"}, 45000, ["K703"]),
        ({"type": "date", "max": "2023-01-31"}, "2023-02-01", ["K703"]),
        ({"type": "boolean"}, "是", True),
        ({"type": "boolean"}, "FALSE", False),
        ({"type": "boolean"}, "也许", ["K703"]),
        ({"type": "code", "codes": "sources"}, "audit", "audit"),
        ({"type": "code", "codes": "sources"}, "审计", "audit"),
        ({"type": "code", "codes": "sources"}, "申计", ["K704"]),
        ({"type": "code", "codes": "standard:division"}, 341802, "341802"),
        ({"type": "code", "codes": "standard:division"}, "99", ["K703"]),
        ({"type": "code", "codes": "standard:industry"}, "农业", "01"),
        ({"type": "organisation"}, "县财政局", "finance"),
        ({"type": "organisation"}, "无此局", ["K703"]),
        ({"type": "person"}, "王一", "王一"),
        ({"type": "place"}, "鳌峰街道3号 @118.75870,30.9409", "鳌峰街道3号 @118.7587,30.9409"),
        ({"type": "place"}, "鳌峰街道3号 @218.7,30.9", ["K703"]),
        ({"type": "place"}, "鳌峰街道3号", "鳌峰街道3号"),
        ({"type": "file"}, "a.pdf", ["K703"]),
        (
            {"type": "table", "columns": {"a": {"label": "甲", "type": "number"}}},
            [{"a": "1.0"}],
            [{"a": "1"}],
        ),
        ({"type": "table", "columns": {"a": {"label": "甲", "type": "number"}}}, [{"a": "x"}], ["K703"]),
        ({"type": "table", "columns": {"a": {"label": "甲", "type": "number"}}}, "x", ["K703"]),
        (
            {"type": "table", "columns": {"a": {"label": "甲", "type": "text", "required": "true"}}},
            [{}],
            ["K703"],
        ),
    ],
)
def test_reading(definition: dict[str, Any], given: Any, expected: Any) -> None:
    assert read(given, **definition) == expected


def test_files_are_references_of_an_allowed_kind() -> None:
    reference = {"sha256": "0" * 64, "name": "a.pdf", "size": 1, "kind": "document", "media_type": "x"}
    kept = {key: reference[key] for key in ("sha256", "name", "size", "kind")}
    assert read(reference, type="file") == kept
    assert read(reference, type="file", kinds=["photo"]) == ["K703"]


@pytest.mark.parametrize(
    ("on", "expected"), [(date(2023, 6, 30), "old"), (date(2023, 7, 1), ["K703"]), (None, "old")]
)
def test_a_code_is_in_use_until_its_last_day(on: date | None, expected: Any) -> None:
    assert read("old", on, type="code", codes="sources") == expected


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=6, min_value=-(10**17) + 1, max_value=10**17 - 1
    )
)
def test_numbers_come_back_as_they_were(number: Decimal) -> None:
    definition = FieldDef(label="数", type="number")
    kept = read(str(number), type="number")
    assert typed(definition, kept) == number
    assert fits(typed(definition, kept))
    assert kept == plain(number) and "E" not in kept


@given(st.text(max_size=50))
def test_any_text_is_stored_or_refused_never_broken(text: str) -> None:
    kept = read(text, type="text")
    assert (
        kept is None
        or kept == ["K703"]
        or (isinstance(kept, str) and kept == kept.strip() and "\x00" not in kept)
    )


def test_typed_and_stored_are_each_others_reverse() -> None:
    for kind, value in (("number", "12.5"), ("date", "2023-02-08"), ("boolean", True), ("text", "甲")):
        definition = FieldDef(label="字段", type=kind)
        assert stored(typed(definition, value)) == value
    assert typed(FieldDef(label="字段", type="number"), None) is None
    assert place_of("甲").longitude is None


def test_what_is_wrong_in_a_row_ends_with_one_full_stop() -> None:
    columns = {"a": {"label": "甲", "type": "number"}, "b": {"label": "乙", "type": "date"}}
    one = FieldDef.model_validate({"label": "表", "type": "table", "columns": columns})
    _, problems = Reader({"f": one}, LISTS, LOOKUPS).read({"f": [{"a": "x", "b": "y"}]})
    assert "。；" not in problems[0].message
    assert "。。" not in problems[0].message
    assert "；" in problems[0].message


@pytest.mark.parametrize(
    ("pattern", "scope", "number"),
    [
        ("审改〔{year}〕{seq:4}", "审改〔2023〕{seq}", "审改〔2023〕0012"),
        ("{seq}", "{seq}", "12"),
        ("{year}{month}{day}-{seq:1}", "20230208-{seq}", "20230208-12"),
    ],
)
def test_numbers_of_records(pattern: str, scope: str, number: str) -> None:
    on = date(2023, 2, 8)
    assert openings.number_scope(pattern, on) == scope
    assert openings.numbered(pattern, on, 12) == number
