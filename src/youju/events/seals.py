"""Seals: Merkle roots over everything new, each chained to the seal before.

A seal covers all events with ``after < position <= upto``; `upto` is settled (`queries.latest_position`),
so that no lower position can appear later. Its root is that of a Merkle tree as RFC 6962 (section 2.1)
builds it, whose leaves are blocks of up to 256 events:

    leaf = SHA-256(0x00 ‖ row ‖ row ‖ …)        row = 0x0002 ‖ 0x00000008 ‖ position ‖ 0x00000020 ‖ hash
    node = SHA-256(0x01 ‖ left ‖ right)

The rows are those of a binary COPY of position and hash. The hash of a seal is SHA-256 over number, after,
upto, events, sealed time (microseconds since 2000-01-01 UTC), root and previous hash, integers big-endian.
Someone who keeps a seal's hash outside the database (on paper, with the archive, at another bureau) can
prove later that nothing before it was changed, even by the owner of the database.

Enter at `root_of` and `seal_hash`. Making a seal is `actions.seal`, checking all of them `verify`.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from youju.events import chain

BLOCK = 256
"""Events in a leaf."""

COLUMNS = "number, after, upto, events, root, sealed_at, previous, hash"

_FIELDS = struct.Struct(">iqqqq").pack


@dataclass(frozen=True, slots=True)
class Seal:
    """One seal.

    Attributes:
        number: From 1 without gaps.
        after: Position of the last event that it does *not* cover; the `upto` of the seal before.
        upto: Last position that it covers.
        events: How many events lie between.
        root: Merkle root, 32 bytes.
        previous: Hash of the seal before, 32 zero bytes for the first.
    """

    number: int
    after: int
    upto: int
    events: int
    root: bytes
    sealed_at: datetime
    previous: bytes
    hash: bytes


def root_of(rows: Iterable[bytes]) -> tuple[int, bytes]:
    """Number of rows and Merkle root over them; the root of nothing is SHA-256 of nothing (RFC 6962)."""
    iterator = iter(rows)
    count = 0
    pending: list[tuple[int, bytes]] = []  # complete subtrees, (height, hash), from the left
    while block := list(islice(iterator, BLOCK)):
        count += len(block)
        height, node = 0, hashlib.sha256(b"\x00" + b"".join(block)).digest()
        while pending and pending[-1][0] == height:
            _, left = pending.pop()
            height, node = height + 1, _node(left, node)
        pending.append((height, node))
    if not pending:
        return 0, hashlib.sha256(b"").digest()
    _, root = pending.pop()
    while pending:
        _, left = pending.pop()
        root = _node(left, root)
    return count, root


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def seal_hash(
    number: int, after: int, upto: int, events: int, root: bytes, sealed_at: datetime, previous: bytes
) -> bytes:
    """The hash of a seal over all that it says."""
    fields = _FIELDS(number, after, upto, events, chain.microseconds(sealed_at))
    return hashlib.sha256(fields + root + previous).digest()


def faults(seal: Seal, before: Seal | None) -> str | None:
    """What is wrong with a seal by itself and against the one before it, in Chinese; None when sound."""
    expected = (before.number + 1, before.upto, before.hash) if before else (1, 0, chain.GENESIS)
    if seal.number != expected[0]:
        return f"之前缺少第{expected[0]}号封存"
    if (seal.after, seal.previous) != expected[1:]:
        return "与上一号封存不衔接"
    if seal.hash != seal_hash(
        seal.number, seal.after, seal.upto, seal.events, seal.root, seal.sealed_at, seal.previous
    ):
        return "的内容与摘要不符"
    return None
