"""Redaction (R3xx): masked values that can be solved, and personal data that must not be published.

Enter at `leaks_of` (R301, decided in `checker.leaks`) and `findings_of`: numbers that point at one person
(R302 to R304) and names (R305, R306, decided in `checker.persons`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from youju.checker import persons
from youju.checker.leaks import leaks_in, leaks_of
from youju.checker.model import Finding, Kind, Operand, Relation, Verdict
from youju.standards import credit_code, divisions

__all__ = ["findings_of", "leaks_in", "leaks_of", "relations_of"]

_DIGITS: Final = re.compile(r"\d(?<![0-9A-Za-z.].)(?:[ -]?\d){9,18}[Xx]?(?![0-9A-Za-z]|\.\d)")
_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_CARD_BEGINNINGS: Final = ("4", "5", "62", "60", "9558", "95588")
_WEIGHTS: Final = tuple(pow(2, 17 - place, 11) for place in range(17))
_CHECKS: Final = "10X98765432"


def findings_of(text: str, start: int, end: int) -> list[Finding]:
    """Personal data in a report.

    Args:
        text: The whole text that was read; offsets of the result are into it.
        start: Where the report begins.
        end: Where it ends.

    Example:
        >>> [one.rule for one in findings_of("困难群众李某英，住院治疗。", 0, 13)]
        ['R306']
    """
    return [*_numbers(text, start, end), *persons.findings_of(text, start, end)]


def relations_of(text: str, findings: Iterable[Finding]) -> Iterator[Relation]:
    """What is published of a person for certain, as relations; the texts of their operands are covered.

    A mobile number may be that of an office, so it is one only where a private person is spoken of.
    """
    for one in findings:
        if one.rule == "R303" and not _is_private(text, one.start):
            continue
        places = [(one.start, one.end)]
        if one.rule == "R306" and (masked := persons.masked_before(text, places[0])):
            places = [masked, *places]
        operands = {
            name: Operand(_covered(text[start:end]), start, end, Decimal(0))
            for name, (start, end) in zip("xa", places, strict=False)
        }
        formula = " == ".join(operands)
        start, end = places[0][0], one.end
        yield Relation(
            one.rule, Kind.LEAK, Verdict.LEAK, start, end, formula, operands, None, None, one.message
        )


def _is_private(text: str, start: int) -> bool:
    """Whether a number is of somebody in private: of 村民 and the like, or told in brackets after a name."""
    lead = text[max(0, start - _OWNED) : start]
    return bool(_OWNER.search(lead)) or (persons.ends_with_name(_TELEPHONE.split(lead)[0]) and "（" in lead)


_TELEPHONE: Final = re.compile(r"[（(](?:[^（()]{0,8}(?:手机|电话)(?:号码?)?[:：为是]?)?$")
_OWNER: Final = re.compile(
    r"[居村市]民|群众|当事人|患者|家属|本人|业主|[投举信]\w{0,2}人|户主|学生|家长|老人|病人|对象|残疾|老兵|军属|烈属|职工|农户|低保|贫困|脱贫"
)
_OWNED: Final = 16
"""Characters before a number within which its owner is named."""


def _numbers(text: str, start: int, end: int) -> Iterator[Finding]:
    """Identity numbers, bank cards and mobile numbers, each by its own check."""
    for match in _DIGITS.finditer(text, start, end):
        plain = re.sub(r"[ -]", "", match[0])
        place = match.start(), match.end()
        said = _SAID.search(text, max(start, match.start() - _LABEL), match.start())
        if len(plain) == 18 and is_identity_number(plain):
            yield Finding("R302", "error", *place, f"“{_covered(plain)}”是公民身份号码，不得公开，请删去")
        elif said and len(plain) in _IDENTITY_LENGTHS:  # misprinted, it still tells who is meant
            told = f"“{_covered(plain)}”写明是身份证号（校验不符），不得公开，请删去"
            yield Finding("R302", "error", *place, told)
        elif _MOBILE.fullmatch(plain):
            yield Finding(
                "R303", "warning", *place, f"“{_covered(plain)}”是手机号码，公开前请确认是否为办公电话"
            )
        elif 16 <= len(plain) <= 19 and plain.startswith(_CARD_BEGINNINGS) and is_luhn(plain):
            yield Finding("R304", "error", *place, f"“{_covered(plain)}”像银行卡号（校验位正确），请删去")


_SAID: Final = re.compile(r"(?:身份证|身份号码)(?:件)?(?:号码?|编号)?[:：为是]?\s*$")
_LABEL: Final = 12
_IDENTITY_LENGTHS: Final = frozenset({15, 17, 18, 19})
"""Digits of an identity number, the old one too, and of one with a digit too few or too many."""


def is_identity_number(text: str) -> bool:
    """Whether 18 characters are a citizen's number: GB 11643-1999, with division, date and check character.

    A unified social credit code of 18 digits is none.
    """
    if not re.fullmatch(r"[1-9]\d{16}[\dXx]", text):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text, strict=False))
    if _CHECKS[total % 11] != text[-1].upper():
        return False
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    known = divisions.get(text[:2]) is not None
    return known and 1880 <= int(text[6:10]) <= 2100 and not credit_code.is_valid(text)


def is_luhn(digits: str) -> bool:
    """Whether the last digit checks the others: ISO/IEC 7812-1, annex B.

    Example:
        >>> is_luhn("79927398713"), is_luhn("79927398710")
        (True, False)
    """
    if not digits.isdecimal() or len(set(digits)) < 3:
        return False
    total = sum(int(digit) for digit in digits[-1::-2])
    total += sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return total % 10 == 0


def _covered(told: str) -> str:
    """A number or a name that can be shown in a message without being published again."""
    if len(told) <= _NAME_MOST:
        return f"{told[0]}{'*' * (len(told) - 1)}"
    return f"{told[:3]}{'*' * (len(told) - 5)}{told[-2:]}"


_NAME_MOST: Final = 9
