"""Which characters sound alike, worked out from pypinyin; writes ``src/youju/linkage/data/sounds.txt``.

python -m tests.linkage.sounds
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).parents[2] / "src" / "youju" / "linkage" / "data" / "sounds.txt"
_INITIALS: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"))


def worked_out() -> str:
    """One line for each sound with all characters of the basic block that have it."""
    from pypinyin.constants import PINYIN_DICT

    found: dict[str, list[str]] = {}
    for point, readings in sorted(PINYIN_DICT.items()):
        if 0x4E00 <= point <= 0x9FFF:
            found.setdefault(_sound(readings.split(",")[0]), []).append(chr(point))
    return "".join("".join(characters) + "\n" for _, characters in sorted(found.items()))


def _sound(reading: str) -> str:
    decomposed = unicodedata.normalize("NFD", reading)
    sound = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    for long, short in _INITIALS:
        sound = sound.replace(long, short)
    return sound[:-1] if sound.endswith("ng") and sound[-3] in "aei" else sound


if __name__ == "__main__":
    FILE.write_text(worked_out(), encoding="utf-8")
