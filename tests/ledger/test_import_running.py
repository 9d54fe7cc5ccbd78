"""Numbers in bulk are those that would have been given one by one; what runs ahead stops when told."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from itertools import islice

import pytest

from youju.ledger.importing.adding import _running
from youju.ledger.importing.ahead import ahead
from youju.ledger.openings import numbered

DAY = dt.date(2023, 11, 2)


@pytest.mark.parametrize(
    "pattern",
    ["审改〔{year}〕{seq:4}", "{seq}", "{year}{month:2}-{seq:2}号", "{seq:3}/{seq}", "固定", "{day}{seq:1}"],
)
@pytest.mark.parametrize("first", [1, 98, 9998])
def test_numbers(pattern: str, first: int) -> None:
    wanted = [numbered(pattern, DAY, seq) for seq in range(first, first + 5)]
    assert list(islice(_running(pattern, DAY, first), 5)) == wanted


def test_items_come_in_order_and_are_prepared_by_another_thread() -> None:
    threads = set()

    def items() -> Iterator[int]:
        for number in range(20):
            threads.add(threading.current_thread().name)
            yield number

    assert list(ahead(items())) == list(range(20))
    assert threads == {"import-ahead"}


def test_what_it_raises_is_raised_here() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise RuntimeError("broken")

    found = ahead(items())
    assert next(found) == 1
    with pytest.raises(RuntimeError, match="broken"):
        next(found)


def test_closing_early_ends_the_thread() -> None:
    def items() -> Iterator[int]:
        number = 0
        while True:
            yield number
            number += 1

    found = ahead(items())
    assert next(found) == 0
    found.close()
    assert not [one for one in threading.enumerate() if one.name == "import-ahead"]
