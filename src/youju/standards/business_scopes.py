"""What a unit says it does: a business scope (经营范围) taken apart into things and what is done with them.

Enter at `read`. 《国民经济行业分类》 (GB/T 4754-2017) codes a unit by its main activity, and scopes name
that one first by habit.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

ACTIVITIES: Final[dict[str, str]] = {
    "make": r"生产|制造|加工|制作|酿造|铸造|织造|印刷|压榨|冶炼|组装|炮制|加烘|烘焙|分割|屠宰",
    "wholesale": r"批发|批零|批销",
    "retail": r"零售|批零|便利店",
    "sell": r"销售|经销|购销|收购|买卖|经营|代购|代销|贸易|回收|进出口",
    "grow": r"种植|栽培|栽种|培育|培植|育苗|造林|采摘",
    "raise": r"养殖|饲养|繁育|繁殖|养鸡|养猪|养蜂|捕捞|育种",
    "mine": r"开采|采选|洗选|选矿|采砂|采掘",
    "build": r"施工|安装|工程|装饰|装修|装潢|拆除|拆迁|劳务分包",
    "repair": r"维修|修理|修配|保养|维护",
    "carry": r"运输|货运|客运|物流|快递|仓储|搬运|装卸|配送|寄递|邮政",
    "lodge": r"餐饮|住宿|制售|餐馆|饮食|小吃|酒店|宾馆|饭店",
    "advise": r"咨询|代理|中介|评估|策划|经纪|顾问|代办|鉴证|审计|认证|检测|检验|监理|勘察|勘查"
    r"|测绘|广告|设计|会展",
    "finance": r"存款|贷款|保险|证券|担保|投资|典当|基金|结算|再保险|融资",
    "rent": r"租赁|出租",
    "study": r"技术|研发|研究|开发|推广|软件|系统集成|网络|信息",
    "serve": r"服务|管理|培训|教育|医疗|诊疗|护理|保洁|清洗|摄影|理发|美容|文化|旅游|演出|娱乐|健身",
}
"""What is done, by the words that say so."""

_DROPPED: Final = re.compile(
    r"[(\[【{〔][^()\[\]【】{}〔〕]*[)\]】}〕]|[(\[【{][^()\[\]【】{}]*$|(?:一般|许可|前置许可)?(?:经营)?项目[:：]|主营[:：]|兼营[:：]"
    r"|接受公司委托(?:从事|经营)?|依法须经批准的项目.*?(?:经营活动|$)|(?:凭|以)[^，。；]*?(?:许可|资质)证?[^，。；]*"
    r"|(?:许可该机构)?经营[^，。；]{0,40}依照有关(?:法律|规定)[^；。]*"  # of banks, named by name
    r"|(?:本公司|自产|本企业)[^，。；]*?(?:进出?口|出口)[^，。；]*|国家(?:限定|禁止|法律)[^，。；]*|[*＊※]+"
)
_CLAUSES: Final = re.compile(r"[;；。\n,，.]+")
_PARTS: Final = re.compile(r"[、/]|以及|及其|及|和|与|兼")
_ACTIVITY: Final = re.compile("|".join(f"(?P<{name}>{words})" for name, words in ACTIVITIES.items()))
_DOING: Final = {name: re.compile(words) for name, words in ACTIVITIES.items()}
MOST: Final = 24
"""Parts of a scope that are looked at; main activities stand in front."""
LONGEST: Final = 600


class Part(NamedTuple):
    """One thing that a unit does.

    Attributes:
        text: The words, without what follows a bracket.
        activities: What is done, names of `ACTIVITIES`; of the whole clause, since 甲、乙生产 makes both.
    """

    text: str
    activities: frozenset[str]


def read(scope: str) -> tuple[Part, ...]:
    """Take a scope apart.

    Args:
        scope: As registered.

    Returns:
        Its parts, in order.

    Example:
        >>> parts = read("一般项目：橡塑制品（不含危险品）生产、销售；普通货运。")
        >>> [(part.text, sorted(part.activities)) for part in parts]
        [('橡塑制品生产', ['make', 'sell']), ('普通货运', ['carry'])]
    """
    text = unicodedata.normalize("NFKC", scope[:LONGEST])
    for _ in range(2):
        text = _DROPPED.sub("", text)
    found: list[Part] = []
    waiting: list[str] = []
    for clause in _CLAUSES.split(text):
        activities = doing(clause)
        parts = [part for one in _PARTS.split(clause) if _says(part := one.strip(" 、等的"))]
        if not activities:  # the activity of a list of goods may stand at its end, behind a comma
            waiting += parts
            continue
        found += [Part(part, activities) for part in (*waiting, *parts)]
        waiting = []
        if len(found) >= MOST:
            break
    found += [Part(part, frozenset()) for part in waiting]
    return tuple(found[:MOST])


def doing(text: str) -> frozenset[str]:
    """What a text says is done.

    Example:
        >>> sorted(doing("水泥制造")), doing("水泥")
        (['make'], frozenset())
    """
    return frozenset(name for name, words in _DOING.items() if words.search(text))


def _says(part: str) -> bool:
    """Whether a part says more than that something is sold or made."""
    return len(part) >= 2 and bool(_ACTIVITY.sub("", part) or len(part) > 3 or part in ("货运", "客运"))
