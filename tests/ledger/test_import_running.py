"""Numbers in bulk are those that would have been given one by one."""

from __future__ import annotations

import datetime as dt
from itertools import islice

import pytest

from youju.ledger.importing.adding import _running
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
