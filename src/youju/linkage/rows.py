"""Rows of all lists, standardised: one Arrow column for each thing that is compared.

Enter at `standardise`. Every distinct text is read once, however many rows have it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from youju.linkage import names, places
from youju.linkage.crew import Crew
from youju.linkage.text import UNTOUCHED, Characters, Integers, blended, fold, sounds, translated
from youju.standards import credit_code, credit_code_repair

RAW: Final = pa.schema(
    [("list", pa.string()), ("row", pa.string())]
    + [(column, pa.string()) for column in ("code", "name", "person", "address", "phone")]
)
"""What is linked: name of the list, number of the row in it, and cells as they came, null where blank."""

TEXTS: Final = (
    *("list", "code", "wrong", "name", "core", "tail", "head", "sound", "kind", "name_county", "name_city"),
    *("rest", "numbers", "county", "city", "person", "phone"),
)
_NOTE: Final = re.compile(r"[（(].*?[)）]")
_DIGITS: Final = re.compile(r"[0-9]*")
_OTHERS: Final = re.compile(r"[^0-9]")
_EXTENSION: Final = re.compile(r"[转,，;；/、]")
_NOBODY: Final = r"^(?:无|暂无|不详|未知|NA|NULL|NONE|0+|X+)$"
_PERSON: Final = f"^[{UNTOUCHED}]+$"
_PHONE: Final = r"^[0-9]{7,12}$"
_ALIKE: Final = "^(?:" + "|".join(f"{digit}+" for digit in range(10)) + ")$"


@dataclass(frozen=True)
class Said:
    """What a column says, each text once.

    Attributes:
        numbers: For each row which of the texts it has.
        texts: Strings.
    """

    numbers: Integers
    texts: pa.Array

    @cached_property
    def objects(self) -> npt.NDArray[np.object_]:
        """The texts as Python has them."""
        return np.asarray(self.texts.to_numpy(zero_copy_only=False), np.object_)

    @cached_property
    def lengths(self) -> Integers:
        """Characters of each text."""
        return np.asarray(pc.utf8_length(self.texts).to_numpy(zero_copy_only=False), np.int64)

    @cached_property
    def hashes(self) -> npt.NDArray[np.uint64]:
        """A hash of each text, 0 for an empty one."""
        return Characters.of(self.texts).hashes()

    @cached_property
    def bearers(self) -> Integers:
        """For each text a row that has it."""
        found = np.zeros(len(self.texts), np.int64)
        found[self.numbers] = np.arange(len(self.numbers))
        return found

    @cached_property
    def filled(self) -> npt.NDArray[np.bool_]:
        """For each row whether it says anything."""
        return np.asarray((self.lengths > 0)[self.numbers])


@dataclass(frozen=True)
class Rows:
    """Standardised rows.

    Attributes:
        given: Columns of `TEXTS`, strings without nulls (empty where nothing is known), and ``row``; each may
            be encoded as a dictionary of which every text is in use.
    """

    given: pa.Table

    def __len__(self) -> int:
        return int(self.given.num_rows)

    @cached_property
    def table(self) -> pa.Table:
        """The columns, none of them encoded."""
        return pa.table({name: self.column(name) for name in self.given.column_names})

    def column(self, name: str) -> pa.Array:
        """A column as one array of strings."""
        if name not in self._columns:
            column = _whole(self.given.column(name))
            encoded = isinstance(column, pa.DictionaryArray)
            self._columns[name] = column.dictionary_decode() if encoded else column
        return self._columns[name]

    def said(self, name: str) -> Said:
        """What a column says; read once."""
        if name not in self._said:
            encoded = _encoded(_whole(self.given.column(name)))
            self._said[name] = Said(encoded.indices.to_numpy().astype(np.int64), encoded.dictionary)
        return self._said[name]

    @cached_property
    def _columns(self) -> dict[str, pa.Array]:
        return {}

    @cached_property
    def _said(self) -> dict[str, Said]:
        return {}

    def has(self, name: str) -> npt.NDArray[np.bool_]:
        """Where a column is filled."""
        return self.said(name).filled

    def hashes(self, name: str) -> npt.NDArray[np.uint64]:
        """A hash of what each row says in a column, 0 where nothing."""
        said = self.said(name)
        return np.asarray(said.hashes[said.numbers])

    @cached_property
    def numbers_of_codes(self) -> Integers:
        """A number for each valid code, -1 where there is none; equal codes have equal numbers."""
        return np.where(self.has("code"), self.said("code").numbers, -1)

    @property
    def numbers_of_lists(self) -> Integers:
        """A number for each list."""
        return self.said("list").numbers

    @cached_property
    def contents(self) -> npt.NDArray[np.uint64]:
        """A hash of what a row says and of its list, not of where it stands: ties are broken by it."""
        first, *others = ("list", "code", "wrong", "name", "rest", "person", "phone")
        return blended(self.hashes(first), *map(self.hashes, others))

    @classmethod
    def concat(cls, parts: Sequence[Rows]) -> Rows:
        """Several sets of rows, one after another."""
        return cls(pa.concat_tables([part.table for part in parts]).combine_chunks())


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """A column as one array."""
    if column.num_chunks == 0:
        return pa.array([], column.type)
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)


def _encoded(column: pa.Array) -> pa.DictionaryArray:
    """A column as a dictionary of texts and for each row which of them it has."""
    return column if isinstance(column, pa.DictionaryArray) else column.dictionary_encode()


def standardise(raw: pa.Table, crew: Crew | None = None) -> Rows:
    """Read the cells of all rows.

    Args:
        raw: Columns of `RAW`; what is missing is taken as blank.
        crew: Who helps; nobody when left out.
    """
    count = raw.num_rows
    blank = pa.nulls(count, pa.string())

    def cells(name: str) -> pa.Array:
        column = raw.column(name) if name in raw.column_names else blank
        column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        return pc.fill_null(column, "")

    columns = {"list": _encoded(cells("list")), "row": raw.column("row").combine_chunks()}
    addresses = (crew or Crew()).aside(_read, cells("address"), "address")  # as dear as all others
    for name in ("name", "code", "person", "phone"):
        columns |= _read(cells(name), name)
    columns |= addresses()
    columns["sound"] = _by_text(columns["core"], translated(columns["core"].dictionary, sounds()))
    for level in ("county", "city"):  # where the address does not say it, the name does
        own, named = (columns[name].dictionary_decode() for name in (level, f"name_{level}"))
        columns[level] = _encoded(pc.if_else(pc.equal(own, ""), named, own))
    return Rows(pa.table({name: columns[name] for name in (*TEXTS, "row")}))


def _by_text(column: pa.DictionaryArray, values: pa.Array) -> pa.DictionaryArray:
    """A column that follows from another, of a value for each of its texts."""
    encoded = values.dictionary_encode()
    return pa.DictionaryArray.from_arrays(encoded.indices.take(column.indices), encoded.dictionary)


def _read(column: pa.Array, name: str) -> dict[str, pa.DictionaryArray]:
    """Read every distinct cell of a column of `RAW` into several columns."""
    one, into, evident = _READERS[name]
    encoded = column.dictionary_encode()
    texts = encoded.dictionary
    asked = pc.invert(evident(texts)) if evident else None
    # one list of texts, unlike a tuple for each cell, costs the garbage collector nothing
    read = [part for text in (texts.filter(asked) if evident else texts).to_pylist() for part in one(text)]
    found = {}
    for place, name in enumerate(into):
        values = pa.array(read[place :: len(into)], pa.string())
        if evident:
            others = texts if place == 0 else pa.repeat("", len(texts))
            values = pc.replace_with_mask(others, asked, values)
        found[name] = _by_text(encoded, values)
    return found


def code(text: str) -> tuple[str, str]:
    """A credit code: as it is when correct, mended when only one mending is possible; else what it says.

    Returns:
        The correct code or nothing, and the wrong code or nothing.

    Example:
        >>> code("９1341881754879509y"), code("9134I881754879509Y"), code("91341881754879509T"), code("无")
        (('91341881754879509Y', ''), ('91341881754879509Y', ''), ('', '91341881754879509T'), ('', ''))
    """
    if credit_code.is_valid(text):
        return text, ""
    if not text:
        return "", ""
    written = credit_code.normalise(text)
    if credit_code.is_valid(written):
        return written, ""
    if len(written) == 18 and len(credit_code.illegal(written)) == 1:
        mended = credit_code_repair.repair(written)
        if mended is not None:
            return mended.text, ""
    return "", written if 8 <= len(written) <= 20 else ""


def person(text: str) -> str:
    """The name of a person: a note in brackets, blanks and dots away; nothing for 无 and the like.

    Example:
        >>> person(" 张 三（代） "), person("无"), person("买买提·艾力")
        ('张三', '', '买买提艾力')
    """
    name = fold(_NOTE.sub("", text))
    return "" if re.match(_NOBODY, name) else name


def phone(text: str) -> str:
    """The digits of a telephone number, without the country's code; nothing when too few.

    Example:
        >>> phone("+86 139-1234-5678"), phone("0563-2012345 转 8"), phone("110")
        ('13912345678', '05632012345', '')
    """
    digits = text
    if not _DIGITS.fullmatch(text):
        digits = _OTHERS.sub("", _EXTENSION.split(fold_digits(text))[0])
    digits = digits.removeprefix("86") if len(digits) > 12 else digits
    return digits if len(digits) >= 7 and len(set(digits)) > 1 else ""


def fold_digits(text: str) -> str:
    """Full-width digits made plain."""
    return text.translate(_WIDE)


_WIDE: Final = str.maketrans("０１２３４５６７８９", "0123456789")


def _valid(texts: pa.Array) -> pa.Array:
    return pa.array(credit_code.valid_many(texts.to_pylist()), pa.bool_())


def _plain(form: str, but: str) -> Callable[[pa.Array], pa.Array]:
    """Tells texts of a form, but not of another."""
    return lambda texts: pc.and_not(
        pc.match_substring_regex(texts, form), pc.match_substring_regex(texts, but)
    )


class _Reader(NamedTuple):
    """How cells are read.

    Attributes:
        one: What a cell gives, a text for each column.
        into: Names of the columns.
        evident: Which of many cells give themselves and nothing else, told without a look at each.
    """

    one: Callable[[str], Sequence[str]]
    into: Sequence[str]
    evident: Callable[[pa.Array], pa.Array] | None = None


_READERS: Final = {
    "address": _Reader(places.read, ("rest", "numbers", "city", "county")),
    "name": _Reader(names.read, ("name", "core", "tail", "head", "name_city", "name_county", "kind")),
    "code": _Reader(code, ("code", "wrong"), _valid),
    "person": _Reader(lambda text: (person(text),), ("person",), _plain(_PERSON, _NOBODY)),
    "phone": _Reader(lambda text: (phone(text),), ("phone",), _plain(_PHONE, _ALIKE)),
}
"""By column of `RAW`."""
