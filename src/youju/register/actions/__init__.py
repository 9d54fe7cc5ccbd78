"""Every write of the register.

Enter at `load` (take deliveries in), `relink` (apply what was decided meanwhile) and `decide`.
"""

from __future__ import annotations

from youju.register.actions.deciding import decide
from youju.register.actions.loading import Result, load, relink

__all__ = ["Result", "decide", "load", "relink"]
