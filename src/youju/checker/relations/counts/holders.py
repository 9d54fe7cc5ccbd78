"""Lists at a number that counts something else: 甲厂、乙厂、丙厂2个车间, 民政局、残联会同3家企业, 两种以上.

The items are those who have, do or get what is counted, or the number is only part of what is said of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from youju.checker.relations.counts.listing import DIGITS, measure_length, value_of
from youju.checker.sentences import Items

_SHORT, _NAMED, _PAIR = 3, 5, 2
"""Characters of a name that is a verb: 资金申报、审核、发放."""
_RUNG: Final = re.compile(r"(?:国家|[央国省市州盟区县旗乡镇街道村社组户格部门室级])(?:（[^）]*）)?$")
_DOING: Final = re.compile(
    r"(?:压减|精简|压缩|取消|发放|开展|实施|配备|设立|建立|签订|召开|举办|提供|制定|出台|新增|建成|完成|获得|荣获|争取|承担|申报|承办|推出|"
    r"联合|会同|携手|协同|组[成建]|纳入|列入|派[出驻]|选派|明确|投入|不[少低]于|不超过|至少|(?<![行华])为|分成)$|"
    r"作为[一-鿿]{0,6}$|(?:每|逐)[镇乡村组户社校人][一-鿿]{0,4}$"
)
_ACTING: Final = re.compile(r"(?:会同|携手|派[出驻]|选派|投入|不[少低]于|不超过|至少|占[一-鿿]{0,3}|开设)$")
_COUNT: Final = rf"(?P<n>[一{DIGITS}]|\d{{1,2}})"
_OF_SO_MANY: Final = re.compile(rf"[{DIGITS}\d](?:个|项|家|条|类|种|所|名)[一-鿿]{{0,6}}[中里]的?有?$")
"""五项指标中有三项."""
_OWNER: Final = re.compile(
    r"[人者户员众民工童女]$|(?:青年|学生|家庭|对象|群体|企业|单位|农村|农业|城乡|基层|社会|行业|领域|系统)$"
)
"""Whose things are counted, after other things: 低保金、救助金、残疾人两项补贴."""
_FEWER: Final = re.compile(r"个?子[项系]|[一-鿿]{1,2}(?:及?以上|以内|以下)")
_COMPOUND: Final = re.compile(rf"[一-鿿](?<![个项])[一{DIGITS}][一-鿿](?<![般流级线体些定])")
"""两所一办."""
_SLOGAN: Final = re.compile(rf"[一{DIGITS}][一-鿿]{{1,2}}[一{DIGITS}][一-鿿]")
"""An item that stands for more than one: 一老一小."""
_LESSENED: Final = re.compile(
    rf"[个项道][一-鿿]{{0,4}}(?:压[减缩]|精简|缩?减|整合|合并)[为至到成][\d一{DIGITS}]"
)
_SCHOOLS: Final = re.compile(r"(?:小学|初中|高中|中学|幼儿园|[一-鿿]{2}教育)$")
_NEAR: Final = 40


def led_by(piece: str) -> bool:
    """Whether the words right before a number are what is done: 残联会同3家企业."""
    return len(piece) > _SHORT and bool(_ACTING.search(piece))


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


def of_another(text: str, items: Items, pieces: Sequence[str], stated: int, end: int) -> bool:
    """Whether the number is a grade, a bound or a part, or counts what the items, or the last, only have.

    Args:
        pieces: The items as words.
        end: Where the number ends.
    """
    if text.startswith("级", end):
        chain = all(text[one.end] in "—-" for one in items.pieces[:-1])
        return not chain and not all(map(_RUNG.search, pieces))
    if len(pieces[-1]) > _SHORT and (_DOING.search(pieces[-1]) or _OF_SO_MANY.search(pieces[-1])):
        return True
    if _FEWER.match(text, end) or _LESSENED.match(text, end):
        return True
    if stated > items.least:
        several = len(pieces) > _PAIR and (_within(text, pieces, end) or _of_schools(pieces))
        return several or any(map(_SLOGAN.search, pieces))
    if _COMPOUND.match(text, end) or _goes_on(text, items, stated, end) or _within(text, pieces, end):
        return True
    return bool(_OWNER.search(pieces[-1])) and not all(map(_OWNER.search, pieces[:-1]))


def _of_schools(pieces: Sequence[str]) -> bool:
    """Whether the items are kinds of schools, of which there may be several each."""
    return all(len(piece) < _NAMED and _SCHOOLS.search(piece) for piece in pieces[1:])


def _goes_on(text: str, items: Items, stated: int, end: int) -> bool:
    """Whether another number of the same unit counts the rest: 甲、乙、丙两个项目完工，一个项目在建."""
    stop = min([at for mark in "。；\n" if (at := text.find(mark, end)) >= 0] + [end + _NEAR])
    unit = text[end : end + measure_length(text, end)]
    rest = re.compile(rf"(?<![第\d]){_COUNT}{unit}").search(text, end, stop) if unit.isalpha() else None
    if rest is None:
        return False
    more = 1 if rest["n"] == "一" else value_of(rest["n"])
    return stated + more == items.least


_HELD: Final = re.compile(
    r"[个项](?:重点|主要|专项)?(?:工作|任务|事项|项目|工程|活动|问题|指标|奖项|试点|课题|业务|资金|补贴)"
)
HOLDER: Final = re.compile(r"[局委办院校所镇乡县区市街村城]$|街道|中心$|联$")
"""Who may have several projects."""


def holders(text: str, pieces: Sequence[str], end: int) -> bool:
    """Whether the items may be whose things are counted: 教育、卫生、民政、残联两项工作."""
    short = all(len(piece) <= _SHORT for piece in pieces[1:])
    return bool(_HELD.match(text, end)) and (short or any(map(HOLDER.search, pieces)))


_PLACE: Final = re.compile(
    r"[局委办院校所镇乡县区市街村城厂馆站社网台园庄学中]$|街道$|公司$|银行$|[一-鿿]视$"
)
_PARTS: Final = re.compile(
    r"[名位]|[个项条处座][一-鿿]{0,4}?(?:车间|烟囱|生产线|指标|展览|展厅|分馆|校区|年级|班级|窗口|科室|社区|小区|村民|小组|"
    r"道路|公路|水渠|路段|摄制组)"
)
"""What a body or place has, and does not have to have once."""


def _within(text: str, pieces: Sequence[str], end: int) -> bool:
    """Whether each item is a body or place, and what is counted is in it: 甲厂、乙厂、丙厂2个车间."""
    parts = _PARTS.match(text, end)
    alike = parts and any(piece[-2:] in parts[0] for piece in pieces)
    return parts is not None and not alike and all(map(_PLACE.search, pieces))
