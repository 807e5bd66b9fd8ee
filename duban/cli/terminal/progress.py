"""Progress of long work: a bar on the terminal's standard error, if the work takes longer than a moment."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress

PATIENCE_SECONDS = 0.7
"""Work that is done within this time shows no bar."""


@contextmanager
def progress(what: str, *, as_json: bool, counted: bool = False) -> Iterator[Callable[[int, int | None], None]]:
    """Yield a function to call with how much is done, and of how much or None; it shows a bar until the work is done.

    If the work is `counted`, nothing is shown before the first call or after the last count. Other work shows that it
    goes on even without calls.
    """
    if as_json or not (sys.stdout.isatty() and sys.stderr.isatty()):
        yield lambda _done, _total: None
        return
    shown = _Shown(word(what), counted=counted)
    if not counted:
        shown.begin()
    try:
        yield shown.count
    finally:
        shown.end()


class _Shown:
    """A bar that appears only after a moment, and is removed when the work is done."""

    def __init__(self, what: str, *, counted: bool) -> None:
        self._what = what
        self._counted = counted
        self._bar: Progress | None = None
        self._timer: threading.Timer | None = None
        self._so_far: tuple[int, int | None] = (0, None)
        self._lock = threading.Lock()

    def begin(self) -> None:
        """Show the bar after a moment, unless the work is done by then."""
        self._timer = threading.Timer(PATIENCE_SECONDS, self._show)
        self._timer.daemon = True
        self._timer.start()

    def count(self, done: int, total: int | None) -> None:
        """Show how much is done."""
        if self._timer is None:
            self.begin()
        with self._lock:
            self._so_far = done, total
            self._draw()
        if self._counted and done == total:
            self.end()

    def end(self) -> None:
        """Remove the bar."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()
        with self._lock:
            if self._bar is not None:
                self._bar.stop()
                self._bar = None

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, Task, TextColumn, TimeElapsedColumn
        from rich.text import Text

        class Counts(MofNCompleteColumn):
            def render(self, task: Task) -> Text:
                return Text() if task.total is None else super().render(task)

        columns = (TextColumn("{task.description}"), BarColumn(), Counts(), TimeElapsedColumn())
        with self._lock:
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._bar.add_task(self._what, total=None)
            self._draw()
            self._bar.start()

    def _draw(self) -> None:
        if self._bar is not None:
            done, total = self._so_far
            for task in self._bar.task_ids:
                self._bar.update(task, completed=done, total=total)
