"""The unique keys of imported records as rows of ``ledger_uniquekey``, in the order of its index.

Digests are random: written as the file has them, each lands on another page of a large index. Sorted, those
of an import follow each other.

Enter at `key_rows`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

import numpy as np

COLUMNS = "ledger, key, digest, record"
ROWS = 100_000
"""Rows of a block; bounds the memory."""

_START = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_END = b"\xff\xff"
_LENGTH = struct.Struct(">i").pack


def key_rows(
    ledger: str, key: str, digests: Sequence[bytes | None], records: Sequence[bytes]
) -> Iterator[bytes]:
    """Blocks of rows in COPY's binary format.

    Args:
        ledger: Code of the ledger.
        key: Name of the key.
        digests: SHA-256 of each record's values; None where the key is not complete, which needs no row.
        records: Ids of the records, 16 bytes each.
    """
    pairs = [(digest, record) for digest, record in zip(digests, records, strict=True) if digest is not None]
    if not pairs:
        return
    words = b"".join(_LENGTH(len(one)) + one for one in (ledger.encode(), key.encode()))
    shape = np.dtype(
        [("head", f"V{2 + len(words)}"), ("l1", ">i4"), ("digest", "V32"), ("l2", ">i4"), ("record", "V16")]
    )
    rows = np.empty(len(pairs), shape)
    rows["head"] = np.void(struct.pack(">h", 4) + words)
    rows["l1"], rows["l2"] = 32, 16
    rows["digest"] = np.frombuffer(b"".join([digest for digest, _ in pairs]), "V32")
    rows["record"] = np.frombuffer(b"".join([record for _, record in pairs]), "V16")
    # The first eight bytes are order enough.
    firsts = np.frombuffer(rows["digest"].tobytes(), ">u8")[::4]
    rows = rows[np.argsort(firsts)]
    for start in range(0, len(rows), ROWS):
        yield _START + rows[start : start + ROWS].tobytes() + _END
