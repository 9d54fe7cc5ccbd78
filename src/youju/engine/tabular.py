"""Turning a column of text into stored values, a million cells at a time.

Enter at `convert`. There is one meaning of a value: the function that reads a single cell (``one``). A
column is converted by calling it once for every *distinct* text; cells whose stored form is evidently the
text itself (`Plain`) are recognised in the engine and never reach it. A test compares both ways on random
cells.

Also here: `duplicates` within a file, `json_text` for payloads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

NUMBER = pa.decimal128(23, 6)
"""Type of a stored number; see ``docs/decisions/0003-one-meaning-of-numbers.md``."""

# Printable characters that NFC leaves alone and that nothing strips at the ends: ASCII, Chinese punctuation,
# CJK ideographs, full-width forms.
_INNER = r" -~·–—‘’“”…、-】〔-〟一-鿿！-～"
_OUTER = r"!-~·–—‘’“”…、-】〔-〟一-鿿！-～"
_PLAIN_TEXT = rf"^[{_OUTER}]([{_INNER}]*[{_OUTER}])?$"


class Refused(NamedTuple):
    """A cell that could not be read, with whatever ``one`` said about it."""

    reason: Any


One = Callable[[str], Any]
"""Reads one cell: its stored value (text, truth value or None), or `Refused`."""


@dataclass(frozen=True, slots=True)
class PlainText:
    """Texts of ordinary characters up to a length are stored as they are."""

    max_length: int


@dataclass(frozen=True, slots=True)
class PlainNumber:
    """Numbers in canonical form within bounds are stored as they are.

    Attributes:
        places: Decimal places allowed, 0 to 6.
        low: Smallest value, inclusive.
        high: Greatest value, inclusive.
    """

    places: int
    low: Decimal | None = None
    high: Decimal | None = None


Plain = PlainText | PlainNumber


class Converted(NamedTuple):
    """A converted column.

    Attributes:
        values: Stored values, null where the field is empty or the cell was refused; string or boolean.
        refused: Row (from 0) and what was said, in the order of rows.
    """

    values: pa.Array
    refused: list[tuple[int, Any]]


def convert(column: pa.ChunkedArray, one: One, *, plain: Plain | None = None) -> Converted:
    """Convert a column of text.

    Args:
        column: Strings, null where the cell is blank.
        one: Reads one cell.
        plain: Which cells need not be read one by one.
    """
    texts = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(texts, pa.ChunkedArray):  # pyarrow returns a chunked array when there was no chunk
        texts = pa.concat_arrays(texts.chunks) if texts.num_chunks else pa.array([], pa.string())
    if plain is None:
        return _by_distinct(texts, one)
    evident = pc.fill_null(_is_plain(texts, plain), True)
    if pc.all(evident).as_py() is not False:
        return Converted(texts, [])
    rows = pc.indices_nonzero(pc.invert(evident))
    rest = _by_distinct(texts.take(rows), one)
    positions = rows.to_pylist()
    values = pc.replace_with_mask(texts, pc.invert(evident), rest.values.cast(pa.string()))
    return Converted(values, [(positions[row], reason) for row, reason in rest.refused])


def _is_plain(texts: pa.Array, plain: Plain) -> pa.Array:
    if isinstance(plain, PlainText):
        ordinary = pc.match_substring_regex(texts, _PLAIN_TEXT)
        return pc.and_(ordinary, pc.less_equal(pc.utf8_length(texts), plain.max_length))
    digits = r"^(0|-?[1-9]\d{0,16}" + (
        rf"|-?(0|[1-9]\d{{0,16}})\.\d{{0,{plain.places - 1}}}[1-9])$" if plain.places else r")$"
    )
    canonical = pc.match_substring_regex(texts, digits)
    if plain.low is None and plain.high is None:
        return canonical
    numbers = pc.if_else(canonical, texts, None).cast(NUMBER)
    if plain.low is not None:
        canonical = pc.and_(canonical, pc.fill_null(pc.greater_equal(numbers, _bound(plain.low)), False))
    if plain.high is not None:
        canonical = pc.and_(canonical, pc.fill_null(pc.less_equal(numbers, _bound(plain.high)), False))
    return pc.if_else(pc.is_valid(texts), canonical, None)


def _bound(number: Decimal) -> pa.Scalar:
    return pa.scalar(number.quantize(Decimal("0.000001")), NUMBER)


def _by_distinct(texts: pa.Array, one: One) -> Converted:
    """Read every distinct text once and spread the results."""
    encoded = texts.dictionary_encode()
    read = [one(text) for text in encoded.dictionary.to_pylist()]
    wrong = [isinstance(value, Refused) for value in read]
    kept = [None if bad else value for value, bad in zip(read, wrong, strict=True)]
    is_boolean = any(isinstance(value, bool) for value in kept)
    values = pa.array(kept, pa.bool_() if is_boolean else pa.string()).take(encoded.indices)
    if not any(wrong):
        return Converted(values, [])
    mask = pc.fill_null(pa.array(wrong, pa.bool_()).take(encoded.indices), False)
    rows = pc.indices_nonzero(mask)
    codes = encoded.indices.take(rows).to_pylist()
    return Converted(
        values, [(row, read[code].reason) for row, code in zip(rows.to_pylist(), codes, strict=True)]
    )


class Repeated(NamedTuple):
    """A row whose key stands in an earlier row of the same file (rows from 0)."""

    row: int
    first: int


def duplicates(keys: Sequence[pa.Array]) -> list[Repeated]:
    """Rows that repeat the key of an earlier row; a key with an empty part binds nothing, as in SQL.

    Args:
        keys: The columns of the key, all of one length.
    """
    # Joined with the lengths of the parts in front, so that ("a", "bc") and ("ab", "c") differ.
    parts = [column.cast(pa.string()) for column in keys]
    lengths = [pc.utf8_length(part).cast(pa.string()) for part in parts]
    joined = pc.binary_join_element_wise(*lengths, *parts, "\x1f")
    present = joined.drop_null()
    if len(pc.unique(present)) == len(present):
        return []
    encoded = joined.dictionary_encode().indices.to_pylist()
    seen: dict[int, int] = {}
    found = []
    for row, code in enumerate(encoded):
        if code is None:
            continue
        first = seen.setdefault(code, row)
        if first != row:
            found.append(Repeated(row, first))
    return found


def json_text(values: pa.Array) -> pa.Array:
    """Stored values as JSON (RFC 8259, section 7), without a Python object for each; null stays null.

    Example:
        >>> json_text(pa.array(['a"b', None])).to_pylist()
        ['"a\\\\"b"', None]
    """
    if pa.types.is_boolean(values.type):
        return pc.if_else(values, "true", "false")
    text = values
    if pc.any(pc.match_substring_regex(text, r'[\x00-\x1f"\\]')).as_py():
        text = pc.replace_substring(text, "\\", "\\\\")
        text = pc.replace_substring(text, '"', '\\"')
        if pc.any(pc.match_substring_regex(text, r"[\x00-\x1f]")).as_py():
            short = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
            for character in map(chr, range(32)):
                text = pc.replace_substring(text, character, short.get(character, f"\\u{ord(character):04x}"))
    return pc.binary_join_element_wise('"', text, '"', "")


def json_objects(columns: dict[str, pa.Array]) -> pa.Array:
    """One JSON object for each row with sorted keys, empty fields left out: the canonical text of ``set``.

    Args:
        columns: Stored values by field code; all of one length, at least one column.

    Example:
        >>> json_objects({"b": pa.array(["1", None]), "a": pa.array([True, None])}).to_pylist()
        ['{"a":true,"b":"1"}', '{}']
    """
    return json_members({name: json_text(column) for name, column in columns.items()})


def json_members(texts: dict[str, pa.Array]) -> pa.Array:
    """The same of members that are JSON already; where the text is null, the member is left out."""
    members = [
        pc.fill_null(pc.binary_join_element_wise(f',"{name}":', texts[name], ""), "")
        for name in sorted(texts)
    ]
    inner = pc.binary_join_element_wise(*members, "")
    return pc.binary_join_element_wise("{", pc.utf8_slice_codeunits(inner, 1), "}", "")
