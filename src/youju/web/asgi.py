"""The ASGI application that ``youju serve`` runs; a server that imports it directly gets the same set-up."""

from __future__ import annotations

from youju.web import database
from youju.web.setup import django_setup

database.serve_pages()
django_setup()

from django.core.asgi import get_asgi_application  # noqa: E402 - Django must be configured first

application = get_asgi_application()
