"""A pack in Chinese, for people who do not read YAML: what is recorded, moved, due and counted.

Enter at `describe`. Expressions are told by `youju.language.explain`, so that what is read here is what runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from youju.definitions import register_units
from youju.definitions.load import Loaded
from youju.definitions.models import (
    Act,
    ClockDef,
    Due,
    FieldDef,
    Figure,
    Ledger,
    Levels,
    Pack,
    SeriesDef,
)
from youju.definitions.symbols import alert_symbols, column_symbols, figure_symbols, record_symbols
from youju.language import Symbol, Symbols, explain, parse

TYPES: dict[str, str] = {
    "text": "文字", "number": "数值", "money": "金额", "percent": "百分比", "date": "日期",
    "boolean": "是否", "code": "代码", "organisation": "机构", "person": "人员", "place": "地点",
    "file": "文件", "table": "表格",
}  # fmt: skip
EVIDENCE: dict[str, str] = {
    "document": "文书", "spreadsheet": "表格", "photo": "照片", "video": "视频", "audio": "录音",
    "archive": "压缩包",
}  # fmt: skip
LIGHTS: dict[str, str] = {
    "white": "白灯", "green": "绿灯", "yellow": "黄灯", "orange": "橙灯", "red": "红灯", "blue": "蓝灯",
    "grey": "灰灯",
}  # fmt: skip
MEASURES: dict[str, str] = {
    "count": "计数", "sum": "求和", "share": "比率", "average": "平均", "distinct": "不重复计数",
    "min": "最小值", "max": "最大值", "value": "本期数", "growth": "增速", "change": "增减量",
    "contribution": "拉动", "structure": "构成", "index": "指数", "rank": "位次", "distance": "与平均的差距",
    "ratio": "之比",
}  # fmt: skip
_STANDARD = {"standard:division": "行政区划", "standard:industry": "国民经济行业分类"}
_GROUPS = {"state": "状态", "light": "灯色", "level": "层级", "division": "区划", "act": "办理动作"}
FREQUENCIES = {"month": "每月", "quarter": "每季", "half": "每半年", "year": "每年"}
SERIES = {"flow": "时期数", "stock": "时点数", "rate": "比率", "index": "指数"}
_ROLL = {"none": "", "next_workday": "，遇非工作日顺延", "previous_workday": "，遇非工作日提前"}
_PERIODS = {"all": "", "year": "，本年", "quarter": "，本季", "month": "，本月"}


def describe(loaded: Loaded) -> str:
    """The whole pack as Chinese text with headings."""
    return "\n".join(_lines(loaded)) + "\n"


def _lines(loaded: Loaded) -> Iterator[str]:
    pack, header = loaded.pack, loaded.pack.header
    yield f"# {header.label}（{header.pack} {header.version}）"
    if header.note:
        yield f"\n{header.note}"
    if header.depends:
        needed = "、".join(f"{name} {version} 以上" for name, version in header.depends.items())
        yield f"\n需要业务包：{needed}。"
    if header.roles:
        yield "\n## 角色\n"
        for role in header.roles.values():
            yield f"- {role.label}{_note(role.note)}"
    for ledger in pack.ledgers.values():
        yield from _ledger(pack, ledger)
    if pack.series:
        yield "\n## 统计数列\n"
        for series in pack.series.values():
            yield _series(pack, series)
    if pack.figures:
        yield "\n## 指标\n"
        for figure in pack.figures.values():
            yield from _figure(pack, figure)
    yield from _rest(loaded)


def _rest(loaded: Loaded) -> Iterator[str]:
    """Templates and scenarios."""
    if loaded.reports:
        yield f"\n## 报告模板\n\n{'、'.join(loaded.reports)}"
    if loaded.scenarios:
        yield "\n## 情景\n"
        for name, scenario in loaded.scenarios.items():
            yield f"- {scenario.label}（{name}）"


def _note(note: str | None) -> str:
    return f"：{note}" if note else ""


def _ledger(pack: Pack, ledger: Ledger) -> Iterator[str]:
    names = record_symbols(pack, ledger)
    yield f"\n## {ledger.label}（{ledger.ledger}）\n"
    yield from _outline(pack, ledger)
    yield "\n### 字段\n"
    for name, one in ledger.fields.items():
        yield f"- {_field(pack, one, names)}"
        for column in (one.columns or {}).values():
            yield f"    - {_field(pack, column, column_symbols(pack, ledger, name))}"
    yield "\n### 状态和流转\n"
    yield from _states(ledger)
    if ledger.acts:
        yield "\n### 办理动作\n"
        for act in ledger.acts.values():
            yield "- " + _noted(f"{act.label}：{'；'.join(_act(pack, ledger, act, names))}", act.note)
    if ledger.clocks:
        yield "\n### 时限\n"
        for clock in ledger.clocks.values():
            yield from _clock(pack, ledger, clock)
    if ledger.lights:
        yield "\n### 亮灯（从上到下，第一个符合的生效）\n"
        for colour, light in ledger.lights.items():
            when = "其余" if _always(light.when) else _told(light.when, names)
            yield f"- {LIGHTS[colour]}{'：' + light.label if light.label else ''}：{when}"
    if ledger.priority:
        yield f"\n优先程度：{_told(ledger.priority, names)}"
    for link in ledger.links.values():
        yield f"\n可关联：{link.label}（{link.to}，{'多件' if link.many else '一件'}）"


def _outline(pack: Pack, ledger: Ledger) -> Iterator[str]:
    """What a record is, who opens it, whose it is, what must not occur twice."""
    if ledger.note:
        yield f"{ledger.note}\n"
    yield f"每条记录是一件“{ledger.record_label}”，由{_parties(pack, ledger, ledger.open_by)}登记。"
    if ledger.number:
        yield f"编号样式为“{ledger.number}”。"
    if ledger.belongs_to:
        yield f"归属于“{ledger.fields[ledger.belongs_to].label}”所填的机构。"
    if ledger.division:
        yield f"按“{ledger.fields[ledger.division].label}”汇总到各级区划。"
    if ledger.levels:
        yield _levels(ledger.levels)
    for columns in ledger.unique:
        yield f"不得重复：{'＋'.join(ledger.fields[name].label for name in columns)}。"


def _levels(levels: Levels) -> str:
    chain = " → ".join(level.label for level in levels.names.values())
    return f"分级登记：{chain}，办理“{levels.names[levels.worked].label}”一级。"


def _told(text: str, names: Symbols, *, expects: Symbol | None = None) -> str:
    """An expression as a clause, without full stop."""
    return explain(parse(text, names, expects=expects)).rstrip("。")


def _always(text: str) -> bool:
    return text.strip().lower() == "true"


def _noted(text: str, note: str | None) -> str:
    """A sentence and the note after it, each with its full stop."""
    return f"{text}。{note.rstrip('。') + '。' if note else ''}"


def _parties(pack: Pack, ledger: Ledger, names: Iterable[str]) -> str:
    """Roles by their label, organisation fields as the organisation that they name."""
    roles = pack.header.roles
    return "、".join(roles[name].label if name in roles else ledger.fields[name].label for name in names)


def _field(pack: Pack, one: FieldDef, names: Symbols) -> str:
    parts = [TYPES[one.type] + (f"（{one.unit}）" if one.unit else "")]
    if one.codes in pack.header.code_lists:
        options = pack.header.code_lists[one.codes].codes
        parts.append("可选" + "、".join(code.label for code in options.values()))
    elif one.codes:
        parts.append("按" + _STANDARD[one.codes])
    if one.decimals is not None:
        parts.append(f"{one.decimals}位小数")
    if one.min is not None:
        parts.append(f"不小于 {one.min}")
    if one.max is not None:
        parts.append(f"不大于 {one.max}")
    if one.max_length is not None:
        parts.append(f"至多{one.max_length}字")
    if one.required:
        parts.append("必填")
    if one.required_when:
        parts.append(f"当{_told(one.required_when, names)}时必填")
    if one.default is not None:
        codes = pack.header.code_lists.get(one.codes or "")
        default = codes.codes[one.default].label if codes else one.default
        parts.append(f"不填则为“{default}”")
    if one.personal:
        parts.append("个人信息")
    return _noted(f"{one.label}：{'，'.join(parts)}", one.note)


def _states(ledger: Ledger) -> Iterator[str]:
    """The state diagram as text: every state with the acts that can be done in it and where they lead."""
    for name, state in ledger.states.items():
        kind = "（初始）" if name == ledger.initial else ""
        mark = "◎" if state.final else "○"
        yield f"- {mark} {state.label}{kind}{'（办结）' if state.final else ''}{_note(state.note)}"
        for act in ledger.acts.values():
            if name in act.from_ or (not act.from_ and not state.final):
                target = f"──{act.label}──▶ {ledger.states[act.to].label}" if act.to else f"··{act.label}··"
                yield f"    - {target}"


def _act(pack: Pack, ledger: Ledger, act: Act, names: Symbols) -> Iterator[str]:
    yield f"由{_parties(pack, ledger, act.by)}办理"
    if act.guard:
        yield f"条件是{_told(act.guard, names)}"
    if act.comment == "required":
        yield "须写意见"
    if act.evidence and act.evidence.min:
        kinds = "或".join(EVIDENCE[kind] for kind in act.evidence.kinds)
        yield f"须附{kinds}至少{act.evidence.min}份"
    if act.required:
        yield f"须有{'、'.join(ledger.fields[name].label for name in act.required)}"
    optional = [ledger.fields[name].label for name in act.fields if name not in act.required]
    if optional:
        yield f"可填{'、'.join(optional)}"
    for name, expression in act.sets.items():
        yield f"同时将“{ledger.fields[name].label}”记为{_told(expression, names, expects=names.field(name))}"
    if act.extends:
        clock = ledger.clocks[act.extends.clock].label
        yield f"“{clock}”可延长至多{act.extends.by}，至多{act.extends.times}次"
    for name in act.restarts:
        yield f"“{ledger.clocks[name].label}”重新起算"


def _point(ledger: Ledger, name: str) -> str:
    kind = ledger.point(name)
    if kind == "state":
        return f"进入“{ledger.states[name].label}”"
    return f"办理“{ledger.acts[name].label}”" if kind == "act" else f"“{ledger.fields[name].label}”之日"


def _points(ledger: Ledger, names: Iterable[str]) -> str:
    return "或".join(_point(ledger, name) for name in names)


def _due(ledger: Ledger, due: Due) -> str:
    if due.after is not None:
        text = f"起算后{due.after}内"
    elif due.day_of_month is not None:
        day = "月末" if due.day_of_month == 31 else f"{due.day_of_month}日"
        month = "次月" if due.next_month else "当月" if due.day_of_month == 31 else "当月或次月"
        text = f"{month}{day}前"
    elif due.after_quarter is not None:
        text = f"季度末后{due.after_quarter}内"
    elif due.date_of_year is not None:
        month, day = due.date_of_year.split("-")
        text = f"次年{int(month)}月{int(day)}日前"
    else:
        text = f"“{ledger.fields[due.field or ''].label}”所填之日前"
    return f"应在{text}办完{_ROLL[due.roll]}"


def _clock(pack: Pack, ledger: Ledger, clock: ClockDef) -> Iterator[str]:
    parts = [f"自{_points(ledger, clock.starts)}起", f"至{_points(ledger, clock.stops)}止"]
    parts.append(_due(ledger, clock.due))
    if clock.pauses:
        parts.append(f"在{'、'.join(ledger.states[name].label for name in clock.pauses)}期间暂停")
    if clock.warn:
        parts.append(f"到期前{clock.warn}起提示")
    yield "- " + _noted(f"{clock.label}：{'，'.join(parts)}", clock.note)
    for step in clock.escalation.values():
        when = f"到期{'前' if step.before else '后'}{step.after}"
        yield f"    - {when}：{step.label}，送{_parties(pack, ledger, step.to)}"


def _series(pack: Pack, series: SeriesDef) -> str:
    parts = [f"{FREQUENCIES[series.frequency]}报{SERIES[series.kind]}", f"由{series.department}报送"]
    if series.reported == "cumulative":
        parts.insert(1, "报自年初累计数")
    if series.dimensions:
        names = {"area": "地区", "sector": _sectors(pack, series.sectors)}
        parts.append("按" + "、".join(names[one] for one in series.dimensions) + "分")
    parts += [f"{period} 起口径变动（{why}）" for period, why in series.breaks.items()]
    unit = {"percent": "百分比", "index": "指数"}.get(series.unit, series.unit)
    return "- " + _noted(f"{series.label}（{unit}）：{'；'.join(parts)}", series.note)


def _sectors(pack: Pack, name: str | None) -> str:
    codes = pack.header.code_lists.get(name or "")
    return codes.label if codes else _STANDARD.get(name or "", name or "")


def _composed(pack: Pack, figure: Figure) -> str:
    """A figure over a series or another figure."""
    options = pack.figures if figure.of.kind == "figure" else pack.series
    names = {name: one.label for name, one in options.items()}
    parts = [f"“{names.get(figure.of.name, figure.of.name)}”的{MEASURES[figure.measure]}"]
    if figure.over:
        parts.append(
            ("除以" if figure.measure in ("share", "ratio") else "总体为")
            + f"“{names.get(figure.over, figure.over)}”"
        )
    if figure.measure in ("growth", "change", "contribution"):
        parts.append("比上期" if figure.against == "previous" else "比上年同期")
    if figure.basis != "reported":
        parts.append({"period": "取当期数", "cumulative": "取累计数"}[figure.basis])
    if figure.by:
        parts.append(
            "分组："
            + "、".join({"sector": "行业或类别"}.get(one, _GROUPS.get(one, one)) for one in figure.by)
        )
    unit = {"percent": "百分比", "index": "指数"}.get(figure.unit, figure.unit)
    return "- " + _noted(f"{figure.label}（{unit}）：{'；'.join(parts)}", figure.note)


def _figure(pack: Pack, figure: Figure) -> Iterator[str]:
    if figure.of.kind in ("series", "figure"):
        yield _composed(pack, figure)
        return
    if figure.of.kind == "register":
        pack = register_units.PACK
    ledger = pack.ledgers.get(figure.of.ledger)
    if ledger is None:  # of a pack that this one depends on; its names are told there
        yield f"- {figure.label}（{figure.unit}）：取自 {figure.of.ledger}"
        return
    names = figure_symbols(pack, figure, ledger)
    source = {"records": "的记录", "acts": "的办理动作", "table": "的明细行", "units": ""}[figure.of.rows]
    parts = [f"{ledger.label}{source}{_PERIODS[figure.period]}，{MEASURES[figure.measure]}"]
    for key, word in (("where", "范围"), ("value", "取值"), ("numerator", "分子"), ("denominator", "分母")):
        text = getattr(figure, key)
        if text is not None:
            parts.append(f"{word}：{'全部' if _always(text) else _told(text, names)}")
    if figure.by:
        parts.append("分组：" + "、".join(_group(ledger, figure, name) for name in figure.by))
    if figure.target is not None:
        parts.append(f"目标：{figure.target}")
    if figure.alert is not None:
        parts.append(f"提示条件：{_told(figure.alert, alert_symbols(figure))}")
    unit = "百分比" if figure.unit == "percent" else figure.unit
    yield "- " + _noted(f"{figure.label}（{unit}）：{'；'.join(parts)}", figure.note)


def _group(ledger: Ledger, figure: Figure, name: str) -> str:
    columns = ledger.fields[figure.of.table].columns or {} if figure.of.table else {}
    one = columns.get(name) or ledger.fields.get(name)
    return one.label if one else _GROUPS.get(name, name)
