"""The examples in the docstrings of the room are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import youju.standards

MODULES = [module.name for module in pkgutil.iter_modules(youju.standards.__path__, "youju.standards.")]
PAGE = Path(__file__).parents[2] / "docs/reference/standards.md"


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    failed, tried = doctest.testmod(importlib.import_module(name))
    assert failed == 0
    assert tried > 0, f"{name} has no example"


def test_the_examples_of_the_reference_page() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert failed == 0
    assert tried > 20


def test_importing_the_room_loads_no_table_and_no_calendar() -> None:
    names = ", ".join(MODULES)
    code = (
        f"import sys, {names}; from youju.standards import tables; "
        "assert 'chinese_calendar' not in sys.modules; assert 'django' not in sys.modules; "
        "assert not tables.loaded(), tables.loaded()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
