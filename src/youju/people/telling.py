"""What went wrong, in the reader's language: the sentences of the registry without their codes."""

from __future__ import annotations

from django.utils.translation import gettext

from youju.errors import YoujuError


def sentences(error: YoujuError) -> list[str]:
    """What is wrong and how to mend it, one sentence for each problem."""
    return [
        gettext(one.code.sentence).format(**one.fields) + gettext(one.code.mend).format(**one.fields)
        for one in error.problems
    ]
