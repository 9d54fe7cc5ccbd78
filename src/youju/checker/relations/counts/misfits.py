"""Whether a list that does not give the stated count is an error, or only no list of what is counted.

Enter at `misfit` (the list stands before the number) and `listed_misfit` (after it). The items have to be
names of what is counted; in 东河镇、西河镇5个村 they are not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from youju.checker.model import Verdict
from youju.checker.passage import Passage
from youju.checker.relations.counts.holders import HOLDER, holders, led_by, of_another
from youju.checker.relations.counts.joints import KINDS
from youju.checker.relations.pattern import FAILS, UNKNOWN
from youju.checker.sentences import Items

_VERB: Final = re.compile(
    r"^(?:为|对|向|将|把|以|由|从|在|与|和(?![平谐睦美顺兴泰])|及)|完成|做到|坚定|增强|维护|开展|建设|实施|组织(?!部)|推进|打造|开办|"
    r"召开|举办|深入|加强|进行|通过|新[增建]|涉及|覆盖|共"
)
_AGENT: Final = re.compile(r"[，。；、：]|\d")
_UNITED: Final = r"位一体|方(?:联动|协同|联结|共建|共治|合作)|重[一-鿿]{0,2}保障"
_COUNTED: Final = re.compile(
    rf"{_UNITED}|"
    r"大(?!力|量|幅)|级|类|种|方面|个?[省市县区](?=[（份]|法院|[，。；、])|"
    r"(?:个|项|家|名|处|所|座|支|条|道|门|期|套|本|块|片|张)[一-鿿]{2}"
)
_WHOLE: Final = re.compile(
    rf"{_UNITED}|"
    r"大(?!赛事)|级|方面|(?:类|种|道)(?![一-鿿]?以上)|(?:个|项)(?:部门|步骤|要素|节点|关键环节|重点环节|关键节点|社区|乡镇|"
    r"镇街|街道|城市社区|行政村|自然村|示范村|"
    r"试点村|重点村|村|县|市辖区|功能区|园区|专区|展区|赛道|学科|专业|频道|子系统|产业|行业|方面|环节|平台|领域|片区|指标|方向|维度|机制|制度|关口|栏目|模块|"
    r"板块|系统|[一-鿿]{0,2}专班|[一-鿿]{0,4}小组|工作组|股室|科室|处室|内设|专题|主题|[一-鿿]{0,6}品牌|岗位|阶段|层面|类别|群体)|"
    r"项[一-鿿]{0,4}(?:专项|检查|整治|行动|服务|活动|工程|试点|荣誉|称号|职能|职责|保障|改革|体系|重点|课题|赛事|"
    r"奖项|责任|清单|流程|补贴|政策|权益|功能|非遗|要求|指标|帮扶|机制|社会保险)|"
    r"条(?:主线|底线|[一-鿿]{0,4}产业链)|门[一-鿿]{0,2}课程|支[一-鿿]{0,4}队伍|张[一-鿿]{0,2}清单|"
    r"个(?:渠道|赛项|[一-鿿]{0,2}窗口|专项(?:规划|整治|行动)|重点领域)"
)
"""What a list before the number is a list of, one by one."""

_FIRMS: Final = re.compile(
    r"家(?:企业|公司|银行|医院|媒体)|所(?:学校|中学|小学|高校)|个(?:项目|工程|园区|基地)"
)
_PLACED: Final = re.compile(
    r"[个处所座家][一-鿿]{0,12}?(?:社区|村|小区|(?<![重焦亮热特观优难要])点|站|中心|机构|院|馆|校|公园|广场|桥|水库|片区|基地|园)|"
    r"个?[省市县区](?=[（份级]|法院|[，。；、])|[镇村乡](?![一-鿿]{0,2}[级域])"
)
"""Things of which a place has one: 李庄、张湾2处助餐点."""

_LISTED: Final = re.compile(r"[个项种类家名处所座支条篇份部本期场件张]|位的|大(?!力|量)")
_SLOGAN: Final = re.compile(r"项规定|个(?:文明|确立|维护|务必|毫不动摇|百年|健康|大局)")
"""两个文明 and the like are names; a list before them is one of something else."""
_AREA: Final = re.compile(r"[省市县区乡镇村街]$|街道$|社区$|园区$")
_KIND: Final = re.compile(
    r"[场馆院校厂站所部局室]$|[药商饭酒书]店$|企业|机构|单位|部门|超市|农户|群众|干部|学生|作物|小麦|玉米|水稻|大豆"
)
_JOINT: Final = re.compile(r"(?<![参给赋])与|[和及]")
_MOST_OFF: Final = 3


def misfit(passage: Passage, items: Items, stated: int, start: int, end: int, *, opened: bool) -> Verdict:
    """Whether a list before the number that does not give it is an error.

    Args:
        start: Where the number begins.
        end: Where it ends.
        opened: Whether 等 stands after the list.
    """
    text = passage.text
    pieces = [text[a:b].strip('“”"') for a, b in items.pieces]
    pieces[0] = _LED.sub("", pieces[0])
    if opened and stated >= items.least:
        return FAILS if _closed(text, items, pieces, stated, start, end) else UNKNOWN
    if of_another(text, items, pieces, stated, end):
        return UNKNOWN
    if text.startswith("级", end):
        single = items.least == items.most >= _OWN_LEAST and not _paired_rungs(pieces, stated)
        return FAILS if single else UNKNOWN
    evident = _evident(text, items, pieces, stated, end, opened=opened)
    if evident is not None:
        return evident
    if stated >= items.least and items.most == 2:
        return _two(text, pieces, stated, start, end)
    if _open(items, pieces, stated) or _SLOGAN.match(text, end):
        return UNKNOWN
    if _told_whole(text, items, end):
        return FAILS
    if not _names(text, pieces, start) or (text[start - 1] in '”"' and _PLACED.match(text, end)):
        return UNKNOWN  # “安全、绿色、智慧”5个示范点 says what they are like
    if stated < items.least and (led_in(pieces[items.least - stated :]) or holders(text, pieces, end)):
        return UNKNOWN
    return FAILS if _one_each(text, items, pieces, stated, start, end) else UNKNOWN


def _open(items: Items, pieces: Sequence[str], stated: int) -> bool:
    """Whether where the items end, or how many they are, can be read in more than one way."""
    joined = stated >= items.least and (items.least != items.most or items.least < _OWN_LEAST)
    long_pair = items.least == _GROUPED and any(len(piece) > 6 for piece in pieces)
    return joined or long_pair or abs(items.least - stated) > _MOST_OFF


def _one_each(text: str, items: Items, pieces: Sequence[str], stated: int, start: int, end: int) -> bool:
    """Whether each name is one of what is counted."""
    if _PREDICATE.match(text, end) and text[start - 1] in '“"' and _of_one_length(pieces):
        return True  # 人员、财务、药械“四统一”
    if text[start - 1] == "共" and all(text[a] in '“"' for a, _ in items.pieces):
        return True  # each item has its name in quotation marks, and 共 says that these are all
    if stated < items.least or not _COUNTED.match(text, end):
        return bool(_COUNTED.match(text, end))
    long_names = sum(len(piece) for piece in pieces) >= 4 * len(pieces)
    kind = text[end + 1 : end + 3]
    if all(piece.endswith(kind) for piece in pieces) and len(kind) == _GROUPED:
        return True  # 任务清单、责任清单、问题清单4张清单
    held = text.startswith("个", end) and any(map(HOLDER.search, pieces))
    firms = long_names and bool(_FIRMS.match(text, end)) and not held
    places = bool(_PLACED.match(text, end)) and all(_place(piece) for piece in pieces[1:])
    kinds = text.startswith("大战略", end) or _one_by_one(pieces, text[end : end + 8])
    return firms or places or (kinds and bool(_WHOLE.match(text, end))) or _sites(text, pieces, end)


_PREDICATE: Final = re.compile(r"个?(?:统一|落实|到位|结合|联动|保障|融合|协同|同步|贯通)[”\"]")
"""What is said of each item of a slogan, so that the items are no owners of what is counted."""


def _of_one_length(pieces: Sequence[str]) -> bool:
    """Whether all items are as long as the first, which words may lead in; places are owners."""
    lengths = {len(piece) for piece in pieces[1:]} if len(pieces) >= _OWN_LEAST else set()
    return (
        len(lengths) == 1
        and len(pieces[0]) >= min(lengths) > 1
        and not any(map(_AREA.search, pieces))
        and not any(map(_KIND.search, pieces))
    )


_WHOLE_TOLD: Final = re.compile(
    r"大(?!力|量)|篇(?:大)?文章|步(?:工作)?法|张网|条(?:主线|路径|[一-鿿]{0,2}线路)|[“\"][一-鿿]个[一-鿿]{1,3}[”\"]|"
    r"项(?:要求|学习|制度|机制|行动|工程|任务|举措|措施|重点|活动|工作)"
)
"""What a list that is one quotation tells in full: “清河道、拆违建、净空间”三大攻坚."""


def _told_whole(text: str, items: Items, end: int) -> bool:
    """Whether a list of three or more is all of a quotation, and the number stands right after it."""
    first, last = items.pieces[0].start, items.pieces[-1].end
    quoted = text[first - 1] in '“"' and text[last : last + 1] in '”"'
    marks = text[first:last]
    plain = quoted and items.least == items.most >= _OWN_LEAST and not re.search(r"[“《，；。\d]", marks)
    return plain and bool(_WHOLE_TOLD.match(text, end))


def _paired_rungs(pieces: Sequence[str], stated: int) -> bool:
    """Whether an item may be two levels: 乡镇, but not 社区 where more are stated."""
    one = _ONE_RUNG if stated > len(pieces) else ()
    return any(piece not in one and _TWO_RUNGS.search(piece) for piece in pieces)


_TWO_RUNGS: Final = re.compile(r"[国省市州区县乡镇街村社组户]{2}$")
_ONE_RUNG: Final = frozenset({"街道", "社区"})
_GRADED: Final = re.compile(
    r"(?:达到?|升[为至]?|创成|评[为定]|通过|[定成]为|符合|获评?|属于?|取得|授予|批准为)(?:国家|省|市)?$|.国家$"
)
_SAID_OF: Final = re.compile(r".(?:(?:全部|均(?!衡)|皆|一律|分别|相继|先后).|各$|均$)")


def said_of(text: str, items: Items, start: int, end: int) -> bool:
    """Whether the last item is what is said of the list: 甲院、乙院均通过二级评审, 甲村、乙村各3个.

    Args:
        start: Where the number begins; a quoted slogan may sum up what it is said of.
        end: Where the number ends.
    """
    last = text[slice(*items.pieces[-1])]
    plain = text[start - 1] not in '“"' and bool(_SAID_OF.search(last) or led_by(last))
    return plain or (text.startswith("级", end) and bool(_GRADED.search(last)))


_LED: Final = re.compile(
    r"^.*?(?:(?:整合|合并|归并|划分|细分|调整|优化|确定|明确|作|列)[为成]|设立|设置|成立|推出|下辖|包括|包含|分为|涵盖|组建|建成|打造|形成|新增|培育|引进|覆盖|(?<![没所])有)(?=[一-鿿A-Za-z“]{2,}$)"
)
"""Words before the first item that are no part of it."""
_MEASURED: Final = re.compile(r"[个项种类家名处所座支条篇份部本期场件张组块道门款]|大(?!力|量)")
_JOINED_NAME: Final = re.compile(r"[和与及][^和与及]*[和与及]")
_NOUN: Final = re.compile(r"[个项种类家名处所座支条篇份部本期场件张组块道门大](?P<noun>[一-鿿]{2,6})")


def _evident(
    text: str, items: Items, pieces: Sequence[str], stated: int, end: int, *, opened: bool
) -> Verdict | None:
    """The verdict on lists of quoted names, and of names that end as what is counted is called."""
    if abs((items.least if stated < items.least else items.most) - stated) > _MOST_OFF:
        return None
    if all(text[a] == "《" and text[b - 1] == "》" for a, b in items.pieces) and not opened:
        return FAILS if _WORKS.match(text, end) else UNKNOWN
    if all(text[a] in '“"' and text[b - 1] in '”"' for a, b in items.pieces) and not opened:
        return FAILS if _MEASURED.match(text, end) and not _SLOGAN.match(text, end) else UNKNOWN
    return FAILS if not _JOINED_NAME.search(pieces[-1]) and _own_kind(text, pieces, end) else None


_WORKS: Final = re.compile(r"[部篇首幅本册件份]|项(?:制度|文件|方案)|个文件")


def _closed(text: str, items: Items, pieces: Sequence[str], stated: int, start: int, end: int) -> bool:
    """Whether 和 before the last item closes a list that 等 only sums up: 甲队、乙队和丙队等4支队伍.

    In papers of a year lists closed like this have as many items as stated, or four and more fewer.
    """
    joints = [len(_JOINT.findall(piece)) for piece in pieces]
    halves = _JOINT.split(pieces[-1])
    named = len(pieces) >= _GROUPED and joints[-1] == 1 and not any(joints[:-1]) and min(map(len, halves)) > 1
    short = all(len(half) <= _LONGEST for half in halves) and _names(text, [*pieces[:-1], *halves], start)
    return named and short and 1 <= stated - items.most <= _MOST_FEWER and bool(_MEASURED.match(text, end))


_GROUPED: Final = 2
_MOST_FEWER: Final = 2


def _own_kind(text: str, pieces: Sequence[str], end: int) -> bool:
    """Whether each item ends as what is counted is called: 甲队、乙队、丙队4支骨干队伍."""
    kind = text[end : end + 1]
    if kind in KINDS and not text[end - 1].isdigit() and len(pieces) > 1:
        return all(piece.endswith(kind) and len(piece) <= _LONGEST for piece in pieces)  # 甲馆、乙馆“三馆”
    noun = _NOUN.match(text, end)
    items = [one for piece in pieces for one in _JOINT.split(piece) if one] if noun else []
    if any(len(one) > _LONGEST or _AGENT.search(one) or _VERB.search(one[:-2]) for one in items[1:]):
        return False
    if noun is None or len(items) < _OWN_LEAST or min(map(len, items)) < 2:
        return False
    last = {item[-1] for item in items}
    return len(last & KINDS) == len(last) and last <= set(noun["noun"])


_OWN_LEAST: Final = 3
_LONGEST: Final = 14
"""Characters of a name in a list."""


def _names(text: str, pieces: Sequence[str], start: int) -> bool:
    """Whether the items are names and no clauses."""
    if any(mark in piece for piece in pieces for mark in '“”"') and text[start - 1] in '“"':
        return False
    if any(len(piece) > _LONGEST or _AGENT.search(piece) for piece in pieces):
        return False
    if any(_VERB.search(piece[:-2]) for piece in pieces[1:]):  # 综合环境整治 is a name
        return False
    return len(pieces[0]) <= max(len(piece) for piece in pieces[1:]) + 8


def led_in(pieces: Sequence[str]) -> bool:
    """Whether the list may begin within its first item, after a verb: 县委、县政府认准山场、水电三大资源.

    The items that are too many have been left out.
    """
    return len(pieces) > 1 and all(len(pieces[0]) >= 2 * len(piece) for piece in pieces[1:])


_SITES: Final = (
    (
        re.compile(r"处[一-鿿]{0,4}(?:文物|文保|遗址|古迹|古建|旧址|故居|历史建筑|名胜|景点|景区)"),
        re.compile(r"[桥祠堂庙寺塔楼阁墓陵址居宅院站碑墙窑坊山湖洞泉城园]$"),
    ),
    (re.compile(r"条[一-鿿]{0,4}(?:干道|干路|道路|公路|大街|主街)"), re.compile(r"[路街道线]$")),
    (re.compile(r"条[一-鿿]{0,4}(?:河|水系|溪流)"), re.compile(r"[河江溪渠沟港]$")),
)
"""What is counted, and how names of single ones end."""
_PROJECTS: Final = re.compile(r"个[一-鿿]{0,4}(?:项目|工程)")
_BUILT: Final = re.compile(
    r"(?P<kind>桥|路|道|线|水库|枢纽|管网|综合体|公园|广场|市场|改建|迁建|改造|扩建|新建|建设|工程|项目|码头|隧道|厂|中心|基地|园|站|楼|馆)$"
)
_ONLY_BUILT: Final = re.compile(
    r"(?:桥|路|道|线|水库|枢纽|管网|综合体|公园|改建|迁建|改造|扩建|新建|工程|项目|码头|隧道)$"
)
"""What is a project and never where one is, or whose."""


def _sites(text: str, pieces: Sequence[str], end: int) -> bool:
    """Whether each item is a single work or site: 文庙、钟楼、古桥4处文物, 甲大桥、乙产业园5个项目."""
    if len(pieces) < _OWN_LEAST:
        return False
    if any(counted.match(text, end) and all(map(name.search, pieces)) for counted, name in _SITES):
        return True
    if not _PROJECTS.match(text, end) or sum(map(len, pieces)) < 4 * len(pieces):
        return False
    kinds = [built["kind"] for built in map(_BUILT.search, pieces) if built]
    plain = len(set(kinds)) >= _OWN_LEAST or any(map(_ONLY_BUILT.search, pieces))
    return len(kinds) == len(pieces) and plain


def _one_by_one(pieces: Sequence[str], noun: str) -> bool:
    """Not 东河镇、西河镇5个村: places of one kind, and things of another in them."""
    if pieces[-1].endswith(("地区", "区域")):
        return False
    if not all(_AREA.search(piece) for piece in pieces[1:]):
        return True
    return any(
        all(piece.endswith(mark) for piece in pieces[1:]) for mark in noun[1:] if mark in "省市县区乡镇村街"
    )


def _place(piece: str) -> bool:
    """Whether an item is a bare name of a place: 李庄, 张湾."""
    named = 2 <= len(piece) <= 4 and not piece.endswith("的")
    return named and not _KIND.search(piece) and not _AREA.search(piece)


def _two(text: str, pieces: Sequence[str], stated: int, start: int, end: int) -> Verdict:
    """李庄、张湾3处助餐点, 城中和下河3个社区: two names of places and things of which each has one."""
    if stated - 2 > _MOST_OFF or not _PLACED.match(text, end):
        return UNKNOWN
    if len(pieces) == 1:
        pieces = _JOINT.split(pieces[0])
    if len(pieces) != 2 or not _names(text, pieces, start):
        return UNKNOWN
    first, second = pieces
    own = re.compile(r"[）)]$|(?:中心|福利院|敬老院|医院|学校)(?:[（(][^（）()]{1,10}[）)])?$").search(second)
    own_kind = text[end + 1 : end + 2] if text[end + 2 : end + 3] != "民" else ""  # 村民小组
    alike = _AREA.search(second) and first[-1] == second[-1] == own_kind
    if alike:
        return FAILS  # 张桥村、高塘村4个村
    bare = _place(second) and not _AREA.search(first) and not _KIND.search(first)
    return FAILS if bare or (own and not _AREA.search(first)) else UNKNOWN


def listed_misfit(text: str, items: Items, stated: int, content: str, *, bracket: bool, end: int) -> Verdict:
    """Whether a list after the number that does not give it is an error.

    Args:
        content: The list.
        bracket: Whether it stands in brackets, or after 分别是.
        end: Where the number ends.
    """
    pieces = [text[a:b] for a, b in items.pieces]
    nearest = items.least if stated < items.least else items.most
    if items.most < 2 or abs(nearest - stated) > _MOST_OFF or "等" in content:
        return UNKNOWN
    if any(len(piece) > 20 or re.search(r"[，：]|\d", piece) for piece in pieces):
        return UNKNOWN
    if not bracket and items.least < _OWN_LEAST and not _named(pieces):
        return UNKNOWN
    return FAILS if _LISTED.match(text, end) else UNKNOWN


_SINGLE: Final = re.compile(
    r"^[一-鿿]{1,8}(?:(?P<water>[河江溪湖渠]|水库)|(?P<road>[路街桥道](?<!街道))|(?P<place>[村镇乡馆园站]|社区|街道|公园|广场|中心))$"
)


def _named(pieces: Sequence[str]) -> bool:
    """Whether the items are names of single things of one kind: 东河路、西岭路."""
    names = [_SINGLE.search(piece) for piece in pieces]
    return None not in names and len({name.lastgroup for name in names if name}) == 1
