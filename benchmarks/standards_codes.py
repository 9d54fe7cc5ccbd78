"""How fast credit codes are checked, and how many misread ones are mended.

Repeat with ``PYTHONPATH=src python benchmarks/standards_codes.py``. Codes are made up from a fixed seed.
"""

from __future__ import annotations

import random
import time

from youju.standards import credit_code, credit_code_repair, divisions, organisation_code

COUNT = 1_000_000
SPOILED = 2_000


def made_up(count: int, dice: random.Random) -> list[str]:
    """Correct codes of enterprises."""
    places = [division.code for division in divisions.known()]
    found = []
    for _ in range(count):
        body = "".join(dice.choices(credit_code.ALPHABET, k=8))
        text = "91" + dice.choice(places) + body + organisation_code.check_character(body)
        found.append(text + credit_code.check_character(text))
    return found


def spoil(text: str, dice: random.Random) -> str:
    """One other character that may stand in its place."""
    place = dice.randrange(18)
    allowed = "0123456789" if 2 <= place < 8 else credit_code.ALPHABET
    return text[:place] + dice.choice([c for c in allowed if c != text[place]]) + text[place + 1 :]


def main() -> None:
    """Print the figures."""
    dice = random.Random(32100)
    codes = made_up(COUNT // 10, dice) * 10
    start = time.perf_counter()
    valid = sum(credit_code.valid_many(codes))
    print(f"checked {len(codes):,} codes in {time.perf_counter() - start:.2f} s, {valid:,} valid")
    outcome = {"right": 0, "wrong": 0, "several": 0}
    start = time.perf_counter()
    for text in codes[:SPOILED]:
        mended = credit_code_repair.repair(spoil(text, dice))
        outcome["several" if mended is None else "right" if mended.text == text else "wrong"] += 1
    spent = (time.perf_counter() - start) / SPOILED
    print(f"one wrong character in {SPOILED:,} codes: {outcome}, {spent * 1e6:.0f} µs each")


if __name__ == "__main__":
    main()
