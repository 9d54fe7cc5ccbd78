"""What is left, told again where it is lamented (N103): 排污口187个，已整治153个 … 34个排污口尚未整治.

The figures before are one that was due and how much of it was done. What is left is known by the same noun or
by the same verb; where both are the same, and it is off by little, the two places contradict each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from youju.checker.mentions import Mention, Role, exact, loosely_similar, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage, Sentence
from youju.checker.relations.indicators import words_in
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern, against, judge, number, relation
from youju.checker.relations.sums.summing import one_slip
from youju.checker.relations.twice.contradictions import two_values
from youju.checker.relations.twice.slips import SLIP

_VERBS: Final = (
    "整改|整治|销号|办结|完成|完工|到位|化解|解决|接入|兑现|建成|开工|验收|达标|改造|拆除|治理|修复|覆盖|通过|反馈|"
    "交付|搬迁|入驻|消除|处置|退出|竣工|投用|达到|满足|兑付|采纳|拨付|审结|执结|清退"
)
_DONE: Final = re.compile(
    rf"(?:已|均|全部|完成)[^，。；、\d]{{0,8}}?(?:{_VERBS})[^，。；、\d]{{0,4}}$|(?:{_VERBS})[了到位率达有]{{0,2}}$"
)
_DONE_AFTER: Final = re.compile(rf"[^，。；\d]{{0,6}}?(?:已|获|{_VERBS})[^，。；\d]{{0,12}}")
_OF_THEM: Final = re.compile(r"(?:其中|[中已]?有|^)$")
"""Before what was done of it, where the verb comes after: 其中11个已获批准."""
_STILL: Final = re.compile(r"(?:仍|还|尚)(?:还|尚)?有$|(?:仍|还|尚)存$|(?:剩余|余下|剩下|其余)的?(?:还有)?$")
_REST: Final = re.compile(r"(?:剩余|余下|剩下|其余)的?(?:还有)?")
_UNDONE_BEFORE: Final = re.compile(
    rf"(?:未|没有|待)[^，。；、\d]{{0,4}}?(?P<verb>(?:{_VERBS})[一-鿿]{{0,2}}?)的?$|(?P<carried>结转)的?$"
)
_UNDONE: Final = re.compile(
    rf"(?P<noun>[“”一-鿿]{{0,10}}?)(?:因[^，。；]{{1,16}})?(?:仍|还|尚|依然)?(?:[未待]|没有|正在)[^，。；\d]{{0,4}}?(?P<verb>{_VERBS})"
)
_NOUN: Final = re.compile(r"[一-鿿]{2,10}")
_BACK, _REACH, _NEAR = 40, 24, 4
_LEAST, _NAME = 2, 3


class _Work(NamedTuple):
    """What was due, how much of it was done, what was said to be left, and the words about them."""

    due: Mention
    done: Mention
    left: Mention | None
    words: str
    sentence: Sentence


def _left_over(passage: Passage) -> Iterator[Relation]:
    works: list[_Work] = []
    for sentence in passage.sentences:
        if not sentence.characters.isdisjoint("未没待剩余仍尚还转"):
            for one in sentence.mentions:
                if _figure(one):
                    yield from _lamented(passage, sentence, one, works)
        if not sentence.characters.isdisjoint("已均全完整办销化解接建改治到满付采拨审执清达"):
            works.extend(_works(passage, sentence))


def _figure(one: Mention) -> bool:
    return one.role is Role.QUANTITY and one.countable and exact(one) and one.value >= 1


def _works(passage: Passage, sentence: Sentence) -> Iterator[_Work]:
    numbers = [one for one in sentence.mentions if _figure(one)]
    for at, done in enumerate(numbers):
        due = next((one for one in reversed(numbers[max(0, at - _NEAR) : at]) if similar(one, done)), None)
        stop = _done_at(passage, done) if due is not None and due.base > done.base else 0
        if due is not None and stop:
            words = passage.text[max(sentence.start, due.start - _REACH) : min(sentence.end, stop)]
            left = next((one for one in numbers if _REST.fullmatch(passage.before(one, 12))), None)
            told = left is not None and left.start > done.end and similar(left, due)
            told = told and left is not None and left.base == due.base - done.base
            yield _Work(due, done, left if told else None, words, sentence)


def _done_at(passage: Passage, done: Mention) -> int:
    """Where what says that so many were done ends; 0 where nothing does."""
    before = passage.before(done, 20)
    if _DONE.search(before):
        return done.end + 4
    after = _DONE_AFTER.match(passage.text, done.end, passage.end) if _OF_THEM.search(before) else None
    return after.end() if after else 0


def _lamented(
    passage: Passage, sentence: Sentence, one: Mention, works: Sequence[_Work]
) -> Iterator[Relation]:
    """What is said to be undone, against what was done before."""
    before, text = passage.before(one, 20), passage.text
    if head := _UNDONE_BEFORE.search(before):
        named = _NOUN.match(text, one.end, sentence.end)
        noun, verb = named[0] if named else "", head["verb"] or head["carried"]
    elif (tail := _UNDONE.match(text, one.end, sentence.end)) and (not before or _STILL.search(before)):
        noun, verb = tail["noun"], tail["verb"]
    elif _REST.search(before) and (named := _NOUN.match(text, one.end, sentence.end)):
        noun, verb = named[0], ""
    else:
        return
    told = words_in(text[max(sentence.start, one.start - _REACH) : min(sentence.end, one.end + 12)])
    near = [work for work in works[-_BACK:] if loosely_similar(work.due, one) and work.due.base > one.base]
    for work in reversed(near):
        named_so = noun[: _NAME if verb else _LEAST] in work.words
        named_so = named_so or bool(verb and noun[-_LEAST:] in work.words)
        known = named_so if len(noun) >= _LEAST else len(told & words_in(work.words)) >= 1
        if known and work.due.base - work.done.base == one.base:
            yield _left(work, one, verb)
            return
    sure = [work for work in near if verb and _same_work(passage, sentence, one, work, noun, verb, told)]
    if len(sure) == 1 and _slipped(sure[0], one):
        yield _left(sure[0], one, verb)


def _slipped(work: _Work, one: Mention) -> bool:
    """Whether what is left is missed by a slip of the pen, or by one digit or two that changed places."""
    left = (work.due.base - work.done.base) / one.scale
    return 0 < abs(left - one.value) <= SLIP * one.half * 2 + SLIP * (not one.half) or one_slip(
        f"{left:f}", f"{one.value:f}"
    )


def _same_work(
    passage: Passage, sentence: Sentence, one: Mention, work: _Work, noun: str, verb: str, told: set[str]
) -> bool:
    """Whether what is left can be only of one work: by noun and verb, or by what was due, told again."""
    if _LAST.search(passage.before(one, 20)) and not _PLANS.search(passage.text, work.done.end, one.start):
        return False
    again = any(
        other.base == work.due.base and similar(other, work.due) and other.start < one.start
        for other in sentence.mentions
    )
    least = _LEAST if one.base >= _MANY else _NAME
    named = len(noun) >= least and noun[:_NAME] in work.words
    again = again or len(told & words_in(work.words)) >= _ALIKE
    return verb in work.words and sentence is not work.sentence and (named or (again and not noun))


_ALIKE: Final = 4
"""Pairs of characters that both have where no noun follows: 高标准农田建设尚有0.87万亩没有完成."""
_MANY: Final = 100
"""A number from which a slip is no accident, even where the noun is a short one: 132处隐患."""
_LAST: Final = re.compile(r"[去上]年")
_PLANS: Final = re.compile(r"(?:打算|思路|安排|举措|计划|要点|任务)[^，。；\n]{0,8}\n")
"""A heading after which last year is the one that the report is about."""


def _left(work: _Work, one: Mention, verb: str) -> Relation:
    if work.left is not None:
        return two_values(work.left, one, "未" + verb)
    parts = {"a": work.due, "b": work.done, "d": one}
    verdict, low, high = judge("d == a - b", parts, scale=one.scale)
    left = number((work.due.base - work.done.base) / one.scale)
    message = f"{work.due.text}－{work.done.text}={left}{one.unit}，{against(one.text, verdict)}"
    return relation(
        "N103", Kind.DIFFERENCE, "d == a - b", parts, verdict, low, high, message, scale=one.scale
    )


_OUTLETS: Final = "查明排污口187个，已整治153个，完成率81.8%。\n"

PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "left over",
        "N103",
        Kind.DIFFERENCE,
        _left_over,
        (
            Example(_OUTLETS + "34个排污口尚未完成整治。", HOLDS, ("187个", "153个", "34个")),
            Example(_OUTLETS + "问题：仍有34个排污口没有整治。", HOLDS),
            Example(_OUTLETS + "对未整治的34个排污口挂牌督办。", HOLDS),
            Example("审计问题共134个，已整改到位127个。\n问题仍有7个因历史原因尚未销号。", HOLDS),
            Example(
                "识别监测对象126户384人，已消除风险101户。\n剩余25户监测对象风险尚未消除。",
                HOLDS,
                ("126户", "101户", "25户"),
            ),
            Example("改造老旧小区24个，已完工21个。\n完成上年结转的3个老旧小区改造任务。", HOLDS),
            Example("改造老旧小区24个，已完工21个。\n完成上年结转的2个老旧小区改造任务。", None),
            Example("应接入部门50个，已接入48个。\n尚有2个部门没有接入。", HOLDS),
            Example(_OUTLETS + "37个排污口尚未完成整治。", FAILS, (), "=34个"),
            Example(_OUTLETS + "对尚未整治的31个排污口挂牌督办。", FAILS, (), "=34个"),
            Example("反馈问题36个，已整改33个。\n反馈的36个问题中，还有4个没有整改。", FAILS, (), "=3个"),
            Example("反馈问题36个，已整改33个。\n反馈的36个问题中，还有3个没有整改。", HOLDS),
            Example(
                "反馈问题36个，已整改33个，剩余3个正在推进。\n反馈的36个问题中，还有4个没有整改。",
                FAILS,
                ("3个", "4个"),
            ),
            Example(
                "火灾隐患146条，已销号139条。\n三、明年工作打算\n对上年未销号的9条火灾隐患挂牌督办。", FAILS
            ),
            Example("火灾隐患146条，已销号139条。\n对上年未销号的9条火灾隐患挂牌督办。", None),
            Example("19个乡镇规划编制完成，其中11个已获批准。\n剩余8个乡镇规划力争全部获批。", HOLDS),
            Example(
                "18家卫生院达到基本标准，其中7家达到推荐标准。\n18家卫生院中仍有11家未达到推荐标准。", HOLDS
            ),
            Example(
                "监测对象64户，其中51户已消除风险，其余13户均落实措施。\n尚有18户监测对象未消除风险。",
                FAILS,
                ("13户", "18户"),
            ),
            Example("隐患5842处，完成整改5719处。\n仍有132处隐患尚未整改到位。", FAILS, (), "=123处"),
            Example(
                "高标准农田建设任务5.2万亩，已完成4.42万亩。\n高标准农田建设尚有0.87万亩没有完成。", FAILS
            ),
            Example("征集数据需求459条，满足436条。\n仍有23条共享需求因权限原因未能满足。", HOLDS),
            Example("“四乱”问题73个，销号71个。\n仍有2个“四乱”问题尚未销号。", HOLDS),
            Example(_OUTLETS + "97个排污口尚未完成整治。", None),
            Example(_OUTLETS + "37个加油站尚未完成整治。", None),
            Example(_OUTLETS + "34个村尚未通水。", None),
        ),
    ),
)
