"""Credit codes and organisation codes: the checks against the sums of the standards, errors and repairs."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youju.errors import YoujuError
from youju.standards import credit_code, credit_code_repair, divisions, organisation_code

REGISTER = Path(__file__).parents[3] / "shared/data/register/xuancheng/market.csv"

HEADS = st.sampled_from(sorted(credit_code.heads()))
DIVISIONS = st.sampled_from([division.code for division in divisions.known()])
BODIES = st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8)


def naive_check(body: str) -> str:
    """The sum as GB 32100-2015 prints it, weights written out."""
    weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    total = sum(credit_code.ALPHABET.index(c) * w for c, w in zip(body, weights, strict=True))
    return credit_code.ALPHABET[(31 - total % 31) % 31]


def naive_organisation_check(body: str) -> str:
    """The sum as GB 11714-1997 prints it."""
    value = {c: i for i, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
    c9 = 11 - sum(value[c] * w for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    return {10: "X", 11: "0"}.get(c9, str(c9))


@st.composite
def codes(draw: st.DrawFn) -> str:
    body = draw(BODIES)
    text = draw(HEADS) + draw(DIVISIONS) + body + organisation_code.check_character(body)
    return text + credit_code.check_character(text)


@given(codes())
def test_a_correct_code_is_read_into_its_parts(text: str) -> None:
    code = credit_code.parse(text)
    assert credit_code.is_valid(text)
    assert code.department + code.category + code.division_code + code.subject + code.check == text
    assert naive_check(text[:17]) == code.check
    assert organisation_code.parse(code.subject).text == code.subject
    assert code.subject_holds
    assert code.division is not None
    assert code.category_name
    assert credit_code.of_organisation(code.subject, head=text[:8]) == code
    assert str(code) == text


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=8, max_size=8))
def test_organisation_check(body: str) -> None:
    text = body + naive_organisation_check(body)
    assert organisation_code.check_character(body) == text[8]
    assert organisation_code.parse(f"{body.lower()}-{text[8]}").text == text
    assert [d for d in "0123456789X" if organisation_code.is_valid(body + d)] == [text[8]]


@given(codes(), st.integers(0, 17), st.data())
def test_every_single_error_is_detected(text: str, place: int, data: st.DataObject) -> None:
    other = data.draw(st.sampled_from([c for c in credit_code.ALPHABET if c != text[place]]))
    wrong = text[:place] + other + text[place + 1 :]
    assert not credit_code.is_valid(wrong)
    assert credit_code.valid_many([wrong, text]) == [False, True]
    found = credit_code_repair.candidates(wrong)
    assert text in [candidate.code.text for candidate in found]
    mended = credit_code_repair.repair(wrong)
    assert mended is None or mended.text == text  # never another code
    assert (mended is None) == (len(found) > 1)
    assert credit_code_repair.repair(wrong, known={text}) == credit_code.CreditCode(text)


@given(codes(), st.integers(0, 16))
def test_transposed_neighbours_are_detected_and_can_be_candidates(text: str, place: int) -> None:
    wrong = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if wrong == text or credit_code.illegal(wrong):
        return
    # The last weight is not part of the progression, so only the last pair can slip through.
    assert place == 16 or not credit_code.is_valid(wrong)
    if not credit_code.is_valid(wrong):
        found = credit_code_repair.candidates(wrong, transpositions=True)
        assert text in [candidate.code.text for candidate in found]


@given(codes(), st.data())
def test_a_letter_that_cannot_be_is_always_mended(text: str, data: st.DataObject) -> None:
    inverse = {digit: letter for letter, digit in credit_code.LOOKALIKES.items()}
    places = [place for place in range(18) if text[place] in inverse]
    if not places:
        return
    place = data.draw(st.sampled_from(places))
    misread = text[:place] + inverse[text[place]] + text[place + 1 :]
    assert credit_code_repair.repair(misread) == credit_code.CreditCode(text)
    everywhere = "".join(inverse.get(c, c) for c in text)
    assert credit_code_repair.repair(everywhere) == credit_code.CreditCode(text)


@given(codes())
def test_people_write_codes_in_many_ways(text: str) -> None:
    full_width = "".join(chr(ord(c) + 0xFEE0) for c in text)
    for written in (
        full_width,
        text.lower(),
        f" {text[:8]} {text[8:]}\t",
        f"{text[:8]}-{text[8:17]}-{text[17]}",
    ):
        assert credit_code.parse(written).text == text
        assert credit_code_repair.repair(written) == credit_code.CreditCode(text)


@given(st.text(max_size=20))
def test_any_text_is_judged_without_a_crash(text: str) -> None:
    valid = credit_code.is_valid(text)
    assert credit_code.valid_many([text]) == [valid]
    credit_code_repair.repair(text)
    try:
        assert credit_code.is_valid(credit_code.parse(text).text)
    except YoujuError as error:
        assert error.code in {"S110", "S111", "S112", "S113"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9134188175487950", ["S110"]),
        ("", ["S110"]),
        ("9134I88l754879509Y", ["S111", "S111"]),
        ("91341881754879509X", ["S112"]),
        ("X1341881754879509Y", ["S113", "S112"]),
        ("９１34188175487950９Ｘ", ["S112"]),
    ],
)
def test_all_that_is_wrong_is_said(text: str, expected: list[str]) -> None:
    with pytest.raises(YoujuError) as caught:
        credit_code.parse(text)
    assert [problem.code.id for problem in caught.value.problems] == expected
    assert "统一社会信用代码" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "code"), [("1234567", "S114"), ("D2143569-Y", "S114"), ("D2143569-1", "S115")]
)
def test_wrong_organisation_codes(text: str, code: str) -> None:
    with pytest.raises(YoujuError) as caught:
        organisation_code.parse(text)
    assert caught.value.code == code


def test_what_the_tables_say() -> None:
    # State organ, foundation and collective: the heads are given, the check follows.
    def code(head: str) -> credit_code.CreditCode:
        return credit_code.of_organisation("D2143569-X", head=head)

    assert code("11341800").category_name == "机关"
    assert code("53340000").department_name == "民政"
    assert code("N2341822").authority(on=dt.date(2018, 3, 16)) == "安徽省宣城市广德县农业部门"
    assert code("N2341822").authority(on=dt.date(2018, 3, 17)) == "安徽省宣城市广德县农业农村部门"
    assert code("91100000").authority(on=dt.date(2015, 1, 1)) == "工商行政管理部门"
    assert code("91340762").division is None  # a code that no table has
    assert code("97341800").category_name is None  # a kind that the standard does not list


def test_the_tables_fit_together() -> None:
    assert len(credit_code.heads()) == 36
    assert {head[0] for head in credit_code.heads()} == set(credit_code.departments())
    for department in credit_code.departments():
        code = f"{department}1341800D2143569X"
        code += credit_code.check_character(code)
        assert credit_code.parse(code).authority(on=dt.date(2024, 1, 1)).startswith("安徽省宣城市")


@pytest.mark.skipif(not REGISTER.exists(), reason="the real registrations of ../shared are not here")
def test_real_registrations() -> None:
    with REGISTER.open(encoding="utf-8") as file:
        texts = sorted({row["统一社会信用代码"] for row in csv.DictReader(file)} - {""})
    assert len(texts) > 4000
    found = [credit_code.CreditCode(text) for text in texts if credit_code.is_valid(text)]
    assert len(found) > 0.99 * len(texts)
    assert sum(code.subject_holds for code in found) > 0.999 * len(found)
    assert sum(code.division is not None for code in found) > 0.99 * len(found)
