"""The settings an operator may give by environment, and where things lie under the home directory.

`SETTINGS` is the one list; ``docs/reference/settings.md`` says the same and a test compares the two.
Enter at `home`, `read`, `flag` and `words`.

Does not belong here: Django's own settings (`settings`), starting anything (`database`).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable.

    Attributes:
        name: The variable.
        default: Its value when unset, as text; empty means "not set".
        help: What it does, in one Chinese sentence for operators.
    """

    name: str
    default: str
    help: str


SETTINGS: tuple[Setting, ...] = (
    Setting("YOUJU_HOME", "./var", "数据目录：内置数据库、证据文件、快照和密钥都放在这里。"),
    Setting("DATABASE_URL", "", "外部 PostgreSQL 的网页账号连接串；不设置时使用内置数据库。"),
    Setting(
        "DATABASE_JOB_URL",
        "",
        "外部 PostgreSQL 的作业账号连接串，供命令和定时工作使用，须有 BYPASSRLS。",
    ),
    Setting("DATABASE_OWNER_URL", "", "外部 PostgreSQL 的属主账号连接串，仅用于迁移、备份和恢复。"),
    Setting("YOUJU_DATABASE_NAME", "youju", "内置数据库的库名。"),
    Setting("YOUJU_DATABASE_POOL", "0", "连接池的最大连接数；0 表示每个线程一个连接。网页服务默认用 16。"),
    Setting("YOUJU_SECRET_KEY", "", "签名密钥；不设置时在数据目录生成一份，仅本人可读。"),
    Setting(
        "YOUJU_EVIDENCE_SCANNER",
        "",
        "佐证材料的病毒扫描：一条命令（文件路径附在最后，返回0为安全），或 module:function；不设置则不扫描。",
    ),
    Setting("YOUJU_DEBUG", "0", "设为 1 时页面显示调试信息，正式环境不得使用。"),
    Setting("YOUJU_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", "网页服务接受的主机名，用逗号分隔。"),
    Setting("YOUJU_HTTPS", "0", "网页服务经 HTTPS 提供时设为 1：会话只经加密连接传送。"),
    Setting(
        "YOUJU_OIDC_ISSUER",
        "",
        "统一身份认证（OpenID Connect）的发布者地址；设置后登录页面提供此方式，只认已有的普通账号。",
    ),
    Setting("YOUJU_OIDC_CLIENT", "", "在统一身份认证登记的应用标识；回调地址为 公开地址/login/oidc/back/。"),
    Setting("YOUJU_OIDC_SECRET", "", "统一身份认证发给本应用的密钥。"),
    Setting("YOUJU_OIDC_CLAIM", "preferred_username", "统一身份认证的哪一项是本平台的账号名。"),
    Setting("YOUJU_CAS_ADDRESS", "", "单点登录（CAS）的地址，如 https://sso.example.cn/cas。"),
    Setting(
        "YOUJU_LDAP_ADDRESS",
        "",
        "目录服务（LDAP）的地址，如 ldaps://ldap.example.cn；设置后普通账号也可以用目录中的密码登录。",
    ),
    Setting(
        "YOUJU_LDAP_NAME", "", "目录中的名称，{name} 处为账号名，如 uid={name},ou=people,dc=example,dc=cn。"
    ),
    Setting("YOUJU_WATERMARK", "0", "设为 1 时页面带有水印：姓名和打开的时间。"),
    Setting("YOUJU_SESSION_MINUTES", "60", "多少分钟没有操作即须重新登录。"),
    Setting(
        "YOUJU_PUBLIC_ADDRESS",
        "http://localhost:8000",
        "邮件和推送中的链接以此开头，如 https://youju.example.cn。",
    ),
    Setting(
        "YOUJU_WEBHOOK_HOSTS", "oapi.dingtalk.com,qyapi.weixin.qq.com", "通知可以推送到的主机，用逗号分隔。"
    ),
    Setting("YOUJU_MAIL_HOST", "", "发送通知邮件的服务器；不设置则不发送邮件。"),
    Setting("YOUJU_MAIL_PORT", "465", "邮件服务器的端口；465 用 TLS，其他端口用 STARTTLS。"),
    Setting("YOUJU_MAIL_USER", "", "邮件服务器的账号。"),
    Setting("YOUJU_MAIL_PASSWORD", "", "邮件服务器的口令。"),
    Setting("YOUJU_MAIL_FROM", "", "通知邮件的发件人；不设置时用邮件服务器的账号。"),
    Setting("YOUJU_HOST", "127.0.0.1", "网页服务监听的地址。"),
    Setting("YOUJU_PORT", "8000", "网页服务监听的端口。"),
)

_DEFAULTS = {setting.name: setting.default for setting in SETTINGS}


def read(name: str) -> str:
    """Value of one setting; its default when the variable is unset or empty.

    Raises:
        KeyError: The name is not in `SETTINGS`, so that no undocumented variable is ever read.
    """
    return os.environ.get(name) or _DEFAULTS[name]


def flag(name: str) -> bool:
    """A setting that is on (``1``, ``true``, ``yes``, ``on``) or off."""
    return read(name).strip().lower() in {"1", "true", "yes", "on"}


def words(name: str) -> list[str]:
    """A setting that lists words separated by commas."""
    return [word.strip() for word in read(name).split(",") if word.strip()]


def home() -> Path:
    """The home directory as an absolute path; it need not exist yet."""
    return Path(read("YOUJU_HOME")).expanduser().resolve()
