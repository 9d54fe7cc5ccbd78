"""``youju demo``: work the year of the sample county, as ``./start`` does, perhaps on real lists.

Only here is it known what time it is.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer


def demo(
    real: Annotated[
        Path | None,
        typer.Option(
            "--real", metavar="DIR", help="用这个文件夹中的实际名录（register/xuancheng）代替生成的。"
        ),
    ] = None,
    factor: Annotated[float, typer.Option("--factor", min=0.01, max=1000, help="规模是样例县的几倍。")] = 1.0,
    seed: Annotated[int, typer.Option("--seed", help="生成样例县所用的种子。")] = 2023,
) -> None:
    """做样例县的一年，与 ./start 相同；已做完的步骤不再重做。

    例：youju demo --factor 0.1
        youju demo --real ../shared/data
    """
    from django.conf import settings

    from youju.county.job import work
    from youju.county.year import Year

    home = Path(settings.HOME)
    work(Year(home, seed=seed, factor=factor, real=real), clock=lambda: datetime.now(UTC))
