"""Single characters against how many they are said to be (N201): 市县乡三级, 春秋两季, “望闻问切”四字工作法.

Whether a row of characters is a list of as many things is open, but for levels, and for rows of a kind
that everybody knows: seasons, colours, what is taught; and how many characters a quotation has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.counts.listing import count, range_of, value_of, weigh
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.sentences import Items, Range

_LEVELS: Final = re.compile(
    r"(?P<list>[国省市州区县乡镇街村社组户部园校站]{2,6})[”\"]?(?:[一-鿿]{0,4}?)[“\"]?(?P<n>[二两三四五六])级"
)

_LEVEL, _UNITED = re.compile(r"[二两三四五六]级"), re.compile(r"[三四五六七八九]位一体")
_LETTERS: Final = 13
"""Characters before the number in which a list of single characters stands."""

_UNITY: Final = re.compile(r"[“\"]?(?P<list>[一-鿿]{3,9})[”\"]\s*[“\"]?(?P<n>[三四五六七八九])位一体")


def _levels(passage: Passage) -> Iterator[Relation]:
    """市县乡三级: one character a level."""
    text = passage.text
    for pattern, sign in ((_LEVELS, _LEVEL), (_UNITY, _UNITED)):
        for place in sign.finditer(text, passage.start, passage.end):
            match = pattern.search(text, max(passage.start, place.start() - _LETTERS), place.end())
            if match is None:
                continue
            letters = match["list"]
            stated = value_of(match["n"])
            span = match.span("list")
            if text[span[0] - 1] in "全各我本该" and len(letters) == stated + 1:
                letters, span = letters[1:], (span[0] + 1, span[1])  # 全县乡村两级
            if pattern is _LEVELS and len(set(letters)) != len(letters):
                continue
            pieces = tuple(Range(place, place + 1) for place in range(*span))
            adjacent = match.start("n") - span[1] <= 1
            found = Items(len(pieces), len(pieces), pieces)
            verdict = weigh(stated, found)
            if verdict is HOLDS or (
                adjacent and pattern is _LEVELS and text[span[0] - 1] in "“，、的" and len(pieces) > 2
            ):
                yield count(passage, match.start("n"), match.end("n") + 1, stated, found, verdict)


_QUOTED: Final = re.compile(
    r"[“\"](?P<list>[一-鿿](?:[、\s·+＋—]{0,2}[一-鿿]){1,8})[”\"]的?[“\"]?(?P<n>[二两三四五六七八九])(?P<noun>[一-鿿])"
)
_CHARACTER: Final = re.compile(r"[一-鿿]")
_ROWS: Final = {
    "季": "春夏秋冬旺淡平",
    "育": "德智体美劳",
    "级": "红橙黄蓝",
    "色": "红橙黄绿青蓝紫黑白灰金银粉",
    "业": "农林牧副渔",
}
"""Rows of which each character is one, by what counts them."""
_MORE_ROWS: Final = (
    ("农林牧副渔工商贸游旅文体康养", "业产大"),
    ("水电气暖路讯网", "网费类通项"),
    ("大中小微", "类种型级"),
    ("东西南北中", "线片区路部翼大向"),
    ("上中下前后", "期游段半端"),
    ("老中青少幼", "代级结"),
    ("党政军警民企", "方位界"),
    ("产学研用金政校企介", "方位结"),
    ("人财物事技", "要项权大方"),
    ("水陆空铁", "路栖位网"),
    ("水土气声渣固废", "大类"),
    ("京津冀晋辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀贵黔云滇藏陕甘陇青宁新", "省地市方"),
    ("粮棉油肉蛋奶糖茶果菜", "大类业"),
    ("语数英物化", "科门"),
)
"""Rows of which as many characters as stated may be meant, and what then counts them."""
_OF_CHARACTERS: Final = frozenset("字级色方联季业育科网端长员代")
"""What is counted where one character is one of them."""
_FEW: Final = 4
_ROW: Final = re.compile(
    r"[春夏秋冬旺淡德智红橙黄蓝绿农林水电气大中小东西上老党政产人京津苏浙皖鲁豫鄂湘粤川渝粮语甲公]"
    r"[一-鿿]{1,8}?[“\"]?(?P<n>[两三四五六七八](?<![一-鿿]{2}第.))(?P<noun>[一-鿿])"
)


def _rows(passage: Passage) -> Iterator[Relation]:
    """春秋两季, 德智体美劳“五育”, 湘鄂赣三省: a row of characters of one kind."""
    text = passage.text
    for match in _ROW.finditer(text, passage.start, passage.end):
        letters = text[match.start() : match.start("n")].rstrip('“"')
        stated, noun = value_of(match["n"]), match["noun"]
        row = _row_of(letters, _ROWS.get(noun, ""))
        known = bool(row) and len(row) > 1
        if not known:
            row = max(
                (_row_of(letters, kind) for kind, nouns in _MORE_ROWS if noun in nouns), key=len, default=""
            )
        if len(row) < 2 or (len(row) != stated and not (known and len(row) == len(letters) > 2)):
            continue
        end = match.start() + len(letters)
        if text[end - len(row) - 1] in "、和与及":
            continue  # the row is one of several: 长三角、京津冀三大区域
        pieces = tuple(Range(place, place + 1) for place in range(end - len(row), end))
        found = Items(len(row), len(row), pieces)
        yield count(passage, match.start("n"), match.end("noun"), stated, found, weigh(stated, found))


def _row_of(letters: str, kind: str) -> str:
    """The last characters that are all of one kind, each only once."""
    first = len(letters)
    while first and letters[first - 1] in kind and letters[first - 1] not in letters[first:]:
        first -= 1
    return letters[first:]


def _quotations(passage: Passage) -> Iterator[Relation]:
    """“望闻问切”四字工作法, “学、查、改”三字诀, “红黄绿”三色: characters within quotation marks."""
    text = passage.text
    for match in _QUOTED.finditer(text, passage.start, passage.end):
        pieces = tuple(range_of(one) for one in _CHARACTER.finditer(text, *match.span("list")))
        letters = "".join(text[a:b] for a, b in pieces)
        stated, noun, found = value_of(match["n"]), match["noun"], Items(len(pieces), len(pieces), pieces)
        parted = len(match["list"]) >= 2 * len(pieces) - 1
        row = any(
            _row_of(letters, kind) == letters
            for kind in (_ROWS.get(noun, ""), *(one for one, _ in _MORE_ROWS))
        )
        if text[match.start() - 1] in "”、和与及" or not (parted or row or noun in _OF_CHARACTERS):
            continue
        sure = noun == "字" and (parted or len(pieces) <= _FEW)
        sure = sure or (len(pieces) > 2 and _row_of(letters, _ROWS.get(noun, "")) == letters)
        if weigh(stated, found) is HOLDS or sure:
            yield count(passage, match.start("n"), match.end("noun"), stated, found, weigh(stated, found))


_LADDER: Final = re.compile(
    r"\d(?<!\d\d)\d{0,3}[省市县区](?:（[^）]{1,10}）)?(?:、\d{1,5}[县区镇乡街村社](?:（[^）]{1,10}）)?){1,4}[^。\n]{0,80}?(?P<n>[二三四五])级"
)


def _ladders(passage: Passage) -> Iterator[Relation]:
    """1市、7县、71镇…四级."""
    text = passage.text
    for match in _LADDER.finditer(text, passage.start, passage.end):
        rungs = re.compile(r"(?<!\d)\d{1,5}[省市县区镇乡街村社]").finditer(
            text, match.start(), match.start("n")
        )
        pieces = tuple(range_of(one) for one in rungs)
        if len(pieces) == value_of(match["n"]):
            found = Items(len(pieces), len(pieces), pieces)
            yield count(passage, match.start("n"), match.end(), len(pieces), found, HOLDS)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "levels",
        "N201",
        Kind.COUNT,
        _levels,
        (
            Example("健全市县乡三级网络。", HOLDS),
            Example("健全“省市县乡”三级网络。", FAILS, (), "列出4"),
            Example("推进“政产学研”四位一体。", HOLDS),
            Example("全县乡村两级干部300人。", HOLDS, ("乡", "两级")),
            Example("全县乡村三级干部300人。", HOLDS, ("县", "三级")),
            Example("评为三级单位。", None),
        ),
    ),
    Pattern(
        "rows of characters",
        "N201",
        Kind.COUNT,
        _rows,
        (
            Example("抓好春秋两季集中免疫。", HOLDS, ("春", "两季")),
            Example("坚持德智体美劳“五育”并举。", HOLDS),
            Example("坚持德智体美“五育”并举。", FAILS, (), "列出4"),
            Example("建立红黄绿三色台账。", HOLDS),
            Example("落实红橙黄蓝四级预警。", HOLDS),
            Example("统筹农林牧渔四业发展。", HOLDS),
            Example("加强湘鄂赣三省协作。", HOLDS),
            Example("形成老中青三代接续。", HOLDS),
            Example("改造水电气三网。", HOLDS),
            Example("发改局、财政局两个单位达标。", None),
            Example("赴长三角、京津冀三大区域招商。", None),
            Example("红黄两队比赛，绿色三级跳。", None),
            Example("今年秋冬四季度项目多。", None),
        ),
    ),
    Pattern(
        "characters quoted",
        "N201",
        Kind.COUNT,
        _quotations,
        (
            Example("推广“听记办回”四字工作法。", HOLDS, ("听", "四字")),
            Example("推广“听、记、办”四字诀。", FAILS, (), "列出3"),
            Example("推行“红黄绿”三色管理。", HOLDS),
            Example("念好“严细实”三字经。", HOLDS),
            Example("推行“红黄绿”四色管理。", FAILS, (), "列出3"),
            Example("推进“政校企”三方共建。", HOLDS),
            Example("评定“新风社区”四星级。", None),
            Example("推出“春耕贷”“秋收贷”“烟农贷”三款产品。", None),
            Example("开展“回头看”两次。", None),
            Example("“一网通办”四级联动。", HOLDS),
        ),
    ),
    Pattern(
        "ladder",
        "N201",
        Kind.COUNT,
        _ladders,
        (
            Example("建成“1市、5县、60镇”服务平台，三级贯通。", HOLDS),
            Example("建成“1市、5县、60镇”服务平台。", None),
        ),
    ),
)
