"""All there is of a thing, told more than once (N202): 全县236家药店实现全覆盖, 面对全县263家药店.

A number is of all there is where a clause says no more than that there are so many (全区现有非遗项目68项),
where 中 takes some of them (66项非遗项目中，…), or where all are dealt with (对全县236家…全覆盖). After
全县 alone it may be of a part, which cannot be more than all. What is left undone is such a whole, too.
Two wholes contradict each other only where one would be the other but for a slip of the pen.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple

from youju.checker.mentions import Mention, Role
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern
from youju.checker.relations.sums.summing import one_slip
from youju.checker.relations.twice.restated import SLIP, WHEN, told_apart, two_values

_UNITS: Final = frozenset("个家所处座名人户条项件支")
_PLACE: Final = r"(?:全(?:街道|[省市县区镇乡街州旗局院校])|我[省市县区镇乡州旗局院校]|辖区内?|境内)"
_LEVELS: Final = r"[省市县区旗乡镇街道村居社组、]{0,12}[两二三四五]级"
"""Who has them, named by their levels: 县、乡、村三级林长."""
_OWN: Final = re.compile(
    rf"(?P<lead>[一-鿿]{{0,8}}?)(?P<place>{_PLACE}|{_LEVELS})?(?P<has>(?:下?辖|[现共设拥]有|所有|全部)?)(?:[的共现有仅]|目前)*$"
)
_NO_LEAD: Final = re.compile(r"(?:在|这|该|上述|现有的?)?$")
_STOCK: Final = re.compile(
    rf"(?:截至目前|目前|截至[年月日底末\d]{{2,8}})?(?P<place>{_PLACE}|{_LEVELS})?(?P<has>(?:现有|共有|现共有|实有|拥有|登记在册|在册|划分|[设建配]有|配备|共?(?P<listed>登记|备案|注册|建档))的?)?"
    r"(?P<noun>(?![共总已新约])[A-Z一-鿿“”（）]{2,14}?)(?P<are>共计?有?|现有|总数[为达]?|达到|[为有达])?$"
)
_NO_STOCK: Final = re.compile(
    r"[完达]成|新|增|减|[建造]成|力争|计划|争取|评|获|其中|"
    r"^(?:开展|举办|组织|检查|排查|培训|走访|发放|办理|受理|建[设立]|改造|整改|实施|处[理置]|查|培育|打造|引进|召开|落实|"
    r"推[进动行]|投入|服务|惠及|覆盖|涉及|帮|解决|化解|确定|入选|参)"
)
"""Words of what was done, of which there may be more than once."""
_HANDLED: Final = re.compile(
    rf"(?:[一-鿿、]{{0,6}}(?P<sure>[用管守护]好|用[活足]|发挥好?|依[托靠]|盘活|巩固好?)|[一-鿿]{{0,4}}(?:让|把|对|做实|盯[紧住]))"
    rf"(?:{_PLACE}|{_LEVELS})?(?:现有|这)?的?$|(?P<now>(?:^|在|以)现有的?$)"
)
"""Before a number of what was told of before: 用好1136名协管员, 让236个站点, 在现有11个站点基础上."""
_MADE: Final = re.compile(
    r"(?:组建|建[成立有]|设立|成立|配备|选聘|聘任|推出|形成|布设)(?:了|起)?(?P<noun>[A-Z一-鿿“”]{3,12})?$|[^，。；]{4}等$"
)
"""Before a number of what there has been since; there may be more of it."""
_CLOSED: Final = re.compile(r"[，。；、（\n]|$")
_AFTER: Final = re.compile(r"[A-Z一-鿿“”]{2,16}(?:（[一-鿿、]{1,6}）)?")
AMONG: Final = re.compile(
    r"(?P<noun>[A-Z一-鿿“”]{2,12}?)(?:当中|之中|里面|中|里)(?:，|(?:(?=国家级)|(?![心学国医小层间高期型央级程药草考])))"
)
_ALL_DONE: Final = re.compile(r"[^。；]{0,18}(?:全部|全覆盖|(?<![平人户年月日])均|都已)")
_ENDED: Final = re.compile(
    r"中|里|的|均|都|已|全|对|这|为|在|要|基础上|真正|实现|开展|推[行进]|完成|建[立成]|设立|落实|参与|纳入|通过|达到|配备|开通|覆盖|$"
)
_CHANGED: Final = re.compile(
    r"撤并|合并|撤销|整合|新增|净增|增[加至到]|扩[大至到]|减[少至]|年初|[去上]年|原有|力争|明年|将"
)
_NOUN_LEAST, _LEAST, _DIGITS = 3, 10, 3
_LONG: Final = 5
"""Characters of a noun that need no place beside them to be all of a kind: 规上工业企业达到163家."""
_LOOKED_BACK: Final = 40


class _Whole(NamedTuple):
    """A number of all there is: of what, where, whether it may be some of them only, and how its noun ends.

    Attributes:
        told: Whether it stands for itself, so that another may be measured against it.
    """

    mention: Mention
    noun: str
    place: str
    sure: bool
    ended: bool
    told: bool = True


def _counted(one: Mention) -> bool:
    return one.role is Role.QUANTITY and one.unit in _UNITS and not (one.hedge or one.span or one.spelled)


def _wholes(passage: Passage) -> Iterator[_Whole]:
    text = passage.text
    for one in passage.mentions:
        if not _counted(one):
            continue
        before = passage.before(one, 24)
        among = AMONG.match(text, one.end, min(passage.end, one.end + 16))
        own = _OWN.fullmatch(before)
        if own is not None and among is not None and (own["place"] or _NO_LEAD.match(before)):
            yield _Whole(one, among["noun"], own["place"] or "", sure=True, ended=True)
        elif (handled := _HANDLED.search(before)) or (own is not None and (own["place"] or not before)):
            place = own["place"] or "" if own is not None else ""
            sure = place and own is not None and (own["has"] or _ALL_DONE.match(text, one.end))
            sure = sure or (handled and (handled["sure"] or handled["now"] or place))
            if tail := _AFTER.match(text, one.end, min(passage.end, one.end + 20)):
                yield _Whole(
                    one, tail[0], place, bool(sure), ended=False, told=bool(sure or place or handled)
                )
        elif made := _MADE.search(before):
            tail = _AFTER.match(text, one.end, min(passage.end, one.end + 20))
            if tail if made["noun"] is None else _CLOSED.match(text, one.end):
                noun = made["noun"] or (tail[0] if tail else "")
                yield _Whole(one, noun, "", sure=False, ended=made["noun"] is not None)
        elif _CLOSED.match(text, one.end) and (stock := _STOCK.fullmatch(before)):
            noun, place = stock["noun"], stock["place"] or ""
            reached = stock["are"] == "达到" and len(noun) >= _LONG
            if (place or stock["has"] or reached) and not _NO_STOCK.search(noun):
                yield _Whole(one, noun, place, sure=True, ended=True)
                if stock["listed"]:  # 登记法人和产业单位36家 are 36家登记单位
                    yield _Whole(one, stock["listed"] + noun[-2:], place, sure=True, ended=True)


def _one_noun(a: _Whole, b: _Whole) -> str:
    """What both count, where their words say that it is one thing."""
    least = _NOUN_LEAST - (a.sure and b.sure and bool(a.place and b.place))
    for x, y in ((a, b), (b, a)):
        if (
            x.ended
            and len(x.noun) >= least
            and (y.noun == x.noun or (not y.ended and y.noun.startswith(x.noun)))
        ):
            return x.noun
    if a.ended or b.ended:
        return ""
    length = next(
        (at for at, (x, y) in enumerate(zip(a.noun, b.noun, strict=False)) if x != y),
        min(len(a.noun), len(b.noun)),
    )
    ends = any(_ENDED.match(one.noun, length) for one in (a, b))
    return a.noun[:length] if length >= _NOUN_LEAST and ends else ""


def _misread(a: Mention, b: Mention) -> bool:
    """Whether one of two figures has a digit wrong, or two of them in the wrong order."""
    if a.half or b.half or min(a.value, b.value) < _LEAST:
        return False
    digits = [str(int(one.value)) for one in (a, b)]
    return one_slip(*digits) and (len(digits[0]) >= _DIGITS or sorted(digits[0]) == sorted(digits[1]))


def _off_by_few(a: Mention, b: Mention) -> bool:
    low, high = sorted((a.value, b.value))
    return low >= _LEAST and high - low <= SLIP and low * 5 >= high * 4 and not (a.half or b.half)


def _told_twice(passage: Passage) -> Iterator[Relation]:
    """全县182个行政村中…, 184个行政村中…; 全区现有非遗项目68项, 66项非遗项目中…."""
    known: dict[str, list[_Whole]] = defaultdict(list)
    for one in _wholes(passage):
        for other in known[one.mention.dimension][-_LOOKED_BACK:]:
            a, b = other.mention, one.mention
            if a.value == b.value:
                if noun := _one_noun(other, one) or _shortened(other, one):
                    yield two_values(a, b, noun)
                    break
                continue
            noun = _one_noun(other, one)
            if not noun or not _one_place(other, one):
                continue
            less = one if b.value < a.value else other
            slip = _misread(a, b) and (less.sure or bool(one.place and other.place))
            slip = slip or (less.sure and _off_by_few(a, b))
            if slip and _same_time(passage, other, one) and not told_apart(passage, a, b):
                yield two_values(a, b, noun)
                break
        if one.told:
            known[one.mention.dimension].append(one)


def _one_place(a: _Whole, b: _Whole) -> bool:
    """Whether two places are one, where one is named at all: 全市 is 我市, and 三级 are those of 全县."""
    named = {one.place[-1:] for one in (a, b)} - {""}
    return len(named - {"级"} or named) == 1 or bool(not named and (a.sure or b.sure))


def _shortened(a: _Whole, b: _Whole) -> str:
    """A noun and what is short for it: A级旅游景区, A级景区."""
    long, short = sorted((a.noun, b.noun), key=len, reverse=True)
    if len(short) >= _NOUN_LEAST and long.endswith(short) and a.ended and b.ended:
        return short
    if (
        not (a.ended and b.ended)
        or len(short) < _NOUN_LEAST
        or short[0] != long[0]
        or short[-2:] != long[-2:]
    ):
        return ""
    letters = iter(long)
    return short if all(letter in letters for letter in short) else ""


def _same_time(passage: Passage, *wholes: _Whole) -> bool:
    times = []
    for whole in wholes:
        start, end = whole.mention.start, whole.mention.end
        start = max(
            passage.start,
            *(passage.text.rfind(mark, passage.start, start) + 1 for mark in "。；"),
            start - 60,
        )
        if _CHANGED.search(passage.text, start, min(passage.end, end + 12)):
            return False
        times.append(set(WHEN.findall(passage.text, start, end)) - {"今年"})
    return times[0] == times[1]


_LEFT: Final = re.compile(
    r"(?P<none>[未待](?:得到|能|予)?)(?P<what>[一-鿿]{2,6}?)(?:的|到位)?(?:仍|还|尚)?[有为共达]?$"
)
_STILL: Final = re.compile(r"(?:目前|但|仍|尚|还|依然|有|存在)+$|$")
_LEFT_AFTER: Final = re.compile(
    r"(?P<noun>[一-鿿]{0,8}?)(?:仍|还|尚)?(?:[未待]|没有)(?:得到|能|予)?(?P<what>[一-鿿]{2,6}?)(?:到位)?(?=[，。；、\n]|$)"
)
_REST: Final = re.compile(r"(?:剩余|余下|剩下|其余)的?(?:还有)?")
_DONE: Final = re.compile(r"(?:已|完成|均)(?!经)([一-鿿]{2})")
_MERE: Final = re.compile(r"完成|及时|按期|全部|彻底|有效|进一步")
_CLAUSES: Final = 60


def _left_twice(passage: Passage) -> Iterator[Relation]:
    """排查隐患764处，…未完成整改13处; 尚有23处隐患未完成整改: what is left undone, told again by its name."""
    text = passage.text
    told: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for sentence in passage.sentences_with("未待没", "完整改办达化解验销治结修拆补通复处"):
        for one in sentence.mentions:
            if not _counted(one):
                continue
            before = passage.before(one, 16)
            if _REST.fullmatch(before) and _CLOSED.match(text, one.end):
                done = _DONE.findall(text, sentence.start, one.start)
                if done:
                    told[one.unit, _MERE.sub("", done[-1])].append(one)
                continue
            if (head := _LEFT.fullmatch(before.lstrip("仍还尚"))) and _CLOSED.match(text, one.end):
                told[one.unit, _MERE.sub("", head["what"])].append(one)
                continue
            tail = _LEFT_AFTER.match(text, one.end, sentence.end) if _STILL.match(before) else None
            earlier = told[one.unit, _MERE.sub("", tail["what"])] if tail else []
            if tail is None or len(earlier) != 1 or not tail["what"]:
                continue
            lead = text[max(passage.start, earlier[0].start - _CLAUSES) : earlier[0].start].rpartition("。")[
                2
            ]
            if tail["noun"][-2:] not in lead or WHEN.search(text, sentence.start, one.start):
                continue
            digits = [str(int(each.value)) for each in (earlier[0], one)]
            slip = min(each.value for each in (earlier[0], one)) >= _LEAST and one_slip(*digits)
            if one.value == earlier[0].value or slip:
                yield two_values(earlier[0], one, tail["noun"] + "未" + tail["what"])


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "wholes",
        "N202",
        Kind.EQUALITY,
        _told_twice,
        (
            Example(
                "对全市318家定点零售药店检查全覆盖。人手紧张，要面对全市381家定点零售药店，点多面广。",
                FAILS,
                ("318家", "381家"),
            ),
            Example(
                "全镇157个村民小组中，设示范组9个。一是进度不一，159个村民小组中，仅有半数通路。",
                FAILS,
                ("157个", "159个"),
            ),
            Example(
                "全市现有文保单位84处（国家级3处、省级81处）。82处文保单位中，三成年久失修。",
                FAILS,
                (),
                "不一致",
            ),
            Example("全县共有公办幼儿园57所。56所公办幼儿园里尚无一所达标。", FAILS, (), "不一致"),
            Example("我市共有公办幼儿园57所。全市57所公办幼儿园全部达标。", HOLDS),
            Example("全市A级旅游景区19家。19家A级景区中尚无5A级。", HOLDS, ("19家", "19家")),
            Example("全县公办幼儿园57所。全县56所公办幼儿园改善了条件。", None),
            Example("我市现有充电站126座。\n对全市136座充电站全部检查。", FAILS, ("126座", "136座")),
            Example("我市现有充电站126座。\n对全市136座充电站，含在建10座，全部检查。", None),
            Example("甲镇全镇157个村民小组中，九成通路。2021年，全县159个村民小组中，半数通路。", None),
            Example("去年，全镇157个村民小组中，九成通路。159个村民小组中，半数亮灯。", None),
            Example(
                "我县现有定点零售药店236家。人手少，263家定点零售药店分布广。", FAILS, ("236家", "263家")
            ),
            Example("全镇辖16个行政村、3个社区。18个行政村中有5个薄弱。", FAILS, ("16个", "18个")),
            Example("全县登记在册社会组织317家。371家社会组织当中，行业协会占一成。", FAILS, (), "不一致"),
            Example("全街道划分网格112个。全街道121个网格中，有9个未达标。", FAILS, (), "不一致"),
            Example("我县现有定点零售药店263家。检查了236家，236家定点零售药店已整改。", None),
            Example(
                "县乡村三级林长318名，其中村级222名。\n管好用好全县316名林长。", FAILS, ("318名", "316名")
            ),
            Example("三级1163名协管员对商户开展督导。\n用好1136名协管员这支队伍。", FAILS, (), "协管员"),
            Example("组建78个社区服务小队，月月上门。\n把全区76个社区服务小队做实做细。", FAILS, (), "78个"),
            Example("推出企业开办、职工退休等13个“一次办”事项。\n在现有11个“一次办”基础上再加8个。", FAILS),
            Example("1-9月工业提质；规上家具企业达到163家。\n全县166家规上家具企业中，一成停产。", FAILS),
            Example("高新区规上家具企业达到163家。\n全县166家规上家具企业中，一成停产。", None),
            Example("全县登记法人单位和产业活动单位7436家。\n对7463家登记单位的资料进行开发。", FAILS),
            Example("全县志愿服务组织达到235个。\n让236个志愿服务组织活起来。", FAILS, ("235个", "236个")),
            Example("全区共配备235名社区矫正专员。\n依托235名社区矫正专员开展帮教。", HOLDS),
            Example("聘任法治副校长213名。\n用足用好213名法治副校长资源。", HOLDS),
            Example("建成乡村图书馆28家。\n从服务看，28家图书馆中国家级尚无一家。", HOLDS),
            Example("组建76个社区服务小队。\n把78个社区服务小队做实做细。", None),
            Example("建成示范社区25个。\n明年，在现有24个示范社区基础上再建3个。", None),
            Example("新建公园18个。\n让16个公园亮起来。", None),
            Example("检查化工企业68家。66家化工企业中，两成有隐患。", None),
            Example("全市规模以上工业企业136家。全市163家规模以上服务业企业实现增长。", None),
        ),
    ),
    Pattern(
        "left undone",
        "N202",
        Kind.EQUALITY,
        _left_twice,
        (
            Example(
                "排查隐患614处，完成整改597处，未完成整改17处。目前尚有27处安全隐患未完成整改。",
                FAILS,
                ("17处", "27处"),
            ),
            Example("受理信访件214件，办结193件，未办结21件。仍有12件信访件未办结。", FAILS, (), "不一致"),
            Example(
                "受理信访件214件，办结193件，未办结21件。仍有21件信访件尚未办结。", HOLDS, ("21件", "21件")
            ),
            Example(
                "排查隐患614处，未完成整改17处；检查燃气用户，未完成整改10处。尚有27处隐患未完成整改。", None
            ),
            Example("排查隐患614处，未完成整改17处。尚有27处危房未完成整改。", None),
        ),
    ),
)
