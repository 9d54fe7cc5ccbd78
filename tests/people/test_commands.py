"""The commands with which an installation gets its first accounts."""

from __future__ import annotations

from typing import Any

import pytest
from typer.testing import CliRunner

from tests.people.test_administration import log_in
from youju.errors import YoujuError


def run(*words: str) -> Any:
    """Run ``youju account`` in this process."""
    from youju.people.commands import app

    return CliRunner().invoke(app, list(words), catch_exceptions=False)


def test_the_first_password_is_printed_once_and_must_be_changed(db: Any) -> None:
    password = run("add", "xitong", "--kind", "system_admin").stdout.splitlines()[-1]
    assert log_in("xitong", password).answer.headers["Location"] == "/password/"
    again = run("reset", "xitong").stdout.splitlines()[-1]
    assert again != password
    assert log_in("xitong", password).answer.status_code == 403
    assert log_in("xitong", again).answer.headers["Location"] == "/password/"
    assert run("unlock", "xitong").exit_code == 0
    with pytest.raises(YoujuError) as raised:
        run("add", "xitong", "--kind", "system_admin")
    assert raised.value.code == "P623"
