"""The twelve-digit code: reading, padding, levels, and what may not be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youju.errors import YoujuError
from youju.standards import divisions, statistical_code
from youju.standards.divisions import Level

CODES = st.one_of(
    st.sampled_from([division.prefix for division in divisions.known()]),
    st.sampled_from(list(divisions.streets())),
)


@given(CODES)
def test_every_division_has_a_code(code: str) -> None:
    found = statistical_code.parse(code, known=True)
    assert len(found.text) == 12
    assert statistical_code.is_valid(found.text)
    assert found.level == divisions.require(code).level
    assert found.division == divisions.require(code)
    assert statistical_code.parse(found.text) == found
    if found.parent:
        assert divisions.within(found.text, found.parent.text)
        assert found.parent.level < found.level


@given(st.sampled_from(list(divisions.streets())), st.integers(1, 999))
def test_villages(street: str, number: int) -> None:
    code = statistical_code.parse(f"{street}{number:03}")
    assert code.level == Level.VILLAGE
    assert code.village == f"{number:03}"
    assert code.street == street
    assert code.division == divisions.require(street)
    assert code.parent == statistical_code.parse(street)


@given(st.text("0123456789", min_size=12, max_size=12))
def test_the_two_judges_agree(text: str) -> None:
    try:
        statistical_code.parse(text)
    except YoujuError as error:
        assert error.code == "S121"
        assert not statistical_code.is_valid(text)
    else:
        assert statistical_code.is_valid(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("34188", "有5位"),
        ("", "含有数字以外的字符"),
        ("34188110020X", "含有数字以外的字符"),
        ("001881", "省级为空"),
        ("340081", "上级为空而下级不为空"),
        ("340000100", "上级为空而下级不为空"),
        ("341881000201", "上级为空而下级不为空"),
    ],
)
def test_wrong_codes(text: str, reason: str) -> None:
    with pytest.raises(YoujuError) as caught:
        statistical_code.parse(text)
    assert caught.value.code == "S121"
    assert reason in str(caught.value)


def test_kinds_and_unknown_divisions() -> None:
    assert statistical_code.parse("３４１８８１００１").kind == "街道"
    assert statistical_code.parse("341881203").kind == "乡"
    assert statistical_code.parse("341881400").kind == "类似乡级单位"
    assert statistical_code.parse("441900003").county == "441900"
    assert statistical_code.parse("341899").division is None
    with pytest.raises(YoujuError) as caught:
        statistical_code.parse("341899", known=True)
    assert caught.value.code == "S120"
