"""What is linked, kept beside the database so that changed rows need not be linked with everything again.

Enter at `opened` and `keep`. It is a copy that can be made again: where it is missing, broken or of another
load than the last, all rows are linked as if it had never been.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import transaction

from youju.errors import YoujuError
from youju.linkage import keeping
from youju.linkage.store import Store
from youju.register import queries
from youju.register.models import Load

_LAYERS = 50
"""Deliveries of changes after which everything is linked again, and weights are learned anew."""
_log = logging.getLogger(__name__)


def opened(*, for_rows: bool = True) -> Store | None:
    """What the last load left, if it is there.

    Args:
        for_rows: Whether rows will change; then it is given up after `_LAYERS` deliveries of changes.
    """
    last = queries.last_linked()
    for folder in _folders():
        if last and keeping.remembered(folder).get("load") == last:
            with suppress(YoujuError):
                store = keeping.load(folder)
                return store if len(store.layers) <= _LAYERS or not for_rows else None
    return None


def keep(made: Callable[[], Store], load: Load, *, anew: bool) -> None:
    """Lay down what was linked as soon as the load is certain.

    Args:
        made: Gives the store of what was linked.
        load: With which.
        anew: Whether everything was linked; what lies there is added to otherwise.
    """
    before = queries.last_linked()

    def after() -> None:
        try:
            folder = next((one for one in _folders() if keeping.remembered(one).get("load") == before), None)
            if folder is None or anew:
                folder = _root() / str(load.id)
            keeping.save(made(), folder, load=str(load.id))
            for other in _folders():
                if other != folder:
                    shutil.rmtree(other, ignore_errors=True)
        except OSError:  # the load stands; the next one links everything
            _log.warning("what was linked could not be kept", exc_info=True)

    transaction.on_commit(after)


def _root() -> Path:
    return Path(settings.SNAPSHOT_ROOT) / "register_linkage"


def _folders() -> list[Path]:
    root = _root()
    return sorted(one for one in root.iterdir() if one.is_dir()) if root.is_dir() else []
