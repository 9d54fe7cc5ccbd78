"""The door for every write of this room: telling, reading, wishes (`saying`), and sending (`sending`)."""

from youju.notices.actions.saying import Telling, advance, mark_read, notify, told_upto, wish
from youju.notices.actions.sending import send

__all__ = ["Telling", "advance", "mark_read", "notify", "send", "told_upto", "wish"]
