"""Every write of the register.

Enter at `load` (take deliveries in), `relink` and `apply_settled` (apply what was decided meanwhile),
`decide` and `enlist`.
"""

from __future__ import annotations

from youju.register.actions.deciding import decide
from youju.register.actions.entering import enlist, enlist_all
from youju.register.actions.loading import Result, apply_settled, load, relink, take_in
from youju.register.actions.naming import take_villages
from youju.register.actions.projecting import take_projects
from youju.register.actions.uploading import accept, hand_in, take_uploads

__all__ = [
    "Result",
    "accept",
    "apply_settled",
    "decide",
    "enlist",
    "enlist_all",
    "hand_in",
    "load",
    "relink",
    "take_in",
    "take_projects",
    "take_uploads",
    "take_villages",
]
