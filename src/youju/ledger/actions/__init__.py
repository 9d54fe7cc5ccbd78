"""The door for every change to a ledger. All take the actor and the time as arguments and are atomic.

Each action checks who may, what the state allows and what was given, collects all problems, appends one
event (or the few that belong together) and brings the projection up to date in the same transaction. When
one raises, nothing has changed.

Modules: `opening`, `performing` (with `judging`), `entering` (whole lives at once), `correcting` (amend,
void), `linking` (link, unlink, merge), `escalating`, `relighting`, `indexing` (words for search), `upgrading`
(packs), `attaching` (evidence), and `committing`, through which all write.
"""

from youju.ledger.actions.correcting import amend, void
from youju.ledger.actions.entering import Life, enter
from youju.ledger.actions.escalating import Escalated, escalate
from youju.ledger.actions.indexing import index
from youju.ledger.actions.judging import Request
from youju.ledger.actions.linking import link, merge, unlink
from youju.ledger.actions.opening import open_record
from youju.ledger.actions.performing import (
    is_possible,
    judge_many,
    perform,
    perform_many,
    perform_series,
)
from youju.ledger.actions.relighting import relight
from youju.ledger.actions.saving import choose_columns, delete_view, save_view
from youju.ledger.actions.upgrading import install_pack

__all__ = [
    "Escalated",
    "Life",
    "Request",
    "amend",
    "choose_columns",
    "delete_view",
    "enter",
    "escalate",
    "index",
    "install_pack",
    "is_possible",
    "judge_many",
    "link",
    "merge",
    "open_record",
    "perform",
    "perform_many",
    "perform_series",
    "relight",
    "save_view",
    "unlink",
    "void",
]
