"""Lists before their noun and number (N201): 删除A、B、C目录3个; names that won against how many were put up.

Only nouns whose kinds are named one by one: 专栏、机制、科室, not 设施 or 物资.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from youju.checker.mentions import Mention, Role
from youju.checker.model import Kind, Relation
from youju.checker.passage import Paragraph, Passage
from youju.checker.relations.counts.listing import count, range_of, statements, value_of, weigh
from youju.checker.relations.counts.stated import list_ending
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.sentences import Items, Range, items_of

_NOUN: Final = re.compile(
    r"(?P<open>等[一-鿿]{0,4})?(?:目录|栏目|专栏|专题|板块|模块|版块|机制|制度|规定|平台|小组|专班|科室|股室|部门|系统|专项|主题|品牌|课程|"
    r"课题|标准|办法|文件|方案|意见|清单|事项|窗口|指标|预案|规程|细则|规范|指南|工程|行动|模式|岗位|职能|权限|奖项|"
    r"荣誉|称号|类别|领域|行业|片区|赛道|专业|学科|社团|协会|中队|大队|支队)(?:共计?|合?计)?$"
)
_OTHER: Final = re.compile(r"[一-鿿]{2}")
"""What follows the number, and is counted instead: 水利、交通领域5个项目."""
_UNITS: Final = frozenset("个项条部份件篇张支类种套门")
_LEAST, _MOST = 2, 60
_REACH: Final = 240
_MOST_OFF: Final = 3
_GROUPED: Final = re.compile(r"[-—－–：:]")
_LIST_OF_KINDS: Final = 3
"""With fewer items the words before them may be no list."""
_NO_ITEM: Final = re.compile(
    r"\d|^(?:并|且|对|向|将|把|为|从|在|已|都|均|全面|积极|认真|完善|推进|加强|落实|开展|组织|形成|明确|强化)"
)


def _noun_counted(passage: Passage) -> Iterator[Relation]:
    """新增养老、托育、助残专栏3个; groups of them with their heads: 甲类-A、B；乙类-C、D目录4个."""
    text = passage.text
    for mention in passage.mentions:
        told = mention.role is Role.QUANTITY and mention.unit in _UNITS and not mention.hedge
        if not told or not 1 <= mention.value <= _MOST or mention.value % 1:
            continue
        head = passage.text[max(passage.start, mention.start - 12) : mention.start]
        noun = _NOUN.search(head)
        if noun is None or _OTHER.match(text, mention.end):
            continue
        stop = mention.start - len(head) + noun.start()
        found = _listed(text, max(passage.start, stop - _REACH), stop)
        if found is None:
            continue
        stated = int(mention.value)
        verdict = weigh(stated, found)
        more = noun["open"] and stated > found.most
        if verdict is FAILS and (more or not _sure(text, found, stated)):
            continue
        yield count(passage, mention.start, mention.end, stated, found, verdict)


def _listed(text: str, low: int, stop: int) -> Items | None:
    """The list that ends at a place; the leaves of its groups where it has groups."""
    first = max(text.rfind(mark, low, stop) for mark in "。！？\n\r") + 1
    first = max(first, low)
    if "；" in text[first:stop]:
        return _grouped(text, first, stop)
    found = list_ending(text, max(first, *(text.rfind(mark, first, stop) + 1 for mark in "，：:")), stop)
    return found if found is not None and found.most >= _LEAST else None


def _grouped(text: str, first: int, stop: int) -> Items | None:
    """甲类-A、B；乙类-C、D: the leaves where each group has a head; else the list after the last ；."""
    leaves: list[Range] = []
    most = groups = 0
    end = stop
    while end > first:
        start = max(text.rfind("；", first, end), first - 1) + 1
        comma = text.rfind("，", start, end)
        head = _GROUPED.search(text, max(start, comma + 1), end)
        if head is None:
            break
        items = items_of(text, head.end(), end)
        leaves[:0] = items.pieces
        most += items.most
        groups += 1
        if comma >= 0:
            break
        end = start - 1
    if groups > 1 and len(leaves) >= _LIST_OF_KINDS:
        return Items(len(leaves), most, tuple(leaves))
    last = max(text.rfind(mark, first, stop) for mark in "，；：") + 1
    return list_ending(text, last, stop)


def _sure(text: str, found: Items, stated: int) -> bool:
    """Whether a list that does not give its number is one of names, so that the number is wrong."""
    nearest = found.least if stated < found.least else found.most
    pieces = [text[a:b] for a, b in found.pieces]
    short = all(len(piece) <= 16 for piece in pieces[1:]) and not any(map(_NO_ITEM.search, pieces[1:]))
    graded = all(piece.endswith("级") for piece in pieces[1:])  # 省级、市级荣誉: whose they are
    return found.least >= _LIST_OF_KINDS and abs(nearest - stated) <= _MOST_OFF and short and not graded


_CALLED: Final = re.compile(
    r"(?P<n>[\d二两三四五六七八九](?<=[一-鿿]{2}.)(?:(?<=\d)\d)?)(?P<unit>[个家支所处项座条])，"
    r"(?P<list>[^，。；：\n]{6,80})[。；，\n]"
)


def _ends(text: str, noun: str, start: int, end: int) -> Iterator[int]:
    """Where a word ends, each time that it stands in a piece."""
    while (at := text.find(noun, start, end)) >= 0:
        start = at + len(noun)
        yield start


def _called(passage: Passage) -> Iterator[Relation]:
    """服务队2个，甲服务队和乙服务队: each item ends with the noun."""
    text = passage.text
    for match in _CALLED.finditer(text, passage.start, passage.end):
        noun = text[match.start() - 2 : match.start()]
        marks = list(_ends(text, noun, *match.span("list")))
        if len(marks) < 2 or marks[-1] != match.end("list"):
            continue
        edges = [match.start("list"), *marks]
        pieces = tuple(Range(a, b) for a, b in itertools.pairwise(edges))
        if any(text[a] not in "、和与及" for a, _ in pieces[1:]):
            continue
        found = Items(len(pieces), len(pieces), pieces)
        stated = value_of(match["n"])
        yield count(passage, match.start("n"), match.end("unit"), stated, found, weigh(stated, found))


_PUT_UP: Final = re.compile(
    r"(?:推[荐选报]|申报|选[送派]|[报上][送报]|遴选|组织|提名|参评)[了出]?[^，。；、\d]{0,12}$"
)
_WON: Final = re.compile(
    r"^[^，。；“”《》]{0,4}(?:被[^，。；“”]{0,12}(?:评|授|命|认|列|选)|荣?获|入选|入围|当选|被评|晋级)"
)
_NAMED: Final = re.compile(r"《[^《》]{2,40}》|“[^“”]{2,30}”")
_GIVEN: Final = re.compile(
    r"(?:授予|命名为?|评为|认定为|获评?|荣获|参与|参加|列为|称号|创建|争创|开展|在|全[国省市县])[^“《，。；]{0,8}$"
)
_FEW: Final = 9
_JOINED: Final = frozenset({"", "、", "和", "与", "及", "以及"})


def _nominees(passage: Passage) -> Iterator[Relation]:
    """推荐3个支部参评，“甲支部”获评省级，“乙支部”“丙支部”获评市级: no more win than were put up."""
    for paragraph in passage.paragraphs:
        for mention in paragraph.mentions:
            few = mention.role is Role.QUANTITY and not mention.hedge and 1 <= mention.value <= _FEW
            if few and mention.unit in _PUT and _PUT_UP.search(passage.before(mention, 18)):
                found = _winners(passage, paragraph, mention)
                if len(found) < _LEAST or mention.value > len(found):
                    continue
                verdict = HOLDS if mention.value == len(found) else FAILS
                listed = Items(len(found), len(found), tuple(found))
                yield count(passage, mention.start, mention.end, int(mention.value), listed, verdict)


_PUT: Final = frozenset("个名家件篇部项幅首支户人位")


def _winners(passage: Passage, paragraph: Paragraph, mention: Mention) -> list[Range]:
    """Names, in this sentence and the next, of which the text says that they won something."""
    text = passage.text
    stop = _end_of_next(text, mention.end, paragraph.end)
    won: list[Range] = []
    row: list[Range] = []
    last = mention.end
    for match in _NAMED.finditer(text, mention.end, stop):
        if text[last : match.start()] not in _JOINED:
            row = []
        last = match.end()
        if _GIVEN.search(text[max(mention.end, match.start() - 12) : match.start()]):
            continue
        row.append(range_of(match))
        if _WON.match(text[match.end() : match.end() + 24]):
            won += row
            row = []
    names = {text[a:b]: Range(a, b) for a, b in won}
    return list(names.values())


def _end_of_next(text: str, start: int, end: int) -> int:
    """Where the sentence after the one of a place ends."""
    first = text.find("。", start, end)
    second = text.find("。", first + 1, end) if first >= 0 else -1
    return second if second >= 0 else end


_LABEL: Final = re.compile(r"(?:其中|现有)?(?P<name>[一-鿿]{2,14})(?=\d)")
_SUMMING_UP: Final = re.compile(r"(?:上述|以上|这)$")


def _kinds(passage: Passage) -> Iterator[Relation]:
    """其中重病户21户，残疾户34户，单亲户12户。…对三类户逐户走访: parts that end as the kinds do."""
    text = passage.text
    for start, end, stated in statements(passage):
        if text[end : end + 1] not in "类种":
            continue
        noun = _KIND.match(text, end + 1)
        up = _SUMMING_UP.search(text, start - 2, start)
        if noun is None or (stated < _LIST_OF_KINDS and (up or len(noun[0]) < _NOUN_LENGTH)):
            continue
        low = max(passage.start, text.rfind("\n", 0, start) + 1, start - _REACH)
        labels = list(_LABEL.finditer(text, low, start))
        if not up:
            ending = noun[0] if stated < _LIST_OF_KINDS else noun[0][0]
            labels = [one for one in labels if one["name"].endswith(ending)]
        sentence = text.rfind("。", low, labels[-1].start()) if labels else low
        if up:
            sentence = max(sentence, text.rfind("其中", low, start) - 1, text.rfind("：", low, start))
        labels = [one for one in labels if one.start() > sentence]
        names = {one["name"]: Range(*one.span("name")) for one in labels}
        if len(names) == stated == len(labels):
            yield count(passage, start, end + 1, stated, Items(stated, stated, tuple(names.values())), HOLDS)


_KIND: Final = re.compile(r"[一-鿿]{1,2}")
_NOUN_LENGTH: Final = 2
_UNIT_OF_PLACES: Final = re.compile(
    r"个?(?:(?:乡镇?|镇|街道|村|社区|县|市|区|中?小?学校?|医院|农?林?场|园区)[（(、和及]?)+(?![一-鿿]*[率级])"
)
_PARTS: Final = re.compile(
    r"(?P<total>\d[\d,.]*)[一-鿿]{1,4}[，,（(](?:其中|分别[是为])?[：:]?(?P<list>[^。；）)\n]+)"
)
_PART: Final = re.compile(r"(?P<name>[一-鿿]{2,10})(?P<value>\d[\d,.]*)[一-鿿]{1,3}(?:[、，]|$)")


def _places(passage: Passage) -> Iterator[Relation]:
    """转移3个乡镇812人，其中甲乡345人、乙镇291人、丙乡176人: places of which each has its part of a total."""
    text = passage.text
    for start, end, stated in statements(passage):
        unit = _UNIT_OF_PLACES.match(text, end) if stated > 1 else None
        found = _PARTS.search(text, unit.end(), min(passage.end, unit.end() + _REACH)) if unit else None
        if unit is None or found is None or _STOPS.search(text, unit.end(), found.start()):
            continue
        parts = list(_PART.finditer(text, *found.span("list")))
        if len(parts) < _LEAST or parts[0].start() != found.start("list"):
            continue
        last = {one["name"][-1] for one in parts}
        values = [Decimal(one["value"].replace(",", "").rstrip(".")) for one in parts]
        total = Decimal(found["total"].replace(",", "").rstrip("."))
        if not last <= set(unit[0]) or sum(values) != total or abs(len(parts) - stated) > _MOST_OFF:
            continue
        pieces = tuple(Range(*one.span("name")) for one in parts)
        verdict = HOLDS if len(parts) == stated else FAILS
        yield count(passage, start, unit.end(), stated, Items(len(parts), len(parts), pieces), verdict)


_STOPS: Final = re.compile(r"[。；\n，]")


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "named after",
        "N201",
        Kind.COUNT,
        _called,
        (
            Example("组建服务队2个，甲县供水服务队和乙县供电服务队。", HOLDS),
            Example("组建服务队3个，甲县供水服务队和乙县供电服务队。", FAILS, (), "列出2"),
            Example("组建服务队3个，培训志愿者和干部。", None),
        ),
    ),
    Pattern(
        "noun counted",
        "N201",
        Kind.COUNT,
        _noun_counted,
        (
            Example("新增养老服务、儿童福利、慈善捐助专栏3个。", HOLDS),
            Example("新增养老服务、儿童福利、慈善捐助专栏4个。", FAILS, (), "写明4，列出3"),
            Example("下设综合、审批、监管股室4个，干部20名。", FAILS, (), "列出3"),
            Example("印发《档案管理办法》《印章管理办法》《考勤管理办法》等制度文件3项。", HOLDS),
            Example("修订采购、财务、考勤等制度2项。", FAILS, (), "列出3"),
            Example("修订采购、财务、考勤等制度12项。", None),
            Example(
                "撤并民生类-就业信息、社保信息；城建类-规划信息、工程信息、拆迁信息目录5个。",
                HOLDS,
            ),
            Example(
                "撤并民生类-就业信息、社保信息；城建类-规划信息、工程信息、拆迁信息目录7个。",
                FAILS,
                (),
                "列出5",
            ),
            Example("水利、交通、能源领域5个项目开工。", None),
            Example("购置电脑、打印机、传真机设备5台，完善清单、台账等制度。", None),
            Example("严格落实请示报告、民主决策，完善内部管理、考核制度12项。", None),
        ),
    ),
    Pattern(
        "nominees",
        "N201",
        Kind.COUNT,
        _nominees,
        (
            Example("推荐3个支部参评，“东关支部”获评省级示范，“西关支部”“南关支部”被评为市示范。", HOLDS),
            Example("推荐2个支部参评，“东关支部”获评省级示范，“西关支部”“南关支部”被评为市示范。", FAILS),
            Example("报送案例1篇。《一网通办》荣获一等奖，《一件事办》荣获二等奖。", FAILS, (), "列出2"),
            Example("推荐6个支部参评，“东关支部”获评省级示范，“西关支部”被评为市级示范。", None),
        ),
    ),
    Pattern(
        "kinds of parts",
        "N201",
        Kind.COUNT,
        _kinds,
        (
            Example("其中重病户21户，残疾户34户，单亲户12户。对三类户逐户走访。", HOLDS, ("重病户", "三类")),
            Example("建成骨干渠3条、支渠8条、毛渠40条，三类渠道贯通。", HOLDS),
            Example("城市低保对象320人，农村低保对象810人，两类对象共1130人。", HOLDS),
            Example("其中电梯80台、锅炉12台、叉车5台，除上述三类外没有其他设备。", HOLDS, ("电梯", "三类")),
            Example("其中电梯80台、锅炉12台、叉车5台，除上述四类外没有其他设备。", None),
            Example("其中重病户21户，残疾户34户，单亲户12户。对四类户逐户走访。", None),
        ),
    ),
    Pattern(
        "places of parts",
        "N201",
        Kind.COUNT,
        _places,
        (
            Example("转移3个乡镇群众90人，其中东河乡40人、西河镇30人、北山乡20人。", HOLDS),
            Example("转移4个乡镇群众90人，其中东河乡40人、西河镇30人、北山乡20人。", FAILS, (), "列出3"),
            Example("补助2个村50万元（李庄村30万元、张湾村20万元）。", HOLDS),
            Example("转移5个乡镇群众100人，其中东河乡40人、西河镇30人、北山乡20人。", None),
            Example("转移4个乡镇群众90人，其中老人40人、儿童30人、妇女20人。", None),
        ),
    ),
)
