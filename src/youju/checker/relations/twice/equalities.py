"""One indicator printed more than once with one value (N202): quantities and ranks.

Two places are taken for the same thing when the words about them agree, not when only the numbers do.
Names that have a number are found by `same_names`, values that contradict each other by `contradictions`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from youju.checker.mentions import Mention, Role
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.indicators import TELLING, words_in
from youju.checker.relations.pattern import HOLDS, Example, Pattern, judge, relation
from youju.checker.relations.twice.wholes import AMONG

_EDGE: Final = re.compile(r"[，。；、：！？（）()“”\"\n\r\t]")
_STATEMENT: Final = re.compile(r"[。！？；\n\r]")
MOST: Final = 12
"""Occurrences that one relation lists."""
_WINDOW: Final = 18
NAMES: Final = "abcdefghijkl"
_NO_NOUN: Final = re.compile(r"[，。；、\s]")


def _tail(passage: Passage, mention: Mention) -> str:
    piece = passage.text[mention.end : min(passage.end, mention.end + 10)].lstrip('“"的')
    return _EDGE.split(piece, maxsplit=1)[0]


def _head(passage: Passage, mention: Mention) -> str:
    piece = passage.text[max(passage.start, mention.start - 10) : mention.start].rstrip('为达到共约有由从”"')
    return _NAMED_BEFORE.sub("", _EDGE.split(piece)[-1])


_NAMED_BEFORE: Final = re.compile(r"(?:[由从在]|不[低少]于)?(?:今年|现有|现在|目前|本年|当前)?的?$")
"""After the name of what is told again: 助餐点由今年的32处, 产量不低于今年的39万吨."""


def _common(a: str, b: str) -> int:
    """Length of the common beginning."""
    length = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        length += 1
    return length


class _Place:
    """A mention with the words about it; those further off are read only when they are asked for."""

    __slots__ = ("_grams", "head", "mention", "ordinal", "passage", "tail")

    def __init__(self, passage: Passage, mention: Mention) -> None:
        self.passage, self.mention = passage, mention
        self.head, self.tail = _head(passage, mention), _tail(passage, mention)
        ordinal = _ORDINAL.match(self.tail)
        self.ordinal = ordinal[0] if ordinal else ""
        self._grams: set[str] | None = None

    @property
    def grams(self) -> set[str]:
        if self._grams is None:
            text, one = self.passage.text, self.mention
            low, high = max(self.passage.start, one.start - _WINDOW), min(self.passage.end, one.end + _WINDOW)
            before = _STATEMENT.split(text[low : one.start])[-1]
            after = _STATEMENT.split(text[one.end : high], maxsplit=1)[0]
            self._grams = words_in(before + "\n" + after)
        return self._grams


_ORDINAL: Final = re.compile(r"第[一二三四五六七八九十百\d]+")
_ALL: Final = re.compile(r"[^，。；]{0,6}(?:全部|均已|都已|已全)")


_DONE: Final = re.compile(r"(?:已|均|全部)[^，。；\d]{2,10}$")


def _all_of(a: _Place, b: _Place) -> bool:
    """符合条件的26个，26个已全部成立; 监测对象97户，…已落实帮扶97户."""
    first, second = sorted((a.mention, b.mention), key=lambda one: one.start)
    near = second.start - first.end < 100 and first.unit == second.unit
    if not near or second.value < 20 or not _odd(second):
        return False
    done = _DONE.search(a.passage.before(second, 14)) and "。" not in a.passage.between(first, second)
    return bool(done or _ALL.match(a.passage.text, second.end))


_STANDS: Final = re.compile(r"(?:[实现]有|[在到]岗|在[编册库]|存量|保有量|总数)[达为共有]{0,2}$")


def _stock_again(a: _Place, b: _Place) -> bool:
    """截至12月底实有204家 and 以现有204家…为重点; of one noun where both name one."""
    stands = all(_STANDS.search(one.passage.before(one.mention, 8)) for one in (a, b))
    alike = a.mention.unit == b.mention.unit and _odd(a.mention)
    return stands and alike and (not (a.tail and b.tail) or _common(a.tail, b.tail) >= 1)


def _out_of(x: _Place, y: _Place) -> bool:
    """提供就业岗位2.3万个 and 2.3万个招聘岗位中: what some are taken of has been told by the same word."""
    among = AMONG.match(y.tail) if y.mention.start > x.mention.start else None
    return among is not None and x.head.endswith(among["noun"][-2:])


def _odd(mention: Mention) -> bool:
    """Whether a number is no round one, which many things may have."""
    return mention.value > 9 and mention.value % 10 != 0


def _particular(mention: Mention) -> bool:
    """Whether a number has two digits that are not nought at its end: 120户, 2.3万个."""
    return mention.value > 9 and len(mention.value.normalize().as_tuple().digits) > 1


def _noun_again(x: _Place, y: _Place) -> bool:
    """现有干部33人 and 33名干部: the noun stands before the one number and after the other."""
    nouns = (y.tail[:length] for length in (2, 3, 4))
    return any(x.head.endswith(noun) and (x.head == noun != "" or TELLING.fullmatch(noun)) for noun in nouns)


_VERBAL: Final = re.compile(r"(?P<verb>[一-鿿]{2})的$")


def _clause_again(x: _Place, y: _Place) -> bool:
    """新签约项目8个 and 今年签约的8个项目: what was done to it stands before the noun, or the number."""
    told = _VERBAL.search(y.passage.before(y.mention, 8)) if len(y.tail) > 1 else None
    return told is not None and x.head.endswith(told["verb"] + y.tail[:2])


def _told_over(x: _Place, y: _Place) -> bool:
    """Whether what stands before the one number is told again after the other."""
    if _clause_again(x, y) or (_particular(x.mention) and (_noun_again(x, y) or _out_of(x, y))):
        return True
    if len(x.head) >= 3 and len(y.tail) >= 3 and (x.head.endswith(y.tail) or x.head[-4:] == y.tail[:4]):
        return True
    return len(y.tail) >= 4 and (y.tail[:6] in x.head or _near(x, y))


def _same(a: _Place, b: _Place) -> bool:
    """Whether the words about two equal quantities say that they are the same."""
    if a.ordinal != b.ordinal:  # 两次第一名，两次第二名
        return False
    if _with_bracket(a) and _with_bracket(a) == _with_bracket(b):
        return True
    tail = _common(a.tail, b.tail)
    head = _common(a.head[::-1], b.head[::-1])
    if tail >= 4 or head >= 4 or (tail >= 2 and (head >= 1 or min(len(a.tail), len(b.tail)) == tail)):
        return True
    if (tail >= 2 and a.mention.value > 5) or _all_of(a, b) or _stock_again(a, b):
        return True
    again = any(_AGAIN.search(one.passage.before(one.mention, 8)) for one in (a, b))
    if head >= 2 and again and _particular(a.mention):
        return True
    if head >= 3 and len(a.mention.value.normalize().as_tuple().digits) >= 3:
        return True
    shorter = min(len(a.head), len(b.head)) >= _REPEATED  # 安装太阳能路灯, 安装路灯
    if head >= 2 and shorter and a.head[:2] == b.head[:2] and _particular(a.mention):
        return True
    if _told_over(a, b) or _told_over(b, a):
        return True
    if len(a.mention.value.normalize().as_tuple().digits) >= _NO_CHANCE:
        return True
    shared = len(a.grams & b.grams)
    return shared >= (1 if _telling(a.mention) else 3 if a.mention.value > 9 else 4)


_AGAIN: Final = re.compile(r"(?:今年|现有|现在|目前|当前)的?$")
_OTHERWISE: Final = re.compile(r"[一-鿿]{1,4}[（(][一-鿿、]{2,6}[）)]")


def _with_bracket(place: _Place) -> str:
    """A noun with what it is called elsewhere: 17个村（社区）."""
    told = _OTHERWISE.match(place.passage.text, place.mention.end) if place.mention.value > 5 else None
    return told[0] if told else ""


_NO_CHANCE: Final = 5
"""Digits of a figure that no other has by chance."""
_REPEATED: Final = 4
"""Characters of a noun that make it one thing when it is told again."""
_BEFORE, _LATER, _MUCH_LATER = 24, 200, 4000


def _near(x: _Place, y: _Place) -> bool:
    """市政道路续建项目共有2条 …, 2条市政道路: the noun stands in the sentence before the other number."""
    text, one = x.passage.text, x.mention
    if not 0 < y.mention.start - one.end < (_MUCH_LATER if _odd(one) else _LATER):
        return False
    said = _STATEMENT.split(text[max(x.passage.start, one.start - _BEFORE) : one.start])[-1]
    return y.tail[:_REPEATED] in said


def _telling(mention: Mention) -> bool:
    """Whether a value is so particular that it does not come twice by chance: 3157人次, 104.4人年."""
    digits = mention.value.normalize().as_tuple().digits
    return len(digits) >= 4 or (len(digits) == 3 and mention.half == 0)


def _repeated(passage: Passage) -> Iterator[Relation]:
    """Equal quantities of one thing."""
    buckets: dict[tuple[float, str, Role], list[Mention]] = defaultdict(list)
    for mention in passage.mentions:
        taken = mention.role is Role.RANK or (mention.measured)
        if taken and not (mention.spelled and mention.value < 2):
            buckets[float(mention.base), mention.dimension, mention.role].append(mention)
    for bucket in buckets.values():
        if len(bucket) < 2 or (bucket[0].value == 100 and bucket[0].percent):
            continue
        groups: list[list[_Place]] = []
        for mention in bucket[:200]:
            place = _Place(passage, mention)
            home = next((group for group in groups[:40] if any(_same(one, place) for one in group[:4])), None)
            if home is None:
                groups.append([place])
            else:
                home.append(place)
        for group in groups:
            if len(group) >= 2:
                yield equal(passage, [one.mention for one in group[:MOST]])


_ROUGH: Final = frozenset({"余", "多", "约", "近", "大约", "左右"})


def _roughly(passage: Passage) -> Iterator[Relation]:
    """200余名志愿者 and 203名志愿者: a rough figure and the exact one."""
    rough = [one for one in passage.mentions if one.hedge in _ROUGH and one.unit and not one.percent]
    if not rough:
        return
    exact: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for mention in passage.mentions:
        noun = passage.text[mention.end : mention.end + 3]
        if mention.role is Role.QUANTITY and not mention.hedge and not _NO_NOUN.search(noun):
            exact[mention.dimension, noun].append(mention)
    for mention in rough:
        for other in exact.get((mention.dimension, passage.text[mention.end : mention.end + 3]), ())[:20]:
            first, second = sorted((mention, other), key=lambda one: one.start)
            verdict, low, high = judge("a == b", {"a": first, "b": second}, scale=first.scale)
            if verdict is HOLDS:
                message = f"{first.text}与{second.text}一致"
                parts = {"a": first, "b": second}
                yield relation(
                    "N202", Kind.EQUALITY, "a == b", parts, verdict, low, high, message, scale=first.scale
                )
                break


def equal(passage: Passage, mentions: Sequence[Mention]) -> Relation:
    parts = dict(zip(NAMES, mentions, strict=False))
    formula = " == ".join(parts)
    verdict, low, high = judge(formula, parts, scale=mentions[0].scale)
    words = _tail(passage, mentions[0]) or _head(passage, mentions[0])
    message = f"{mentions[0].text}{words[:8]}出现{len(mentions)}次，一致"
    return relation(
        "N202", Kind.EQUALITY, formula, parts, verdict, low, high, message, scale=mentions[0].scale
    )


_ONE_EACH: Final = re.compile(r"[一-鿿]{0,8}(?:乡镇|镇|街道|村|社区|学校|站|所|校|院|点|中心|企业|单位)")
_REACH: Final = 24
_BY_NAME: Final = re.compile(r"[一-鿿]{2}员$")
_ONE_TO_ONE: Final = re.compile(r"一对一|一村一|每[村户个家]一|各[1一]")
_PERSONS: Final = re.compile(r"[一-鿿（）]{0,10}(?:员|长|书记|主任|医生|教师|律师|专干|队员|人)")


def _one_for_each(passage: Passage) -> Iterator[Relation]:
    """16名乡镇督导员 and 16个乡镇: one person for each place."""
    text = passage.text
    for paragraph in passage.paragraphs:
        places: dict[Decimal, Mention] = {}
        people: dict[Decimal, Mention] = {}
        for mention in paragraph.mentions:
            counted = mention.role is Role.QUANTITY and not mention.hedge and mention.half == 0
            if not counted or mention.value < 10:
                continue
            named = _PERSONS.match(text, mention.end) or (
                _BY_NAME.search(passage.before(mention, 8))
                and _ONE_TO_ONE.search(text, mention.end, min(paragraph.end, mention.end + _REACH))
            )
            if mention.dimension == "人" and named:
                people.setdefault(mention.value, mention)
            elif mention.unit in {"个", "所", "家"} and _ONE_EACH.match(text, mention.end):
                places.setdefault(mention.value, mention)
        for value, place in places.items():
            if value in people:
                a, b = sorted((place, people[value]), key=lambda one: one.start)
                parts = {"a": a, "b": b}
                verdict, low, high = judge("a == b", parts)
                message = f"{a.text}与{b.text}一一对应，一致"
                yield relation("N202", Kind.EQUALITY, "a == b", parts, verdict, low, high, message)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "repeated",
        "N202",
        Kind.EQUALITY,
        _repeated,
        (
            Example("涉及95个行政村。培训44次。全区95个行政村均已建会。", HOLDS, ("95个", "95个")),
            Example("组织加固项目3处。待3处加固项目完工。", HOLDS, ("3处", "3处")),
            Example("预计18个村（社区）全年增收。截至目前，本镇18个村（社区）网签合同。", HOLDS),
            Example("现有护林员33人。33名护林员完成巡山。", HOLDS, ("33人", "33名")),
            Example("基地规模1.25万亩。基地规模由1.25万亩扩大到2万亩。", HOLDS),
            Example(
                "年初在库企业187家，截至12月底实有214家。以现有214家重点企业为依托。",
                HOLDS,
                ("214家", "214家"),
            ),
            Example("核定编制27名，到岗22人。在岗22人里有专业背景的7人。", HOLDS, ("22人", "22人")),
            Example("提供见习岗位1.7万个。1.7万个招聘岗位中一线岗位占七成。", HOLDS),
            Example("配套资金省级800万元、市级1200万元。1200万元市级配套资金到位较慢。", HOLDS),
            Example("监测对象97户338人，已落实帮扶措施97户。", HOLDS, ("97户", "97户")),
            Example("设立学生托管点32处。\n托管点由今年的32处增加到40处。", HOLDS, ("32处", "32处")),
            Example("低收入人口合计11,159人。\n11,159名困难对象纳入平台。", HOLDS),
            Example("未复垦384亩，难度较大。\n未复垦的384亩于3月底前完成。", HOLDS),
            Example("小学93所、初中29所。\n29所初中发展不均衡。", HOLDS),
            Example("新签约项目8个。盯紧今年签约的8个项目，尽早开工。", HOLDS, ("8个", "8个")),
            Example("安装太阳能路灯36盏。\n新修公路、安装路灯36盏，一件件办好。", HOLDS, ("36盏", "36盏")),
            Example("新签约项目8个。盯紧今年开工的8个小区。", None),
            Example("现有22名党员。实有22名教师。", None),
            Example("培训干部20人。走访老人20人。", None),
            Example("培训干部33人。走访33名老人。", None),
            Example("考核中获两次第一名，两次第二名。", None),
        ),
    ),
    Pattern(
        "roughly",
        "N202",
        Kind.EQUALITY,
        _roughly,
        (
            Example("200余名志愿者参训。登记203名志愿者。", HOLDS, ("200余名", "203名")),
            Example("200余名志愿者参训。登记403名志愿者。", None),
        ),
    ),
    Pattern(
        "one for each",
        "N202",
        Kind.EQUALITY,
        _one_for_each,
        (
            Example("全县16个乡镇建立机制，配备16名督导员。", HOLDS, ("16个", "16名")),
            Example("选派农技员128名，与全县128个行政村“一对一”结对。", HOLDS, ("128名", "128个")),
            Example("选派农技员128名，全县128个行政村实现通车。", None),
            Example("全县16个乡镇建立机制，配备64名督导员。", None),
        ),
    ),
)
