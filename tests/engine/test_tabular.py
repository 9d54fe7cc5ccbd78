"""Columns are converted as single cells are; shortcuts change nothing."""

from __future__ import annotations

import unicodedata
from decimal import Decimal, InvalidOperation

import orjson
import pyarrow as pa
from hypothesis import example, given
from hypothesis import strategies as st

from youju.engine.tabular import (
    PlainNumber,
    PlainText,
    Refused,
    Repeated,
    convert,
    duplicates,
    json_objects,
    json_text,
)

CELLS = st.lists(
    st.none()
    | st.text(max_size=12)
    | st.text("0123456789.-", max_size=8)
    | st.sampled_from(
        ["未按规定招标", "（一）", "e\u0301", " 甲", "甲\u3000", "ａｂ", "㎡", "-0", "1.50", "007"]
    ),
    max_size=40,
)


def read_text(text: str):
    stored = unicodedata.normalize("NFC", text).strip()
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t\r" for c in stored):
        return Refused("control")
    if len(stored) > 8:
        return Refused(("long", text))
    return stored or None


def read_number(text: str):
    try:
        number = Decimal(text)
    except InvalidOperation:
        return Refused(("no number", text))
    if not number.is_finite() or not -100 <= number <= Decimal("99.5"):
        return Refused(("out of range", text))
    number = number.normalize() if number else Decimal(0)
    if -int(number.as_tuple().exponent) > 2:
        return Refused(("too fine", text))
    return format(number, "f")


def expected(cells, one):
    values, refused = [], []
    for row, cell in enumerate(cells):
        value = None if cell is None else one(cell)
        if isinstance(value, Refused):
            refused.append((row, value.reason))
            value = None
        values.append(value)
    return values, refused


@given(CELLS)
@example(["甲", None, "\x01", "甲" * 9])
def test_text_shortcut_changes_nothing(cells: list[str | None]) -> None:
    got = convert(pa.chunked_array([pa.array(cells, pa.string())]), read_text, plain=PlainText(8))
    assert (got.values.to_pylist(), got.refused) == expected(cells, read_text)


@given(CELLS)
@example(
    ["99.5", "99.51", "-100", "-100.01", "0", "-0", "0.0", "1.", ".5", "00", "1.05", "12345678901234567890"]
)
def test_number_shortcut_changes_nothing(cells: list[str | None]) -> None:
    plain = PlainNumber(2, Decimal(-100), Decimal("99.5"))
    got = convert(pa.chunked_array([pa.array(cells, pa.string())]), read_number, plain=plain)
    assert (got.values.to_pylist(), got.refused) == expected(cells, read_number)


def test_whole_numbers() -> None:
    cells = ["1", "1.5", "-3", "0", None]
    got = convert(pa.chunked_array([cells]), Refused, plain=PlainNumber(0))
    assert got.values.to_pylist() == ["1", None, "-3", "0", None]
    assert got.refused == [(1, "1.5")]


def test_every_distinct_text_is_read_once() -> None:
    asked: list[str] = []

    def one(text: str):
        asked.append(text)
        return {"是": True, "否": False}.get(text, Refused(text))

    got = convert(pa.chunked_array([["是", "否", None, "是", "对"], ["是"] * 100]), one)
    assert sorted(asked) == ["否", "对", "是"]
    assert got.values.to_pylist()[:5] == [True, False, None, True, None]
    assert got.refused == [(4, "对")]


def test_no_rows() -> None:
    empty = pa.chunked_array([], pa.string())
    assert convert(empty, read_text).values.to_pylist() == []
    assert convert(empty, read_text, plain=PlainText(3)).values.to_pylist() == []


@given(st.lists(st.tuples(st.none() | st.sampled_from("ab"), st.none() | st.sampled_from(["b", "", "ab"]))))
def test_duplicates(rows: list[tuple[str | None, str | None]]) -> None:
    keys = [pa.array([row[column] for row in rows], pa.string()) for column in (0, 1)]
    seen: dict[tuple[str | None, ...], int] = {}
    wanted = []
    for number, row in enumerate(rows):
        if None not in row and seen.setdefault(row, number) != number:
            wanted.append(Repeated(number, seen[row]))
    assert duplicates(keys) == wanted


def test_parts_of_a_key_do_not_run_into_each_other() -> None:
    assert duplicates([pa.array(["a", "a\x1fb"]), pa.array(["b\x1fc", "c"])]) == []


@given(st.lists(st.none() | st.text()))
def test_json_text(values: list[str | None]) -> None:
    got = json_text(pa.array(values, pa.string())).to_pylist()
    assert got == [None if value is None else orjson.dumps(value).decode() for value in values]


@given(
    st.lists(st.fixed_dictionaries({"b": st.none() | st.text(max_size=5), "a": st.none() | st.booleans()}))
)
def test_json_objects_are_canonical(rows: list[dict[str, str | bool | None]]) -> None:
    columns = {
        "b": pa.array([row["b"] for row in rows], pa.string()),
        "a": pa.array([row["a"] for row in rows], pa.bool_()),
    }
    wanted = [
        orjson.dumps({k: v for k, v in row.items() if v is not None}, option=orjson.OPT_SORT_KEYS).decode()
        for row in rows
    ]
    assert json_objects(columns).to_pylist() == wanted
