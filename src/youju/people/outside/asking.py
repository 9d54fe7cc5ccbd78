"""Asking an outside service: only over TLS, never along a redirection, and not for long."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import httpx

from youju.errors import fail
from youju.people.limits import is_here

SECONDS = 10.0
LARGEST = 1024 * 1024
"""Bytes of an answer."""


def ask(method: str, address: str, **more: Any) -> httpx.Response:
    """The answer of a service.

    Raises:
        YoujuError: P641 when it does not answer, or not with 200.
    """
    require_secure(address)
    try:
        with httpx.Client(trust_env=False, timeout=SECONDS) as client:
            answer = client.request(method, address, **more)
    except httpx.HTTPError as error:
        raise fail("P641", reason=type(error).__name__) from error
    if answer.status_code != 200 or len(answer.content) > LARGEST:
        raise fail("P641", reason=f"HTTP {answer.status_code}")
    return answer


def require_secure(address: str) -> None:
    """Refuse an address that is not encrypted, unless it is on this machine.

    Raises:
        YoujuError: P641.
    """
    parts = urlsplit(address)
    if parts.scheme in ("https", "ldaps") and parts.hostname:
        return
    if parts.hostname != "localhost" and not is_here(parts.hostname or ""):
        raise fail("P641", reason="地址没有加密")
