"""Whose session it is; Django asks with every request. Passwords are checked by `signing_in`."""

from __future__ import annotations

from youju.people.models import Account


class Accounts:
    """Finds the account of a session; one that was disabled is gone at once."""

    def get_user(self, user_id: int) -> Account | None:
        """The account, if it may still log in."""
        return Account.objects.select_related("person").filter(id=user_id, is_active=True).first()
