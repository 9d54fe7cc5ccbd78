"""An invented county: units, the lists that departments have of them, and which row is which unit.

The noise is of our own kinds and rates, and names and places are made up from parts, so that nothing here
follows any real data.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

import pyarrow as pa

from youju.linkage.rows import RAW
from youju.standards.credit_code import check_character

PLACES = (
    ("云南省大理白族自治州弥渡县", "弥渡"),
    ("湖北省襄阳市谷城县", "谷城"),
    ("山东省临沂市沂水县", "沂水"),
    ("福建省三明市沙县区", "沙县"),
)
"""Counties as an address names them, and as a name does."""
_TRADE = "恒泽昊骏腾宏晟瀚铭锐盈祺卓朗旭宸逸辰凯诺康源茂达兴隆福裕和顺安永利丰华盛嘉信诚德润泰瑞祥"
_INDUSTRY = (
    *(
        "建筑工程",
        "商贸",
        "农业开发",
        "机械制造",
        "电子科技",
        "物流",
        "食品加工",
        "服装",
        "装饰设计",
        "环保科技",
    ),
    *(
        "汽车销售服务",
        "餐饮管理",
        "房地产开发",
        "广告传媒",
        "劳务派遣",
        "种植",
        "养殖",
        "新型建材",
        "包装印刷",
    ),
)
_FORM = ("有限公司", "有限责任公司", "股份有限公司", "厂", "专业合作社", "")
_ROADS = ("建设", "人民", "解放", "文化", "工业", "迎宾", "滨河", "环城", "朝阳", "新华", "团结", "学府")
_TOWNS = ("城关镇", "石桥镇", "柳林乡", "河口镇", "双河镇", "大营乡")
_SURNAMES, _GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "伟芳娜敏静强磊洋艳勇军杰娟涛明超霞平刚桂"
_HEARD = {"恒": "衡", "宏": "洪", "盛": "胜", "源": "原", "华": "桦", "利": "力", "建": "健", "商": "尚"}
LISTS = {"registry": (0.97, 0.0), "tax": (0.8, 0.05), "insurance": (0.5, 0.45), "field": (0.75, 0.7)}
"""Share of units that a list has, and of those whose code it lacks."""


def code_of(number: int, kind: str = "91") -> str:
    """A correct code; the subject need not be one that an office would give."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    subject = ""
    for _ in range(9):
        number, digit = divmod(number, 31)
        subject = alphabet[digit] + subject
    body = f"{kind}532925{subject}"
    return body + check_character(body)


def made_up(
    units: int, seed: int, *, noise: float = 1.0, places: Sequence[tuple[str, str]] = PLACES
) -> tuple[pa.Table, list[int]]:
    """Rows of all lists, and the unit of each row.

    Args:
        units: How many units there are.
        seed: Of the dice.
        noise: How bad the lists are; 1 is a mistake in every third name.
        places: Counties in which the units lie.
    """
    dice = random.Random(seed)
    rows: list[dict[str, str]] = []
    truth: list[int] = []
    written: dict[str, int] = dict.fromkeys(LISTS, 0)
    for unit in range(units):
        entry = _unit(dice, seed * 10_000_019 + unit, places)
        for name, (share, lacking) in LISTS.items():
            for _ in range((dice.random() < share) * (1 + (dice.random() < 0.015))):
                written[name] += 1
                rows.append(_noisy(entry, dice, noise, lacking, first=name == "registry"))
                rows[-1] |= {"list": name, "row": str(written[name])}
                truth.append(unit)
    order = list(range(len(rows)))
    dice.shuffle(order)
    columns = {field: [rows[place].get(field) for place in order] for field in RAW.names}
    return pa.table(columns, schema=RAW), [truth[place] for place in order]


def _unit(dice: random.Random, number: int, places: Sequence[tuple[str, str]]) -> dict[str, str]:
    region, short = dice.choice(places)
    trade = "".join(dice.sample(_TRADE, dice.choice((2, 2, 2, 3))))
    core = trade + dice.choice(_INDUSTRY) + dice.choice(_FORM)
    name = dice.choice((short, short + "县", "")) + core
    kind = "91"
    if dice.random() < 0.1:
        name, kind = f"{name}{dice.choice(_TOWNS)}{dice.choice(('分公司', '营业部', '门市部'))}", "91"
    elif dice.random() < 0.15:
        name, kind = f"{short}{trade}{dice.choice(('超市', '小吃店', '理发店', '五金店'))}", "92"
    road = dice.choice(_ROADS) + dice.choice(("路", "街", "大道"))
    street = f"{dice.choice(_TOWNS)}{road}{dice.randrange(1, 400)}号"
    return {
        "code": code_of(number * 7919 + 13, kind),
        "name": name,
        "person": dice.choice(_SURNAMES) + "".join(dice.choices(_GIVEN, k=dice.choice((1, 2)))),
        "address": region
        + street
        + dice.choice(("", "", f"{dice.randrange(1, 9)}幢{dice.randrange(101, 909)}室")),
        "phone": "13" + "".join(dice.choices("0123456789", k=9)),
    }


def _noisy(
    entry: dict[str, str], dice: random.Random, noise: float, lacking: float, *, first: bool
) -> dict[str, str]:
    found = dict(entry)
    if first:
        return found | {"phone": ""}
    if dice.random() < lacking:
        found["code"] = ""
    elif dice.random() < 0.02 * noise:
        spot = dice.randrange(18)
        found["code"] = found["code"][:spot] + dice.choice("0123456789") + found["code"][spot + 1 :]
    if dice.random() < 0.3 * noise:
        found["name"] = misspelt(found["name"], dice)
    if dice.random() < 0.4 * noise:
        found["address"] = _shortened(found["address"], dice)
    if dice.random() < 0.3:
        found["person"] = ""
    if dice.random() < 0.5:
        found["phone"] = ""
    return found


def misspelt(name: str, dice: random.Random) -> str:
    """One slip: a character left out, doubled, changed for one that sounds alike, or two changed over."""
    spot = dice.randrange(len(name) - 1)
    slips: Sequence[str] = (
        name[:spot] + name[spot + 1 :],
        name[: spot + 1] + name[spot:],
        "".join(_HEARD.get(character, character) for character in name),
        name[:spot] + name[spot + 1] + name[spot] + name[spot + 2 :],
        name.replace("有限责任公司", "").replace("有限公司", "公司"),
    )
    return dice.choice(slips)


def _shortened(address: str, dice: random.Random) -> str:
    for mark in ("省", "州", "市"):
        if dice.random() < 0.6 and mark in address[:8]:
            address = address.partition(mark)[2]
    return address[: dice.randrange(max(len(address) - 6, 6), len(address) + 1)]


def judged(truth: Sequence[object], units: Sequence[object]) -> tuple[float, float]:
    """Pairwise precision and recall: of all pairs of rows, which are one unit."""

    def pairs(labels: Sequence[object]) -> int:
        return sum(count * (count - 1) // 2 for count in Counter(labels).values())

    both = pairs(list(zip(truth, units, strict=True)))
    return both / pairs(units), both / pairs(truth)


def f1(truth: Sequence[object], units: Sequence[object]) -> float:
    """Pairwise F1."""
    precision, recall = judged(truth, units)
    return 2 * precision * recall / (precision + recall)
