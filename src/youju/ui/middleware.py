"""When a request began, and in which language it is answered: Chinese, unless its reader chose another.

The language of the browser itself is not asked: many office machines came with an English one.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from youju.ui.shell import LANGUAGES, TAGS

Answer = Callable[[HttpRequest], HttpResponse]


def Language(get_response: Answer) -> Answer:  # noqa: N802 - named as Django names middleware
    """Speaks the chosen language while a request is answered."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in LANGUAGES else settings.LANGUAGE_CODE
        request.began = timezone.now()  # type: ignore[attr-defined]
        with translation.override(language):
            response = get_response(request)
        response.headers.setdefault("Content-Language", TAGS[language])
        return response

    return middleware
