"""Answers that hold for the length of one piece of work, such as a request or a count: asked once in it.

Enter at `held` and `Held`. What is decorated with `once` answers within it from what it answered first;
outside it asks each time, because another process may have installed a pack meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
R = TypeVar("R")
Answer = Callable[[HttpRequest], HttpResponse]

_ANSWERS: ContextVar[dict[Any, Any] | None] = ContextVar("youju_held", default=None)


@contextmanager
def held() -> Iterator[None]:
    """Within this, what `once` decorates is asked once; one within another is the same work."""
    if _ANSWERS.get() is not None:
        yield
        return
    token = _ANSWERS.set({})
    try:
        yield
    finally:
        _ANSWERS.reset(token)


def Held(get_response: Answer) -> Answer:  # noqa: N802 - named as Django names middleware
    """A request that only reads is one piece of work; what writes asks anew, after its locks."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with held() if request.method in ("GET", "HEAD") else nullcontext():
            return get_response(request)

    return middleware


def once(ask: Callable[P, R]) -> Callable[P, R]:
    """A question whose answer holds for the length of a piece of work; it must not be changed by who asks."""

    @wraps(ask)
    def answer(*args: P.args, **kwargs: P.kwargs) -> R:
        answers = _ANSWERS.get()
        if answers is None:
            return ask(*args, **kwargs)
        key = (ask, args, tuple(sorted(kwargs.items())))
        if key not in answers:
            answers[key] = ask(*args, **kwargs)
        found: R = answers[key]
        return found

    return answer
