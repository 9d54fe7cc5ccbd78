"""A list right before a small number that does not give it (N201), where a score says that it is counted.

As in `sums.missed`, only the words are weighed: what the score says of a list with one item too few is what
it says of the list that has them all. Lists that give their number are told by `stated`; no pattern but this
one contradicts a list before its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import log
from typing import Final, NamedTuple

from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.counts.holders import HOLDER, of_another
from youju.checker.relations.counts.joints import KINDS
from youju.checker.relations.counts.listing import count, measure_length, weigh
from youju.checker.relations.counts.stated import UNITS, Listed, lists_before
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.scores import Weights, odds

MOST_OFF: Final = 3
"""Items by which a list misses its number, at most."""
_NOUN: Final = re.compile(r"[一-鿿]{0,8}")
_FIGURE: Final = re.compile(r"\d")
_PLACED: Final = re.compile(
    r"[个处所座家][一-鿿]{0,8}?(?:点|站|中心|机构|院|馆|校|公园|广场|桥|市场|水库|基地|园|村|社区|项目)"
)
_WHOLE: Final = re.compile(r"[大类种级项]|方面|个(?:方面|领域|环节|部门|行业|系统|平台|专项)")
_PERSONS: Final = re.compile(r"[名人位户]")
_EVENTS: Final = frozenset("次期场批届轮")
_VERB: Final = re.compile(
    r"完成|开展|建[设成]|实施|组织|推[进动出]|打造|召开|举办|深入|加强|进行|通过|新[增建]|涉及|覆盖|加快|组[建成]|[成设]立|利用|会同|联合|配合|为|对|将|把|在|由|向"
)
_JOINT: Final = re.compile(r"(?<![参给赋])与|[和及]")
_OPEN: Final = re.compile(r"等(?![候待级])")
_SITE: Final = re.compile(
    r"[一-鿿]{2,4}(?<![省市县区镇乡村街局委办院校所厂馆站社场店])(?<!街道)(?<!社区)(?<!中心)|"
    r"[一-鿿]{2,8}[（(][一-鿿]{2,8}[）)]"
)
_MEASURE: Final = re.compile(r"[道门张款步网篇]|统一|到位|结合|联动|融合|保障|位一体|方(?:联动|协同)")


class Signs(NamedTuple):
    """What speaks for a list being what the number after it counts.

    Attributes:
        more: Whether the number says more than there are.
        many: Logarithm of the number of items.
        digits: Whether the number is printed in digits.
        whole: Whether the measure word is of kinds and parts (大, 类, 项, 方面).
        persons: Whether it is of persons or households.
        events: Whether it is of what is done so often (次, 期, 场).
        placed: Whether what is counted stands in places, each of which may have several.
        holders: Which part of the items are names of areas and bodies, which may have several of it.
        both: The same, of what stands in places.
        sites: Which part of the items but the first are bare names, of what stands in places: 齐庄、后洼.
        named: Whether each item has a name in quotation marks.
        total: Whether 共 stands before the number.
        joint: Whether 和 stands in the last item.
        joints: Whether 和 stands in another one.
        alike: Which part of the items ends as the last does.
        shared: Which part of the items has a character of what is counted.
        own: Which part ends with one of its characters.
        quoted: Whether the list is a quotation, or all items are.
        manner: The first, of what stands in places: “安全、绿色、智慧”5个示范点.
        titles: Whether all items are titles.
        figures: Which part of the items has figures.
        long: Logarithm of the mean length of the items.
        led: Logarithm of how much longer the first item is than the longest of the others.
        uneven: Logarithm of how much longer the longest of the others is than the shortest.
        verbs: Which part of the items but the first has a verb of clauses.
        ends: Whether a mark stands right after the noun.
        slogan: Whether the number stands in a quotation of its own.
        left: Whether the number says more, and 等 leaves others out.
        closed: The same, where 和 before the last item says that these are all.
    """

    more: float
    many: float
    digits: float
    whole: float
    persons: float
    events: float
    placed: float
    holders: float
    both: float
    sites: float
    named: float
    total: float
    joint: float
    joints: float
    alike: float
    shared: float
    own: float
    quoted: float
    manner: float
    titles: float
    figures: float
    long: float
    led: float
    uneven: float
    verbs: float
    ends: float
    slogan: float
    left: float
    closed: float


def signs_of(passage: Passage, one: Listed, *, more: bool) -> Signs:
    """What speaks for a list being what the number after it counts.

    Args:
        more: Whether the number says more than there are.
    """
    text = passage.text
    pieces = _items(text, one)
    found = _NOUN.match(text, one.end, min(passage.end, one.end + 8))
    noun = found[0] if found else ""
    name = set(noun[measure_length(text, one.end) :][:5])
    lengths = [len(piece) for piece in pieces[1:]] or [len(pieces[0])]
    first, last = one.items.pieces[0].start, one.items.pieces[-1].end
    several = len(pieces)
    placed = bool(_PLACED.match(text, one.end))
    holders = sum(bool(HOLDER.search(piece)) and piece[-1] not in name for piece in pieces) / several
    sites = sum(bool(_SITE.fullmatch(piece)) for piece in pieces[1:]) / max(several - 1, 1)
    each = all(text[a] in '“"' and text[b - 1] in '”"' for a, b in one.items.pieces)
    opened = one.opened or bool(_OPEN.search(pieces[-1]))
    whole = text[first - 1] in '“"' and text[last : last + 1] in '”"'
    joined = bool(_JOINT.search(text, *one.items.pieces[-1]))
    return Signs(
        more=more,
        many=log(several),
        digits=text[one.start].isdigit(),
        whole=bool(_WHOLE.match(text, one.end)),
        persons=bool(_PERSONS.match(text, one.end)),
        events=text[one.end] in _EVENTS,
        placed=placed,
        holders=holders,
        both=holders if placed else 0.0,
        sites=sites if placed else 0.0,
        named=all("“" in text[a:b] for a, b in one.items.pieces),
        total=text[one.start - 1] == "共",
        joint=joined,
        joints=any(_JOINT.search(piece) for piece in pieces[:-1]),
        alike=sum(piece[-1] == pieces[-1][-1] for piece in pieces) / several,
        shared=sum(not name.isdisjoint(piece) for piece in pieces) / several,
        own=sum(piece[-1] in name for piece in pieces) / several,
        quoted=each or whole,
        manner=whole and placed,
        titles=all(text[a] == "《" for a, _ in one.items.pieces),
        figures=sum(bool(_FIGURE.search(piece)) for piece in pieces) / several,
        long=log(sum(lengths) / len(lengths)),
        led=log(max(1.0, len(pieces[0]) / max(lengths))),
        uneven=log(max(lengths) / min(lengths)),
        verbs=sum(bool(_VERB.search(piece)) for piece in pieces[1:]) / several,
        ends=text[one.end + len(noun) : one.end + len(noun) + 1] in "，。；、）：\n",
        slogan=text[one.start - 1] in '“"',
        left=more and opened,
        closed=more and opened and joined,
    )


def _items(text: str, one: Listed) -> list[str]:
    """The items as words; of a list that is two names, joined by 和, both."""
    pieces = [text[a:b].strip('“”"《》 ') or " " for a, b in one.items.pieces]
    return [half or " " for half in _JOINT.split(pieces[0], 1)] if len(pieces) == 1 else pieces


def near(passage: Passage, one: Listed) -> bool:
    """Whether a list misses a number of things by so few that it may be meant."""
    text, more = passage.text, one.stated > one.items.most
    off = one.stated - one.items.most if more else one.items.least - one.stated
    if not 0 < off <= MOST_OFF or one.items.most < _PAIR:
        return False
    kinds = KINDS if text[one.start - 1] in '“"' else UNITS
    if text[one.end] not in kinds and not _MEASURE.match(text, one.end):
        return False  # 经五路, “五经普”
    first, last = one.items.pieces[0].start, one.items.pieces[-1].end
    if text[one.start - 1] in '“"' and _QUOTE.search(text, first, last):
        return False  # 增强“四个意识”、坚定“四个自信”
    if one.stated == _PAIR and not text[one.start].isdigit():
        return False  # 残疾人两项补贴
    pieces = _items(text, one)
    if of_another(text, one.items, pieces, one.stated, one.end):
        return False
    if all(text[a] == "《" for a, _ in one.items.pieces) and not _WORKS.match(text, one.end):
        return False  # 依据《条例》《办法》5项规定
    if text.startswith("级", one.end) and _paired_rungs(pieces, one.stated):
        return False  # 推动市县、镇街、村社五级联动
    if more:
        inside = _SMALLER.match(text, one.end) and all(map(_LARGER.search, pieces))
        return not inside  # 东河镇、西河镇5个村
    return not _led_in(pieces[off:])


def _led_in(pieces: Sequence[str]) -> bool:
    """Whether the list may begin within its first item, after a verb: 县委、县政府认准山场、水电三大资源.

    The items that are too many have been left out.
    """
    return len(pieces) > 1 and all(len(pieces[0]) >= 2 * len(piece) for piece in pieces[1:])


def _paired_rungs(pieces: Sequence[str], stated: int) -> bool:
    """Whether an item may be two levels: 乡镇, but not 社区 where more are stated."""
    one = _ONE_RUNG if stated > len(pieces) else ()
    return any(piece not in one and _TWO_RUNGS.search(piece) for piece in pieces)


_TWO_RUNGS: Final = re.compile(r"[国省市州区县乡镇街村社组户]{2}$")
_ONE_RUNG: Final = frozenset({"街道", "社区"})


_LARGER, _SMALLER = (
    re.compile(r"(?:[省市县区乡镇]|街道)$"),
    re.compile(r"个?(?:[一-鿿]{2})?(?:[村组]|社区|小区)"),
)


_PAIR: Final = 2
_QUOTE: Final = re.compile(r"[“”\"]")
_WORKS: Final = re.compile(r"[部篇首幅本册件份]|项(?:制度|文件|方案)|个文件")


def _miscounted(passage: Passage) -> Iterator[Relation]:
    for one in lists_before(passage):
        if one.start in passage.counted or not near(passage, one) or weigh(one.stated, one.items) is HOLDS:
            continue
        if odds(WEIGHTS, signs_of(passage, one, more=one.stated > one.items.most)) > LEAST:
            unit_end = one.end + measure_length(passage.text, one.end)
            yield count(passage, one.start, unit_end, one.stated, one.items, FAILS)


LEAST: Final = 2.0
"""So much likelier than not, since most lists of a report are right."""
WEIGHTS: Final[Weights] = {
    "more": -2.22,
    "many": 6.77,
    "digits": -5.78,
    "whole": 2.80,
    "persons": -2.98,
    "events": -3.34,
    "placed": 0.20,
    "holders": -3.72,
    "both": -0.40,
    "sites": 2.43,
    "named": 0.78,
    "total": 6.74,
    "joint": -2.74,
    "joints": -2.89,
    "alike": 0.23,
    "shared": 1.48,
    "own": -1.23,
    "quoted": 0.62,
    "manner": -8.29,
    "titles": 5.39,
    "figures": -4.09,
    "long": 1.11,
    "led": 2.70,
    "uneven": -0.01,
    "verbs": -2.42,
    "ends": -3.44,
    "slogan": 0.21,
    "left": -5.73,
    "closed": 13.05,
    "": 3.76,
}

PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "miscounted",
        "N201",
        Kind.COUNT,
        _miscounted,
        (
            Example("举办电工、焊工、养老护理、中式烹调、育婴4个赛项。", FAILS, (), "多列1"),
            Example("开展教育、公安、税务、民政5部门数据比对。", FAILS, (), "少列1"),
            Example("扶持东河镇、西河镇5个村发展产业。", None),
            Example("发放低保金、临时救助金、残疾人两项补贴。", None),
            Example("文昌北路、泰安路、滨江二路通车。", None),
            Example("县委、县政府先后5次召开专题会议。", None),
            Example("建成网站、热线、窗口四大平台。", FAILS, (), "写明4，列出3"),
            Example("对占道、噪声、油烟等十类投诉专项处理。", None),
            Example("打造李庄、赵楼、双桥、王集6个示范村。", FAILS, (), "列出4"),
            Example("检查学校、医院、商场4类场所。", FAILS, (), "列出3"),
            Example("下设办公室、法治股、矫正股5个股室。", FAILS, (), "列出3"),
            Example("制定任务清单、责任清单、问题清单4张清单。", FAILS, (), "列出3"),
            Example("组建先锋队、消防队和志愿队等4支队伍。", FAILS, (), "列出3"),
            Example("组建先锋队、消防队、志愿队等4支队伍。", None),
            Example("扶持东河镇、西河镇5个村发展产业。", None),
            Example("检查超市、药店5家单位。", None),
            Example("完善“网格—社区（村）—街道”四级体系。", FAILS, (), "列出3"),
            Example("擦亮“红管家”品牌、“夜市窗”、“帮办员”四张名片。", FAILS, (), "列出3"),
            Example("围绕“绿色、便民”理念举办两项活动。", None),
            Example("全县三级干部参会。", None),
            Example("财务、人事、档案晋升为省二级。", None),
            Example("发放高龄津贴、临时救助金、残疾人两项补贴。", None),
            Example("文化馆、图书馆、博物馆、美术馆“三馆”免费开放。", FAILS, (), "列出4"),
            Example("甲镇“东村”站和乙镇“西村”、丙镇“北村”站共4个。", FAILS, (), "列出3"),
            Example("新增李庄、张湾3处助餐点。", FAILS, (), "写明3，列出2"),
            Example("改造河口、柳湾3处集贸市场。", FAILS, (), "列出2"),
            Example("设置信息查询区、申请受理区、政策咨询区、等候休息区6个功能区。", FAILS, (), "列出4"),
            Example("将窗口整合为企业开办、工程建设、社会保障、综合服务5个专区。", FAILS, (), "列出4"),
            Example("检查石桥、柳林12处河道。", None),
            Example("走访企业和商户3家。", None),
            Example("召开委员会会议两次、办公室会议四次。", None),
            Example("引进家居、五金、烘干、冷链等2个项目。", FAILS, (), "列出4"),
            Example("引进家居、五金等4个项目。", None),
            Example("冷链物流园、东河大桥、北门快速路5个续建项目完工。", FAILS, (), "列出3"),
            Example("东城区、西河镇、高新产业园5个重点项目开工。", None),
            Example("出版《春潮》《归雁》《老街》4部作品。", FAILS, (), "列出3"),
            Example("培育茶叶、油茶、毛竹和药材五大产业。", FAILS, (), "列出"),
            Example("抓好教育、卫生、民政、残联两项工作。", None),
            Example("完成城东、城西、城南片区两个项目。", None),
            Example("完成道路硬化、供水改造、河道清淤、路灯安装3项任务。", FAILS, (), "列出4"),
            Example("健全国家、省、市、县三级体系。", FAILS, (), "列出4"),
            Example("从人员、经费、装备四方面给予保障。", FAILS, (), "列出3"),
            Example("制定《采购办法》《车辆办法》《接待办法》四项制度。", FAILS, (), "列出3"),
            Example("依据《条例》《办法》5项规定处罚。", None),
            Example("健全县、乡、村四级网格。", FAILS, (), "列出3"),
            Example("推动市县、镇街、村社五级联动。", None),
            Example("为老人、儿童、残疾人发放两类补贴。", None),
            Example("种植小麦、玉米、大豆和两类药材。", None),
            Example("市中医院、妇幼保健院、疾控中心5个项目开工。", None),
            Example("东关小学、西关中学、实验学校4所学校开学。", FAILS, (), "列出3"),
            Example("东河厂、西河厂、南坪厂2个车间停产。", None),
            Example("东河村、西河村5个村民小组通水。", None),
            Example("农业局、民政局、残联会同3家企业招聘。", None),
            Example("抽调审计、财务、法律骨干组成2个督导组。", None),
            Example("采取贴标语、拉横幅、入户讲等两种以上形式。", None),
            Example("公园、市场、车站两个项目完工，一个项目在建。", None),
            Example("派出所、司法所、信访办两所一办联动。", None),
            Example("关爱“一老一小”、残疾人、困境儿童四类群体。", None),
            Example("清理道路、河道、沟渠3公里。", None),
            Example("围绕“稳粮、兴业、强村”四篇文章发力。", FAILS, (), "列出3"),
            Example("推行“排查、调处、回访”四步工作法。", FAILS, (), "列出3"),
            Example("实行人员、财务、药械“四统一”管理。", FAILS, (), "列出3"),
            Example("健全党委、政府、企业四位一体机制。", FAILS, (), "列出3"),
            Example("完善区、街道、社区四级平台。", FAILS, (), "列出3"),
            Example("构建“甲类企业—乙类企业—丙类企业”四级梯次。", FAILS, (), "列出3"),
            Example("发放“春耕贷”“秋收贷”“烟农贷”四款产品。", FAILS, (), "列出3"),
            Example("紧扣保基本、防风险、促改革四条主线。", FAILS, (), "列出3"),
            Example("健全县、乡镇、村四级体系。", None),
            Example("打造“安全、绿色、智慧”5个示范点。", None),
            Example("组织机关、学校、企业“四上”单位参训。", None),
            Example("评出一等奖1名、二等奖2名。", None),
            Example("项目涉及甲业、乙业、丙业四个赛道。", FAILS, (), "列出3"),
        ),
    ),
)
