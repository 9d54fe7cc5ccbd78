"""Django's registration of this room."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The room ``people``."""

    name = "youju.people"
    label = "people"
    verbose_name = "人员与机构"

    def ready(self) -> None:
        """Take the ticket of a request away when its answer has been sent; keep out what Django would add."""
        from django.contrib.auth.signals import user_logged_in
        from django.core.signals import request_finished
        from django.db.models.signals import post_migrate

        from youju.people.middleware import closed

        # The audit trail says who logged in; nobody without a ticket may change an account.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
        # Roles come from packs: Django's own permissions would be rows that nothing reads.
        post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
        request_finished.connect(closed, dispatch_uid="youju.people.tickets")
