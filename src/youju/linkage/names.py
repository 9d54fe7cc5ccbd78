"""The name of a unit in parts: region, trade name and industry, legal form, and the mark of a branch.

Enter at `read`. The order 行政区划＋字号＋行业＋组织形式 is that of 《企业名称登记管理规定》 (2020),
article 6; a branch carries the name of its head office with 分公司, 分厂, 分店 and the like behind (article
13)."""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

from youju.linkage import regions
from youju.linkage.text import fold, plain

Kind = Literal["legal", "branch", "household", "cooperative", "other"]

_FORMS: Final = (
    *("股份有限责任公司", "有限责任股份公司", "有限责任公司", "股份有限公司", "集团有限公司"),
    *("有限公司", "责任公司", "集团公司", "股份公司", "总公司", "公司"),
    *("专业合作社联合社", "农民专业合作社", "专业合作社", "合作联社", "集团"),
)
"""Legal forms; a longer one before the one that it ends with."""
_HEAD: Final = re.compile(
    r"^(.{3,}?(?:有限责任公司|股份有限公司|有限公司|公司|合作联社|联合社|银行))(?=.{2,})(?!的)(.+)$"
)
_BRANCH: Final = re.compile(
    r"(?:分公司|支公司|子公司|分行|支行|分理处|营业部|营业厅|营业所|储蓄所|分厂|分店|分社|分校|分院|分部|门市部|门市|"
    r"经营部|销售部|服务部|办事处|代表处|项目部|加油站|加气站|合建站|邮政支局|供电所|供电公司|收费站|专卖店|连锁店|"
    r"药店|大药房|第?[一二三四五六七八九十0-9]+[店部厂]|店|站|所|部|厂|点|库)$"
)
_ADDITION: Final = re.compile(
    r"[(\[【〔{](?:普通合伙|有限合伙|特殊普通合伙|个体工商户|个人独资|筹|集团|国有独资|自然人独资|个体)[)\]】〕}]"
)
_HOUSEHOLD: Final = re.compile(
    r"(?:个体工商户|超市|便利店|小吃店|早点铺|理发店|百货店|五金店|水果店|维修部|经营部|商店|饭店|餐馆|副食店|服装店|"
    r"店|铺|摊|馆|行|屋|坊|阁|轩|部)$"
)


class Name(NamedTuple):
    """A name in parts, all folded.

    Attributes:
        full: The whole name.
        core: Trade name, industry and whatever follows the legal form; what makes the name.
        tail: What follows the name of the head office; empty when it is no branch.
        head: Name of the head office, without region and form; empty when it is no branch.
        city: City that the name begins with.
        county: County that the name begins with.
        kind: What the name says the unit is.
    """

    full: str
    core: str
    tail: str
    head: str
    city: str
    county: str
    kind: Kind


def read(text: str) -> Name:
    """Take a name apart.

    Example:
        >>> name = read("上海万岭电气设备有限公司广德分公司")
        >>> name.core, name.tail, name.head, name.kind
        ('万岭电气设备广德分公司', '广德分公司', '万岭电气设备', 'branch')
        >>> read("兴茂（宣城）绳带制造有限责任公司").core, read("寧國市華榮橡塑製品有限公司").county
        ('兴茂绳带制造', '宁国')
    """
    shown = text
    if "(" in text or "（" in text or "[" in text:
        shown = _region_in_brackets(_ADDITION.sub("", plain(text)))
    full = fold(shown)
    place = regions.strip(full, keep=2)
    rest = place.rest
    match = _HEAD.match(rest)
    if match and _BRANCH.search(match[2]):
        head = _bare(match[1]) or match[1]
        tail = match[2]
        return Name(full, head + tail, tail, head, place.city, place.county, "branch")
    core = _bare(rest)
    if len(core) < 2:
        core = rest
    return Name(full, core, "", "", place.city, place.county, _kind(full))


def _bare(name: str) -> str:
    """A name without the legal form at its end."""
    if name.endswith(_FORMS):
        for form in _FORMS:
            if name.endswith(form):
                return name.removesuffix(form)
    return name


def _kind(full: str) -> Kind:
    if "合作社" in full:
        return "cooperative"
    if full.endswith(("公司", "集团", "银行")):
        return "legal"
    if _HOUSEHOLD.search(full):
        return "household"
    return "other"


_BRACKETS: Final = re.compile(r"[(（]([^()（）]{2,8})[)）]")


def _region_in_brackets(text: str) -> str:
    """兴茂（宣城）绳带 is registered as 兴茂绳带 of 宣城: a region between brackets goes to the front."""
    match = _BRACKETS.search(text)
    if not match or match.end() >= len(text):
        return text
    if regions.strip(fold(match[1])).rest:
        return text
    return text[: match.start()] + text[match.end() :]
