"""Does what the system administrator asked of packs in their page: run scenarios, preview, install.

One piece of the worker's round, enter at `round_of_packs`. Scenarios run in a process of their own, because a
scratch schema turns the connections of a whole process round.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from youju.definitions.load import Loaded, load_pack
from youju.errors import YoujuError, fail
from youju.ledger.actions import packing
from youju.ledger.models import PackWork
from youju.people.actors import Actor

SECONDS = 900
"""Scenarios that take longer are ended."""

Outcome = Mapping[str, Any]


def round_of_packs(at: datetime) -> str:
    """Do everything that is asked.

    Returns:
        A sentence when something was done.
    """
    count = 0
    while (one := packing.take(at=at)) is not None:
        try:
            outcome = _WORKS[one.work](one, at)
        except YoujuError as error:
            outcome = {"problems": [problem.sentence() for problem in error.problems]}
        packing.finish(one, outcome, at=at)
        count += 1
    return f"办理业务包事项{count}件。" if count else ""


def _scenarios(one: PackWork, _at: datetime) -> Outcome:
    """Run the scenarios of a pack in a scratch schema; the real records are out of their reach."""
    try:
        done = subprocess.run(  # noqa: S603 - our own command; the folder is one that the server has found
            [sys.executable, "-m", "youju", "scenario", "run", one.folder, "--format", "json"],
            capture_output=True, text=True, timeout=SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise fail("W931", minutes=SECONDS // 60) from None
    said = done.stderr.splitlines()
    if done.returncode > 1:
        return {"problems": said}
    results = json.loads(done.stdout)["scenarios"]
    wrong = [
        f"{result['scenario']}第{difference['line']}行，{difference['on']}，{difference['what']}："
        f"应为{difference['expected']}，实为{difference['got']}"
        for result in results
        for difference in result["differences"]
    ]
    return {"said": said, "problems": wrong}


def _as_asked(one: PackWork) -> Loaded:
    """The pack in its folder.

    Raises:
        YoujuError: All problems of the pack; W930 when it is no longer what was looked at.
    """
    loaded = load_pack(Path(one.folder), search=[Path(one.folder).parent])
    if loaded.digest != one.digest:
        raise fail("W930", pack=one.pack)
    return loaded


def _preview(one: PackWork, at: datetime) -> Outcome:
    """Install and take it back, to see what is in the way."""
    return {"problems": packing.install(_as_asked(one), actor=_actor(one), at=at, only_try=True)}


def _install(one: PackWork, at: datetime) -> Outcome:
    """Install or upgrade."""
    loaded = _as_asked(one)
    problems = packing.install(loaded, actor=_actor(one), at=at)
    return {"problems": problems, "said": [] if problems else [f"已安装 {loaded.name} {loaded.version}。"]}


def _actor(one: PackWork) -> Actor:
    """Whoever asked; acts on definitions only, so without an organisation."""
    return Actor(one.asked_by, one.asked_by, None, frozenset())


_WORKS: Mapping[str, Callable[[PackWork, datetime], Outcome]] = {
    "scenarios": _scenarios,
    "preview": _preview,
    "install": _install,
}
