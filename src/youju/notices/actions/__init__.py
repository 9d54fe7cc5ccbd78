"""The door for every write of this room: `saying` (telling, reading, wishes), `sending`, `announcing`."""

from youju.notices.actions.announcing import announce, withdraw
from youju.notices.actions.saying import Telling, advance, mark_read, notify, told_upto, wish
from youju.notices.actions.sending import send

__all__ = [
    "Telling", "advance", "announce", "mark_read", "notify", "send", "told_upto", "wish", "withdraw",
]  # fmt: skip
