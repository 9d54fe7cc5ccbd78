"""The audit trail in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from youju.people.accounts import KINDS
from youju.people.administration.queries import Entry

TYPES = {
    "login": "登录",
    "login_failed": "登录不成功",
    "login_refused": "登录被暂停",
    "logout": "退出",
    "password_changed": "修改密码",
    "password_reset": "重置密码",
    "password_first_half": "发放密码前半",
    "password_second_half": "发放密码后半",
    "second_factor_added": "启用动态口令",
    "second_factor_removed": "停用动态口令",
    "account_created": "建立账号",
    "enabled": "启用账号",
    "disabled": "停用账号",
    "unlocked": "解除登录暂停",
    "export": "导出",
    "token_issued": "发给接口令牌",
    "token_revoked": "收回接口令牌",
    "token_used": "使用接口令牌",
    "unmasked": "查看个人信息",
    "organisation": "登记机构",
    "person": "登记人员",
    "grant": "授予角色",
    "revoke": "收回角色",
}
"""Types of entries, as people call them."""
_FACTS = {
    "name": "填写的账号",
    "address": "地址",
    "kind": "类别",
    "person": "人员",
    "organisation": "机构",
    "role": "角色",
    "reason": "理由",
    "record": "记录",
    "fields": "内容",
    "rows": "行数",
    "ledger": "台账",
    "format": "格式",
    "query": "条件",
    "step": "步骤",
    "set": "改为",
    "active": "可以办理",
    "short_name": "简称",
    "division": "区划",
    "parent": "上级机构",
    "code": "代码",
}


def told(entry: Entry) -> str:
    """The facts of an entry, in one line."""
    return "；".join(_fact(name, value) for name, value in entry.facts.items() if value not in (None, "", []))


def _fact(name: str, value: Any) -> str:
    label = _FACTS.get(name, name)
    if isinstance(value, Mapping):
        return f"{label}：" + "、".join(_fact(key, one) for key, one in value.items())
    if isinstance(value, list):
        return f"{label}：{'、'.join(map(str, value))}"
    if isinstance(value, bool):
        return f"{label}：{'是' if value else '否'}"
    return f"{label}：{KINDS.get(value, value) if isinstance(value, str) else value}"
