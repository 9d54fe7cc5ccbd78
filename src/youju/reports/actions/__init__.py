"""Every write of this room: composing and keeping, versions, comments, reviews, sign-off, numbers taken over.

Each change is an event of kind ``reports`` in the document's stream and so stands under the seals.
"""

from __future__ import annotations

from youju.reports.actions.keeping import compose, save
from youju.reports.actions.reviewing import comment, review, sign
from youju.reports.actions.taking import recognise, take_over

__all__ = ["comment", "compose", "recognise", "review", "save", "sign", "take_over"]
