"""What a person sees of the year: bars while it is worked, and one screen at the end. No Django.

Enter at `Bars` (on standard error) and `told` (the lines of the screen).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

WIDTH = 26
"""Columns of a step's name on the screen; a Chinese character takes two."""


class Named(Protocol):
    """A step, as far as it is shown."""

    @property
    def label(self) -> str: ...
    @property
    def look(self) -> str: ...


class Finished(Protocol):
    """A step that is done, as far as it is shown."""

    @property
    def step(self) -> Named: ...
    @property
    def said(self) -> str: ...
    @property
    def seconds(self) -> float: ...
    @property
    def new(self) -> bool: ...


class Bars:
    """One bar for the step that is going on; where there is no terminal, one line a step."""

    def __init__(self, steps: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        console = Console(stderr=True)
        self._live = console.is_terminal
        self._steps, self._place = steps, 0
        self._step: Named | None = None
        self._bar = Progress(
            TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(),
            console=console, transient=True, disable=not self._live,
        )  # fmt: skip
        self._task: Any = None

    def __enter__(self) -> Bars:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, step: Named, what: str, part: float) -> None:
        """Show how far a step is.

        Args:
            step: Which.
            what: What is going on in it.
            part: How much of it is done, from 0 to 1.
        """
        if step is not self._step:
            self._step = step
            self._place += 1
            if self._task is not None:
                self._bar.remove_task(self._task)
            self._task = self._bar.add_task("", total=1.0)
            if not self._live and part < 1:
                sys.stderr.write(f"{self._place}/{self._steps} 正在{step.label}…\n")
                sys.stderr.flush()
        told = f"{self._place}/{self._steps} {step.label}" + (f"：{what}" if what else "")
        self._bar.update(self._task, completed=part, description=told)


def told(title: str, done: Sequence[Finished]) -> Iterator[str]:
    """The lines of the screen: each step, its time, what came of it, and where to look.

    Args:
        title: Whose year it is.
        done: The steps.
    """
    yield title
    yield ""
    for place, one in enumerate(done, 1):
        yield f"{place:>2}  {padded(one.step.label, WIDTH)}{one.seconds:>6.1f}秒  {one.said}"
    yield f"    {padded('合计', WIDTH)}{sum(one.seconds for one in done):>6.1f}秒"
    yield ""
    yield "到哪里看："
    for one in done:
        if one.step.look:
            yield f"    {padded(one.step.label, WIDTH)}  {one.step.look}"


def padded(text: str, width: int) -> str:
    """Text filled up with blanks to a number of columns.

    Example:
        >>> padded("核实ab", 8) + "|"
        '核实ab  |'
    """
    columns = sum(2 if ord(character) > 0x2E7F else 1 for character in text)
    return text + " " * max(0, width - columns)
