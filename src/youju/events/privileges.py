"""What the roles that work with records may do with a table; called by migrations, which run as the owner."""

from __future__ import annotations

from typing import Any

from django.conf import settings


def leave(schema_editor: Any, what: str, privileges: str, *, roles: list[str] | None = None) -> None:
    """Take everything from the application and job roles, and give back some privileges.

    Args:
        what: Name of a table, or ``SEQUENCE name``.
        privileges: Such as ``SELECT, INSERT``; empty for none.
        roles: Only these; by default both.
    """
    connection = schema_editor.connection
    for name in roles or settings.APPLICATION_ROLES:
        if name == connection.settings_dict["USER"]:
            continue  # `youju.web.database.check_application_role` refuses such a set-up
        role = connection.ops.quote_name(name)
        schema_editor.execute(f"REVOKE ALL ON {what} FROM {role}, PUBLIC")
        if privileges:
            schema_editor.execute(f"GRANT {privileges} ON {what} TO {role}")
