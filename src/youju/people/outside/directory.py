"""A directory (LDAP, RFC 4513) that knows the passwords of users: it is asked by binding with them."""

from __future__ import annotations

import warnings
from typing import Any

from django.conf import settings

from youju.errors import fail
from youju.people.outside.asking import SECONDS, require_secure


def is_used() -> bool:
    """Whether there is one."""
    return bool(settings.LDAP_ADDRESS)


def accepts(name: str, password: str) -> bool:
    """Whether the directory knows the name with this password.

    Raises:
        YoujuError: P641 when it does not answer.
    """
    if not name or not password:
        return False  # a bind without a password succeeds for everybody (RFC 4513, section 5.1.2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # names of pyasn1 that ldap3 2.9 still uses
        from ldap3.core.exceptions import LDAPException
        from ldap3.utils.dn import escape_rdn
    try:
        connection = connect(settings.LDAP_NAME.replace("{name}", escape_rdn(name)), password)
        try:
            return bool(connection.bind())
        finally:
            connection.unbind()
            if connection.socket is not None:
                connection.socket.close()  # ldap3 leaves it open when nobody listened
    except LDAPException as error:
        raise fail("P641", reason=type(error).__name__) from error


def connect(user: str, password: str) -> Any:
    """A connection that is not open yet.

    Raises:
        YoujuError: P641 for an address without encryption.
    """
    import ldap3

    require_secure(settings.LDAP_ADDRESS)
    server = ldap3.Server(settings.LDAP_ADDRESS, get_info=ldap3.NONE, connect_timeout=SECONDS)
    return ldap3.Connection(
        server, user=user, password=password, receive_timeout=SECONDS, raise_exceptions=False
    )
