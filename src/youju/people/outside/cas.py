"""CAS, protocol 2.0 and later (Apereo, CAS Protocol Specification, 2.5): a ticket is exchanged for a name."""

from __future__ import annotations

from urllib.parse import urlencode

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.conf import settings

from youju.errors import fail
from youju.people.outside.asking import ask, require_secure

_NAMES = {"cas": "http://www.yale.edu/tp/cas"}


def begin(back: str) -> str:
    """Where the browser goes to log in.

    Args:
        back: Address to which it returns with a ticket.

    Raises:
        YoujuError: P641.
    """
    require_secure(settings.CAS_ADDRESS)
    return f"{_address('login')}?{urlencode({'service': back})}"


def finish(ticket: str, *, back: str) -> str:
    """The name of whoever has logged in.

    Args:
        ticket: As it came with the browser.
        back: The address that was given to `begin`.

    Raises:
        YoujuError: P640 when the service does not know the ticket, P641.
    """
    answer = ask("GET", _address("serviceValidate"), params={"service": back, "ticket": ticket})
    try:
        found = fromstring(answer.content)
    except (ParseError, DefusedXmlException) as error:
        raise fail("P640", reason="不是 CAS 的答复") from error
    name = found.findtext("cas:authenticationSuccess/cas:user", namespaces=_NAMES)
    if not name:
        raise fail("P640", reason="没有通过")
    return str(name)


def _address(path: str) -> str:
    return f"{settings.CAS_ADDRESS.rstrip('/')}/{path}"
