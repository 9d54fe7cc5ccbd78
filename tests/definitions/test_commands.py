"""``youju pack``: what goes to standard output and error, and the exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.definitions.packs import BROKEN, GOOD, NEIGHBOURS
from youju.definitions.commands import app
from youju.definitions.load import load_pack
from youju.definitions.schema import KINDS
from youju.errors import YoujuError

RUN = CliRunner()


def test_a_good_pack_is_clean() -> None:
    result = RUN.invoke(app, ["check", str(GOOD)])
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "检查了1个业务包，1个没有错误，共0处错误。" in result.stderr


def test_mistakes_are_listed_with_their_places() -> None:
    result = RUN.invoke(app, ["check", str(BROKEN / "D340"), str(GOOD), str(BROKEN / "D356")])
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(f"{BROKEN}/D340/ledgers/items.yaml:13:49 transitions.finish.by")
    assert lines[0].endswith("最接近的是“clerk”，请改正名称。〔D340〕")
    assert "检查了3个业务包，1个没有错误，共2处错误。" in result.stderr


@pytest.mark.parametrize("folder", ["nowhere", "empty"])
def test_nothing_to_check_is_another_exit_code(folder: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert RUN.invoke(app, ["check", str(tmp_path / folder)]).exit_code == 2


def test_the_machine_output_is_json() -> None:
    result = RUN.invoke(app, ["check", str(GOOD), str(BROKEN / "D322"), "--format", "json"])
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert found["problems"] == 1
    good, bad = found["packs"]
    assert (good["pack"], good["version"], good["problems"]) == ("county", "1.1.0", [])
    assert good["digest"] == load_pack(GOOD).digest
    assert bad["pack"] is None
    problem = bad["problems"][0]
    assert problem["code"] == "D322"
    assert problem["where"]["path"] == "fields.kind.type"
    assert problem["mend"] == "最接近的是“text”，请改正名称。"


def test_dependencies_are_searched_where_one_says() -> None:
    assert RUN.invoke(app, ["check", str(BROKEN / "D344")]).exit_code == 1
    result = RUN.invoke(app, ["check", str(BROKEN / "D344"), "--search", str(NEIGHBOURS)])
    assert "D344" in result.stdout


def test_a_pack_is_shown_by_name_or_folder() -> None:
    by_name = RUN.invoke(app, ["show", "county", "--search", str(GOOD.parent)])
    by_folder = RUN.invoke(app, ["show", str(GOOD)])
    assert by_name.exit_code == 0
    assert by_name.stdout == by_folder.stdout
    assert by_name.stdout.startswith("# 县级督查（county 1.1.0）")


def test_an_unknown_pack_is_a_sentence() -> None:
    result = RUN.invoke(app, ["show", "superivsion"])
    assert isinstance(result.exception, YoujuError)
    assert result.exception.code == "D391"


def test_packs_are_listed() -> None:
    result = RUN.invoke(app, ["list", "--search", str(BROKEN), "--search", str(GOOD.parent)])
    lines = result.stdout.splitlines()
    assert f"county\t1.1.0\t县级督查\t{GOOD}" in lines
    assert any(line.startswith("D340\t-\t有1处错误") for line in lines)


def test_a_new_pack_passes_the_check(tmp_path: Path) -> None:
    folder = tmp_path / "my_bureau"
    result = RUN.invoke(app, ["new", str(folder)])
    assert result.exit_code == 0
    written = [Path(line) for line in result.stdout.splitlines()]
    assert all(path.is_file() for path in written)
    assert {path.relative_to(folder).parts[0] for path in written} == {
        "pack.yaml",
        "ledgers",
        "figures",
        "reports",
    }
    assert RUN.invoke(app, ["check", str(folder)]).exit_code == 0
    assert isinstance(RUN.invoke(app, ["new", str(folder)]).exception, YoujuError)
    assert isinstance(RUN.invoke(app, ["new", str(tmp_path / "新包")]).exception, YoujuError)
    assert not (tmp_path / "新包").exists()


def test_schemas_and_reference_are_written(tmp_path: Path) -> None:
    result = RUN.invoke(app, ["schema", str(tmp_path / "schema")])
    assert len(result.stdout.splitlines()) == len(list((tmp_path / "schema").iterdir())) == len(KINDS)
    assert RUN.invoke(app, ["reference"]).stdout.startswith("# 业务包格式")


def test_checking_loads_neither_django_nor_an_engine() -> None:
    code = (
        "import sys\nfrom youju.definitions.load import read_pack\n"
        f"pack, _ = read_pack({str(GOOD)!r})\nassert pack\n"
        "print(sorted({'django', 'duckdb', 'pyspark', 'pyarrow'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
