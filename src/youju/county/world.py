"""The made-up county: where it lies, its townships, its organisations, and who works in them. Pure.

禾阳县 of 栖云市 in 沐江省 does not exist, and no division of China has these names or codes: 98 is the code
of no province. People are called by a surname and a heavenly stem, as in the stories of the packs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

PROVINCE, CITY, COUNTY = ("980000", "沐江省"), ("980100", "栖云市"), ("980121", "禾阳县")
PEERS: Final = (
    ("980122", "云岫县"),
    ("980123", "溪桐县"),
    ("980124", "临栖县"),
    ("980125", "鹿泽县"),
    ("980126", "竹岭县"),
)
"""The other counties of the city, for comparison."""
YEAR: Final = 2023
"""The year that the county works through; series begin two years before."""


@dataclass(frozen=True, slots=True)
class Town:
    """A township.

    Attributes:
        code: Nine digits.
        organisation: Code of its government.
        name: In full.
        share: Of the units, per thousand.
        clerk: Who works there, id and name.
    """

    code: str
    organisation: str
    name: str
    share: int
    clerk: tuple[str, str]


_TOWNS = (
    ("城关镇", 250), ("梅坞镇", 130), ("青禾镇", 100), ("临水镇", 90), ("石梁镇", 80), ("柳溪镇", 75),
    ("双桥镇", 65), ("东屏镇", 60), ("松坪乡", 45), ("云台乡", 40), ("新圩乡", 35), ("望江乡", 30),
)  # fmt: skip
_CLERKS = "汤戴柏章云苏潘葛奚范彭郎"
TOWNS: Final = tuple(
    Town(f"980121{100 + n}", f"heyang_town{n:02}", name, share, (f"hy_town{n:02}", f"{_CLERKS[n - 1]}甲"))
    for n, (name, share) in enumerate(_TOWNS, 1)
)

DIVISIONS: Final = (PROVINCE, CITY, COUNTY, *PEERS, *((town.code, town.name) for town in TOWNS))
"""Codes and names, those above first, as `youju.standards.divisions.supplement` takes them."""

BUREAUS: Final = {
    "statistics": "统计局", "audit": "审计局", "inspection": "委巡察工作领导小组办公室",
    "office": "政府督查室", "hotline": "12345热线受理中心", "justice": "司法局",
    "resources": "自然资源和规划局", "ecology": "生态环境分局", "finance": "财政局",
    "education": "教育局", "agriculture": "农业农村局", "water": "水利局", "housing": "住房和城乡建设局",
    "transport": "交通运输局", "market": "市场监督管理局", "labour": "人力资源和社会保障局",
    "health": "卫生健康委员会", "development": "发展和改革委员会", "industry": "科技和工业信息化局",
    "commerce": "商务局", "tax": "税务局", "civil": "民政局", "urban": "城市管理局",
}  # fmt: skip
"""Organisations below the county's government, by the end of their codes."""

ROLES: Final = {
    "statistics": ("meng", "孟甲", ("register_clerk", "entry_approver", "statistician")),
    "audit": ("wu", "吴甲", ("auditor",)),
    "inspection": ("cheng", "程甲", ("inspector",)),
    "office": ("gu", "顾甲", ("government",)),
    "hotline": ("he", "何甲", ("operator", "proposal_clerk")),
    "justice": ("lu", "陆甲", ("law_supervisor",)),
    "resources": ("qiu", "邱甲", ("patch_clerk",)),
    "ecology": ("cao", "曹甲", ("eco_office",)),
}
"""Who holds a role, by bureau; the others have one clerk each."""
REVIEWERS: Final = (("hy_tao", "陶甲"), ("hy_luo", "罗甲"), ("hy_fang", "方甲"))
"""Who reads the statistics bureau's documents one after the other before they are signed; the last signs."""
_SURNAMES = "沈韩杨朱秦尤许吕施张孔"
LEADING: Final = ("finance", "education", "agriculture", "water", "housing", "transport", "market", "labour",
                  "health", "urban", "civil")  # fmt: skip
"""Bureaus that are told to mend something."""


def organisation(bureau: str) -> str:
    """Code of a bureau."""
    return f"heyang_{bureau}"


def organisations() -> dict[str, Any]:
    """The tree, as `youju.people.actions.import_directory` takes it.

    Those above the county have no division here: this installation is the county's.
    """
    county = COUNTY[1]
    under: dict[str, Any] = {
        organisation(key): {"name": f"中共{county}{name}" if key == "inspection" else f"{county}{name}"}
        for key, name in BUREAUS.items()
    }
    for town in TOWNS:
        under[town.organisation] = {
            "name": f"{county}{town.name}人民政府", "short_name": town.name, "kind": "government",
            "division": town.code,
        }  # fmt: skip
    government = {"name": f"{county}人民政府", "kind": "government", "division": COUNTY[0], "under": under}
    city = {
        "name": f"{CITY[1]}人民政府", "kind": "government",
        "under": {"qiyun_ecology": {"name": f"{CITY[1]}生态环境局"}, "heyang": government},
    }  # fmt: skip
    province = {
        "name": f"{PROVINCE[1]}人民政府", "kind": "government",
        "under": {"mujiang_ecology": {"name": f"{PROVINCE[1]}生态环境厅"}, "qiyun": city},
    }  # fmt: skip
    return {"mujiang": province}


def reviewers() -> dict[str, Any]:
    """Those of `REVIEWERS`, as `youju.people.actions.import_directory` takes them."""
    bureau = organisation("statistics")
    return {name: {"name": called, "of": bureau, "roles": ["statistician"]} for name, called in REVIEWERS}


def people() -> dict[str, Any]:
    """Everybody, as `youju.people.actions.import_directory` takes them."""
    found: dict[str, Any] = {}
    for place, key in enumerate(BUREAUS):
        if key in ROLES:
            name, called, roles = ROLES[key]
            found[f"hy_{name}"] = {"name": called, "of": organisation(key), "roles": list(roles)}
        else:
            called = f"{_SURNAMES[place % len(_SURNAMES)]}乙"
            found[f"hy_{key}"] = {"name": called, "of": organisation(key), "roles": []}
    for town in TOWNS:
        clerk, called = town.clerk
        found[clerk] = {"name": called, "of": town.organisation, "roles": ["town_clerk"]}
    others = (
        ("mujiang_ecology", "jin", "金甲"),
        ("qiyun_ecology", "wei", "魏甲"),
        ("heyang", "guan", "关甲"),
    )
    for code, clerk, called in others:
        found[f"hy_{clerk}"] = {"name": called, "of": code, "roles": []}
    return found
