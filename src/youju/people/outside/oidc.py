"""OpenID Connect, the code flow with PKCE (OpenID Connect Core 1.0, section 3.1; RFC 7636).

`begin` gives the address to which the browser goes and what to remember; `finish` takes the answer and gives
the name that the service's signed token says.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from youju.errors import fail
from youju.people.outside.asking import ask, require_secure

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"]
"""Signatures that are believed: those by a key that only the service has."""
LEEWAY = 60
"""Seconds by which clocks may differ."""


class Waiting(NamedTuple):
    """What a session remembers between `begin` and `finish`."""

    state: str
    nonce: str
    verifier: str


def begin(back: str) -> tuple[str, Waiting]:
    """Where the browser goes to log in.

    Args:
        back: Address to which it returns.

    Raises:
        YoujuError: P641.
    """
    waiting = Waiting(generate_token(32), generate_token(32), generate_token(48))
    address = _discovered()["authorization_endpoint"]
    require_secure(address)
    return prepare_grant_uri(
        address,
        client_id=settings.OIDC_CLIENT,
        response_type="code",
        redirect_uri=back,
        scope="openid profile",
        state=waiting.state,
        nonce=waiting.nonce,
        code_challenge=create_s256_code_challenge(waiting.verifier),
        code_challenge_method="S256",
    ), waiting


def finish(code: str, waiting: Waiting, *, back: str) -> str:
    """The name of whoever has logged in.

    Raises:
        YoujuError: P640 when the answer cannot be believed, P641.
    """
    found = _discovered()
    answer = ask(
        "POST",
        found["token_endpoint"],
        data={
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "client_id": settings.OIDC_CLIENT,
            "client_secret": settings.OIDC_SECRET,
            "code_verifier": waiting.verifier,
        },
    )
    keys = ask("GET", found["jwks_uri"])
    try:
        token = jwt.decode(
            _text(answer.json(), "id_token"), KeySet.import_key_set(keys.json()), algorithms=ALGORITHMS
        )
        claims = CodeIDToken(
            token.claims,
            token.header,
            options={"iss": {"value": settings.OIDC_ISSUER}, "aud": {"value": settings.OIDC_CLIENT}},
            params={"nonce": waiting.nonce, "client_id": settings.OIDC_CLIENT},
        )
        if "nonce" not in claims:
            raise fail("P640", reason="没有标明是对哪次登录的答复")
        claims.validate(leeway=LEEWAY)
        return _text(claims, settings.OIDC_CLAIM)
    except (JoseError, AuthlibBaseError, ValueError) as error:
        raise fail("P640", reason="的签名或内容不对") from error


def _discovered() -> dict[str, Any]:
    """What the service says of itself (OpenID Connect Discovery 1.0)."""
    address = f"{settings.OIDC_ISSUER.rstrip('/')}/.well-known/openid-configuration"
    try:
        found = ask("GET", address).json()
    except ValueError as error:
        raise fail("P641", reason="答复不是 JSON") from error
    if not isinstance(found, dict) or found.get("issuer") != settings.OIDC_ISSUER:
        raise fail("P641", reason="发布者不符")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        _text(found, name)
    return found


def _text(found: Any, name: str) -> str:
    value = found.get(name) if isinstance(found, dict) else None
    if not isinstance(value, str) or not value:
        raise fail("P640", reason=f"没有 {name}")
    return value
