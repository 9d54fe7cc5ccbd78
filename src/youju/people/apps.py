"""Django's registration of this room."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The room ``people``."""

    name = "youju.people"
    label = "people"
    verbose_name = "人员与机构"

    def ready(self) -> None:
        """Take the ticket of a request away when its answer has been sent."""
        from django.contrib.auth.signals import user_logged_in
        from django.core.signals import request_finished

        from youju.people.middleware import closed

        # The audit trail says who logged in; nobody without a ticket may change an account.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
        request_finished.connect(closed, dispatch_uid="youju.people.tickets")
