"""The units of the register as figures count them: as if they were the records of a ledger.

Enter at `LEDGER` and `PACK`. No pack defines them: the register is the same everywhere. The register writes
its snapshots with these fields (`youju.register.snapshots`), and expressions of figures use their names.
"""

from __future__ import annotations

from youju.definitions.figure_models import UNITS
from youju.definitions.models import CodeList, FieldDef, Ledger, Pack, PackHeader, State

_KINDS = ("法人单位", "产业活动单位", "个体经营户", "农民专业合作社", "其他单位")

HEADER = PackHeader(
    pack="register",
    label="名录库",
    version="1.0.0",
    code_lists={
        "unit_kinds": CodeList.model_validate(
            {"label": "单位类别", "codes": {kind: {"label": kind} for kind in _KINDS}}
        ),
        "industry_coding": CodeList.model_validate(
            {
                "label": "行业赋码",
                "codes": {
                    "reported": {"label": "名录所报"},
                    "coded": {"label": "自动赋码", "note": "把握大，可以直接用"},
                    "doubtful": {"label": "自动赋码待核", "note": "把握不大，应由人选定"},
                },
            }
        ),
    },
)

FIELDS: dict[str, FieldDef] = {
    "code": FieldDef(label="统一社会信用代码", type="text"),
    "name": FieldDef(label="单位名称", type="text"),
    "kind": FieldDef(label="单位类别", type="code", codes="unit_kinds"),
    "address": FieldDef(label="经营地址", type="text"),
    "area": FieldDef(label="所在区划", type="code", codes="standard:division"),
    "industry": FieldDef(label="行业代码", type="code", codes="standard:industry"),
    "coding": FieldDef(label="行业赋码", type="code", codes="industry_coding"),
    "status": FieldDef(label="存续状态", type="text"),
    "founded": FieldDef(label="成立日期", type="date"),
    "entered": FieldDef(label="入库日期", type="date"),
    "closed": FieldDef(label="注销日期", type="date"),
    "capital": FieldDef(label="注册资本", type="number", unit="万元"),
    "employees": FieldDef(label="从业人数", type="number", unit="人"),
    "sales": FieldDef(label="销售额", type="number", unit="万元"),
}
"""What expressions about a unit may name; amounts are those of the lists, in 万元."""

ITEMS = ("industry", "status", "founded", "capital", "employees", "sales")
"""Fields that are items of the lists; the others the register gives."""

LEDGER = Ledger(
    ledger=UNITS,
    label="名录库单位",
    record_label="单位",
    open_by=["system"],
    division="area",
    fields=FIELDS,
    states={"active": State(label="在册"), "closed": State(label="已注销", final=True)},
)

PACK = Pack.model_construct(header=HEADER, ledgers={UNITS: LEDGER}, figures={}, series={})
