"""How a choice is written in a text box, and how what people type is made alike. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

_CODED = re.compile(r".*（([^（）\s]{1,64})）", re.DOTALL)


def coded(name: str, code: str) -> str:
    """A choice as it stands in the box: it can be read, and means exactly one thing.

    Example:
        >>> coded("示例县财政局", "finance")
        '示例县财政局（finance）'
    """
    return f"{name}（{code}）"


def typed_code(text: str) -> str:
    """The code out of ``名称（代码）``; empty where there is none.

    Example:
        >>> typed_code("示例县（甲）财政局（finance）"), typed_code("财政局")
        ('finance', '')
    """
    match = _CODED.fullmatch(text.strip())
    return match[1] if match else ""


def alike(text: str) -> str:
    """Full and half width, capitals and inner spaces make no difference to a search.

    Example:
        >>> alike(" ＧＤ 4418 ")
        'gd4418'
    """
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


@lru_cache(maxsize=200_000)
def pinyin(name: str) -> tuple[str, str]:
    """Initials and whole pinyin of a name, without tones; characters are read by their word.

    Example:
        >>> pinyin("重庆市")
        ('cqs', 'chongqingshi')
    """
    syllables = lazy_pinyin(alike(name), style=Style.NORMAL)
    return "".join(one[:1] for one in syllables), "".join(syllables)
