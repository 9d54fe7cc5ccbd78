"""``youju register``: take lists in, link again, show a unit, search, decide.

Each command parses, calls one function and prints. Only here is it known what time it is.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from youju.errors import Problem
from youju.ledger.typed_commands import actor as _actor
from youju.ledger.typed_commands import day as _day
from youju.ledger.typed_commands import now as _now

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="名录入库，查看单位及其变化，认定同一单位。"
)


class Format(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"


class Verdict(StrEnum):
    """What is said of two rows."""

    SAME = "same"
    DIFFERENT = "different"
    UNDECIDED = "undecided"


Output = Annotated[Format, typer.Option("--format", help="输出格式：text 或 json。")]
As = Annotated[str | None, typer.Option("--as", metavar="PERSON", help="以谁的身份；不写则为系统。")]
On = Annotated[
    datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="名录的截止日期；不写则为今天。")
]
AsOf = Annotated[
    datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="截止日期；不写则为今天。")
]

Reasons = Annotated[
    Path | None,
    typer.Option("--reasons", metavar="FILE", help="没有采用的，把全部原因逐行写成这份CSV文件。"),
]
_ROWS = {"added": "新增", "changed": "变化", "same": "不变", "gone": "不再有"}
_UNITS = {"entered": "新入库", "changed": "变化", "closed": "不再存续", "reopened": "恢复", "merged": "并入"}
_RECORDS = {"opened": "登记", "updated": "更新", "reopened": "再次核实", "agreed": "了结"}


def _print(value: Any) -> None:
    typer.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2, default=str).decode())


def _counted(counts: Any, words: dict[str, str]) -> str:
    said = [f"{words[name]}{counts[name]}" for name in words if counts.get(name)]
    return "，".join(said) or "没有变化"


def _tell_held(held: Mapping[str, Sequence[Problem]], every: Path | None) -> None:
    """Say why lists are held: a few rows of each reason, all of them in a file where one is wanted."""
    from youju.linkage import reasons

    for name, problems in held.items():
        sys.stderr.write(f"{name}没有采用，原因：\n")
        for problem in reasons.first(problems):
            sys.stderr.write(f"  {problem.sentence()}\n")
    if held and every:
        reasons.write(every, held)
        sys.stderr.write(f"全部原因逐行写在{every}。\n")


def _tell(result: Any, output: Format, every: Path | None = None) -> None:
    """Print a result; held lists go to standard error and make the exit code 1."""
    if output is Format.JSON:
        _print(result.as_dict())
    _tell_held({f"名录{name}": problems for name, problems in result.held.items()}, every)
    if result.held and not result.rows:
        sys.stderr.write("一份名录也没有采用，名录库没有变化。\n")
        raise typer.Exit(2)
    for name, counts in result.rows.items():
        sys.stderr.write(f"名录{name}：{_counted(counts, _ROWS)}。\n")
    sys.stderr.write(f"单位：{_counted(result.units, _UNITS)}；待审的比对{result.waiting}行。\n")
    if result.differences is None:
        sys.stderr.write("没有安装名录差异台账，差异没有登记；安装：youju ledger install register。\n")
    else:
        sys.stderr.write(f"名录差异：{_counted(result.differences, _RECORDS)}。\n")
    if result.held:
        raise typer.Exit(1)


@app.command()
def load(
    config: Annotated[Path, typer.Option("--config", help="名录配置文件（YAML），与 youju link 的相同。")],
    on: On = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="名录只有新增和变化的行，没有列出的不变。")
    ] = False,
    accept: Annotated[
        list[str] | None,
        typer.Option("--accept", metavar="LIST", help="已核对，这份名录与上次不同也采用；可写几个。"),
    ] = None,
    reasons: Reasons = None,
    person: As = None,
    output: Output = Format.TEXT,
) -> None:
    """把各部门交来的名录比对后入库：单位号不变，变化留痕，差异登记到台账。

    不能采用的名录留存并说明原因，其余的照常入库。都入库的退出码为0，有名录没有采用的为1，一份也不能采用的为2。

    例：youju register load --config lists.yaml --on 2023-09-30
    """
    from youju.register import actions

    known: dict[str, Any] = {"partial": partial, "accepted": accept or ()}
    _tell(actions.load(config, actor=_actor(person), on=_day(on), at=_now(), **known), output, reasons)


@app.command()
def relink(on: On = None, person: As = None, output: Output = Format.TEXT) -> None:
    """不交新名录，只照新的认定重新比对一次。

    例：youju register relink
    """
    from youju.register import actions

    _tell(actions.relink(actor=_actor(person), on=_day(on), at=_now()), output)


@app.command()
def unit(
    name: Annotated[str, typer.Argument(metavar="ID", help="单位号、信用代码或单位的内部编号。")],
    as_of: AsOf = None,
    person: As = None,
    output: Output = Format.TEXT,
) -> None:
    """查看一个单位：各项内容及其来源、各名录中的行、变化经过。

    例：youju register unit 91340100000000001A --as-of 2023-09-30
    """
    from youju.events.queries import of_stream
    from youju.register import queries
    from youju.register.standardising import readable

    actor = _actor(person)
    found = queries.get_for(actor, name)
    rules = queries.rules_in_force()
    state = queries.as_at(found, as_of=_day(as_of))
    events = [one for one in of_stream(found.id) if one.business_date <= _day(as_of)]
    if output is Format.JSON:
        own = {"id": found.id, "number": found.number, "on": state.on, **state.facts}
        told = [{"on": one.business_date, "type": one.type, **one.payload} for one in events]
        _print({**own, "values": state.values, "rows": sorted(state.rows), "events": told})
        return
    facts = state.facts
    typer.echo(
        f"单位{found.number}  {facts.get('name')}  {facts.get('kind')}  {facts.get('code') or '没有信用代码'}"
    )
    if facts.get("closed_on"):
        typer.echo(f"自{facts['closed_on']}起不再存续")
    for item, value in state.values.items():
        label = rules.items[item].label if item in rules.items else item
        text = readable(item, value["value"])
        typer.echo(f"  {label}：{text}（{rules.label(value['list'])}，{value['on']}）")
    for name_, row in sorted(state.rows):
        typer.echo(f"  来源：{rules.label(name_)} 第{row}行")
    for one in events:
        typer.echo(f"  {one.business_date}  {_UNITS.get(one.type, one.type)}")


@app.command()
def search(
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS", help="名称、地址、信用代码的一部分，或名称的拼音首字母。")
    ],
    person: As = None,
    output: Output = Format.TEXT,
) -> None:
    """查找单位。

    例：youju register search 云溪 粮油
    """
    from youju.register import searching

    found = searching.find(_actor(person), " ".join(words))
    if output is Format.JSON:
        _print(
            [{"id": one.id, "number": one.number, "code": one.code, "name": one.name} for one in found.units]
        )
        return
    for one in found.units:
        typer.echo(f"{one.number}\t{one.code or '—'}\t{one.name}\t{one.address}")


@app.command()
def villages(
    file: Annotated[Path, typer.Argument(help="CSV或Excel：统计用区划代码（12位）、名称、城乡分类代码。")],
    person: As = None,
) -> None:
    """提交本地的村级代码表；此后按地址中的村、社区名称给单位村级代码和城乡分类代码，换表时整表更换。

    例：youju register villages 村级代码.xlsx
    """
    from youju.register import actions

    count = actions.take_villages(file, actor=_actor(person))
    sys.stderr.write(f"已采用{count}个村、社区；下次入库或执行 youju register relink 时用于各单位。\n")


@app.command()
def projects(
    file: Annotated[
        Path, typer.Argument(help="CSV或Excel：项目代码、项目名称、计划总投资；建设单位等有则采用。")
    ],
    on: On = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="清单只有新增和变化的项目，没有列出的不变。")
    ] = False,
    accept: Annotated[bool, typer.Option("--accept", help="已核对，与上次不同也采用。")] = False,
    reasons: Reasons = None,
    person: As = None,
) -> None:
    """提交投资项目清单，按建设单位与名录库中的单位对应，由 candidates 对照入库标准。

    不能采用的清单留存并说明原因，退出码为2，原有的项目不变。

    例：youju register projects 投资项目.xlsx --on 2023-09-30
    """
    from youju.register import actions
    from youju.register import projects as listed

    known: dict[str, Any] = {"partial": partial, "accepted": accept}
    taken = actions.take_projects(
        listed.described(file), actor=_actor(person), on=_day(on), at=_now(), **known
    )
    if taken.held:
        _tell_held({listed.PROJECTS: taken.held}, reasons)
        raise typer.Exit(2)
    sys.stderr.write(f"{listed.PROJECTS}：{_counted(taken.counts, _ROWS)}。\n")


@app.command()
def items(person: As = None, output: Output = Format.TEXT) -> None:
    """一数一源：每一项内容哪些部门已经掌握，各有多少行，以哪个部门的为准。

    例：youju register items
    """
    from youju.register import queries

    found = queries.dictionary(_actor(person))
    if output is Format.JSON:
        _print([asdict(one) for one in found])
        return
    rules = queries.rules_in_force()
    for one in found:
        label = rules.items[one.item].label if one.item in rules.items else one.item
        first = "  首选" if one.wins else ""
        typer.echo(f"{label}\t{rules.label(one.source)}\t{one.rows}行\t{one.share:.0%}{first}")


class By(StrEnum):
    """By what units are put together."""

    TOWN = "town"
    COUNTY = "county"
    KIND = "kind"
    INDUSTRY = "industry"


@app.command()
def missing(
    by: Annotated[
        list[By] | None,
        typer.Option(
            "--by",
            help="分组：town 乡镇（缺省），county 县，kind 单位类型，industry 行业大类；可写几个。",
        ),
    ] = None,
    person: As = None,
    output: Output = Format.TEXT,
) -> None:
    """估计各名录都没有的单位有多少，附95%的区间，缺得多的在前，供安排实地走访。

    例：youju register missing --by town --by industry
    """
    from youju.register.missing import group_name
    from youju.register.missing import missing as groups

    ways = [one.value for one in by or [By.TOWN]]
    found = groups(_actor(person), *ways)
    if output is Format.JSON:
        _print(
            [
                {"group": list(one.keys), "seen": one.seen, "estimate": one.estimate and asdict(one.estimate)}
                for one in found
            ]
        )
        return
    for one in found:
        name = "，".join(group_name(way, key) for way, key in zip(ways, one.keys, strict=True))
        text = "不能估计"
        if one.estimate:
            low, high = one.estimate.low - one.seen, one.estimate.high - one.seen
            text = f"约缺{one.missed:.0f}（{low:.0f}—{high:.0f}）\t覆盖{one.estimate.coverage:.1%}"
        typer.echo(f"{name}\t在库{one.seen}\t{text}")


_CANDIDATES = {"unasked": "应统未统", "near": "接近标准", "leaving": "在库而不再达标"}


@app.command()
def candidates(as_of: AsOf = None, person: As = None, output: Output = Format.TEXT) -> None:
    """入库退库：按各名录的销售额、资质和投资项目清单，找出应统未统、接近标准和在库而不再达标的，标准取自入库退库台账。

    例：youju register candidates
    """
    from youju.register import candidates as register_candidates

    found = register_candidates.found(_actor(person), as_of=_day(as_of)).first
    if output is Format.JSON:
        _print(
            [
                {
                    "unit": one.unit and one.unit.number, "code": one.unit and one.unit.code,
                    "project": one.project and one.project.code, "name": one.name, "what": one.what,
                    "category": one.category, "amount": one.amount, "qualification": one.qualification,
                    "state": one.state,
                }
                for one in found
            ]
        )  # fmt: skip
        return
    labels = register_candidates.category_labels()
    for one in found:
        amount = f"{one.amount}万元" if one.amount is not None else one.qualification
        number = one.project.code if one.project else one.unit.number if one.unit else ""
        category = labels.get(one.category, one.category)
        typer.echo(f"{_CANDIDATES[one.what]}\t{number}\t{one.name}\t{category}\t{amount}")


@app.command()
def decide(
    verdict: Annotated[
        Verdict, typer.Argument(help="same 同一单位，different 不是同一单位，undecided 不能确定。")
    ],
    one: Annotated[str, typer.Argument(metavar="LIST:ROW", help="一行，写作 名录:行号。")],
    two: Annotated[str, typer.Argument(metavar="LIST:ROW", help="另一行。")],
    person: As = None,
) -> None:
    """认定两行是不是同一单位；下次入库或 relink 时照办，以后各次都照办。

    例：youju register decide same walk:17 market:204 --as meng
    """
    from youju.register import actions

    keys = []
    for text in (one, two):
        name, colon, row = text.partition(":")
        if not (name and colon and row):
            raise typer.BadParameter(f"“{text}”应写作 名录:行号")
        keys.append((name, row))
    actions.decide(keys[0], keys[1], verdict.value, actor=_actor(person), at=_now())
    sys.stderr.write("已认定，下次入库或执行 youju register relink 时照办。\n")
