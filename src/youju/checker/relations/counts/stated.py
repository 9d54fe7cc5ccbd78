"""Stated counts against what is listed (N201): A、B、C三大平台, 市县乡三级, 五篇文章: 一是…五是….

Where a list begins and whether 和 parts two items is often open, so a count holds when any reading of the
list gives it. Of lists after the number it fails for those that can be read in one way; of lists before it
`miscounted` says which are wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from youju.checker.model import Kind, Relation, Verdict
from youju.checker.passage import Passage
from youju.checker.relations.counts.holders import said_of
from youju.checker.relations.counts.joints import settled
from youju.checker.relations.counts.listing import (
    DIGITS,
    MEASURING,
    QUOTED,
    count,
    list_stop,
    measure_length,
    range_of,
    statements,
    weigh,
)
from youju.checker.relations.counts.misfits import listed_misfit
from youju.checker.relations.pattern import FAILS, HOLDS, UNKNOWN, Example, Pattern
from youju.checker.sentences import Items, items_of

_LIST_END: Final = re.compile(r"(?P<open>等)?(?P<close>的?[这共]?)[“‘\"]?$")

_LIST_END_MOST: Final = 5
"""Characters of 等的这“."""
_LIST_ENDS: Final = frozenset('等的这共“‘"')
_NO_LIST_END: Final = frozenset("，：、（(第其这近约共达超及和与")

_UP_TO_HARD: Final = re.compile(r".*[。；;！？\n\r]", re.DOTALL)

_NOISE: Final = re.compile(r"[，：:]")

_JOINT: Final = re.compile(r"[和与及”》+＋]")
_PARTED: Final = re.compile(r"[、；，]")
_NO_LIST: Final = re.compile(
    r"[均都][一-鿿]|分?布|[位处]于|坐落|来自|其中|含|包括|例如|如|见|一[是种类方]|[一1][、.．]"
)
_PLACES: Final = re.compile(r"[省市县区州旗盟乡镇街道园办、]{1,12}")
_TOLD: Final = re.compile(r"[着了都而为把被将使让“]")
"""Words between a number and a list that say the list is of something else: 两个信封上都贴着字条：…."""


class Listed(NamedTuple):
    """A small number and the list that ends where it stands.

    Attributes:
        start: Where the number begins.
        end: Where it ends.
        opened: Whether 等 stands between them.
    """

    start: int
    end: int
    stated: int
    items: Items
    opened: bool


def lists_before(passage: Passage) -> Sequence[Listed]:
    """The lists that end at a small number, whether it counts them or not; looked for once."""
    if not passage.listed:
        passage.listed.extend(_lists_before(passage))
    return passage.listed


def _lists_before(passage: Passage) -> Iterator[Listed]:
    text = passage.text
    for start, end, stated in statements(passage):
        base = max(passage.start, start - _BACK)
        head = text[base:start]
        tail = _LIST_END.search(head, max(0, len(head) - _LIST_END_MOST)) if head[-1:] in _LIST_ENDS else None
        stop = tail.start() if tail else len(head)
        head = head[:stop]
        hard = None if not head or head[-1] in _NO_LIST_END else _UP_TO_HARD.match(head)
        cut = hard.end() if hard else 0
        if not head or head[-1] in _NO_LIST_END or stop - cut < 2:
            continue
        if "、" not in head[cut:] and not _JOINT.search(head[cut:]):
            continue
        found = list_ending(text, base + cut, base + stop)
        if found is None or found.least == found.most == 1:
            continue
        another = said_of(text, found, start, end) or _of_last(text, found, start, end)
        if not another and not MEASURING.match(text, end):
            opened = bool(tail and tail["open"])
            yield Listed(start, end, stated, settled(text, found, stated, opened=opened), opened)


_BACK: Final = 160


def _before(passage: Passage) -> Iterator[Relation]:
    """A、B、C(等)三大平台."""
    text = passage.text
    for one in lists_before(passage):
        start, end, stated, found, _ = one
        if stated == 2 and text[end] not in UNITS and not _BOTH.match(text, start):
            continue  # “两员”, 双拥: any two things agree with it, so that `likely` has to tell
        if stated > 1 and weigh(stated, found) is HOLDS:  # what 和 joins is no single thing
            yield count(passage, start, end + measure_length(text, end), stated, found, HOLDS)


def _summed_up(passage: Passage) -> Iterator[Relation]:
    """A、B，确保两个达标: the list is the clause before, and has as many items as stated."""
    for start, end, stated in statements(passage):
        if (found := _clause_before(passage, start, stated)) is not None:
            yield count(passage, start, end + measure_length(passage.text, end), stated, found, HOLDS)


UNITS: Final = frozenset("个大项级种类方家名处所支座条位者地区县市镇村乡校院部篇份件岗期块套起次场本")
_BOTH: Final = re.compile(r"双[一-鿿]{2}”|两[一-鿿]合一")
"""What two things do: “群众、企业双满意”, 两证合一."""
_FIGURE: Final = re.compile(r"(?:(?P<n>\d)|[两三四五六七八九十])(?P<unit>[一-鿿])[”》）]?$")


def _of_last(text: str, items: Items, start: int, end: int) -> bool:
    """Whether the number is the last item's own: 一等奖1名、二等奖2名."""
    found = [one for piece in items.pieces[:-1] if (one := _FIGURE.search(text, *piece))]
    if any(one["unit"] == text[end] for one in found):
        return True
    numbered = any(one["n"] for one in found)
    return numbered and text[start].isdigit() and text[end] not in "类项种大"


_SUMMING_UP: Final = re.compile(r"[，：](?:确保|实现|达到|做到|形成|共|等|这|以上|上述|即){0,2}$")


def _clause_before(passage: Passage, start: int, stated: int) -> Items | None:
    """A、B，确保两个达标: the list is the clause before, and has as many items as stated."""
    low = max(passage.start, start - 120)
    match = _SUMMING_UP.search(passage.text, max(low, start - 6), start)
    if stated < 2 or match is None:
        return None
    first = max(passage.text.rfind(mark, low, match.start()) for mark in "。；，：\n") + 1
    found = items_of(passage.text, max(first, low), match.start())
    return found if found.least == stated else None


_QUOTED_LIST: Final = re.compile(
    r"(?:(?:[“\"][^“”\"]{2,20}[”\"](?:[一-鿿]{1,8}(?=[、和与及][“\"]))?|《[^《》]{2,40}》)[、和与及]?){2,}$"
)


_RUNG: Final = re.compile(r"[^—]+")


def _quoted_items(text: str, start: int, end: int) -> Items | None:
    """The items of one quotation: “甲、乙”, “甲+乙”, “网格—社区—街道”."""
    opening = max(text.rfind("“", start, end - 1), text.rfind('"', start, end - 1))
    if opening < start:
        return None
    if any(mark in text[opening:end] for mark in "、+＋"):
        return items_of(text, opening + 1, end - 1, separators="、+＋")
    if text.count("—", opening, end) > 1:
        rungs = tuple(range_of(one) for one in _RUNG.finditer(text, opening + 1, end - 1))
        return Items(len(rungs), len(rungs), rungs)
    return None


def list_ending(text: str, start: int, end: int) -> Items | None:
    """The list that ends at a place: within a quotation or bracket, between commas, or of quoted names."""
    quoted = _QUOTED_LIST.search(text, start, end)
    if quoted and (quoted.start() == start or text[quoted.start() - 1] != "、"):
        marks = list((_TITLE if text[end - 1] == "》" else QUOTED).finditer(text, quoted.start(), end))
        pieces = tuple(range_of(match) for match in marks)
        return Items(len(pieces), len(pieces), pieces)
    if text[end - 1] in '”"' and (inside := _quoted_items(text, start, end)) is not None:
        return inside
    if text[end - 1] in "）)":
        opening = max(text.rfind("（", start, end), text.rfind("(", start, end))
        if opening > start and not re.search(r"[、和与及]", text[start:opening]):
            return None
    first = start
    depth = 0
    for place in range(end - 1, start - 1, -1):
        character = text[place]
        if character in "）)》”】』」":
            depth += 1
        elif character in "（(《“【『「":
            depth -= 1
            if depth < 0:
                first = place + 1
                break
        elif depth == 0 and (character in "，：:" or (character in ".," and not text[place - 1].isascii())):
            first = place + 1
            break
    items = items_of(text, first, end, separators="、")
    quotes = [range_of(match) for match in QUOTED.finditer(text, first, end)]
    if items.most == len(quotes) >= 3 and text[end - 1] != "”":  # one name in each: 甲镇“东村”和乙镇“西村”
        return Items(len(quotes), len(quotes), tuple(quotes))
    return items if items.most >= 2 else None


_BRACKET_LIST: Final = re.compile(
    r"[^，。；：、（）()\n\r]{0,18}?[”\"]?(?P<open>[（(]|[：:]|，?(?:即|分别是|分别为|包括)[：:]?)"
)
_CLAUSE: Final = re.compile(r"[^，。；：:（）()\n\r]+(?P<mark>[，；])(?P<next>[^，。；\n\r]*)")
_NEXT_HEAD: Final = re.compile(rf"[一-鿿]{{0,8}}?[{DIGITS}\d]")


_TITLE: Final = re.compile(r"《[^《》]{2,40}》|“[^“”]{2,40}”")
_TITLES: Final = re.compile(r"(?:(?:《[^《》]{2,40}》|“[^“”]{2,40}”)[、和与及]?){2,}")


def _after(passage: Passage) -> Iterator[Relation]:
    """3个（A、B、C）, 3个：A、B、C, “四免”，即A、B、C、D."""
    text = passage.text
    for start, end, stated in statements(passage):
        match = _BRACKET_LIST.match(text, end, passage.end)
        if match is None:
            continue
        bracket = match["open"] in "（("
        stop = list_stop(text, match.end(), min(passage.end, match.end() + 600), bracket=bracket)
        content = text[match.end() : stop]
        each = match["open"].startswith(("分别", "，分别"))
        titles = _TITLES.fullmatch(content) if each or bracket else None
        if not titles and not _PARTED.search(content) and not (each and re.search(r"[和与及]", content)):
            continue
        if _NO_LIST.match(content) and not match["open"].endswith("包括"):
            continue
        separators = "；" if "；" in content else "、" if "、" in content else "，"
        found = items_of(text, match.end(), stop, separators=separators)
        if bracket and _PLACES.fullmatch(content) and text[match.start("open") - 1] in "省市县区旗乡镇":
            continue  # 4个县（市、区）: what the places are called
        if titles:  # 《甲》《乙》: no mark stands between them
            marks = tuple(range_of(one) for one in _TITLE.finditer(text, match.end(), stop))
            found = Items(len(marks), len(marks), marks)
        if found.most < 2:
            continue
        verdict = weigh(stated, found)
        if verdict is FAILS:
            verdict = listed_misfit(text, found, stated, content, bracket=bracket or each, end=end)
            if verdict is UNKNOWN and not bracket:
                verdict, found = _first_clause(text, found, stated, match.end(), stop, end, each=each)
            told = not bracket and _TOLD.search(text[end : match.start("open")])
            if told or re.search(rf"[{DIGITS}\d]{text[end]}", content):  # the list has a number of its own
                verdict = verdict if verdict is HOLDS else UNKNOWN
        if verdict is not UNKNOWN:
            yield count(passage, start, end + measure_length(text, end), stated, found, verdict)


_GOES_ON: Final = re.compile(r"新|并|共|同时|全年|累计|已|均|开展|举办|完成|建成|实现|推[动进]")


def _first_clause(
    text: str, whole: Items, stated: int, first: int, stop: int, end: int, *, each: bool
) -> tuple[Verdict, Items]:
    """三区即甲、乙、丙，三线即…: the list goes to the comma, where what follows is no item of it.

    Args:
        each: Whether 分别 led to the list, so that the next clause is none of it.
    """
    clause = _CLAUSE.match(text, first, stop)
    if clause is None:
        return UNKNOWN, whole
    found = items_of(text, first, clause.start("mark"))
    if found.most < 2 or weigh(stated, found) is HOLDS:
        return (HOLDS if found.most >= 2 else UNKNOWN), found
    names = [text[a:b] for a, b in found.pieces]
    after, noun = clause["next"], text[end + 1 : end + 3]
    if clause["mark"] == "；":
        apart = bool(_NEXT_HEAD.match(after))
    else:
        alike = {edge for edge in (0, -1) if len({name[edge] for name in names}) == 1}
        apart = any(after[edge : edge + 1 or None] != names[0][edge] for edge in alike)
        apart = apart or (each and _GOES_ON.match(after) is not None)
    rest = text[clause.end("mark") : stop]
    ended = all(name.endswith(noun) for name in names) and noun not in rest and not _JOINT.search(names[-1])
    if not ended and (not apart or "、" in after):
        return UNKNOWN, whole
    content = text[first : clause.start("mark")]
    return listed_misfit(text, found, stated, content, bracket=False, end=end), found


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "list before",
        "N201",
        Kind.COUNT,
        _before,
        (
            Example("建成网站、热线、窗口三大平台。", HOLDS, ("建成网站", "三大")),
            Example("支持甲厂、乙厂、丙厂3家企业。", HOLDS),
            Example("东河和西河两所学校开工。", HOLDS),
            Example("对占道、噪声、油烟等三类投诉专项处理。", HOLDS),
            Example("审议通过《文件管理办法》《重大决策规定》2部制度。", HOLDS),
            Example("完善“网格—社区（村）—街道”三级体系。", HOLDS),
            Example("推行“支部＋公司＋农户”三方合作。", HOLDS),
            Example("擦亮“红管家”品牌、“夜市窗”、“帮办员”三张名片。", HOLDS),
            Example("牢牢扭住主业不放松,围绕育龙头、补链条两条主线,", HOLDS, ("围绕育龙头", "两条")),
            Example("茶叶、油茶、毛竹、药材四项指标中有三项靠前。", HOLDS),
            Example("中医院、妇幼院、康复院均达到国家二级标准。", None),
            Example("东村、西村、南村各2个网格。", None),
        ),
    ),
    Pattern(
        "list summed up",
        "N201",
        Kind.COUNT,
        _summed_up,
        (
            Example("抓实断面、水源地整治，确保两个达标。", HOLDS),
            Example("抓实断面、水源地整治，新建两个泵站。", None),
        ),
    ),
    Pattern(
        "list after",
        "N201",
        Kind.COUNT,
        _after,
        (
            Example("新建示范点2个（东村、西村）。", HOLDS),
            Example("新建示范点3个（东村、西村）。", FAILS, (), "少列1"),
            Example("重点项目3个：东桥、西桥、南桥。", HOLDS),
            Example("形成报告3篇，分别为《养老调研》《治理调研》《救助调研》。", HOLDS),
            Example("形成报告4篇，分别为《养老调研》《治理调研》《救助调研》。", FAILS, (), "列出3"),
            Example("创建平安医院4家，分别是县人民医院和县中医院。", FAILS, (), "列出2"),
            Example("建成道路3条：东河路、西岭路。", FAILS, (), "列出2"),
            Example(
                "公布非遗项目7项，分别为渔鼓、号子、贝雕、剪贴、海鲜面，新认定传承人12人。",
                FAILS,
                (),
                "列出5",
            ),
            Example("硬化道路4条（大坪路2.4公里、石陂路1.9公里、南坑路2.5公里）。", FAILS, (), "列出3"),
            Example("检查企业3家：食品、药品。", None),
            Example("两张网即政务网和监控网，全年运行平稳。", HOLDS),
            Example("三条线即红线、蓝线、绿线，三张图即底图、现状图、规划图。", HOLDS),
            Example("办好4件实事，即新建公园、改建学校、扩建医院；力争5项指标靠前。", FAILS, (), "列出3"),
            Example("形成4张清单：任务清单、责任清单、问题清单，逐一销号。", FAILS, (), "列出3"),
            Example(
                "建立“四张清单”，即任务清单、责任清单、问题清单，实行日清、周调度、月考核。",
                FAILS,
                (),
                "列出3",
            ),
            Example("支持5个产业：东片的茶叶、油茶、毛竹；西片的蔬菜、水果。", None),
            Example("办好5件实事：新建公园、新建学校、新建医院，改建道路、桥梁。", None),
            Example("新建示范点3个（位于城东）。", None),
            Example("敬老院整合为5所（撤并了甲镇、乙镇、丙镇、丁镇四所敬老院）。", None),
        ),
    ),
)
