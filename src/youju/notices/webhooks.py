"""Messages to the robots of WeCom (企业微信) and DingTalk (钉钉), and to which addresses they may go.

A person names the address, the server calls it: only hosts that the operator allows
(``YOUJU_WEBHOOK_HOSTS``), only by HTTPS, never along a redirection. DingTalk's signature is HMAC-SHA256 over
the time in milliseconds, a line break and the secret, keyed by the secret
(open.dingtalk.com, 自定义机器人安全设置).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus, urlsplit

import httpx
from cryptography.fernet import Fernet
from django.conf import settings
from django.utils.translation import gettext_noop

SECONDS = 10.0
"""How long an answer may take."""


class Refused(Exception):
    """A robot did not take a message; says why, in Chinese."""


def refusal(url: str) -> str:
    """Why an address must not be called, in Chinese; empty when it may be."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return gettext_noop("不是网址")
    if parts.scheme != "https" or not parts.hostname:
        return gettext_noop("不以 https:// 开头")
    if parts.username is not None or parts.password is not None or port not in (None, 443):
        return gettext_noop("带有账号或端口")
    if parts.hostname.lower() not in settings.WEBHOOK_HOSTS:
        return gettext_noop("的主机不在允许之列")
    return ""


def sealed(secret: str) -> str:
    """A secret as it is kept."""
    return _box().encrypt(secret.encode()).decode()


def opened(kept: str) -> str:
    """A secret that was kept."""
    return _box().decrypt(kept.encode()).decode()


def _box() -> Fernet:
    key = hmac.digest(settings.SECRET_KEY.encode(), b"youju webhook", "sha256")
    return Fernet(base64.urlsafe_b64encode(key))


def signed(url: str, secret: str, *, at: datetime) -> str:
    """An address with DingTalk's signature; as it is without a secret."""
    if not secret:
        return url
    stamp = str(round(at.timestamp() * 1000))
    digest = hmac.digest(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256)
    signature = quote_plus(base64.b64encode(digest))
    return f"{url}{'&' if '?' in url else '?'}timestamp={stamp}&sign={signature}"


def body(url: str, title: str, text: str) -> dict[str, Any]:
    """A message as the robot of an address reads it."""
    if (urlsplit(url).hostname or "").endswith("weixin.qq.com"):
        return {"msgtype": "markdown", "markdown": {"content": f"**{title}**\n{text}"}}
    return {"msgtype": "markdown", "markdown": {"title": title, "text": f"**{title}**\n\n{text}"}}


def send(url: str, secret: str, title: str, text: str, *, at: datetime, client: httpx.Client) -> None:
    """Send a message to a robot.

    Raises:
        Refused: It was not taken; the caller tries again later.
    """
    if reason := refusal(url):
        raise Refused(f"推送地址{reason}")
    try:
        answer = client.post(
            signed(url, secret, at=at), json=body(url, title, text), follow_redirects=False, timeout=SECONDS
        )
    except httpx.HTTPError as error:
        raise Refused(f"连接不上：{type(error).__name__}") from error
    if answer.status_code != 200:
        raise Refused(f"对方返回状态{answer.status_code}")
    try:
        said = answer.json()
    except ValueError:
        return  # a robot of another make that answers with nothing in particular
    if isinstance(said, dict) and said.get("errcode", 0) != 0:
        raise Refused(f"对方拒收：{str(said.get('errmsg', ''))[:100]}")
