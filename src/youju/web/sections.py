"""The sections that the project itself puts into the left column: ledgers, checks, administration.

Does not belong here: the sections of rooms that register their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youju.ledger import catalogue
from youju.ui import navigation


def register() -> None:
    """Put them there; `urls` does so once."""
    system, security = navigation.of_kind("system_admin"), navigation.of_kind("security_admin")
    navigation.register(
        navigation.Entry("ledger", _("台账"), "ledgers", 20, below=_ledgers),
        navigation.Entry("figures", _("指标"), "figures:list", 60),
        navigation.Entry("check", _("检查报告"), "check", 70),
        navigation.Entry("organisations", _("机构"), "people:organisations", 80, system),
        navigation.Entry("accounts", _("账号"), "people:accounts", 81, system),
        navigation.Entry("announcements", _("公告"), "announcements", 82, system),
        navigation.Entry("roles", _("角色"), "people:roles", 80, security),
        navigation.Entry("locks", _("密码与登录"), "people:locks", 81, security),
        navigation.Entry("tokens", _("接口令牌"), "people:tokens", 82, security),
        navigation.Entry("policies", _("安全策略"), "people:policies", 83, security),
        navigation.Entry("trail", _("审计日志"), "people:trail", 80, navigation.of_kind("audit_admin")),
    )


def _ledgers(request: HttpRequest) -> Iterator[navigation.Link]:
    """Every ledger, so that one goes from one to the next without a detour."""
    for name, rules in catalogue.all_current().items():
        href = reverse("ledger:list", args=[name])
        yield navigation.Link(rules.ledger.label, href, current=request.path == href)
