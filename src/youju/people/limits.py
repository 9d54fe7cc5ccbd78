"""How often somebody may ask within a minute, counted by each process for itself."""

from __future__ import annotations

import ipaddress
import threading
from collections import OrderedDict
from datetime import datetime

LOGINS = 120
"""Logins from one address; a whole office may stand behind it."""
PREFERENCES = 120
"""Changes of language or scheme from one address."""
_MOST = 10_000


def is_here(address: str) -> bool:
    """Whether an address is one of this machine."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


class PerMinute:
    """Counts requests by who asks and minute; forgets those who have not asked for longest."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: OrderedDict[str, tuple[int, int]] = OrderedDict()

    def allows(self, who: str, limit: int, *, at: datetime) -> bool:
        """Whether another request is within the limit; it is counted."""
        minute = int(at.timestamp()) // 60
        with self._lock:
            of, count = self._counts.pop(who, (minute, 0))
            count = count + 1 if of == minute else 1
            self._counts[who] = (minute, count)
            if len(self._counts) > _MOST:
                self._counts.popitem(last=False)
            return count <= limit


preferences = PerMinute()
"""Changes of preferences, by network address; the form is open to everybody."""
logins = PerMinute()
"""Attempts to log in, by network address; checked before anything that costs time is done."""
