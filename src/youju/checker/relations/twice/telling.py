"""How a figure is told: of what, when, done or planned, as all there is, or pointing back to one told before.

Enter at `Report` and `Telling`. Read only for figures that may contradict each other.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from operator import add
from typing import Final

from youju.checker.mentions import Mention, Role
from youju.checker.passage import Passage
from youju.checker.relations.aspects import Aspect, aspect_of
from youju.checker.relations.indicators import words_in

_STATED, _HEAD, _TAIL = 80, 30, 24
"""Characters that are read of the statement before a figure, of its clause before it and after it."""
_STATEMENT: Final = re.compile(r"[。；！？\n\r]")
_ITEM: Final = re.compile(r"[、（）]")
_NOW: Final = r"(?:今年|本年度?|现有|现在|目前|当前|现|[去上]年)"
_GROUND: Final = re.compile(rf"(?:[由从在以]|不[低少]于|稳定在|保持在?)?{_NOW}?的?$")
_GROUNDED: Final = re.compile(rf"(?:[由从在以]|不[低少]于|稳定在|保持在?){_NOW}的?$")
_LEAD: Final = re.compile(
    rf"^(?:[由从在](?={_NOW})|20\d\d年|全年|年?度|{_NOW}|我们|共|实际|先后|力争|确保|推动)+"
)
_LINK: Final = re.compile(
    r"(?:仅|共|计|总[数量]|达到?|为|有|约|现|是|已|至|到|实现|完成|[扩发]展到|保有量|的)+$"
)
_MARKS: Final = re.compile(r"[“”\"]")
_PLACE: Final = (
    r"(?:全(?:街道|[省市县区旗镇乡街州局院校])|我[省市县区旗镇乡州局院校]|辖区内?|境内|[两二三四五]级)"
)
_AMONG: Final = re.compile(
    r"[A-Z一-鿿“”（）]{2,14}?(?:当中|之中|里面|中|(?<![省市县区镇乡村家这那])里)(?:，|(?:(?=国家级)|(?![心学国医小层间高期型央级程药草考])))"
)
_BASE: Final = re.compile(r"[^，。；、\d]{0,12}(?:基础|基数)上")
_ALL: Final = re.compile(r"[^。；\d]{0,14}(?:全部|全覆盖|(?<![平人户年月日])均|都已)")
_BACK: Final = re.compile(
    rf"(?:现有|全部|所有|上述|这|剩余|余下|剩下|其余)的?$|(?:[仍还尚]有|还存)$|(?:^|[^一-鿿])对$|"
    rf"(?:[用管守护做]好|用[活足]|依[托靠]|盘活|巩固|发挥|做实|稳住|[让把对]|面对|盯[紧住])(?:{_PLACE}|现有|这)*的?$|"
    r"(?:[未待]|没有)[一-鿿]{2,6}的$|(?<![新目的其])[一-鿿](?<![新目])的$"
)
"""Before a number of what was told of before: 用好1136名协管员, 未销号的9条, 安排的120万元."""
_WHOLE: Final = re.compile(
    rf"{_PLACE}(?:下?辖|[现共拥设实]有|所有|全部|划分)的?$|(?:下?辖|[现共实拥]有|现共有|登记在册|总[数量](?:为|达到?)?)$"
)
_STOCK: Final = re.compile(
    rf"(?:{_PLACE}|[现共实拥]有|在册|登记|备案|注册|建档|划分|设有|达到$|[未待][一-鿿]{{2,6}}$)"
)
_PLACED: Final = re.compile(rf"{_PLACE}(?:共有?|现有|的)?$")
_DONE: Final = re.compile(
    r"开展|举办|组织|检查|抽查|排查|培训|走访|发放|办理|受理|改造|整改|实施|处[理置]|查处|引进|召开|投入|服务|惠及|覆盖|涉及|帮扶|"
    r"解决|化解|争取|评选|新[建增招引]"
)
_CLOSED: Final = re.compile(r"[，。；、（\n]|$")
_PLANNED: Final = re.compile(r"力争|争取|计划|拟|预计|目标|明年|确保|将(?!近)|下一年|任务")
_WHEN: Final = re.compile(
    r"[去上前明今]年|[上下]半年|年初|20\d\d年|(?:\d{1,2}\s*[-—－–至~～]\s*)?\d{1,2}月(?![底末])|前\d{1,2}个月|(?<!年)全年|[当本上]月|"
    r"[一二三四]季度|累计|“十[二三四五]五”"
)
_MONTHS: Final = re.compile(r"(?:1\s*[-—－–至~～]\s*|前)(?P<to>\d{1,2})个?月")
_BREAK: Final = re.compile(r"[，；、]")
_BOUND: Final = 3
"""Characters between a time and another number that it belongs to: 上年末368家."""
_HEADING: Final = re.compile(r"^[ \t\u3000]*(?P<words>[^\n，。；]{2,30})$", re.MULTILINE)
_PLANS: Final = re.compile(r"打算|思路|安排|举措|计划|要点|任务|谋划|展望")
_PAST: Final = re.compile(r"总结|回顾|情况|成效|做法|问题|困难|不足|工作总结")


_OWNER: Final = re.compile(
    r"(?:[一二三四五六七八九十]是|其中|同期|[\s　，、：])*"
    r"(?P<name>[一-鿿]{2,6}?(?:[省市县区镇乡村局院校园站厂]|街道|社区|[中小]学|公司|集团))"
)
_LEVEL: Final = re.compile(r"[全我]([国省市县区旗镇乡街州局院校])")
_GENERAL: Final = re.compile(r"[全我各本该每辖现级农推对将把]|新建|^行政|^[省市县区镇乡村街道]+$")


class Report:
    """A report with the places of its headings over what is planned and what was done."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage

    @cached_property
    def _headings(self) -> list[tuple[int, bool]]:
        found = _HEADING.finditer(self.passage.text, self.passage.start, self.passage.end)
        told = [(one.start(), one["words"]) for one in found if one.start() > self.passage.start]
        return [
            (at, _PLANS.search(words) is not None)
            for at, words in told
            if _PLANS.search(words) or _PAST.search(words)
        ]

    def plans(self, place: int) -> bool:
        """Whether a place is under a heading over what is planned."""
        at = bisect_left(self._headings, (place,))
        return at > 0 and self._headings[at - 1][1]


def _pairs_of(text: str) -> frozenset[str]:
    return frozenset(map(add, text, text[1:]))


class Telling:
    """A figure with what the words about it say; each is read when it is first asked for.

    Attributes:
        lead: What its item says before it.
        head: What its clause says before it, without what leads to it or links it.
        tail: What its clause says after it, up to another figure.
    """

    def __init__(self, report: Report, mention: Mention) -> None:
        self.report, self.mention = report, mention
        self.passage = passage = report.passage
        at = passage.at(mention.start)
        before, after = passage.before(mention, _HEAD), passage.after(mention, _TAIL)
        if at and (last := passage.mentions[at - 1]).end > mention.start - len(before):
            before = passage.text[last.end : mention.start]
        if (next_ := passage.first_from(mention.end)) is not None and not next_.spelled:
            after = after[: next_.start - mention.end]
        self.lead = _ITEM.split(before)[-1]
        self.head = _LEAD.sub("", _LINK.sub("", _GROUND.sub("", _MARKS.sub("", self.lead))))
        self.tail = _MARKS.sub("", _ITEM.split(after)[0]).lstrip("的")

    @cached_property
    def statement(self) -> str:
        """What stands before it since the last stop."""
        one = self.mention
        return _STATEMENT.split(self.passage.text[max(self.passage.start, one.start - _STATED) : one.start])[
            -1
        ]

    @cached_property
    def pairs(self) -> frozenset[str]:
        """Pairs of neighbouring characters that it is told with."""
        return self.pairs_behind | _pairs_of(self.head) | _pairs_of(self.statement)

    @cached_property
    def pairs_behind(self) -> frozenset[str]:
        """The same of what stands after it."""
        return _pairs_of(self.tail)

    @cached_property
    def words(self) -> set[str]:
        return words_in(f"{self.statement[-_HEAD:]}\n{self.passage.after(self.mention, _TAIL)}")

    @cached_property
    def grounds(self) -> bool:
        """Whether something is built on it: 在46家的基础上."""
        return bool(_BASE.match(self.passage.text, self.mention.end) or _GROUNDED.search(self.lead))

    @cached_property
    def back(self) -> bool:
        """Whether it points back to all of what was told before: 66项非遗项目中, 用好1136名协管员."""
        text, end = self.passage.text, self.mention.end
        return bool(
            self.grounds or _AMONG.match(text, end) or _ALL.match(text, end) or _BACK.search(self.lead)
        )

    @cached_property
    def whole(self) -> bool:
        """Whether it is of all there is: 全县现有126处, 全县调解组织达到235个, or points back to it."""
        if self.back or _WHOLE.search(self.lead):
            return True
        closed = _CLOSED.match(self.passage.text, self.mention.end)
        return bool(closed and not self.mention.percent and _STOCK.search(self.lead))

    @cached_property
    def planned(self) -> bool:
        """Whether it is of what is to be done; 实际完成 is done, whatever the task was."""
        told = self.statement + self.passage.after(self.mention, _TAIL)
        return self.under_plans or (_PLANNED.search(told) is not None and "实际" not in self.lead)

    @cached_property
    def under_plans(self) -> bool:
        return self.report.plans(self.mention.start)

    @cached_property
    def aspect(self) -> Aspect:
        """What its words say of it; what a plan is built on is of the year that the report is about."""
        told = aspect_of(self.passage, self.mention)
        if told is Aspect.OLD and (self.under_plans or self.when):
            return Aspect.GAIN if "净增" in self.lead else Aspect.PLAIN
        return told

    @cached_property
    def done(self) -> str:
        """What was done with so many of a thing, of which there may be more: 检查."""
        return found[0] if (found := _DONE.match(self.head)) else ""

    @cached_property
    def placed(self) -> bool:
        """Whether it is told right after a place: 全县16个."""
        return _PLACED.search(self.lead) is not None

    @cached_property
    def place(self) -> str:
        """The place of all of which it tells (县 for 全县), or else by whose name its statement begins."""
        if named := _LEVEL.findall(self.statement):
            return str(named[-1])
        found = _OWNER.match(self.statement)
        return found["name"] if found and not _GENERAL.search(found["name"]) else ""

    def elsewhere(self, other: Telling) -> bool:
        """Whether two figures are of two places: of two names, or of all of a county and of a town."""
        x, y = self.place, other.place
        return bool(x and y) and not (x.endswith(y) or y.endswith(x))

    @cached_property
    def when(self) -> str:
        """The last time named before it, unless it is that of another figure or of the report itself."""
        passage, one = self.passage, self.mention
        named = ""
        if self.under_plans and self.back:
            return ""  # what a plan points back to is of the year that the report is about
        for match in _WHEN.finditer(passage.text, one.start - len(self.statement), one.start):
            other = passage.first_from(match.end())
            taken = other is not None and other.start < one.start and other.role is not Role.DATE
            if taken and other is not None:
                apart = _BREAK.search(passage.text, other.end, one.start) is not None
                taken = apart and other.start - match.end() <= _BOUND
            if not taken:
                named = match[0]
        if months := _MONTHS.fullmatch(named):
            named = f"1—{months['to']}月"
        if named in {"去年", "上年"}:
            named = "" if self.under_plans else f"{passage.year - 1}年" if passage.year else "去年"
        return "" if named in {"今年", "全年", f"{passage.year}年"} else named
