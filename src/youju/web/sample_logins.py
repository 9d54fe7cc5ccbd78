"""Logins for the sample: persons of different rank, and the three administrators.

Their one-time passwords are made anew in every installation and stand, readable by its owner only, in
``logins.txt`` below the home directory. Whoever logs in first sets a password of his own.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from youju.web import environment

PERSONS = {
    "meng": ("hy_meng", "县统计局：名录库、数列、指标和报告"),
    "wu": ("hy_wu", "县审计局：登记、交办、销号审计问题"),
    "he": ("hy_he", "县热线受理中心：接收、分拣、转办工单"),
    "tang": ("hy_town01", "城关镇：只见本镇的单位、差异、图斑和问题"),
    "li": ("li", "市政府督查室：看全市的审计整改督办"),
    "wang": ("wang", "市审计局：登记、交办、销号审计问题"),
    "shen": ("shen", "热线受理中心：接收、分拣、转办工单"),
    "lv": ("lv", "青禾镇：只见本镇的图斑和问题"),
}
"""Login, person and what he does: of the sample county, then of the stories of the pack ``supervision``."""
ADMINISTRATORS = {
    "sysadmin": ("system_admin", "系统管理员：机构、账号、业务包"),
    "secadmin": ("security_admin", "安全管理员：授予角色、解除锁定"),
    "audadmin": ("audit_admin", "审计管理员：查看审计日志"),
}
FILE = "logins.txt"


def file() -> Path:
    """Where the logins stand."""
    return environment.home() / FILE


def make(*, at: datetime) -> list[str]:
    """Make the logins that do not exist yet.

    Returns:
        A line for each: name, one-time password, for whom; nothing when all existed.
    """
    from youju.people import accounts
    from youju.people.models import Account, Person

    present = set(Account.objects.values_list("username", flat=True))
    wanted: list[tuple[str, str, str | None, str]] = [
        (name, "user", person, rank)
        for name, (person, rank) in PERSONS.items()
        if Person.objects.filter(id=person).exists()
    ]
    wanted += [(name, kind, None, rank) for name, (kind, rank) in ADMINISTRATORS.items()]
    lines = []
    for name, kind, person, rank in wanted:
        if name not in present:
            password = accounts.create_account(name, actor="system", at=at, kind=kind, person=person)
            lines.append(f"{name:<9} {password}  {rank}")
    if lines:
        _keep(lines)
    return lines


def _keep(lines: list[str]) -> None:
    """Append to the file, which nobody else may read."""
    handle = os.open(file(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.writelines(f"{line}\n" for line in lines)
