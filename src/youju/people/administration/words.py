"""The audit trail in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from youju.people.accounts import KINDS
from youju.people.administration.queries import Entry

TYPES = {
    "login": _("登录"),
    "login_failed": _("登录不成功"),
    "login_refused": _("登录被暂停"),
    "logout": _("退出"),
    "password_changed": _("修改密码"),
    "password_reset": _("重置密码"),
    "password_first_half": _("发放密码前半"),
    "password_second_half": _("发放密码后半"),
    "second_factor_added": _("启用动态口令"),
    "second_factor_removed": _("停用动态口令"),
    "account_created": _("建立账号"),
    "enabled": _("启用账号"),
    "disabled": _("停用账号"),
    "unlocked": _("解除登录暂停"),
    "export": _("导出"),
    "token_issued": _("发给接口令牌"),
    "token_revoked": _("收回接口令牌"),
    "token_used": _("使用接口令牌"),
    "announced": _("发布公告"),
    "announcement_withdrawn": _("撤下公告"),
    "unmasked": _("查看个人信息"),
    "organisation": _("登记机构"),
    "person": _("登记人员"),
    "grant": _("授予角色"),
    "revoke": _("收回角色"),
}
"""Types of entries, as people call them."""
ORGANISATIONS = {
    "government": _("人民政府"),
    "department": _("部门"),
    "town": _("乡镇街道"),
    "village": _("村、社区"),
    "enterprise": _("企业"),
    "institution": _("事业单位"),
}
"""Kinds of organisations that have a code; others stand as they were typed."""
_FACTS = {
    "name": _("填写的账号"),
    "address": _("地址"),
    "kind": _("类别"),
    "person": _("人员"),
    "organisation": _("机构"),
    "role": _("角色"),
    "title": _("标题"),
    "announcement": _("公告编号"),
    "reason": _("理由"),
    "record": _("记录"),
    "fields": _("内容"),
    "rows": _("行数"),
    "ledger": _("台账"),
    "format": _("格式"),
    "query": _("条件"),
    "step": _("步骤"),
    "way": _("方式"),
    "set": _("改为"),
    "active": _("可以办理"),
    "short_name": _("简称"),
    "division": _("区划"),
    "parent": _("上级机构"),
    "code": _("代码"),
}


def told(entry: Entry) -> str:
    """The facts of an entry, in one line."""
    return gettext("；").join(
        _fact(name, value) for name, value in entry.facts.items() if value not in (None, "", [])
    )


def _fact(name: str, value: Any, *, within: bool = False) -> str:
    label = gettext("名称") if within and name == "name" else str(_FACTS.get(name, name))
    if value is None or value == "":
        return f"{label}{gettext('：')}{gettext('无')}"
    if isinstance(value, Mapping):
        facts = (_fact(key, one, within=True) for key, one in value.items())
        return f"{label}{gettext('：')}" + gettext("、").join(facts)
    if isinstance(value, list):
        return f"{label}{gettext('：')}{gettext('、').join(map(str, value))}"
    if isinstance(value, bool):
        return f"{label}{gettext('：')}{gettext('是') if value else gettext('否')}"
    if name == "kind":
        value = gettext(KINDS[value]) if value in KINDS else kind_of(value)
    return f"{label}{gettext('：')}{value}"


def kind_of(code: str) -> str:
    """A kind of organisations in words."""
    return str(ORGANISATIONS.get(code, code))


def kinds_of(given: str) -> list[tuple[str, str]]:
    """Kinds to choose from; one that is no longer offered stays with the organisation that has it."""
    kept = {} if given in ORGANISATIONS or not given else {given: given}
    return [(code, str(label)) for code, label in {**ORGANISATIONS, **kept}.items()]
