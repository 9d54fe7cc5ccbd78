"""The WSGI application, for servers that speak WSGI only."""

from __future__ import annotations

from youju.web import database
from youju.web.setup import django_setup

database.serve_pages()
django_setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - Django must be configured first

application = get_wsgi_application()
