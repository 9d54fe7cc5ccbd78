"""``youju register`` from a shell: what it prints, and how it exits."""

from __future__ import annotations

import json
from typing import Any

from typer.testing import CliRunner

from tests.linkage.county import code_of
from tests.register.conftest import CLERK, LISTS, MARKET, TAX, TOWN, Office


def run(*arguments: str) -> Any:
    """Run the command."""
    from youju.register.commands import app

    return CliRunner().invoke(app, list(arguments))


def load(office: Office, lists: Any, *more: str) -> Any:
    """Load lists by the command."""
    path = office.write(lists)
    return run("load", "--config", str(path), "--on", "2023-09-01", *more)


def test_load_says_what_it_did(office: Office) -> None:
    done = load(office, LISTS)
    assert done.exit_code == 0, done.output
    assert "名录market：新增6。" in done.stderr
    assert "单位：新入库7；待审的比对0行。" in done.stderr
    assert "名录差异：登记4。" in done.stderr
    assert "没有变化" in load(office, LISTS).stderr
    found = json.loads(load(office, LISTS, "--format", "json").stdout)
    assert found["rows"]["market"]["same"] == 6


def test_held_lists_make_the_exit_code(office: Office) -> None:
    load(office, LISTS)
    some = load(office, {"market": MARKET[:1], "tax": TAX})
    assert (some.exit_code, "名录market没有采用" in some.stderr, "U516" in some.stderr) == (1, True, True)
    none = load(office, {"market": MARKET[:1]})
    assert (none.exit_code, "名录库没有变化" in none.stderr, "没有安装" in none.stderr) == (2, True, False)


def test_unit_shows_sources_and_history(office: Office) -> None:
    load(office, LISTS)
    shown = run("unit", code_of(1), "--as-of", "2023-09-30").stdout
    assert "弥渡县恒泽商贸有限公司  法人单位" in shown
    assert "联系电话：08728100001（实地走访，2023-09-01）" in shown
    assert "来源：税务登记 第1行" in shown
    assert "2023-09-01  新入库" in shown
    found = json.loads(run("unit", "1", "--format", "json").stdout)
    assert found["events"][0]["type"] == "entered"
    assert found["values"]["phone"]["list"] == "walk"


def test_search_decide_relink(office: Office) -> None:
    load(office, LISTS)
    assert "恒泽商贸" in run("search", "恒泽").stdout
    assert json.loads(run("search", "卓朗", "--format", "json").stdout)[0]["code"] == ""
    assert run("decide", "different", "walk:1", "market:1").exit_code == 0
    assert "单位：新入库1，变化1" in run("relink", "--on", "2023-09-02").stderr
    assert run("decide", "same", "walk", "market:1").exit_code == 2


def test_items_say_who_holds_what(office: Office) -> None:
    from youju.register import queries

    assert run("items").stdout == ""
    load(office, LISTS)
    assert "联系电话\t实地走访\t2行\t100%  首选" in run("items").stdout
    found = json.loads(run("items", "--format", "json").stdout)
    assert {"item": "name", "source": "tax", "rows": 4, "share": 1.0, "wins": False} in found
    offered = queries.offer(CLERK, code_of(1), "phone")
    assert offered == {"value": "08728100001", "list": "walk", "row": "1", "on": "2023-09-01"}
    assert queries.offer(CLERK, code_of(1), "industry") is None
    assert queries.dictionary(TOWN) == []
