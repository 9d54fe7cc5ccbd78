"""The ASGI application that ``youju serve`` runs; a server that imports it directly gets the same set-up.

A process that another one started, as each of those that ``youju serve`` works with, ends when that one is
gone, however it went: nobody else would stop it, and it would hold the port and the database.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from multiprocessing.connection import wait

from youju.web import database
from youju.web.setup import django_setup

PATIENCE = 20
"""Seconds for the requests that are being answered."""


def end_with_parent() -> None:
    """Have this process end well when the one that started it is gone; alone, it goes on."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGINT)  # the way to end that also stops the embedded database
        threading.Event().wait(PATIENCE)
        os._exit(1)

    threading.Thread(target=watch, daemon=True, name="end-with-parent").start()


end_with_parent()
database.serve_pages()
django_setup()

from django.core.asgi import get_asgi_application  # noqa: E402 - Django must be configured first

application = get_asgi_application()
