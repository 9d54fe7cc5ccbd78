"""Rows of unique keys: the same pairs as in the file, in the order of the index."""

from __future__ import annotations

import struct

from hypothesis import given
from hypothesis import strategies as st

from youju.ledger.importing import keys

PAIR = st.tuples(st.none() | st.binary(min_size=32, max_size=32), st.binary(min_size=16, max_size=16))


def read(block: bytes) -> list[tuple[bytes, ...]]:
    """Rows of COPY's binary format, by its documentation."""
    at, rows = 19, []
    while (count := struct.unpack_from(">h", block, at)[0]) != -1:
        at, row = at + 2, []
        for _ in range(count):
            size = struct.unpack_from(">i", block, at)[0]
            row.append(block[at + 4 : at + 4 + size])
            at += 4 + size
        rows.append(tuple(row))
    assert at + 2 == len(block)
    return rows


@given(pairs=st.lists(PAIR, max_size=20), most=st.integers(1, 5))
def test_every_complete_key_has_its_row(pairs, most):
    original, keys.ROWS = keys.ROWS, most
    try:
        digests, records = [one for one, _ in pairs], [one for _, one in pairs]
        blocks = [read(one) for one in keys.key_rows("台账", "code,name", digests, records)]
    finally:
        keys.ROWS = original
    assert all(0 < len(block) <= most for block in blocks)
    rows = [row for block in blocks for row in block]
    expected = [("台账".encode(), b"code,name", *pair) for pair in pairs if pair[0] is not None]
    assert sorted(rows) == sorted(expected)
    assert [row[2][:8] for row in rows] == sorted(row[2][:8] for row in rows)
