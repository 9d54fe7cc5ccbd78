"""Static files under an asynchronous server.

WhiteNoise hands out an open file; under ASGI Django would have to read it whole and warns of it. Ours are a
few kilobytes, so they are read here. Does not belong here: which files there are (``static/``).
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware


class Assets(WhiteNoiseMiddleware):
    """WhiteNoise with answers in one piece."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        """The answer for a file, or that it has not changed."""
        found = static_file.get_response(request.method, request.META)
        content = b""
        if found.file is not None:
            with found.file as opened:
                content = opened.read()
        return HttpResponse(content, status=int(found.status), headers=dict(found.headers))
