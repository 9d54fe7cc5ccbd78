"""Middleware: what a page may load, and from where it may be asked for.

`ContentSecurityPolicy` answers with headers under which a page loads nothing but our own style sheets,
scripts and pictures, and runs no script that stands in the page itself. `require_this_machine` keeps the
service from listening to other machines without encryption. Does not belong here: logins and roles.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from youju.errors import fail
from youju.web import environment

Answer = Callable[[HttpRequest], HttpResponse]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def ContentSecurityPolicy(get_response: Answer) -> Answer:  # noqa: N802 - named as Django names middleware
    """Puts the policy on every answer without a stricter one; keeps pages out of shared caches."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return middleware


def is_this_machine(address: str) -> bool:
    """Whether a client's address is a loopback one; unreadable ones are not.

    Example:
        >>> is_this_machine("127.0.0.1"), is_this_machine("::1"), is_this_machine("10.0.0.7")
        (True, True, False)
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback


def require_this_machine(host: str) -> None:
    """Refuse to listen where other machines could ask, while sessions would travel unencrypted.

    Raises:
        YoujuError: W910.
    """
    if environment.flag("YOUJU_HTTPS"):
        return
    if host != "localhost" and not is_this_machine(host.strip("[]")):
        raise fail("W910", host=host)
