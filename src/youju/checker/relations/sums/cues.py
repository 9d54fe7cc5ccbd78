"""What introduces the parts of a total: 其中, 分别为, a bracket or a colon, 按…分, 。医院中，….

Used by `partitions`. Enter at `cues`; `introduces` says whether the words about a cue let it be one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from youju.checker.mentions import Mention
from youju.checker.passage import Passage
from youju.checker.relations.sums.summing import OVERLAP, gap_of, step_of

_CUE: Final = re.compile(
    r"[其分包含（(：:中里按从由](?:(?<=其)中|(?<=分)别(?:为|是|有|由|占)?|(?<=包)(?<!不.)[括含]|(?<=含)(?<![包饱不].)(?!量|有)|"
    r"(?<=[（(])|(?<=[：:])(?!\d)|(?<=[一-鿿）][中里])(?<!其.)(?<!公里)(?:[，,]|(?=：))|(?<=按)[^，。；\d]{2,10}(?:分|划分|看)[：:，,]?(?!\d)|"
    r"(?<=。[从分])[^，。；\d]{2,10}看[：:，,]|(?<=由)(?=[^，。；]{4,80}(?:构成|组成)(?!的)))"
)
_OF_NAMED: Final = re.compile(r"(?![在从对])[一-鿿]{2,9}[中里][，,：]")
"""A cue at the beginning of a sentence that names what it parts: 。医院中，…; ；审结的案件里，…."""
_NAME_MOST: Final = 10
_BASE: Final = re.compile(r"[比较与同][^，。；、（）\d]{1,12}$")
"""Before a bracket with what something is measured against: 比常年（293.5亿立方米）."""
_NAMED_BEFORE, _LONG_NAME = 60, 5
"""Where what a cue names was told; longer names are told again by how they begin."""
_MARK: Final = re.compile(r"[，。；、（）]")


def cues(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """What introduces parts, between the first and the last quantity of a paragraph."""
    floor = start
    for match in _CUE.finditer(text, start, end):
        cue: re.Match[str] | None = match
        if match[0][0] in "中里":
            near = max(floor - 1, match.start() - _NAME_MOST)
            stop = max(text.rfind("。", near, match.start()), text.rfind("；", near, match.start()))
            named = _OF_NAMED.match(text, stop + 1, end) if stop >= 0 else None
            if named is not None and named.end() >= match.end() > named.start():
                cue = named
            elif match[0] in "中里":  # 中：, which only a name before it makes a cue
                cue = None
        if cue is not None and cue.start() >= floor:
            yield cue
            floor = cue.end()


def introduces(passage: Passage, match: re.Match[str], last: Mention, first: Mention) -> bool:
    """Whether a cue, by the words between the last quantity before it and the first one after it, is one."""
    text, word = passage.text, match[0]
    lead, gap = text[match.end() : first.start], text[last.end : match.start()]
    if "。" in lead:
        return False
    if word in "（(":
        named = lead.startswith(("其中", "含", "包括", "包含"))
        return not (named or len(gap) > 16 or _BASE.search(gap))
    if lead.count("）") > lead.count("（"):
        return False
    if word in "：:" or word[0] in "中里":
        return len(gap) <= 10 and not _MARK.search(gap) and not last.percent
    # 在整改中，… is no 医院中，… after 医院12家
    if word[-4:-2] == "结果":
        return True  # 受理9件。处理结果中，…
    before = text[max(0, match.start() - _NAMED_BEFORE) : match.start()]
    named = set(word[-4:-2]) <= set(before) or (len(word) > _LONG_NAME and word[:2] in before)
    return word[-2:-1] not in {"中", "里"} or named


def fills(
    passage: Passage, match: re.Match[str], totals: Sequence[Mention], parts: Sequence[Mention]
) -> bool:
    """Whether a bracket says no more than 其中 and parts that all but add up: 6起（其中甲类4起、乙类1起）.

    In papers of a year no such bracket misses its total so closely on purpose.
    """
    text, last = passage.text, parts[-1].end
    if not totals or len(parts) < 2 or text[match.start() - 1] != "（" or text[last : last + 1] != "）":
        return False
    short = -gap_of(totals[0], parts)
    near = short <= _FEW * step_of(totals[0]) and short * _SIXTH <= totals[0].base
    return near and not OVERLAP.search(text[match.start() : last])


_FEW, _SIXTH = 2, 6
