"""The units of the county: firms, branches, cooperatives, shops, each made of the seed and its number. Pure.

Enter at `unit`. A unit hangs on nothing but the seed and its number, so that any part of a county of any size
can be made in any order.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from youju.county.dice import dice as dice_of
from youju.county.world import CITY, COUNTY, PROVINCE, TOWNS, Town
from youju.standards.credit_code import check_character

_SYLLABLES: Final = (
    "恒泽昊骏腾宏晟瀚铭锐盈祺卓朗旭宸逸辰凯诺康源茂达兴隆福裕和顺安永利丰盛嘉诚德润泰瑞祥峻岚澜沐栩珩"
)
TRADES: Final = (
    # word in the name, code of GB/T 4754-2017, what it does, share per thousand, form
    ("粮油", "1311", "谷物磨制、销售", 30, "firm"),
    ("食品", "1411", "糕点、面包制造、销售", 40, "firm"),
    ("服饰", "1819", "机织服装制造、销售", 45, "firm"),
    ("家具", "2110", "木质家具制造、销售", 30, "firm"),
    ("纸业", "2221", "机制纸制造、销售", 15, "firm"),
    ("水泥制品", "3011", "水泥制造、销售", 15, "firm"),
    ("金属制品", "3360", "金属表面处理及热处理加工", 30, "firm"),
    ("建筑工程", "4710", "住宅房屋建筑施工", 55, "firm"),
    ("市政工程", "4813", "市政道路工程建筑施工", 20, "firm"),
    ("服饰批发", "5132", "服装批发", 30, "firm"),
    ("商贸", "5181", "贸易代理、日用百货销售", 80, "firm"),
    ("再生资源", "5191", "再生物资回收与批发", 20, "firm"),
    ("物流", "5431", "普通货物道路运输", 35, "firm"),
    ("酒店", "6110", "住宿、餐饮服务", 20, "firm"),
    ("网络科技", "6432", "互联网生活服务平台", 25, "firm"),
    ("物业管理", "7020", "物业管理", 25, "firm"),
    ("旅行社", "7291", "旅行社及相关服务", 15, "firm"),
    ("种植", "0111", "稻谷种植、销售", 60, "cooperative"),
    ("养殖", "0311", "牛的饲养、销售", 40, "cooperative"),
    ("超市", "5212", "超级市场零售", 85, "shop"),
    ("百货店", "5211", "日用百货零售", 65, "shop"),
    ("饭店", "6210", "正餐服务", 70, "shop"),
    ("小吃店", "6220", "快餐服务", 55, "shop"),
    ("理发店", "8040", "理发服务", 35, "shop"),
    ("汽车修理部", "8111", "汽车修理与维护", 35, "shop"),
    ("家政服务部", "8010", "家庭服务", 25, "shop"),
)
_ROADS: Final = (
    "建设",
    "人民",
    "文化",
    "工业",
    "迎宾",
    "滨河",
    "环城",
    "朝阳",
    "新华",
    "团结",
    "学府",
    "桂花",
)
_VILLAGES: Final = (
    "上坞",
    "下坞",
    "前溪",
    "后溪",
    "大塘",
    "东山",
    "西圩",
    "长冲",
    "石桥",
    "金竹",
    "油坊",
    "枫树",
)
_SURNAMES: Final = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎"
)
_GIVEN: Final = "伟芳娜敏静强磊洋艳勇军杰娟涛明超霞平刚桂兰凤英玉梅春秋志文武斌丽"
_SUBJECT: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it truly is.

    Attributes:
        number: From 0.
        code: Credit code; empty for a shop that never registered.
        form: ``firm``, ``branch``, ``cooperative``, ``shop`` or ``stall`` (not registered).
        town: Where it is.
        detail: Address below the township.
        scope: What it does.
        industry: Code of GB/T 4754-2017, four digits.
        closed: Whether it has been wound up, which not every department knows.
        moved: Address where it registered, when it works elsewhere; else empty.
        founded: Day.
        capital: 万元.
        employees: Persons.
        sales: Of the year, 万元.
    """

    number: int
    code: str
    form: str
    name: str
    person: str
    town: Town
    detail: str
    phone: str
    scope: str
    industry: str
    closed: bool
    moved: str
    founded: date
    capital: int
    employees: int
    sales: float

    @property
    def address(self) -> str:
        """In full."""
        return f"{PROVINCE[1]}{CITY[1]}{COUNTY[1]}{self.town.name}{self.detail}"

    @property
    def kind(self) -> str:
        """As the market's office calls it."""
        return {
            "firm": "有限责任公司（自然人投资或控股）",
            "branch": "有限责任公司分公司",
            "cooperative": "农民专业合作社",
            "shop": "个体工商户",
            "stall": "",
        }[self.form]


def credit_code(number: int, head: str) -> str:
    """A correct code of the county's office; no office gave it, for there is none.

    Args:
        number: Of the unit.
        head: Registering department and kind.
    """
    subject, rest = "", (number * 7919 + 104_729) % 31**8
    for _ in range(8):
        rest, digit = divmod(rest, 31)
        subject = _SUBJECT[digit] + subject
    body = f"{head}{COUNTY[0]}{'M' if head != '91' else 'A'}{subject}"
    return body + check_character(body)


def unit(seed: int, number: int) -> Unit:
    """The unit with a number, always the same for a seed."""
    dice = dice_of(seed, "unit", number)
    town = dice.choices(TOWNS, [one.share for one in TOWNS])[0]
    word, industry, scope, _, form = dice.choices(TRADES, [one[3] for one in TRADES])[0]
    trade = "".join(dice.sample(_SYLLABLES, dice.choice((2, 2, 2, 3))))
    if form == "firm" and dice.random() < 0.05:
        form = "branch"
    elif form == "shop" and dice.random() < 0.18:
        form = "stall"
    head = {"firm": "91", "branch": "91", "cooperative": "93", "shop": "92", "stall": ""}[form]
    big = dice.paretovariate(1.1) if form in ("firm", "cooperative") else 1.0 + dice.random()
    employees = max(1, min(900, int(big * dice.uniform(1.5, 5))))
    detail = _detail(dice, town)
    return Unit(
        number=number,
        code=credit_code(number, head) if head else "",
        form=form,
        name=_name(form, trade, word, town, dice),
        person=dice.choice(_SURNAMES) + "".join(dice.choices(_GIVEN, k=dice.choice((1, 2, 2)))),
        town=town,
        detail=detail,
        phone="10" + "".join(dice.choices("0123456789", k=9)),
        scope=scope,
        industry=industry,
        closed=head != "" and dice.random() < 0.04,
        moved=_detail(dice, town) if dice.random() < 0.05 else "",
        founded=date(2003, 1, 1) + timedelta(days=dice.randrange(7300)),
        capital=dice.choice((10, 20, 30, 50, 50, 100, 100, 200, 500, 1000)),
        employees=employees,
        sales=round(employees * dice.uniform(8, 60), 2),
    )


def _name(form: str, trade: str, word: str, town: Town, dice: random.Random) -> str:
    county = COUNTY[1]
    place = dice.choice((county, county[:-1]))
    if form == "firm":
        return f"{place}{trade}{word}{dice.choice(('有限公司', '有限公司', '有限责任公司'))}"
    if form == "branch":
        return f"{place}{trade}{word}有限公司{town.name[:-1]}分公司"
    if form == "cooperative":
        return f"{place}{trade}{word}专业合作社"
    return f"{place}{town.name if dice.random() < 0.6 else ''}{trade}{word}"


def _detail(dice: random.Random, town: Town) -> str:
    """Address below the township: a road in town, a group of a village elsewhere."""
    if town.name == "城关镇" or dice.random() < 0.45:
        room = dice.choice(("", "", f"{dice.randrange(1, 9)}幢{dice.randrange(101, 909)}室"))
        road = dice.choice(_ROADS) + dice.choice(("路", "街", "大道"))
        return f"{road}{dice.randrange(1, 480)}号{room}"
    group = dice.choice(("一", "二", "三", "四", "五", "六", "七", "八"))
    return f"{dice.choice(_VILLAGES)}村{group}组{dice.randrange(1, 120)}号"
