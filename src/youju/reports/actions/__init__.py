"""Every write of this room: composing and keeping, versions, comments, reviews, sign-off.

Each change is an event of kind ``reports`` in the document's stream and so stands under the seals.
"""

from __future__ import annotations

from youju.reports.actions.keeping import compose, save
from youju.reports.actions.reviewing import comment, review, sign

__all__ = ["comment", "compose", "review", "save", "sign"]
