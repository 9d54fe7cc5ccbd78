"""A small pack made of plain mappings, and people of an invented county who work with it."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from youju.definitions.load import Loaded, from_canonical
from youju.people.actors import Actor

FILES: dict[str, Any] = {
    "pack.yaml": {
        "pack": "sample",
        "label": "示例",
        "version": "1.0.0",
        "roles": {"auditor": "审计人员", "clerk": "经办人员"},
        "code_lists": {
            "sources": {
                "label": "来源",
                "codes": {
                    "audit": "审计",
                    "inspection": "巡察",
                    "hotline": {"label": "热线", "until": "2023-06-30"},
                },
            }
        },
    },
    "ledgers/findings.yaml": {
        "ledger": "findings",
        "label": "问题台账",
        "record_label": "问题",
        "number": "审改〔{year}〕{seq:4}",
        "open_by": ["auditor"],
        "belongs_to": "unit",
        "division": "area",
        "fields": {
            "title": {"label": "问题", "type": "text", "required": "true", "max_length": "50"},
            "code": {"label": "外部编号", "type": "text"},
            "unit": {"label": "责任单位", "type": "organisation", "required": "true"},
            "area": {"label": "所在区划", "type": "code", "codes": "standard:division"},
            "source": {"label": "来源", "type": "code", "codes": "sources", "default": "audit"},
            "amount": {"label": "金额", "type": "money", "unit": "万元", "decimals": "2", "min": "0"},
            "returned": {"label": "已收回", "type": "money", "unit": "万元", "decimals": "2"},
            "given_on": {"label": "交办日期", "type": "date"},
            "promised_on": {"label": "承诺日期", "type": "date"},
            "serious": {"label": "是否重大", "type": "boolean"},
            "grounds": {"label": "重大依据", "type": "text", "required_when": "serious"},
            "days_used": {"label": "用时", "type": "number", "unit": "天", "decimals": "0"},
            "plan": {
                "label": "计划表",
                "type": "table",
                "columns": {
                    "step": {"label": "步骤", "type": "text", "required": "true"},
                    "by": {"label": "完成时间", "type": "date"},
                },
            },
        },
        "unique": [["code"]],
        "states": {
            "dispatched": "已交办",
            "rectifying": "整改中",
            "waiting": "待补正",
            "submitted": "已上报",
            "cleared": {"label": "已销号", "final": "true"},
        },
        "transitions": {
            "accept": {"label": "签收", "from": "dispatched", "to": "rectifying", "by": "unit"},
            "ask": {
                "label": "要求补正",
                "from": "rectifying",
                "to": "waiting",
                "by": "auditor",
                "note": "材料不全的",
            },
            "complete": {"label": "补正完毕", "from": "waiting", "to": "rectifying", "by": "unit"},
            "submit": {
                "label": "上报",
                "from": "rectifying",
                "to": "submitted",
                "by": "unit",
                "fields": "returned",
                "evidence": {"min": "1", "kinds": ["document", "photo"]},
            },
            "send_back": {
                "label": "退回",
                "from": "submitted",
                "to": "rectifying",
                "by": "auditor",
                "comment": "required",
            },
            "clear": {
                "label": "认定销号",
                "from": "submitted",
                "to": "cleared",
                "by": "auditor",
                "guard": "amount is null or coalesce(returned >= amount, false)",
                "otherwise": "已收回金额不少于问题金额方可销号",
                "sets": {"days_used": "days_between(coalesce(given_on, as_of()), as_of())"},
            },
        },
        "activities": {
            "visit": {
                "label": "回头看",
                "from": ["dispatched", "rectifying", "submitted"],
                "by": ["auditor", "unit"],
                "restarts": "monthly",
                "comment": "none",
            },
            "extend": {
                "label": "延期",
                "from": ["dispatched", "rectifying"],
                "by": "auditor",
                "comment": "required",
                "extends": {"clock": "rectify", "by": "30 days", "times": "1"},
            },
        },
        "clocks": {
            "rectify": {
                "label": "整改期限",
                "starts": "dispatched",
                "stops": "cleared",
                "pauses": "waiting",
                "due": "60 days",
                "warn": "10 days",
                "escalation": {
                    "remind": {"label": "提醒函", "after": "10 days", "before": "true", "to": "unit"},
                    "urge": {"label": "催办函", "after": "1 days", "to": ["unit", "auditor"]},
                },
            },
            "monthly": {
                "label": "一月一回头",
                "starts": "dispatched",
                "stops": "cleared",
                "due": "1 months",
            },
            "promise": {
                "label": "承诺期限",
                "starts": "given_on",
                "stops": "cleared",
                "due": {"field": "promised_on", "roll": "next_workday"},
            },
        },
        "lights": {
            "white": "state = 'cleared'",
            "red": "overdue(rectify) > 30",
            "yellow": "overdue(rectify) > 0",
            "green": "true",
        },
        "priority": "coalesce(overdue(rectify), 0)",
        "links": {"shared": {"label": "共用成果", "to": "feedback", "many": "false"}},
    },
    "ledgers/feedback.yaml": {
        "ledger": "feedback",
        "label": "巡察台账",
        "record_label": "反馈问题",
        "open_by": ["auditor"],
        "fields": {
            "title": {"label": "反馈问题", "type": "text", "required": "true"},
            "deadline": {"label": "截止日期", "type": "date"},
        },
        "levels": {"names": {"aspect": "方面", "item": "分项", "detail": "细化"}, "worked": "detail"},
        "states": {"listed": "已列入", "done": {"label": "整改完毕", "final": "true"}},
        "transitions": {
            "finish": {"label": "认定完毕", "from": "listed", "to": "done", "by": "auditor"},
            "reopen": {"label": "恢复整改", "from": "done", "to": "listed", "by": "auditor"},
        },
        "clocks": {
            "limit": {"label": "整改限期", "starts": "listed", "stops": "done", "due": {"field": "deadline"}}
        },
        "lights": {"white": "state = 'done'", "green": "true"},
    },
}


def pack_of(files: dict[str, Any]) -> Loaded:
    """A pack from the trees of its files, through the same door as a stored one."""
    return from_canonical(json.dumps({"format": 1, "files": files}, ensure_ascii=False))


def sample_files() -> dict[str, Any]:
    """A copy that a test may change."""
    return copy.deepcopy(FILES)


def moment(day: date, *, seconds: int = 0) -> datetime:
    """Noon of a day in China."""
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC) + timedelta(seconds=seconds)


AUDITOR = Actor("wang", "王一", "audit", frozenset({"auditor"}))
FINANCE = Actor("zhang", "张三", "finance", frozenset({"clerk"}))
OFFICE = Actor("zhou", "周七", "treasury", frozenset({"clerk"}))
SCHOOL = Actor("qian", "钱五", "school", frozenset({"clerk"}))


@dataclass
class Desk:
    """Works on ledgers with few words; keeps the recorded time going forward.

    Attributes:
        today: Day on which things are recorded; business dates default to it.
    """

    today: date = date(2023, 3, 6)
    ticks: int = field(default=0)

    def at(self) -> datetime:
        """The next moment of today."""
        self.ticks += 1
        return moment(self.today, seconds=self.ticks)

    def open(
        self, ledger: str = "findings", *, by: Actor = AUDITOR, on: date | None = None, **values: Any
    ) -> Any:
        """Open a record; values that a test does not care about are filled in."""
        from youju.ledger import actions

        extra = {name: values.pop(name) for name in ("level", "parent", "evidence") if name in values}
        defaults = {"title": "账实不符", "unit": "finance"} if ledger == "findings" else {"title": "问题"}
        given = {**defaults, **values}
        return actions.open_record(ledger, given, actor=by, on=on or self.today, at=self.at(), **extra)

    def do(self, record: UUID, act: str, *, by: Actor = FINANCE, on: date | None = None, **more: Any) -> Any:
        """Do an act."""
        from youju.ledger import actions

        return actions.perform(record, act, actor=by, on=on or self.today, at=self.at(), **more)


@pytest.fixture
def county(db: Any) -> Iterator[Desk]:
    """An installed pack, organisations audit, finance (with treasury below) and school, and a desk."""
    from youju.ledger import actions
    from youju.people.actions import import_directory

    start = date(2023, 1, 1)
    import_directory(
        {
            "county": {
                "name": "云溪县人民政府",
                "under": {
                    "audit": "云溪县审计局",
                    "finance": {"name": "云溪县财政局", "under": {"treasury": "国库支付中心"}},
                    "school": "云溪县第一中学",
                },
            }
        },
        {},
        actor=Actor.system(),
        on=start,
        at=moment(start),
    )
    actions.install_pack(pack_of(sample_files()), actor=Actor.system(), at=moment(start, seconds=1))
    yield Desk()
