"""What happened in the six ledgers of supervision during the year: who did what to which, and when. Pure.

Enter at `lives`. Everything that is planned obeys the rules of the ledgers (states, guards, who may); the
ledgers check it again when it is entered. Who acts is an
organisation; files are named, and made by whoever enters them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any, Final

from youju.county.dice import dice as dice_of
from youju.county.telling import Life, Step, Telling, bureau_of, town_of, workday
from youju.county.world import YEAR, organisation

SIZES: Final = {
    "audit_findings": 180, "inspection_feedback": 96, "orders": 1500, "proposals": 150, "land_patches": 420,
    "eco_problems": 64,
}  # fmt: skip
"""Records of a ledger (of its lowest level) at factor 1."""


def lives(seed: int, *, factor: float = 1.0) -> Iterator[Life]:
    """Every record of the year, ledger by ledger, those above before those below, in the order of opening.

    Args:
        seed: Of the dice.
        factor: How many times the records of the sample county.
    """
    for ledger, size in SIZES.items():
        count = max(1, round(size * factor))
        if ledger == "inspection_feedback":
            yield from _feedback(seed, count)
            continue
        made: Callable[[random.Random, int, date], Life] = _MAKERS[ledger]
        for number in range(count):
            dice = dice_of(seed, ledger, number)
            yield made(dice, number + 1, _spread(number, count, *_SEASONS[ledger]))


_SEASONS: Final = {
    "audit_findings": ((2, 10), (5, 30), (7, 20)),
    "orders": tuple((month, 3) for month in range(1, 13)),
    "proposals": ((2, 20), (2, 27), (3, 6)),
    "land_patches": ((1, 12), (4, 12), (7, 12), (10, 12)),
    "eco_problems": ((2, 6), (5, 15), (8, 21)),
}
"""Beginnings of the batches in which records come, month and day."""


def _spread(number: int, count: int, *batches: tuple[int, int]) -> date:
    """The day of a record: evenly in batches, and over some days of each; in order."""
    batch, place = divmod(number * len(batches), count)
    month, day = batches[batch]
    days = 26 if len(batches) == 12 else 6
    return workday(date(YEAR, month, day) + timedelta(days=place * days // count))


def _audit(dice: random.Random, number: int, on: date) -> Life:
    auditor, government = organisation("audit"), organisation("office")
    unit = town_of(dice).organisation if dice.random() < 0.45 else bureau_of(dice)
    amount = f"{dice.lognormvariate(3.2, 1.2):.2f}" if dice.random() < 0.7 else None
    values = {
        "title": f"{dice.choice(_AUDIT_TITLES)}（第{number}号）",
        "project": _PROJECTS[on.month % len(_PROJECTS)],
        "aspect": dice.choices(("policy", "budget", "asset", "project", "welfare", "control"),
                               (9, 21, 14, 18, 13, 11))[0],
        "auditee": unit, "audit_office": auditor,
    }  # fmt: skip
    regulator = organisation("finance") if dice.random() < 0.4 and unit != organisation("finance") else None
    if regulator:
        values["regulator"] = regulator
    if amount:
        values["amount"] = amount
    told = Telling(Life("audit_findings", f"a{number}", Step("open", auditor, on, values)), dice)
    told.then("accept", unit, (1, 5), values={"measures": "制定整改方案，明确责任人和完成时限"})
    slow = dice.random() < 0.14
    for _ in range(3 if slow else 1):
        told.then("look_back", auditor, (20, 30), values={"look_back_note": "现场查看，整改推进中"})
    if slow:
        told.then(
            "urge", auditor, (2, 9), values={"letter": f"禾审催〔{YEAR}〕{number}号"}, files=("催办函.docx",)
        )
        if dice.random() < 0.3:
            told.then(
                "interview", auditor, (5, 12), values={"interviewed": "1"}, comment="约谈单位主要负责人"
            )
        if dice.random() < 0.25 and (told.day - on).days > 92:
            told.then("dispatch_government", government, (1, 4))
    done = {"rectified_amount": amount} if amount else {}
    told.then("submit", unit, (10, 40), values=done, files=("整改报告.docx", "整改现场.jpg"))
    if dice.random() < 0.06:
        told.then("send_back", auditor, (3, 9), comment="佐证材料不全，未达到统一标准")
        told.then("submit", unit, (8, 20), values=done, files=("整改报告.docx",))
    if regulator:
        told.then("review", regulator, (2, 6), values={"regulator_opinion": "agree"})
    if dice.random() < 0.96:
        clear = {"substance_seen": "true", "system_seen": "true", "basis": "记账凭证、会议纪要、印发的制度"}
        told.then("clear", auditor, (3, 12), values=clear)
    return told.life


_AUDIT_TITLES: Final = (
    "专项资金未及时拨付", "固定资产未登记入账", "工程结算资料不完整", "公务接待审批手续不全",
    "政府采购程序不到位", "惠民补贴发放对象核查不严", "往来款项长期挂账",
    "预算编制不够细化", "内部控制制度不健全",
)  # fmt: skip
_PROJECTS: Final = ("乡镇财政决算审计", "农田水利专项审计", "部门预算执行审计", "惠民资金专项审计")


def _feedback(seed: int, count: int) -> Iterator[Life]:
    """Three levels: aspects, items below them, details below those, on which alone acts are done."""
    inspector = organisation("inspection")
    on = workday(date(YEAR, 3, 15))
    units = [organisation(key) for key in ("education", "water", "housing", "civil", "transport", "health")]
    aspects, items = max(1, -(-count // 16)), max(1, -(-count // 4))

    def common(unit: str) -> dict[str, Any]:
        return {"round": "县委第三轮巡察", "kind": "routine", "unit": unit, "fed_back_on": on.isoformat()}

    for number in range(aspects):
        values = {
            "title": f"第{number + 1}方面：{_ASPECTS[number % len(_ASPECTS)]}",
            **common(units[number % 6]),
        }
        yield Life("inspection_feedback", f"A{number}", Step("open", inspector, on, values), level="aspect")
    for number in range(items):
        above = number // 4
        values = {
            "title": f"第{number + 1}项：{_ASPECTS[above % len(_ASPECTS)]}方面的分项问题",
            **common(units[above % 6]),
        }
        opening = Step("open", inspector, on, values)
        yield Life("inspection_feedback", f"I{number}", opening, level="item", parent=f"A{above}")
    for number in range(count):
        dice = dice_of(seed, "inspection_feedback", number)
        above, unit = number // 4, units[number // 16 % 6]
        values = {"title": f"细化问题{number + 1}：责任落实不够到位", **common(unit)}
        opening = Step("open", inspector, on, values)
        life = Life("inspection_feedback", f"D{number}", opening, level="detail", parent=f"I{above}")
        yield _detail_worked(life, unit, dice)


_ASPECTS: Final = (
    "贯彻落实上级决策部署",
    "基层治理和服务群众",
    "项目和资金管理",
    "干部队伍建设",
    "制度执行",
    "巡察整改落实",
)


def _detail_worked(life: Life, unit: str, dice: random.Random) -> Life:
    inspector = organisation("inspection")
    told = Telling(life, dice)
    deadline = date(YEAR, dice.choice((6, 8, 9, 11)), 30)
    plan = {"measures": "建立台账，逐项对账销号", "office": "办公室", "deadline": deadline.isoformat()}
    told.then("plan", unit, (12, 25), values=plan)
    told.then(
        "submit", unit, (30, 150), values={"progress": "措施已落实，制度已印发"}, files=("整改报告.docx",)
    )
    if dice.random() < 0.08:
        told.then("send_back", inspector, (5, 12), comment="成效不明显，继续整改")
        told.then("submit", unit, (15, 30), values={"progress": "补充整改到位"}, files=("整改报告.docx",))
    if dice.random() < 0.86:
        told.then("approve", inspector, (5, 15))
    else:
        told.then("continue", inspector, (5, 15), values={"next_steps": "长期坚持，每季度报告进展"})
    return told.life


def _order(dice: random.Random, number: int, on: date) -> Life:
    operator, supervisor = organisation("hotline"), organisation("justice")
    if on.month in (7, 8) and dice.random() < 0.3:
        subject = "environment"
    else:
        subject = dice.choice(
            ("market", "urban", "environment", "transport", "labour", "housing", "agriculture")
        )
    unit = organisation(_SUBJECTS[subject]) if dice.random() < 0.6 else town_of(dice).organisation
    values = {
        "channel": dice.choices(("hotline", "portal", "app", "people_daily", "service_net", "weibo"),
                                (60, 12, 12, 6, 7, 3))[0],
        "source_number": f"HY{YEAR}{number:07d}", "content": f"反映{_CONTENTS[subject]}（第{number}件）",
    }  # fmt: skip
    told = Telling(Life("orders", f"o{number}", Step("open", operator, on, values)), dice)
    supervised = dice.choices(("none", "overlap", "common", "impact"), (91, 4, 3, 2))[0]
    told.then(
        "sort", operator, (0, 1), values={"subject": subject, "supervised_kind": supervised, "unit": unit}
    )
    if dice.random() < 0.025:
        told.then("refuse", operator, (0, 1), comment="不属于受理范围，已告知其他途径")
        return told.life
    if supervised != "none":
        told.then("supervise", supervisor, (0, 1))
    told.then("dispatch", operator, (0, 1), values={"unit": unit})
    told.then("accept", unit, (0, 2))
    if dice.random() < 0.05:
        told.then("ask", unit, (1, 3), values={"supplement": "请补充发生时间和地点"})
        told.then("supplemented", operator, (2, 6))
    late = dice.random() < 0.07
    reply = {"reply": "经现场核查，问题已处理，并向诉求人说明情况"}
    told.then("answer", unit, (14, 22) if late else (2, 9), values=reply, files=("答复意见.docx",))
    if supervised != "none":
        told.then("audit", supervisor, (1, 3), values={"opinion": "agree"})
    satisfied = dice.choices(("satisfied", "basic", "dissatisfied", "unreached"), (86, 8, 3, 3))[0]
    told.then("visit", operator, (1, 4), values={"satisfied": satisfied})
    told.then("close", operator, (0, 2))
    return told.life


_SUBJECTS: Final = {
    "market": "market", "urban": "urban", "environment": "ecology", "transport": "transport",
    "labour": "labour", "housing": "housing", "agriculture": "agriculture",
}  # fmt: skip
_CONTENTS: Final = {
    "market": "商品标价与结算不一致", "urban": "占道经营影响通行", "environment": "夜间施工噪声扰民",
    "transport": "农村公路路面破损", "labour": "工资未按时发放", "housing": "小区电梯故障未及时维修",
    "agriculture": "灌溉渠道淤塞",
}  # fmt: skip


def _proposal(dice: random.Random, number: int, on: date) -> Life:
    clerk = organisation("hotline")
    unit, kind = bureau_of(dice), "proposal" if number % 2 else "suggestion"
    role = dice.choices(("lead", "assist", "co_lead"), (70, 20, 10))[0]
    values: dict[str, Any] = {
        "code": f"{number:04d}", "session": f"{YEAR}年会议", "kind": kind, "role": role,
        "title": f"关于{dice.choice(_TITLES)}的建议（第{number}号）",
        "member": f"第{dice.randrange(1, 160)}号代表委员",
        "unit": unit, "reply_by": date(YEAR, 9, 30).isoformat(),
    }  # fmt: skip
    if role == "assist":
        values["lead_unit"] = organisation("development")
    told = Telling(Life("proposals", f"p{number}", Step("open", clerk, on, values)), dice)
    plan = [{"node": "答复", "office": "办公室", "finish_on": date(YEAR, 9, 15).isoformat()}]
    told.then("schedule", unit, (5, 20), values={"plan": plan, "office": "办公室"})
    told.then("start", unit, (2, 12))
    if role == "assist":
        told.then("send_opinion", unit, (20, 80), files=("会办意见.docx",))
        return told.life
    if role == "lead":
        for act in ("meet_before", "meet_during", "meet_after"):
            told.then(act, unit, (4, 35))
    told.then(
        "reply", unit, (5, 60), values={"reply_number": f"禾办复〔{YEAR}〕{number}号"}, files=("答复函.docx",)
    )
    satisfied = dice.choices(("satisfied", "basic"), (93, 7))[0]
    told.then("ask_member", clerk, (3, 15), values={"satisfied": satisfied})
    told.then("finish", clerk, (1, 10))
    return told.life


_TITLES: Final = (
    "完善农村公路养护",
    "加强校园周边管理",
    "支持特色农产品加工",
    "改善老旧小区供水",
    "发展乡村旅游",
    "优化公交线路",
)


def _patch(dice: random.Random, number: int, on: date) -> Life:
    clerk, town = organisation("resources"), town_of(dice)
    values = {
        "batch": f"{YEAR}年第{(on.month + 2) // 3}批",
        "kind": dice.choices(("satellite", "forest", "change", "river"), (45, 20, 25, 10))[0],
        "patch": f"{COUNTY_DIGITS}{number:06d}", "town": town.organisation, "division": town.code,
        "area": f"{dice.lognormvariate(0.8, 0.9):.2f}",
    }  # fmt: skip
    told = Telling(Life("land_patches", f"l{number}", Step("open", clerk, on, values)), dice)
    slow = dice.random() < 0.06
    proof = {"finding": "已到现场核查拍照"}
    told.then(
        "prove", town.organisation, (20, 40) if slow else (2, 10), values=proof, files=("举证照片.jpg",)
    )
    if dice.random() < 0.04:
        told.then("send_back", clerk, (1, 3), comment="照片方位不清，补充举证")
        told.then(
            "prove", town.organisation, (1, 5), values={"finding": "已补充举证"}, files=("举证照片.jpg",)
        )
    kind = dice.choices(("lawful", "false_change", "unlawful"), (58, 30, 12))[0]
    if kind != "unlawful":
        told.then("confirm", clerk, (1, 5), values={"class": kind})
    elif dice.random() < 0.6:
        told.then("order", clerk, (1, 5), values={"class": kind})
        told.then("accept", clerk, (30, 90), files=("整改现场.jpg",))
    elif dice.random() < 0.6:
        told.then(
            "file", clerk, (1, 5), values={"class": kind, "case_number": f"禾自然立〔{YEAR}〕{number}号"}
        )
    else:
        moved = {"class": kind, "transferred_to": organisation("urban")}
        told.then("transfer", clerk, (1, 5), values=moved, files=("移交函.docx",))
    told.then("quarter_check", clerk, (40, 80))
    return told.life


COUNTY_DIGITS: Final = "980121"


def _eco(dice: random.Random, number: int, on: date) -> Life:
    office, town = organisation("ecology"), town_of(dice)
    unit = (
        town.organisation
        if dice.random() < 0.5
        else organisation(dice.choice(("water", "agriculture", "urban")))
    )
    source = dice.choices(("central", "provincial", "film", "provincial_film", "self"), (2, 8, 3, 2, 85))[0]
    judge = "qiyun_ecology" if source == "self" else "mujiang_ecology"
    months = dice.choice((3, 5, 6, 9))
    deadline = date(YEAR, min(12, on.month + months), 28)
    values = {
        "title": f"{town.name}{dice.choice(_TROUBLES)}（第{number}号）",
        "source": source, "source_year": str(YEAR if source == "self" else YEAR - 1),
        "media": dice.choice(("water", "air", "soil", "waste", "ecology")), "unit": unit,
        "signoff_unit": judge, "deadline": deadline.isoformat(),
    }  # fmt: skip
    told = Telling(Life("eco_problems", f"e{number}", Step("open", office, on, values)), dice)
    told.then(
        "dispatch", office, (2, 6), values={"letter": f"禾环改〔{YEAR}〕{number}号"}, files=("交办函.docx",)
    )
    told.then("start", unit, (3, 12), values={"task": "制定方案，落实治理任务"})
    if number % 6 == 0:
        told.then("meeting", office, (10, 40), comment="专题调度治理进度")
    told.then("finish", unit, (30, 130), files=("治理完成报告.pdf", "治理后照片.jpg"))
    told.then("accept", office, (4, 12), values={"acceptance": "现场验收合格"})
    if dice.random() < 0.05:
        told.then("send_back", judge, (4, 10), comment="生态修复未达到验收标准")
        return told.life
    told.then("clear", judge, (8, 25), values={"signoff_number": f"环函〔{YEAR}〕{number}号"})
    return told.life


_TROUBLES: Final = ("河道污水直排", "扬尘管控不力", "固废露天堆放", "矿山修复滞后")
_MAKERS: Final = {
    "audit_findings": _audit, "orders": _order, "proposals": _proposal, "land_patches": _patch,
    "eco_problems": _eco,
}  # fmt: skip
